"""Two invented cases that an advocate would sign as they are: nothing to advise."""

from __future__ import annotations

from typing import Any

MIDDLE_SCHOOL: dict[str, Any] = {
    "date": "2026-11-16",
    "state": "CA",
    "student": {
        "name": "Maya Okafor",
        "pronouns": "she/her",
        "grade": "6",
        "school": "Harlan Middle School",
        "plan": "none",
    },
    "sender": {"name": "Adaeze Okafor", "role": "parent", "email": "adaeze@example.org"},
    "documents": ["evaluation_request", "section_504_letter", "reintegration_plan"],
    "attendance": {
        "from": "2026-08-24",
        "to": "2026-11-13",
        "school_days": 56,
        "days_absent": 19,
        "partial_days": 6,
        "late_arrivals": 9,
        "nurse_visits": 11,
        "pattern": "Mondays and days with physical education are the hardest; in October she missed seven days.",
    },
    "barriers": [
        {"kind": "anxiety", "detail": "Panic when the hallway fills before first period"},
        {"kind": "sensory", "detail": "The noise of the cafeteria"},
    ],
    "concerns": [
        "Vomits before school on most mornings. She wants to go and gets dressed, and then she cannot leave the car.",
        "Her brother Jacob walks her to the door. He says that she shakes when the bell rings.",
        "Her best friend moved away in June, and the best time of her day is art.",
    ],
    "strengths": ["Draws comics for hours", "Is kind to younger children and works well with Ms. Bell"],
    "academic_impact": (
        "Maya has missed 19 of 56 school days. Missing work in four classes; her grade in math fell from B to D after "
        "tests she could not take."
    ),
    "functional_impact": "She no longer sees her friends and sleeps three hours on Sunday nights.",
    "supports_tried": [
        {
            "what": "Later start on Mondays",
            "who": "Ms. Bell, school counselor",
            "since": "2026-10-05",
            "result": "Came in on two of five Mondays",
        }
    ],
    "providers": [
        {
            "name": "Dr. Ruth Adeyemi",
            "role": "Pediatrician",
            "diagnosis": "Generalized anxiety disorder",
            "summary": "Advises a gradual return with support. Mornings are best spent without hurry.",
        }
    ],
    "enclosures": ["Letter of Dr. Adeyemi, September 30, 2026"],
    "evaluation_request": {
        "reasons": (
            "Since September 8 Maya has cried and vomited before school on four mornings a week. We ask for a full and "
            "individual evaluation; a diagnosis is not needed for this, and one is enclosed."
        ),
        "evaluations": [{"id": "social_emotional"}, {"id": "occupational_sensory"}],
        "requests_meeting": True,
        "consent_ready": True,
        "interim_supports": True,
        "attendance_hold": True,
        "reply_by": "2026-12-04",
    },
    "section_504_letter": {
        "evaluation_requested_on": "2026-11-16",
        "impairment": "Generalized anxiety disorder",
        "major_life_activities": ["learning", "concentrating"],
        "accommodations": [
            {"id": "quiet_entrance", "barrier": "Crowded main entrance"},
            {"id": "anytime_pass"},
            {"id": "noise_reduction"},
        ],
        "services": [{"id": "counseling_individual"}],
        "bad_day_plan": ["Ms. Bell calls home.", "Nobody carries Maya inside.", "Maya may start in room 12."],
        "staff_contact": "Ms. Bell, school counselor",
        "stand_in": "Mr. Chen, assistant principal",
        "interim_until": "the eligibility decision",
        "review_on": "2027-01-22",
        "reply_by": "2026-12-04",
        "meeting_dates": ["2026-12-02"],
    },
    "reintegration_plan": {
        "attaches_to": "section_504",
        "start_on": "2026-12-07",
        "starting_point": "Can drive to the parking lot and stay ten minutes",
        "first_step": "Walks to the side door with Ms. Bell, stays five minutes and goes home again",
        "student_voice": ["It is too loud, everyone looks at me and I am so lazy."],
        "ladder": [{"step": "Sit in the car in the parking lot", "rating": 3}, {"step": "Art class", "rating": 5}],
        "arrival": {"time": "9:15 a.m.", "door": "Side door", "greeter": "Ms. Bell"},
        "safe_space": "Counseling office, room 12",
        "trusted_adult": "Ms. Bell, school counselor",
        "exit_plan": ["Shows the blue card and walks to room 12."],
        "bad_day_plan": ["Ms. Bell calls home.", "Nobody carries Maya inside."],
        "setback_plan": ["After a holiday the plan starts one step lower for two days."],
        "workload": "No make-up work in the first phase; essential tasks only in the second. Missed work is excused.",
        "phases": [
            {
                "name": "Re-entry",
                "span": "About one to two weeks; her response sets the pace",
                "minutes_per_day": 15,
                "supports": ["Greeter told and free at 9:15", "Room 12 ready and shown to Maya"],
                "data": ["Minutes in the building", "Distress from 0 to 10"],
                "advance_when": ["The step is met on 4 of 5 days", "Distress at the end is 5 or lower"],
                "hold_when": ["The step is met on 2 or 3 of 5 days"],
            },
            {
                "name": "Build tolerance",
                "minutes_per_day": 30,
                "supports": ["Teacher told; seat by the door chosen"],
                "data": ["Minutes in class"],
                "advance_when": ["8 of 10 days with distress at 5 or lower"],
                "step_back_when": ["Distress at 8 or higher two days in a row"],
            },
        ],
        "goals": [
            {"id": "ask_for_break", "baseline": "Asks in 1 of 5 hard moments"},
            {
                "text": "When distress reaches 5 of 10, Maya will show her card so that she can attend class again.",
                "skill": "Asking for a break before distress peaks",
                "barrier": "Panic in crowded rooms",
                "baseline": "1 of 6 hard moments in October",
                "measure": "Teacher tally, each class, not her attendance rate",
                "target": "4 of 5 hard moments over three weeks",
            },
        ],
        "accommodations": [{"id": "quiet_entrance"}, {"id": "anytime_pass"}, {"id": "noise_reduction"}],
        "team": [{"name": "Ms. Bell", "role": "School counselor", "does": "Meets Maya at the side door"}],
        "review_every": "every Friday",
        "school_day_minutes": 400,
    },
}

