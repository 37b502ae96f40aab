"""Attendance: totals over a span of days, and the log they can be counted from."""

from __future__ import annotations

from schemas.base import CaseObject
from schemas.fields import (
    LINE,
    NAME,
    SHORT_PARAGRAPH,
    Choice,
    Date,
    Group,
    ListOf,
    Paragraph,
    Text,
    WholeNumber,
)

_MOST_DAYS = 2_500
"""School days from kindergarten to the 12th grade: some families count over years."""

LOG_KINDS = ("absent", "partial", "late", "early_pickup", "nurse")
TOTAL_OF_KIND = {
    "absent": "days_absent",
    "partial": "partial_days",
    "late": "late_arrivals",
    "early_pickup": "early_pickups",
    "nurse": "nurse_visits",
}
"""Which total a kind of log entry counts towards."""


class LogEntrySchema(CaseObject):
    """One day of the attendance log."""

    date = Date("date", help="The day it happened.", example="2026-10-05")
    kind = Choice("what happened", LOG_KINDS, help="absent, partial, late, early_pickup or nurse.", example="absent")
    minutes = WholeNumber(
        "minutes missed", most=720, help="How many minutes of school were missed that day.", example=95
    )
    note = Text("note on the day", max_length=LINE, help="What was seen that day.", example="Could not leave the car")


class AttendanceSchema(CaseObject):
    """How much school was missed, and how."""

    from_ = Date(
        "first day counted",
        key="from",
        help="Where the count begins, often the first day of school.",
        example="2026-08-24",
    )
    to = Date("last day counted", help="Where the count ends.", example="2026-11-13")
    school_days = WholeNumber(
        "school days in that time", most=_MOST_DAYS, help="Days on which school was held.", example=56
    )
    days_absent = WholeNumber("full days missed", most=_MOST_DAYS, help="Whole days, excused or not.", example=19)
    partial_days = WholeNumber(
        "partial days", most=_MOST_DAYS, help="Days on which part of the school day was missed.", example=6
    )
    late_arrivals = WholeNumber(
        "late arrivals", most=_MOST_DAYS, help="Days on which the student came late.", example=9
    )
    early_pickups = WholeNumber(
        "early pickups", most=_MOST_DAYS, help="Days on which the student was picked up early.", example=4
    )
    nurse_visits = WholeNumber(
        "visits to the nurse", most=2_000, help="Visits to the nurse or health office.", example=11
    )
    first_noticed = Date("day the difficulty was first noticed", help="As near as you can say.", example="2026-09-08")
    pattern = Paragraph(
        "pattern you see in the absences",
        max_length=SHORT_PARAGRAPH,
        help="Days of the week, lessons, times after weekends or holidays.",
        example="Mondays and days with physical education are the hardest.",
    )
    classes_missed = ListOf(
        Text("class missed", max_length=NAME, example="Physical education"),
        "classes missed most",
        most=20,
        help="Name the classes the student misses most often.",
    )
    log = ListOf(
        Group(LogEntrySchema, "day of the log"),
        "attendance log",
        most=400,
        help="A line a day. The totals are counted from it when you leave them out.",
    )
