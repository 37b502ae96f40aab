"""Rules on the phases of the return: pace, supports, and what counts as going on."""

from __future__ import annotations

from typing import Any

import pytest

from service.casework.advice import advice_for
from tests.builders import TODAY, a_case
from tests.casework.advice.table import Changes, Row, heard, holds

PLAN = "reintegration_plan"


def phases(*given: dict[str, Any]) -> Changes:
    return {PLAN: {"phases": list(given)}}


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
        "phase_without_go_on_rule",
        "phases rise by the calendar when the one before has no rule for going on",
        f"/{PLAN}/phases/0/advance_when",
        phases(without("advance_when"), WHOLE),
        phases(WHOLE, without("advance_when")),
    ),
    Row(
        "phase_goes_on_by_calendar",
        "a rule for going on that names only time is the calendar",
        f"/{PLAN}/phases/0/advance_when",
        phases({**WHOLE, "advance_when": ["After two weeks"]}, WHOLE),
        phases({**WHOLE, "advance_when": ["After two weeks with distress at 5 or lower"]}, WHOLE),
    ),
    Row(
        "phase_goes_on_by_calendar",
        "a rule for going on that names only a feeling cannot be counted",
        f"/{PLAN}/phases/1/advance_when",
        phases(WHOLE, {**WHOLE, "advance_when": ["When Maya feels ready"]}, WHOLE),
        phases(WHOLE, {**WHOLE, "advance_when": ["When Maya feels ready", "4 of 5 days"]}, WHOLE),
    ),
    Row(
        "phase_without_step_back_rule",
        "a later phase needs a rule for stepping back, the first has nowhere to go",
        f"/{PLAN}/phases/1/step_back_when",
        phases(WHOLE, without("step_back_when")),
        phases(without("step_back_when"), WHOLE),
    ),
    Row(
        "phase_without_step_back_rule",
        "the only phase needs one as well",
        f"/{PLAN}/phases/0/step_back_when",
        phases(without("step_back_when")),
        phases(WHOLE),
    ),
    Row(
        "phase_without_data",
        "phases that lack the same are named together",
        f"/{PLAN}/phases/0/data",
        phases(without("data"), WHOLE, without("data")),
        {},
    ),
    Row(
        "phase_without_data",
        "a phase without data cannot be judged",
        f"/{PLAN}/phases/1/data",
        phases(WHOLE, without("data")),
        phases(WHOLE, WHOLE),
    ),
    Row(
        "demands_before_supports",
        "a phase that asks more has its supports ready first",
        f"/{PLAN}/phases/1/supports",
        phases(WHOLE, {**without("supports"), "minutes_per_day": 60}),
        phases(WHOLE, {**without("supports"), "minutes_per_day": 30}),
    ),
    Row(
        "demands_before_supports",
        "a support that must be earned by attending comes too late",
        f"/{PLAN}/phases/0/supports/1",
        phases({**WHOLE, "supports": ["Seat chosen", "Quiet room once she attends every day"]}),
        phases({**WHOLE, "supports": ["Seat chosen", "Quiet room, not a reward to earn"]}),
    ),
    Row(
        "demands_before_supports",
        "the first phase asks something in any case",
        f"/{PLAN}/phases/0/supports",
        phases(without("supports"), WHOLE),
        phases(WHOLE, {"name": "Rest"}),
    ),
    Row(
        "phase_minutes_more_than_double",
        "minutes that more than double are a jump",
        f"/{PLAN}/phases/1/minutes_per_day",
        phases(WHOLE, {**WHOLE, "minutes_per_day": 61}),
        phases(WHOLE, {**WHOLE, "minutes_per_day": 60}),
    ),
    Row(
        "first_step_above_starting_point",
        "the first step asks for no more minutes than the student manages today",
        f"/{PLAN}/first_step",
        {PLAN: {"starting_point": "Can stay ten minutes in the parking lot", "first_step": "Half an hour in room 12"}},
        {PLAN: {"starting_point": "Can stay half an hour in the office", "first_step": "30 minutes in room 12"}},
    ),
    Row(
        "first_step_above_starting_point",
        "class is no first step for a student who cannot enter the building",
        f"/{PLAN}/first_step",
        {PLAN: {"starting_point": "She cannot leave the car.", "first_step": "Joins math class."}},
        {PLAN: {"starting_point": "She cannot leave the car.", "first_step": "Opens the car door; no class yet."}},
    ),
    Row(
        "first_step_above_starting_point",
        "the first phase stays near what the student manages today",
        f"/{PLAN}/phases/0/minutes_per_day",
        {PLAN: {"starting_point": "Manages 10 minutes", "phases": [{**WHOLE, "minutes_per_day": 60}]}},
        {PLAN: {"starting_point": "Manages 10 minutes", "phases": [{**WHOLE, "minutes_per_day": 20}]}},
    ),
    Row(
        "first_step_above_starting_point",
        "twice the minutes of today is not too much for a first phase that no first step explains",
        f"/{PLAN}/phases/0/minutes_per_day",
        {PLAN: {"starting_point": "Manages 10 minutes, once 15", "phases": [{**WHOLE, "minutes_per_day": 31}]}},
        {PLAN: {"starting_point": "Manages 10 minutes, once 15 minutes", "phases": [WHOLE]}},
    ),
    Row(
        "ladder_starts_too_high",
        "a ladder starts with a step that the student rates moderate",
        f"/{PLAN}/ladder/0/rating",
        {PLAN: {"ladder": [{"step": "Art class", "rating": 8}]}},
        {PLAN: {"ladder": [{"step": "Walk past the school", "rating": 5}, {"step": "Art class", "rating": 8}]}},
    ),
    Row(
        "ladder_starts_too_high",
        "six of ten is moderate still",
        f"/{PLAN}/ladder/0/rating",
        {PLAN: {"ladder": [{"step": "Art class", "rating": 7}]}},
        {PLAN: {"ladder": [{"step": "Art class", "rating": 6}]}},
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_rule(row: Row) -> None:
    holds(row)


@pytest.mark.parametrize("rule", ["when ready", "When she feels comfortable enough", "Maya is ready to move on"])
def test_a_rule_for_going_on_that_names_a_feeling_only_cannot_be_counted(rule: str) -> None:
    assert heard(phases({**WHOLE, "advance_when": [rule]}, WHOLE), "phase_goes_on_by_calendar")


@pytest.mark.parametrize(
    "rule", ["Week 3", "after 10 school days", "in two weeks", "2027-01-11", "The second month begins"]
)
def test_a_rule_for_going_on_that_names_time_only_is_noticed(rule: str) -> None:
    assert heard(phases({**WHOLE, "advance_when": [rule]}, WHOLE), "phase_goes_on_by_calendar")


@pytest.mark.parametrize(
    "rule", ["8 of 10 days held", "Maya is ready and says so on 3 days", "Two weeks without early pickup"]
)
def test_a_rule_for_going_on_that_can_be_counted_is_left_alone(rule: str) -> None:
    assert heard(phases({**WHOLE, "advance_when": [rule]}, WHOLE), "phase_goes_on_by_calendar") == []


def test_the_standard_phases_are_advised_upon_by_nobody() -> None:
    ids = {advisory.id for advisory in advice_for(a_case({PLAN: {"safe_space": "Room 12"}}), today=TODAY)}
    assert not {id for id in ids if id.startswith("phase_")}


@pytest.mark.parametrize("rule", ["After winter break", "In two weeks' time", "After the holidays"])
def test_a_holiday_is_a_time_and_no_rule_for_going_on(rule: str) -> None:
    assert heard(phases({**WHOLE, "advance_when": [rule]}, WHOLE), "phase_goes_on_by_calendar")


@pytest.mark.parametrize(
    "support", ["Break pass as a reward for coming", "If she attends every day she may use the side door"]
)
def test_a_support_that_has_to_be_earned_is_noticed(support: str) -> None:
    assert heard(phases({**WHOLE, "supports": [support]}), "demands_before_supports")


@pytest.mark.parametrize(
    "support", ["She earns no points; praise only", "When she returns from a break nobody asks", "No need to earn it"]
)
def test_a_support_that_need_not_be_earned_is_left_alone(support: str) -> None:
    assert heard(phases({**WHOLE, "supports": [support]}), "demands_before_supports") == []


@pytest.mark.parametrize(
    ("today", "first"),
    [
        ("Sits in the parking lot for 20 minutes.", "Attends math class."),
        ("Has not been inside the school since October; cannot leave the car.", "Joins homeroom."),
        ("Drives past the school with her father.", "One full period a day."),
    ],
)
def test_class_is_too_high_a_first_step_for_who_stays_outside(today: str, first: str) -> None:
    step = {PLAN: {"starting_point": today, "first_step": first}}
    assert heard(step, "first_step_above_starting_point")


@pytest.mark.parametrize(
    ("today", "first"),
    [
        ("Cannot enter the cafeteria; attends three classes.", "First period, as she does now."),
        ("Sits in the parking lot, then in the library for one class.", "Attends math class."),
        ("Cannot enter the building.", "Walks to the door with Ms. Bell."),
    ],
)
def test_a_first_step_within_reach_is_left_alone(today: str, first: str) -> None:
    step = {PLAN: {"starting_point": today, "first_step": first}}
    assert heard(step, "first_step_above_starting_point") == []


@pytest.mark.parametrize(
    ("before", "after", "between"), [(30, 120, "60"), (60, 240, "120"), (60, 130, "90"), (10, 60, "20"), (20, 41, "30")]
)
def test_the_step_to_put_between_two_phases_is_about_halfway_and_no_jump_itself(
    before: int, after: int, between: str
) -> None:
    steep = phases({**WHOLE, "minutes_per_day": before}, {**WHOLE, "minutes_per_day": after})
    (advisory,) = heard(steep, "phase_minutes_more_than_double")
    assert f"such as {between} minutes a day" in advisory.do


@pytest.mark.parametrize("name", ["attendance", "steps", "minutes_per_day"])
def test_where_minutes_cannot_be_compared_any_time_at_school_asks_more(name: str) -> None:
    first = {key: value for key, value in WHOLE.items() if key != "minutes_per_day"}
    value = {"attendance": "Two periods", "steps": ["Sits in class"], "minutes_per_day": 20}[name]
    nothing = {key: value for key, value in first.items() if key not in ("attendance", "steps", "supports")}
    assert heard(phases(first, {**nothing, name: value}), "demands_before_supports")
    assert heard(phases(first, nothing), "demands_before_supports") == []
