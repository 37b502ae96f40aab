"""Suggestions: the entries that fit a case, best first, each with a short why."""

from __future__ import annotations

import pytest

from schemas.catalogs import BARRIERS, CATALOG_NAMES, catalog
from service.casework.cases import Case
from service.casework.suggestions import (
    CHOSEN_AT,
    LAST_RESORT,
    NEEDS_CLASS_CHANGES,
    NEEDS_IEP,
    suggestions_for,
)
from tests.builders import TODAY, a_case


def ids(case: Case, name: str, limit: int | None = None) -> list[str]:
    return [suggestion.entry.id for suggestion in suggestions_for(case, name, limit=limit, today=TODAY)]


def marked(*kinds: str) -> dict[str, object]:
    return {"barriers": [{"kind": kind} for kind in kinds]}


@pytest.mark.parametrize("name", CATALOG_NAMES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_catalogue_gives_suggestions_for_the_barriers_of_a_case(name: str, language: str) -> None:
    case = a_case(marked("anxiety", "transition"), language=language)
    suggestions = suggestions_for(case, name, today=TODAY)
    assert suggestions
    assert all(suggestion.why.endswith(".") and suggestion.score > 0 for suggestion in suggestions)
    assert [suggestion.score for suggestion in suggestions] == sorted(
        (suggestion.score for suggestion in suggestions), reverse=True
    )


def test_why_names_the_barriers_that_the_family_marked() -> None:
    (first, *_) = suggestions_for(a_case(marked("sensory")), "accommodations", today=TODAY)
    assert first.entry.id == "noise_reduction"
    assert first.why == "For “sensory overload”, which you marked."


def test_why_is_in_the_language_of_the_case() -> None:
    (first, *_) = suggestions_for(a_case(marked("sensory"), language="es"), "accommodations", today=TODAY)
    assert first.why == "Para “sobrecarga sensorial”, que usted marcó."


def test_without_barriers_only_what_helps_everyone_is_suggested() -> None:
    assert all(len(catalog("goals").get(id).barriers) == len(BARRIERS) for id in ids(a_case(), "goals"))  # type: ignore[union-attr]


def test_entries_for_the_barriers_come_before_entries_for_everyone() -> None:
    suggested = suggestions_for(a_case(marked("bullying")), "services", today=TODAY)
    general = [len(suggestion.entry.barriers) == len(BARRIERS) for suggestion in suggested]
    assert general == sorted(general)


def test_a_limit_keeps_the_best() -> None:
    case = a_case(marked("anxiety"))
    assert ids(case, "accommodations", limit=5) == ids(case, "accommodations")[:5]
    assert ids(case, "accommodations", limit=0) == []


@pytest.mark.parametrize("name", sorted(CHOSEN_AT))
def test_what_is_chosen_already_is_left_out(name: str) -> None:
    first, second = ids(a_case(marked("anxiety")), name, limit=2)
    block, field = CHOSEN_AT[name][-1].split(".")
    assert second in ids(a_case({**marked("anxiety"), block: {field: [{"id": first}]}}), name)
    assert first not in ids(a_case({**marked("anxiety"), block: {field: [{"id": first}]}}), name)


def test_a_way_to_earn_credit_may_serve_a_second_course() -> None:
    courses = {
        "credit_recovery_proposal": {"courses": [{"name": "English 10", "route": {"id": "essential_standards"}}]}
    }
    assert "essential_standards" in ids(a_case(courses), "recovery_routes")


@pytest.mark.parametrize(
    ("student", "suits", "does_not_suit"),
    [
        ({"student.date_of_birth": "2019-11-17"}, "sras_r", "scas"),
        ({"student.date_of_birth": "2011-03-09"}, "sai", "sas_tr"),
        ({"student.grade": "2"}, "sas_tr", "sai"),
        ({"student.grade": "K"}, "sas_tr", "scared"),
        ({"student.grade": "12+"}, "rcads", "sras_r"),
    ],
)
def test_questionnaires_respect_the_age_they_were_made_for(
    student: dict[str, str], suits: str, does_not_suit: str
) -> None:
    suggested = ids(a_case({**marked("anxiety", "social"), **student}), "instruments")
    assert suits in suggested
    assert does_not_suit not in suggested


def test_the_birthday_counts_on_the_day_of_the_letter() -> None:
    eve, day = ({"student.date_of_birth": "2018-11-17", "date": date} for date in ("2026-11-16", "2026-11-17"))
    assert "scas" not in ids(a_case({**marked("anxiety"), **eve}), "instruments")
    assert "scas" in [
        suggestion.entry.id
        for suggestion in suggestions_for(a_case({**marked("anxiety"), **day}), "instruments", today=TODAY)
    ]


def test_the_ages_of_a_questionnaire_are_said() -> None:
    suggested = suggestions_for(a_case({**marked("social"), "student.grade": "9"}), "instruments", today=TODAY)
    assert {"For ages 12 to 18." in suggestion.why for suggestion in suggested if suggestion.entry.id == "sai"} == {
        True
    }


def test_what_belongs_to_an_iep_comes_last_without_one() -> None:
    case = marked("academic", "transition", "separation", "family", "sleep")
    with_iep, without = (ids(a_case({**case, "student.plan": plan}), "services") for plan in ("iep", "none"))
    for id in NEEDS_IEP & set(with_iep):
        assert id not in without or without.index(id) > with_iep.index(id)


def test_a_young_child_has_no_class_changes_to_adapt() -> None:
    case = marked("bullying", "social", "anxiety")
    young, older = (ids(a_case({**case, "student.grade": grade}), "accommodations", 15) for grade in ("1", "8"))
    assert not NEEDS_CLASS_CHANGES & set(young)
    assert NEEDS_CLASS_CHANGES & set(older)


def test_credit_is_for_high_school_or_for_a_case_that_speaks_of_it() -> None:
    assert ids(a_case({"student.grade": "3"}), "recovery_routes") == []
    assert ids(a_case({"student.grade": "10"}), "recovery_routes")
    asked = {"student.grade": "8", "credit_recovery_proposal": {"weekly_hours": 2}}
    assert ids(a_case(asked), "recovery_routes")


@pytest.mark.parametrize(
    ("status", "route"),
    [
        ("incomplete", "extended_incomplete"),
        ("failed", "single_course_retake"),
        ("no_credit_absence", "no_credit_without_penalty"),
    ],
)
def test_what_the_transcript_says_picks_the_way(status: str, route: str) -> None:
    courses = {"credit_recovery_proposal": {"courses": [{"name": "English 10", "status": status}]}}
    assert ids(a_case(courses), "recovery_routes", 1) == [route]


def test_a_senior_short_of_credits_is_shown_more_time() -> None:
    short = {"student.grade": "12", "credit_recovery_proposal": {"credits_required": 24, "credits_earned": 12}}
    assert ids(a_case(short), "recovery_routes", 1) == ["extended_timeline"]


def test_a_summer_that_is_declined_is_not_suggested() -> None:
    assert "summer_term" not in ids(a_case({"credit_recovery_proposal": {"summer": False}}), "recovery_routes")
    assert "summer_term" in ids(a_case({"credit_recovery_proposal": {"summer": True}}), "recovery_routes")


def test_the_familys_own_words_speak_for_an_entry() -> None:
    case = a_case({"concerns": ["The nurse sends Maya back."]})
    (first, *_) = suggestions_for(case, "accommodations", today=TODAY)
    assert (first.entry.id, first.why) == ("nurse_first_stop", "You mention “nurse”.")


def test_the_questionnaire_on_school_refusal_is_named_for_every_barrier() -> None:
    for kind in BARRIERS:
        assert "sras_r" in ids(a_case({**marked(kind), "student.grade": "6"}), "instruments", 2)


def test_the_same_case_gives_the_same_suggestions() -> None:
    case = a_case({**marked("anxiety", "mood", "sleep"), "concerns": ["Sleep and energy are low, and lunch is loud."]})
    for name in CATALOG_NAMES:
        assert suggestions_for(case, name, today=TODAY) == suggestions_for(case, name, today=TODAY)


def test_the_phases_keep_their_order() -> None:
    assert ids(a_case(), "phases") == [entry.id for entry in catalog("phases")]


def test_an_unknown_catalogue_is_refused() -> None:
    with pytest.raises(KeyError):
        suggestions_for(a_case(), "recipes", today=TODAY)


@pytest.mark.parametrize(
    ("kinds", "name", "first"),
    [
        (("separation",), "interventions", ["separation_practice", "parent_coaching"]),
        (("health", "anxiety"), "services", ["school_health_services", "counseling_individual"]),
        (("bullying", "social"), "interventions", ["bullying_safety_plan", "social_skills_rehearsal"]),
        (("sensory", "transition"), "interventions", ["transition_rehearsal", "sensory_plan"]),
        (("mood", "sleep"), "interventions", ["behavioral_activation", "sleep_routine_support"]),
        (("mood",), "instruments", ["sras_r", "rcads"]),
        (("anxiety", "separation"), "instruments", ["sras_r", "scared"]),
        (("trauma", "anxiety"), "interventions", ["trauma_informed_support", "graded_exposure"]),
        (("executive_function", "academic"), "services", ["executive_function_coaching"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "+".join(value),
)
def test_what_an_experienced_practitioner_thinks_of_first_comes_first(
    kinds: tuple[str, ...], name: str, first: list[str]
) -> None:
    suggested = ids(a_case({**marked(*kinds), "student.grade": "5"}), name, 3)
    assert suggested[0] == first[0]
    assert set(first) <= set(suggested)


def test_less_time_among_others_is_no_first_suggestion() -> None:
    case = a_case({**marked("anxiety", "mood", "trauma"), "student.grade": "10"})
    for name in ("accommodations", "services", "recovery_routes"):
        assert not LAST_RESORT & set(ids(case, name, 5))


def test_labels_with_commas_of_their_own_are_parted_by_their_quotes() -> None:
    (first, *_) = suggestions_for(a_case(marked("executive_function", "academic")), "goals", today=TODAY)
    assert first.why == "For “planning, starting and organizing” and “academic difficulty”, which you marked."


def test_what_the_family_writes_weighs_more_than_one_more_barrier() -> None:
    case = a_case({"barriers": [{"kind": "sensory", "detail": "noise in the cafeteria"}, {"kind": "transition"}]})
    assert ids(case, "accommodations").index("lunch_alternative") < ids(case, "accommodations").index("bus_alternative")


def test_an_incomplete_course_is_finished_before_anything_else_is_tried() -> None:
    courses = {"credit_recovery_proposal": {"courses": [{"name": "English 10", "status": "incomplete"}]}}
    case = a_case({**courses, **marked("academic", "social", "mood"), "student.grade": "11"})
    assert ids(case, "recovery_routes", 2) == ["extended_incomplete", "essential_standards"]
