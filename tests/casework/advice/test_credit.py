"""Rules on credit recovery."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.builders import TODAY
from tests.casework.advice.table import Changes, Row, heard, holds

CREDIT = "credit_recovery_proposal"


def proposal(**parts: Any) -> Changes:
    return {CREDIT: parts}


def course(start: str, due: str, hours: float = 2, **more: Any) -> dict[str, Any]:
    return {"name": "English 10", "start": start, "due": due, "weekly_hours": hours, **more}


WINTER, SPRING = ("2027-01-11", "2027-03-26"), ("2027-03-29", "2027-06-04")
RE_ENTRY = [{"phase": "Re-entry", "weekly_hours": 0}, {"phase": "Build tolerance", "weekly_hours": 2}]

ROWS = (
    Row(
        "all_missed_work_at_once",
        "all missed work on top of all current work cannot be done",
        "/reintegration_plan/workload",
        {"reintegration_plan": {"workload": "Maya makes up all missed work and keeps up with current classes."}},
        {"reintegration_plan": {"workload": "Maya does not make up all missed work; essential tasks only."}},
    ),
    Row(
        "credit_hours_above_limit",
        "a course needs no more hours than the proposal allows",
        f"/{CREDIT}/courses/0/weekly_hours",
        proposal(weekly_hours=3, courses=[course(*WINTER, 4)]),
        proposal(weekly_hours=3, courses=[course(*WINTER, 3)]),
    ),
    Row(
        "credit_hours_above_limit",
        "courses that run together share the hours",
        f"/{CREDIT}/courses/1/weekly_hours",
        proposal(weekly_hours=3, courses=[course(*WINTER), course("2027-02-01", "2027-04-30")]),
        proposal(weekly_hours=3, courses=[course(*WINTER), course(*SPRING)]),
    ),
    Row(
        "credit_hours_above_limit",
        "the proposal allows no more than the largest phase",
        f"/{CREDIT}/weekly_hours",
        proposal(weekly_hours=4, load_by_phase=RE_ENTRY),
        proposal(weekly_hours=2, load_by_phase=RE_ENTRY),
    ),
    Row(
        "credit_hours_above_limit",
        "where the proposal sets no limit the largest phase does",
        f"/{CREDIT}/courses/0/weekly_hours",
        proposal(load_by_phase=RE_ENTRY, courses=[course(*WINTER, 2.5)]),
        proposal(load_by_phase=RE_ENTRY, courses=[course(*WINTER, 2)]),
    ),
    Row(
        "credit_hours_above_limit",
        "a proposal with hours does not stand beside phases without any",
        f"/{CREDIT}/weekly_hours",
        proposal(weekly_hours=1, load_by_phase=[{"phase": "Re-entry", "weekly_hours": 0}]),
        proposal(weekly_hours=1, load_by_phase=[{"phase": "Re-entry", "weekly_hours": 1}, {"phase": "Summer"}]),
    ),
    Row(
        "credit_hours_above_limit",
        "a course that ends on the day another starts runs beside it",
        f"/{CREDIT}/courses/1/weekly_hours",
        proposal(weekly_hours=3, courses=[course("2027-01-11", "2027-03-29"), course(*SPRING)]),
        proposal(weekly_hours=3, courses=[course("2027-01-11", "2027-03-28"), course(*SPRING)]),
    ),
    Row(
        "credit_hours_above_limit",
        "courses that are too many at once do not hide one that asks too much alone",
        f"/{CREDIT}/courses/2/weekly_hours",
        proposal(weekly_hours=3, courses_at_once=1, courses=[course(*WINTER), course(*WINTER), course(*SPRING, 4)]),
        proposal(weekly_hours=3, courses_at_once=1, courses=[course(*WINTER), course(*WINTER), course(*SPRING, 3)]),
    ),
    Row(
        "credit_work_before_phase_allows",
        "no course runs while the first phase allows no hours",
        f"/{CREDIT}/courses/0/start",
        {
            "reintegration_plan": {"start_on": "2027-01-11"},
            **proposal(load_by_phase=RE_ENTRY, courses=[course(*WINTER)]),
        },
        {
            "reintegration_plan": {"start_on": "2027-01-11"},
            **proposal(load_by_phase=RE_ENTRY, courses=[course(*SPRING)]),
        },
    ),
    Row(
        "credit_work_before_phase_allows",
        "no course runs while the first phase that is proposed allows no hours",
        f"/{CREDIT}/courses/0/start",
        {"reintegration_plan": {"start_on": "2027-01-11"}, **proposal(courses=[course(*WINTER)])},
        {
            "reintegration_plan": {"start_on": "2027-01-11", "phases": [{"name": "Mornings"}]},
            **proposal(courses=[course(*WINTER)]),
        },
    ),
    Row(
        "credit_work_before_phase_allows",
        "a later course that is still running when the return begins is held to the first phase",
        f"/{CREDIT}/courses/2/start",
        {
            "reintegration_plan": {"start_on": "2027-01-11"},
            **proposal(
                load_by_phase=[{"phase": "Re-entry", "weekly_hours": 1}],
                courses=[
                    {"name": "Art", "weekly_hours": 5},
                    course("2026-11-02", "2027-01-10"),
                    course("2026-11-02", "2027-01-11"),
                ],
            ),
        },
        {
            "reintegration_plan": {"start_on": "2027-01-11"},
            **proposal(
                load_by_phase=[{"phase": "Re-entry", "weekly_hours": 1}],
                courses=[
                    course("2027-01-12", "2027-03-26"),
                    {"name": "Art", "start": "2027-01-11"},
                    course(*WINTER, 1),
                ],
            ),
        },
    ),
    Row(
        "more_courses_than_allowed",
        "no more courses run at once than the proposal allows",
        f"/{CREDIT}/courses/1/start",
        proposal(courses_at_once=1, courses=[course(*WINTER), course("2027-02-01", "2027-04-30")]),
        proposal(courses_at_once=1, courses=[course(*WINTER), course(*SPRING)]),
    ),
    Row(
        "more_courses_than_allowed",
        "all that run together are named, the one that came last is pointed at",
        f"/{CREDIT}/courses/0/start",
        proposal(
            courses_at_once=2,
            courses=[course("2027-03-01", "2027-06-04"), course(*WINTER), course("2027-02-01", "2027-04-30")],
        ),
        proposal(courses_at_once=3, courses=[course(*WINTER), course(*WINTER), course(*WINTER)]),
    ),
    Row(
        "many_courses_at_once",
        "three recovery courses at once are too many",
        f"/{CREDIT}/courses_at_once",
        proposal(courses_at_once=3),
        proposal(courses_at_once=2),
    ),
    Row(
        "many_courses_at_once",
        "three courses with the same dates are as many as a limit of three",
        f"/{CREDIT}/courses_at_once",
        proposal(courses=[course(*WINTER), course(*WINTER), course(*WINTER)]),
        proposal(courses=[course(*WINTER), course(*WINTER), course(*SPRING)]),
    ),
    Row(
        "later_course_first",
        "what graduation needs comes first",
        f"/{CREDIT}/courses/1/start",
        proposal(courses=[course(*SPRING, priority="essential"), course(*WINTER, priority="later")]),
        proposal(courses=[course(*SPRING, priority="later"), course(*WINTER, priority="essential")]),
    ),
    Row(
        "later_course_first",
        "the first of the essential courses is held against the first that can wait, and a tie is no fault",
        f"/{CREDIT}/courses/3/start",
        proposal(
            courses=[
                course("2027-03-29", "2027-06-04", priority="later"),
                course("2027-04-05", "2027-06-04", priority="essential"),
                course("2027-01-12", "2027-06-04", priority="essential"),
                course("2027-01-11", "2027-06-04", priority="later"),
            ]
        ),
        proposal(courses=[course(*WINTER, priority="later"), course(*WINTER, priority="essential")]),
    ),
    Row(
        "senior_short_of_credits",
        "a senior short of many credits is told of a longer timeline",
        f"/{CREDIT}/extended_timeline",
        {"student.grade": "12", **proposal(credits_required=24, credits_earned=12)},
        {"student.grade": "12", **proposal(credits_required=24, credits_earned=12, extended_timeline=True)},
    ),
    Row(
        "senior_short_of_credits",
        "a senior with three quarters of the credits is on the usual way",
        f"/{CREDIT}/extended_timeline",
        {"student.grade": "12", **proposal(credits_required=24, credits_earned=17)},
        {"student.grade": "12", **proposal(credits_required=24, credits_earned=18)},
    ),
    Row(
        "senior_short_of_credits",
        "a junior has two years, and a gap smaller than one credit is not worth a word",
        f"/{CREDIT}/extended_timeline",
        {"student.grade": "11", **proposal(credits_required=24, credits_earned=11)},
        {"student.grade": "11", **proposal(credits_required=24, credits_earned=11.5)},
    ),
    Row(
        "senior_short_of_credits",
        "a sophomore has three years, and in ninth grade all four are ahead",
        f"/{CREDIT}/extended_timeline",
        {"student.grade": "10", **proposal(credits_required=24, credits_earned=2.5)},
        {"student.grade": "9", **proposal(credits_required=24, credits_earned=0)},
    ),
    Row(
        "credit_appeal_past",
        "an appeal whose day has passed is asked for late",
        f"/{CREDIT}/appeal_by",
        proposal(appeal_by="2026-11-13"),
        proposal(appeal_by="2026-11-16"),
    ),
    Row(
        "credit_appeal_past",
        "yesterday is past, today is not",
        f"/{CREDIT}/appeal_by",
        proposal(appeal_by="2026-11-15"),
        proposal(appeal_by="2026-11-16"),
    ),
    Row(
        "credit_appeal_near",
        "an appeal that ends within two weeks is sent now",
        f"/{CREDIT}/appeal_by",
        proposal(appeal_by="2026-11-30"),
        proposal(appeal_by="2026-12-01"),
    ),
    Row(
        "credit_appeal_near",
        "the last day itself is today",
        f"/{CREDIT}/appeal_by",
        proposal(appeal_by="2026-11-16"),
        proposal(appeal_by="2026-11-15"),
    ),
    Row(
        "credit_appeal_near",
        "two days are told as a number",
        f"/{CREDIT}/appeal_by",
        proposal(appeal_by="2026-11-18"),
        {},
    ),
    Row(
        "credit_appeal_unknown",
        "credit lost to absences can often be appealed",
        f"/{CREDIT}/appeal_by",
        proposal(courses=[{"name": "English 10", "status": "no_credit_absence"}]),
        proposal(courses=[{"name": "English 10", "status": "failed"}]),
    ),
    Row(
        "credit_appeal_unknown",
        "the course that lost its credit is named wherever it stands, and a given date ends the question",
        f"/{CREDIT}/appeal_by",
        proposal(courses=[{"name": "Art", "status": "failed"}, {"name": "English 10", "status": "no_credit_absence"}]),
        proposal(appeal_by="2026-12-11", courses=[{"name": "English 10", "status": "no_credit_absence"}]),
    ),
    Row(
        "credit_waiver_not_asked",
        "the 504 letter asks separately that absences cost no credit",
        "/section_504_letter/attendance_waiver",
        proposal(courses=[{"name": "English 10", "status": "no_credit_absence"}]),
        {
            "section_504_letter": {"attendance_waiver": True},
            **proposal(courses=[{"name": "English 10", "status": "no_credit_absence"}]),
        },
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_rule(row: Row) -> None:
    holds(row)


@pytest.mark.parametrize(
    "text",
    [
        "Every missed assignment is due by Friday.",
        "She has to catch up on everything.",
        "Everything that she has missed must be handed in.",
        "Maya will make up all tests.",
    ],
)
def test_all_missed_work_is_noticed_in_many_wordings(text: str) -> None:
    assert heard({"reintegration_plan": {"workload": text}}, "all_missed_work_at_once")


@pytest.mark.parametrize(
    "text",
    [
        "All missed work is excused.",
        "A note after each missed day.",
        "All her missing credits are listed.",
        "Work in class only.",
    ],
)
def test_work_that_is_let_go_is_left_alone(text: str) -> None:
    assert heard({"reintegration_plan": {"workload": text}}, "all_missed_work_at_once") == []


def test_an_appeal_is_judged_by_today_and_not_by_the_date_of_the_letter() -> None:
    changes = {"date": "2026-11-16", **proposal(appeal_by="2026-12-11")}
    assert heard(changes, "credit_appeal_near", today=TODAY) == []
    assert heard(changes, "credit_appeal_near", today=dt.date(2026, 12, 10))[0].message.endswith("is tomorrow.")
    assert heard(changes, "credit_appeal_past", today=dt.date(2026, 12, 12))


def test_too_many_courses_at_once_are_one_cause_and_said_once() -> None:
    two = proposal(courses_at_once=1, weekly_hours=4, courses=[course(*WINTER, 3), course(*WINTER, 3)])
    assert heard(two, "more_courses_than_allowed")
    assert heard(two, "credit_hours_above_limit") == []


@pytest.mark.parametrize(
    ("hours", "words"),
    [(0, "the phases of the return allow none"), (1, "1 hour."), (1.5, "1.5 hours."), (2, "2 hours.")],
)
def test_hours_are_told_in_words_that_agree_with_their_number(hours: float, words: str) -> None:
    load = [{"phase": "Re-entry", "weekly_hours": hours}]
    (advisory,) = heard(proposal(weekly_hours=4, load_by_phase=load), "credit_hours_above_limit")
    assert words.removesuffix(".") + "." in advisory.message
    assert advisory.message.startswith("The proposal allows 4 hours a week, and ")


def test_a_course_on_a_longer_timeline_asks_for_more_time() -> None:
    changes = {"student.grade": "12", **proposal(credits_required=24, credits_earned=12)}
    for route, is_heard in (("extended_timeline", False), ("single_course_retake", True)):
        changes[CREDIT]["courses"] = [{"name": "English 12"}, {"name": "Algebra", "route": {"id": route}}]
        assert bool(heard(changes, "senior_short_of_credits")) is is_heard
