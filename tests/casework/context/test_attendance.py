"""What was missed, in words that are the same in every document."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from schemas.attendance import LOG_KINDS, TOTAL_OF_KIND
from service.assembly import Placeholder
from service.casework import load_case
from service.casework.context import context_for
from service.casework.context.attendance import KIND_NAMES, attendance_totals
from tests.builders import TODAY, a_case
from tests.strategies import Raw, plain_text, raw_cases

LOG = [
    {"date": "2026-11-02", "kind": "absent"},
    {"date": "2026-11-03", "kind": "late", "minutes": 40},
    {"date": "2026-11-04", "kind": "late"},
    {"date": "2026-11-04", "kind": "nurse"},
    {"date": "2026-11-05", "kind": "partial"},
    {"date": "2026-11-06", "kind": "early_pickup"},
]


def attendance_of(**given_fields: Any) -> dict[str, Any]:
    context = context_for(a_case(attendance=given_fields), "evaluation_request", today=TODAY)
    attendance: dict[str, Any] = context["attendance"]
    return attendance


class TestTotals:
    def test_are_as_given(self) -> None:
        assert attendance_totals({"days_absent": 3, "school_days": 40}) == {"days_absent": 3, "school_days": 40}

    def test_are_counted_from_the_log(self) -> None:
        case = a_case({"attendance.log": LOG})
        assert attendance_totals(case.get("attendance")) == {
            "days_absent": 1,
            "partial_days": 1,
            "late_arrivals": 2,
            "early_pickups": 1,
            "nurse_visits": 1,
        }

    def test_are_not_known_without_either(self) -> None:
        assert attendance_totals({}) == {}
        made = attendance_of(pattern="Mondays")
        assert isinstance(made["days_absent"], Placeholder)
        assert (made["percent_absent"], made["events"], made["are_events_known"]) == ("", "", False)

    def test_given_and_counted_say_the_same(self) -> None:
        counted = attendance_of(log=LOG, school_days=50)
        both = attendance_of(log=LOG, school_days=50, days_absent=1, late_arrivals=2)
        assert counted == both

    def test_of_nothing_are_known_to_be_nothing(self) -> None:
        made = attendance_of(days_absent=0, late_arrivals=0, school_days=40)
        assert (made["days_absent"], made["late_arrivals"]) == (0, 0)
        assert (made["percent_absent"], made["events"], made["are_events_known"]) == ("", "", True)


class TestPhrases:
    @pytest.mark.parametrize(
        ("totals", "events", "verb"),
        (
            ({"late_arrivals": 1}, "one late arrival", "was"),
            ({"late_arrivals": 2}, "two late arrivals", "were"),
            ({"partial_days": 1, "late_arrivals": 12}, "one day missed in part and 12 late arrivals", "was"),
            ({"partial_days": 0, "early_pickups": 3}, "three early pickups", "were"),
            (
                {"partial_days": 6, "late_arrivals": 9, "early_pickups": 1, "nurse_visits": 11},
                "six days missed in part, nine late arrivals, one early pickup and 11 visits to the nurse",
                "were",
            ),
            ({"nurse_visits": 1}, "one visit to the nurse", "was"),
        ),
    )
    def test_agree_in_number(self, totals: dict[str, int], events: str, verb: str) -> None:
        made = attendance_of(**totals)
        assert (made["events"], made["was_or_were"], made["are_events_known"]) == (events, verb, True)

    def test_from_a_log_are_those_of_its_totals(self) -> None:
        assert attendance_of(log=LOG)["events"] == (
            "one day missed in part, two late arrivals, one early pickup and one visit to the nurse"
        )

    @pytest.mark.parametrize(
        ("absent", "held", "share"),
        ((19, 56, "34 percent"), (1, 300, "less than 1 percent"), (56, 56, "100 percent"), (0, 56, "")),
    )
    def test_give_the_share_of_days_missed(self, absent: int, held: int, share: str) -> None:
        assert attendance_of(days_absent=absent, school_days=held)["percent_absent"] == share

    def test_give_no_share_of_unknown_days(self) -> None:
        assert attendance_of(days_absent=19)["percent_absent"] == ""
        assert attendance_of(school_days=56)["percent_absent"] == ""
        assert attendance_of(days_absent=0, school_days=0)["percent_absent"] == ""

    @pytest.mark.parametrize(
        ("first", "last", "period"),
        (
            ("2026-08-17", "2026-11-13", "August\u00a017 and November\u00a013, 2026"),
            ("2025-09-02", "2026-06-05", "September\u00a02, 2025, and June\u00a05, 2026"),
        ),
    )
    def test_name_the_time_counted(self, first: str, last: str, period: str) -> None:
        assert attendance_of(**{"from": first, "to": last})["period"] == period
        assert attendance_of(to=last)["period"] == ""

    @pytest.mark.parametrize(
        ("classes", "words"),
        (
            (["Art"], "class missed most is"),
            (["Art", "Music"], "classes missed most are"),
            ([], "classes missed most are"),
        ),
    )
    def test_name_one_class_as_one(self, classes: list[str], words: str) -> None:
        assert attendance_of(classes_missed=classes)["classes_missed_are"] == words

    def test_list_the_classes_and_end_the_pattern(self) -> None:
        made = attendance_of(classes_missed=["Art", "Music", "U.S. History"], pattern="Mostly Mondays")
        assert (made["class_list"], made["pattern_sentence"]) == ("Art, Music and U.S. History", "Mostly Mondays.")
        assert (attendance_of(to="2026-11-02")["class_list"], attendance_of(to="2026-11-02")["pattern_sentence"]) == (
            "",
            "",
        )


class TestLog:
    def test_every_kind_has_words(self) -> None:
        assert KIND_NAMES.keys() == set(LOG_KINDS) == TOTAL_OF_KIND.keys()

    def test_entries_say_what_happened_and_leave_a_blank_for_the_rest(self) -> None:
        first, second = attendance_of(log=[{"date": "2026-11-02", "kind": "absent"}, {"note": "cried"}])["log"]
        assert (first["date"], first["kind_name"]) == ("November\u00a02, 2026", "Absent all day")
        assert first["minutes"] == Placeholder("minutes missed", "attendance.log[0].minutes")
        assert second["kind_name"] == Placeholder("what happened", "attendance.log[1].kind")
        assert (first["note"].tag, second["note"]) == ("attendance.log[0].note", "Cried")


@settings(max_examples=60, deadline=None)
@given(raw_cases(texts=plain_text))
def test_words_and_numbers_agree_for_any_case(raw_case: Raw) -> None:
    case = load_case(raw_case, today=TODAY)
    made = context_for(case, "evaluation_request", today=TODAY)["attendance"]
    events = [made[name] for name in ("partial_days", "late_arrivals", "early_pickups", "nurse_visits")]
    known = [count for count in events if not isinstance(count, Placeholder)]
    assert made["are_events_known"] == bool(known)
    assert bool(made["events"]) == any(known)
    first = next((count for count in known if count), 0)
    assert made["was_or_were"] == ("was" if first == 1 else "were")
    for entry in made["log"]:
        assert entry["kind_name"] in KIND_NAMES.values()
