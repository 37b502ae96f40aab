"""What the credit-recovery proposal says of a case, and what it leaves open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from service.assembly import Placeholder
from service.casework import assemble_document
from service.casework.context import context_for
from service.casework.documents import blanks_of
from tests.builders import LIBRARY, TODAY, a_case
from tests.reading import read

KIND = "credit_recovery_proposal"
CASES = Path(__file__).parents[2] / "cases"
COURSES = [
    {"name": "Band", "subject": "Arts", "credits": 0.5, "status": "not_started", "priority": "later"},
    {"name": "Chemistry", "subject": "Science", "credits": 1, "status": "failed", "missed_because": "Hospital stay"},
    {
        "name": "Algebra II",
        "subject": "Mathematics",
        "credits": 1,
        "status": "no_credit_absence",
        "missed_because": "Absences because of anxiety",
        "priority": "essential",
        "route": {"id": "essential_standards", "detail": "Units 6 to 9 only"},
        "owner": "Mr. Alvarez",
        "weekly_hours": 2,
        "supports": ["Tutoring on Tuesdays"],
    },
    {"name": "Biology", "subject": "Science", "credits": 0.5, "status": "failed", "route": {"text": "Lab book"}},
]


def proposal_of(changes: dict[str, Any] | None = None, /, **more: Any) -> dict[str, Any]:
    proposal: dict[str, Any] = context_for(a_case(changes, **more), KIND, today=TODAY)[KIND]
    return proposal


def with_courses(*courses: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {f"{KIND}.courses": list(courses or COURSES), **more}


def printed(changes: dict[str, Any] | None = None, /, **more: Any) -> str:
    document = assemble_document(a_case(changes, **more), KIND, library=LIBRARY, today=TODAY)
    return "\n".join(read(document.content))


class TestCourses:
    def test_essential_ones_come_first_and_later_ones_last(self) -> None:
        rows = proposal_of(with_courses())["course_rows"]
        assert [row["name"] for row in rows] == ["Algebra II", "Chemistry", "Biology", "Band"]

    def test_are_kept_apart_by_what_the_transcript_shows(self) -> None:
        groups = proposal_of(with_courses())["audit_groups"]
        assert [(group["name"], group["credits"], [row["name"] for row in group["courses"]]) for group in groups] == [
            ("Failed", "1.5", ["Chemistry", "Biology"]),
            ("No credit because of absences", "1", ["Algebra II"]),
            ("Not started", "0.5", ["Band"]),
        ]

    def test_without_a_subject_stand_last_in_their_group(self) -> None:
        nameless = {"name": "Seminar", "status": "failed"}
        (group,) = proposal_of(with_courses(nameless, COURSES[1]))["audit_groups"]
        assert [row["name"] for row in group["courses"]] == ["Chemistry", "Seminar"]

    def test_that_have_not_started_ask_for_no_reason_and_no_share_of_standards(self) -> None:
        (row,) = proposal_of(with_courses(COURSES[0]))["course_rows"]
        assert [row[name] for name in ("missed_because", "standards_met", "missing")] == [
            "Not yet taken",
            "none yet",
            "the whole course",
        ]
        (row,) = proposal_of(with_courses({**COURSES[0], "missing": "the second half"}))["course_rows"]
        assert row["missing"] == "the second half"

    def test_without_a_status_stand_in_a_group_to_fill(self) -> None:
        (group,) = proposal_of(with_courses({"name": "Art"}))["audit_groups"]
        assert group["name"] == Placeholder("what the transcript says", f"{KIND}.courses[0].status")
        assert group["credits"] == ""

    def test_add_up_by_subject(self) -> None:
        rows = proposal_of(with_courses())["subject_rows"]
        assert [(row["name"], row["credits"]) for row in rows] == [
            ("Arts", "0.5"),
            ("Science", "1.5"),
            ("Mathematics", "1"),
        ]
        assert proposal_of(with_courses())["credits_at_stake"] == "3"
        assert isinstance(proposal_of(with_courses(*COURSES, {"name": "Art"}))["credits_at_stake"], Placeholder)

    def test_without_any_there_is_one_row_to_fill(self) -> None:
        proposal = proposal_of()
        assert len(proposal["course_rows"]) == len(proposal["audit_groups"]) == len(proposal["subject_rows"]) == 1
        document = assemble_document(a_case(), KIND, library=LIBRARY, today=TODAY)
        assert {
            f"/{KIND}/courses/0/{name}"
            for name in ("name", "status", "missed_because", "missing", "owner", "due", "weekly_hours", "grading")
        } <= {blank.pointer for blank in blanks_of([document])}

    def test_are_printed_with_route_and_what_the_family_adds_to_it(self) -> None:
        text = printed(with_courses())
        assert "Essential standards only" in text
        assert "Units 6 to 9 only." in text
        assert "Algebra II: Tutoring on Tuesdays" in text


class TestCredits:
    @pytest.mark.parametrize(("required", "earned", "needed"), [(24, 13.5, "10.5"), (22, 22, "0"), (24, 10, "14")])
    def test_still_needed_are_the_difference(self, required: float, earned: float, needed: str) -> None:
        changes = {f"{KIND}.credits_required": required, f"{KIND}.credits_earned": earned}
        assert proposal_of(changes)["credits_needed"] == needed

    def test_still_needed_are_a_blank_when_one_number_is_missing(self) -> None:
        needed = proposal_of({f"{KIND}.credits_required": 24})["credits_needed"]
        assert needed == Placeholder("credits still needed", f"{KIND}.credits_earned")


class TestRoutes:
    def test_each_named_one_stands_once_with_what_to_settle_first(self) -> None:
        twice = {"name": "History", "route": {"id": "essential_standards"}}
        rows = proposal_of(with_courses(*COURSES, twice))["route_rows"]
        assert [row["name"] for row in rows] == ["Essential standards only", "Lab book"]
        assert all(row["ask_first"].endswith("?") for row in rows)

    def test_named_ones_are_not_offered_again(self) -> None:
        proposal = proposal_of(with_courses())
        assert proposal["needs_routes"]
        assert "Essential standards only" not in [option["name"] for option in proposal["route_options"]]

    def test_are_not_offered_when_every_course_has_one(self) -> None:
        course = {"name": "Biology", "route": {"text": "Lab book"}}
        assert "please look at these with the team" not in printed(with_courses(course))
        assert "please look at these with the team" in printed(with_courses())

    def test_summer_is_not_offered_to_a_family_that_leaves_it_out(self) -> None:
        without = with_courses(**{f"{KIND}.summer": False})
        assert "Summer term" in [option["name"] for option in proposal_of(with_courses())["route_options"]]
        assert "Summer term" not in [option["name"] for option in proposal_of(without)["route_options"]]
        text = printed(without)
        assert "Please plan without summer courses." in text
        assert "discuss a fifth or sixth year" in text

    @pytest.mark.parametrize("extended", ({}, {f"{KIND}.extended_timeline": True}))
    def test_a_student_beyond_twelfth_grade_is_not_told_of_a_fifth_year(self, extended: dict[str, Any]) -> None:
        beyond, within = (printed({"student.grade": grade, **extended}) for grade in ("12+", "12"))
        assert "fifth" in within and "four years" in within
        assert "fifth" not in beyond and "four years" not in beyond
        assert "the further time" in beyond if extended else "further time before a course is added" in beyond


class TestLoad:
    def test_has_a_row_to_fill_for_each_phase_of_the_plan(self) -> None:
        phases = [{"name": "Library first"}, {"name": "Two classes"}]
        rows = proposal_of({"reintegration_plan.phases": phases})["load_rows"]
        assert [row["phase"] for row in rows] == ["Library first", "Two classes"]
        assert [row["weekly_hours"].tag for row in rows] == [
            f"{KIND}.load_by_phase[0].weekly_hours",
            f"{KIND}.load_by_phase[1].weekly_hours",
        ]

    def test_leaves_no_phase_out_when_the_case_gives_hours_for_some(self) -> None:
        given = [{"phase": "build tolerance", "weekly_hours": 1}, {"phase": "Stabilization"}]
        rows = proposal_of({f"{KIND}.load_by_phase": given})["load_rows"]
        assert [(row["phase"], str(row["weekly_hours"])) for row in rows] == [
            ("Re-entry", "[most hours a week in this phase]"),
            ("Build tolerance", "1"),
            ("Expand participation", "[most hours a week in this phase]"),
            ("Stabilization", "[most hours a week in this phase]"),
        ]

    def test_is_the_cases_own_where_its_phases_are_not_those_of_the_plan(self) -> None:
        given = [{"phase": "Mornings", "weekly_hours": 0}, {"weekly_hours": 2}]
        rows = proposal_of({f"{KIND}.load_by_phase": given})["load_rows"]
        assert [(str(row["phase"]), row["weekly_hours"]) for row in rows] == [("Mornings", 0), ("[phase]", 2)]

    def test_of_the_standard_phases_waits_as_their_own_work_does(self) -> None:
        rows = proposal_of({f"{KIND}.weekly_hours": 4})["load_rows"]
        assert [row["weekly_hours"] for row in rows] == [0, 0, 4, 4]
        phases = context_for(a_case(), "reintegration_plan", today=TODAY)["reintegration_plan"]["phase_rows"]
        assert ["no make-up work" in phases[0]["adjustments"][0], "waits for" in phases[1]["adjustments"][0]] == [
            True,
            True,
        ]


class TestAbsences:
    @pytest.mark.parametrize(
        "changes",
        [
            with_courses(COURSES[2]),
            {"section_504_letter.attendance_waiver": True},
            {f"{KIND}.appeal_by": "2026-12-11"},
        ],
    )
    def test_waiver_is_asked_for_when_they_cost_credit(self, changes: dict[str, Any]) -> None:
        assert "Credit lost to absences" in printed(changes)

    def test_are_left_out_otherwise(self) -> None:
        assert "Credit lost to absences" not in printed(with_courses(COURSES[1]))

    def test_last_day_to_appeal_makes_the_proposal_an_appeal(self) -> None:
        text = printed({f"{KIND}.appeal_by": "2026-12-11"}).replace("\u00a0", " ")
        assert "is understood to be December 11, 2026; please take this proposal as that appeal" in text


class TestPeople:
    @pytest.mark.parametrize(
        ("plan", "keeper"),
        [("iep", "Case manager"), ("section_504", "504 coordinator"), ("none", "Case manager or 504 coordinator")],
    )
    def test_counselor_and_who_keeps_the_plan_stand_among_them(self, plan: str, keeper: str) -> None:
        rows = proposal_of(with_courses(**{"student.plan": plan}))["participant_rows"]
        assert [str(row["role"]) for row in rows][-2:] == ["School counselor", keeper]

    def test_a_counselor_whom_the_proposal_goes_to_is_named(self) -> None:
        recipient = {"name": "Carl Duarte", "title": "school counselor"}
        rows = proposal_of(recipient=recipient)["participant_rows"]
        assert ("Carl Duarte", "School counselor") in [(row["name"], row["role"]) for row in rows]

    def test_a_known_counselor_is_not_asked_for_again(self) -> None:
        team = [{"name": "Ms. Bell", "role": "School counselor"}]
        rows = proposal_of({"reintegration_plan.team": team, "student.plan": "iep"})["participant_rows"]
        assert [str(row["role"]) for row in rows] == ["School counselor", "Case manager"]

    def test_who_is_responsible_for_a_course_is_one_of_them(self) -> None:
        rows = proposal_of(with_courses())["participant_rows"]
        assert ("Mr. Alvarez", "Responsible for Algebra II") in [(row["name"], row["does"]) for row in rows]


class TestSupports:
    def test_come_from_the_courses_the_plan_and_the_504_letter(self) -> None:
        proposal = proposal_of(
            with_courses(
                **{
                    "reintegration_plan.interventions": [{"id": "coping_skills_cbt"}],
                    "section_504_letter.services": [{"id": "counseling_individual"}],
                    "section_504_letter.accommodations": [{"text": "Seat by the door."}],
                }
            )
        )
        assert proposal["academic_supports"] == [{"text": "Algebra II: Tutoring on Tuesdays", "who": "Mr. Alvarez"}]
        assert [row["who"].split("\n")[0] for row in proposal["wellbeing_supports"]] == [
            "School psychologist",
            "School counselor, school psychologist or school social worker",
        ]
        assert proposal["accommodation_names"] == ["Seat by the door"]

    def test_a_service_in_own_words_says_by_whom_or_asks_for_it(self) -> None:
        services = [{"text": "Art group", "detail": "Ms. Oyelaran, Mondays"}, {"text": "lunch group"}]
        rows = proposal_of({"section_504_letter.services": services})["wellbeing_supports"]
        assert rows == [
            {"text": "Art group", "who": "Ms. Oyelaran, Mondays"},
            {
                "text": "Lunch group",
                "who": Placeholder("who gives it, and how often", "section_504_letter.services[1].detail"),
            },
        ]

    def test_are_rows_to_fill_when_the_case_names_none(self) -> None:
        proposal = proposal_of()
        for name in ("academic_supports", "wellbeing_supports"):
            assert [isinstance(row["text"], Placeholder) for row in proposal[name]] == [True]
        assert isinstance(proposal["accommodation_names"][0], Placeholder)


class TestDiploma:
    def test_ends_the_right_of_a_student_with_an_iep(self) -> None:
        text = printed({"student.plan": "iep"})
        assert "ends with a regular high school diploma" in text
        assert "34\xa0CFR\xa0300.102(a)(3)" in text
        assert "34\xa0CFR\xa0300.320(b)" in text

    def test_would_end_it_for_one_found_eligible_later(self) -> None:
        text = printed({"student.plan": "section_504"})
        assert "should Maya be found eligible for special education" in text
        assert "34\xa0CFR\xa0300.320(b)" not in text


class TestWords:
    def test_how_progress_is_watched_is_a_sentence_of_its_own(self) -> None:
        assert "Weekly look at the list. The team reviews" in printed({f"{KIND}.monitoring": "weekly look at the list"})

    def test_advocate_asks_for_the_parent(self) -> None:
        text = printed({"sender.role": "advocate", "sender.on_behalf_of": "Mary Obuya"})
        assert "Mary Obuya proposes the steps below" in text
        assert "please send Mary Obuya its text" in text

    def test_student_asks_as_i(self) -> None:
        text = printed({"sender.role": "student"})
        assert "so that I can earn these credits" in text
        assert "Before I start a program" in text

    @pytest.mark.parametrize("path", sorted(CASES.glob("*.json")), ids=lambda path: path.stem)
    def test_promises_nothing_and_blames_no_one(self, path: Path) -> None:
        text = printed(json.loads(path.read_text(encoding="utf-8"))).casefold()
        for word in ("full potential", "maximiz", "ideal", "guarantee", "truant", "defian"):
            assert word not in text
