"""What the reintegration plan says of a case, and what it leaves open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from schemas.catalogs import catalog
from service.assembly import Placeholder
from service.casework import assemble_document
from service.casework.context import context_for
from service.casework.documents import blanks_of
from tests.builders import LIBRARY, TODAY, a_case
from tests.reading import read

KIND = "reintegration_plan"
CASES = Path(__file__).parents[2] / "cases"
SAMPLE_PHASES = [
    {
        "name": "Re-Entry",
        "span": "Days 1 to 5",
        "goal": "Comfort with being at school",
        "attendance": "One to two hours a day",
        "minutes_per_day": 90,
        "supports": ["Safe space open at any time"],
        "data": ["Entered the building", "Minutes", "Distress on a simple scale"],
    },
    {"name": "Build Tolerance", "span": "Weeks 2 to 3", "adjustments": ["Late arrival", "Reduced workload"]},
    {"name": "Expand Participation", "span": "Weeks 4 to 6", "steps": ["Add one class at a time"]},
    {"name": "Stabilization", "span": "Ongoing"},
]


def plan_of(changes: dict[str, Any] | None = None, /, **more: Any) -> dict[str, Any]:
    plan: dict[str, Any] = context_for(a_case(changes, **more), KIND, today=TODAY)[KIND]
    return plan


def printed(changes: dict[str, Any] | None = None, /, **more: Any) -> str:
    document = assemble_document(a_case(changes, **more), KIND, library=LIBRARY, today=TODAY)
    return "\n".join(read(document.content))


def pointers(changes: dict[str, Any] | None = None, /, **more: Any) -> set[str]:
    document = assemble_document(a_case(changes, **more), KIND, library=LIBRARY, today=TODAY)
    return {blank.pointer for blank in blanks_of([document])}


class TestTheThreeQuestions:
    """Where does the student start, what is the next small step, what is in place before more is expected."""

    def test_open_answers_stay_as_places_to_fill(self) -> None:
        assert {
            "/reintegration_plan/starting_point",
            "/reintegration_plan/first_step",
            "/barriers/0/detail",
            "/reintegration_plan/student_voice/0",
            "/reintegration_plan/safe_space",
            "/reintegration_plan/bad_day_plan/0",
            "/reintegration_plan/setback_plan/0",
        } <= pointers()

    def test_given_answers_are_printed_and_leave_no_place_to_fill(self) -> None:
        given = {
            "reintegration_plan.starting_point": "the parking lot, ten minutes",
            "reintegration_plan.first_step": "The side door with Ms. Bell",
            "reintegration_plan.student_voice": ["Everyone looks at me."],
            "barriers": [{"kind": "sensory", "detail": "Noise in the hall"}],
        }
        text = printed(given)
        assert "The parking lot, ten minutes" in text
        assert "The side door with Ms. Bell" in text
        assert "“Everyone looks at me.”" in text
        assert "Noise in the hall." in text
        assert not {"/reintegration_plan/starting_point", "/reintegration_plan/first_step"} & pointers(given)


class TestAttachedPlan:
    @pytest.mark.parametrize(
        ("changes", "name", "for_iep"),
        [
            ({"student.plan": "iep"}, "Individualized Education Program (IEP)", True),
            ({"student.plan": "section_504"}, "Section 504 plan", False),
            (
                {"student.plan": "section_504", "reintegration_plan.attaches_to": "iep"},
                "Individualized Education Program (IEP)",
                True,
            ),
        ],
    )
    def test_case_names_it_or_the_student_has_it(self, changes: dict[str, Any], name: str, for_iep: bool) -> None:
        plan = plan_of(changes)
        assert (plan["plan_name"], plan["is_for_iep"]) == (name, for_iep)

    def test_is_a_blank_when_the_student_has_none(self) -> None:
        plan = plan_of({"student.plan": "none"})
        assert isinstance(plan["plan_name"], Placeholder)
        assert plan["plan_short"] == "IEP or 504 plan"

    def test_only_an_iep_brings_prior_written_notice(self) -> None:
        assert "34\xa0CFR\xa0300.503(a)" in printed({"student.plan": "iep"})
        assert "CFR" not in printed({"student.plan": "section_504"})

    def test_an_iep_that_is_there_is_amended_as_its_rules_allow(self) -> None:
        assert "34\xa0CFR\xa0300.324(a)(4)" in printed({"student.plan": "iep"})
        later = printed({"student.plan": "none", "reintegration_plan.attaches_to": "iep"})
        assert "34\xa0CFR\xa0300.324(a)(4)" not in later


class TestPhases:
    def test_without_phases_the_standard_ones_are_marked_as_a_proposal(self) -> None:
        plan = plan_of()
        assert plan["are_phases_proposed"]
        assert [row["name"] for row in plan["phase_rows"]] == [entry.name["en"] for entry in catalog("phases")]
        assert "Proposal to edit." in printed()

    def test_standard_phases_are_a_share_of_this_schools_day(self) -> None:
        rows = plan_of({"reintegration_plan.school_day_minutes": 400})["phase_rows"]
        assert [row["minutes"] for row in rows] == ["", "120 to 200", "200 to 400", "360 to 400"]

    def test_standard_phases_name_the_academic_demand_first(self) -> None:
        assert all(row["adjustments"][0].startswith("Academic demand: ") for row in plan_of()["phase_rows"])

    def test_the_proposal_begins_with_the_first_step_of_the_plan(self) -> None:
        first = plan_of({"reintegration_plan.first_step": "ten minutes in the library"})["phase_rows"][0]
        assert first["steps"][0] == "First step: Ten minutes in the library."
        assert first["steps"][1:] == plan_of()["phase_rows"][0]["steps"]
        assert "the team strikes out what Maya already manages" in printed()

    def test_the_proposal_leaves_nobody_less_time_than_today(self) -> None:
        assert "never less than the student manages today" in plan_of()["phase_rows"][0]["attendance"]

    def test_the_proposal_names_no_role_that_only_an_iep_has(self) -> None:
        assert not any("case manager" in row["who"].casefold() for row in plan_of()["phase_rows"])

    def test_own_words_stand_as_sentences_with_a_capital(self) -> None:
        phases = [{"name": "side door", "goal": "stay an hour", "attendance": "in room 4", "steps": ["walks in"]}]
        changes = {
            "reintegration_plan.phases": phases,
            "reintegration_plan.exit_plan": ["shows the card"],
            "reintegration_plan.setback_plan": ["one step lower on Monday!"],
            "reintegration_plan.fade_out": ["check-ins twice a week"],
            "reintegration_plan.ladder": [{"step": "parking lot", "rating": 0}],
        }
        plan = plan_of(changes)
        (row,) = plan["phase_rows"]
        assert [row[name] for name in ("name", "goal", "attendance")] == ["Side door", "Stay an hour", "In room 4."]
        assert row["steps"] == ["Walks in."]
        assert plan["exit_rows"] == ["Shows the card."]
        assert plan["setback_rows"] == ["One step lower on Monday!"]
        assert plan["fade_out_rows"] == ["Check-ins twice a week."]
        assert plan["ladder_rows"] == [{"step": "Parking lot", "rating": 0}]

    def test_own_phases_are_printed_and_nothing_is_proposed(self) -> None:
        changes = {"reintegration_plan.phases": SAMPLE_PHASES, "reintegration_plan.school_day_minutes": 360}
        text = printed(changes)
        assert "Proposal to edit." not in text
        assert "Phase 4: Stabilization" in text
        assert "One to two hours a day. Planned time: 90 minutes a day (25 percent of a full day)." in text
        assert "Safe space open at any time" in text

    def test_every_list_that_a_phase_leaves_out_is_one_place_to_fill(self) -> None:
        first = plan_of({"reintegration_plan.phases": SAMPLE_PHASES})["phase_rows"][0]
        assert first["step_back_when"] == [
            Placeholder("rule for stepping back", "reintegration_plan.phases[0].step_back_when[0]")
        ]
        assert first["steps"] == [Placeholder("steps", "reintegration_plan.phases[0].steps[0]")]
        assert first["data"] == ["Entered the building.", "Minutes.", "Distress on a simple scale."]

    def test_minutes_alone_say_what_a_day_looks_like(self) -> None:
        text = printed({"reintegration_plan.phases": [{"minutes_per_day": 0}, {"goal": "Two classes"}]})
        assert "Planned time: 0 minutes a day." in text
        assert text.count("[attendance in the phase]") == 1


class TestSupports:
    def test_are_those_of_the_504_letter_when_the_plan_names_none(self) -> None:
        letter = {
            "section_504_letter.accommodations": [
                {"text": "Seat by the door", "where": "all classes", "when": "every day"}
            ]
        }
        (row,) = plan_of(letter)["accommodation_rows"]
        assert (row["text"], row["where_and_when"]) == ("Seat by the door", "All classes\nEvery day")

    def test_start_with_the_plan_unless_they_say_otherwise(self) -> None:
        rows = plan_of(
            {
                "reintegration_plan.start_on": "2026-12-07",
                "reintegration_plan.accommodations": [{"text": "Pass"}, {"text": "Buddy", "start": "2027-01-11"}],
            }
        )["accommodation_rows"]
        assert [row["start"].replace("\u00a0", " ") for row in rows] == ["December 7, 2026", "January 11, 2027"]

    def test_without_any_each_barrier_asks_for_one(self) -> None:
        rows = plan_of(barriers=[{"kind": "sensory"}, {"kind": "sleep"}])["accommodation_rows"]
        assert [bool(row["barrier"]) for row in rows] == [True, True]
        assert [row["text"].tag for row in rows] == [
            "reintegration_plan.accommodations[0].text",
            "reintegration_plan.accommodations[1].text",
        ]

    def test_a_bad_day_is_that_of_the_504_letter_when_the_plan_says_nothing(self) -> None:
        letter = {"section_504_letter.bad_day_plan": ["the counselor calls home"]}
        assert plan_of(letter)["bad_day_rows"] == ["The counselor calls home."]
        both = {**letter, "reintegration_plan.bad_day_plan": ["She rests in room 4."]}
        assert plan_of(both)["bad_day_rows"] == ["She rests in room 4."]

    def test_skills_taught_say_who_teaches_them_and_how_often(self) -> None:
        choices = [{"id": "coping_skills_cbt"}, {"text": "Breathing"}, {"text": "Drama", "detail": "Mr. Lind, Fridays"}]
        rows = plan_of({"reintegration_plan.interventions": choices})["intervention_rows"]
        assert rows[0]["who_and_how_often"] == "School psychologist\n30 minutes, twice a week to start"
        assert isinstance(rows[1]["who_and_how_often"], Placeholder)
        assert rows[2] == {"text": "Drama.", "who_and_how_often": "Mr. Lind, Fridays"}

    def test_outside_professionals_are_named_without_their_diagnosis(self) -> None:
        provider = {
            "name": "Dr. Ode",
            "role": "Psychologist",
            "diagnosis": "Panic disorder",
            "summary": "Private finding",
        }
        text = printed(providers=[provider])
        assert "Dr. Ode (Psychologist)" in text
        assert "Panic disorder" not in text
        assert "A finding" not in text


class TestBaseline:
    def test_adds_up_the_hours_of_the_log(self) -> None:
        log = [
            {"date": "2026-11-02", "kind": "absent"},
            {"date": "2026-11-03", "kind": "late", "minutes": 90},
            {"date": "2026-11-04", "kind": "partial", "minutes": 150},
        ]
        assert plan_of({"attendance.log": log})["hours_missed"] == "4"
        assert "the log adds up to about 4 hours missed" in printed({"attendance.log": log})

    def test_counts_no_hours_when_a_part_day_lacks_its_minutes(self) -> None:
        log = [{"date": "2026-11-03", "kind": "late", "minutes": 90}, {"date": "2026-11-04", "kind": "partial"}]
        assert plan_of({"attendance.log": log})["hours_missed"] == ""

    def test_asks_a_kindergartner_for_no_classes(self) -> None:
        assert "[classes missed most]" not in printed({"student.grade": "K"})
        assert "[classes missed most]" in printed({"student.grade": "1"})
        music = {"student.grade": "K", "attendance.classes_missed": ["Music"]}
        assert "The class missed most is Music." in printed(music)


class TestTeam:
    def test_known_people_stand_in_it_when_the_case_names_none(self) -> None:
        rows = plan_of({"sender.role": "parent", "section_504_letter.staff_contact": "Ms. Bell"})["team_rows"]
        assert [(str(row["name"]), str(row["role"])) for row in rows] == [
            ("Maya Okafor", "Student"),
            ("Adaeze Okafor", "Parent or guardian"),
            ("Ms. Bell", "Responsible for the reintegration plan"),
            ("[name of the team member]", "[role of the team member]"),
        ]

    def test_a_trusted_adult_is_not_taken_for_the_one_who_answers_for_the_plan(self) -> None:
        plan = plan_of({"reintegration_plan.trusted_adult": "Ms. Bell"})
        assert str(plan["owner"]) == "[staff member responsible for the supports]"
        assert "Ms. Bell" not in [row["name"] for row in plan["team_rows"]]

    def test_advocate_gives_the_parents_name(self) -> None:
        rows = plan_of({"sender.role": "advocate", "sender.on_behalf_of": "Mary Obuya"})["team_rows"]
        assert rows[1]["name"] == "Mary Obuya"

    def test_student_who_writes_stands_in_it_once_with_a_row_for_the_parent(self) -> None:
        rows = plan_of({"sender.role": "student"})["team_rows"]
        assert [(str(row["name"]), str(row["role"])) for row in rows] == [
            ("Maya Okafor", "Student"),
            ("[name of the team member]", "Parent or guardian"),
            ("[name of the team member]", "Responsible for the reintegration plan"),
            ("[name of the team member]", "[role of the team member]"),
        ]


class TestWords:
    def test_student_who_writes_speaks_as_i(self) -> None:
        text = printed({"sender.role": "student"})
        assert "Where I start" in text
        assert "What I can manage today" in text
        assert "Maya starts" not in text
        assert "What it is like for me" in text
        assert "Student (assent)" not in text

    def test_each_strength_stands_on_a_line_of_its_own(self) -> None:
        strengths = {"strengths": ["Draws comics", "kind to younger children"]}
        assert plan_of(strengths)["strength_lines"] == ["Draws comics.", "Kind to younger children."]
        assert "[what the student does well and likes]" in printed()

    def test_a_goal_in_the_familys_words_is_a_sentence_as_those_of_the_catalogue_are(self) -> None:
        own = {"reintegration_plan.goals": [{"text": "starts a task with a checklist"}]}
        assert "Starts a task with a checklist." in printed(own)

    @pytest.mark.parametrize(("grade", "owed"), [("10", True), ("5", False)])
    def test_missed_work_belongs_in_a_credit_plan_in_high_school(self, grade: str, owed: bool) -> None:
        assert ("belongs in the credit-recovery proposal" in printed({"student.grade": grade})) is owed

    def test_truancy_steps_are_mentioned_only_when_the_case_does(self) -> None:
        assert "truancy" not in printed()
        assert "no truancy steps" in printed({"evaluation_request.attendance_hold": True})

    @pytest.mark.parametrize("path", sorted(CASES.glob("*.json")), ids=lambda path: path.stem)
    def test_promises_nothing_and_blames_no_one(self, path: Path) -> None:
        text = printed(json.loads(path.read_text(encoding="utf-8"))).casefold()
        for word in ("full potential", "maximiz", "ideal", "guarantee", "refuses to attend", "defian"):
            assert word not in text
