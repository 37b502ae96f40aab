"""What holds for advice as a whole."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from schemas.walk import fields_by_path
from service.casework.advice import RULES, Advisory, advice_for
from service.casework.advice.passages import passages
from service.casework.cases import load_case
from tests.builders import TODAY, a_case, a_raw_case
from tests.casework.advice import (
    test_barriers,
    test_credit,
    test_dates,
    test_first_steps,
    test_goals,
    test_law,
    test_letters,
    test_packet,
    test_people,
    test_phases,
    test_plan,
    test_quoted,
    test_wording,
)
from tests.casework.advice.table import heard
from tests.casework.advice.well_written import HIGH_SCHOOL, MIDDLE_SCHOOL

ROWS = (
    *test_people.ROWS,
    *test_quoted.ROWS,
    *test_barriers.ROWS,
    *test_first_steps.ROWS,
    *test_letters.ROWS,
    *test_law.ROWS,
    *test_goals.ROWS,
    *test_phases.ROWS,
    *test_plan.ROWS,
    *test_credit.ROWS,
    *test_packet.ROWS,
    *test_dates.ROWS,
    *test_wording.ROWS,
)

IDS = """
    names_another_child pronouns_differ pronouns_not_given absences_quoted_differently dates_quoted_differently
    grade_quoted_differently no_barrier_named no_attendance_given barrier_without_accommodation
    accommodation_without_barrier evaluation_area_missing diagnosis_asked_for diagnosis_treated_as_needed
    iep_asked_for_before_evaluation letter_504_asks_for_idea_notice letter_504_claims_deadline
    evaluation_counted_from_letter reply_date_far_away iep_in_place_request_initial letter_504_beside_iep
    iep_meeting_without_iep reevaluation_without_iep
    interim_supports_not_asked reasons_without_dates no_reply_date finding_not_enclosed advocate_without_client
    no_responsible_person state_absences_lengthen_clock state_absences_count_for_child_find
    truancy_while_disability_suspected truancy_hold_not_asked absence_punished goal_measures_attendance
    goal_without_baseline goal_without_measure goal_without_barrier goal_is_vague phase_without_go_on_rule
    phase_goes_on_by_calendar phase_without_step_back_rule phase_without_data demands_before_supports
    phase_minutes_more_than_double first_step_above_starting_point ladder_starts_too_high
    no_safe_place_or_trusted_adult no_setback_plan no_bad_day_plan no_review_of_plan shortened_day_without_review
    all_missed_work_at_once credit_hours_above_limit credit_work_before_phase_allows more_courses_than_allowed
    many_courses_at_once later_course_first senior_short_of_credits credit_appeal_past credit_appeal_near
    credit_appeal_unknown credit_waiver_not_asked interim_ends_before_decision credit_hours_exceed_time_at_school
    load_names_other_phase credit_work_against_plan people_named_differently places_named_differently
    letter_support_not_in_plan bad_day_plans_differ review_before_start reply_after_review reply_after_appeal
    reply_after_plan_starts plan_starts_before_letter support_starts_after_plan request_dated_differently
    count_is_old log_day_on_weekend asks_for_the_best blames_the_school blames_the_child writes_in_anger
    vague_support
