"""Rules on what the law of a state says, and on truancy."""

from __future__ import annotations

import pytest

from service.casework.facts import state_rules
from tests.casework.advice.table import Row, heard, holds

REQUEST, LETTER = "evaluation_request", "section_504_letter"

ROWS = (
    Row(
        "state_absences_lengthen_clock",
        "in Texas absences lengthen the time for the evaluation",
        "/state",
        {"state": "TX"},
        {"state": "CA"},
    ),
    Row(
        "state_absences_lengthen_clock",
        "what is known of Florida is to be confirmed",
        "/state",
        {"state": "FL"},
        {},
    ),
    Row(
        "state_absences_count_for_child_find",
        "in Maine absences count towards child find",
        "/attendance",
        {"state": "ME", "attendance": {"days_absent": 12}},
        {"state": "NH", "attendance": {"days_absent": 12}},
    ),
    Row(
        "state_absences_count_for_child_find",
        "seven days may be seven in a row",
        "/attendance",
        {"state": "ME", "attendance": {"days_absent": 7}},
        {"state": "ME", "attendance": {"days_absent": 6}},
    ),
    Row(
        "truancy_while_disability_suspected",
        "truancy steps are asked to wait while a disability is suspected",
        f"/{REQUEST}/attendance_hold",
        {"concerns": ["The district has sent a truancy notice."]},
        {"concerns": ["The district has sent a truancy notice."], REQUEST: {"attendance_hold": True}},
    ),
    Row(
        "truancy_hold_not_asked",
        "many absences bring truancy letters",
        f"/{REQUEST}/attendance_hold",
        {"attendance": {"days_absent": 12}, REQUEST: {"consent_ready": True}},
        {"attendance": {"days_absent": 12}, REQUEST: {"attendance_hold": False}},
    ),
    Row(
        "truancy_hold_not_asked",
        "ten days are many",
        f"/{REQUEST}/attendance_hold",
        {"attendance": {"days_absent": 10}, REQUEST: {"consent_ready": True}},
        {"attendance": {"days_absent": 9}, REQUEST: {"consent_ready": True}},
    ),
    Row(
        "absence_punished",
        "a plan does not punish absence",
        "/reintegration_plan/bad_day_plan/0",
        {"reintegration_plan": {"bad_day_plan": ["She loses her phone if she does not go to school."]}},
        {"reintegration_plan": {"bad_day_plan": ["No detention for missed days."]}},
    ),
    Row(
        "absence_punished",
        "a proposal to earn credits does not either",
        "/credit_recovery_proposal/monitoring",
        {"credit_recovery_proposal": {"monitoring": "He loses his phone if he does not go to school."}},
        {"credit_recovery_proposal": {"monitoring": "Ms. Bell looks at it every second Friday."}},
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_rule(row: Row) -> None:
    holds(row)


def test_a_medium_source_is_told_to_be_confirmed() -> None:
    (florida,) = heard({"state": "FL"}, "state_absences_lengthen_clock")
    assert "confirm with your state" in florida.message
    assert "6A-6.0331" in florida.source
    (texas,) = heard({"state": "TX"}, "state_absences_lengthen_clock")
    assert "confirm" not in texas.message


def test_what_is_said_of_maine_stands_in_the_facts() -> None:
    rules = state_rules("ME")
    assert rules is not None
    assert rules.confidence == "medium"
    (said,) = heard({"state": "ME", "attendance": {"days_absent": 12}}, "state_absences_count_for_child_find")
    assert any("10 full days of unexcused absence, or 7 in a row" in note and "IV.2.A" in note for note in rules.notes)
    assert "10 full days of unexcused absence" in said.message
    assert "7 in a row" in said.message
    assert "IV.2.A" in said.source
    assert "confirm with your state" in said.message


@pytest.mark.parametrize(
    "text",
    ["Please hold any truancy steps.", "He was never truant.", "We ask that the attendance hearing be delayed."],
)
def test_asking_that_truancy_steps_wait_is_left_alone(text: str) -> None:
    assert heard({"concerns": [text]}, "truancy_while_disability_suspected") == []
