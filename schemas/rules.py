"""Rules across fields: what cannot be true together.

`contradictions` runs over whatever is valid so far, so that a case with a misspelt field still hears about its
dates. A rule names the field to change, never a value. What is merely unwise is advice, not a fault, and lives in
`service.casework`.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from schemas.attendance import TOTAL_OF_KIND
from schemas.people import WRITES_FOR_OTHERS
from schemas.remaining import is_whole, numbered

Values = dict[str, Any]
Path = tuple[str | int, ...]


class LetterDate(NamedTuple):
    """Between which days the letters are dated: one day, or any where their date is itself a fault."""

    earliest: dt.date
    latest: dt.date


class DateBound(NamedTuple):
    """A date, or a list of dates, of a declared kind of document that must lie on one side of the letter's date."""

    kind: str
    field: str
    not_before_letter: bool
    not_after_letter: bool


Rule = Callable[[Values, LetterDate], Iterator[tuple[Path, str]]]

OLDEST_STUDENT = 30
"""Years. The longest right to a free public education in the country ends at 26 (Michigan)."""

LONGEST_SCHOOL_YEAR = dt.timedelta(days=366)
"""Deadlines are counted over a calendar: with a summer in it that nobody closed, they would come too early."""

_AFTER_LETTER = (
    "This day lies after the date of the letter, which is “date” or today. Check this day, or change “date”."
)
_BEFORE_LETTER = (
    "This day lies before the date of the letter, which is “date” or today. Choose a later day, or change “date”."
)
_BEFORE_BIRTH = "This day lies before the student's date of birth. Check both years."

_today: ContextVar[dt.date | None] = ContextVar("today", default=None)


@contextmanager
def as_of(today: dt.date) -> Iterator[None]:
    """Within this block cases are checked as on that day; outside it, as on the day of the clock."""
    token = _today.set(today)
    try:
        yield
    finally:
        _today.reset(token)


def contradictions(
    values: Values, *, is_date_refused: bool = False, date_bounds: Sequence[DateBound] = ()
) -> dict[str | int, Any]:
    """Every contradiction, nested by field as marshmallow nests its messages; empty when there is none.

    Days are held against the date of the letter, which is `date` or today; not at all when `date` is given but
    refused, since nobody knows then which day was meant. `date_bounds` are those of declared kinds of document.
    """
    letter = _letter_date(values, is_date_refused)
    faults: dict[str | int, Any] = {}
    for path, message in _found(values, letter, date_bounds):
        place = faults
        for part in path[:-1]:
            place = place.setdefault(part, {})
        place.setdefault(path[-1], []).append(message)
    return faults


def _found(values: Values, letter: LetterDate, date_bounds: Sequence[DateBound]) -> Iterator[tuple[Path, str]]:
    for rule in RULES:
        yield from rule(values, letter)
    for bound in date_bounds:
        yield from _out_of_bound(values, letter, bound)


def _letter_date(values: Values, is_date_refused: bool) -> LetterDate:
    if is_date_refused:
        return LetterDate(dt.date.min, dt.date.max)
    day: dt.date = values.get("date") or _today.get() or dt.date.today()
    return LetterDate(day, day)


def _student_dates(values: Values, letter: LetterDate) -> Iterator[tuple[Path, str]]:
    born = values.get("student", {}).get("date_of_birth")
    if not born:
        return
    where = ("student", "date_of_birth")
    if born >= letter.latest:
        yield where, "The date of birth must lie before the date of the letter. Check the year."
    elif letter.earliest.year - born.year > OLDEST_STUDENT:
        yield where, f"This makes the student more than {OLDEST_STUDENT} years old. Check the year."
    attendance = values.get("attendance", {})
    for name in ("from", "to", "first_noticed"):
        if attendance.get(name, born) < born:
            yield ("attendance", name), _BEFORE_BIRTH


def _sender_on_behalf(values: Values, letter: LetterDate) -> Iterator[tuple[Path, str]]:
    sender = values.get("sender", {})
    if "on_behalf_of" in sender and "role" in sender and sender["role"] not in WRITES_FOR_OTHERS:
        yield (
            ("sender", "on_behalf_of"),
            "Only an advocate or attorney writes on behalf of a parent. Take this out, or change “role”.",
        )


