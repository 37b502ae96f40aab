"""Workbooks: what Excel and LibreOffice save, the empty one to fill in, and the marked one that comes back."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from schemas.walk import walk
from service.casework import load_case
from service.casework.tables import (
    BatchInputError,
    Row,
    empty_workbook,
    marked_sheet,
    rows_of,
    source_of_bytes,
    source_of_path,
)
from service.casework.tables.columns import main_columns, tables
from tests.builders import TODAY
from tests.casework.test_tables import NAMES, cell_of
from tests.office import converted


def book_of(sheets: dict[str, Sequence[Sequence[Any]]]) -> bytes:
    """A workbook with these sheets; a cell is a value, or (value, number format)."""
    book = Workbook()
    del book["Sheet"]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for number, values in enumerate(rows, 1):
            for place, value in enumerate(values, 1):
                cell = sheet.cell(number, place)
                if isinstance(value, tuple):
                    cell.value, cell.number_format = value
                else:
                    cell.value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def book_rows(sheets: dict[str, Sequence[Sequence[Any]]]) -> list[Row]:
    return list(rows_of(source_of_bytes(book_of(sheets), "cases.xlsx")))


class TestWorkbook:
    def test_dates_are_dates_numbers_are_text_where_text_is_asked_for(self) -> None:
        heads = [
            "student/name",
            "sender/name",
            "student/date_of_birth",
            "sender/phone",
            "student/student_id",
            "student/grade",
        ]
        values = ["Maya", "Ada", dt.datetime(2011, 2, 3), 5550117, (417, "00000"), 7.0]
        (row,) = book_rows({"Anything": [heads, values]})
        assert row.raw_case["student"] == {
            "name": "Maya",
            "date_of_birth": "2011-02-03",
            "student_id": "00417",
            "grade": "7",
        }
        assert row.raw_case["sender"] == {"name": "Ada", "phone": "5550117"}

    def test_a_number_that_lost_digits_is_a_fault(self) -> None:
        (row,) = book_rows(
            {"A": [["student/name", "sender/name", "student/student_id"], ["M", "A", 1234567890123456789]]}
        )
        assert list(cell_of(row)) == ["C2"]

    def test_a_date_made_of_words_by_the_spreadsheet_is_words_again_and_said_so(self) -> None:
        heads = ["student/name", "sender/name", "supports_tried/0/since"]
        (row,) = book_rows({"A": [heads, ["M", "A", (dt.datetime(2026, 10, 1), "mmm-yy")]]})
        assert row.raw_case["supports_tried"] == [{"since": "October 2026"}]
        assert [advisory.id for advisory in row.advice] == ["sheet_date_as_text"]

    def test_a_time_beside_a_date_is_a_fault(self) -> None:
        (row,) = book_rows(
            {"A": [["student/name", "sender/name", "date"], ["M", "A", dt.datetime(2026, 10, 1, 8, 30)]]}
        )
        assert list(cell_of(row)) == ["C2"]

    def test_a_formula_without_a_result_is_a_fault_not_an_empty_cell(self) -> None:
        (row,) = book_rows({"A": [["student/name", "sender/name", "state"], ["M", "A", '="C"&"A"']]})
        assert "without a result" in cell_of(row)["C2"]

    def test_the_headings_may_stand_below_a_title_and_on_any_sheet(self) -> None:
        sheets = {
            "Notes": [["Our clinic"]],
            "List": [["Clients 2026"], [], ["student/name", "sender/name"], ["M", "A"]],
        }
        reader = rows_of(source_of_bytes(book_of(sheets), "cases.xlsx"))
        assert [row.number for row in reader] == [4]
        assert [note for note in reader.notes if "Notes" in note]

    def test_further_sheets_are_joined_by_the_client_number_in_their_own_order(self) -> None:
        (first, second) = book_rows(
            {
                "Clients": [["reference", "student/name", "sender/name"], ["7", "M", "A"], [8, "T", "B"]],
                "Attendance log": [
                    ["Your own client number", "Date", "What happened"],
                    [8, dt.datetime(2026, 9, 2), "late"],
                    ["7", dt.datetime(2026, 9, 1), "Early pickup"],
                    [8, dt.datetime(2026, 9, 1), "absent"],
                ],
            }
        )
        assert first.raw_case["attendance"]["log"] == [{"date": "2026-09-01", "kind": "early_pickup"}]
        assert [entry["date"] for entry in second.raw_case["attendance"]["log"]] == ["2026-09-02", "2026-09-01"]

    def test_a_fault_in_a_further_sheet_stands_at_its_own_cell(self) -> None:
        (row,) = book_rows(
            {
                "Clients": [["reference", "student/name", "sender/name"], ["7", "M", "A"]],
                "Courses": [["reference", "Course", "Credits"], ["7", "Algebra", 1], ["7", "English", "one"]],
            }
        )
        assert list(cell_of(row)) == ["Courses!C3"]

    def test_no_row_of_a_further_sheet_is_lost(self) -> None:
        rows = book_rows(
            {
                "Clients": [["reference", "student/name", "sender/name"], ["7", "M", "A"], ["7", "T", "B"]],
                "Team": [
                    ["reference", "Name of the team member"],
                    ["9", "Ms. Tran"],
                    [None, "Mr. Lee"],
                    ["7", "Dr. Ode"],
                ],
            }
        )
        clients, orphans = [row for row in rows if not row.sheet], [row for row in rows if row.sheet]
        assert [("sheet" in row.faults[0].message or "Two rows" in row.faults[0].message) for row in clients[1:]] == [
            True
        ]
        assert sorted((row.sheet, row.number) for row in orphans) == [("Team", 2), ("Team", 3)]
        assert all(row.faults for row in orphans)

    def test_a_list_in_a_cell_and_in_a_sheet_is_a_contradiction(self) -> None:
        (row,) = book_rows(
            {
                "Clients": [["reference", "student/name", "sender/name", "barriers"], ["7", "M", "A", "anxiety"]],
                "Barriers": [["reference", "Kind of barrier"], ["7", "sleep"]],
            }
        )
        assert list(cell_of(row)) == ["Barriers!A2"]

    def test_a_sheet_with_client_numbers_and_an_unknown_title_is_not_passed_over(self) -> None:
        with pytest.raises(BatchInputError, match="title names no list"):
            book_rows(
                {
                    "Clients": [["reference", "student/name", "sender/name"], ["7", "M", "A"]],
                    "Absenses": [["reference"], ["7"]],
                }
            )

    @pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"x" * 999, b"no zip at all"])
    def test_what_is_no_workbook_is_refused(self, content: bytes) -> None:
        with pytest.raises(BatchInputError, match=r"no \.xlsx workbook"):
            list(rows_of(source_of_bytes(content, "cases.xlsx")))

    def test_libreoffice_saves_what_is_read_the_same(self, tmp_path: Path) -> None:
        heads = [
            "reference",
            "student/name",
            "sender/name",
            "student/date_of_birth",
            "sender/phone",
            "state",
            "concerns",
        ]
        values = ["0417", "José Núñez", "Zoë", dt.datetime(2011, 2, 3), ("0117", "@"), '="C"&"A"', "one; two\nlines"]
        log = [["reference", "Date", "Minutes missed"], ["0417", dt.datetime(2026, 9, 1), "=20+5"]]
        path = tmp_path / "made.xlsx"
        path.write_bytes(book_of({"Clients": [heads, values], "Attendance log": log}))
        (saved,) = converted([path], "xlsx:Calc MS Excel 2007 XML", tmp_path / "saved")
        (row,) = rows_of(source_of_path(saved))
        assert row.faults == ()
        assert row.raw_case == {
            "reference": "0417",
            "student": {"name": "José Núñez", "date_of_birth": "2011-02-03"},
            "sender": {"name": "Zoë", "phone": "0117"},
            "state": "CA",
            "concerns": ["one", "two\nlines"],
            "attendance": {"log": [{"date": "2026-09-01", "minutes": 25}]},
        }


class TestEmptyWorkbook:
    def test_it_holds_every_field_of_the_schema_once(self) -> None:
        paths = [column.path for column in main_columns() if column.holds in ("value", "list")]
        paths += [column.path for table in tables() for column in table.columns]
        single = {info.path.removesuffix("[]") for info in walk() if info.type not in ("object", "list")}
        assert sorted(paths) == sorted(single)

    def test_its_example_is_skipped_and_is_a_good_case_once_it_has_a_number(self) -> None:
        content = empty_workbook()
        assert list(rows_of(source_of_bytes(content, "clients.xlsx"))) == []
        book = load_workbook(io.BytesIO(content))
        for sheet in book.worksheets:
            for row in sheet.iter_rows(min_row=2, max_col=1):
                if row[0].value == "EXAMPLE":
                    row[0].value = "2026-1"
        stream = io.BytesIO()
        book.save(stream)
        (row,) = rows_of(source_of_bytes(stream.getvalue(), "clients.xlsx"))
        assert row.faults == ()
        assert load_case(row.raw_case, today=TODAY).get("student.name")

    def test_required_columns_are_marked_and_choices_drop_down(self) -> None:
        book = load_workbook(io.BytesIO(empty_workbook()))
        heads = {str(cell.value): cell for cell in book["Clients"][1]}
        assert [head for head in heads if head.endswith("*")] == ["Student's full name *", "Your full name *"]
        assert all(cell.comment for sheet in book.worksheets[1:-1] for cell in sheet[1])
        rules: Any = book["Clients"].data_validations.dataValidation
        assert any(rule.formula1 == '"yes,no"' for rule in rules)
        assert book["Lists"].sheet_state == "hidden"


class TestMarking:
    def test_what_stood_in_a_workbook_still_stands_there(self) -> None:
        content = empty_workbook()
        mark = marked_sheet(source_of_bytes(content, "clients.xlsx"))
        marked = mark([("B3", "Add the name."), ("B3", "Add the name."), ("Courses!C2", "No such course.")])
        assert marked is not None
        before, after = load_workbook(io.BytesIO(content)), load_workbook(io.BytesIO(marked))
        assert after["Clients"]["B3"].comment.text == "Add the name."
        assert "No such course." in after["Courses"]["C2"].comment.text
        assert after.sheetnames == before.sheetnames
        assert [[cell.value for cell in row] for row in after["Clients"]] == [
            *[[cell.value for cell in row] for row in before["Clients"]],
            [None] * before["Clients"].max_column,
        ]

    def test_nothing_is_marked_where_nothing_is_wrong(self) -> None:
        assert marked_sheet(source_of_bytes(empty_workbook(), "clients.xlsx"))([]) is None

    def test_text_like_a_formula_in_a_csv_stays_text_in_the_marked_workbook(self) -> None:
        source = source_of_bytes(f"{NAMES}\n=1+1,'@SUM(1)\n".encode(), "cases.csv")
        marked = marked_sheet(source)([("A2", "Look.")])
        assert marked is not None
        sheet: Any = load_workbook(io.BytesIO(marked)).active
        assert [(cell.value, cell.data_type) for cell in sheet[2]] == [("=1+1", "s"), ("@SUM(1)", "s")]
