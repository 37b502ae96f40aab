"""The same sheet back, with each fault at its cell: red, and a comment that says what to do."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from service.casework.tables.csv_rows import as_meant, records_of
from service.casework.tables.rows import Source
from service.casework.tables.saving import saved
from service.casework.tables.writing import plain_cell

CELL_LIMIT = 1_000_000
"""Cells of a workbook that is marked whole; each takes about 500 bytes of memory while it is open."""

RED = PatternFill("solid", start_color="FFFF9C9C", end_color="FFFF9C9C")

Faults = list[tuple[str, str]]


def marked_sheet(source: Source) -> Callable[[Faults], bytes | None]:
    """A function from (cell, message) pairs to the marked workbook; None where there is nothing to mark.

    A CSV file comes back as a workbook too, since its cells cannot be red. Of a workbook too large to be opened whole,
    a list of its faults comes back.
    """

    def mark(faults: Faults) -> bytes | None:
        if not faults:
            return None
        book = _book_of(source)
        if book is None:
            return saved(_list_of(faults))
        for cell, messages in _by_cell(faults).items():
            _mark(book, cell, messages)
        return saved(book)

    return mark


def _by_cell(faults: Faults) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for cell, message in faults:
        known = found.setdefault(cell, [])
        if message not in known:
            known.append(message)
    return found


def _mark(book: Any, where: str, messages: list[str]) -> None:
    title, _, name = where.rpartition("!")
    sheet = book[title] if title else _main_sheet(book)
    cell = sheet[name]
    if hasattr(cell, "fill"):  # the inner part of joined cells takes no colour of its own
        cell.fill = RED
    said = [cell.comment.text] if cell.comment else []
    cell.comment = Comment(
        "\n\n".join([*said, *messages]), "iepdocs", width=320, height=40 + 60 * len([*said, *messages])
    )


def _main_sheet(book: Any) -> Any:
    from service.casework.tables.columns import is_main
    from service.casework.tables.workbook_rows import HEADINGS_WITHIN

    for sheet in book.worksheets:
        for values in sheet.iter_rows(max_row=HEADINGS_WITHIN, values_only=True):
            if is_main(["" if value is None else str(value) for value in values]):
                return sheet
    return book.worksheets[0]


def _book_of(source: Source) -> Any | None:
    if source.format == "csv":
        return _book_of_csv(source)
    with source.open() as stream:
        if _cells_at_most(stream) > CELL_LIMIT:
            return None
        try:
            return load_workbook(stream)
        except Exception:  # noqa: BLE001  (drawings and styles that openpyxl cannot keep; the list of faults is sure)
            return None


def _cells_at_most(stream: Any) -> int:
    """A bound on the cells, from the sizes of the sheets: no cell with a value is written in fewer than 30 bytes."""
    with zipfile.ZipFile(stream) as package:
        return sum(part.file_size for part in package.infolist() if part.filename.startswith("xl/worksheets/")) // 30


def _book_of_csv(source: Source) -> Any | None:
    book = Workbook()
    sheet: Any = book.active
    cells = 0
    for number, values in records_of(source):
        cells += len(values)
        if cells > CELL_LIMIT:
            return None
        for place, value in enumerate(values, 1):
            if value:
                plain_cell(sheet.cell(number, place), as_meant(value))
    return book


def _list_of(faults: Iterable[tuple[str, str]]) -> Any:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Faults"
    for number, values in enumerate(_lines_of(faults), 1):
        for place, value in enumerate(values, 1):
            plain_cell(sheet.cell(number, place), value)
    return book


def _lines_of(faults: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    yield "Cell", "What to do"
    yield from faults
