"""Rows of an .xlsx workbook, as Excel, LibreOffice and Google Sheets save it; the main sheet is read as a stream."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from schemas.walk import fields_by_path
from service.casework.tables.building import GIVEN_TWICE, RowBuilder, orphan
from service.casework.tables.cells import CellError, Value, is_blank, one_value
from service.casework.tables.columns import (
    REFERENCE,
    Column,
    Headings,
    Table,
    headings_of,
    is_main,
    joins,
    refuse_without_names,
    table_titled,
)
from service.casework.tables.csv_rows import EXAMPLE
from service.casework.tables.errors import BatchInputError
from service.casework.tables.rows import Cell, Row, Source

HEADINGS_WITHIN = 10
"""Rows from the top among which the headings are looked for."""

_NO_RESULT = (
    "This cell has a formula without a result. Open the file in a spreadsheet program, save it and send it again."
)
_UNREADABLE = (
    "This is no .xlsx workbook, or it is damaged or has a password. Save it again as .xlsx, without a password."
)

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""Signs as Excel writes those that XML cannot hold, and the underscore of a text that looks like one (ECMA-376-1,
22.4.2.4). In shared strings openpyxl has put back that underscore already."""

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
            main = self._main_of(sheets)
            things = _Things(self._tables_of(sheets, main.title))
            yield from self._clients(main, sheets, things)
            yield from things.left_over()

    def _main_of(self, sheets: _Sheets) -> Any:
        for sheet in sheets.all:
            if any(is_main(_names(values)) for _, values in sheets.first_rows(sheet)):
                return sheet
        headings = " and ".join(f"“{fields_by_path()[path].label}”" for path in ("student.name", "sender.name"))
        what = f"No sheet has the columns {headings}. “iepdocs sheet” writes a workbook with all columns."
        raise BatchInputError(self._source.name, what)

    def _tables_of(self, sheets: _Sheets, main: str) -> Iterator[tuple[Table, str, Headings, Iterator[_Read]]]:
        for sheet in sheets.all:
            table = table_titled(sheet.title)
            if sheet.title == main:
                continue
            if table is None:
                first = next(((values) for _, values in sheets.first_rows(sheet) if _has_some(values)), [])
                if joins(_names(first)):
                    what = "This sheet has client numbers, but its title names no list. Use a title of “iepdocs sheet”."
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

    def _clients(self, sheet: Any, sheets: _Sheets, things: _Things) -> Iterator[Row]:
        last = sheets.last_rows.get(sheet.title)
        self._is_known = last is not None
        rows = sheets.rows(sheet)
        headings = next(values for _, values in rows if is_main(_names(values)))
        columns = headings_of(_names(headings), sheet.title)
        refuse_without_names(columns, sheet.title)
        for number, values in rows:
            self._done = min(1.0, number / last) if last else 0.0
            if not _has_some(values):
                continue
            client = _client_of(values, columns.join)
            if client.casefold() == EXAMPLE:
                continue
            builder = RowBuilder(number, columns, sheet.title)
            for place, cell in enumerate(values, 1):
                column = columns.columns.get(place)
                if column is not None:
                    _add(builder, cell, column, Cell(sheet.title, place, number))
                elif place > columns.width and not is_blank(cell.value):
                    builder.fault((), "There is no heading above this cell.", Cell(sheet.title, place, number))
            things.give_to(builder, client, Cell(sheet.title, columns.join or 1, number))
            yield builder.row()


OUR_OWN = ("How to fill this in", "Lists")
"""Titles of sheets that hold no cases."""


