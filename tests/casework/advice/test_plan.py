"""Rules on the reintegration plan around its phases."""

from __future__ import annotations

from typing import Any

import pytest

from tests.casework.advice.table import Row, holds

PLAN = "reintegration_plan"

WHOLE = {
    "minutes_per_day": 30,
    "supports": ["Seat chosen"],
    "data": ["Minutes in class"],
    "advance_when": ["Met on 4 of 5 days"],
    "step_back_when": ["Two hard days in a row"],
}


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in WHOLE.items() if key != name}


ROWS = (
    Row(
        "no_safe_place_or_trusted_adult",
        "a plan without a safe place says where to go",
        f"/{PLAN}/safe_space",
        {PLAN: {"trusted_adult": "Ms. Bell"}},
        {PLAN: {"trusted_adult": "Ms. Bell", "accommodations": [{"id": "calm_space"}]}},
    ),
    Row(
        "no_safe_place_or_trusted_adult",
        "a plan without a trusted adult says to whom, and a greeter is one",
        f"/{PLAN}/trusted_adult",
        {PLAN: {"safe_space": "Room 12"}},
        {PLAN: {"safe_space": "Room 12", "arrival": {"greeter": "Ms. Bell"}}},
    ),
    Row(
        "no_safe_place_or_trusted_adult",
        "a plan with neither says both, and the contact of the letter is an adult",
        f"/{PLAN}/safe_space",
        {},
        {PLAN: {"safe_space": "Room 12"}, "section_504_letter": {"staff_contact": "Ms. Bell"}},
    ),
    Row(
        "no_setback_plan",
        "a plan that is begun says what happens after a holiday",
        f"/{PLAN}/setback_plan",
        {PLAN: {"safe_space": "Room 12"}},
        {PLAN: {"safe_space": "Room 12", "setback_plan": ["One step lower for two days"]}},
    ),
    Row(
        "no_bad_day_plan",
        "a bad day has a plan in one of the two documents",
        f"/{PLAN}/bad_day_plan",
        {PLAN: {"safe_space": "Room 12"}},
        {PLAN: {"safe_space": "Room 12"}, "section_504_letter": {"bad_day_plan": ["Ms. Bell calls home"]}},
    ),
    Row(
        "no_review_of_plan",
        "a plan says when it is looked at again",
        f"/{PLAN}/review_every",
        {PLAN: {"safe_space": "Room 12"}},
        {PLAN: {"safe_space": "Room 12", "review_every": "every Friday"}},
    ),
    Row(
        "shortened_day_without_review",
        "a shortened day has a date on which it is reviewed",
        "/section_504_letter/review_on",
        {"section_504_letter": {"accommodations": [{"id": "partial_day"}]}},
        {"section_504_letter": {"accommodations": [{"id": "partial_day"}], "review_on": "2027-01-15"}},
    ),
    Row(
        "shortened_day_without_review",
        "a plan alone has its reviews for that",
        f"/{PLAN}/review_every",
        {PLAN: {"accommodations": [{"id": "partial_day"}]}},
        {PLAN: {"accommodations": [{"id": "partial_day"}], "review_every": "every Friday"}},
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_rule(row: Row) -> None:
    holds(row)
