"""`iepdocs templates check`: all that is wrong in templates, as lines, as JSON, or as comments in the author's file."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.ending import DONE, SOME_FAILED
from service.cli.files import FileError, write_whole
from service.cli.options import json_option, templates_option
from service.cli.templates.options import TemplateKind

if TYPE_CHECKING:
    from service.casework.workshop import Examination


@click.command("check")
@click.argument("paths", metavar="[PATH...]", nargs=-1, type=click.Path(path_type=Path))
@click.option("-k", "--kind", type=TemplateKind(), metavar="KIND", help="What PATH is, where its name does not say so.")
@click.option(
    "-o",
    "--output",
    "commented",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.docx",
    help="Write your file with a Word comment at each finding.",
)
@json_option
@templates_option
def check_templates(
    paths: tuple[Path, ...], kind: str | None, commented: Path | None, as_json: bool, own_folder: Path | None
) -> int:
    """Name all that is wrong in templates, each with its place and what to write instead.

    PATH is a Word file or a folder of them; without any, every template in use is checked. What has no error is then
    filled with the smallest, the fullest and a hostile case, and the results are looked at. Exit status 1 when a
    template cannot be used.
    """
    from service.casework import TemplateLibrary

    checked = [file for path in paths for file in _files(path)] or TemplateLibrary(own_folder).files()
    if commented is not None:
        _refuse_output(commented, checked)
    found = [(path, examined(path, kind)) for path in checked]
    if as_json:
        findings = [{"path": str(path), **asdict(finding)} for path, each in found for finding in each.findings]
        click.echo(json.dumps({"checked": [str(path) for path in checked], "findings": findings}, indent=2))
    else:
        for path, each in found:
            for finding in each.findings:
                click.echo(f"{path}: {finding.severity}: {finding} [{finding.code}]")
    unusable = sum(not each.is_usable for _, each in found)
    if commented is not None:
        _write_commented(commented, *found[0])
    if not as_json:
        click.echo(f"{len(checked)} checked, {unusable} cannot be used.", err=True)
    return SOME_FAILED if unusable else DONE


def examined(path: Path, kind: str | None = None) -> Examination:
    """What is wrong in the template at `path`. Raises `FileError` where it cannot be read."""
    from service.casework.workshop import examine_file

    try:
        return examine_file(path, kind)
    except OSError as error:
        raise FileError(str(path), error, "read", "Check the name and your rights.") from error


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*.docx") if not file.name.startswith("~$"))


def _refuse_output(commented: Path, checked: list[Path]) -> None:
    if len(checked) != 1:
        raise click.UsageError("-o takes the comments of one template. Name the file to check.")
    if commented.exists() and checked[0].exists() and commented.samefile(checked[0]):
        raise click.UsageError("-o would replace the template itself. Choose another name.")


def _write_commented(where: Path, path: Path, examination: Examination) -> None:
    from service.casework.workshop import with_comments

    content = with_comments(path, examination)
    if content is None:
        click.echo(f"{path}: is no Word file that can hold comments, so {where} is not written.", err=True)
        return
    write_whole(where, content)
    count = len(examination.findings)
    click.echo(f"{where}: your file with {count} comment{'' if count == 1 else 's'}.", err=True)
