"""Rules on what comes first: a school evaluates before a diagnosis or an IEP can be asked for."""

from __future__ import annotations

import pytest

from tests.casework.advice.table import Row, heard, holds

REQUEST, LETTER = "evaluation_request", "section_504_letter"

ROWS = (
    Row(
        "diagnosis_asked_for",
        "a school evaluates and does not diagnose",
        f"/{REQUEST}/reasons",
        {REQUEST: {"reasons": "Since May 4 we ask the school to give Maya a formal diagnosis."}},
        {REQUEST: {"reasons": "Since May 4 we ask for an evaluation; a diagnosis is enclosed."}},
    ),
    Row(
        "diagnosis_asked_for",
        "a concern asks for no diagnosis either",
        "/concerns/1",
        {"concerns": ["She is afraid of the hallway.", "We want the school to diagnose her."]},
        {"concerns": ["Her doctor may diagnose her in May."]},
    ),
    Row(
        "diagnosis_treated_as_needed",
        "nobody needs to wait for a diagnosis",
        f"/{REQUEST}/reasons",
        {REQUEST: {"reasons": "We will ask for testing once we have a diagnosis in 2027."}},
        {REQUEST: {"reasons": "After she was diagnosed with anxiety in 2025, mornings got worse."}},
    ),
    Row(
        "iep_asked_for_before_evaluation",
        "an evaluation comes before an IEP",
        "/concerns/0",
        {"concerns": ["I am asking for an IEP for Maya."]},
        {"concerns": ["I am asking for an IEP for Maya."], "student.plan": "iep"},
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_rule(row: Row) -> None:
    holds(row)


@pytest.mark.parametrize(
    "text",
    [
        "In May 2025 the school said she needs a diagnosis first.",
        "We are not asking you for a diagnosis; since May 2025 she panics.",
        "No diagnosis is needed to ask for this, as the guide of 2016 says.",
        "Her diagnosis of anxiety from 2025 is enclosed.",
    ],
)
def test_a_diagnosis_may_be_spoken_of(text: str) -> None:
    reasons = {REQUEST: {"reasons": text}}
    assert heard(reasons, "diagnosis_asked_for") == []
    assert heard(reasons, "diagnosis_treated_as_needed") == []
