"""The columns of a sheet, read from the walk over the schema: a heading for people, a path for programs.

One row a client. A list of words stands in one cell, parted by `;`; catalogue choices and barriers may stand so too. A
list of whole things (days of the attendance log, courses, phases) has a further sheet, one row a thing, joined by the
client number. A heading may also be a path with a place in a list: `attendance/log/0/date`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from schemas.kinds_in_use import DeclaredKinds, declared_kinds
from schemas.nearest import nearest
from schemas.walk import FieldInfo, fields_by_path, walk
from service.casework.tables.errors import BatchInputError
from service.casework.tables.rows import Cell
from service.casework.wording import upper_first

Steps = tuple[str | int, ...]
Holds = Literal["value", "list", "choices", "barriers"]

REQUIRED = ("student.name", "sender.name")
REQUIRED_MARK = " *"
REFERENCE = "reference"
ROW_ID = "row id"
"""A column of our own, beside the fields: what further sheets are joined by where clients have no number."""
LEFT_OUT = "#"
"""In front of a heading it keeps the column out, in front of a title the sheet."""

_TITLES = {
    "cc": "Copies",
    "attendance.log": "Attendance log",
    "barriers": "Barriers",
    "supports_tried": "Supports tried",
    "providers": "Professionals",
    "evaluation_request.evaluations": "Evaluations",
    "evaluation_request.instruments": "Questionnaires",
    "section_504_letter.accommodations": "504 accommodations",
    "section_504_letter.services": "504 services",
    "reintegration_plan.ladder": "Ladder",
    "reintegration_plan.phases": "Phases",
    "reintegration_plan.goals": "Goals",
    "reintegration_plan.accommodations": "Plan accommodations",
    "reintegration_plan.interventions": "Interventions",
    "reintegration_plan.team": "Team",
    "credit_recovery_proposal.courses": "Courses",
    "credit_recovery_proposal.load_by_phase": "Hours by phase",
}
"""Titles of the further sheets; Excel takes 31 characters."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the field it fills, its heading, and the steps to its value in a raw case.

    `info` is the field of a value; of a list, that of its items. `holds` is how the cell is read.
    """

    path: str
    heading: str
    info: FieldInfo
    holds: Holds
    steps: Steps

    @property
    def is_required(self) -> bool:
        """True for the two that a letter cannot be made without."""
        return self.path in REQUIRED

    def at(self, before: Steps) -> Column:
        """The same column of a thing that stands at `before`."""
        return replace(self, steps=(*before, *self.steps))


@dataclass(frozen=True, slots=True)
class Table:
    """A further sheet: the list it fills, its title, and its columns, whose steps begin inside the thing."""

    path: str
    title: str
    columns: tuple[Column, ...]

    @property
    def steps(self) -> Steps:
        """The steps to the list in a raw case."""
        return tuple(self.path.split("."))


def main_columns() -> tuple[Column, ...]:
    """The columns of the sheet that has one row a client, in the order of the schema."""
    return _layout().main


def tables() -> tuple[Table, ...]:
    """The further sheets, in the order of the schema."""
    return _layout().tables


def reference_heading() -> str:
    """The heading of what joins a further sheet to its clients."""
    return upper_first(fields_by_path()[REFERENCE].label)


def document_sections() -> tuple[str, ...]:
    """The names of the objects that hold what one kind of document alone needs."""
    return fields_by_path()["documents[]"].choices


@dataclass(frozen=True, slots=True)
class _Layout:
    """All columns of one walk. `names` finds them by heading or path: of the main sheet under "", or of a list."""

    main: tuple[Column, ...]
    tables: tuple[Table, ...]
    names: Mapping[str, Mapping[str, Column]]


def _layout() -> _Layout:
    return _laid_out(declared_kinds())


@lru_cache(maxsize=16)
def _laid_out(kinds: DeclaredKinds) -> _Layout:
    """Kept by the kinds of document in use, which the walk is made for."""
    known = fields_by_path()
    main = tuple(_columns("", _main_heading))
    lists = [info for info in walk() if info.type == "list" and known[f"{info.path}[]"].type == "object"]
    further: list[Table] = []
    for info in lists:
        title = _title(info, {table.title.lower() for table in further})
        further.append(Table(info.path, title, tuple(_choice_first(_columns(f"{info.path}[].", _plain_heading)))))
    names = {"": _names_of(main), **{table.path: _names_of(table.columns) for table in further}}
    return _Layout(main, tuple(further), names)


def _title(info: FieldInfo, taken: set[str]) -> str:
    """The title of a list's sheet: ours, or its label as far as Excel takes it."""
    plain = _TITLES.get(info.path) or re.sub(r"[\[\]:*?/\\]", " ", upper_first(info.label))[:31].strip()
    return plain if plain.lower() not in taken else f"{plain[:28]} {len(taken)}"


