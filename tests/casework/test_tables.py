"""What a file of cases says, row by row, and where its faults stand."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from schemas.catalogs import CATALOG_NAMES, catalog
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
    with_changes,
)
from service.casework.tables.columns import main_columns, tables
from tests.builders import SMALLEST, TODAY
from tests.office import converted

NAMES = "Student's full name,Your full name"
TWO = "Maya Okafor,Adaeze Okafor"


def csv_rows(text: str | bytes) -> list[Row]:
    return list(rows_of(source_of_bytes(text.encode() if isinstance(text, str) else text, "cases.csv")))


def sheet_rows(*lines: str) -> list[Row]:
    return csv_rows("\n".join(lines))


def cell_of(row: Row) -> dict[str, str]:
    """Cell → message of every fault found on reading."""
    found = {}
    for fault in row.faults:
        cell = row.cell(fault)
        assert cell is not None
        found[cell.name if cell.sheet == next(iter(row.places.values())).sheet else f"{cell.sheet}!{cell.name}"] = (
            fault.message
        )
    return found


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


class TestJson:
    def test_a_list_is_read_entry_by_entry(self) -> None:
        rows = rows_of(source_of_bytes(json.dumps([SMALLEST, 3, SMALLEST], indent=1).encode(), "cases.json"))
        assert [(row.number, row.raw_case) for row in rows] == [(1, SMALLEST), (2, 3), (3, SMALLEST)]

    def test_a_list_longer_than_what_is_read_at_a_time_loses_nothing(self) -> None:
        cases = [{**SMALLEST, "concerns": ["é" * 900] * 20, "reference": str(number)} for number in range(60)]
        for content in (json.dumps(cases), json.dumps(cases, ensure_ascii=False, indent=2)):
            found = [row.raw_case for row in rows_of(source_of_bytes(content.encode(), "cases.json"))]
            assert found == cases

    @pytest.mark.parametrize(
        ("text", "rows"),
        [
            ('[{"a": 1}, {"b": ]', 2),
            ('[{"a": 1} {"b": 2}]', 2),
            ('[{"a": 1},', 2),
            ('[{"a": 1}] x', 2),
            ('[{"a": NaN}, {"a": 1}]', 2),
            ("[" * 3000, 1),
        ],
    )
    def test_where_a_list_breaks_off_the_last_row_says_so(self, text: str, rows: int) -> None:
        found = list(rows_of(source_of_bytes(text.encode(), "cases.json")))
        assert len(found) == rows
        assert [bool(row.faults) for row in found].count(True) == 1

    def test_a_file_with_one_case_is_a_batch_of_one(self) -> None:
        for text in (json.dumps(SMALLEST), json.dumps(SMALLEST, indent=2), "\ufeff" + json.dumps(SMALLEST, indent=2)):
            assert [row.raw_case for row in rows_of(source_of_bytes(text.encode(), "case.json"))] == [SMALLEST]

    def test_lines_are_counted_with_the_empty_ones(self) -> None:
        rows = rows_of(source_of_bytes(b'\xef\xbb\xbf{"a":1}\r\n\r\n{\n{"a":1,"a":2}\n', "cases.jsonl"))
        assert [(row.number, len(row.faults)) for row in rows] == [(1, 0), (3, 1), (4, 1)]

    def test_a_case_too_long_is_one_fault_and_the_next_line_is_read(self) -> None:
        content = b'{"a": "' + b"x" * 3_000_000 + b'"}\n{"a": 1}'
        first, second = rows_of(source_of_bytes(content, "cases.jsonl"))
        assert "longer than" in first.faults[0].message
        assert (second.number, second.raw_case) == (2, {"a": 1})

    def test_an_empty_file_cannot_be_read(self) -> None:
        with pytest.raises(BatchInputError, match="no case"):
            list(rows_of(source_of_bytes(b" \n ", "cases.json")))


class TestCsv:
    def test_headings_may_be_labels_or_paths_in_any_case(self) -> None:
        for headings in (NAMES, "student/name,sender.name", "STUDENT'S FULL NAME *, your full name *"):
            (row,) = sheet_rows(headings, TWO)
            assert row.raw_case == SMALLEST

    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~"])
    def test_any_delimiter_is_found(self, delimiter: str) -> None:
        lines = (NAMES, TWO)
        assert sheet_rows(*(line.replace(",", delimiter) for line in lines))[0].raw_case == SMALLEST

    def test_excels_own_first_line_is_understood(self) -> None:
        (row,) = sheet_rows("sep=;", NAMES.replace(",", ";"), TWO.replace(",", ";"))
        assert (row.number, row.raw_case) == (2, SMALLEST)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_any_encoding_of_a_spreadsheet_is_read(self, encoding: str) -> None:
        rows = rows_of(source_of_bytes(f"{NAMES}\nJosé Núñez,Zoë O’Neil\n".encode(encoding), "cases.csv"))
        assert [row.raw_case["student"]["name"] for row in rows] == ["José Núñez"]
        assert [note[:34] for note in rows.notes] == (
            ["The file is not UTF-8 and was read"] if encoding == "cp1252" else []
        )

    def test_a_cell_may_hold_line_breaks_and_row_numbers_stay_those_of_the_sheet(self) -> None:
        rows = sheet_rows(f"{NAMES},What you see", f'{TWO},"one\nstill one; two"', "", TWO)
        assert [row.number for row in rows] == [2, 4]
        assert rows[0].raw_case["concerns"] == ["one\nstill one", "two"]

    def test_paths_with_places_fill_lists_without_gaps(self) -> None:
        heads = f"{NAMES},attendance/log/0/date,attendance/log/0/kind,attendance/log/2/date,concerns/5"
        (row,) = sheet_rows(heads, f"{TWO},2026-09-01,late,2026-09-03,tired")
        assert row.raw_case["attendance"] == {"log": [{"date": "2026-09-01", "kind": "late"}, {"date": "2026-09-03"}]}
        assert row.raw_case["concerns"] == ["tired"]

    def test_an_unclosed_quotation_mark_is_named_with_its_row(self) -> None:
        first, broken = sheet_rows(NAMES, TWO, '"Maya,Adaeze', TWO, TWO)
        assert not first.faults
        assert (broken.number, "never closed" in broken.faults[0].message) == (3, True)

    def test_a_cell_without_a_heading_is_a_fault_there(self) -> None:
        (row,) = sheet_rows(NAMES, f"{TWO},,extra")
        assert list(cell_of(row)) == ["D2"]

    @pytest.mark.parametrize(
        ("headings", "said"),
        [
            ("Student's full name,Your name of it", "Your name of it"),
            (f"{NAMES},Attorney", "C “Attorney”"),
            (f"{NAMES},student/name", "a column before it is the same field"),
            ("Student's full name,State", "no column “Your full name”"),
        ],
    )
    def test_headings_that_are_no_fields_stop_the_file(self, headings: str, said: str) -> None:
        with pytest.raises(BatchInputError) as caught:
            sheet_rows(headings, TWO)
        assert said in str(caught.value)

    @pytest.mark.parametrize("text", ["\n\n", ",,\n", "\ufeff\n"])
    def test_a_file_without_a_word_cannot_be_read(self, text: str) -> None:
        with pytest.raises(BatchInputError, match="nothing in this file"):
            csv_rows(text)

    def test_a_column_with_a_hash_is_left_out(self) -> None:
        (row,) = sheet_rows(f"{NAMES},# Attorney,", f"{TWO},Dana Ortiz,")
        assert row.raw_case == SMALLEST


class TestCells:
    @pytest.mark.parametrize(
        ("heading", "text", "pointer", "value"),
        [
            ("attendance/from", "2026-09-14", "attendance.from", "2026-09-14"),
            ("attendance/from", "9/14/2026", "attendance.from", "2026-09-14"),
            ("attendance/days_absent", "12", "attendance.days_absent", 12),
            ("attendance/days_absent", "12.0", "attendance.days_absent", 12),
            ("credit_recovery_proposal/credits_earned", "0.5", "credit_recovery_proposal.credits_earned", 0.5),
            ("credit_recovery_proposal/summer", "Yes", "credit_recovery_proposal.summer", True),
            ("credit_recovery_proposal/summer", "no", "credit_recovery_proposal.summer", False),
            ("sender/role", "Foster parent", "sender.role", "foster_parent"),
            ("state", "tx", "state", "TX"),
            ("student/student_id", "00417", "student.student_id", "00417"),
            (
                "documents",
                "Evaluation request; section-504-letter",
                "documents",
                ["evaluation_request", "section_504_letter"],
            ),
            (
                "barriers",
                "anxiety; sleep: up at 3",
                "barriers",
                [{"kind": "anxiety"}, {"kind": "sleep", "detail": "up at 3"}],
            ),
        ],
    )
    def test_a_cell_is_read_as_its_field_asks(self, heading: str, text: str, pointer: str, value: Any) -> None:
        (row,) = sheet_rows(f"{NAMES};{heading}".replace(",", ";"), f'{TWO};"{text}"'.replace("Okafor,", "Okafor;"))
        found: Any = row.raw_case
        for name in pointer.split("."):
            found = found[name]
        assert (found, row.faults) == (value, ())

    @pytest.mark.parametrize(
        ("heading", "text"),
        [
            ("attendance/from", "14/9/2026"),
            ("attendance/from", "9/14/26"),
            ("attendance/from", "soon"),
            ("attendance/days_absent", "1,200"),
            ("attendance/days_absent", "1.5"),
            ("credit_recovery_proposal/summer", "perhaps"),
            ("student/name", "#REF!"),
        ],
    )
    def test_what_cannot_be_read_for_sure_is_a_fault_at_its_cell(self, heading: str, text: str) -> None:
        heads = (
            ["sender/name", "student/name"] if heading == "student/name" else ["student/name", "sender/name", heading]
        )
        (row,) = sheet_rows("|".join(heads), "|".join([*["Ada"] * (len(heads) - 1), text]))
        assert list(cell_of(row)) == ["B2" if heading == "student/name" else "C2"]
        assert text not in "".join(cell_of(row).values())

    def test_an_ambiguous_date_is_read_month_first_and_said_so(self) -> None:
        (row,) = sheet_rows(f"{NAMES},attendance/from,attendance/to", f"{TWO},9/4/2026,9/14/2026")
        assert row.raw_case["attendance"] == {"from": "2026-09-04", "to": "2026-09-14"}
        assert [(advisory.id, advisory.pointer) for advisory in row.advice] == [
            ("sheet_month_first", "/attendance/from")
        ]

    def test_choices_are_ids_names_or_own_words_and_a_misspelt_id_is_refused(self) -> None:
        entry = next(iter(catalog("evaluations")))
        heading = "evaluation_request/evaluations"
        cells = f"{entry.id}; {entry.name['es'].upper()}; a look at reading; functional_behavoir"
        (row,) = sheet_rows(f"{NAMES},{heading}", f'{TWO},"{cells}"')
        assert row.raw_case["evaluation_request"]["evaluations"] == [
            {"id": entry.id},
            {"id": entry.id},
            {"text": "a look at reading"},
            {"id": "functional_behavoir"},
        ]

    def test_no_name_of_a_catalogue_means_two_entries_and_all_fit_a_drop_down(self) -> None:
        for name in CATALOG_NAMES:
            names = [entry.name["en"] for entry in catalog(name)]
            assert len({text.casefold() for text in names}) == len(names), name


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


class TestChanges:
    def changed(self, *changes: str) -> Any:
        (row,) = with_changes(rows_of(source_of_bytes(json.dumps(SMALLEST).encode(), "case.json")), changes)
        return row.raw_case

    def test_a_path_sets_its_field(self) -> None:
        assert self.changed("student.grade=7")["student"] == {"name": "Maya Okafor", "grade": "7"}

    def test_a_bare_name_sets_it_in_every_document_that_has_it(self) -> None:
        case = self.changed("review_on=2027-01-15")
        day = {"review_on": "2027-01-15"}
        assert (case["section_504_letter"], case["credit_recovery_proposal"]) == (day, day)

    def test_a_list_is_set_as_in_a_cell(self) -> None:
        assert self.changed("documents=evaluation_request; section_504_letter")["documents"] == [
            "evaluation_request",
            "section_504_letter",
        ]

    @pytest.mark.parametrize("change", ["review_on", "name=x", "nowhere=1", "date=soon", "attendance.log=1"])
    def test_what_names_no_one_field_or_holds_no_value_is_refused(self, change: str) -> None:
        with pytest.raises(BatchInputError):
            self.changed(change)


class TestSources:
    def test_a_file_of_another_kind_or_none_is_named(self, tmp_path: Path) -> None:
        for path, said in ((tmp_path / "cases.docx", "ending"), (tmp_path / "no.csv", "no such file")):
            with pytest.raises(BatchInputError, match=said):
                source_of_path(path)
