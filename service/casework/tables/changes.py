"""A change for every row (`--set review_on=2027-01-15`), made before the case is looked at."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from schemas.nearest import nearest
from service.casework.tables.cells import CellError, values_in
from service.casework.tables.columns import Column, Steps, document_sections, main_columns
from service.casework.tables.errors import BatchInputError
from service.casework.tables.rows import Row, Rows

_Change = tuple[Column, list[tuple[Steps, Any]]]


def with_changes(rows: Rows, changes: Sequence[str]) -> Rows:
    """The rows, with each `FIELD=VALUE` put into every case.

    FIELD is a path (`sender.phone`); the bare name of a field that only documents have sets it in each of them that
    has it (`review_on`). Raises `BatchInputError`.
    """
    made = [change for text in changes for change in _changes_of(text)]
    return _Changed(rows, made) if made else rows


class _Changed:
    def __init__(self, rows: Rows, changes: Iterable[_Change]) -> None:
        self._rows = rows
        self._changes = list(changes)
        self.notes = rows.notes  # the same list, so that what is noted on reading is seen here

    def done(self) -> float | None:
        return self._rows.done()

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            yield self._changed(row) if isinstance(row.raw_case, dict) else row

    def _changed(self, row: Row) -> Row:
        raw_case = copy.deepcopy(row.raw_case)
        for column, values in self._changes:
            place = raw_case
            for step in column.steps[:-1]:
                place = place.setdefault(step, {}) if isinstance(place, dict) else None
            if isinstance(place, dict):  # what is no object there is a fault of the case, and named as one
                place[column.steps[-1]] = _whole(values)
        return Row(row.number, raw_case, row.faults, row.advice, row.places, row.cells, row.sheet)


def _changes_of(text: str) -> Iterator[_Change]:
    name, sign, value = text.partition("=")
    if not sign:
        raise BatchInputError("--set", "Write it as FIELD=VALUE, such as review_on=2027-01-15.")
    for column in _columns_named(name.strip().replace("/", ".")):
        try:
            yield column, list(values_in(value, column))
        except CellError as error:
            raise BatchInputError(f"--set {column.path}", str(error)) from None


def _columns_named(name: str) -> list[Column]:
    columns = main_columns()
    exact = [column for column in columns if column.path == name]
    if exact:
        return exact
    same = [column for column in columns if column.path.rsplit(".", 1)[-1] == name]
    if same and all(column.path.split(".")[0] in document_sections() for column in same):
        return same
    if same:
        paths = ", ".join(column.path for column in same)
        raise BatchInputError(f"--set {name}", f"More than one field has this name. Say which: {paths}.")
    close = nearest(name, [column.path for column in columns])
    hint = f" Did you mean {' or '.join(close)}?" if close else " “iepdocs templates fields” lists them."
    raise BatchInputError("--set", f"There is no field of this name to set.{hint}")


def _whole(values: list[tuple[Steps, Any]]) -> Any:
    if len(values) == 1 and not values[0][0]:
        return values[0][1]
    made: dict[int, Any] = {}
    for (index, *inside), value in values:
        if inside:
            made.setdefault(int(index), {})[inside[0]] = value
        else:
            made[int(index)] = value
    return list(made.values())
