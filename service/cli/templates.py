"""`iepdocs templates`: which Word files are in use, what is wrong in them, which names they may ask for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli.files import FileError
from service.cli.options import KindName, json_option, templates_option

if TYPE_CHECKING:
    from service.assembly import Finding

Found = tuple[Path, "Finding"]


@click.group()
def templates() -> None:
    """Look at the Word templates."""


@templates.command("list")
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


@templates.command("check")
@click.argument("paths", metavar="[PATH...]", nargs=-1, type=click.Path(path_type=Path))
@json_option
@templates_option
def check_templates(paths: tuple[Path, ...], as_json: bool, own_folder: Path | None) -> int:
    """Name all that is wrong in templates, each with its place and what to write instead.

    PATH is a Word file or a folder of them; without any, every template in use is checked. Exit status 1 when one
    cannot be used.
    """
    from service.casework import TemplateLibrary

    checked = [file for path in paths for file in _files(path)] or TemplateLibrary(own_folder).paths()
    found = findings_of(checked)
    unusable = {path for path, finding in found if finding.severity == "error"}
    if as_json:
        findings = [{"path": str(path), **asdict(finding)} for path, finding in found]
        click.echo(json.dumps({"checked": [str(path) for path in checked], "findings": findings}, indent=2))
    else:
        for path, finding in found:
            click.echo(f"{path}: {finding.severity}: {finding}")
        click.echo(f"{len(checked)} checked, {len(unusable)} cannot be used.", err=True)
    return 1 if unusable else 0


@templates.command("fields")
@click.argument("kind", required=False, type=KindName(), metavar="[KIND]")
@json_option
def list_fields(kind: str | None, as_json: bool) -> None:
    """List every name that a template may use, one line each; [] marks the entries of a list."""
    rows = list(_fields(kind))
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    width = max(len(row["name"]) for row in rows) + 2
    for row in rows:
        click.echo(f"{row['name']:<{width}}{row['type']:<9}{row['meaning']}")


def findings_of(paths: Iterable[Path]) -> list[Found]:
    """All that is wrong in these templates. Raises `FileError` for one that cannot be read."""
    found: list[Found] = []
    for path in paths:
        try:
            found += [(path, finding) for finding in _findings_in(path)]
        except OSError as error:
            raise FileError(str(path), error, "read", "Check the name.") from error
    return found


def _findings_in(path: Path) -> Iterator[Finding]:
    """What loading finds; then, for a kind of ours, what filling it with the smallest and with a whole case finds."""
    from service.assembly import Finding, RenderError, TemplateError, load_template
    from service.casework import UnknownKindError, kind_named

    try:
        template = load_template(path)
        kind = kind_named(path.stem).slug
    except TemplateError as error:
        yield from error.findings
        return
    except UnknownKindError as error:
        meant = " or ".join(error.nearest or error.known)
        message = f"is not named after a kind of document, so it is never used. Name it {meant}, if that is meant"
        yield Finding("unknown-kind", "warning", "", "", "", message)
        return
    seen = set()
    for context in _trial_contexts(kind, path.parent.name):
        try:
            template.render(context)
        except RenderError as error:
            seen.add(Finding("cannot-be-filled", "error", error.part, error.place, error.tag, error.reason))
    yield from sorted(seen, key=str)


def _trial_contexts(kind: str, language: str) -> Iterator[dict[str, Any]]:
    import datetime as dt

    from schemas.catalogs import LANGUAGES
    from schemas.projections import SMALLEST_CASE, sample_case
    from service.casework import load_case
    from service.casework.context import context_for

    spoken = {"language": language} if language in LANGUAGES else {}
    for raw_case in (SMALLEST_CASE, sample_case()):
        yield context_for(load_case({**raw_case, **spoken}), kind, today=dt.date.today())


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*.docx") if not file.name.startswith("~$"))


def _is_own(path: Path, own_folder: Path | None) -> bool:
    return own_folder is not None and path.is_relative_to(own_folder)


def _fields(kind: str | None) -> Iterator[dict[str, Any]]:
    from schemas.walk import walk
    from service.casework import KINDS
    from service.casework.context import derived_values

    others = {each.slug for each in KINDS} - {kind} if kind else set()
    for info in walk():
        if info.section not in others:
            yield {"name": info.path, "type": info.type, "meaning": info.label}
    for name, meaning in derived_values(kind).items():
        yield {"name": name, "type": "derived", "meaning": meaning}