def _school_calendar(values: Values, letter: LetterDate) -> Iterator[tuple[Path, str]]:
    calendar = values.get("school_calendar", {})
    first, last = calendar.get("first_day"), calendar.get("last_day")
    if first and last and first >= last:
        yield ("school_calendar", "last_day"), "The last day of school must come after the first day. Check both dates."
        return
    if first and last and last - first > LONGEST_SCHOOL_YEAR:
        yield ("school_calendar", "last_day"), "This is one school year, and more than a year long. Check both years."
    for place, day in numbered(calendar.get("closed", ())):
        if (first and day < first) or (last and day > last):
            yield (
                ("school_calendar", "closed", place),
                "This day lies outside the school year. Take it out, or change the first or last day.",
            )


def _attendance_span(values: Values, letter: LetterDate) -> Iterator[tuple[Path, str]]:
    attendance = values.get("attendance", {})
    first, last = attendance.get("from"), attendance.get("to")
    if first and last and first > last:
        yield ("attendance", "to"), "The last day counted must not come before the first day counted. Check both dates."
    elif attendance.get("school_days", 0) > (_days_in_span(attendance) or math.inf):
        yield (
            ("attendance", "school_days"),
            "There are fewer days than this between “from” and “to”. Check the number and both dates.",
        )
    for name in ("from", "to", "first_noticed"):
        if name in attendance and attendance[name] > letter.latest:
            yield ("attendance", name), _AFTER_LETTER
    noticed = attendance.get("first_noticed")
    if noticed and last and noticed > last:
        yield (
            ("attendance", "first_noticed"),
            "The difficulty was noticed after the last day counted. Check both dates.",
        )


def _days_in_span(attendance: Values) -> int | None:
    """Calendar days from the first to the last day counted; None when they are not known or in the wrong order."""
    first, last = attendance.get("from"), attendance.get("to")
    return (last - first).days + 1 if first and last and first <= last else None


def _attendance_totals(values: Values, letter: LetterDate) -> Iterator[tuple[Path, str]]:
    """Totals within the school days or, where those are not given, within the days from “from” to “to”."""
    attendance = values.get("attendance", {})
    held, of_days = attendance.get("school_days"), "the number of school days"
    if held is None:
        held, of_days = _days_in_span(attendance), "the days between “from” and “to”"
    if held is None:
        return
    for name in ("days_absent", "partial_days", "late_arrivals", "early_pickups"):
        if attendance.get(name, 0) > held:
            yield (
                ("attendance", name),
                f"This is more than {of_days}. Count each day once, and check both.",
            )
    absent, partial = attendance.get("days_absent", 0), attendance.get("partial_days", 0)
    if absent <= held and partial <= held and absent + partial > held:
        yield (
            ("attendance", "partial_days"),
            f"Full days missed and partial days together are more than {of_days}. Count a day as one or the other.",
        )


def _attendance_log(values: Values, letter: LetterDate) -> Iterator[tuple[Path, str]]:
    attendance = values.get("attendance", {})
    first, last = attendance.get("from"), attendance.get("to")
    born = values.get("student", {}).get("date_of_birth", dt.date.min)
    closed = frozenset(values.get("school_calendar", {}).get("closed", ()))
    for place, entry in numbered(attendance.get("log", ())):
        day = entry.get("date")
        if day is None:
            continue
        where = ("attendance", "log", place, "date")
        if day > letter.latest:
            yield where, _AFTER_LETTER
        if day < born:
            yield where, _BEFORE_BIRTH
        if (first and day < first) or (last and day > last):
            yield where, "This day lies outside “from” and “to”. Check it, or widen the span."
        if day in closed:
            yield where, "School was closed on this day, says “school_calendar”. Check the day here and there."


def _kinds_of_a_day(values: Values, letter: LetterDate) -> Iterator[tuple[Path, str]]:
    kinds_on: dict[dt.date, set[str]] = {}
    for place, entry in numbered(values.get("attendance", {}).get("log", ())):
        day, kind = entry.get("date"), entry.get("kind")
        if day is None or kind is None:
            continue
        where = ("attendance", "log", place, "kind")
        before = kinds_on.setdefault(day, set())
        if kind in before and kind != "nurse":
            yield where, "This day stands in the log with the same kind already. Take one out."
        elif before and ("absent" in before or kind == "absent"):
            yield where, "A day in the log cannot be both a full absence and something else. Change one entry."
        before.add(kind)


