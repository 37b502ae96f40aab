"""By when a school owes what: dates held against counts made by hand, and what is said where there is no
date.

`states_by_hand.csv` was counted apart from this project: month by month on a printed calendar, crossing out
the days that the rule leaves out; its last column has the count. Its days off are those of `CALENDAR`. Where
it says that there is no calendar, the count is of weekdays but Thanksgiving, Christmas, New Year's Day and
King Day, the earliest possible.
"""

from __future__ import annotations

import csv
import dataclasses
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas.people import PLANS
from service.casework.cases import Case, load_case
from service.casework.deadlines import Deadline, deadlines_for, wording
from service.casework.deadlines.requests import request_kind
from service.casework.facts import citations, federal_facts, state_codes, state_rules

TODAY = date(2026, 11, 22)
CONSENT = date(2026, 11, 16)
TABLE = Path(__file__).with_name("states_by_hand.csv")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


def span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


CALENDAR: dict[str, Any] = {
    "first_day": date(2026, 8, 24),
    "last_day": date(2027, 6, 4),
    "closed": [
        date(2026, 9, 7),
        date(2026, 10, 12),
        date(2026, 11, 3),
        date(2026, 11, 11),
        *span(date(2026, 11, 26), date(2026, 11, 27)),
        *span(date(2026, 12, 21), date(2027, 1, 1)),
        date(2027, 1, 18),
        date(2027, 2, 15),
        *span(date(2027, 3, 29), date(2027, 4, 2)),
        date(2027, 5, 31),
    ],
}


def a_case(state: str | None = None, **values: Any) -> Case:
    """The evaluation request of an invented family, with what the test adds."""
    case: dict[str, Any] = {
        "student": {"name": "Robin Vale"},
        "sender": {"name": "Ash Vale"},
        "documents": ["evaluation_request"],
        **values,
    }
    return Case({**case, "state": state} if state else case)


def request_of(case: Case) -> dict[str, Any]:
    return dict(case.get("evaluation_request", {}))


def deadlines(case: Case, *, consent_on: date | None = None) -> dict[str, Deadline]:
    if consent_on:
        case = Case({**case.values, "evaluation_request": {**request_of(case), "consent_given_on": consent_on}})
    found = deadlines_for(case, today=TODAY)
    by_id = {deadline.id: deadline for deadline in found}
    assert len(by_id) == len(found)
    return by_id


class TestByHand:
    @pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join(list(row.values())[:4]))
    def test_the_computed_date_is_the_one_counted_by_hand(self, row: dict[str, str]) -> None:
        starts_on = date.fromisoformat(row["starts_on"])
        calendar = {"school_calendar": CALENDAR} if row["with_calendar"] == "yes" else {}
        case = a_case(row["state"], date=starts_on, **calendar)
        deadline = deadlines(case, consent_on=starts_on)[row["deadline"]]
        expected = (row["due"], row["at_the_earliest"] == "yes")
        assert (str(deadline.due), deadline.at_the_earliest) == expected, row["counted"]

    def test_the_table_holds_every_state_and_every_state_number_for_the_answer(self) -> None:
        answering = [code for code in state_codes() if (rules := state_rules(code)) and rules.answer]
        assert {row["state"] for row in ROWS if row["deadline"].startswith("evaluation")} == set(state_codes())
        assert sorted({row["state"] for row in ROWS if row["deadline"] == "answer_to_request"}) == answering


