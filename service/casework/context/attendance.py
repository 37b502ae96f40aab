"""What was missed, counted and put into words that are the same in every document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from schemas.attendance import TOTAL_OF_KIND
from service.casework.cases import Case
from service.casework.wording import as_sentences, counted, joined, percent, span_of_days, upper_first

DERIVED = {
    "attendance.period": "the time counted: “August 17 and November 13, 2026”; empty when a date is not given",
    "attendance.percent_absent": "share of school days missed in full: “34 percent”; empty when it cannot be counted",
    "attendance.events": "partial days, late arrivals, early pickups and nurse visits as one list; empty when none",
    "attendance.are_events_known": "true when the case counts any partial days, late arrivals, pickups or nurse visits",
    "attendance.was_or_were": "verb before attendance.events: “was” or “were”",
    "attendance.class_list": "the classes missed most, with commas and “and”",
    "attendance.classes_missed_are": "“class missed most is” before one class, otherwise “classes missed most are”",
    "attendance.pattern_sentence": "the pattern as a sentence of its own; empty when not given",
    "attendance.log[].kind_name": "what happened that day, in words",
}

KIND_NAMES = {
    "absent": "Absent all day",
    "partial": "Part of the day",
    "late": "Late arrival",
    "early_pickup": "Early pickup",
    "nurse": "Visit to the nurse",
}
_EVENTS = (
    ("partial_days", "day missed in part", "days missed in part"),
    ("late_arrivals", "late arrival", "late arrivals"),
    ("early_pickups", "early pickup", "early pickups"),
    ("nurse_visits", "visit to the nurse", "visits to the nurse"),
)


def attendance_totals(attendance: Mapping[str, Any]) -> dict[str, int]:
    """The totals of a case's attendance: as given, or counted from the log; without either, absent.

    A log in which an entry does not say what happened is not counted: the totals would be too low.
    """
    log = attendance.get("log", ())
    counts = Counter(entry.get("kind") for entry in log)
    is_told = bool(log) and None not in counts
    totals = {total: counts[kind] for kind, total in TOTAL_OF_KIND.items()} if is_told else {}
    totals.update({name: attendance[name] for name in (*TOTAL_OF_KIND.values(), "school_days") if name in attendance})
    return totals


def add_attendance(context: dict[str, Any], case: Case) -> None:
    """Add the totals counted from the log, and the phrases."""
    given, attendance = case.get("attendance", {}), context["attendance"]
    totals = attendance_totals(given)
    attendance.update(totals)
    absent, held = totals.get("days_absent"), totals.get("school_days")
    both_known = "from" in given and "to" in given
    attendance["period"] = span_of_days(given["from"], given["to"], case.language) if both_known else ""
    attendance["percent_absent"] = percent(absent, held) if absent and held else ""
    events = [counted(totals[name], one, many) for name, one, many in _EVENTS if totals.get(name)]
    attendance["events"] = joined(events)
    attendance["are_events_known"] = any(name in totals for name, _, _ in _EVENTS)
    first = next((totals[name] for name, _, _ in _EVENTS if totals.get(name)), 0)
    attendance["was_or_were"] = "was" if first == 1 else "were"
    classes = given.get("classes_missed", [])
    attendance["class_list"] = joined(classes)
    attendance["classes_missed_are"] = "class missed most is" if len(classes) == 1 else "classes missed most are"
    attendance["pattern_sentence"] = as_sentences(given["pattern"]) if "pattern" in given else ""
    for entry in attendance["log"]:
        entry["note"] = upper_first(entry["note"]) if entry["note"] else entry["note"]
        entry["kind_name"] = KIND_NAMES.get(entry["kind"], entry["kind"])
