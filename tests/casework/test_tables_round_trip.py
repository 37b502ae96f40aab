"""Case → sheet → case loses nothing, whatever the case says."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from schemas.projections import sample_case
from service.casework import load_case
from service.casework.tables import as_csv, as_json_lines, rows_of, source_of_bytes, workbook_of
from service.casework.tables.cells import joined, parts_of
from service.casework.tables.csv_rows import as_meant, inert
from tests.builders import SMALLEST, TODAY, a_raw_case
from tests.strategies import raw_cases

WRITERS = {"xlsx": workbook_of, "csv": as_csv, "jsonl": as_json_lines}


def values_of(raw_case: Any) -> dict[str, Any]:
    return dict(load_case(raw_case, today=TODAY).values)


def read_back(content: bytes, format: str) -> list[dict[str, Any]]:
    rows = list(rows_of(source_of_bytes(content, format=format)))
    assert not [fault for row in rows for fault in row.faults]
    return [values_of(row.raw_case) for row in rows]


def without_nothing(value: Any) -> Any:
    """A case without its empty lists and objects: they say nothing, and a sheet has no place for nothing."""
    if isinstance(value, dict):
        pruned = {name: without_nothing(below) for name, below in value.items()}
        return {name: below for name, below in pruned.items() if below not in ({}, [])}
    if isinstance(value, list):
        return [below for below in map(without_nothing, value) if below not in ({}, [])]
    return value


@pytest.mark.parametrize("format", WRITERS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(cases=st.lists(raw_cases(), min_size=1, max_size=3))
@example(cases=[SMALLEST])
@example(cases=[sample_case(), sample_case()])
@example(cases=[a_raw_case({"student.name": "=1+1", "sender.phone": "+1 555 0117", "student.student_id": "00417"})])
@example(cases=[a_raw_case(concerns=["one; two", "back\\slash", "\\;", "a\nb", "'=quoted", ";"])])
@example(cases=[a_raw_case(concerns=["9/4/2026", "TRUE", "-5", "_x0041_", "#N/A of it"])])
def test_a_case_comes_back_from_a_sheet_as_it_was(format: str, cases: list[dict[str, Any]]) -> None:
    before = [values_of(case) for case in cases]
    back = read_back(WRITERS[format](before), format)
    assert [without_nothing(case) for case in back] == [without_nothing(case) for case in before]


def test_a_list_too_long_for_one_cell_goes_on_in_columns_of_its_own() -> None:
    before = values_of(a_raw_case({"reintegration_plan.bad_day_plan": [f"{n} " + "a;" * 490 for n in range(30)]}))
    assert read_back(workbook_of([before]), "xlsx") == [before], "long, so not shown"


@given(items=st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs"))).map(str.strip).filter(bool)))
def test_what_is_joined_into_a_cell_comes_apart_again(items: list[str]) -> None:
    assert list(parts_of(joined(items))) == items


@given(text=st.text() | st.text("'=+-@\t＝ab"))
def test_text_made_inert_for_csv_is_read_as_it_was_meant(text: str) -> None:
    assert as_meant(inert(text)) == text
    assert not inert(text).startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


def test_no_text_of_a_case_is_a_formula_in_the_workbook() -> None:
    evil = ["=cmd|' /C calc'!A0", '=HYPERLINK("http://192.0.2.1")', "@SUM(1)", "+1", "-1"]
    case = values_of(a_raw_case(concerns=evil, cc=[{"name": text} for text in evil], academic_impact=evil[0]))
    book = load_workbook(io.BytesIO(workbook_of([case])))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {text for text in evil if any(cell.value == text for cell in cells)} == set(evil)
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_clients_without_a_number_are_joined_by_one_of_ours() -> None:
    cases = [
        a_raw_case(cc=[{"name": "Ms. Tran"}]),
        a_raw_case({"student.name": "Theo Weiss"}, cc=[{"name": "Mr. Lee"}]),
    ]
    before = [values_of(case) for case in cases]
    assert read_back(workbook_of(before), "xlsx") == before


def test_clients_of_the_same_number_are_joined_by_one_of_ours() -> None:
    before = [values_of(a_raw_case(reference="7", cc=[{"name": name}])) for name in ("Ms. Tran", "Mr. Lee")]
    assert read_back(workbook_of(before), "xlsx") == before