def _columns(before: str, heading_of: Callable[[FieldInfo], str]) -> list[Column]:
    known = fields_by_path()
    columns = []
    for info in walk():
        inside = info.path.removeprefix(before)
        if not info.path.startswith(before) or "[]" in inside or info.type == "object":
            continue
        holds, holder = _held(info, known)
        if holds is not None:
            columns.append(Column(info.path, heading_of(info), holder, holds, tuple(inside.split("."))))
    return columns


def _choice_first(columns: Sequence[Column]) -> list[Column]:
    """The columns with what is chosen from a list before the words of one's own that may stand instead."""
    ranks = {"id": 0, "text": 1, "detail": 2}
    choices = {column.steps[:-1] for column in columns if column.info.catalog}
    first: dict[Steps, int] = {}
    keys = []
    for index, column in enumerate(columns):
        before, rank = column.steps[:-1], ranks.get(str(column.steps[-1]))
        if before in choices and rank is not None:
            keys.append((first.setdefault(before, index), rank))
        else:
            keys.append((index, 0))
    return [column for _, column in sorted(zip(keys, columns, strict=True), key=lambda pair: pair[0])]


def _held(info: FieldInfo, known: Mapping[str, FieldInfo]) -> tuple[Holds | None, FieldInfo]:
    if info.type != "list":
        return "value", info
    item = known[f"{info.path}[]"]
    if item.type != "object":
        return "list", item
    if catalog_id := known.get(f"{item.path}.id"):
        return "choices", catalog_id
    if info.path == "barriers":
        return "barriers", known["barriers[].kind"]
    return None, item


def _main_heading(info: FieldInfo) -> str:
    section = info.section if info.section in document_sections() else ""
    return upper_first(f"{fields_by_path()[section].label}: {info.label}" if section else info.label)


def _plain_heading(info: FieldInfo) -> str:
    return upper_first(info.label.removeprefix("id of the ") if info.catalog else info.label)


MOST_NAMED = 20
"""Headings with a fault that are named at once, and cells of a row without a heading."""
_TRIED = 1_000
"""Headings of a row that are compared with the right ones, of which there are some hundred."""


@dataclass(frozen=True, slots=True)
class Headings:
    """The columns of one sheet by position from 1; `join` is the position of what joins further sheets, 0 without.

    `named` are the positions that have a heading at all, also one that is left out.
    """

    columns: Mapping[int, Column]
    named: frozenset[int]
    join: int = 0


def headings_of(names: Sequence[str], sheet: str, table: Table | None = None) -> Headings:
    """What the headings of a sheet mean. Raises `BatchInputError` that names every heading with a fault."""
    found: dict[int, Column] = {}
    known: set[Steps] = set()
    faults: list[str] = []
    row_id = reference = 0
    named = frozenset(place for place, name in enumerate(names, 1) if _plain(name))
    for place in sorted(named):
        name, plain = names[place - 1], _plain(names[place - 1])
        if plain.startswith(LEFT_OUT):
            continue
        if plain == ROW_ID:
            row_id = place
            continue
        if plain in _names_of_reference():
            reference = place
            if table is not None:
                continue
        column = _column_named(plain, table)
        if column is not None and column.steps not in known:
            found[place] = column
            known.add(column.steps)
        elif len(faults) < MOST_NAMED:
            why = "a column before it is the same field" if column else _meant(plain, table)
            faults.append(f"{Cell(sheet, place, 1).name[:-1]} “{name.strip()[:60]}”" + (f" ({why})" if why else ""))
    if faults:
        told = "; ".join(faults)
        what = f"These headings cannot be used: {told}. Correct them; {LEFT_OUT} in front leaves a column out."
        raise BatchInputError(sheet, what)
    return Headings(found, named, row_id or reference)


