"""Rules on goals."""

from __future__ import annotations

from typing import Any

import pytest

from service.casework.advice import advice_for
from tests.builders import TODAY, a_case
from tests.casework.advice.table import Changes, Row, heard, holds

PLAN = "reintegration_plan"


def goal(**parts: Any) -> Changes:
    return {PLAN: {"goals": [parts]}}


ROWS = (
    Row(
        "goal_measures_attendance",
        "a goal that counts days at school is asked what skill it teaches",
        f"/{PLAN}/goals/0/text",
        goal(text="Maya will attend school on 90% of days."),
        goal(text="Maya will show her card so that she can attend class.", target="4 of 5 hard moments"),
    ),
    Row(
        "goal_without_baseline",
        "a goal of the catalogue still needs its baseline",
        f"/{PLAN}/goals/0/baseline",
        goal(id="ask_for_break"),
        goal(id="ask_for_break", baseline="1 of 5 hard moments"),
    ),
    Row(
        "goal_without_baseline",
        "goals that lack the same are named together",
        f"/{PLAN}/goals/1/baseline",
        {PLAN: {"goals": [{"id": "ask_for_break", "baseline": "0"}, {"id": "ask_for_help"}, {"id": "ask_for_break"}]}},
        {PLAN: {"goals": [{"text": "Maya will attend school on 90% of days."}]}},
    ),
    Row(
        "goal_without_measure",
        "a goal in own words needs a measure, one of the catalogue brings it",
        f"/{PLAN}/goals/0/measure",
        goal(text="Asks for a break in 4 of 5 hard moments"),
        goal(id="ask_for_break"),
    ),
    Row(
        "goal_without_barrier",
        "a goal in own words says which barrier it is about",
        f"/{PLAN}/goals/0/barrier",
        goal(text="Asks for a break in 4 of 5 hard moments"),
        goal(text="Asks for a break in 4 of 5 hard moments", barrier="Panic in full rooms"),
    ),
    Row(
        "goal_is_vague",
        "a goal that nobody can count is hard to measure",
        f"/{PLAN}/goals/0/target",
        goal(text="Maya copes with school."),
        goal(text="Maya copes with school.", target="Uses her card in 4 of 5 hard moments"),
    ),
    Row(
        "goal_is_vague",
        "vague words are quoted, and a target that can be counted makes up for them",
        f"/{PLAN}/goals/1/text",
        {PLAN: {"goals": [{"id": "ask_for_break"}, {"text": "Maya will Do Better in 4 of 5 lessons."}]}},
        goal(text="Maya will do better in class.", target="Uses her card in 4 of 5 hard moments"),
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_rule(row: Row) -> None:
    holds(row)


@pytest.mark.parametrize(
    "text",
    [
        "Maya will attend school 90% of the time",
        "Increase attendance to 95 percent by June",
        "attendance will improve to 80%",
        "Maya will have no more than two unexcused absences per month",
        "Maya will attend all her classes daily",
        "95% attendance",
        "On 4 of 5 school days Maya will be in class",
        "Maya will reduce absences",
        "Be in school 9 of 10 days",
    ],
)
def test_a_goal_for_attendance_is_noticed_in_many_wordings(text: str) -> None:
    assert heard(goal(text=text), "goal_measures_attendance")


@pytest.mark.parametrize(
    "text",
    [
        "Maya will rate her distress at check-in on 4 of 5 days, whether or not she attends class.",
        "Given a checklist, Maya will enter the building with one prompt on 4 of 5 mornings.",
        "Maya will use a calming tool and return within 10 minutes in 4 of 5 breaks.",
        "Maya will name two things that make school hard, as noted and not by attendance percentage: 4 of 5.",
        "Maya will ask for help in class when the first step is not clear, in 4 of 5 lessons.",
    ],
)
def test_a_goal_for_a_skill_is_left_alone(text: str) -> None:
    assert heard(goal(text=text), "goal_measures_attendance") == []
    assert heard(goal(text=text), "goal_is_vague") == []


def test_goals_that_lack_the_same_are_named_in_one_piece_of_advice() -> None:
    two = {PLAN: {"goals": [{"id": "ask_for_break"}, {"id": "ask_for_help"}]}}
    (advisory,) = heard(two, "goal_without_baseline")
    assert advisory.message.startswith("Goals 1 and 2 have no baseline")


def test_a_goal_that_has_to_be_rewritten_is_not_told_what_else_it_lacks() -> None:
    advice = advice_for(a_case(goal(text="Maya will attend school on 90% of days.")), today=TODAY)
    assert [advisory.id for advisory in advice if advisory.id.startswith("goal_")] == ["goal_measures_attendance"]
