"""The one door for cases: JSON text → raw case → case."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Any

import pytest

from schemas.documents import KINDS
from service.casework import Case, CaseError, Fault, UnreadableCaseError, load_case, parse_case
from service.casework.cases import NESTING_LIMIT
from tests.builders import TODAY, a_case, a_raw_case


def unreadable(body: bytes | str) -> UnreadableCaseError:
    with pytest.raises(UnreadableCaseError) as caught:
        parse_case(body)
    return caught.value


def faults_in(body: bytes | str) -> list[tuple[str, str]]:
    with pytest.raises(CaseError) as caught:
        parse_case(body)
    return [(fault.pointer, fault.message) for fault in caught.value.faults]


class TestReadableText:
    @pytest.mark.parametrize(
        "encode", (str, str.encode, lambda text: text.encode("utf-8-sig"), lambda text: f"\ufeff{text}")
    )
    def test_utf_8_with_or_without_a_byte_order_mark(self, encode: Any) -> None:
        raw_case = a_raw_case({"student.name": "Zoë 🙂 字"})
        assert parse_case(encode(json.dumps(raw_case, ensure_ascii=False))) == raw_case

    def test_any_json_value_is_read_and_judged_later(self) -> None:
        assert [parse_case(text) for text in ("null", "[]", "1.5", '"case"', "true")] == [None, [], 1.5, "case", True]

    def test_names_may_stand_in_different_objects(self) -> None:
        assert parse_case('{"a": {"name": 1}, "b": {"name": 1}}') == {"a": {"name": 1}, "b": {"name": 1}}


class TestUnreadableText:
    @pytest.mark.parametrize("body", (b"", " \n", b"\xef\xbb\xbf"))
    def test_nothing_at_all(self, body: bytes | str) -> None:
        assert unreadable(body).what == "This is not JSON: expecting value. It is empty."

    def test_no_json_with_line_and_column(self) -> None:
        error = unreadable('{\n  "student": {“name”: "Ana"}\n}')
        assert (error.line, error.column) == (2, 15)
        assert str(error).startswith("Line 2, column 15: This is not JSON: expecting property name")
        assert str(error).endswith("Check the commas, brackets and straight quotation marks here.")

    def test_a_second_case_behind_the_first_is_told_from_a_slip_in_it(self) -> None:
        error = unreadable('{"student": {}}{"student": {}}')
        assert str(error).startswith("Line 1, column 16: Something stands after the end of the case. Take it out, or")

    @pytest.mark.parametrize(
        "body", ('{"a": 1,}', '{"a": 1} {"b": 2}', "{'a': 1}", '{"a": "x\ny"}', '{"a": "\\q"}', "{", "a")
    )
    def test_no_json_without_a_word_of_the_text(self, body: str) -> None:
        assert unreadable(body).line is not None

    @pytest.mark.parametrize("body", ("Zoë".encode("latin-1"), '{"a": 1}'.encode("utf-16"), b'{"a": "\xed\xa0\x80"}'))
    def test_no_utf_8(self, body: bytes) -> None:
        assert str(unreadable(body)) == "This is not UTF-8 text. Save the file as UTF-8 and send it again."

    @pytest.mark.parametrize("number", ("NaN", "Infinity", "-Infinity"))
    def test_numbers_that_json_does_not_have(self, number: str) -> None:
        assert "NaN and Infinity are not JSON" in str(unreadable(f'{{"a": {number}}}'))

    def test_numbers_of_too_many_digits(self) -> None:
        longest = sys.get_int_max_str_digits()
        assert parse_case("9" * longest) > 0
        assert str(unreadable("9" * (longest + 1))) == "A number has too many digits. Shorten it."

    @pytest.mark.parametrize(("start", "end"), (("[", "]"), ('{"a": ', "}")))
    def test_lists_and_objects_nested_too_deeply(self, start: str, end: str) -> None:
        def nested(levels: int) -> str:
            return start * levels + "1" + end * levels

        assert parse_case(nested(NESTING_LIMIT))
        for levels in (NESTING_LIMIT + 1, 900, 100_000):
            assert "nested too deeply" in str(unreadable(nested(levels)))


class TestNamesThatStandTwice:
    TWICE = "This name stands twice in the same object. Keep one of the two."

    def test_are_refused_wherever_they_stand(self) -> None:
        body = '{"a/b": 1, "a/b": 2, "c": [{"d~": 1}, {"d~": 1, "d~": 1, "d~": 1}], "e": {"f": {"g": 1, "g": 1}}}'
        assert faults_in(body) == [("/a~1b", self.TWICE), ("/c/1/d~0", self.TWICE), ("/e/f/g", self.TWICE)]

    def test_are_refused_also_with_the_same_value(self) -> None:
        assert faults_in('{"state": "CA", "state": "CA"}') == [("/state", self.TWICE)]


class TestCase:
    def test_gives_values_by_dotted_path(self) -> None:
        case = a_case({"attendance.from": "2026-11-02"}, concerns=["Cries"])
        assert case.get("attendance.from") == dt.date(2026, 11, 2)
        assert case.get("student.name") == "Maya Okafor"
        assert case.get("concerns") == ["Cries"]

    @pytest.mark.parametrize(
        "path", ("student.school", "nothing", "nothing.at.all", "student.name.first", "concerns.0")
    )
    def test_gives_the_default_for_what_is_not_given(self, path: str) -> None:
        case = a_case(concerns=["Cries"])
        assert case.get(path) is None
        assert case.get(path, "") == ""

    def test_is_in_english_unless_it_says_otherwise(self) -> None:
        assert a_case().language == "en"
        assert a_case(language="es").language == "es"

    def test_has_all_documents_unless_it_names_some(self) -> None:
        assert a_case().documents == tuple(KINDS)
        assert a_case(documents=[]).documents == tuple(KINDS)
        chosen = ["credit_recovery_proposal", "evaluation_request"]
        assert a_case(documents=chosen).documents == tuple(chosen)

    def test_is_dated_today_unless_it_gives_a_date(self) -> None:
        assert a_case().letter_date(TODAY) == TODAY
        assert a_case(date="2026-01-05").letter_date(TODAY) == dt.date(2026, 1, 5)

    def test_is_checked_as_on_the_day_that_is_given(self) -> None:
        raw_case = a_raw_case({"evaluation_request.reply_by": "2026-11-20"})
        assert isinstance(load_case(raw_case, today=dt.date(2026, 11, 20)), Case)
        with pytest.raises(CaseError):
            load_case(raw_case, today=dt.date(2026, 11, 21))


class TestCaseError:
    def test_reads_as_one_line_a_fault(self) -> None:
        error = CaseError((Fault("", "First."), Fault("/state", "Second.")))
        assert str(error) == "/: First.\n/state: Second."

    def test_holds_no_value_of_the_case(self) -> None:
        marked = {
            "student": {"name": "Marked\x00Name", "grade": "Markedgrade", "date_of_birth": "Markeddate"},
            "sender": {"email": "Marked", "name": ["Marked"]},
            "state": "Marked",
            "concerns": "Marked",
            "evaluation_request": {"evaluations": [{"id": "Marked"}]},
        }
        with pytest.raises(CaseError) as caught:
            load_case(marked, today=TODAY)
        assert len(caught.value.faults) == 8
        assert "Marked" not in str(caught.value) + repr(caught.value)
        assert caught.value.__cause__ is None and caught.value.__suppress_context__