def _meant(plain: str, table: Table | None) -> str:
    names = _layout().names[table.path if table else ""]
    close = next(iter(nearest(plain, list(names))), None)
    if close is None:
        return ""
    return f"did you mean “{close if '/' in close or '.' in close else names[close].heading}”?"


def row_of_headings(rows: Sequence[Sequence[str]]) -> int | None:
    """Which of the first rows of a sheet has the headings of clients, counted from 0; None when none does.

    Without one that names a student or a sender it is one that seems to have tried, so that the spelling can be told.
    """
    for is_it in (is_main, _seems_main):
        for index, names in enumerate(rows):
            if is_it(names):
                return index
    return None


def is_main(names: Sequence[str]) -> bool:
    """True for the headings of a sheet that has one row a client."""
    return any((column := _column_named(_plain(name), None)) is not None and column.is_required for name in names)


def _seems_main(names: Sequence[str]) -> bool:
    wanted = [name for name, column in _layout().names[""].items() if column.is_required]
    return any(nearest(_plain(name), wanted) for name in names[:_TRIED])


def no_headings(where: str) -> BatchInputError:
    """The refusal of a sheet in which no row has the headings of clients."""
    named = " and ".join(f"“{column.heading}”" for column in main_columns() if column.is_required)
    what = f"No row near the top has the headings {named}. “iepdocs sheet” writes a workbook with all columns."
    return BatchInputError(where, what)


def refuse_without_names(headings: Headings, sheet: str) -> None:
    """Raises `BatchInputError` where the sheet lacks a column that every case needs."""
    paths = {column.path for column in headings.columns.values()}
    missing = [column.heading for column in main_columns() if column.is_required and column.path not in paths]
    if missing:
        named = " and ".join(f"“{heading}”" for heading in missing)
        raise BatchInputError(
            sheet, f"There is no column {named}. Add it: “iepdocs sheet” writes a sheet with all of them."
        )


def table_titled(title: str) -> Table | None:
    """The further sheet with this title, path or label."""
    plain = _plain(title).replace("/", ".")
    for table in tables():
        label = fields_by_path()[table.path].label.lower()
        if plain in (table.title.lower(), table.path, label, label[:31]):
            return table
    return None


def joins(names: Sequence[str]) -> bool:
    """True when the first heading is one that joins a further sheet to its clients."""
    first = _plain(next((name for name in names if name.strip()), ""))
    return first == ROW_ID or first in _names_of_reference()


_INDEXED = re.compile(r"[a-z0-9_]+(?:\.(?:[a-z_][a-z0-9_]*|\d{1,3}))+")


def _column_named(plain: str, table: Table | None) -> Column | None:
    known = _layout().names[table.path if table else ""].get(plain)
    if known is not None:
        return known
    path = plain.replace("/", ".")
    return _indexed(path, table) if _INDEXED.fullmatch(path) else None


def _indexed(path: str, table: Table | None) -> Column | None:
    """The column of a path with places in lists, such as `attendance.log.0.date`."""
    steps: Steps = tuple(int(step) if step.isdecimal() else step for step in path.split("."))
    generic = "".join("[]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")
    before = f"{table.path}[]." if table else ""
    info = fields_by_path().get(before + generic)
    if info is None or info.type == "object":
        return None
    holds, holder = _held(info, fields_by_path())
    return Column(before + path, path.replace(".", "/"), holder, holds, steps) if holds else None


def _names_of(columns: Sequence[Column]) -> dict[str, Column]:
    named: dict[str, Column] = {}
    for column in columns:
        inside = ".".join(str(step) for step in column.steps)
        for name in (column.heading.lower(), inside, inside.replace(".", "/")):
            named.setdefault(name, column)
    labels: dict[str, list[Column]] = {}
    for column in columns:
        labels.setdefault(fields_by_path()[column.path].label.lower(), []).append(column)
    # A bare label will do where only one column has it.
    return {**{label: same[0] for label, same in labels.items() if len(same) == 1}, **named}


def _names_of_reference() -> frozenset[str]:
    return frozenset((REFERENCE, fields_by_path()[REFERENCE].label.lower()))


def _plain(heading: str) -> str:
    # Word processors and phones type ’ for '.
    straight = " ".join(heading.split()).replace("’", "'")
    return straight.removesuffix(REQUIRED_MARK.strip()).strip().lower()