class _Things:
    """The rows of the further sheets, by client and list, until their client comes by."""

    def __init__(self, found: Iterable[tuple[Table, str, Headings, Iterator[_Read]]]) -> None:
        self._by_client: dict[str, list[tuple[Table, str, int, list[tuple[Column, Any]]]]] = {}
        self._headings: dict[str, Headings] = {}
        self._given: set[str] = set()
        self._nobody: list[Row] = []
        for table, title, headings, rows in found:
            for number, values in rows:
                if not _has_some(values):
                    continue
                client = _client_of(values, headings.join)
                if client.casefold() == EXAMPLE:
                    continue
                cells = [
                    (headings.columns[place], cell) for place, cell in enumerate(values, 1) if place in headings.columns
                ]
                kept = [(column, cell) for column, cell in cells if not is_blank(cell.value) or _lacks_result(cell)]
                if client:
                    self._by_client.setdefault(client, []).append((table, title, number, kept))
                    self._headings[title] = headings
                elif kept:
                    what = f"This row says nothing in “{_reference_heading()}”, so nobody knows whose it is. Add it."
                    self._nobody.append(orphan(number, title, what))

    def give_to(self, builder: RowBuilder, client: str, home: Cell) -> None:
        """Add the things of this client to its row."""
        if client in self._given:
            what = "Two rows have this number, and other sheets speak of it. Give each client a number of its own."
            builder.fault((REFERENCE,), what, home)
            return
        things = self._by_client.pop(client, None) if client else None
        if things is None:
            return
        self._given.add(client)
        counts: dict[str, int] = {}
        for table, title, number, cells in things:
            index = counts.get(table.path, 0)
            counts[table.path] = index + 1
            if index == 0 and builder.has_list(table.steps):
                counts[table.path] = -(10**6)  # said once
                builder.fault(table.steps, GIVEN_TWICE, Cell(title, 1, number))
            elif index >= 0:
                places = {column.steps: place for place, column in self._headings[title].columns.items()}
                for column, cell in cells:
                    at = Cell(title, places[column.steps], number)
                    _add(builder, cell, column.at((*table.steps, index)), at)

    def left_over(self) -> Iterator[Row]:
        """Rows that belong to nobody: no row of a sheet is lost."""
        yield from self._nobody
        what = "No client has this number. Correct it here, or add the client."
        for things in self._by_client.values():
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

    def __init__(self, book: Any, with_formulas: Any | None) -> None:
        self.all = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]  # and no sheets of charts
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
        except (ParseError, ValueError, KeyError, TypeError, IndexError, EOFError, zipfile.BadZipFile):
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


def _add(builder: RowBuilder, cell: _Cell, column: Column, place: Cell) -> None:
    if _lacks_result(cell):
        builder.fault(column.steps, _NO_RESULT, place)
    else:
        value: Value = cell.value
        builder.add(value, column, place, cell.number_format)


def _names(values: Sequence[Any]) -> list[str]:
    return ["" if cell.value is None else str(cell.value) for cell in values]


def _has_some(values: Sequence[Any]) -> bool:
    return any(not is_blank(cell.value) or _lacks_result(cell) for cell in values)


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
        has_formulas = _looked_over(source, stream)
        try:
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            second = load_workbook(stream, read_only=True, keep_links=False) if has_formulas else None
        except (ParseError, ValueError, KeyError, TypeError, IndexError, AttributeError, EOFError, OSError):
            raise BatchInputError(source.name, _UNREADABLE) from None
        except (zipfile.BadZipFile, InvalidFileException):
            raise BatchInputError(source.name, _UNREADABLE) from None
        try:
            yield _Sheets(book, second)
        finally:
            book.close()
            if second:
                second.close()


def _looked_over(source: Source, stream: Any) -> bool:
    """True when a sheet has formulas. Raises `BatchInputError` for no workbook, and for one that is too large."""
    try:
        with zipfile.ZipFile(stream) as package:
            size = sum(part.file_size for part in package.infolist())
            if size > source.unpacked_limit:
                raise BatchInputError(
                    source.name, "This workbook is too large. Send it in parts, or as CSV or JSON lines."
                )
            sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/")]
            return any(_has_formula(package, name) for name in sheets)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise BatchInputError(source.name, _UNREADABLE) from None


def _has_formula(package: zipfile.ZipFile, name: str) -> bool:
    with package.open(name) as part:
        tail = b""
        while piece := part.read(1 << 20):
            if b"<f>" in tail + piece or b"<f " in tail + piece:
                return True
            tail = piece[-3:]
    return False
