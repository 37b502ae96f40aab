"""The same sheet back, with each fault at its cell: red, a comment that says what to do, and a list that leads there.

What an earlier run has marked is cleared first, so that a corrected cell is not red any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.hyperlink import Hyperlink

from service.casework.tables.columns import is_main, row_of_headings
from service.casework.tables.csv_rows import as_meant, records_of
from service.casework.tables.rows import HEADINGS_WITHIN, Source
from service.casework.tables.saving import saved
from service.casework.tables.workbook_files import FAULTS, may_have_clients, overview_of
from service.casework.tables.writing import plain_cell

CELL_LIMIT = 1_000_000
"""Cells of a workbook that is marked whole, joined ones among them."""
_BYTES_A_CELL = 512
"""Of memory, while it is open."""

RED = PatternFill("solid", start_color="FFFF9C9C", end_color="FFFF9C9C")

_DO = "To correct: "
"""Starts what we say in a comment, so that it is told from what stood there before us."""
_HEADINGS = ("Cell", "Column", "What to do")
_WIDTHS = (24, 34, 100)
_FACE = "Calibri"

Faults = list[tuple[str, str]]


def marked_sheet(source: Source, *, also_without_faults: bool = False) -> Callable[[Faults], bytes | None]:
    """A function from (cell, message) pairs to the marked workbook; None where there is nothing to mark.

    `also_without_faults` gives the workbook then too, with no mark left in it.
    A CSV file comes back as a workbook too, since its cells cannot be red. Of a workbook too large to be opened whole,
    or with parts that openpyxl cannot keep, the list of its faults comes back alone.
    """

    def mark(faults: Faults) -> bytes | None:
        if not faults and not also_without_faults:
            return None
        try:
            marked = _marked(source, faults)
        except Exception:  # noqa: BLE001  (drawings and styles of any program; the list of faults is sure)
            marked = None
        return marked or (saved(_list_alone(faults)) if faults else _as_it_is(source))

    return mark


def _as_it_is(source: Source) -> bytes:
    with source.open() as stream:
        return stream.read()


def _marked(source: Source, faults: Faults) -> bytes | None:
    book = _book_of(source)
    if book is None:
        return None
    _clear(book)
    main = _main_sheet(book)
    for where, messages in _by_cell(faults).items():
        title, _, name = where.rpartition("!")
        _mark(book[title] if title else main, name, messages)
    if not faults:
        return saved(book)
    whole = [(where if "!" in where else f"{main.title}!{where}", message) for where, message in faults]
    headings = {sheet.title: _headings(sheet, main) for sheet in book.worksheets}
    sheet = book.create_sheet(FAULTS, 0)
    _list(sheet, whole, headings)
    book.active = 0
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    return saved(book)


def _list_alone(faults: Faults) -> Any:
    book = Workbook()
    _list(book.active, faults, {})
    return book


def _clear(book: Any) -> None:
    """Take away what an earlier run has marked, and give every comment the size that its text needs."""
    for sheet in list(book.worksheets):
        if sheet.title == FAULTS and tuple(cell.value for cell in sheet[1])[: len(_HEADINGS)] == _HEADINGS:
            book.remove(sheet)
            continue
        # Those that are there: a walk row by row would make every cell up to the last one.
        for cell in list(sheet._cells.values()):
            if cell.comment:
                _clear_cell(cell)


def _clear_cell(cell: Any) -> None:
    pieces = cell.comment.text.split("\n\n")
    own = [piece for piece in pieces if not piece.startswith(_DO)]
    if len(own) < len(pieces):
        cell.fill = PatternFill()
    cell.comment = _comment("\n\n".join(own)) if own else None


def _comment(text: str) -> Comment:
    lines = sum(1 + len(line) // 45 for line in text.split("\n"))
    return Comment(text, "iepdocs", width=320, height=30 + 18 * lines)


def _by_cell(faults: Faults) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for cell, message in faults:
        known = found.setdefault(cell, [])
        if message not in known:
            known.append(message)
    return found


def _mark(sheet: Any, name: str, messages: list[str]) -> None:
    cell = _shown(sheet, name)
    cell.fill = RED
    said = [cell.comment.text] if cell.comment else []
    cell.comment = _comment("\n\n".join([*said, *(f"{_DO}{message}" for message in messages)]))


def _shown(sheet: Any, name: str) -> Any:
    """The cell of this name, or of the joined cells that hide it the one that is shown."""
    joined = (area for area in sheet.merged_cells.ranges if name in area)
    area = next(joined, None)
    return sheet[name] if area is None else sheet.cell(area.min_row, area.min_col)


def _main_sheet(book: Any) -> Any:
    sheets = [sheet for sheet in book.worksheets if may_have_clients(sheet.title)]
    return next((sheet for sheet in sheets if any(map(is_main, _first_rows(sheet)))), book.worksheets[0])


def _headings(sheet: Any, main: Any) -> list[str]:
    rows = _first_rows(sheet)
    index = row_of_headings(rows) if sheet is main else next((at for at, names in enumerate(rows) if any(names)), None)
    return [] if index is None else rows[index]


def _first_rows(sheet: Any) -> list[list[str]]:
    rows = sheet.iter_rows(max_row=HEADINGS_WITHIN, values_only=True)
    return [["" if value is None else str(value) for value in values] for values in rows]


def _book_of(source: Source) -> Any | None:
    if source.format == "csv":
        return _book_of_csv(source)
    with source.open() as stream:
        if overview_of(source, stream).cells > _most_cells(source):
            return None
        return load_workbook(stream)


def _most_cells(source: Source) -> int:
    """As many as fit into half the memory that the workbook itself may take when it is unpacked."""
    return min(CELL_LIMIT, source.unpacked_limit // _BYTES_A_CELL // 2)


def _book_of_csv(source: Source) -> Any | None:
    book = Workbook()
    sheet: Any = book.active
    cells = 0
    for number, values in records_of(source):
        cells += len(values)
        if cells > _most_cells(source):
            return None
        for place, value in enumerate(values, 1):
            if value:
                plain_cell(sheet.cell(number, place), as_meant(value))
    return book


def _list(sheet: Any, faults: Iterable[tuple[str, str]], headings: Mapping[str, list[str]]) -> None:
    """Fill a sheet with the faults, each with a link to its cell."""
    sheet.title = FAULTS
    sheet.freeze_panes = "A2"
    for place, (heading, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.cell(1, place, heading).font = Font(name=_FACE, bold=True)
    for number, (where, message) in enumerate(dict.fromkeys(faults), 2):
        title, _, name = where.rpartition("!")
        column = coordinate_to_tuple(name)[1]
        above = headings.get(title, [])[column - 1 : column]
        for place, value in enumerate((where, "".join(above), message), 1):
            cell = sheet.cell(number, place)
            plain_cell(cell, value)
            cell.font = Font(name=_FACE)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[number].height = 15 * (1 + len(message) // _WIDTHS[-1])
        if title:
            link = sheet.cell(number, 1)
            quoted = title.replace("'", "''")
            link.hyperlink = Hyperlink(link.coordinate, location=f"'{quoted}'!{name}")
            link.font = Font(name=_FACE, color="FF0563C1", underline="single")
