"""The table of accommodations says the same in the 504 letter and in the reintegration plan."""

from __future__ import annotations

from typing import Any

from service.assembly import Placeholder
from service.casework.context import context_for
from tests.builders import TODAY, a_case

LETTER = "section_504_letter"
PLAN = "reintegration_plan"
Row = dict[str, Any]


def rows_of(kind: str, changes: dict[str, Any] | None = None, /, **more: Any) -> list[Row]:
    rows: list[Row] = context_for(a_case(changes, **more), kind, today=TODAY)[kind]["accommodation_rows"]
    return rows


def both(letter: list[Row], plan: list[Row]) -> dict[str, Any]:
    return {f"{LETTER}.accommodations": letter, f"{PLAN}.accommodations": plan}


class TestSupportsThatBothName:
    def test_plan_says_what_the_letter_says_of_them(self) -> None:
        letter = {"id": "lunch_alternative", "where": "Library", "who": "Ms. Fane, librarian"}
        changes = both([letter], [{"id": "lunch_alternative"}])
        (in_letter,), (in_plan,) = rows_of(LETTER, changes), rows_of(PLAN, changes)
        assert in_letter["where_and_when"] == in_plan["where_and_when"] == "Library\nLunch period"
        assert in_letter["who_and_signal"] == in_plan["who_and_signal"]
        assert in_plan["who_and_signal"].startswith("Ms. Fane, librarian\n")

    def test_letter_says_what_the_plan_says_of_them(self) -> None:
        changes = both([{"text": "Seat by the door."}], [{"text": "seat by the door", "who": "each teacher"}])
        assert rows_of(LETTER, changes)[0]["who_and_signal"] == "Each teacher"

    def test_each_keeps_what_it_says_itself(self) -> None:
        changes = both([{"text": "Pass", "who": "Ms. Fane"}], [{"text": "Pass", "who": "Mr. Okada"}])
        assert rows_of(LETTER, changes)[0]["who_and_signal"] == "Ms. Fane"
        assert rows_of(PLAN, changes)[0]["who_and_signal"] == "Mr. Okada"

    def test_others_keep_the_proposal_of_the_catalogue(self) -> None:
        changes = both([{"id": "lunch_alternative", "where": "Library"}], [{"id": "pe_alternative"}])
        assert rows_of(PLAN, changes)[0]["where_and_when"] == "Gym and locker room\nPE periods"


class TestStart:
    def test_letter_asks_for_supports_at_once(self) -> None:
        changes = {f"{LETTER}.accommodations": [{"text": "Pass"}, {"text": "Buddy", "start": "2027-01-11"}]}
        starts = [row["start"].replace("\u00a0", " ") for row in rows_of(LETTER, changes)]
        assert starts == ["At once", "January 11, 2027"]

    def test_plan_has_those_of_the_letter_in_place_by_its_first_day(self) -> None:
        changes = {f"{LETTER}.accommodations": [{"text": "Pass"}], f"{PLAN}.start_on": "2026-12-07"}
        assert rows_of(PLAN, changes)[0]["start"].replace("\u00a0", " ") == "December 7, 2026"


class TestBlanks:
    def test_without_any_each_barrier_has_a_row_to_fill(self) -> None:
        for kind in (LETTER, PLAN):
            rows = rows_of(kind, barriers=[{"kind": "sensory", "detail": "noise."}, {"kind": "sleep"}])
            assert [row["text"].tag for row in rows] == [f"{kind}.accommodations[{index}].text" for index in (0, 1)]
            assert [row["barrier"] for row in rows] == ["Sensory overload: noise", "Sleep"]

    def test_two_open_columns_in_one_cell_are_one_place_to_fill(self) -> None:
        for kind in (LETTER, PLAN):
            (row,) = rows_of(kind)
            tag = f"{kind}.accommodations[0]"
            assert row["where_and_when"] == Placeholder("where and when it applies", f"{tag}.where")
            assert row["who_and_signal"] == Placeholder("who is responsible, and the signal", f"{tag}.who")

    def test_of_two_columns_the_one_that_is_known_stands_alone(self) -> None:
        changes = {f"{LETTER}.accommodations": [{"text": "Pass", "when": "any time"}]}
        assert rows_of(LETTER, changes)[0]["where_and_when"] == "Any time"
