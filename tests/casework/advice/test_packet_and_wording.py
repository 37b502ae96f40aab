"""Rules on one packet, one story: numbers, people, places, hours, dates; and rules on wording."""

from __future__ import annotations

from typing import Any

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


def loads(*hours: float) -> list[dict[str, Any]]:
    return [
        {"phase": name, "weekly_hours": hour}
        for name, hour in zip(("Re-entry", "Build tolerance"), hours, strict=False)
    ]


def courses_from(*starts: str) -> list[dict[str, Any]]:
    return [{"name": "English 10", "start": start} for start in starts]


def log_of(*days: str) -> list[dict[str, Any]]:
    return [{"date": day, "kind": "absent"} for day in days]


def impact(text: str) -> Changes:
    return {**DAYS, "academic_impact": text}


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
    Row(
        "review_before_start",
        "supports are reviewed after the return has begun",
        f"/{LETTER}/review_on",
        {LETTER: {"review_on": "2026-12-01"}, PLAN: {"start_on": "2026-12-07"}},
        {LETTER: {"review_on": "2027-01-15"}, PLAN: {"start_on": "2026-12-07"}},
    ),
    Row(
        "review_before_start",
        "courses are reviewed after the first has begun",
        f"/{CREDIT}/review_on",
        {CREDIT: {"review_on": "2027-01-04", "courses": [{"name": "English 10", "start": "2027-01-11"}]}},
        {CREDIT: {"review_on": "2027-02-05", "courses": [{"name": "English 10", "start": "2027-01-11"}]}},
    ),
    Row(
        "review_before_start",
        "a review on the first day of the return has nothing to look at yet",
        f"/{LETTER}/review_on",
        {LETTER: {"review_on": "2026-12-07"}, PLAN: {"start_on": "2026-12-07"}},
        {LETTER: {"review_on": "2026-12-08"}, PLAN: {"start_on": "2026-12-07"}},
    ),
    Row(
        "review_before_start",
        "a review of the proposal comes no sooner than the first of its courses",
        f"/{CREDIT}/review_on",
        {CREDIT: {"review_on": "2027-01-10", "courses": courses_from("2027-02-01", "2027-01-11")}},
        {CREDIT: {"review_on": "2027-01-11", "courses": courses_from("2027-02-01", "2027-01-11")}},
    ),
    Row(
        "reply_after_review",
        "an answer comes before the review",
        f"/{LETTER}/reply_by",
        {LETTER: {"reply_by": "2027-01-15", "review_on": "2027-01-15"}},
        {LETTER: {"reply_by": "2026-12-04", "review_on": "2027-01-15"}},
    ),
    Row(
        "reply_after_review",
        "the proposal too is answered before its review",
        f"/{CREDIT}/reply_by",
        {CREDIT: {"reply_by": "2027-01-15", "review_on": "2027-01-15"}},
        {CREDIT: {"reply_by": "2027-01-14", "review_on": "2027-01-15"}},
    ),
    Row(
        "reply_after_appeal",
        "an answer comes before the appeal ends",
        f"/{CREDIT}/reply_by",
        {CREDIT: {"reply_by": "2026-12-07", "appeal_by": "2026-12-04"}},
        {CREDIT: {"reply_by": "2026-12-02", "appeal_by": "2026-12-04"}},
    ),
    Row(
        "reply_after_appeal",
        "an answer on the last day to appeal is still in time",
        f"/{CREDIT}/reply_by",
        {CREDIT: {"reply_by": "2026-12-05", "appeal_by": "2026-12-04"}},
        {CREDIT: {"reply_by": "2026-12-04", "appeal_by": "2026-12-04"}},
    ),
    Row(
        "reply_after_plan_starts",
        "the school answers before the plan starts",
        f"/{PLAN}/start_on",
        {LETTER: {"reply_by": "2026-12-07"}, PLAN: {"start_on": "2026-11-30"}},
        {LETTER: {"reply_by": "2026-12-04"}, PLAN: {"start_on": "2026-12-07"}},
    ),
    Row(
        "reply_after_plan_starts",
        "a plan may start on the day of the answer",
        f"/{PLAN}/start_on",
        {LETTER: {"reply_by": "2026-12-08"}, PLAN: {"start_on": "2026-12-07"}},
        {LETTER: {"reply_by": "2026-12-07"}, PLAN: {"start_on": "2026-12-07"}},
    ),
    Row(
        "plan_starts_before_letter",
        "a plan starts after it is sent",
        f"/{PLAN}/start_on",
        {"date": "2026-11-16", PLAN: {"start_on": "2026-11-09"}},
        {"date": "2026-11-16", PLAN: {"start_on": "2026-11-30"}},
    ),
    Row(
        "plan_starts_before_letter",
        "a plan may start on the day of the letter",
        f"/{PLAN}/start_on",
        {"date": "2026-11-16", PLAN: {"start_on": "2026-11-15"}},
        {"date": "2026-11-16", PLAN: {"start_on": "2026-11-16"}},
    ),
    Row(
        "support_starts_after_plan",
        "supports are there when the return begins",
        f"/{LETTER}/accommodations/0/start",
        {LETTER: {"accommodations": [{"id": "calm_space", "start": "2027-01-11"}]}, PLAN: {"start_on": "2026-12-07"}},
        {LETTER: {"accommodations": [{"id": "calm_space", "start": "2026-12-07"}]}, PLAN: {"start_on": "2026-12-07"}},
    ),
    Row(
        "support_starts_after_plan",
        "the plan's own supports are there on its first day, and a start in words is not a date",
        f"/{PLAN}/accommodations/1/start",
        {
            PLAN: {
                "start_on": "2026-12-07",
                "accommodations": [
                    {"id": "later_start", "start": "after the break"},
                    {"id": "calm_space", "start": "2026-12-08"},
                ],
            }
        },
        {PLAN: {"start_on": "2026-12-07", "accommodations": [{"id": "calm_space", "start": "2026-12-07"}]}},
    ),
    Row(
        "request_dated_differently",
        "the letter quotes the date that the request bears",
        f"/{LETTER}/evaluation_requested_on",
        {"date": "2026-11-16", LETTER: {"evaluation_requested_on": "2026-11-10"}},
        {"date": "2026-11-16", "documents": [LETTER], LETTER: {"evaluation_requested_on": "2026-11-10"}},
    ),
    Row(
        "request_dated_differently",
        "request and letter of one day agree",
        f"/{LETTER}/evaluation_requested_on",
        {"date": "2026-11-16", LETTER: {"evaluation_requested_on": "2026-11-15"}},
        {"date": "2026-11-16", LETTER: {"evaluation_requested_on": "2026-11-16"}},
    ),
    Row(
        "count_is_old",
        "the count of absences is up to date",
        "/attendance/to",
        {"attendance": {"to": "2026-10-01", "days_absent": 9}},
        {"attendance": {"to": "2026-11-13", "days_absent": 9}},
    ),
    Row(
        "count_is_old",
        "a count that ends thirty days before the letter is recent enough",
        "/attendance/to",
        {"date": "2026-11-16", "attendance": {"to": "2026-10-16", "days_absent": 9}},
        {"date": "2026-11-16", "attendance": {"to": "2026-10-17", "days_absent": 9}},
    ),
    Row(
        "log_day_on_weekend",
        "several days of a weekend are named together",
        "/attendance/log/0/date",
        {"attendance": {"log": log_of("2026-11-07", "2026-11-06", "2026-11-08")}},
        {"attendance": {"log": log_of("2026-11-06", "2026-11-09", "2026-11-13")}},
    ),
    Row(
        "log_day_on_weekend",
        "a log has school days in it",
        "/attendance/log/1/date",
        {"attendance": {"log": [{"date": "2026-11-06", "kind": "absent"}, {"date": "2026-11-07", "kind": "absent"}]}},
        {"attendance": {"log": [{"date": "2026-11-06", "kind": "absent"}, {"date": "2026-11-09", "kind": "absent"}]}},
    ),
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
    Row(
        "names_another_child",
        "a name that belongs to nobody in the case is noticed",
        "/concerns/0",
        {"concerns": ["Jacob cannot leave the car."]},
        {"concerns": ["Maya cannot leave the car."]},
    ),
    Row(
        "names_another_child",
        "a goal begins with this student's name",
        f"/{PLAN}/goals/0/text",
        {PLAN: {"goals": [{"text": "Tzeitel will show the card in 4 of 5 hard moments."}]}},
        {PLAN: {"goals": [{"text": "Maya will show the card in 4 of 5 hard moments."}]}},
    ),
    Row(
        "pronouns_differ",
        "pronouns other than the student's are a sign of another case",
        "/concerns/0",
        {"student.pronouns": "she/her", "concerns": ["He cries on most mornings."]},
        {"student.pronouns": "she/her", "concerns": ["Her father drives; he waits in the car."]},
    ),
    Row(
        "pronouns_differ",
        "a pronoun may be that of a person whom the case names",
        "/concerns/0",
        {"student.pronouns": "they/them", "concerns": ["Tyler waits with Maya, and he sings."]},
        {
            "student.pronouns": "they/them",
            "concerns": ["Tyler waits with Maya, and he sings."],
            "supports_tried": [{"what": "Walks to the door", "who": "Tyler Moss"}],
        },
    ),
    Row(
        "pronouns_not_given",
        "a letter does not say “they” beside a family's own “he”",
        "/student/pronouns",
        {"concerns": ["He cries on most mornings."]},
        {"student.pronouns": "he/him", "concerns": ["He cries on most mornings."]},
    ),
    Row(
        "pronouns_not_given",
        "a student who writes speaks of someone else",
        "/student/pronouns",
        {"sender.role": "parent", "strengths": ["Loves that she can draw."]},
        {"sender.role": "student", "strengths": ["I love that she can draw."]},
    ),
    Row(
        "asks_for_the_best",
        "the law gives what is appropriate and not the best",
        "/academic_impact",
        {"academic_impact": "Maya deserves the best education and should reach her full potential."},
        {"academic_impact": "Maya does her best; her best friend helps her, and mornings are best."},
    ),
    Row(
        "blames_the_school",
        "facts move a school more than blame",
        "/concerns/0",
        {"concerns": ["The school has ignored us since May."]},
        {"concerns": ["We wrote on May 4 and have no answer yet. She failed math at the school."]},
    ),
    Row(
        "blames_the_child",
        "a disability is no choice",
        "/functional_impact",
        {"functional_impact": "At home she is lazy and defiant."},
        {"functional_impact": "She is not lazy. A teacher called her defiant."},
    ),
    Row(
        "writes_in_anger",
        "a calm letter is read to its end",
        "/concerns/0",
        {"concerns": ["This is outrageous!!"]},
        {"concerns": ["This has to change soon!"]},
    ),
    Row(
        "vague_support",
        "a support says when, where and who",
        f"/{LETTER}/accommodations/0/text",
        {LETTER: {"accommodations": [{"text": "Breaks as needed"}]}},
        {LETTER: {"accommodations": [{"text": "A ten-minute break in room 12 on showing the card"}]}},
    ),
    Row(
        "vague_support",
        "another field of the support may say what sets it going",
        f"/{LETTER}/accommodations/0/text",
        {LETTER: {"accommodations": [{"text": "Breaks as needed", "where": "Room 12"}]}},
        {LETTER: {"accommodations": [{"text": "Breaks as needed", "when": "On showing the blue card"}]}},
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


@pytest.mark.parametrize(
    "text",
    [
        "Her brother Jacob walks with her. Jacob is in 8th grade.",
        "Plays with Emma, and Emma was kind.",
        "Emma, her best friend, moved. Emma is missed.",
        "Mr. Tyler has met her at the door.",
        "Homework is hard, Monday is worst, and English was dropped.",
        "Okafor's needs are known. Maya's absences are listed.",
        "She met Dr. Jacob and Nurse Emma is kind.",
        "Harrison Middle School is loud, and Taylor Street is closed.",
    ],
)
def test_names_that_belong_here_are_left_alone(text: str) -> None:
    assert heard({"concerns": [text]}, "names_another_child") == []


def test_people_named_in_any_field_belong_to_the_case() -> None:
    changes = {
        "providers": [{"name": "Rebecca Stone"}],
        "supports_tried": [{"what": "Walks", "who": "Tyler Moss"}],
        "concerns": ["Rebecca was sure of it. Tyler has tried."],
    }
    assert heard(changes, "names_another_child") == []


@pytest.mark.parametrize(
    "text",
    [
        "She loves his songs and the singer.",
        "Cries when a boy says that he hates her.",
        "They all leave, and she stays.",
        "Ms. Bell lends her his notes.",
    ],
)
def test_pronouns_of_other_people_are_left_alone(text: str) -> None:
    assert heard({"student.pronouns": "she/her", "concerns": [text]}, "pronouns_differ") == []


def test_curly_quotes_and_odd_spaces_change_nothing() -> None:
    assert heard({"concerns": ["The school\u00a0doesn\u2019t care."]}, "blames_the_school")
    assert heard({"functional_impact": "She isn\u2019t lazy."}, "blames_the_child") == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("asks_for_the_best", "The best way to reach me is by phone. What works best is a slow start."),
        ("asks_for_the_best", "The best support so far was a quiet door. We act in her best interest."),
        ("asks_for_the_best", "We are not asking for the best education, only for an appropriate one."),
        ("blames_the_school", "The counselor cared for her on September 9. The team is kind."),
        ("blames_the_school", "Nobody is to blame, and we do not blame the school."),
        ("blames_the_school", "The principal said that the class has failed the test."),
        ("blames_the_child", "She acts in the school play. School refusal is not a choice."),
        ("blames_the_child", "Dr. Adeyemi ruled out oppositional defiant disorder."),
        ("writes_in_anger", "The IEP, FBA and BIP of 2025 are enclosed; ADHD and OCD were ruled out."),
        ("writes_in_anger", "He was furious with himself, he says."),
    ],
)
def test_innocent_sentences_are_left_alone(rule: str, text: str) -> None:
    assert heard({"concerns": [text]}, rule) == []


def test_the_students_own_words_are_left_alone() -> None:
    said = {PLAN: {"student_voice": ["I am lazy. School is RIDICULOUS!!", "Jacob is mean and he hits."]}}
    for rule in ("blames_the_child", "writes_in_anger", "names_another_child", "pronouns_differ"):
        assert heard(said, rule) == []


@pytest.mark.parametrize("until", ["a 504 plan is in place", "the team has decided", "the evaluation is finished"])
def test_interim_supports_may_end_with_the_plan_that_replaces_them(until: str) -> None:
    assert heard({LETTER: {"interim_until": until}}, "interim_ends_before_decision") == []


def test_a_vague_word_is_left_alone_where_another_field_says_what_sets_the_support_going() -> None:
    vague = {"text": "Breaks as needed"}
    assert heard({LETTER: {"accommodations": [vague]}}, "vague_support")
    told = {**vague, "signal": "the blue card on the desk"}
    assert heard({LETTER: {"accommodations": [told]}}, "vague_support") == []
