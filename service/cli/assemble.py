"""`iepdocs assemble`: the documents of one case."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from service.cli.files import case_in, untouched_place, write_whole
from service.cli.options import KindName, case_argument, templates_option


@click.command()
@case_argument
@click.option(
    "-k",
    "--kind",
    "kinds",
    type=KindName(),
    multiple=True,
    metavar="KIND",
    help="Only this kind of document; may be given more than once. Without it: the kinds that the case names, or "
    "evaluation_request, section_504_letter, reintegration_plan and credit_recovery_proposal. There is also "
    "iep_meeting_request, and what your own folder adds.",
)
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Where to put them; this folder without it.",
)
@templates_option
def assemble(source: str, kinds: tuple[str, ...], folder: Path, own_folder: Path | None) -> None:
    """Make the Word documents of one case.

    Prints the paths of what it has written. A document of the same kind and date is replaced, unless you have
    changed it in Word: then it stays, and the new one is put beside it. “-” reads standard input.
    """
    from service.casework import TemplateLibrary, assemble_document

    case = case_in(source)
    library = TemplateLibrary(own_folder)
    wanted = tuple(dict.fromkeys(kinds)) or case.documents
    documents = []
    for number, kind in enumerate(wanted, 1):
        _progress(f"assembling {number} of {len(wanted)}: {kind}")
        documents.append(assemble_document(case, kind, library=library))
    _progress("")
    # Nothing is written before everything is made: a case that fails leaves no half packet.
    for document in documents:
        usual = folder / document.filename
        path = untouched_place(usual, document.content)
        if path != usual:
            click.echo(f"{usual}: was changed since and stays; the new document is {path.name}.", err=True)
        if write_whole(path, document.content):
            click.echo(f"{path}: replaced the earlier file.", err=True)
        click.echo(path)


def _progress(line: str) -> None:
    """One line on a terminal that each next one overwrites; nothing anywhere else."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{line}", err=True, nl=False)
