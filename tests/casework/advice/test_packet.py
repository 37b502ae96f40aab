"""Rules on one packet that tells one story: supports, people, places and hours agree."""

from __future__ import annotations

from typing import Any

import pytest

from tests.casework.advice.table import Row, heard, holds

REQUEST, LETTER, PLAN, CREDIT = (
    "evaluation_request",
    "section_504_letter",
    "reintegration_plan",
    "credit_recovery_proposal",
)


def loads(*hours: float) -> list[dict[str, Any]]:
    return [
        {"phase": name, "weekly_hours": hour}
        for name, hour in zip(("Re-entry", "Build tolerance"), hours, strict=False)
    ]


ROWS = (
    Row(
        "interim_ends_before_decision",
        "interim supports last until the eligibility decision",
        f"/{LETTER}/interim_until",
        {LETTER: {"interim_until": "winter break"}},
        {LETTER: {"interim_until": "the eligibility decision"}},
    ),
    Row(
        "interim_ends_before_decision",
        "a request made earlier has its decision still to come, and without a request there is none to wait for",
        f"/{LETTER}/interim_until",
        {"documents": [LETTER], LETTER: {"interim_until": "June", "evaluation_requested_on": "2026-10-01"}},
        {"documents": [LETTER], LETTER: {"interim_until": "June"}},
    ),
    Row(
        "credit_hours_exceed_time_at_school",
        "each line is held to its own phase, and a phase of unknown length to nothing",
        f"/{CREDIT}/load_by_phase/1/weekly_hours",
        {
            PLAN: {"phases": [{"name": "Re-entry"}, {"name": "Build tolerance", "minutes_per_day": 54}]},
            CREDIT: {"load_by_phase": loads(9, 4.75)},
        },
        {
            PLAN: {"phases": [{"name": "Re-entry"}, {"name": "Build tolerance", "minutes_per_day": 54}]},
            CREDIT: {"load_by_phase": loads(9, 4.5)},
        },
    ),
    Row(
        "credit_hours_exceed_time_at_school",
        "credit work stays smaller than the time at school",
        f"/{CREDIT}/load_by_phase/0/weekly_hours",
        {PLAN: {"phases": [{"name": "Re-entry", "minutes_per_day": 30}]}, CREDIT: {"load_by_phase": loads(3)}},
        {PLAN: {"phases": [{"name": "Re-entry", "minutes_per_day": 60}]}, CREDIT: {"load_by_phase": loads(3)}},
    ),
    Row(
        "credit_hours_exceed_time_at_school",
        "the standard phases have their time too, and a phase may be named by its number",
        f"/{CREDIT}/load_by_phase/0/weekly_hours",
        {CREDIT: {"load_by_phase": [{"phase": "Phase 1", "weekly_hours": 12}]}},
        {CREDIT: {"load_by_phase": [{"phase": "Phase 1", "weekly_hours": 10}, {"phase": "2", "weekly_hours": 30}]}},
    ),
    Row(
        "credit_hours_exceed_time_at_school",
        "a later standard phase is its share of this school's day",
        f"/{CREDIT}/load_by_phase/0/weekly_hours",
        {
            PLAN: {"school_day_minutes": 400},
            CREDIT: {"load_by_phase": [{"phase": "Build tolerance", "weekly_hours": 17}]},
        },
        {
            PLAN: {"school_day_minutes": 400},
            CREDIT: {"load_by_phase": [{"phase": "Build tolerance", "weekly_hours": 16}]},
        },
    ),
    Row(
        "load_names_other_phase",
        "hours are given for phases that the plan has",
        f"/{CREDIT}/load_by_phase/0/phase",
        {CREDIT: {"load_by_phase": [{"phase": "Warm-up", "weekly_hours": 1}]}},
        {CREDIT: {"load_by_phase": [{"phase": "Phase 2", "weekly_hours": 1}]}},
    ),
    Row(
        "credit_work_against_plan",
        "a plan without make-up work at first leaves no hours for it",
        f"/{CREDIT}/load_by_phase/0/weekly_hours",
        {PLAN: {"workload": "No make-up work in the first phase."}, CREDIT: {"load_by_phase": loads(1, 2)}},
        {PLAN: {"workload": "No make-up work in the first phase."}, CREDIT: {"load_by_phase": loads(0, 2)}},
    ),
    Row(
        "credit_work_against_plan",
        "a support that takes new demands away at first leaves no hours either",
        f"/{CREDIT}/load_by_phase/0/weekly_hours",
        {LETTER: {"accommodations": [{"id": "no_new_demands"}]}, CREDIT: {"load_by_phase": loads(1, 2)}},
        {PLAN: {"workload": "No make-up work at lunch. At first one class."}, CREDIT: {"load_by_phase": loads(1, 2)}},
    ),
    Row(
        "people_named_differently",
        "a contact whose stand-in meets the student at the door is no surprise",
        f"/{PLAN}/arrival/greeter",
        {
            LETTER: {"staff_contact": "Ruth Bell, counselor", "stand_in": "Ana Lopez"},
            PLAN: {"trusted_adult": "Ms. Bell", "arrival": {"greeter": "Mr. Luis Ortiz"}},
        },
        {
            LETTER: {"staff_contact": "Ruth Bell, counselor", "stand_in": "Luis Ortiz"},
            PLAN: {"trusted_adult": "the counselor", "arrival": {"greeter": "Mr. Luis Ortiz"}},
        },
    ),
    Row(
        "people_named_differently",
        "letter and plan name one adult",
        f"/{PLAN}/trusted_adult",
        {LETTER: {"staff_contact": "Ms. Bell, counselor"}, PLAN: {"trusted_adult": "Mr. Chen, counselor"}},
        {LETTER: {"staff_contact": "Ms. Bell, counselor"}, PLAN: {"trusted_adult": "Sarah Bell"}},
    ),
    Row(
        "people_named_differently",
        "another adult is fine who has a place in the team",
        f"/{PLAN}/arrival/greeter",
        {PLAN: {"trusted_adult": "Ms. Bell", "arrival": {"greeter": "Mr. Ortiz"}}},
        {PLAN: {"trusted_adult": "Ms. Bell", "arrival": {"greeter": "Mr. Ortiz"}, "team": [{"name": "Luis Ortiz"}]}},
    ),
    Row(
        "people_named_differently",
        "the last name is what people are known by, also after an initial",
        f"/{PLAN}/trusted_adult",
        {LETTER: {"staff_contact": "Ruth A. Bell, counselor"}, PLAN: {"trusted_adult": "Ruth A. Chen, counselor"}},
        {LETTER: {"staff_contact": "Ruth A. Bell, counselor"}, PLAN: {"trusted_adult": "in Ms. Bell's room"}},
    ),
    Row(
        "places_named_differently",
        "the safe place is one room",
        f"/{PLAN}/exit_plan/0",
        {PLAN: {"safe_space": "Room 12", "exit_plan": ["Walks to room 14."]}},
        {PLAN: {"safe_space": "Room 12", "exit_plan": ["Leaves room 14 and walks to room 12."]}},
    ),
    Row(
        "places_named_differently",
        "the letter sends to the safe place of the plan on a bad day",
        f"/{LETTER}/bad_day_plan/0",
        {PLAN: {"safe_space": "Room 12"}, LETTER: {"bad_day_plan": ["She goes to room 14."]}},
        {PLAN: {"safe_space": "Room 12"}, LETTER: {"bad_day_plan": ["She goes to room 12."]}},
    ),
    Row(
        "places_named_differently",
        "the plan for a bad day sends to the safe place",
        f"/{PLAN}/bad_day_plan/1",
        {PLAN: {"safe_space": "Room 12", "bad_day_plan": ["No questions.", "Walks to room 14."]}},
        {PLAN: {"safe_space": "Room 12", "bad_day_plan": ["No questions.", "Walks to room 12."]}},
    ),
    Row(
        "places_named_differently",
        "a calm space is where the safe place is",
        f"/{LETTER}/accommodations/1/where",
        {
            PLAN: {"safe_space": "Room 12"},
            LETTER: {"accommodations": [{"id": "anytime_pass"}, {"id": "calm_space", "where": "Room 14"}]},
        },
        {
            PLAN: {"safe_space": "Room 12"},
            LETTER: {"accommodations": [{"id": "later_start", "where": "Room 14"}, {"id": "calm_space"}]},
        },
    ),
    Row(
        "places_named_differently",
        "the calm space of the letter is the safe place of the plan",
        f"/{LETTER}/accommodations/0/where",
        {
            LETTER: {"accommodations": [{"id": "calm_space", "where": "Nurse's office"}]},
            PLAN: {"safe_space": "The counseling office"},
        },
        {
            LETTER: {"accommodations": [{"id": "calm_space", "where": "Counselor's office"}]},
            PLAN: {"safe_space": "The counseling office, room 12"},
        },
    ),
    Row(
        "places_named_differently",
        "what is said of a calm space names the safe place too",
        f"/{PLAN}/accommodations/0/detail",
        {PLAN: {"safe_space": "Room 12", "accommodations": [{"id": "calm_space", "detail": "In room 14"}]}},
        {PLAN: {"safe_space": "Room 12", "accommodations": [{"id": "calm_space", "detail": "In room 12"}]}},
    ),
    Row(
        "load_names_other_phase",
        "a phase may be named by its number, and there are only so many",
        f"/{CREDIT}/load_by_phase/2/phase",
        {
            PLAN: {"phases": [{"name": "Re-entry"}, {"name": "Build tolerance"}]},
            CREDIT: {"load_by_phase": [{"phase": f"Phase {number}", "weekly_hours": 0} for number in (1, 2, 3)]},
        },
        {
            PLAN: {"phases": [{"name": "Re-entry"}, {"name": "Build tolerance"}]},
            CREDIT: {"load_by_phase": [{"phase": name, "weekly_hours": 0} for name in ("Phase 1", "2nd", "re-entry")]},
        },
    ),
    Row(
        "load_names_other_phase",
        "a name that holds the phase's own, or is held by it, is that phase",
        f"/{CREDIT}/load_by_phase/0/phase",
        {
            PLAN: {"phases": [{"name": "Re-entry"}]},
            CREDIT: {"load_by_phase": [{"phase": "Summer", "weekly_hours": 1}]},
        },
        {
            PLAN: {"phases": [{"name": "Re-entry"}]},
            CREDIT: {"load_by_phase": [{"phase": "Gentle re-entry weeks", "weekly_hours": 0}]},
        },
    ),
    Row(
        "load_names_other_phase",
        "phases that have no names yet are nothing to differ from",
        f"/{CREDIT}/load_by_phase/0/phase",
        {
            PLAN: {"phases": [{"minutes_per_day": 30}, {"name": "Mornings"}]},
            CREDIT: {"load_by_phase": [{"phase": "Summer", "weekly_hours": 1}]},
        },
        {
            PLAN: {"phases": [{"minutes_per_day": 30}]},
            CREDIT: {"load_by_phase": [{"phase": "Summer", "weekly_hours": 1}]},
        },
    ),
    Row(
        "places_named_differently",
        "a room number and a name may be one place",
        f"/{PLAN}/accommodations/0/detail",
        {PLAN: {"safe_space": "Library", "accommodations": [{"id": "calm_space", "detail": "In the gym"}]}},
        {PLAN: {"safe_space": "Library", "accommodations": [{"id": "calm_space", "detail": "In room 114"}]}},
    ),
    Row(
        "letter_support_not_in_plan",
        "what the letter asks for stands in the plan",
        f"/{PLAN}/accommodations",
        {LETTER: {"accommodations": [{"id": "later_start"}]}, PLAN: {"accommodations": [{"id": "calm_space"}]}},
        {
            LETTER: {"accommodations": [{"id": "later_start"}]},
            PLAN: {"accommodations": [{"id": "calm_space"}, {"id": "later_start"}]},
        },
    ),
    Row(
        "letter_support_not_in_plan",
        "several supports that the plan leaves out are named together",
        f"/{PLAN}/accommodations",
        {
            LETTER: {"accommodations": [{"id": "later_start"}, {"text": "Own words"}, {"id": "anytime_pass"}]},
            PLAN: {"accommodations": [{"id": "calm_space"}]},
        },
        {LETTER: {"accommodations": [{"id": "later_start"}]}, PLAN: {"setback_plan": ["One step lower"]}},
    ),
    Row(
        "bad_day_plans_differ",
        "the plan too may be the shorter one",
        f"/{PLAN}/bad_day_plan",
        {LETTER: {"bad_day_plan": ["Call home.", "No force."]}, PLAN: {"bad_day_plan": ["No force", "A walk"]}},
        {LETTER: {"bad_day_plan": ["Call home.", "No force."]}, PLAN: {"bad_day_plan": ["No force"]}},
    ),
    Row(
        "bad_day_plans_differ",
        "a bad day has one plan",
        f"/{PLAN}/bad_day_plan",
        {LETTER: {"bad_day_plan": ["Ms. Bell calls home."]}, PLAN: {"bad_day_plan": ["The office calls home."]}},
        {
            LETTER: {"bad_day_plan": ["Ms. Bell calls home."]},
            PLAN: {"bad_day_plan": ["Ms Bell calls home", "No force."]},
        },
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_rule(row: Row) -> None:
    holds(row)


@pytest.mark.parametrize("until", ["a 504 plan is in place", "the team has decided", "the evaluation is finished"])
def test_interim_supports_may_end_with_the_plan_that_replaces_them(until: str) -> None:
    assert heard({LETTER: {"interim_until": until}}, "interim_ends_before_decision") == []