def _log_agrees(values: Values, letter: LetterDate) -> Iterator[tuple[Path, str]]:
    attendance = values.get("attendance", {})
    log = attendance.get("log", ())
    if not log:
        return
    if is_whole(log) and all("kind" in entry for entry in log):
        yield from _totals_agree(attendance, log)
    if attendance.get("school_days", math.inf) < len({entry["date"] for entry in log if "date" in entry}):
        yield ("attendance", "school_days"), "The log has more days than this. Check the number of school days."


def _totals_agree(attendance: Values, log: list[Values]) -> Iterator[tuple[Path, str]]:
    counted = Counter(entry["kind"] for entry in log)
    for kind, total in TOTAL_OF_KIND.items():
        if total in attendance and attendance[total] != counted[kind]:
            yield (
                ("attendance", total),
                f"The log has {counted[kind]} of these. Correct this number, complete the log, or leave the number "
                "out: it is counted from the log.",
            )


def _dates_already_past(values: Values, letter: LetterDate) -> Iterator[tuple[Path, str]]:
    """What lies in the past by its nature cannot come after the letter."""
    for place, provider in numbered(values.get("providers", ())):
        if provider.get("date", letter.latest) > letter.latest:
            yield ("providers", place, "date"), _AFTER_LETTER
    if values.get("section_504_letter", {}).get("evaluation_requested_on", letter.latest) > letter.latest:
        yield ("section_504_letter", "evaluation_requested_on"), _AFTER_LETTER


def _dates_still_to_come(values: Values, letter: LetterDate) -> Iterator[tuple[Path, str]]:
    """What the letter asks for cannot lie before the letter."""
    for kind in ("evaluation_request", "section_504_letter", "credit_recovery_proposal"):
        for name in ("reply_by", "review_on"):
            if values.get(kind, {}).get(name, letter.earliest) < letter.earliest:
                yield (kind, name), _BEFORE_LETTER
    for place, day in numbered(values.get("section_504_letter", {}).get("meeting_dates", ())):
        if day < letter.earliest:
            yield ("section_504_letter", "meeting_dates", place), _BEFORE_LETTER


def _out_of_bound(values: Values, letter: LetterDate, bound: DateBound) -> Iterator[tuple[Path, str]]:
    given = values.get(bound.kind, {}).get(bound.field)
    if given is None:
        return
    days: list[tuple[Path, dt.date]] = [((bound.kind, bound.field), given)]
    if isinstance(given, list):
        days = [((bound.kind, bound.field, place), day) for place, day in numbered(given)]
    for path, day in days:
        if bound.not_before_letter and day < letter.earliest:
            yield path, _BEFORE_LETTER
        if bound.not_after_letter and day > letter.latest:
            yield path, _AFTER_LETTER


def _minutes_of_a_day(values: Values, letter: LetterDate) -> Iterator[tuple[Path, str]]:
    """Minutes at school, and minutes missed, within the full school day."""
    plan = values.get("reintegration_plan", {})
    full_day = plan.get("school_day_minutes", math.inf)
    message = (
        "This is longer than the full school day in “school_day_minutes” of “reintegration_plan”. Check both numbers."
    )
    for place, phase in numbered(plan.get("phases", ())):
        if phase.get("minutes_per_day", 0) > full_day:
            yield ("reintegration_plan", "phases", place, "minutes_per_day"), message
    for place, entry in numbered(values.get("attendance", {}).get("log", ())):
        if entry.get("minutes", 0) > full_day:
            yield ("attendance", "log", place, "minutes"), message


def _credits(values: Values, letter: LetterDate) -> Iterator[tuple[Path, str]]:
    proposal = values.get("credit_recovery_proposal", {})
    earned, required = proposal.get("credits_earned"), proposal.get("credits_required")
    if earned is not None and required is not None and earned > required:
        yield (
            ("credit_recovery_proposal", "credits_earned"),
            "More credits are earned than required. Check both numbers.",
        )
    for place, course in numbered(proposal.get("courses", ())):
        start, due = course.get("start"), course.get("due")
        if start and due and start > due:
            yield (
                ("credit_recovery_proposal", "courses", place, "due"),
                "The work is due before it starts. Check both dates.",
            )


RULES: tuple[Rule, ...] = (
    _student_dates,
    _sender_on_behalf,
    _school_calendar,
    _attendance_span,
    _attendance_totals,
    _attendance_log,
    _kinds_of_a_day,
    _log_agrees,
    _dates_already_past,
    _dates_still_to_come,
    _minutes_of_a_day,
    _credits,
)
