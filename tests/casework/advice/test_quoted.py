"""Rules on numbers quoted in free text."""

from __future__ import annotations

import pytest

from tests.casework.advice.table import Changes, Row, heard, holds

REQUEST, LETTER, PLAN, CREDIT = (
    "evaluation_request",
    "section_504_letter",
    "reintegration_plan",
    "credit_recovery_proposal",
)

DAYS = {
    "attendance": {
        "school_days": 56,
        "days_absent": 19,
        "partial_days": 6,
        "late_arrivals": 9,
        "early_pickups": 4,
        "nurse_visits": 11,
    }
}


def impact(text: str) -> Changes:
    return {**DAYS, "academic_impact": text}


ROWS = (
    Row(
        "absences_quoted_differently",
        "absences are quoted alike everywhere",
        "/academic_impact",
        impact("Maya has missed 21 days of school."),
        impact("Maya has missed 19 days of school."),
    ),
    Row(
        "absences_quoted_differently",
        "school days are quoted alike everywhere",
        "/academic_impact",
        impact("She missed 19 of 60 school days."),
        impact("She missed 19 of 56 school days."),
    ),
    Row(
        "absences_quoted_differently",
        "a share of the days is what the days come to",
        "/academic_impact",
        impact("She missed 40% of the school days."),
        impact("She missed 45 percent of the school days."),
    ),
    Row(
        "absences_quoted_differently",
        "a share may be rounded by one and a half, either way",
        "/academic_impact",
        impact("She missed 46.2% of the school days."),
        impact("She missed 43.2% of the school days."),
    ),
    Row(
        "absences_quoted_differently",
        "days in part are quoted alike everywhere",
        "/academic_impact",
        impact("There were 7 partial days."),
        impact("There were 6 partial days."),
    ),
    Row(
        "absences_quoted_differently",
        "late arrivals are quoted alike everywhere",
        "/academic_impact",
        impact("There were ten late arrivals."),
        impact("There were nine late arrivals."),
    ),
    Row(
        "absences_quoted_differently",
        "early pickups are quoted alike everywhere",
        "/academic_impact",
        impact("There were 3 early pickups."),
        impact("There were 4 early pickups."),
    ),
    Row(
        "absences_quoted_differently",
        "visits to the nurse are quoted alike everywhere",
        "/academic_impact",
        impact("There were 12 visits to the nurse."),
        impact("There were 11 nurse visits."),
    ),
    Row(
        "dates_quoted_differently",
        "the day on which it began is one day",
        "/concerns/0",
        {"attendance": {"first_noticed": "2026-09-08"}, "concerns": ["We first noticed this on October 8, 2026."]},
        {"attendance": {"first_noticed": "2026-09-08"}, "concerns": ["We first noticed this on Sept. 8."]},
    ),
    Row(
        "dates_quoted_differently",
        "the date of the request is one date",
        "/concerns/0",
        {"date": "2026-11-16", "concerns": ["I asked for a full evaluation on November 9."]},
        {"date": "2026-11-16", "concerns": ["I asked for a full evaluation on November 16. On May 9 she fell."]},
    ),
    Row(
        "dates_quoted_differently",
        "an answer is asked for by one date",
        f"/{REQUEST}/reasons",
        {REQUEST: {"reply_by": "2026-12-04", "reasons": "Please answer in writing by December 14."}},
        {REQUEST: {"reply_by": "2026-12-04", "reasons": "Please answer in writing by December 4, 2026."}},
    ),
    Row(
        "grade_quoted_differently",
        "the grade in a text is the student's",
        "/academic_impact",
        {"student.grade": "6", "academic_impact": "Maya is a 5th-grader."},
        {"student.grade": "6", "academic_impact": "Maya is in 6th grade. In 5th grade she missed nothing."},
    ),
    Row(
        "grade_quoted_differently",
        "a grade in words is read, and a sister's is not the student's",
        "/academic_impact",
        {"student.grade": "12+", "academic_impact": "She is in the eleventh grade."},
        {"student.grade": "12+", "academic_impact": "She is in the twelfth grade. Her sister is in grade 5."},
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_rule(row: Row) -> None:
    holds(row)


@pytest.mark.parametrize(
    "text",
    [
        "She was absent for thirty days.",
        "Maya missed 19 of 60 school days.",
        "There were 15 absences this year.",
        "Missed 50 percent of school days.",
        "She missed about 30 days.",
        "She missed more than 26 days.",
        "She was late 3 times.",
        "14 visits to the nurse.",
        "She missed over 40 days.",
    ],
)
def test_a_number_that_differs_from_the_count_is_noticed(text: str) -> None:
    assert heard(impact(text), "absences_quoted_differently")


@pytest.mark.parametrize(
    "text",
    [
        "Maya missed nineteen full days.",
        "Maya missed 19 of the 56 school days.",
        "She missed about 20 days.",
        "She missed about 17 days.",
        "She missed at least 25 days.",
        "She missed more than 18 days.",
        "With part days she missed 25 days.",
        "In October she missed 5 days.",
        "Last year he missed 40 days.",
        "She missed three days in a row.",
        "She missed 3 days of math each week.",
        "Missed 34 percent of the school days.",
        "She missed 12 tests and 4 days of camp were lost.",
        "It took 30 days to get an answer.",
    ],
)
def test_a_number_that_agrees_or_speaks_of_something_else_is_left_alone(text: str) -> None:
    assert heard(impact(text), "absences_quoted_differently") == []
