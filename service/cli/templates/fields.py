"""`iepdocs templates fields`: every name that a template may use, as lines, as JSON, or as a Word file."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.files import write_whole
from service.cli.options import json_option, templates_option
from service.cli.templates.options import TemplateKind

if TYPE_CHECKING:
    from service.casework.workshop import TemplateField


@click.command("fields")
@click.argument("kind", required=False, type=TemplateKind(), metavar="[KIND]")
@click.option(
    "--docx",
    "document",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the list as a Word file, to keep open beside the template.",
)
@json_option
@templates_option
def list_fields(kind: str | None, document: Path | None, as_json: bool, own_folder: Path | None) -> None:
    """List every name that a template may use: its type, what it prints, an example.

    [] marks the entries of a list. KIND is a kind of document or first_page; without it, the names of all are listed.
    """
    from service.casework.workshop import field_list, template_fields

    if document is not None:
        replaced = write_whole(document, field_list(kind))
        click.echo(str(document))
        if replaced:
            click.echo(f"{document}: replaced the earlier file.", err=True)
        return
    fields = template_fields(kind)
    if as_json:
        click.echo(json.dumps([_as_json(field) for field in fields], indent=2, ensure_ascii=False))
        return
    width = max(len(field.name) for field in fields) + 2
    for field in fields:
        click.echo(f"{field.name:<{width}}{field.type:<9}{_line(field)}")


def _as_json(field: TemplateField) -> dict[str, object]:
    return {**asdict(field), "tag": field.tag, "meaning": field.label}


def _line(field: TemplateField) -> str:
    return f"{field.label} (such as: {field.example})" if field.example else field.label