HIGH_SCHOOL: dict[str, Any] = {
    "date": "2026-11-16",
    "state": "OH",
    "student": {"name": "Daniel Reyes", "pronouns": "he/him", "grade": "12", "plan": "iep"},
    "sender": {"name": "Lena Ortiz", "role": "advocate", "on_behalf_of": "Carmen Reyes"},
    "documents": ["evaluation_request", "reintegration_plan", "credit_recovery_proposal"],
    "attendance": {"from": "2026-08-20", "to": "2026-11-13", "school_days": 58, "days_absent": 22},
    "barriers": [{"kind": "mood", "detail": "Low energy in the morning"}, {"kind": "academic"}],
    "concerns": ["Daniel says he will never graduate. His teacher called him lazy in front of the class in May."],
    "evaluation_request": {
        "reasons": "Daniel missed 22 days this school year. On October 5 he could not leave the house.",
        "evaluations": [{"id": "social_emotional"}, {"id": "academic_achievement"}],
        "requests_meeting": True,
        "attendance_hold": True,
        "reply_by": "2026-12-04",
    },
    "section_504_letter": {"staff_contact": "Mr. Hall, case manager", "stand_in": "Ms. Ortiz, counselor"},
    "reintegration_plan": {
        "attaches_to": "iep",
        "start_on": "2026-12-07",
        "safe_space": "Library office",
        "trusted_adult": "Mr. Hall, case manager",
        "setback_plan": ["After a break the plan starts one step lower."],
        "bad_day_plan": ["Mr. Hall sends one message; a shorter visit counts."],
        "review_every": "every second Friday",
    },
    "credit_recovery_proposal": {
        "credits_required": 22,
        "credits_earned": 10.5,
        "extended_timeline": True,
        "courses": [
            {
                "name": "English 11",
                "status": "no_credit_absence",
                "missing": "All missed essays and the final",
                "priority": "essential",
                "route": {"id": "essential_standards"},
                "start": "2027-01-11",
                "due": "2027-03-26",
                "weekly_hours": 2,
            },
            {"name": "Geometry", "status": "failed", "priority": "later", "start": "2027-03-29", "weekly_hours": 2},
        ],
        "courses_at_once": 1,
        "weekly_hours": 2,
        "load_by_phase": [
            {"phase": "Re-entry", "weekly_hours": 0},
            {"phase": "Build tolerance", "weekly_hours": 1},
            {"phase": "Expand participation", "weekly_hours": 2},
        ],
        "appeal_by": "2026-12-18",
        "reply_by": "2026-12-04",
        "review_on": "2027-02-05",
    },
}
