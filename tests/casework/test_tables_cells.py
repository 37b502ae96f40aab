"""What a spreadsheet makes of what was typed into a cell, and what is read from it: a value, or a fault at the cell."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from service.casework.errors import Fault
from service.casework.tables import BatchInputError, Cell, Row, marked_sheet, rows_of, source_of_bytes, source_of_path
from service.casework.tables import marking as marking_module
from service.casework.tables.rows import source_of_stream
from tests.builders import SMALLEST
from tests.casework.test_tables import NAMES, TWO, cell_of, sheet_rows
from tests.casework.test_tables_workbook import book_of, book_rows

HEADS = ["reference", "student/name", "sender/name"]
FIRST = ["7", "Maya Okafor", "Adaeze Okafor"]


def read(heading: str, value: Any) -> Row:
    """The row of a workbook with this value under this heading."""
    (row,) = book_rows({"Clients": [[*HEADS, heading], [*FIRST, value]]})
    return row


def value_at(raw_case: Any, path: str) -> Any:
    for step in path.split("/"):
        raw_case = raw_case[int(step)] if step.isdigit() else raw_case[step]
    return raw_case


@pytest.mark.parametrize(
    ("heading", "value", "meant"),
    [
        ("section_504_letter/meeting_dates", dt.datetime(2026, 11, 20), ["2026-11-20"]),
        ("student/diagnoses", 296.3, ["296.3"]),
        ("student/student_id", True, "TRUE"),
        ("student/student_id", 417.5, "417.5"),
        ("reintegration_plan/arrival/time", dt.time(8, 30), "8:30 a.m."),
        ("reintegration_plan/arrival/time", dt.time(0, 5), "12:05 a.m."),
        ("reintegration_plan/arrival/time", dt.time(13, 5), "1:05 p.m."),
        ("evaluation_request/consent_ready", True, True),
        ("evaluation_request/consent_ready", 0, False),
        ("barriers", "mornings: he hides under the bed", [{"detail": "mornings: he hides under the bed"}]),
        ("barriers", "Anxiety: mornings", [{"kind": "anxiety", "detail": "mornings"}]),
    ],
)
def test_a_cell_of_any_kind_is_read_as_its_field_asks(heading: str, value: Any, meant: Any) -> None:
    row = read(heading, value)
    assert (value_at(row.raw_case, heading), row.faults) == (meant, ())


@pytest.mark.parametrize(
    ("heading", "value", "said"),
    [
        ("date", 45000, "This is no date for the spreadsheet"),
        ("date", "February 30, 2026", "There is no such day"),
        ("evaluation_request/consent_ready", "perhaps", "Write yes or no."),
        ("evaluation_request/consent_ready", 2, "Write yes or no."),
        ("attendance/days_absent", 1.5, "This must be a whole number"),
        ("attendance/days_absent", True, "This must be a number"),
    ],
)
def test_a_cell_that_cannot_be_read_for_sure_is_a_fault_there(heading: str, value: Any, said: str) -> None:
    found = cell_of(read(heading, value))
    assert list(found) == ["D2"]
    assert said in found["D2"]


@pytest.mark.parametrize("headings", [["concerns", "concerns/0"], ["concerns/0", "concerns"]])
def test_a_list_in_one_cell_and_in_columns_of_its_own_is_a_contradiction(headings: list[str]) -> None:
    (row,) = sheet_rows(f"{NAMES},{','.join(headings)}", f"{TWO},He cries,He hides")
    assert list(cell_of(row)) == ["D2"]


def test_the_example_of_the_empty_sheet_is_skipped_in_a_csv_too() -> None:
    rows = sheet_rows(f"Your own client number,{NAMES}", f"EXAMPLE,{TWO}", f"7,{TWO}")
    assert [row.number for row in rows] == [3]


def test_a_fault_stands_at_the_nearest_cell_that_says_something_of_it() -> None:
    places = {"/student/name": Cell("A", 1, 2), "/providers/0": Cell("A", 2, 2), "/attendance/from": Cell("A", 28, 2)}
    row = Row(2, {}, places=places)
    cells = {pointer: row.cell(Fault(pointer, "")) for pointer in ("/providers/0/role", "/attendance", "/state", "")}
    assert {pointer: cell.name if cell else "" for pointer, cell in cells.items()} == {
        "/providers/0/role": "B2",
        "/attendance": "AB2",
        "/state": "A2",
        "": "A2",
    }
    assert Row(2, {}).cell(Fault("/state", "")) is None


def test_a_case_too_long_after_the_first_line_is_one_fault_and_the_next_is_read() -> None:
    line = json.dumps(SMALLEST)
    content = "\n".join([line, json.dumps({**SMALLEST, "concerns": ["x" * (3 << 20)]}), line]).encode()
    rows = list(rows_of(source_of_bytes(content, "cases.jsonl")))
    assert [(row.number, bool(row.faults)) for row in rows] == [(1, False), (2, True), (3, False)]


def test_cases_that_come_through_a_pipe_are_read_and_nobody_knows_how_many_there_are() -> None:
    out, into = os.pipe()
    with os.fdopen(into, "wb") as writer:
        writer.write(json.dumps(SMALLEST).encode() + b"\n" + json.dumps(SMALLEST).encode())
    with os.fdopen(out, "rb") as stream:
        rows = rows_of(source_of_stream(stream, "standard input"))
        assert [row.number for row in rows] == [1, 2]
        assert rows.done() is None


def test_a_folder_in_place_of_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").mkdir()
    with pytest.raises(BatchInputError, match="This is a folder"):
        source_of_path(tmp_path / "cases.csv")


class TestWorkbooks:
    def test_one_that_breaks_off_gives_the_rows_before_and_says_so(self) -> None:
        content = io.BytesIO(book_of({"Clients": [HEADS, *([[number, *FIRST[1:]] for number in range(200)])]}))
        cut = io.BytesIO()
        with zipfile.ZipFile(content) as whole, zipfile.ZipFile(cut, "w") as made:
            for part in whole.infolist():
                data = whole.read(part)
                made.writestr(part, data[:20_000] if part.filename == "xl/worksheets/sheet1.xml" else data)
        *good, last = rows_of(source_of_bytes(cut.getvalue(), "cases.xlsx"))
        assert len(good) > 50 and not any(row.faults for row in good)
        assert "damaged" in last.faults[0].message and "Nothing from here on" in last.faults[0].message

    def test_one_larger_than_it_may_be_is_refused_before_it_is_opened(self) -> None:
        source = replace(source_of_bytes(book_of({"Clients": [HEADS, FIRST]}), "cases.xlsx"), unpacked_limit=1000)
        with pytest.raises(BatchInputError, match="This workbook is too large"):
            list(rows_of(source))

    def test_one_without_headings_says_where_they_may_be(self) -> None:
        with pytest.raises(BatchInputError, match="heading"):
            book_rows({"Notes": [["Our clinic"], ["Monday", 3]]})

    def test_a_list_whose_rows_name_no_client_is_refused(self) -> None:
        with pytest.raises(BatchInputError, match="It says whose each row is"):
            book_rows({"Clients": [HEADS, FIRST], "Attendance log": [["Date", "What happened"], ["9/2/2026", "late"]]})

    def test_a_client_number_that_lost_digits_joins_nothing(self) -> None:
        log = [["Your own client number", "Date", "What happened"], [1234567890123456789, "9/2/2026", "late"]]
        rows = book_rows({"Clients": [HEADS, [1234567890123456789, *FIRST[1:]]], "Attendance log": log})
        assert [(row.sheet, bool(row.faults)) for row in rows] == [("", True), ("Attendance log", True)]


@pytest.mark.parametrize(
    ("content", "name"), [(book_of({"Clients": [HEADS, FIRST]}), "c.xlsx"), (f"{NAMES}\n{TWO}\n".encode(), "c.csv")]
)
def test_of_a_sheet_too_large_to_be_marked_the_faults_come_alone(
    content: bytes, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking_module, "CELL_LIMIT", 3)
    marked = marked_sheet(source_of_bytes(content, name))([("B2", "Add it.")])
    assert marked is not None
    (sheet,) = load_workbook(io.BytesIO(marked)).worksheets
    words = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert {"B2", "Add it."} <= words and "Maya Okafor" not in words