class TestWhichDeadlines:
    def test_a_first_request_starts_answer_evaluation_meeting_and_records(self) -> None:
        assert list(deadlines(a_case())) == ["answer_to_request", "evaluation", "iep_meeting", "records"]

    def test_a_further_step_and_a_second_limit_stand_beside_the_first(self) -> None:
        assert list(deadlines(a_case("DC")))[:2] == ["answer_to_request", "answer_next_step"]
        assert list(deadlines(a_case("MD")))[1:3] == ["evaluation", "evaluation_second_limit"]

    @pytest.mark.parametrize("kind", ["reintegration_plan", "credit_recovery_proposal"])
    def test_plan_and_proposal_start_none(self, kind: str) -> None:
        case = a_case("TX", documents=[kind], credit_recovery_proposal={"appeal_by": date(2026, 12, 1)})
        assert deadlines(case) == {}

    def test_a_section_504_letter_has_no_number_of_days(self) -> None:
        [deadline] = deadlines(a_case("TX", documents=["section_504_letter"])).values()
        assert (deadline.days, deadline.day_type, deadline.due) == (None, None, None)
        assert deadline.citation.startswith("34 CFR 104.35")

    def test_a_504_letter_alone_recalls_an_earlier_request(self) -> None:
        letter = {"evaluation_requested_on": date(2026, 11, 2)}
        found = deadlines(a_case("VT", documents=["section_504_letter"], section_504_letter=letter))
        assert found["answer_to_request"].due == date(2026, 11, 17)
        assert found["answer_to_request"].counted_from.endswith("taken here as the day it was made")
        assert "section_504_evaluation" in found

    def test_a_case_without_documents_is_a_case_of_all_four(self) -> None:
        case = Case({"student": {"name": "Robin Vale"}, "sender": {"name": "Ash Vale"}})
        assert {"evaluation", "section_504_evaluation"} <= set(deadlines(case))

    def test_a_case_read_from_json_has_the_same(self) -> None:
        raw_case = {
            "student": {"name": "Robin Vale"},
            "sender": {"name": "Ash Vale"},
            "documents": ["evaluation_request"],
            "state": "AZ",
            "date": "2026-11-16",
            "school_calendar": {
                "first_day": "2026-08-24",
                "last_day": "2027-06-04",
                "closed": ["2026-11-26"],
            },
        }
        # November 17 to 30 has 10 weekdays, less Thanksgiving 9, and 6 more.
        answer = deadlines(load_case(raw_case, today=TODAY))["answer_to_request"]
        assert (answer.due, answer.at_the_earliest) == (date(2026, 12, 8), False)

    def test_the_letter_counts_from_its_own_date_and_otherwise_from_today(self) -> None:
        assert deadlines(a_case("VT"))["answer_to_request"].due == TODAY + timedelta(days=15)
        dated = a_case("VT", date=date(2026, 10, 1))
        assert deadlines(dated)["answer_to_request"].due == date(2026, 10, 16)

    @pytest.mark.parametrize("state", [None, *state_codes()])
    def test_each_is_owed_by_whom_and_counted_as_its_fact_says(self, state: str | None) -> None:
        rules = state_rules(state)
        if rules is None or rules.confidence == "low":
            who, covers, kinds_of_day = "The school district", "evaluation", ["calendar"]
        else:
            who, covers = wording.WHO[rules.who]["en"], rules.evaluation_covers
            kinds_of_day = [clock.day_type for clock in rules.evaluation]
        found = deadlines(a_case(state))
        evaluations = [deadline for id, deadline in found.items() if id.startswith("evaluation")]
        assert [deadline.day_type for deadline in evaluations] == kinds_of_day
        assert {deadline.who for deadline in evaluations} == {who}
        assert all(deadline.what.startswith(wording.COVERS[covers]["en"]) for deadline in evaluations)

    def test_a_federal_rule_alone_is_told_whole(self) -> None:
        fact = federal_facts()["iep_within_30_days"]
        assert deadlines(a_case("TX"))["iep_meeting"] == Deadline(
            id="iep_meeting",
            who="The school district",
            what="hold the meeting that writes the IEP, if the student is found eligible",
            days=30,
            day_type="calendar",
            counted_from="the day the team decides that the student needs special education",
            due=None,
            at_the_earliest=False,
            citation=fact.citation,
            source_url=fact.source_url,
            confidence="high",
            checked_on=fact.checked_on,
            pauses=(),
            confirm_with_state=False,
            counted_from_code="eligibility",
        )

    @pytest.mark.parametrize("id", ["answer_to_request", "reevaluation"])
    def test_where_a_state_may_set_its_own_number_that_is_said_and_to_be_confirmed(self, id: str) -> None:
        deadline = deadlines(a_case("NY", student={"name": "Robin Vale", "plan": "iep"}))[id]
        assert deadline.pauses == (wording.STATE_MAY_DIFFER["en"],)
        assert deadline.confirm_with_state

    def test_a_request_without_a_kind_is_a_first_one_unless_there_is_an_iep(self) -> None:
        plans = {plan: request_kind(a_case(student={"name": "Robin", "plan": plan})) for plan in PLANS}
        assert plans == {"none": "initial", "section_504": "initial", "iep": "reevaluation"}
        assert request_kind(a_case(evaluation_request={"kind": "initial"})) == "initial"


