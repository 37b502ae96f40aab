"""Rules across fields: what cannot be true together.

`contradictions` runs over whatever is valid so far, so that a case with a misspelt field still hears about its
dates. A rule names the field to change, never a value. What is merely unwise is advice, not a fault, and lives in
`service.casework`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from schemas.attendance import TOTAL_OF_KIND
from schemas.people import WRITES_FOR_OTHERS

Values = dict[str, Any]
Path = tuple[str | int, ...]
Rule = Callable[[Values, dt.date], Iterator[tuple[Path, str]]]

OLDEST_STUDENT = 30
"""Years. The longest right to a free public education in the country ends at 26 (Michigan)."""

_today: ContextVar[dt.date | None] = ContextVar("today", default=None)


@contextmanager
def as_of(today: dt.date) -> Iterator[None]:
    """Within this block cases are checked as on that day; outside it, as on the day of the clock."""
    token = _today.set(today)
    try:
        yield
    finally:
        _today.reset(token)


def contradictions(values: Values) -> dict[str | int, Any]:
    """Every contradiction, nested by field as marshmallow nests its messages; empty when there is none.

    Dates are held against the date of the letter, which is `date` or today.
    """
    letter_date = values.get("date") or _today.get() or dt.date.today()
    faults: dict[str | int, Any] = {}
    for rule in RULES:
        for path, message in rule(values, letter_date):
            place = faults
            for part in path[:-1]:
                place = place.setdefault(part, {})
            place.setdefault(path[-1], []).append(message)
    return faults


def _student_dates(values: Values, letter_date: dt.date) -> Iterator[tuple[Path, str]]:
    born = values.get("student", {}).get("date_of_birth")
    if not born:
        return
    where = ("student", "date_of_birth")
    if born >= letter_date:
        yield where, "The date of birth must lie before the date of the letter. Check the year."
    elif letter_date.year - born.year > OLDEST_STUDENT:
        yield where, f"This makes the student more than {OLDEST_STUDENT} years old. Check the year."


def _sender_on_behalf(values: Values, letter_date: dt.date) -> Iterator[tuple[Path, str]]:
    sender = values.get("sender", {})
    if "on_behalf_of" in sender and "role" in sender and sender["role"] not in WRITES_FOR_OTHERS:
        yield (
            ("sender", "on_behalf_of"),
            "Only an advocate or attorney writes on behalf of a parent. Take this out, or change “role”.",
        )


def _school_calendar(values: Values, letter_date: dt.date) -> Iterator[tuple[Path, str]]:
    calendar = values.get("school_calendar", {})
    first, last = calendar.get("first_day"), calendar.get("last_day")
    if first and last and first >= last:
        yield ("school_calendar", "last_day"), "The last day of school must come after the first day."
        return
    for index, day in enumerate(calendar.get("closed", ())):
        if (first and day < first) or (last and day > last):
            yield (
                ("school_calendar", "closed", index),
                "This day lies outside the school year. Take it out, or change the first or last day.",
            )


def _attendance_span(values: Values, letter_date: dt.date) -> Iterator[tuple[Path, str]]:
    attendance = values.get("attendance", {})
    first, last = attendance.get("from"), attendance.get("to")
    if first and last and first > last:
        yield ("attendance", "to"), "The last day counted must not come before the first day counted."
    elif first and last and attendance.get("school_days", 0) > (last - first).days + 1:
        yield ("attendance", "school_days"), "There are fewer days than this between “from” and “to”."
    for name in ("from", "to", "first_noticed"):
        if name in attendance and attendance[name] > letter_date:
            yield ("attendance", name), "This day lies after the date of the letter. Check the date."
    noticed = attendance.get("first_noticed")
    if noticed and last and noticed > last:
        yield (
            ("attendance", "first_noticed"),
            "The difficulty was noticed after the last day counted. Check both dates.",
        )


def _attendance_totals(values: Values, letter_date: dt.date) -> Iterator[tuple[Path, str]]:
    attendance = values.get("attendance", {})
    held = attendance.get("school_days")
    if held is None:
        return
    for name in ("days_absent", "partial_days", "late_arrivals", "early_pickups"):
        if attendance.get(name, 0) > held:
            yield ("attendance", name), "This is more than the number of school days. Check both numbers."
    absent, partial = attendance.get("days_absent", 0), attendance.get("partial_days", 0)
    if absent <= held and partial <= held and absent + partial > held:
        yield (
            ("attendance", "partial_days"),
            "Full days missed and partial days together are more than the school days. A day is one or the other.",
        )


def _attendance_log(values: Values, letter_date: dt.date) -> Iterator[tuple[Path, str]]:
    attendance = values.get("attendance", {})
    log = attendance.get("log", ())
    first, last = attendance.get("from"), attendance.get("to")
    kinds_on: dict[dt.date, set[str]] = {}
    for index, entry in enumerate(log):
        where: Path = ("attendance", "log", index)
        day, kind = entry.get("date"), entry.get("kind")
        if day is None:
            continue
        if day > letter_date:
            yield (*where, "date"), "This day lies after the date of the letter. Check the date."
        if (first and day < first) or (last and day > last):
            yield (*where, "date"), "This day lies outside “from” and “to”. Check it, or widen the span."
        if kind is None:
            continue
        before = kinds_on.setdefault(day, set())
        if kind in before and kind != "nurse":
            yield (*where, "kind"), "This day stands in the log with the same kind already. Take one out."
        elif before and ("absent" in before or kind == "absent"):
            yield (
                (*where, "kind"),
                "A day in the log cannot be both a full absence and something else. Change one entry.",
            )
        before.add(kind)
    yield from _totals_agree(attendance, log)


def _totals_agree(attendance: Values, log: Any) -> Iterator[tuple[Path, str]]:
    if not log or not all("kind" in entry for entry in log):
        return
    counted = Counter(entry["kind"] for entry in log)
    for kind, total in TOTAL_OF_KIND.items():
        if total in attendance and attendance[total] != counted[kind]:
            yield (
                ("attendance", total),
                f"The log has {counted[kind]} of these. Correct this number, complete the log, or leave the number "
                "out: it is counted from the log.",
            )
    if attendance.get("school_days", len(log)) < len({entry["date"] for entry in log if "date" in entry}):
        yield (
            ("attendance", "school_days"),
            "The log has more days than this. Check the number of school days.",
        )


def _dates_already_past(values: Values, letter_date: dt.date) -> Iterator[tuple[Path, str]]:
    """What lies in the past by its nature cannot come after the letter."""
    for index, provider in enumerate(values.get("providers", ())):
        if provider.get("date", letter_date) > letter_date:
            yield ("providers", index, "date"), "The report is dated after the letter. Check the date."
    requested = values.get("section_504_letter", {}).get("evaluation_requested_on")
    if requested and requested > letter_date:
        yield (
            ("section_504_letter", "evaluation_requested_on"),
            "The evaluation was asked for after the date of this letter. Check both dates.",
        )


def _dates_still_to_come(values: Values, letter_date: dt.date) -> Iterator[tuple[Path, str]]:
    """What the letter asks for cannot lie before the letter."""
    message = "This day lies before the date of the letter. Choose a later day."
    for kind in ("evaluation_request", "section_504_letter", "credit_recovery_proposal"):
        for name in ("reply_by", "review_on"):
            if values.get(kind, {}).get(name, letter_date) < letter_date:
                yield (kind, name), message
    for index, day in enumerate(values.get("section_504_letter", {}).get("meeting_dates", ())):
        if day < letter_date:
            yield ("section_504_letter", "meeting_dates", index), message


def _phase_minutes(values: Values, letter_date: dt.date) -> Iterator[tuple[Path, str]]:
    plan = values.get("reintegration_plan", {})
    full_day = plan.get("school_day_minutes")
    for index, phase in enumerate(plan.get("phases", ())):
        if full_day is not None and phase.get("minutes_per_day", 0) > full_day:
            yield (
                ("reintegration_plan", "phases", index, "minutes_per_day"),
                "This is longer than the full school day in “school_day_minutes”. Check both numbers.",
            )


def _credits(values: Values, letter_date: dt.date) -> Iterator[tuple[Path, str]]:
    proposal = values.get("credit_recovery_proposal", {})
    earned, required = proposal.get("credits_earned"), proposal.get("credits_required")
    if earned is not None and required is not None and earned > required:
        yield (
            ("credit_recovery_proposal", "credits_earned"),
            "More credits are earned than required. Check both numbers.",
        )
    for index, course in enumerate(proposal.get("courses", ())):
        start, due = course.get("start"), course.get("due")
        if start and due and start > due:
            yield (
                ("credit_recovery_proposal", "courses", index, "due"),
                "The work is due before it starts. Check both dates.",
            )


RULES: tuple[Rule, ...] = (
    _student_dates,
    _sender_on_behalf,
    _school_calendar,
    _attendance_span,
    _attendance_totals,
    _attendance_log,
    _dates_already_past,
    _dates_still_to_come,
    _phase_minutes,
    _credits,
)
