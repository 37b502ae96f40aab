"""The workbook of a clinic: what to fill in, a filled example, drop-downs, a note on every heading, how it works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from schemas.catalogs import catalog
from schemas.projections import sample_case
from schemas.walk import fields_by_path
from service.casework.cases import load_case
from service.casework.tables.cells import as_text, in_words
from service.casework.tables.columns import (
    LEFT_OUT,
    REFERENCE,
    REQUIRED,
    REQUIRED_MARK,
    ROW_ID,
    Column,
    main_columns,
    tables,
)
from service.casework.tables.csv_rows import EXAMPLE
from service.casework.tables.saving import saved
from service.casework.tables.workbook_files import GUIDE, LISTS
from service.casework.tables.writing import (
    Flat,
    extra_paths,
    flat,
    join_heading,
    needs_row_id,
    plain_cell,
)

CLIENTS = "Clients"
READY_ROWS = 1_000
"""Rows that are formatted beforehand, text as text and dates as dates."""

_FIRST = (REFERENCE, *REQUIRED)
_SHADES = ("FFDCE6F1", "FFE8F0DC", "FFFBEBD8", "FFEDE3F0", "FFE0EEEE", "FFF5F0D5")
_REQUIRED_SHADE = PatternFill("solid", start_color="FFFFD966", end_color="FFFFD966")
_FACE = "Calibri"
_EXAMPLE_FONT = Font(name=_FACE, italic=True, color="FF7F7F7F")
_HEADING = Alignment(wrap_text=True, vertical="top")
_LINE = 15
"""Points that a line of text is high."""
_GUIDE_WIDTH = 110
"""Characters that a line of the guide is wide."""
_INLINE_LIMIT = 250
"""Characters of a list that Excel takes inside a cell's rule; a longer list stands in a sheet of its own."""


def empty_workbook() -> bytes:
    """The workbook to fill in, with one example that is skipped when it is read."""
    example = {**load_case(sample_case()).values, REFERENCE: EXAMPLE.upper()}
    return _Book([example], is_example=True).saved()


def workbook_of(cases: Sequence[Mapping[str, Any]]) -> bytes:
    """The same workbook, filled with these cases (as `Case.values` holds them); reading it gives them again."""
    return _Book(cases, is_example=False).saved()


