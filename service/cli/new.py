"""`iepdocs new`: a case to start from."""

from __future__ import annotations

import json
from pathlib import Path

import click

from service.cli.files import STANDARD_INPUT, write_whole


@click.command()
@click.argument("target", metavar="[CASE.json]", default=STANDARD_INPUT)
@click.option("--force", is_flag=True, help="Replace the file if there is one of this name.")
def new(target: str, force: bool) -> None:
    """Write a sample case to start from: to a file, or to standard output.

    The people in it are invented. Only the two names are needed: take out what you do not know.
    """
    from schemas.projections import sample_case

    text = json.dumps(sample_case(), indent=2, ensure_ascii=False) + "\n"
    if target == STANDARD_INPUT:
        click.echo(text, nl=False)
        return
    path = Path(target)
    if path.exists() and not force:
        raise click.UsageError(f"{path}: there is a file of this name already. Choose another name, or add --force.")
    write_whole(path, text.encode("utf-8"))
    click.echo(path)
