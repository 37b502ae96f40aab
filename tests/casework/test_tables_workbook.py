"""Workbooks: what Excel and LibreOffice save, the empty one to fill in, and the marked one that comes back."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
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
    rows_of,
    source_of_bytes,
    source_of_path,
)
from service.casework.tables.columns import main_columns, tables
from tests.builders import TODAY
from tests.casework.test_tables import cell_of
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
        assert ["Two rows have this number" in row.faults[0].message for row in clients] == [True, True], "whose is it?"
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

    def test_a_title_that_is_nearly_right_is_guessed(self) -> None:
        clients = [["reference", "student/name", "sender/name"], ["7", "M", "A"]]
        with pytest.raises(BatchInputError, match="Did you mean “Attendance log”"):
            book_rows({"Clients": clients, "Attendence log": [["reference"], ["7"]]})

    def test_two_sheets_of_clients_are_refused_rather_than_one_passed_over(self) -> None:
        heads = ["student/name", "sender/name"]
        with pytest.raises(BatchInputError, match="“Fall” and “Spring” all have clients"):
            book_rows({"Fall": [heads, ["M", "A"]], "Spring": [heads, ["T", "B"]]})
        (row,) = book_rows({"#Fall": [heads, ["M", "A"]], "Spring": [heads, ["T", "B"]]})
        assert row.raw_case["student"] == {"name": "T"}

    def test_headings_with_slips_are_named_with_what_was_meant(self) -> None:
        with pytest.raises(BatchInputError, match=r"A “Students full name” .did you mean “Student's full name”"):
            book_rows({"A": [["Students full name", "Your ful name"], ["M", "A"]]})

    def test_what_stands_under_no_heading_is_a_fault_wherever_it_stands(self) -> None:
        (row,) = book_rows(
            {
                "Clients": [["reference", "student/name", None, "sender/name"], ["7", "M", "lost", "A", "too"]],
                "Team": [["reference", "Name of the team member", "# ours"], ["7", "Ms. Tran", "x", "stray"]],
            }
        )
        assert list(cell_of(row)) == ["C2", "E2", "Team!D2"]

    def test_joined_cells_that_hide_rows_are_told(self) -> None:
        book = load_workbook(
            io.BytesIO(book_of({"A": [["Clinic"], ["student/name", "sender/name"], ["M", "A"], ["T"]]}))
        )
        book["A"].merge_cells("A1:B1")
        book["A"].merge_cells("B3:B4")
        stream = io.BytesIO()
        book.save(stream)
        reader = rows_of(source_of_bytes(stream.getvalue(), "cases.xlsx"))
        assert [row.raw_case["sender"] for row in reader] == [{"name": "A"}, {}]
        assert [note[:45] for note in reader.notes] == ["Cells are joined over several rows (B3:B4): w"]

    def test_hidden_rows_are_read_and_told(self) -> None:
        book = load_workbook(io.BytesIO(book_of({"A": [["student/name", "sender/name"], ["M", "A"], ["T", "B"]]})))
        book["A"].row_dimensions[3].hidden = True
        stream = io.BytesIO()
        book.save(stream)
        reader = rows_of(source_of_bytes(stream.getvalue(), "cases.xlsx"))
        assert [row.number for row in reader] == [2, 3]
        assert [note[:21] for note in reader.notes] == ["There are hidden rows"]

    def test_a_number_keeps_the_shape_that_its_format_gives_it(self) -> None:
        heads = ["student/name", "sender/name", "sender/phone", "student/student_id"]
        shown = [("(000) 000-0000", "000\\-00\\-0000"), ("General", '"S-"00000'), ("#,##0", "0.00")]
        rows = [["M", "A", (2025550117, phone), (12345, number)] for phone, number in shown]
        assert [
            (row.raw_case["sender"]["phone"], row.raw_case["student"]["student_id"])
            for row in book_rows({"A": [heads, *rows]})
        ] == [
            ("(202) 555-0117", "000-01-2345"),
            ("2025550117", "S-12345"),
            ("2025550117", "12345"),
        ]

    @pytest.mark.parametrize("part", ["xl/styles.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"])
    @pytest.mark.parametrize("content", [b"", b"<a>", b"<a>&b;</a>", b"\xff\x00"])
    def test_a_workbook_with_a_damaged_part_is_refused(self, part: str, content: bytes) -> None:
        whole = zipfile.ZipFile(io.BytesIO(book_of({"A": [["student/name", "sender/name"], ["M", "A"]]})))
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as torn:
            for name in whole.namelist():
                torn.writestr(name, content if name == part else whole.read(name))
        with pytest.raises(BatchInputError):
            list(rows_of(source_of_bytes(stream.getvalue(), "cases.xlsx")))

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

    def test_its_example_says_choices_as_its_drop_downs_do(self) -> None:
        book = load_workbook(io.BytesIO(empty_workbook()))
        assert book["Clients"]["D2"].value.startswith("evaluation request; section 504 letter")
        assert [cell.value for cell in book["Evaluations"][1]][1:] == [
            "Evaluation",
            "In your own words",
            "Detail to add",
        ]
        names = [cell.value for column in book["Lists"].iter_cols() for cell in column]
        assert book["Evaluations"]["B2"].value in names