class _Book:
    def __init__(self, cases: Sequence[Mapping[str, Any]], *, is_example: bool) -> None:
        self._book = Workbook()
        self._has_row_id = not is_example and needs_row_id(cases)
        self._is_example = is_example
        self._lists: dict[tuple[str, ...], str] = {}
        flats = [flat(case) for case in cases]
        joins = [self._join(number, case) for number, case in enumerate(cases, 1)]
        self._sheets(flats, joins, max(READY_ROWS, len(cases) + 1))
        self._guide()
        self._book.move_sheet(GUIDE, -self._book.sheetnames.index(GUIDE))
        self._book.move_sheet(LISTS, len(self._book.sheetnames) - 1 - self._book.sheetnames.index(LISTS))

    def saved(self) -> bytes:
        """The bytes of the .xlsx."""
        self._book.active = self._book.sheetnames.index(CLIENTS)
        for sheet in self._book.worksheets:
            sheet.sheet_view.tabSelected = sheet.title == CLIENTS
        self._book.properties.creator = "iepdocs"
        return saved(self._book)

    def _join(self, number: int, case: Mapping[str, Any]) -> str:
        return str(number) if self._has_row_id else str(case.get(REFERENCE, ""))

    def _sheets(self, flats: Sequence[Flat], joins: Sequence[str], rows: int) -> None:
        main: Any = self._book.active
        main.title = CLIENTS
        standing = [column for column in main_columns() if column.path not in {table.path for table in tables()}]
        standing.sort(key=lambda column: _FIRST.index(column.path) if column.path in _FIRST else len(_FIRST))
        extra = extra_paths(flats)
        first = [ROW_ID] if self._has_row_id else []
        paths = [*first, *(column.path for column in standing), *extra]
        by_path = {column.path: column for column in standing}
        self._head(main, [by_path.get(path) for path in paths], [*first, *["" for _ in standing], *extra], rows)
        for number, (case, join) in enumerate(zip(flats, joins, strict=True), 2):
            self._fill(main, number, paths, {**case.main, ROW_ID: join})
        for table in tables():
            sheet: Any = self._book.create_sheet(table.title)
            things = [
                (join, thing)
                for case, join in zip(flats, joins, strict=True)
                for thing in case.things.get(table.path, ())
            ]
            inside = {".".join(map(str, column.steps)): column for column in table.columns}
            more = sorted({path for _, thing in things for path in thing if path not in inside})
            paths = [ROW_ID, *inside, *more]
            names = [join_heading(self._has_row_id), *["" for _ in inside], *more]
            self._head(sheet, [None, *inside.values(), *[None for _ in more]], names, rows)
            for number, (join, thing) in enumerate(things, 2):
                self._fill(sheet, number, paths, {**thing, ROW_ID: join})

    def _head(self, sheet: Any, columns: Sequence[Column | None], names: Sequence[str], rows: int) -> None:
        sheet.freeze_panes = "C2" if sheet.title == CLIENTS else "B2"
        sheet.row_dimensions[1].height = 62
        shades = dict.fromkeys(_section(column) for column in columns)
        for place, (column, name) in enumerate(zip(columns, names, strict=True), 1):
            cell = sheet.cell(1, place)
            letter = get_column_letter(place)
            plain_cell(
                cell, _heading(column) if column else name.capitalize() if name == ROW_ID else name.replace(".", "/")
            )
            cell.font = Font(name=_FACE, bold=True)
            cell.alignment = _HEADING
            shade = _SHADES[list(shades).index(_section(column)) % len(_SHADES)]
            cell.fill = (
                _REQUIRED_SHADE
                if column and column.is_required
                else PatternFill("solid", start_color=shade, end_color=shade)
            )
            cell.comment = Comment(_note(column), "iepdocs", width=300, height=150)
            sheet.column_dimensions[letter].width = 30 if column and column.info.is_multiline else 20
            sheet.column_dimensions[letter].number_format = _format_of(column)
            if column:
                self._limit(sheet, column, f"{letter}2:{letter}{rows}")

    def _fill(self, sheet: Any, number: int, paths: Sequence[str], cells: Mapping[str, Any]) -> None:
        # LibreOffice keeps a row at the height of one line unless the file says more.
        lines = max(str(value).count("\n") for value in cells.values()) + 1
        if lines > 1:
            sheet.row_dimensions[number].height = _LINE * lines
        for place, path in enumerate(paths, 1):
            cell = sheet.cell(number, place)
            if path in cells:
                plain_cell(cell, cells[path])
                if isinstance(cells[path], str):
                    cell.number_format = "@"
            if self._is_example:
                cell.font = _EXAMPLE_FONT

    def _limit(self, sheet: Any, column: Column, cells: str) -> None:
        """A drop-down where there is a choice; a rule that warns where a date is asked for."""
        options = _options(column)
        if options:
            rule = DataValidation(type="list", formula1=self._list_of(options), allow_blank=True)
            # A warning, not a wall: a family's own words, or a choice in another spelling, may be right.
            rule.errorStyle = "warning"
            rule.showErrorMessage = column.holds == "value"
            rule.error = "This is not in the list. Keep it all the same?"
        elif column.info.type == "date" and column.holds == "value":
            rule = DataValidation(type="date", operator="greaterThan", formula1="1", allow_blank=True)
            rule.errorStyle = "warning"
            rule.showErrorMessage = True
            rule.error = "This is no date. Write it like 2026-09-14."
        else:
            return
        sheet.add_data_validation(rule)
        rule.add(cells)

    def _list_of(self, options: tuple[str, ...]) -> str:
        inline = ",".join(options)
        if len(inline) <= _INLINE_LIMIT and not any("," in option for option in options):
            return f'"{inline}"'
        if options not in self._lists:
            if LISTS not in self._book.sheetnames:
                self._book.create_sheet(LISTS).sheet_state = "hidden"
            sheet: Any = self._book[LISTS]
            place = len(self._lists) + 1
            for number, option in enumerate(options, 1):
                plain_cell(sheet.cell(number, place), option)
            letter = get_column_letter(place)
            self._lists[options] = f"'{LISTS}'!${letter}$1:${letter}${len(options)}"
        return self._lists[options]

    def _guide(self) -> None:
        sheet: Any = self._book.create_sheet(GUIDE)
        sheet.column_dimensions["A"].width = _GUIDE_WIDTH
        for number, line in enumerate(_GUIDE, 1):
            cell = sheet.cell(number, 1)
            plain_cell(cell, line.removeprefix("! "))
            cell.alignment = _HEADING
            cell.font = Font(name=_FACE, bold=line.startswith("! "), size=14 if number == 1 else 11)
            sheet.row_dimensions[number].height = (_LINE + 5 * (number == 1)) * (1 + len(line) // (_GUIDE_WIDTH + 10))


def _options(column: Column) -> tuple[str, ...]:
    info = column.info
    if info.type == "boolean":
        return ("yes", "no")
    if info.choices:
        return tuple(in_words(choice, info) for choice in info.choices)
    return tuple(entry.name["en"] for entry in catalog(info.catalog)) if info.catalog else ()


def _format_of(column: Column | None) -> str:
    if column is None or column.holds != "value" or column.info.type in ("text", "boolean"):
        return "@"
    return {"date": "yyyy-mm-dd", "integer": "0", "number": "General"}[column.info.type]


def _heading(column: Column) -> str:
    return column.heading + (REQUIRED_MARK if column.is_required else "")


def _section(column: Column | None) -> str:
    return column.info.section if column else ""


def _note(column: Column | None) -> str:
    if column is None:
        return (
            "Joins the sheets: the same number as in the sheet of clients. One row a thing, as many rows as there are."
        )
    info = column.info
    what = "Choose from the list." if info.catalog else fields_by_path()[column.path].help
    if info.choices and all(choice in what for choice in info.choices):
        what = ""  # it lists the choices, and so do we
    lines = [what, "Required." if column.is_required else ""]
    if column.holds != "value":
        lines.append("More than one: part them by a semicolon (;).")
    if info.choices:
        lines.append(f"One of: {', '.join(_options(column))}." if len(info.choices) <= 16 else "")
    if info.example is not None:
        lines.append(f"Example: {as_text(in_words(info.example, info))}")
    lines.append(f"Field: {column.path.replace('[].', '/').replace('.', '/')}")
    return "\n".join(line for line in lines if line)


_GUIDE = (
    "! How to fill this in",
    "",
    f"! One row a client, in the sheet “{CLIENTS}”",
    "Only the two yellow columns are required. "
    "What you leave empty becomes a labelled blank in the draft, to be filled in Word.",
    f"The grey row is an example. It is skipped as long as its client number says {EXAMPLE.upper()}; "
    "write over it or delete it.",
    "Put the mouse over a heading to read what belongs there. Many cells have a list to choose from.",
    f"Columns may be moved or deleted. A column or sheet of your own needs a {LEFT_OUT} before its heading or "
    "title; it is left out.",
    "",
    "! More than one in a cell",
    "Part them by a semicolon: Physical education; English. A semicolon inside a text is written with a backslash: \\;",
    "",
    "! The other sheets: lists with more than one column",
    "The attendance log, courses, phases and the like have a sheet each, one row a thing. "
    "The first column says whose it is: your own client number, as in the sheet of clients.",
    "For most clients the sheet of clients is enough, and the other sheets stay empty.",
    "",
    "! Dates, numbers, yes and no",
    "Dates as the spreadsheet writes them, or like 2026-09-14 or September 14, 2026. "
    "Phone and student numbers keep their noughts: those columns are text.",
    "",
    "! Then",
    "iepdocs batch FILE.xlsx -o DRAFTS makes the drafts, one folder a client. Rows with faults come back in "
    "DRAFTS/marked.xlsx, each fault in red with a comment that says what to do, and a list of them all in front. "
    "The others are done all the same.",
    "Correct marked.xlsx and run: iepdocs batch DRAFTS/marked.xlsx -o DRAFTS --only faulty",
)
