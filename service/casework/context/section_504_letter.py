"""Derived values of the 504 interim accommodation letter."""

from __future__ import annotations

import datetime as dt
from typing import Any

from schemas.catalogs import catalog
from service.assembly import Placeholder
from service.casework.cases import Case
from service.casework.context.filling import blank, blank_item
from service.casework.context.wording import dated, joined, joined_dates, without_period
from service.casework.deadlines import clock_sentences

DERIVED = {
    "section_504_letter.impairment_phrase": "the impairment as given, otherwise the diagnoses of the student, otherwise a blank",
    "section_504_letter.activity_list": "the major life activities with commas and “and”",
    "section_504_letter.accommodation_rows": "the accommodations with their columns; rows to fill for barriers when the case gives none",
    "section_504_letter.accommodation_rows[].where_and_when": "where and when it applies, in one line",
    "section_504_letter.accommodation_rows[].who_and_signal": "who is responsible and how it is signalled, in one line",
    "section_504_letter.service_lines": "the services asked for, ready for a list",
    "section_504_letter.meeting_list": "the dates offered, with commas and “or”",
    "section_504_letter.interim_end": "when the interim supports end: as given, otherwise the eligibility decision",
    "section_504_letter.changes_schedule": "true when an accommodation shortens or shifts the school day",
    "section_504_letter.timeline_sentence": "sentence on how soon a 504 evaluation is done, from the federal facts",
}

START = {"en": "At once", "es": "De inmediato"}
"""When a support starts that the case gives without a start: the letter asks for supports that start now."""


def add_section_504_letter(context: dict[str, Any], case: Case, today: dt.date) -> None:
    """Add what the 504 letter needs."""
    letter = context["section_504_letter"]
    diagnoses = joined(case.get("student.diagnoses", []))
    letter["impairment_phrase"] = case.get("section_504_letter.impairment") or diagnoses or letter["impairment"]
    activities = joined(case.get("section_504_letter.major_life_activities", []))
    letter["activity_list"] = activities or blank(
        "section_504_letter.major_life_activities", "major life activities, such as learning or concentrating"
    )
    for row in letter["accommodations"]:
        row["start"] = dated(row["start"], case.language) if row["start"] else START[case.language]
    letter["accommodation_rows"] = [_row(row) for row in letter["accommodations"] or _rows_to_fill(case, context)]
    letter["service_lines"] = [without_period(choice["text"]) for choice in letter["services"]]
    days = case.get("section_504_letter.meeting_dates", [])
    letter["meeting_list"] = (
        joined_dates(days, case.language, "or")
        if days
        else blank("section_504_letter.meeting_dates", "two or three dates you could meet")
    )
    letter["interim_end"] = case.get("section_504_letter.interim_until") or "the eligibility decision"
    letter["changes_schedule"] = any(
        _group(choice) == "schedule" for choice in case.get("section_504_letter.accommodations", [])
    )
    clock = clock_sentences(case, "section_504_letter", today=today, language=case.language).evaluation
    letter["timeline_sentence"] = clock.text if clock else ""


def _rows_to_fill(case: Case, context: dict[str, Any]) -> list[dict[str, Any]]:
    """A row a barrier of the case, with the accommodation to fill in; one empty row without barriers."""
    rows = []
    for index, barrier in enumerate(context["barriers"] or [None]):
        row = blank_item("section_504_letter.accommodations", index)
        if barrier and barrier["line"]:
            row["barrier"] = without_period(barrier["line"])
        row["text"] = Placeholder("accommodation that would help", f"section_504_letter.accommodations[{index}].text")
        rows.append(row)
    return rows


def _row(row: dict[str, Any]) -> dict[str, Any]:
    row["where_and_when"] = _in_one_line(row["where"], row["when"])
    row["who_and_signal"] = _in_one_line(row["who"], row["signal"])
    return row


def _in_one_line(first: Any, second: Any) -> Any:
    """Both, joined with a semicolon; the one that is there; the first blank when neither is."""
    if first and second:
        return f"{without_period(first)}; {second}"
    return first or second or first


def _group(choice: dict[str, Any]) -> str:
    entry = catalog("accommodations").get(choice.get("id", ""))
    return entry.details.get("group", "") if entry else ""
