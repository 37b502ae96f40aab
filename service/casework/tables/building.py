"""Cells of one client → a row with its raw case, and for every value the cell it came from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from service.casework.advice import Advisory
from service.casework.errors import Fault
from service.casework.tables.cells import CellError, Value, assumed, is_blank, values_in
from service.casework.tables.columns import MOST_NAMED, Column, Headings, Steps
from service.casework.tables.rows import Cell, Row

GIVEN_TWICE = "This is given twice: here and in another column or sheet. Keep one of the two."


class RowBuilder:
    """Collects what the cells of one client say."""

    def __init__(self, number: int, headings: Headings, sheet: str) -> None:
        self._number = number
        self._cells = {column.steps: Cell(sheet, place, number) for place, column in headings.columns.items()}
        self._home = Cell(sheet, 1, number)
        self._leaves: dict[Steps, tuple[Any, Cell]] = {}
        self._faults: list[tuple[Steps, str, Cell]] = []
        self._advice: list[tuple[Advisory, Steps]] = []
        self._strays = 0

    def add(self, value: Value, column: Column, cell: Cell, number_format: str = "") -> None:
        """Take in one cell."""
        if is_blank(value):
            return
        try:
            found = list(values_in(value, column, number_format))
        except CellError as error:
            self.fault(column.steps, str(error), cell)
            return
        note = assumed(value, column, "")
        if note is not None:
            self._advice.append((note, column.steps))
        if column.holds != "value" and self.has_list(column.steps):
            self.fault(column.steps, GIVEN_TWICE, cell)
            return
        for inside, part in found:
            steps = (*column.steps, *inside)
            if steps in self._leaves:
                self.fault(steps, GIVEN_TWICE, cell)
            else:
                self._leaves[steps] = (part, cell)

    def fault(self, steps: Steps, message: str, cell: Cell) -> None:
        """Note what is wrong in a cell."""
        self._faults.append((steps, message, cell))

    def no_heading(self, cell: Cell) -> None:
        """Note that something stands in a cell of which nobody can tell the field."""
        self._strays += 1
        if self._strays > MOST_NAMED:
            if self._strays == MOST_NAMED + 1:
                self.fault((), "More cells of this row have no heading. Look at the row as a whole.", cell)
            return
        # The cell is named in the message, so that two of them in a row are two faults.
        where = cell.name if cell.sheet == self._home.sheet else f"{cell.name} of “{cell.sheet}”"
        self.fault((), f"There is no heading above {where}. Give its column one, or empty the cell.", cell)

    def has_list(self, steps: Steps) -> bool:
        """True when something of this list is given already."""
        return any(leaf[: len(steps)] == steps for leaf in self._leaves)

    def row(self) -> Row:
        """The row of all that was taken in."""
        new_steps = self._closed_up()
        raw_case: dict[str, Any] = {"student": {}, "sender": {}}
        places = {"": self._home}
        places |= {_pointer(steps): cell for steps, cell in self._cells.items()}
        for old, (value, cell) in self._leaves.items():
            steps = new_steps[old]
            _put(raw_case, steps, value)
            places[_pointer(steps)] = cell
        cells = {Fault(_pointer(new_steps.get(old, old)), message): cell for old, message, cell in self._faults}
        advice = tuple(
            Advisory(note.id, note.severity, _pointer(new_steps.get(old, old)), note.message, note.do, note.source)
            for note, old in self._advice
        )
        return Row(self._number, _plain(raw_case), tuple(cells), advice, places, cells)

    def _closed_up(self) -> dict[Steps, Steps]:
        """Old steps → steps without gaps in lists: places 0 and 2 become 0 and 1."""
        indexes: dict[Steps, set[int]] = {}
        for steps in self._leaves:
            for depth, step in enumerate(steps):
                if isinstance(step, int):
                    indexes.setdefault(steps[:depth], set()).add(step)
        orders = {before: {index: new for new, index in enumerate(sorted(found))} for before, found in indexes.items()}
        return {steps: tuple(_renumbered(steps, orders)) for steps in self._leaves}


def orphan(number: int, sheet: str, message: str) -> Row:
    """The row of a further sheet that belongs to no client."""
    return Row(number, None, (Fault("", message),), places={"": Cell(sheet, 1, number)}, sheet=sheet)


def _renumbered(steps: Steps, orders: dict[Steps, dict[int, int]]) -> Iterator[str | int]:
    for depth, step in enumerate(steps):
        yield orders[steps[:depth]][step] if isinstance(step, int) else step


def _put(place: dict[Any, Any], steps: Steps, value: Any) -> None:
    for step in steps[:-1]:
        place = place.setdefault(step, {})
    place[steps[-1]] = value


def _plain(value: Any) -> Any:
    """Mappings with whole numbers for names become lists."""
    if not isinstance(value, dict):
        return value
    if value and all(isinstance(name, int) for name in value):
        return [_plain(value[index]) for index in sorted(value)]
    return {name: _plain(below) for name, below in value.items()}


def _pointer(steps: Steps) -> str:
    return "".join(f"/{step}" for step in steps)
