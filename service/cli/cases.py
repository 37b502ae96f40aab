"""`iepdocs cases`: a folder of case files back into one sheet."""

from __future__ import annotations

from pathlib import Path

import click

from service.cli.ending import DONE, SOME_FAILED, say
from service.cli.files import CaseFileError, case_in, write_whole
from service.cli.options import templates_option


@click.command()
@click.argument("folder", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("cases.xlsx"),
    metavar="FILE.(xlsx|csv|jsonl)",
    show_default=True,
    help="Where to put them; the ending tells the format.",
)
@templates_option
def cases(folder: Path, path: Path, own_folder: Path | None) -> int:
    """Read every case file in a folder, and in the folders in it, into one sheet.

    It takes the case.json that “iepdocs batch” leaves beside the drafts, and any other .json. A file with faults is
    named and left out, and the exit status is 1. A sheet that is there already is not replaced.
    """
    from service.casework.batches import REPORT
    from service.casework.tables import as_csv, as_json_lines, workbook_of

    writers = {".xlsx": workbook_of, ".csv": as_csv, ".jsonl": as_json_lines}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise click.UsageError(f"{path}: end the name in .xlsx, .csv or .jsonl.")
    if path.exists():
        raise click.UsageError(f"{path}: this file is there already. Choose another name.")
    found, status = [], DONE
    for file in sorted(folder.rglob("*.json")):
        if file.name == REPORT or file.name.startswith("."):
            continue
        try:
            found.append(case_in(str(file)).values)
        except CaseFileError as error:
            status = SOME_FAILED
            for line in error.lines():
                say(line)
    if not found:
        raise click.UsageError(
            f"{folder}: there is no case in this folder that can be used. Name a folder of case files."
        )
    write_whole(path, write(found))
    click.echo(f"{path}: {len(found):,} {'case' if len(found) == 1 else 'cases'}.")
    return status
