"""What cannot be true together: each rule by a case that breaks it, and by one near it that does not.

`TODAY` is November 16, 2026; without `date` the letters bear that day.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import a_raw_case, faults_of

Changes = dict[str, Any]

ALLOWED: dict[str, Changes] = {
    "born the day before the letter": {"student.date_of_birth": "2026-11-15"},
    "thirty years old": {"student.date_of_birth": "1996-01-01"},
    "days counted from birth": {
        "student.date_of_birth": "2012-01-01",
        "attendance": {"from": "2012-01-01", "log": [{"date": "2012-01-01"}]},
    },
    "an advocate writes for a parent": {"sender.role": "advocate", "sender.on_behalf_of": "Jo Doe"},
    "the role is not said": {"sender.on_behalf_of": "Jo Doe"},
    "one day of school": {"school_calendar": {"first_day": "2026-09-01", "last_day": "2026-09-02"}},
    "closed on the first and last day": {
        "school_calendar": {
            "first_day": "2026-08-24",
            "last_day": "2027-06-10",
            "closed": ["2026-08-24", "2027-06-10"],
        }
    },
    "school all year round": {"school_calendar": {"first_day": "2026-07-01", "last_day": "2027-07-02"}},
    "closed days without a year": {"school_calendar": {"closed": ["1990-01-01"]}},
    "a count of one day, today": {"attendance": {"from": "2026-11-16", "to": "2026-11-16", "school_days": 1}},
    "noticed on the last day counted": {"attendance": {"to": "2026-11-01", "first_noticed": "2026-11-01"}},
    "noticed long before the count": {"attendance": {"from": "2026-11-01", "first_noticed": "2021-09-01"}},
    "every school day missed": {"attendance": {"school_days": 10, "days_absent": 10}},
    "missed and part days fill the school days": {
        "attendance": {"school_days": 10, "days_absent": 6, "partial_days": 4, "late_arrivals": 10, "nurse_visits": 90}
    },
    "missed days fill the span": {"attendance": {"from": "2026-11-02", "to": "2026-11-06", "days_absent": 5}},
    "totals of several years": {"attendance": {"days_absent": 540}},
    "log within the span": {
        "attendance": {
            "from": "2026-11-02",
            "to": "2026-11-06",
            "log": [{"date": "2026-11-02"}, {"date": "2026-11-06"}],
        }
    },
    "log of today": {"attendance": {"log": [{"date": "2026-11-16", "kind": "absent"}]}},
    "late and picked up early on one day": {
        "attendance": {"log": [{"date": "2026-11-02", "kind": "late"}, {"date": "2026-11-02", "kind": "early_pickup"}]}
    },
    "twice at the nurse on one day": {
        "attendance": {"log": [{"date": "2026-11-02", "kind": "nurse"}, {"date": "2026-11-02", "kind": "nurse"}]}
    },
    "totals as in the log": {
        "attendance": {
            "days_absent": 1,
            "late_arrivals": 0,
            "school_days": 2,
            "log": [{"date": "2026-11-02", "kind": "absent"}, {"date": "2026-11-03", "kind": "partial"}],
        }
    },
    "totals beside a log that does not say what happened": {
        "attendance": {"days_absent": 7, "log": [{"date": "2026-11-02"}]}
    },
    "a report of today": {"providers": [{"date": "2026-11-16"}]},
    "an evaluation asked for today": {"section_504_letter.evaluation_requested_on": "2026-11-16"},
    "an answer by today": {"evaluation_request.reply_by": "2026-11-16"},
    "a letter of another day": {"date": "2026-10-01", "evaluation_request.reply_by": "2026-10-15"},
    "meetings today and later": {"section_504_letter.meeting_dates": ["2026-11-16", "2027-01-01"]},
    "an appeal that is over": {"credit_recovery_proposal.appeal_by": "2026-10-01"},
    "a phase of a full day": {
        "reintegration_plan": {"school_day_minutes": 400, "phases": [{"minutes_per_day": 400}]},
        "attendance": {"log": [{"minutes": 400}]},
    },
    "minutes without a school day": {"reintegration_plan.phases": [{"minutes_per_day": 900}]},
    "all credits earned": {"credit_recovery_proposal": {"credits_earned": 22, "credits_required": 22}},
    "work of one day": {"credit_recovery_proposal.courses": [{"start": "2027-01-11", "due": "2027-01-11"}]},
}

REFUSED: dict[str, tuple[Changes, dict[str, str]]] = {
    "born on the day of the letter": (
        {"student.date_of_birth": "2026-11-16"},
        {"/student/date_of_birth": "must lie before the date of the letter"},
    ),
    "too old": ({"student.date_of_birth": "1995-12-31"}, {"/student/date_of_birth": "more than 30 years"}),
    "days before birth": (
        {
            "student.date_of_birth": "2015-03-09",
            "attendance": {
                "from": "2012-01-01",
                "to": "2012-02-01",
                "first_noticed": "2012-01-02",
                "log": [{"date": "2012-01-03"}],
            },
        },
        {
            "/attendance/from": "before the student's date of birth",
            "/attendance/to": "before the student's date of birth",
            "/attendance/first_noticed": "before the student's date of birth",
            "/attendance/log/0/date": "before the student's date of birth",
        },
    ),
    "a parent writes for a parent": (
        {"sender.role": "parent", "sender.on_behalf_of": "Jo Doe"},
        {"/sender/on_behalf_of": "Only an advocate or attorney"},
    ),
    "the year ends as it begins": (
        {"school_calendar": {"first_day": "2026-09-01", "last_day": "2026-09-01", "closed": ["2020-01-01"]}},
        {"/school_calendar/last_day": "must come after the first day"},
    ),
    "a school year of two years": (
        {"school_calendar": {"first_day": "2026-08-24", "last_day": "2028-06-04"}},
        {"/school_calendar/last_day": "Check both years."},
    ),
    "closed before and after the year": (
        {
            "school_calendar": {
                "first_day": "2026-08-24",
                "last_day": "2027-06-10",
                "closed": ["2026-08-23", "", "2026-11-26", "2027-06-11"],
            }
        },
        {
            "/school_calendar/closed/0": "outside the school year",
            "/school_calendar/closed/3": "outside the school year",
        },
    ),
    "the count ends before it begins": (
        {"attendance": {"from": "2026-11-02", "to": "2026-11-01", "school_days": 400, "days_absent": 40}},
        {"/attendance/to": "must not come before the first day counted"},
    ),
    "more school days than days": (
        {"attendance": {"from": "2026-11-02", "to": "2026-11-06", "school_days": 6}},
        {"/attendance/school_days": "fewer days than this between “from” and “to”"},
    ),
    "a count after the letter": (
        {"attendance": {"from": "2026-11-17", "to": "2026-11-18", "first_noticed": "2026-11-17"}},
        {
            "/attendance/from": "after the date of the letter",
            "/attendance/to": "after the date of the letter",
            "/attendance/first_noticed": "after the date of the letter",
        },
    ),
    "noticed after the count": (
        {"attendance": {"to": "2026-11-01", "first_noticed": "2026-11-02"}},
        {"/attendance/first_noticed": "noticed after the last day counted"},
    ),
    "totals beyond the school days": (
        {
            "attendance": {
                "school_days": 10,
                "days_absent": 11,
                "partial_days": 11,
                "late_arrivals": 11,
                "early_pickups": 11,
            }
        },
        {
            f"/attendance/{name}": "more than the number of school days"
            for name in ("days_absent", "partial_days", "late_arrivals", "early_pickups")
        },
    ),
    "missed and part days together beyond the school days": (
        {"attendance": {"school_days": 10, "days_absent": 6, "partial_days": 5}},
        {"/attendance/partial_days": "together are more than the number of school days"},
    ),
    "every day missed, and one in part": (
        {"attendance": {"school_days": 10, "days_absent": 10, "partial_days": 1}},
        {"/attendance/partial_days": "together are more than the number of school days"},
    ),
    "every day missed in part, and one in full": (
        {"attendance": {"school_days": 10, "days_absent": 1, "partial_days": 10}},
        {"/attendance/partial_days": "together are more than the number of school days"},
    ),
    "two school days in a count of one day": (
        {"attendance": {"from": "2026-11-02", "to": "2026-11-02", "school_days": 2}},
        {"/attendance/school_days": "fewer days than this between “from” and “to”"},
    ),
    "missed days beyond the span": (
        {"attendance": {"from": "2026-11-02", "to": "2026-11-06", "days_absent": 6}},
        {"/attendance/days_absent": "more than the days between “from” and “to”"},
    ),
    "log outside the span and after the letter": (
        {
            "attendance": {
                "from": "2026-11-02",
                "to": "2026-11-06",
                "log": [{"date": "2026-11-01"}, {}, {"date": "2026-11-07"}],
            }
        },
        {"/attendance/log/0/date": "outside “from” and “to”", "/attendance/log/2/date": "outside “from” and “to”"},
    ),
    "log after the letter": (
        {"attendance": {"log": [{"date": "2026-11-17", "kind": "absent"}]}},
        {"/attendance/log/0/date": "after the date of the letter"},
    ),
    "log on a closed day": (
        {"school_calendar": {"closed": ["2026-11-11"]}, "attendance": {"log": [{"date": "2026-11-11"}]}},
        {"/attendance/log/0/date": "School was closed on this day"},
    ),
    "absent twice on one day": (
        {"attendance": {"log": [{"date": "2026-11-02", "kind": "absent"}, {"date": "2026-11-02", "kind": "absent"}]}},
        {"/attendance/log/1/kind": "with the same kind already"},
    ),
    "absent and late on one day": (
        {"attendance": {"log": [{"date": "2026-11-02", "kind": "late"}, {"date": "2026-11-02", "kind": "absent"}]}},
        {"/attendance/log/1/kind": "both a full absence and something else"},
    ),
    "at the nurse while absent": (
        {"attendance": {"log": [{"date": "2026-11-02", "kind": "absent"}, {"date": "2026-11-02", "kind": "nurse"}]}},
        {"/attendance/log/1/kind": "both a full absence and something else"},
    ),
    "totals other than the log": (
        {
            "attendance": {
                "days_absent": 2,
                "partial_days": 1,
                "late_arrivals": 1,
                "early_pickups": 1,
                "nurse_visits": 1,
                "log": [{"date": "2026-11-02", "kind": "absent"}],
            }
        },
        {
            "/attendance/days_absent": "The log has 1 of these.",
            "/attendance/partial_days": "The log has 0 of these.",
            "/attendance/late_arrivals": "The log has 0 of these.",
            "/attendance/early_pickups": "The log has 0 of these.",
            "/attendance/nurse_visits": "The log has 0 of these.",
        },
    ),
    "more days in the log than school days": (
        {"attendance": {"school_days": 1, "log": [{"date": "2026-11-02"}, {"date": "2026-11-03"}]}},
        {"/attendance/school_days": "The log has more days than this"},
    ),
    "a report after the letter": (
        {"providers": [{"name": " "}, {"date": "2026-11-17"}]},
        {"/providers/1/date": "after the date of the letter"},
    ),
    "an evaluation asked for after the letter": (
        {"section_504_letter.evaluation_requested_on": "2026-11-17"},
        {"/section_504_letter/evaluation_requested_on": "after the date of the letter"},
    ),
    "answers and reviews before the letter": (
        {
            "evaluation_request.reply_by": "2026-11-15",
            "section_504_letter": {
                "reply_by": "2026-11-15",
                "review_on": "2026-11-15",
                "meeting_dates": ["2026-12-01", "2026-11-15"],
            },
            "credit_recovery_proposal": {"reply_by": "2026-11-15", "review_on": "2026-11-15"},
        },
        {
            "/evaluation_request/reply_by": "before the date of the letter",
            "/section_504_letter/review_on": "before the date of the letter",
            "/section_504_letter/reply_by": "before the date of the letter",
            "/section_504_letter/meeting_dates/1": "before the date of the letter",
            "/credit_recovery_proposal/review_on": "before the date of the letter",
            "/credit_recovery_proposal/reply_by": "before the date of the letter",
        },
    ),
    "minutes beyond the school day": (
        {
            "reintegration_plan": {"school_day_minutes": 400, "phases": [{}, {"minutes_per_day": 401}]},
            "attendance": {"log": [{"minutes": 401}]},
        },
        {
            "/reintegration_plan/phases/1/minutes_per_day": "longer than the full school day",
            "/attendance/log/0/minutes": "longer than the full school day",
        },
    ),
    "more credits earned than required": (
        {"credit_recovery_proposal": {"credits_earned": 22.5, "credits_required": 22}},
        {"/credit_recovery_proposal/credits_earned": "More credits are earned than required"},
    ),
    "work due before it starts": (
        {"credit_recovery_proposal.courses": [{"start": "2027-01-12", "due": "2027-01-11"}]},
        {"/credit_recovery_proposal/courses/0/due": "due before it starts"},
    ),
}


@pytest.mark.parametrize("changes", ALLOWED.values(), ids=ALLOWED)
def test_what_can_be_true_is_taken(changes: Changes) -> None:
    assert faults_of(a_raw_case(changes)) == {}


@pytest.mark.parametrize(("changes", "expected"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_true_is_refused_at_the_field_to_change(changes: Changes, expected: dict[str, str]) -> None:
    found = faults_of(a_raw_case(changes))
    assert found.keys() == expected.keys()
    for pointer, words in expected.items():
        (message,) = found[pointer]
        assert words in message
        assert "  " not in message and message.endswith(".")


class TestRulesBesideOtherFaults:
    def test_rules_run_although_other_fields_are_refused(self) -> None:
        found = faults_of(
            a_raw_case({"sender.rolle": "parent", "attendance": {"from": "2026-11-02", "to": "2026-11-01", "x": 1}})
        )
        assert list(found) == ["/sender/rolle", "/attendance/to", "/attendance/x"]

    def test_a_log_with_a_refused_entry_is_not_counted(self) -> None:
        log = [{"date": "2026-11-02", "kind": "absent"}, "2026-11-03"]
        found = faults_of(a_raw_case({"attendance": {"days_absent": 2, "log": log}}))
        assert list(found) == ["/attendance/log/1"]

    def test_a_log_with_blank_entries_is_counted_without_them(self) -> None:
        log = [{}, {"date": "2026-11-02", "kind": "absent"}, {"note": " "}]
        assert faults_of(a_raw_case({"attendance": {"days_absent": 1, "log": log}})) == {}
        assert list(faults_of(a_raw_case({"attendance": {"days_absent": 2, "log": log}}))) == [
            "/attendance/days_absent"
        ]

    def test_places_in_a_list_count_refused_and_blank_entries(self) -> None:
        days = ["", "soon", "2026-11-01", "2026-12-01"]
        found = faults_of(a_raw_case({"section_504_letter.meeting_dates": days}))
        assert list(found) == ["/section_504_letter/meeting_dates/1", "/section_504_letter/meeting_dates/2"]

    @pytest.mark.parametrize("date", ("11/16/2026", 20261116, "2026-02-30"))
    def test_no_day_is_held_against_a_date_that_is_refused(self, date: Any) -> None:
        changes = {"date": date, "evaluation_request.reply_by": "2020-01-01", "attendance.to": "2030-01-01"}
        assert list(faults_of(a_raw_case(changes))) == ["/date"]

    @pytest.mark.parametrize("date", (None, "", " "))
    def test_a_blank_date_is_today(self, date: Any) -> None:
        found = faults_of(a_raw_case({"date": date, "evaluation_request.reply_by": "2020-01-01"}))
        assert "/evaluation_request/reply_by" in found
