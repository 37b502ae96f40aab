"""`iepdocs templates list`: which Word files are in use, and whose they are."""

from __future__ import annotations

import json
from pathlib import Path

import click

from service.cli.options import json_option, templates_option


@click.command("list")
@json_option
@templates_option
def list_templates(as_json: bool, own_folder: Path | None) -> None:
    """List the templates in use: kind, language, and whose they are."""
    from service.casework import TemplateLibrary

    rows = [
        {
            "kind": path.stem,
            "language": path.parent.name,
            "origin": "own" if _is_own(path, own_folder) else "iepdocs",
            "path": str(path),
        }
        for path in TemplateLibrary(own_folder).paths()
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        click.echo(f"{row['kind']:<26}{row['language']:<4}{row['origin']:<9}{row['path']}")


def _is_own(path: Path, own_folder: Path | None) -> bool:
    return own_folder is not None and path.is_relative_to(own_folder)
