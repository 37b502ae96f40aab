"""Calendar, school and business days at their edges."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.casework.deadlines.clocks import Ending, ending
from service.casework.deadlines.days import (
    SUMMER,
    SchoolCalendar,
    is_weekday,
    nth_business_day,
    nth_possible_school_day,
)
from service.casework.facts import BeforeBreak, Clock, LeftOut

FALL = SchoolCalendar(date(2026, 8, 24), date(2026, 12, 18), frozenset({date(2026, 9, 7)}))


def a_clock(days: int, day_type: str, **rule: object) -> Clock:
    return Clock(days, day_type, "request", "34 CFR 300.301(c)(1)", "https://example.org", **rule)  # type: ignore[arg-type]


class TestCalendarDays:
    def test_day_one_is_the_day_after(self) -> None:
        assert ending(a_clock(1, "calendar"), date(2026, 12, 31), state=None, calendar=None).on == date(2027, 1, 1)

    def test_an_end_on_a_weekend_or_holiday_is_not_moved(self) -> None:
        assert ending(a_clock(15, "calendar"), date(2026, 12, 10), state="VT", calendar=None).on == date(2026, 12, 25)
        assert ending(a_clock(15, "calendar"), date(2026, 11, 6), state="VT", calendar=None).on == date(2026, 11, 21)

    def test_the_leap_day_counts(self) -> None:
        assert ending(a_clock(60, "calendar"), date(2028, 1, 15), state=None, calendar=None).on == date(2028, 3, 15)

    def test_the_day_of_the_request_counts_where_the_rule_says_so(self) -> None:
        clock = a_clock(14, "calendar", request_day_is_day_one=True)
        assert ending(clock, date(2026, 11, 2), state="MS", calendar=None).on == date(2026, 11, 15)


class TestBusinessDays:
    @pytest.mark.parametrize("received_on", [date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)])
    def test_friday_saturday_and_sunday_lead_to_the_same_day(self, received_on: date) -> None:
        assert nth_business_day(1, received_on, "WI") == date(2026, 11, 23)

    def test_a_federal_holiday_does_not_count_even_where_the_state_works(self) -> None:
        # Wisconsin keeps no Columbus Day, October 12 in 2026; the federal rule leaves it out all the same.
        assert nth_business_day(1, date(2026, 10, 9), "WI") == date(2026, 10, 13)

    def test_a_holiday_of_the_state_does_not_count_there_only(self) -> None:
        # Day after Thanksgiving: a holiday in New Hampshire, not in Ohio.
        assert nth_business_day(1, date(2026, 11, 26), "NH") == date(2026, 11, 30)
        assert nth_business_day(1, date(2026, 11, 26), "OH") == date(2026, 11, 27)

    def test_a_holiday_kept_on_another_day_counts_as_that_day(self) -> None:
        # Independence Day 2026 is a Saturday, kept on Friday; New Year's Day 2028 is kept the day before.
        assert nth_business_day(1, date(2026, 7, 2), "DC") == date(2026, 7, 6)
        assert nth_business_day(1, date(2027, 12, 30), None) == date(2028, 1, 3)


class TestSchoolDays:
    def test_weekends_closed_days_and_days_outside_the_year_are_none(self) -> None:
        days = [date(2026, 8, 21), date(2026, 8, 24), date(2026, 8, 29), date(2026, 9, 7), date(2026, 12, 18)]
        assert [FALL.is_school_day(day) for day in days] == [False, True, False, False, True]
        assert not FALL.is_school_day(date(2026, 12, 21))

    def test_a_holiday_on_which_the_district_teaches_counts(self) -> None:
        clock = a_clock(1, "school")
        assert ending(clock, date(2026, 11, 10), state="TX", calendar=FALL).on == date(2026, 11, 11)

    def test_the_earliest_date_counts_days_on_which_some_districts_teach(self) -> None:
        # Columbus Day 2026 is a school day in many districts: leaving it out could name a date too late.
        assert nth_possible_school_day(1, date(2026, 10, 9)) == date(2026, 10, 12)

    @pytest.mark.parametrize(
        ("received_on", "next_day"),
        [
            (date(2026, 9, 4), date(2026, 9, 8)),
            (date(2026, 11, 25), date(2026, 11, 27)),
            (date(2026, 12, 24), date(2026, 12, 28)),
            (date(2026, 12, 31), date(2027, 1, 4)),
            (date(2027, 1, 15), date(2027, 1, 19)),
            (date(2027, 5, 28), date(2027, 6, 1)),
        ],
    )
    def test_the_earliest_date_leaves_out_what_every_school_keeps(self, received_on: date, next_day: date) -> None:
        assert nth_possible_school_day(1, received_on) == next_day

    @given(
        start=st.dates(date(2026, 8, 24), date(2027, 2, 1)),
        days=st.integers(1, 60),
        closed=st.frozensets(st.dates(date(2026, 8, 24), date(2027, 6, 4)), max_size=40),
    )
    def test_no_district_is_earlier_than_the_earliest_date(
        self, start: date, days: int, closed: frozenset[date]
    ) -> None:
        everywhere = {
            date(2026, 9, 7),
            date(2026, 11, 26),
            date(2026, 12, 25),
            date(2027, 1, 1),
            date(2027, 1, 18),
        }
        calendar = SchoolCalendar(date(2026, 8, 24), date(2027, 6, 4), closed | everywhere | {date(2027, 5, 31)})
        exact = ending(a_clock(days, "school"), start, state=None, calendar=calendar).on
        earliest = ending(a_clock(days, "school"), start, state=None, calendar=None).on
        assert earliest is not None
        assert exact is None or earliest <= exact

    @given(
        start=st.dates(date(2026, 8, 1), date(2027, 6, 4)),
        days=st.integers(1, 90),
        closed=st.frozensets(st.dates(date(2026, 8, 24), date(2027, 6, 4)), max_size=40),
    )
    def test_an_exact_end_is_a_school_day_with_so_many_before_it(
        self, start: date, days: int, closed: frozenset[date]
    ) -> None:
        calendar = SchoolCalendar(date(2026, 8, 24), date(2027, 6, 4), closed)
        end = ending(a_clock(days, "school"), start, state=None, calendar=calendar)
        if end.on is None:
            assert end.days_left == days - len(calendar.school_days_after(start)) > 0
        else:
            between = (start + timedelta(days=n) for n in range(1, (end.on - start).days + 1))
            assert sum(calendar.is_school_day(day) for day in between) == days
            assert calendar.is_school_day(end.on)

    def test_a_calendar_reaches_back_over_the_summer_before_it_and_no_further(self) -> None:
        first = FALL.first_day - SUMMER
        assert FALL.reaches_back_to(first)
        assert not FALL.reaches_back_to(first - timedelta(days=1))

    def test_without_a_calendar_the_end_says_that_one_would_make_it_exact(self) -> None:
        assert ending(a_clock(3, "school"), date(2026, 11, 9), state=None, calendar=None) == Ending(
            date(2026, 11, 12), at_the_earliest=True, without_calendar=True
        )

    @pytest.mark.parametrize("day_type", ["calendar", "business"])
    def test_a_wait_for_consent_leaves_any_kind_of_day_at_the_earliest(self, day_type: str) -> None:
        waiting = a_clock(10, day_type, left_out=LeftOut(consent_wait=True))
        assert ending(waiting, date(2026, 11, 9), state="CT", calendar=None).at_the_earliest
        assert not ending(a_clock(10, day_type), date(2026, 11, 9), state="CT", calendar=None).at_the_earliest


class TestBreaks:
    CALENDAR = SchoolCalendar(
        date(2026, 8, 24),
        date(2027, 6, 4),
        frozenset(
            [date(2026, 9, 7), date(2026, 11, 26), date(2026, 11, 27)]
            + [date(2026, 12, 21) + timedelta(days=n) for n in range(12)]
        ),
    )

    def test_a_weekend_does_not_part_a_break(self) -> None:
        winter = (date(2026, 12, 21), date(2027, 1, 1))
        assert self.CALENDAR.breaks(5) == [winter]
        assert self.CALENDAR.breaks(11) == []
        assert len(self.CALENDAR.breaks(1)) == 3

    def test_a_closing_is_as_long_as_the_weekends_beside_it_make_it(self) -> None:
        assert self.CALENDAR.closings() == [
            (date(2026, 9, 5), date(2026, 9, 7)),
            (date(2026, 11, 26), date(2026, 11, 29)),
            (date(2026, 12, 19), date(2027, 1, 3)),
        ]

    def test_one_day_of_school_parts_two_closings(self) -> None:
        # Monday and Wednesday are closed, Tuesday is not; the first day of the year is closed too.
        closed = frozenset([date(2026, 8, 24), date(2026, 9, 14), date(2026, 9, 16)])
        calendar = SchoolCalendar(date(2026, 8, 24), date(2026, 12, 18), closed)
        assert calendar.breaks(1) == [(day, day) for day in sorted(closed)]

    @pytest.mark.parametrize(("break_days", "end"), [(16, date(2027, 1, 6)), (17, date(2027, 1, 13))])
    def test_a_break_is_long_from_the_number_of_days_that_the_rule_names(self, break_days: int, end: date) -> None:
        # Closed from December 19 to January 3: 16 days. After December 7: 9 school days before it, 8 after.
        clock = a_clock(17, "school", before_break=BeforeBreak(15, break_days, 30))
        assert ending(clock, date(2026, 12, 7), state="NM", calendar=self.CALENDAR).on == end

    def test_monday_to_friday_are_weekdays(self) -> None:
        week = [date(2026, 11, 16) + timedelta(days=n) for n in range(7)]
        assert [is_weekday(day) for day in week] == [True] * 5 + [False] * 2
