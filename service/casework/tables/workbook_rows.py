"""Rows of an .xlsx workbook, as Excel, LibreOffice and Google Sheets save it; the main sheet is read as a stream."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

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
    refuse_without_names,
    row_of_headings,
    table_titled,
    tables,
)
from service.casework.tables.csv_rows import EXAMPLE
from service.casework.tables.errors import BatchInputError
from service.casework.tables.rows import HEADINGS_WITHIN, Cell, Row, Source

_NO_RESULT = (
    "This cell has a formula without a result. Open the file in a spreadsheet program, save it and send it again."
)
_UNREADABLE = (
    "This is no .xlsx workbook, or it is damaged or has a password. Save it again as .xlsx, without a password."
)

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""Signs as Excel writes those that XML cannot hold, and the underscore of a text that looks like one (ECMA-376-1,
22.4.2.4). In shared strings openpyxl has put back that underscore already."""

_DAMAGED = (
    *(SyntaxError, ValueError, KeyError, TypeError, IndexError, AttributeError, EOFError, OSError, RuntimeError),
    *(NotImplementedError, zlib.error, zipfile.BadZipFile, InvalidFileException),
)
"""What openpyxl and the modules below it raise over a file that is damaged, or is something else."""
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >]")
_AREA = re.compile(rb"<(?:\w+:)?mergeCell [^>]*?ref=\"([A-Z]+(\d+):[A-Z]+(\d+))\"")
_HIDDEN = re.compile(rb"<(?:\w+:)?row [^>]*?hidden=\"(?:1|true)\"")
_HIDDEN_ROWS = "There are hidden rows in this workbook, perhaps by a filter. They were read like the others."
_JOINED = (
    "Cells are joined over several rows ({}): what stands there counts for the first of these rows only. Part them, "
    "and fill in each row."
)

_Read = tuple[int, Sequence[Any]]


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
        with _opened(self._source) as sheets:
            self.notes += sheets.notes
            main, number, columns = self._main_of(sheets)
            things = _Things(self._tables_of(sheets, main.title))
            if things and columns.join:
                things.refuse_shared(_repeated(sheets.rows(main), number, columns.join))
            yield from self._clients(main, number, columns, sheets, things)
            yield from things.left_over()

    def _main_of(self, sheets: _Sheets) -> tuple[Any, int, Headings]:
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

    def _tables_of(self, sheets: _Sheets, main: str) -> Iterator[tuple[Table, str, Headings, Iterator[_Read]]]:
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
                            sheet.title, f"There is no column “{_reference_heading()}”. It says whose each row is."
                        )
                    yield table, sheet.title, headings, rows
                    break

    def _clients(self, sheet: Any, headings: int, columns: Headings, sheets: _Sheets, things: _Things) -> Iterator[Row]:
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


GUIDE, LISTS, FAULTS = OUR_OWN = ("How to fill this in", "Lists", "Faults")
"""Titles of our sheets that hold no cases."""


def may_have_clients(title: str) -> bool:
    """False for a sheet that is left out, and for one of ours that holds no cases."""
    return not title.startswith(LEFT_OUT) and title not in OUR_OWN


class _Things:
    """The rows of the further sheets, by client and list, until their client comes by."""

    def __init__(self, found: Iterable[tuple[Table, str, Headings, Iterator[_Read]]]) -> None:
        self._by_client: dict[str, list[tuple[Table, str, int, list[tuple[int, _Cell]]]]] = {}
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
                    what = f"This row says nothing in “{_reference_heading()}”, so nobody knows whose it is. Add it."
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


class _Cell:
    """A cell as far as we need it."""

    __slots__ = ("number_format", "value")

    def __init__(self, value: Any, number_format: str) -> None:
        self.value = value
        self.number_format = number_format


_FORMULA_ALONE = _Cell(None, "formula without a result")


class _Sheets:
    """Reads the sheets of a workbook row by row, with a second look at formulas where there are any."""

    def __init__(self, book: Any, with_formulas: Any | None, notes: list[str]) -> None:
        self.notes = notes
        # Sheets of charts have no rows.
        sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
        self.all = [sheet for sheet in sheets if not sheet.title.startswith(LEFT_OUT)]
        self.last_rows: dict[str, int | None] = {sheet.title: sheet.max_row for sheet in self.all}
        self._with_formulas = with_formulas
        for opened in (book, with_formulas) if with_formulas else (book,):
            for sheet in opened.worksheets:
                # The size that a file states may be wrong; what is not in it would be lost.
                sheet.reset_dimensions()

    def first_rows(self, sheet: Any) -> Iterator[_Read]:
        """The rows among which the headings are."""
        yield from (read for read, _ in zip(self.rows(sheet), range(HEADINGS_WITHIN), strict=False))

    def rows(self, sheet: Any) -> Iterator[_Read]:
        """Number and cells of each row. Raises `BatchInputError` where the sheet is damaged."""
        try:
            values = sheet.iter_rows()
            if self._with_formulas is None:
                for number, cells in enumerate(values, 1):
                    yield number, [_plain(cell) for cell in cells]
                return
            formulas = self._with_formulas[sheet.title].iter_rows()
            for number, (cells, others) in enumerate(zip(values, formulas, strict=True), 1):
                yield number, [_checked(cell, other) for cell, other in zip(cells, others, strict=True)]
        except _DAMAGED:
            raise BatchInputError(sheet.title, _UNREADABLE) from None


