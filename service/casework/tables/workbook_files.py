"""An .xlsx file as sheets of plain cells, however it was saved; what openpyxl alone would pass over is told.

Its numbers and texts are the results of formulas. A formula that has no result is known as one, since to the reader of
results its cell is empty.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from service.casework.tables.cells import is_blank
from service.casework.tables.columns import LEFT_OUT
from service.casework.tables.errors import BatchInputError
from service.casework.tables.rows import HEADINGS_WITHIN, Source

GUIDE, LISTS, FAULTS = OUR_OWN = ("How to fill this in", "Lists", "Faults")
"""Titles of our sheets that hold no cases."""


def may_have_clients(title: str) -> bool:
    """False for a sheet that is left out, and for one of ours that holds no cases."""
    return not title.startswith(LEFT_OUT) and title not in OUR_OWN


_UNREADABLE = (
    "This is no .xlsx workbook, or it is damaged or has a password. Save it again as .xlsx, without a password."
)

_ROW_LIMIT = 1_048_576
"""Rows that a sheet can have."""
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


class ReadCell:
    """A cell as far as we need it: what it shows, and in which format."""

    __slots__ = ("number_format", "value")

    def __init__(self, value: Any, number_format: str) -> None:
        self.value = value
        self.number_format = number_format

    @property
    def lacks_result(self) -> bool:
        """True for a formula without a result."""
        return self is _FORMULA_ALONE

    @property
    def says_something(self) -> bool:
        """True unless the cell is empty."""
        return not is_blank(self.value) or self.lacks_result


ReadRow = tuple[int, Sequence[ReadCell]]
"""Number and cells of a row."""

_FORMULA_ALONE = ReadCell(None, "formula without a result")


@contextmanager
def opened(source: Source) -> Iterator[Sheets]:
    """The sheets of a workbook with their results, and a second time with their formulas where there are any."""
    with source.open() as stream:
        has_formulas, notes = _looked_over(source, stream)
        try:
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            second = load_workbook(stream, read_only=True, keep_links=False) if has_formulas else None
        except _DAMAGED:
            raise BatchInputError(source.name, _UNREADABLE) from None
        try:
            yield Sheets(book, second, notes)
        finally:
            book.close()
            if second:
                second.close()


class Sheets:
    """Reads the sheets of a workbook row by row, with a second look at formulas where there are any."""

    def __init__(self, book: Any, with_formulas: Any | None, notes: list[str]) -> None:
        self.notes = notes
        # Sheets of charts have no rows.
        sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
        self.all = [sheet for sheet in sheets if not sheet.title.startswith(LEFT_OUT)]
        # A sheet that goes on to the last row there can be has a format on whole columns, and no end that is known.
        self.last_rows = {sheet.title: sheet.max_row for sheet in self.all if sheet.max_row != _ROW_LIMIT}
        self._with_formulas = with_formulas
        for each in (book, with_formulas) if with_formulas else (book,):
            for sheet in each.worksheets:
                # The size that a file states may be wrong; what is not in it would be lost.
                sheet.reset_dimensions()

    def first_rows(self, sheet: Any) -> Iterator[ReadRow]:
        """The rows among which the headings are."""
        yield from (read for read, _ in zip(self.rows(sheet), range(HEADINGS_WITHIN), strict=False))

    def rows(self, sheet: Any) -> Iterator[ReadRow]:
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


def _plain(cell: Any) -> ReadCell:
    value = cell.value
    if value is None:
        return _EMPTY
    if isinstance(value, str) and "_x" in value:
        value = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    return ReadCell(value, cell.number_format or "")


_EMPTY = ReadCell(None, "")


def _checked(cell: Any, formula: Any) -> ReadCell:
    if cell.value is None and formula.value is not None:
        return _FORMULA_ALONE
    return _plain(cell)


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
