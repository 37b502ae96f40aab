"""Derived values of the 504 interim accommodation letter."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from schemas.catalogs import catalog
from service.casework.cases import Case
from service.casework.context.accommodations import letter_rows
from service.casework.context.filling import blank, list_line
from service.casework.deadlines import clock_sentences
from service.casework.wording import as_sentences, joined, joined_dates, unbroken, without_period

DERIVED = {
    "section_504_letter.has_plan": "true when the student has a Section 504 plan already",
    "section_504_letter.is_beside_evaluation_request": "true when the case asks for both letters",
    "section_504_letter.impairment_phrase": "the impairment as given, else the diagnoses, else those of the findings",
    "section_504_letter.other_diagnosis_list": "diagnoses that neither the impairment nor a finding names; often empty",
    "section_504_letter.activity_list": "the major life activities with commas and “and”",
    "section_504_letter.accommodation_rows": "the accommodations; without any, a row to fill for each barrier",
    "section_504_letter.accommodation_rows[].where_and_when": "where and when it applies, a line each",
    "section_504_letter.accommodation_rows[].who_and_signal": "who is responsible and the signal, a line each",
    "section_504_letter.service_lines": "the services asked for, ready for a list",
    "section_504_letter.bad_day_lines": "the steps on a bad day, ready for a list",
    "section_504_letter.staff_contact_name": "who is responsible for the supports, without a period at the end",
    "section_504_letter.stand_in_name": "the stand-in, without a period at the end",
    "section_504_letter.meeting_list": "the dates offered, with commas and “or”",
    "section_504_letter.interim_end": "what the interim supports last until: as given, else the decision asked for",
    "section_504_letter.changes_schedule": "true when an accommodation shortens or shifts the school day",
    "section_504_letter.timeline_sentence": "sentence on how soon a 504 evaluation is done, from the federal facts",
}

_UNTIL = re.compile(r"\Auntil\s+", re.IGNORECASE)
"""A family that is asked until when often begins its answer with the word, which the letter has already."""


def add_section_504_letter(context: dict[str, Any], case: Case, today: dt.date) -> None:
    """Add what the 504 letter needs."""
    letter = context["section_504_letter"]
    letter["has_plan"] = case.get("student.plan") == "section_504"
    letter["is_beside_evaluation_request"] = "evaluation_request" in case.get("documents", [])
    impairment = without_period(case.get("section_504_letter.impairment", ""))
    letter["impairment_phrase"] = impairment or joined(_diagnoses(case)) or letter["impairment"]
    letter["other_diagnosis_list"] = _diagnoses_beside_the_impairment(case)
    activities = joined(case.get("section_504_letter.major_life_activities", []))
    letter["activity_list"] = activities or blank(
        "section_504_letter.major_life_activities", "major life activities, such as learning or concentrating"
    )
    letter["accommodation_rows"] = letter_rows(context, case)
    letter["service_lines"] = [list_line(choice) for choice in letter["services"]]
    letter["bad_day_lines"] = [as_sentences(step) for step in case.get("section_504_letter.bad_day_plan", [])]
    for field in ("staff_contact", "stand_in"):
        letter[f"{field}_name"] = without_period(case.get(f"section_504_letter.{field}", "")) or letter[field]
    days = case.get("section_504_letter.meeting_dates", [])
    letter["meeting_list"] = (
        joined_dates(days, case.language, "or")
        if days
        else blank("section_504_letter.meeting_dates", "two or three dates you could meet")
    )
    decision = "the decision on the plan" if letter["has_plan"] else "the eligibility decision"
    letter["interim_end"] = _UNTIL.sub("", without_period(case.get("section_504_letter.interim_until", decision)))
    letter["changes_schedule"] = any(
        _group(choice) == "schedule" for choice in case.get("section_504_letter.accommodations", [])
    )
    clock = clock_sentences(case, "section_504_letter", today=today).evaluation
    letter["timeline_sentence"] = unbroken(clock.text) if clock else ""


def _diagnoses(case: Case) -> list[str]:
    """The student's diagnoses; without any, those that professionals of the case have made."""
    found = (provider.get("diagnosis") for provider in case.get("providers", []))
    return [without_period(name) for name in case.get("student.diagnoses") or dict.fromkeys(filter(None, found))]


def _diagnoses_beside_the_impairment(case: Case) -> str:
    named = case.get("section_504_letter.impairment")
    if named is None:
        return ""
    told = " ".join([named, *(provider.get("diagnosis", "") for provider in case.get("providers", []))]).casefold()
    return joined([name for name in case.get("student.diagnoses", []) if without_period(name).casefold() not in told])


def _group(choice: dict[str, Any]) -> str:
    entry = catalog("accommodations").get(choice.get("id", ""))
    return entry.details.get("group", "") if entry else ""
