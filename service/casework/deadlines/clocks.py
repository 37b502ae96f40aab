"""One clock of the facts, run from its start to the date it ends on, as far as that can be known."""

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
from service.casework.facts import BeforeBreak, Clock, LeftOut


@dataclass(frozen=True)
class Ending:
    """Where a clock ends.

    `on` is None when the school year of the calendar is over before the clock is; `days_left` then says how
    many of its days run on in the next one, None where the rule of the state sets the end in its own way.
    `at_the_earliest`: days that do not count, or absences, can only make it later. `without_calendar`: the
    district's calendar would make it exact.
    """

    on: date | None
    at_the_earliest: bool = False
    without_calendar: bool = False
    days_left: int | None = None


def ending(clock: Clock, start: date, *, state: str | None, calendar: SchoolCalendar | None) -> Ending:
    """Where the clock ends that starts on `start`.

    Day one is the day after, unless the rule counts the day itself. An end on a weekend or a holiday is not
    moved: no rule of the facts moves it.
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
    if clock.before_break and _is_before_break(clock.before_break, start, calendar):
        return Ending(start + timedelta(days=clock.before_break.calendar_days))
    school_days = calendar.school_days_after(start)
    if len(school_days) >= clock.days:
        return Ending(school_days[clock.days - 1], at_the_earliest=_can_grow(clock))
    return _cut_off(clock, calendar, days_counted=len(school_days))


def _is_before_break(rule: BeforeBreak, start: date, calendar: SchoolCalendar) -> bool:
    """True when at most so many school days lie between `start` and a break of at least so many calendar
    days."""
    starts = [first for first, last in calendar.closings() if (last - first).days + 1 >= rule.break_days]
    starts.append(calendar.last_day + ONE_DAY)
    school_days = calendar.school_days_after(start)
    return any(first > start and sum(day < first for day in school_days) <= rule.school_days for first in starts)


def _calendar_clock(clock: Clock, start: date, calendar: SchoolCalendar | None) -> Ending:
    left_out = clock.left_out
    if left_out.breaks_from is None and not left_out.summer:
        days = clock.days - 1 if clock.request_day_is_day_one else clock.days
        return Ending(start + timedelta(days=days), at_the_earliest=_can_grow(clock))
    if calendar is None:
        return Ending(start + timedelta(days=clock.days), at_the_earliest=True, without_calendar=True)
    window = clock.year_end.window_days if clock.year_end else None
    if window is not None and (calendar.last_day - start).days <= window:
        return Ending(None)
    return _calendar_clock_with_breaks(clock, start, calendar)


def _calendar_clock_with_breaks(clock: Clock, start: date, calendar: SchoolCalendar) -> Ending:
    closed, is_sure = _closed_days(clock.left_out, calendar)
    at_the_earliest = _can_grow(clock)
    day, counted = start, 0
    while counted < clock.days:
        day += ONE_DAY
        if clock.left_out.summer and day > calendar.last_day:
            return _cut_off(clock, calendar, days_counted=counted)
        if clock.left_out.summer and day < calendar.first_day:
            continue
        if day in closed:
            at_the_earliest |= not is_sure[day]
            continue
        counted += 1
    outside = not calendar.first_day <= start < day <= calendar.last_day
    # Where summer days count, a holiday in them does not, and the calendar of a school year does not name it.
    return Ending(day, at_the_earliest=at_the_earliest or (outside and not clock.left_out.summer))


def _closed_days(left_out: LeftOut, calendar: SchoolCalendar) -> tuple[frozenset[date], dict[date, bool]]:
    """The days of the school year that the clock leaves out, and for each whether its whole closing is sure.

    Rules that leave out a break do not all say whether its weekends go with it. Where that is open the fewest
    days are left out, which gives the earliest date, and the closing is not sure.
    """
    is_sure: dict[date, bool] = {}
    for first, last in calendar.breaks(left_out.breaks_from) if left_out.breaks_from else ():
        days = list(days_between(first, last))
        if left_out.weekends == "beside":
            days, sure = list(days_between(*calendar.with_weekends(first, last))), True
        elif left_out.weekends == "inside":
            sure = first == last
        else:
            sure = all(is_weekday(day) for day in days)
            days = [day for day in days if is_weekday(day)]
        is_sure.update(dict.fromkeys(days, sure))
    return frozenset(is_sure), is_sure


def _cut_off(clock: Clock, calendar: SchoolCalendar, *, days_counted: int) -> Ending:
    rule, days_left = clock.year_end, clock.days - days_counted
    if rule is None or rule.window_days is not None:
        return Ending(None, days_left=days_left)
    if rule.days_left_from is None:
        return Ending(None)
    if days_counted < rule.days_left_from:
        return Ending(None, days_left=days_left)
    if rule.month and rule.day:
        return Ending(date(calendar.last_day.year, rule.month, rule.day), at_the_earliest=_can_grow(clock))
    return Ending(calendar.last_day + timedelta(days=rule.days_after_last_day or 0))
