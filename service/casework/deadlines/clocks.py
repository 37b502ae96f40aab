"""One clock of the facts, run from its first day to the date it ends on, as far as that can be known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from service.casework.deadlines.days import (
    ONE_DAY,
    SchoolCalendar,
    days_between,
    is_weekday,
    nth_business_day,
    nth_possible_school_day,
)
from service.casework.facts import BeforeBreak, Clock


@dataclass(frozen=True)
class Ending:
    """Where a clock ends.

    `on` is None when the school year of the calendar is over before the clock is; `days_left` then says how many of
    its days run on in the next one, None where the rule of the state sets another date. `at_the_earliest`: days that
    do not count, or absences, can only make it later. `without_calendar`: the district's calendar would make it exact.
    """

    on: date | None
    at_the_earliest: bool = False
    without_calendar: bool = False
    days_left: int | None = None


def ending(clock: Clock, start: date, *, state: str | None, calendar: SchoolCalendar | None) -> Ending:
    """Where the clock ends that starts on `start`.

    Day one is the day after, unless the rule counts the day itself. An end that falls on a weekend or a holiday is
    not moved: no rule of the facts moves it.
    """
    if calendar is not None and not calendar.reaches_back_to(start):
        calendar = None
    if clock.day_type == "business":
        return Ending(nth_business_day(clock.days, start, state), at_the_earliest=_can_grow(clock))
    if clock.day_type == "school":
        return _school_clock(clock, start, calendar)
    return _calendar_clock(clock, start, calendar)


def _can_grow(clock: Clock) -> bool:
    """Absences and the wait for consent lengthen a clock by days that nobody knows beforehand."""
    return clock.left_out.absences_from is not None or clock.left_out.consent_wait


def _school_clock(clock: Clock, start: date, calendar: SchoolCalendar | None) -> Ending:
    if calendar is None:
        return Ending(nth_possible_school_day(clock.days, start), at_the_earliest=True, without_calendar=True)
    before_break = _before_break(clock.before_break, start, calendar)
    if before_break:
        return Ending(before_break)
    school_days = calendar.school_days_after(start)
    if len(school_days) >= clock.days:
        return Ending(school_days[clock.days - 1], at_the_earliest=_can_grow(clock))
    return _cut_off(clock, calendar, days_counted=len(school_days))


def _before_break(rule: BeforeBreak | None, start: date, calendar: SchoolCalendar) -> date | None:
    """The end of a clock started shortly before a long break (New Mexico), None when no such break is near."""
    if rule is None:
        return None
    to_break = calendar.school_days_after(start)[: rule.school_days + 1]
    reopenings = [*to_break, calendar.last_day + timedelta(days=rule.break_days + 1)]
    for last_open, next_open in zip([start, *to_break], reopenings, strict=True):
        is_long = (next_open - last_open).days - 1 >= rule.break_days
        if is_long and len(to_break[: rule.school_days]) >= to_break.index(last_open) + 1 if last_open in to_break else is_long:
            return start + timedelta(days=rule.calendar_days)
    return None
