"""`iepdocs templates`: which Word files are in use, what is wrong in them, which names they may ask for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from service.cli.examination import findings_of
from service.cli.options import KindName, json_option, templates_option


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
