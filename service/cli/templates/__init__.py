"""`iepdocs templates`: the workshop of people who change the Word templates, a module a command."""

from __future__ import annotations

import click

from service.cli.templates.checking import check_templates
from service.cli.templates.copying import copy_templates
from service.cli.templates.differing import diff_templates
from service.cli.templates.fields import list_fields
from service.cli.templates.listing import list_templates


@click.group()
def templates() -> None:
    """List, check, copy and compare the Word templates."""


for _command in (list_templates, check_templates, list_fields, copy_templates, diff_templates):
    templates.add_command(_command)
