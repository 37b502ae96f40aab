"""`iepdocs sheet`: a workbook to fill in, one row a client."""

from __future__ import annotations

from pathlib import Path

import click

from service.cli.files import write_whole
from service.cli.options import templates_option


@click.command()
@click.option(
    "-o",
    "--output",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("clients.xlsx"),
    metavar="FILE.xlsx",
    show_default=True,
    help="Where to put it.",
)
@templates_option
def sheet(path: Path, own_folder: Path | None) -> None:
    """Write an empty spreadsheet to fill in, with one example.

    One row a client; only two columns are required. “iepdocs batch” makes the drafts of it. A file that is there
    already is not replaced.
    """
    from service.casework.tables import empty_workbook

    if path.suffix.lower() != ".xlsx":
        raise click.UsageError(f"{path}: a workbook ends in .xlsx. Give it that ending.")
    if path.exists():
        raise click.UsageError(
            f"{path}: this file is there already, and somebody may have filled it in. Choose another name."
        )
    write_whole(path, empty_workbook())
    click.echo(path)
