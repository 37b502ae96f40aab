"""`iepdocs schema`: the case as JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path

import click

from service.cli.options import templates_option


@click.command()
@templates_option
def schema(own_folder: Path | None) -> None:
    """Print the JSON Schema (2020-12) of a case, with the kinds of document that your own folder adds."""
    from schemas.projections import case_json_schema

    click.echo(json.dumps(case_json_schema(), indent=2, ensure_ascii=False))
