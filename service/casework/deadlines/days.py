"""Which days count: the district's school days, and the business days of a state.

A business day is Monday to Friday except federal and state holidays (34 CFR 300.11(b)). A school day is a day
on which children are in attendance (300.11(c)): only the district's calendar knows them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

ONE_DAY = timedelta(days=1)

CLOSED_EVERYWHERE = (
    "New Year's Day",
    "Martin Luther King Jr. Day",
    "Memorial Day",
    "Independence Day",
    "Labor Day",
    "Thanksgiving Day",
    "Christmas Day",
)
"""Holidays on which public schools are shut in every state. On the others many teach: Columbus Day, Veterans
Day, Presidents' Day, a state's own days. An earliest possible date may not leave those out, or it could be
too late.
"""

SUMMER = timedelta(weeks=10)
"""No summer between two school years is longer. A calendar that starts later than this is of no use to a
clock."""


@dataclass(frozen=True)
class SchoolCalendar:
    """One school year of a district: first and last day of school, and the days between on which it is
    closed."""

    first_day: date
    last_day: date
    closed: frozenset[date] = frozenset()

    def is_school_day(self, day: date) -> bool:
        """True on a weekday of the school year that is not closed."""
        return self.first_day <= day <= self.last_day and is_weekday(day) and day not in self.closed

    def school_days_after(self, day: date) -> list[date]:
        """The school days later than `day`, to the end of the calendar."""
        return [
            each for each in days_between(max(day + ONE_DAY, self.first_day), self.last_day) if self.is_school_day(each)
        ]

    def reaches_back_to(self, day: date) -> bool:
        """True when a clock that starts on `day` can be counted: it starts in this school year, the summer
        before, or later."""
        return day >= self.first_day - SUMMER

    def breaks(self, of_weekdays: int) -> list[tuple[date, date]]:
        """First and last closed weekday of each closing of at least so many weekdays in a row; a weekend
        between two closed days does not part them."""
        runs: list[list[date]] = []
        for day in sorted(day for day in self.closed if self.first_day <= day <= self.last_day and is_weekday(day)):
            before = runs[-1][-1] if runs else date.min
            if (day - before).days == (3 if day.weekday() == 0 else 1):
                runs[-1].append(day)
            else:
                runs.append([day])
        return [(run[0], run[-1]) for run in runs if len(run) >= of_weekdays]

    def closings(self) -> list[tuple[date, date]]:
        """First and last day without school of each closing within the school year, its weekends with it."""
        return [self.with_weekends(first, last) for first, last in self.breaks(of_weekdays=1)]

    def with_weekends(self, first: date, last: date) -> tuple[date, date]:
        """A span from weekday to weekday, widened by the weekends beside it."""
        return (
            first - 2 * ONE_DAY if first.weekday() == 0 else first,
            last + 2 * ONE_DAY if last.weekday() == 4 else last,
        )


def is_weekday(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < 5


def days_between(first: date, last: date) -> Iterator[date]:
    """Each day from first to last, both included; none when last is earlier."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def nth_business_day(n: int, after: date, state: str | None) -> date:
    """The n-th business day after a date: weekdays without federal holidays and those of the state."""
    day = after
    while n:
        day += ONE_DAY
        if is_weekday(day) and day not in _public_holidays(state, day.year):
            n -= 1
    return day


def nth_possible_school_day(n: int, after: date) -> date:
    """The earliest date that the n-th school day after a date can fall on in any district.

    Counts every weekday but the holidays on which schools are shut everywhere. A break, a summer or a local
    holiday can only move the true date later.
    """
    day = after
    while n:
        day += ONE_DAY
        if is_weekday(day) and day not in _closed_everywhere(day.year):
            n -= 1
    return day


@cache
def _public_holidays(state: str | None, year: int) -> frozenset[date]:
    # Here and not above: it takes long to import, and most documents ask for no business day.
    from holidays import country_holidays

    # A state's list lacks federal holidays that the state does not keep; the federal rule leaves out both.
    names = [None] if state is None else [None, state]
    return frozenset(day for name in names for day in country_holidays("US", subdiv=name, years=year, expand=False))


@cache
def _closed_everywhere(year: int) -> frozenset[date]:
    from holidays import country_holidays

    federal = country_holidays("US", years=year, expand=False)
    return frozenset(day for day, name in federal.items() if name in CLOSED_EVERYWHERE)
