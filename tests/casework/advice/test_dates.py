"""Rules on dates in order, within a document and across the packet."""

from __future__ import annotations

from typing import Any

import pytest

from tests.casework.advice.table import Row, holds

REQUEST, LETTER, PLAN, CREDIT = (
    "evaluation_request",
    "section_504_letter",
    "reintegration_plan",
    "credit_recovery_proposal",
)


def courses_from(*starts: str) -> list[dict[str, Any]]:
    return [{"name": "English 10", "start": start} for start in starts]


def log_of(*days: str) -> list[dict[str, Any]]:
    return [{"date": day, "kind": "absent"} for day in days]


ROWS = (
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
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_rule(row: Row) -> None:
    holds(row)
