"""An .xlsx file as sheets of plain cells, however it was saved; what openpyxl alone would pass over is told.

Its numbers and texts are the results of formulas. A formula that has no result is known as one, since to the reader of
results its cell is empty.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from service.casework.tables.cells import is_blank
from service.casework.tables.columns import LEFT_OUT
from service.casework.tables.errors import BatchInputError
from service.casework.tables.rows import HEADINGS_WITHIN, Source
from service.casework.tables.workbook_overview import (
    LAST_ROW,
    DamagedWorkbookError,
    Overview,
    WorkbookTooLargeError,
    look_over,
)

# Its warnings quote cells, which no log may hold; what a person must know is said by us.
warnings.filterwarnings("ignore", module=r"openpyxl\.")

GUIDE, LISTS, FAULTS = OUR_OWN = ("How to fill this in", "Lists", "Faults")
"""Titles of our sheets that hold no cases."""


def may_have_clients(title: str) -> bool:
    """False for a sheet that is left out, and for one of ours that holds no cases."""
    return not title.startswith(LEFT_OUT) and title not in OUR_OWN


_UNREADABLE = (
    "This is no .xlsx workbook, or it is damaged or has a password. Save it again as .xlsx, without a password."
)

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""Signs as Excel writes those that XML cannot hold, and the underscore of a text that looks like one (ECMA-376-1,
22.4.2.4). In shared strings openpyxl has put back that underscore already."""

_DAMAGED = (
    *(SyntaxError, ValueError, KeyError, TypeError, IndexError, AttributeError, EOFError, OSError, RuntimeError),
    *(NotImplementedError, zlib.error, zipfile.BadZipFile, InvalidFileException, DamagedWorkbookError),
)
"""What openpyxl and the modules below it raise over a file that is damaged, or is something else."""
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
    """The sheets of a workbook with the results of their formulas. Raises `BatchInputError`."""
    with source.open() as stream:
        overview = overview_of(source, stream)
        try:
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        except _DAMAGED:
            raise BatchInputError(source.name, _UNREADABLE) from None
        try:
            yield Sheets(book, overview)
        finally:
            book.close()


def overview_of(source: Source, stream: BinaryIO) -> Overview:
    """What is in the workbook. Raises `BatchInputError` for none, and for one too large to open."""
    try:
        with zipfile.ZipFile(stream) as package:
            return look_over(package, source.unpacked_limit)
    except WorkbookTooLargeError:
        what = "This workbook is too large. Send it in parts, or as CSV or JSON lines."
        raise BatchInputError(source.name, what) from None
    except _DAMAGED:
        raise BatchInputError(source.name, _UNREADABLE) from None


class Sheets:
    """Reads the sheets of a workbook row by row."""

    def __init__(self, book: Any, overview: Overview) -> None:
        self.notes = [_HIDDEN_ROWS] if overview.has_hidden_rows else []
        if overview.joined:
            self.notes.append(_JOINED.format(", ".join(overview.joined)))
        # Sheets of charts have no rows.
        sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
        self.all = [sheet for sheet in sheets if not sheet.title.startswith(LEFT_OUT)]
        # A sheet that goes on to the last row there can be has a format on whole columns, and no end that is known.
        self.last_rows = {sheet.title: sheet.max_row for sheet in self.all if sheet.max_row != LAST_ROW}
        self._overview = overview
        for sheet in sheets:
            # The size that a file states may be wrong; what is not in it would be lost.
            sheet.reset_dimensions()

    def first_rows(self, sheet: Any) -> Iterator[ReadRow]:
        """The rows among which the headings are."""
        yield from (read for read, _ in zip(self.rows(sheet), range(HEADINGS_WITHIN), strict=False))

    def rows(self, sheet: Any) -> Iterator[ReadRow]:
        """Number and cells of each row. Raises `BatchInputError` where the sheet is damaged."""
        part = sheet._worksheet_path  # as the overview names it
        is_alone = self._overview.has_formula_alone
        try:
            for number, cells in enumerate(sheet.iter_rows(), 1):
                read = [_plain(cell) for cell in cells]
                if part in self._overview.formulas_alone:
                    read = [
                        _FORMULA_ALONE if cell.value is None and is_alone(part, number, place) else cell
                        for place, cell in enumerate(read, 1)
                    ]
                yield number, read
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
