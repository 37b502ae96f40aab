"""Rows of an .xlsx workbook, as Excel, LibreOffice and Google Sheets save it; the main sheet is read as a stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from schemas.nearest import nearest
from schemas.walk import fields_by_path
from service.casework.tables.building import GIVEN_TWICE, RowBuilder, orphan
from service.casework.tables.cells import CellError, Value, is_blank, one_value
from service.casework.tables.columns import (
    LEFT_OUT,
    REFERENCE,
    Column,
    Headings,
    Table,
    headings_of,
    is_main,
    joins,
    no_headings,
    reference_heading,
    refuse_without_names,
    row_of_headings,
    table_titled,
    tables,
)
from service.casework.tables.csv_rows import EXAMPLE
from service.casework.tables.errors import BatchInputError
from service.casework.tables.rows import Cell, Row, Source
from service.casework.tables.workbook_files import OUR_OWN, ReadCell, ReadRow, Sheets, may_have_clients, opened

_NO_RESULT = (
    "This cell has a formula without a result. Open the file in a spreadsheet program, save it and send it again."
)


class WorkbookRows:
    """The clients of a workbook: one sheet with a row a client, and further sheets joined by the client number."""

    def __init__(self, source: Source) -> None:
        self.notes: list[str] = []
        self._source = source
        self._done = 0.0
        self._is_known = False

    def done(self) -> float | None:
        """The part of the main sheet that is read, as far as the workbook says how long it is."""
        return self._done if self._is_known else None

    def __iter__(self) -> Iterator[Row]:
        with opened(self._source) as sheets:
            self.notes += sheets.notes
            main, number, columns = self._main_of(sheets)
            things = _Things(self._tables_of(sheets, main.title))
            if things and columns.join:
                things.refuse_shared(_repeated(sheets.rows(main), number, columns.join))
            yield from self._clients(main, number, columns, sheets, things)
            yield from things.left_over()

    def _main_of(self, sheets: Sheets) -> tuple[Any, int, Headings]:
        """The sheet of clients, the row of its headings, and what they mean."""
        tops = [
            (sheet, [_names(values) for _, values in sheets.first_rows(sheet)])
            for sheet in sheets.all
            if may_have_clients(sheet.title)
        ]
        with_clients = [sheet.title for sheet, rows in tops if any(map(is_main, rows))]
        if len(with_clients) > 1:
            named = " and ".join(f"“{title}”" for title in with_clients)
            what = (
                f"The sheets {named} all have clients. Put them into one, or {LEFT_OUT} before the title of the others."
            )
            raise BatchInputError(self._source.name, what)
        for sheet, rows in tops:
            index = row_of_headings(rows) if not with_clients or sheet.title in with_clients else None
            if index is not None:
                columns = headings_of(rows[index], sheet.title)
                refuse_without_names(columns, sheet.title)
                return sheet, index + 1, columns
        raise no_headings(self._source.name)

    def _tables_of(self, sheets: Sheets, main: str) -> Iterator[tuple[Table, str, Headings, Iterator[ReadRow]]]:
        for sheet in sheets.all:
            table = table_titled(sheet.title)
            if sheet.title == main:
                continue
            if table is None:
                first = next(((values) for _, values in sheets.first_rows(sheet) if _has_some(values)), [])
                if joins(_names(first)):
                    close = nearest(sheet.title, [known.title for known in tables()], most=1)
                    do = f"Did you mean “{close[0]}”?" if close else "Use a title of “iepdocs sheet”."
                    what = f"This sheet has client numbers, but its title names no list. {do}"
                    raise BatchInputError(sheet.title, what)
                if sheet.title not in OUR_OWN and _has_some(first):
                    self.notes.append(f"The sheet “{sheet.title}” was not read: it is no list that iepdocs knows.")
                continue
            rows = sheets.rows(sheet)
            for _, values in rows:
                if _has_some(values):
                    headings = headings_of(_names(values), sheet.title, table)
                    if not headings.join:
                        raise BatchInputError(
                            sheet.title, f"There is no column “{reference_heading()}”. It says whose each row is."
                        )
                    yield table, sheet.title, headings, rows
                    break

    def _clients(self, sheet: Any, headings: int, columns: Headings, sheets: Sheets, things: _Things) -> Iterator[Row]:
        last = sheets.last_rows.get(sheet.title)
        self._is_known = last is not None
        for number, values in sheets.rows(sheet):
            self._done = min(1.0, number / last) if last else 0.0
            client = _client_of(values, columns.join)
            if number <= headings or not _has_some(values) or client.casefold() == EXAMPLE:
                continue
            builder = RowBuilder(number, columns, sheet.title)
            for place, cell in _said(values, columns):
                _add(builder, cell, columns.columns.get(place), Cell(sheet.title, place, number))
            things.give_to(builder, client, Cell(sheet.title, columns.join or 1, number))
            yield builder.row()


class _Things:
    """The rows of the further sheets, by client and list, until their client comes by."""

    def __init__(self, found: Iterable[tuple[Table, str, Headings, Iterator[ReadRow]]]) -> None:
        self._by_client: dict[str, list[tuple[Table, str, int, list[tuple[int, ReadCell]]]]] = {}
        self._headings: dict[str, Headings] = {}
        self._shared: frozenset[str] = frozenset()
        self._nobody: list[Row] = []
        for table, title, headings, rows in found:
            self._headings[title] = headings
            for number, values in rows:
                client, said = _client_of(values, headings.join), list(_said(values, headings))
                if client and client.casefold() != EXAMPLE:
                    self._by_client.setdefault(client, []).append((table, title, number, said))
                elif said and not client:
                    what = f"This row says nothing in “{reference_heading()}”, so nobody knows whose it is. Add it."
                    self._nobody.append(orphan(number, title, what))

    def __bool__(self) -> bool:
        return bool(self._by_client)

    def refuse_shared(self, numbers: Iterable[str]) -> None:
        """These numbers are those of more than one client: whose a thing is, nobody knows."""
        self._shared = frozenset(numbers) & self._by_client.keys()

    def give_to(self, builder: RowBuilder, client: str, home: Cell) -> None:
        """Add the things of this client to its row."""
        if client in self._shared:
            what = "Two rows have this number, and other sheets speak of it. Give each client a number of its own."
            builder.fault((REFERENCE,), what, home)
            return
        counts: dict[str, int] = {}
        for table, title, number, said in self._by_client.pop(client, ()):
            index = counts.get(table.path, 0)
            counts[table.path] = index + 1
            if index == 0 and builder.has_list(table.steps):
                counts[table.path] = -(10**6)  # said once
                builder.fault(table.steps, GIVEN_TWICE, Cell(title, 1, number))
            elif index >= 0:
                columns = self._headings[title].columns
                for place, cell in said:
                    column = columns[place].at((*table.steps, index)) if place in columns else None
                    _add(builder, cell, column, Cell(title, place, number))

    def left_over(self) -> Iterator[Row]:
        """Rows that belong to nobody: no row of a sheet is lost."""
        yield from self._nobody
        what = "No client has this number. Correct it here, or add the client."
        for client, things in self._by_client.items():
            if client not in self._shared:
                for _, title, number, _ in things:
                    yield orphan(number, title, what)


def _said(values: Sequence[ReadCell], headings: Headings) -> Iterator[tuple[int, ReadCell]]:
    """Position and cell of everything that is said in a row: under a heading that is read, or under none."""
    for place, cell in enumerate(values, 1):
        if (place in headings.columns or place not in headings.named) and cell.says_something:
            yield place, cell


def _add(builder: RowBuilder, cell: ReadCell, column: Column | None, place: Cell) -> None:
    if column is None:
        builder.no_heading(place)
    elif cell.lacks_result:
        builder.fault(column.steps, _NO_RESULT, place)
    else:
        value: Value = cell.value
        builder.add(value, column, place, cell.number_format)


def _repeated(rows: Iterable[ReadRow], headings: int, join: int) -> Iterator[str]:
    """The numbers that more than one client has."""
    seen: set[str] = set()
    for number, values in rows:
        client = _client_of(values, join) if number > headings else ""
        if client in seen:
            yield client
        elif client:
            seen.add(client)


def _names(values: Sequence[ReadCell]) -> list[str]:
    return ["" if cell.value is None else str(cell.value) for cell in values]


def _has_some(values: Sequence[ReadCell]) -> bool:
    return any(cell.says_something for cell in values)


def _client_of(values: Sequence[ReadCell], place: int) -> str:
    if not place or place > len(values) or is_blank(values[place - 1].value):
        return ""
    cell = values[place - 1]
    try:
        return str(one_value(cell.value, fields_by_path()[REFERENCE], cell.number_format)).strip()
    except CellError:
        return ""
