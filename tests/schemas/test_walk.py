"""The walk over the schema: what form, sheet, interface, templates and blanks can rely on."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from schemas.catalogs import CATALOG_NAMES
from schemas.documents import KINDS
from schemas.walk import FieldInfo, fields_by_path, walk
from tests.builders import a_raw_case, faults_of

FIELDS = walk()
LEAVES = [info for info in FIELDS if info.type not in ("object", "list")]
SINGLE = [info for info in LEAVES if "[" not in info.path]

# The names of the contract, in its order; a field may be added, none is renamed or dropped.
CONTRACT = {
    "": """documents language date state reference school_calendar student sender recipient cc attendance barriers
        concerns strengths academic_impact functional_impact supports_tried providers enclosures evaluation_request
        section_504_letter reintegration_plan credit_recovery_proposal""",
    "school_calendar": "first_day last_day closed",
    "student": """name preferred_name pronouns date_of_birth grade student_id school district plan diagnoses
        home_language""",
    "sender": """name role on_behalf_of organization address email phone preferred_contact needs_interpreter""",
    "recipient": "name title organization address email",
    "cc[]": "name title organization address email",
    "attendance": """from to school_days days_absent partial_days late_arrivals early_pickups nurse_visits first_noticed
        pattern classes_missed log""",
    "attendance.log[]": "date kind minutes note",
    "barriers[]": "kind detail",
    "supports_tried[]": "what who since result",
    "providers[]": "name role organization diagnosis date summary",
    "evaluation_request": """kind suspected_disabilities evaluations instruments reasons requests_meeting consent_ready
        interim_supports attendance_hold reply_by delivery""",
    "evaluation_request.evaluations[]": "id text detail",
    "evaluation_request.instruments[]": "id text detail",
    "section_504_letter": """evaluation_requested_on impairment major_life_activities accommodations services
        bad_day_plan staff_contact stand_in attendance_waiver interim_until review_on reply_by meeting_dates""",
    "section_504_letter.accommodations[]": "id text detail barrier where when who signal start",
    "section_504_letter.services[]": "id text detail",
    "reintegration_plan": """attaches_to start_on starting_point first_step counts_as_in_school student_voice ladder
        arrival safe_space trusted_adult exit_plan bad_day_plan setback_plan workload communication attendance_coding
        phases goals accommodations interventions team fade_out review_every school_day_minutes""",
    "reintegration_plan.ladder[]": "step rating",
    "reintegration_plan.arrival": "time transport door greeter first_minutes",
    "reintegration_plan.phases[]": """name span goal attendance minutes_per_day steps supports adjustments data who
        advance_when hold_when step_back_when""",
    "reintegration_plan.goals[]": "id text skill barrier baseline measure target who",
    "reintegration_plan.accommodations[]": "id text detail",
    "reintegration_plan.interventions[]": "id text detail",
    "reintegration_plan.team[]": "name role does",
    "credit_recovery_proposal": """credits_required credits_earned graduation_goal courses courses_at_once weekly_hours
        load_by_phase extended_timeline summer appeal_by monitoring review_on reply_by""",
    "credit_recovery_proposal.courses[]": """name subject credits status missed_because standards_met missing priority
        route owner start due weekly_hours adjustments supports grading""",
    "credit_recovery_proposal.courses[].route": "id text detail",
    "credit_recovery_proposal.load_by_phase[]": "phase weekly_hours",
}


def by_path(info: FieldInfo) -> str:
    return info.path


@pytest.mark.parametrize("place", CONTRACT)
def test_every_name_of_the_contract_is_there(place: str) -> None:
    paths = {f"{place}.{name}".removeprefix(".") for name in CONTRACT[place].split()}
    assert paths - fields_by_path().keys() == set()


def test_only_the_two_names_and_the_objects_they_are_in_are_required() -> None:
    assert [info.path for info in FIELDS if info.required] == ["student", "student.name", "sender", "sender.name"]


def test_paths_are_unique() -> None:
    assert [path for path, count in Counter(map(by_path, FIELDS)).items() if count > 1] == []


def test_an_object_or_a_list_stands_before_what_is_in_it() -> None:
    seen = {""}
    for info in FIELDS:
        outer = info.path.removesuffix("[]") if info.path.endswith("[]") else info.path.rpartition(".")[0]
        assert outer in seen, info.path
        seen.add(info.path)


def test_no_field_is_named_after_a_method_of_a_dict() -> None:
    """In a template `{{ plan.items }}` would print the method."""
    assert [info.path for info in FIELDS if hasattr({}, info.name)] == []


@pytest.mark.parametrize("info", FIELDS, ids=by_path)
def test_labels_are_noun_phrases_to_stand_in_brackets(info: FieldInfo) -> None:
    assert re.fullmatch(r"(?:[a-z0-9]|IEP )[^.!?:;\n\[\]{}“”\"]{1,69}", info.label), info.label
    assert "  " not in info.label and info.label == info.label.strip()
    assert not re.match(r"(the|a|an|please|enter|give|write|add|is|are|do|does) ", info.label), info.label


@pytest.mark.parametrize("info", LEAVES, ids=by_path)
def test_every_field_has_a_help_text_in_sentences(info: FieldInfo) -> None:
    assert re.fullmatch(r".{5,160}\.", info.help), info.help


@pytest.mark.parametrize("info", [info for info in LEAVES if info.example is not None], ids=by_path)
def test_examples_are_what_the_field_takes(info: FieldInfo) -> None:
    if info.type == "text" and not info.choices:
        assert isinstance(info.example, str) and len(info.example) <= (info.max_length or 0)
        assert info.is_multiline or "\n" not in info.example
    if info.choices:
        assert info.example in info.choices
    if info.type in ("integer", "number"):
        assert info.minimum is not None and info.maximum is not None
        assert info.minimum <= info.example <= info.maximum


@pytest.mark.parametrize("info", [info for info in SINGLE if info.example is not None], ids=by_path)
def test_a_case_with_this_field_alone_beside_the_two_names_loads(info: FieldInfo) -> None:
    assert faults_of(a_raw_case({info.path: info.example})) == {}


def test_every_text_has_a_limit_and_every_list_has_one() -> None:
    free = [info for info in LEAVES if info.type == "text" and not info.choices and not info.catalog]
    assert [info.path for info in free if not info.max_length] == []
    assert [info.path for info in FIELDS if info.type == "list" and not info.most_items] == []


def test_sections_are_first_names_of_paths_or_the_case() -> None:
    for info in FIELDS:
        first = re.split(r"[.\[]", info.path)[0]
        is_single = info.path == first and info.type not in ("object", "list")
        assert info.section == ("case" if is_single else first), info.path


def test_every_kind_of_the_contract_has_an_object_of_its_own_and_stands_first_among_the_choices() -> None:
    assert [info.path for info in FIELDS if info.path in KINDS] == list(KINDS)
    assert fields_by_path()["documents[]"].choices[: len(KINDS)] == tuple(KINDS)


def test_choices_are_out_of_the_catalogues() -> None:
    used = {info.catalog for info in FIELDS if info.catalog}
    assert used == set(CATALOG_NAMES) - {"phases"}


def test_pointers_and_names_follow_from_the_path() -> None:
    info = fields_by_path()["attendance.log[].date"]
    assert (info.pointer, info.name) == ("/attendance/log/-/date", "date")
    assert fields_by_path()["concerns[]"].name == "concerns"
