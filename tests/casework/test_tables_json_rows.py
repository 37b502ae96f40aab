"""Cases from JSON: a list, lines, or one after the other."""

from __future__ import annotations

import json

import pytest

from service.casework.tables import (
    BatchInputError,
    rows_of,
    source_of_bytes,
)
from tests.builders import SMALLEST


def test_a_list_is_read_entry_by_entry() -> None:
    rows = rows_of(source_of_bytes(json.dumps([SMALLEST, 3, SMALLEST], indent=1).encode(), "cases.json"))
    assert [(row.number, row.raw_case) for row in rows] == [(1, SMALLEST), (2, 3), (3, SMALLEST)]


def test_a_list_longer_than_what_is_read_at_a_time_loses_nothing() -> None:
    cases = [{**SMALLEST, "concerns": ["é" * 900] * 20, "reference": str(number)} for number in range(60)]
    for content in (json.dumps(cases), json.dumps(cases, ensure_ascii=False, indent=2)):
        found = [row.raw_case for row in rows_of(source_of_bytes(content.encode(), "cases.json"))]
        assert found == cases


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('[{"a": 1}, {"b": ]', 2),
        ('[{"a": 1}, {"b: 1},\n{"c": 2}]', 2),
        ('[{"a": 1} {"b": 2}]', 2),
        ('[{"a": 1},', 2),
        ('[{"a": 1},]', 2),
        ('{\n"a": 1}\nx', 2),
        ('[{"a": 1}] x', 2),
        ('[{"a": NaN}, {"a": 1}]', 2),
        ("[" * 3000, 1),
    ],
)
def test_where_a_list_breaks_off_the_last_row_says_so(text: str, rows: int) -> None:
    found = list(rows_of(source_of_bytes(text.encode(), "cases.json")))
    assert len(found) == rows
    assert [bool(row.faults) for row in found].count(True) == 1


@pytest.mark.parametrize(
    "broken",
    [
        '{"b": 2,}',
        '{"b": "x" "y"}',
        "{'b': [{}]}",
        '{"b": "a\\"}]", 2}',
        '{"b": ' + "[" * 3000 + "]" * 3000 + "}",
        '{"b": "' + "x" * 1_500_000 + '"}',
        '{"b": "\udcff"}',
    ],
)
def test_a_broken_entry_of_a_list_is_named_and_the_next_is_read(broken: str) -> None:
    text = f'[{{"a": 1}}, {broken},\n{{"c": 3}}]'.encode("utf-8", "surrogateescape")
    rows = list(rows_of(source_of_bytes(text, "cases.json")))
    assert [(row.number, row.raw_case) for row in rows] == [(1, {"a": 1}), (2, None), (3, {"c": 3})]
    assert len(rows[1].faults) == 1
    assert "None" not in rows[1].faults[0].message


def test_cases_of_many_lines_may_stand_one_after_the_other() -> None:
    text = "\n".join(json.dumps({**SMALLEST, "reference": str(number)}, indent=1) for number in range(5))
    found = [(row.number, row.raw_case["reference"]) for row in rows_of(source_of_bytes(text.encode(), "cases.jsonl"))]
    assert found == [(number + 1, str(number)) for number in range(5)]


def test_a_broken_line_says_at_which_column() -> None:
    (_, row) = rows_of(source_of_bytes(b'{"a": 1}\n{"b": }\n', "cases.jsonl"))
    assert row.faults[0].message.startswith("Column 7: This is not JSON")


def test_a_file_with_one_case_is_a_batch_of_one() -> None:
    for text in (json.dumps(SMALLEST), json.dumps(SMALLEST, indent=2), "\ufeff" + json.dumps(SMALLEST, indent=2)):
        assert [row.raw_case for row in rows_of(source_of_bytes(text.encode(), "case.json"))] == [SMALLEST]


def test_lines_are_counted_with_the_empty_ones() -> None:
    rows = rows_of(source_of_bytes(b'\xef\xbb\xbf{"a":1}\r\n\r\n{\n{"a":1,"a":2}\n', "cases.jsonl"))
    assert [(row.number, len(row.faults)) for row in rows] == [(1, 0), (3, 1), (4, 1)]


def test_a_case_too_long_is_one_fault_and_the_next_line_is_read() -> None:
    content = b'{"a": "' + b"x" * 3_000_000 + b'"}\n{"a": 1}'
    first, second = rows_of(source_of_bytes(content, "cases.jsonl"))
    assert "longer than" in first.faults[0].message
    assert (second.number, second.raw_case) == (2, {"a": 1})


def test_an_empty_file_cannot_be_read() -> None:
    with pytest.raises(BatchInputError, match="no case"):
        list(rows_of(source_of_bytes(b" \n ", "cases.json")))
