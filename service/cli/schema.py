"""`iepdocs schema`: the case as JSON Schema."""

from __future__ import annotations

import json

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema (2020-12) of a case."""
    from schemas.projections import case_json_schema

    click.echo(json.dumps(case_json_schema(), indent=2, ensure_ascii=False))