class TestConsent:
    def test_a_date_counted_from_consent_says_what_was_taken_as_its_day(self) -> None:
        evaluation = deadlines(a_case("OH"), consent_on=CONSENT)["evaluation"]
        assert evaluation.counted_from == (
            "the day the school receives signed consent, taken here as the day you noted"
        )

    def test_the_letter_does_not_start_the_evaluation_clock(self) -> None:
        evaluation = deadlines(a_case("OH", date=TODAY))["evaluation"]
        assert (evaluation.days, evaluation.due, evaluation.counted_from_code) == (60, None, "consent")

    def test_consent_that_was_given_starts_it_whatever_the_packet_holds(self) -> None:
        given = {"consent_given_on": date(2026, 12, 1)}
        asked = {"evaluation_requested_on": date(2026, 11, 16)}
        letter_alone = a_case(
            "OH", documents=["section_504_letter"], evaluation_request=given, section_504_letter=asked
        )
        for case in (a_case("OH", date=date(2026, 11, 16), evaluation_request=given), letter_alone):
            evaluation = deadlines(case)["evaluation"]
            assert (evaluation.due, evaluation.at_the_earliest) == (date(2027, 1, 30), False)
            assert evaluation.counted_from.endswith("taken here as the day you noted")

    @pytest.mark.parametrize("state", ["CT", "NC", "VA"])
    def test_the_letter_starts_it_where_the_state_counts_from_the_referral(self, state: str) -> None:
        evaluation = deadlines(a_case(state))["evaluation"]
        assert evaluation.counted_from_code == "request"
        assert evaluation.due is not None

    def test_maryland_dates_the_limit_of_the_referral_before_consent(self) -> None:
        found = deadlines(a_case("MD"))
        assert found["evaluation"].due is None
        assert found["evaluation_second_limit"].due == date(2027, 2, 20)

    @pytest.mark.parametrize(
        ("state", "first", "second"),
        [
            ("NE", "45 school", "60 calendar"),
            ("DE", "45 school", "90 calendar"),
            ("MD", "60 calendar", "90 calendar"),
        ],
    )
    def test_each_of_two_limits_names_the_other(self, state: str, first: str, second: str) -> None:
        found = deadlines(a_case(state))
        assert f"{second} days" in found["evaluation"].what
        assert f"{first} days" in found["evaluation_second_limit"].what

    def test_the_other_limit_is_told_with_what_starts_it(self) -> None:
        found = deadlines(a_case("MD"))
        assert found["evaluation"].what.endswith(
            "(a second limit of 90 calendar days from the written request also holds, and the earlier date counts)"
        )
        assert found["evaluation_second_limit"].what.endswith(
            "(a second limit of 60 calendar days from signed consent also holds, and the earlier date counts)"
        )

    def test_what_consent_or_a_later_step_starts_has_no_date_yet(self) -> None:
        found = deadlines(a_case("MS"))
        assert {id for id, deadline in found.items() if deadline.due} == {"answer_to_request"}