""".split()


GOLDEN = Path(__file__).parents[2] / "golden" / "advice.txt"


def all_advice() -> list[tuple[dict[str, Any], Advisory]]:
    return [(row.speaks, advisory) for row in ROWS for advisory in advice_for(a_case(row.speaks), today=TODAY)]


def test_the_ids_are_these_and_stay_these() -> None:
    assert [rule.id for rule in RULES] == IDS


def test_every_rule_has_a_row_in_which_it_speaks_and_one_in_which_it_is_silent() -> None:
    assert {row.rule for row in ROWS} == set(IDS)


@pytest.mark.parametrize("raw_case", [MIDDLE_SCHOOL, HIGH_SCHOOL], ids=["middle school", "high school"])
def test_a_well_written_case_hears_nothing(raw_case: dict[str, Any]) -> None:
    assert advice_for(load_case(raw_case, today=TODAY), today=TODAY) == ()


def test_a_case_of_two_names_hears_only_what_truly_matters() -> None:
    assert [advisory.id for advisory in advice_for(a_case(), today=TODAY)] == [
        "no_attendance_given",
        "no_barrier_named",
        "no_safe_place_or_trusted_adult",
        "no_reply_date",
    ]


def test_all_advice_reads_as_it_was_reviewed(update_golden: bool) -> None:
    """A paragraph a row of the tables: what it shows, then the advisory whole."""
    now = "\n\n".join(
        "\n".join((f"{row.says}:", *(str(getattr(advisory, field.name)) for field in fields(advisory))))
        for row in sorted(ROWS, key=lambda row: IDS.index(row.rule))
        for advisory in heard(row.speaks, row.rule)
    )
    if update_golden:
        GOLDEN.write_text(now + "\n", encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == now + "\n"


def test_an_advisory_has_the_fields_of_the_contract() -> None:
    assert [field.name for field in fields(Advisory)] == ["id", "severity", "pointer", "message", "do", "source"]
    assert {advisory.severity for _, advisory in all_advice()} == {"strong", "worth_a_look"}


def test_every_piece_of_advice_says_where_it_comes_from() -> None:
    for _, advisory in all_advice():
        assert advisory.source.strip(), advisory.id


def test_every_pointer_names_a_value_of_the_case_or_a_field_to_add() -> None:
    for changes, advisory in all_advice():
        path = re.sub(r"/\d+", "[]", advisory.pointer).removeprefix("/").replace("/", ".")
        assert path in fields_by_path(), advisory
        place: Any = a_raw_case(changes)
        for part in advisory.pointer.split("/")[1:]:
            if isinstance(place, list):
                assert int(part) < len(place), advisory
                place = place[int(part)]
            else:
                place = place.get(part, {})


def test_a_pointer_counts_the_empty_entries_of_a_list_as_its_author_did() -> None:
    goal = {"text": "Maya will attend school on 4 of 5 days"}
    case = a_case({"reintegration_plan.goals": [{}, {"text": " "}, goal]})
    pointers = {advisory.pointer for advisory in advice_for(case, today=TODAY)}
    assert "/reintegration_plan/goals/2/text" in pointers
    assert not any(pointer.startswith("/reintegration_plan/goals/0") for pointer in pointers)


def test_advice_is_one_plain_sentence_and_one_thing_to_do() -> None:
    for _, advisory in all_advice():
        for sentence in (advisory.message, advisory.do):
            assert sentence[0].isupper() or sentence[0] == "“", advisory
            assert sentence.endswith((".", "?", ".”", "”.")), advisory
            assert len(sentence) <= 200, advisory
            assert "{" not in sentence and "  " not in sentence, advisory
            assert not re.search(r"[a-z]_[a-z]|\btrue\b", sentence), advisory  # a page shows labels and “yes”


def test_advice_never_echoes_a_long_value() -> None:
    marked = "she missed 21 days " + "zxq" * 60
    for advisory in advice_for(a_case({"attendance": {"days_absent": 3}, "concerns": [marked]}), today=TODAY):
        assert "zxq" not in advisory.message + advisory.do


def test_what_is_strong_comes_first_and_then_the_order_of_the_case() -> None:
    changes = {
        "sender.role": "attorney",
        "concerns": ["This is outrageous!!"],
        "reintegration_plan": {"goals": [{"id": "ask_for_break"}], "safe_space": "Room 12"},
    }
    advice = advice_for(a_case(changes), today=TODAY)
    severities = [advisory.severity for advisory in advice]
    assert severities == sorted(severities)
    strong = [advisory.pointer for advisory in advice if advisory.severity == "strong"]
    assert strong[:3] == ["/sender/on_behalf_of", "/attendance", "/barriers"]
    assert advice == advice_for(a_case(changes), today=TODAY)


def test_rules_that_read_english_are_silent_in_spanish() -> None:
    reading = {rule.id for rule in RULES if rule.reads_english}
    for row in ROWS:
        in_spanish = {advisory.id for advisory in advice_for(a_case(row.speaks, language="es"), today=TODAY)}
        assert not in_spanish & reading, row.says


def test_rules_that_read_no_words_speak_in_spanish_too() -> None:
    (advisory,) = [
        advisory
        for advisory in advice_for(a_case({"language": "es", "sender.role": "advocate"}), today=TODAY)
        if advisory.id == "advocate_without_client"
    ]
    assert advisory.severity == "strong"


def test_every_free_text_is_read_and_no_name_address_or_choice_is() -> None:
    case = a_case(
        {
            "sender.address": "1 Best School Road",
            "concerns": ["One.\nTwo."],
            "strengths": ["Draws"],
            "barriers": [{"kind": "sleep"}],
            "evaluation_request": {"kind": "initial", "evaluations": [{"id": "cognitive"}]},
        }
    )
    assert [passage.pointer for passage in passages(case)] == ["/concerns/0", "/strengths/0"]


def test_the_longest_texts_are_read_to_their_end() -> None:
    """Text made to provoke backtracking: every pattern is bounded, so that this ends at all."""
    changes = {
        "academic_impact": ("best maximum missed all the the the absent 19 of if she does not " * 80)[:4900]
        + ". This is outrageous.",
        "functional_impact": "a " * 2400,
        "concerns": [("wait " * 190).strip()] * 30,
        "evaluation_request": {"reasons": "school has " * 400},
    }
    assert "writes_in_anger" in {advisory.id for advisory in advice_for(a_case(changes), today=TODAY)}


def test_advice_takes_the_day_as_given() -> None:
    case = a_case({"credit_recovery_proposal": {"appeal_by": "2026-12-11"}})
    early, late = (advice_for(case, today=day) for day in (TODAY, dt.date(2027, 1, 4)))
    assert {advisory.id for advisory in late} - {advisory.id for advisory in early} == {"credit_appeal_past"}
