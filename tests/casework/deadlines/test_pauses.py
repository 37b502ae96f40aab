"""What stops a clock, and what becomes of it at the end of the school year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from service.casework.deadlines import Deadline
from service.casework.facts import state_codes, state_rules
from tests.casework.deadlines.test_deadlines import CALENDAR, CONSENT, a_case, deadlines


class TestPauses:
    @pytest.mark.parametrize(
        ("state", "id", "word"),
        [
            ("AZ", "answer_to_request", "spring"),
            ("CA", "answer_to_request", "breaks of more than 5 school days"),
            ("CA", "evaluation", "breaks of more than 5 school days"),
            ("CT", "evaluation", "waiting for the parent's consent"),
            ("FL", "evaluation", "more than 8"),
            ("GA", "evaluation", "5 school days in a row"),
            ("IL", "evaluation", "fewer than 60 attendance days"),
            ("LA", "evaluation", "Bulletin 1508"),
            ("MA", "evaluation", "14 days after the year ends"),
            ("MD", "evaluation", "agree in writing"),
            ("MI", "evaluation", "agree in writing"),
            ("MN", "evaluation", "conciliation conference"),
            ("NH", "evaluation", "30 days"),
            ("NJ", "answer_to_request", "School holidays do not count"),
            ("NM", "answer_to_request", "break of 14 days"),
            ("NV", "evaluation", "15 school days"),
            ("NY", "evaluation", "Committee on Special Education"),
            ("PA", "evaluation", "Summer does not count"),
            ("TX", "evaluation", "absent 3 or more school days"),
            ("WA", "evaluation", "reasons written down"),
            ("WI", "evaluation", "specific learning disability"),
        ],
    )
    def test_what_stops_or_lengthens_a_clock_is_named(self, state: str, id: str, word: str) -> None:
        assert word in " ".join(deadlines(a_case(state))[id].pauses)

    def test_each_evaluation_clock_names_the_child_not_made_available(self) -> None:
        for state in (None, *state_codes()):
            assert "34 CFR 300.301(d)-(e)" in " ".join(deadlines(a_case(state))["evaluation"].pauses)

    def test_that_a_state_may_differ_is_said_where_no_state_is_named_and_nowhere_else(self) -> None:
        said = "Your state may set its own number of days"
        assert said in " ".join(deadlines(a_case())["evaluation"].pauses)
        for state in state_codes():
            rules = state_rules(state)
            is_its_own = rules is not None and rules.confidence != "low"
            assert (said in " ".join(deadlines(a_case(state))["evaluation"].pauses)) != is_its_own, state

    def test_a_clock_that_starts_on_the_first_day_of_the_school_year_is_within_it(self) -> None:
        for days, is_earliest in ((0, False), (-1, True)):
            asked_on = CALENDAR["first_day"] + timedelta(days=days)
            answer = deadlines(a_case("NJ", school_calendar=CALENDAR, date=asked_on))["answer_to_request"]
            assert answer.due is not None
            assert answer.at_the_earliest == is_earliest

    @pytest.mark.parametrize("state", ["CA", "FL", "GA", "PA"])
    def test_a_clock_with_breaks_is_only_at_the_earliest_without_a_calendar(self, state: str) -> None:
        evaluation = deadlines(a_case(state), consent_on=CONSENT)["evaluation"]
        assert (evaluation.due, evaluation.at_the_earliest) == (date(2027, 1, 15), True)
        assert "without your district's calendar" in " ".join(evaluation.pauses)

    @pytest.mark.parametrize("state", ["FL", "TX"])
    def test_absences_keep_the_date_at_the_earliest_even_with_a_calendar(self, state: str) -> None:
        case = a_case(state, school_calendar=CALENDAR)
        assert deadlines(case, consent_on=CONSENT)["evaluation"].at_the_earliest


class TestEndOfTheSchoolYear:
    def due(self, state: str, id: str, start: date) -> Deadline:
        return deadlines(a_case(state, date=start, school_calendar=CALENDAR), consent_on=start)[id]

    def test_a_clock_cut_off_has_no_date_and_says_how_many_days_are_left(self) -> None:
        # May 24 to 28 has 4 school days after Monday, June 1 to 4 has 4: 8 of 15.
        answer = self.due("AZ", "answer_to_request", date(2027, 5, 24))
        assert (answer.due, answer.at_the_earliest) == (None, False)
        assert "June 4, 2027. 7 of the days are then left" in " ".join(answer.pauses)

    def test_a_clock_that_ends_on_the_last_day_of_school_is_exact(self) -> None:
        # 15 school days back from June 4, May 31 off: the count starts with Friday, May 14.
        assert self.due("AZ", "answer_to_request", date(2027, 5, 13)).due == date(2027, 6, 4)

    def test_texas_moves_the_report_to_june_30(self) -> None:
        # After April 8: 16 school days in April, 20 in May (May 31 off), 4 in June: 40, between 35 and 44.
        evaluation = self.due("TX", "evaluation", date(2027, 4, 8))
        assert (evaluation.due, evaluation.at_the_earliest) == (date(2027, 6, 30), True)

    def test_texas_with_fewer_than_35_days_left_goes_on_in_autumn(self) -> None:
        evaluation = self.due("TX", "evaluation", date(2027, 4, 22))
        assert evaluation.due is None
        assert "15 of the days are then left" in " ".join(evaluation.pauses)

    def test_massachusetts_gives_14_days_after_the_last_day(self) -> None:
        # After April 22: 6 school days in April, 20 in May, 4 in June: the 30 that the rule asks for.
        assert self.due("MA", "evaluation", date(2027, 4, 22)).due == date(2027, 6, 18)
        assert self.due("MA", "evaluation", date(2027, 4, 23)).due is None

    @pytest.mark.parametrize("state", ["IL", "GA"])
    def test_a_rule_of_its_own_is_named_and_not_dated(self, state: str) -> None:
        evaluation = self.due(state, "evaluation", date(2027, 4, 12))
        assert evaluation.due is None
        assert "Ask the school for the date." in " ".join(evaluation.pauses)

    def test_pennsylvania_stops_for_the_summer(self) -> None:
        # May 11 to 31 are 21 days, June 1 to 4 are 4: 35 of 60 are left.
        evaluation = self.due("PA", "evaluation", date(2027, 5, 10))
        assert evaluation.due is None
        assert "35 of the days are then left" in " ".join(evaluation.pauses)

    def test_california_answers_a_request_of_the_last_ten_days_in_the_next_year(self) -> None:
        last_ten = self.due("CA", "answer_to_request", date(2027, 5, 25))
        assert last_ten.due is None
        assert "Ask the school for the date." in " ".join(last_ten.pauses)
        before = self.due("CA", "answer_to_request", date(2027, 5, 20))
        assert before.due == date(2027, 6, 4)

    def test_a_rule_of_its_own_names_the_last_day_in_the_calendar(self) -> None:
        assert "is about to, on June 4, 2027." in " ".join(self.due("GA", "evaluation", date(2027, 4, 12)).pauses)

    def test_the_days_left_at_the_end_of_the_year_count_those_before_it(self) -> None:
        # After June 2 two days are left, June 3 and 4: 13 of 15 run on.
        answer = self.due("AZ", "answer_to_request", date(2027, 6, 2))
        assert "13 of the days are then left" in " ".join(answer.pauses)

    def test_new_mexico_counts_30_calendar_days_before_the_summer(self) -> None:
        assert self.due("NM", "answer_to_request", date(2027, 5, 24)).due == date(2027, 6, 23)

    def test_new_mexico_counts_school_days_when_the_break_is_far_enough(self) -> None:
        # After November 25 there are 15 school days before the winter break, after November 24 there are 16.
        assert self.due("NM", "answer_to_request", date(2026, 11, 25)).due == date(2026, 12, 25)
        assert self.due("NM", "answer_to_request", date(2026, 11, 24)).due == date(2026, 12, 17)

    def test_pennsylvania_counts_from_the_first_day_of_the_fall_term(self) -> None:
        # August 24 to 31 are 8 days, September has 30, and 22 more: October 22.
        evaluation = self.due("PA", "evaluation", date(2026, 8, 10))
        assert (evaluation.due, evaluation.at_the_earliest) == (date(2026, 10, 22), False)

    def test_new_jersey_knows_no_holidays_before_the_first_day_of_school(self) -> None:
        # August 21 to 31 are 11 days; Labor Day left out, the other 9 end on September 10.
        answer = self.due("NJ", "answer_to_request", date(2026, 8, 20))
        assert (answer.due, answer.at_the_earliest) == (date(2026, 9, 10), True)

    def test_new_jersey_counts_summer_days_and_only_at_the_earliest(self) -> None:
        answer = self.due("NJ", "answer_to_request", date(2027, 6, 1))
        assert (answer.due, answer.at_the_earliest) == (date(2027, 6, 21), True)

    def test_a_request_in_the_summer_counts_from_the_first_day_of_school(self) -> None:
        # August 24 to 28 and August 31 to September 4 are ten school days.
        assert self.due("MI", "answer_to_request", date(2026, 7, 20)).due == date(2026, 9, 4)

    def test_the_calendar_of_another_year_is_of_no_use(self) -> None:
        answer = self.due("MI", "answer_to_request", date(2026, 4, 6))
        assert (answer.due, answer.at_the_earliest) == (date(2026, 4, 20), True)

    def test_a_calendar_with_one_end_missing_is_of_no_use(self) -> None:
        case = a_case("MI", school_calendar={"first_day": date(2026, 8, 24)})
        assert deadlines(case)["answer_to_request"].at_the_earliest
