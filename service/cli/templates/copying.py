"""`iepdocs templates copy`: a clinic's own folder, begun with ours."""

from __future__ import annotations

from pathlib import Path

import click

from service.cli.ending import DONE, SOME_FAILED
from service.cli.files import write_whole
from service.cli.templates.options import TemplateKind


@click.command("copy")
@click.argument("kinds", metavar="[KIND...]", nargs=-1, type=TemplateKind())
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Your own folder, which --templates will name.",
)
@click.option("--force", is_flag=True, help="Replace the files that are there.")
def copy_templates(kinds: tuple[str, ...], folder: Path, force: bool) -> int:
    """Start a folder of your own with copies of our templates, to be changed in Word.

    KIND is a kind of document or first_page; without any, all are copied. A file that is there is kept; exit status 1
    says so.
    """
    from service.casework.library import shipped_folder

    kept = 0
    for path in sorted(shipped_folder().glob("*/*.docx")):
        if kinds and path.stem not in kinds:
            continue
        copy = folder / path.parent.name / path.name
        if copy.exists() and not force:
            kept += 1
            click.echo(f"{copy}: is there already and was kept. --force replaces it.", err=True)
            continue
        write_whole(copy, path.read_bytes())
        click.echo(str(copy))
    return SOME_FAILED if kept else DONE