def _plain(cell: Any) -> _Cell:
    value = cell.value
    if value is None:
        return _EMPTY
    if isinstance(value, str) and "_x" in value:
        value = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    return _Cell(value, cell.number_format or "")


_EMPTY = _Cell(None, "")


def _checked(cell: Any, formula: Any) -> _Cell:
    if cell.value is None and formula.value is not None:
        return _FORMULA_ALONE
    return _plain(cell)


def _lacks_result(cell: _Cell) -> bool:
    return cell is _FORMULA_ALONE


def _said(values: Sequence[Any], headings: Headings) -> Iterator[tuple[int, _Cell]]:
    """Position and cell of everything that is said in a row: under a heading that is read, or under none."""
    for place, cell in enumerate(values, 1):
        if (place in headings.columns or place not in headings.named) and _says_something(cell):
            yield place, cell


def _add(builder: RowBuilder, cell: _Cell, column: Column | None, place: Cell) -> None:
    if column is None:
        builder.no_heading(place)
    elif _lacks_result(cell):
        builder.fault(column.steps, _NO_RESULT, place)
    else:
        value: Value = cell.value
        builder.add(value, column, place, cell.number_format)


def _repeated(rows: Iterable[_Read], headings: int, join: int) -> Iterator[str]:
    """The numbers that more than one client has."""
    seen: set[str] = set()
    for number, values in rows:
        client = _client_of(values, join) if number > headings else ""
        if client in seen:
            yield client
        elif client:
            seen.add(client)


def _names(values: Sequence[Any]) -> list[str]:
    return ["" if cell.value is None else str(cell.value) for cell in values]


def _has_some(values: Sequence[Any]) -> bool:
    return any(map(_says_something, values))


def _says_something(cell: _Cell) -> bool:
    return not is_blank(cell.value) or _lacks_result(cell)


def _client_of(values: Sequence[Any], place: int) -> str:
    if not place or place > len(values) or is_blank(values[place - 1].value):
        return ""
    cell = values[place - 1]
    try:
        return str(one_value(cell.value, fields_by_path()[REFERENCE], cell.number_format)).strip()
    except CellError:
        return ""


def _reference_heading() -> str:
    label = fields_by_path()[REFERENCE].label
    return label[:1].upper() + label[1:]


@contextmanager
def _opened(source: Source) -> Iterator[_Sheets]:
    """The sheets of a workbook with their results, and a second time with their formulas where there are any."""
    with source.open() as stream:
        has_formulas, notes = _looked_over(source, stream)
        try:
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            second = load_workbook(stream, read_only=True, keep_links=False) if has_formulas else None
        except _DAMAGED:
            raise BatchInputError(source.name, _UNREADABLE) from None
        try:
            yield _Sheets(book, second, notes)
        finally:
            book.close()
            if second:
                second.close()


def _looked_over(source: Source, stream: Any) -> tuple[bool, list[str]]:
    """Whether a sheet has formulas, and what else is to be said of the workbook.

    Raises `BatchInputError` for no workbook, and for one that is too large.
    """
    has_formulas, has_hidden, joined = False, False, []
    try:
        with zipfile.ZipFile(stream) as package:
            size = sum(part.file_size for part in package.infolist())
            if size > source.unpacked_limit:
                raise BatchInputError(
                    source.name, "This workbook is too large. Send it in parts, or as CSV or JSON lines."
                )
            for name in package.namelist():
                if name.startswith("xl/worksheets/"):
                    for piece in _pieces(package, name):
                        has_formulas = has_formulas or _FORMULA.search(piece) is not None
                        has_hidden = has_hidden or _HIDDEN.search(piece) is not None
                        joined += [area.decode() for area, top, bottom in _AREA.findall(piece) if top != bottom]
    except _DAMAGED:
        raise BatchInputError(source.name, _UNREADABLE) from None
    notes = [_HIDDEN_ROWS] if has_hidden else []
    if joined:
        notes.append(_JOINED.format(", ".join(list(dict.fromkeys(joined))[:8])))
    return has_formulas, notes


def _pieces(package: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part in pieces that overlap, so that no tag is cut in all of them."""
    with package.open(name) as part:
        tail = b""
        while piece := part.read(1 << 20):
            yield tail + piece
            tail = piece[-100:]