class TestReevaluation:
    @pytest.mark.parametrize("state", [None, "TX", "VA", "AK"])
    def test_no_state_clock_of_a_first_evaluation_is_claimed_for_it(self, state: str | None) -> None:
        case = a_case(state, student={"name": "Robin Vale", "plan": "iep"})
        found = deadlines(case, consent_on=CONSENT)
        assert list(found) == ["answer_to_request", "reevaluation", "records"]
        assert {deadline.due for deadline in found.values()} == {None}
        assert found["reevaluation"].citation == "34 CFR 300.303"
        assert found["reevaluation"].confirm_with_state

    def test_the_kind_of_the_request_overrules_the_plan(self) -> None:
        student = {"name": "Robin Vale", "plan": "iep"}
        assert "evaluation" in deadlines(a_case(student=student, evaluation_request={"kind": "initial"}))
        assert "reevaluation" in deadlines(a_case(evaluation_request={"kind": "reevaluation"}))


class TestConfidence:
    def test_high_needs_no_confirming(self) -> None:
        found = deadlines(a_case("TX"))
        assert found["answer_to_request"].confidence == found["evaluation"].confidence == "high"
        assert not found["answer_to_request"].confirm_with_state

    def test_medium_is_to_be_confirmed(self) -> None:
        found = deadlines(a_case("OR"))
        assert (found["evaluation"].confidence, found["evaluation"].confirm_with_state) == ("medium", True)

    @pytest.mark.parametrize("state", ["AK", "IA", "ID", "SD"])
    def test_low_gives_way_to_the_federal_rule(self, state: str) -> None:
        unknown, low = deadlines(a_case()), deadlines(a_case(state))
        assert low == unknown
        assert low["evaluation"].citation == "34 CFR 300.301(c)(1)"
        assert low["evaluation"].due is None
        assert low["evaluation"].confirm_with_state

    def test_a_state_without_a_number_for_the_answer_has_the_federal_reasonable_time(self) -> None:
        answer = deadlines(a_case("NY"))["answer_to_request"]
        assert (answer.days, answer.due, answer.confirm_with_state) == (None, None, True)
        assert answer.citation == "34 CFR 300.503(a); OSEP Memorandum 11-07"

    @pytest.mark.parametrize("state", [None, *state_codes()])
    @pytest.mark.parametrize("plan", ["none", "iep"])
    def test_every_deadline_is_traced_to_a_fact_and_none_is_low(self, state: str | None, plan: str) -> None:
        documents = ["evaluation_request", "section_504_letter"]
        case = a_case(state, documents=documents, student={"name": "Robin Vale", "plan": plan})
        rules = state_rules(state)
        clocks = [*rules.answer, *rules.evaluation] if rules else []
        known = {(fact.citation, fact.source_url, fact.days) for fact in federal_facts().values()}
        known |= {(clock.citation, clock.source_url, clock.days) for clock in clocks}
        for deadline in deadlines(case, consent_on=CONSENT).values():
            assert (deadline.citation, deadline.source_url, deadline.days) in known
            assert deadline.citation in citations()
            assert deadline.confidence in ("high", "medium")
            assert deadline.checked_on == date(2026, 11, 22)
            assert deadline.confirm_with_state or deadline.confidence == "high"


class TestTexts:
    def test_they_are_in_the_language_of_the_case(self) -> None:
        english, spanish = deadlines(a_case("TX")), deadlines(a_case("TX", language="es"))
        for id in english:
            assert dataclasses.replace(english[id], who="", what="", counted_from="", pauses=()) == dataclasses.replace(
                spanish[id], who="", what="", counted_from="", pauses=()
            )
            assert english[id].what != spanish[id].what
        assert spanish["evaluation"].who == "El distrito escolar"

    def test_a_date_taken_from_the_letter_says_so(self) -> None:
        found = deadlines(a_case("OH"))
        assert found["answer_to_request"].counted_from.endswith("taken here as the date of the letter")
        assert "taken here" not in found["evaluation"].counted_from
