"""Rules on barriers: what is asked for answers what makes attending hard."""

from __future__ import annotations

import pytest

from tests.casework.advice.table import Row, holds

REQUEST, LETTER = "evaluation_request", "section_504_letter"

ROWS = (
    Row(
        "no_barrier_named",
        "a case says what makes attending hard",
        "/barriers",
        {},
        {"barriers": [{"kind": "anxiety"}]},
    ),
    Row(
        "no_attendance_given",
        "a case gives facts: days missed, or reasons",
        "/attendance",
        {},
        {"attendance": {"days_absent": 12}},
    ),
    Row(
        "barrier_without_accommodation",
        "every barrier meets an accommodation",
        "/barriers/1",
        {"barriers": [{"kind": "sensory"}, {"kind": "sleep"}], LETTER: {"accommodations": [{"id": "noise_reduction"}]}},
        {
            "barriers": [{"kind": "sensory"}, {"kind": "sleep"}],
            LETTER: {"accommodations": [{"id": "noise_reduction"}, {"id": "later_start"}]},
        },
    ),
    Row(
        "barrier_without_accommodation",
        "own words that speak of the barrier answer it",
        "/barriers/0",
        {"barriers": [{"kind": "sleep"}], LETTER: {"accommodations": [{"text": "Quiet seat", "barrier": "Noise"}]}},
        {
            "barriers": [{"kind": "sleep"}],
            LETTER: {"accommodations": [{"text": "First period off", "barrier": "No sleep"}]},
        },
    ),
    Row(
        "barrier_without_accommodation",
        "a plan alone is the place for them, and several barriers are named together",
        "/barriers/1",
        {
            "documents": ["reintegration_plan"],
            "barriers": [{"detail": "Mornings"}, {"kind": "bullying"}, {"kind": "sleep"}, {"kind": "bullying"}],
            "reintegration_plan": {"accommodations": [{"id": "noise_reduction"}]},
        },
        {
            "documents": ["reintegration_plan"],
            "barriers": [{"kind": "bullying"}],
            "reintegration_plan": {"accommodations": [{"text": "What was agreed in May"}]},
        },
    ),
    Row(
        "barrier_without_accommodation",
        "own words that speak of nothing known may answer one barrier and no more",
        "/barriers/0",
        {"barriers": [{"kind": "bullying"}, {"kind": "sleep"}], LETTER: {"accommodations": [{"text": "As agreed"}]}},
        {
            "barriers": [{"kind": "bullying"}, {"kind": "sleep"}],
            LETTER: {"accommodations": [{"text": "As agreed"}, {"text": "As told"}]},
        },
    ),
    Row(
        "accommodation_without_barrier",
        "an accommodation answers a barrier that the case names",
        f"/{LETTER}/accommodations/0/barrier",
        {"barriers": [{"kind": "sleep"}], LETTER: {"accommodations": [{"id": "noise_reduction"}]}},
        {"barriers": [{"kind": "sensory"}], LETTER: {"accommodations": [{"id": "noise_reduction"}]}},
    ),
    Row(
        "accommodation_without_barrier",
        "several that are tied to nothing are named together, own words among them",
        f"/{LETTER}/accommodations/1/barrier",
        {
            "barriers": [{"kind": "sleep"}],
            LETTER: {"accommodations": [{"id": "later_start"}, {"id": "noise_reduction"}, {"text": "As agreed"}]},
        },
        {
            "barriers": [{"kind": "sleep"}],
            LETTER: {"accommodations": [{"text": "First hour off, as she lies awake"}, {"text": "X", "barrier": "Y"}]},
        },
    ),
    Row(
        "evaluation_area_missing",
        "the barriers suggest areas to evaluate",
        f"/{REQUEST}/evaluations",
        {"barriers": [{"kind": "sensory"}], REQUEST: {"evaluations": [{"id": "cognitive"}]}},
        {"barriers": [{"kind": "sensory"}], REQUEST: {"evaluations": [{"id": "occupational_sensory"}]}},
    ),
    Row(
        "evaluation_area_missing",
        "several barriers that no area looks at are named together",
        f"/{REQUEST}/evaluations",
        {
            "barriers": [{"kind": "anxiety"}, {"kind": "academic"}, {"kind": "executive_function"}],
            REQUEST: {"evaluations": [{"id": "occupational_sensory"}]},
        },
        {"barriers": [{"kind": "anxiety"}], REQUEST: {"evaluations": [{"id": "psychological"}]}},
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_rule(row: Row) -> None:
    holds(row)
