"""The pages of questions cover the case: every field, each once, with the labels of the walk."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from schemas.projections import sample_case
from schemas.walk import fields_by_path, walk
from service.casework import KINDS, DocumentKind, assemble_document
from service.casework.documents import blanks_of
from service.web.form import wording
from service.web.form.answers import ABSENT, value_at
from service.web.form.places import place_of
from service.web.form.questions import LONGEST_RADIOS, Question
from service.web.form.sections import section, sections
from tests.builders import LIBRARY, TODAY, a_case


def leaves() -> list[str]:
    """Every field of the walk that holds a value, lists of texts as one."""
    return [info.path for info in walk() if info.type != "object" and not info.path.endswith("[]")]


def asked_at(question: Question) -> list[str]:
    """The fields that a question's controls give."""
    if question.widget == "choices":
        return [question.path, f"{question.path}[].id", f"{question.path}[].text"]
    if question.widget == "barriers":
        return [question.path, "barriers[].kind"]
    return [question.path, *(column.path for column in question.columns)]


def test_every_field_of_the_case_is_asked() -> None:
    asked = {path for each in sections() for question in each.questions for path in asked_at(question)}
    assert set(leaves()) - asked == set()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_every_blank_that_a_document_prints_stands_on_a_page_that_is_asked_for_it(kind: DocumentKind) -> None:
    document = assemble_document(a_case(), kind.slug, library=LIBRARY, today=TODAY)
    pages = [each for each in sections() if each.is_needed_for([kind.slug])]
    asked = {path for each in pages for question in each.questions for path in asked_at(question)}
    blanks = {_field_of(blank.pointer) for blank in blanks_of([document])}
    assert len(blanks) > 10
    assert {path for path in blanks if path not in asked and path.removesuffix("[]") not in asked} == set()


def _field_of(pointer: str) -> str:
    """`plan.goals[].text` of `/plan/goals/0/text`."""
    return re.sub(r"\.\d+", "[]", pointer.strip("/").replace("/", "."))


def test_a_field_is_asked_once_unless_its_list_is_chosen_on_one_page_and_told_about_on_another() -> None:
    asked = Counter(question.path for each in sections() for question in each.questions if not each.says_more)
    more = Counter(question.path for each in sections() for question in each.questions if each.says_more)
    assert [path for path, count in asked.items() if count > 1] == []
    assert [path for path, count in more.items() if count > 1] == []
    assert set(more) <= set(asked)


def test_a_page_asks_about_six_things_at_most() -> None:
    assert {each.slug: len(each.questions) for each in sections() if len(each.questions) > 6} == {}


def test_labels_are_those_of_the_walk_unless_the_form_asks_a_question() -> None:
    for each in sections():
        for question in each.questions:
            label = fields_by_path()[question.path].label
            assert question.label == wording.LABELS.get(question.path, label[:1].upper() + label[1:])


def test_every_choice_has_words() -> None:
    for each in sections():
        for question in [*each.questions, *(column for asked in each.questions for column in asked.columns)]:
            for option in question.options:
                assert option.label and "_" not in option.label, (question.path, option.value)
            if question.widget == "radios":
                assert len(question.options) <= LONGEST_RADIOS


def test_words_of_the_form_belong_to_a_field_that_exists() -> None:
    known = set(fields_by_path()) | {"documents[]"}
    for table in (wording.CHOICE_LABELS, wording.LABELS, wording.HELP, wording.WHY_WE_ASK, wording.PRESETS):
        assert set(table) <= known
    assert set(wording.ITEM_NOUNS) <= known


def test_help_speaks_no_code_words() -> None:
    for each in sections():
        for question in [*each.questions, *(column for asked in each.questions for column in asked.columns)]:
            assert "true" not in question.help.split(), question.path
            assert not any("_" in word for word in question.help.split()), question.path


def test_every_list_of_entries_names_its_entries() -> None:
    for each in sections():
        for question in each.questions:
            if question.widget in ("group", "items"):
                assert question.noun, question.path


def test_a_pointer_to_any_value_of_a_whole_case_leads_to_its_control() -> None:
    def pointers(value: object, pointer: str) -> list[str]:
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        return [pointer, *(below for key, each in inner for below in pointers(each, f"{pointer}/{key}"))]

    for pointer in pointers(sample_case(), "")[1:]:
        if pointer.count("/") == 1 and pointer[1:] not in ("documents", "language", "date", "state", "reference"):
            continue
        place = place_of(pointer)
        if place is None:
            # Only objects that stand for several questions have no control of their own.
            assert isinstance(value_at(sample_case(), pointer[1:].replace("/", ".")), dict), pointer


def test_who_answers_for_the_supports_is_asked_for_a_plan_without_a_letter_too() -> None:
    place = place_of("/section_504_letter/staff_contact")
    assert place is not None
    assert place.section.is_needed_for(["reintegration_plan"])
    assert not place.section.is_needed_for(["evaluation_request"])


def test_a_pointer_into_an_entry_names_the_entry() -> None:
    place = place_of("/credit_recovery_proposal/courses/2/adjustments/0")
    assert place is not None
    assert (place.section.slug, place.item, place.name) == (
        "courses",
        2,
        "credit_recovery_proposal.courses.2.adjustments",
    )
    assert place.label == "Course 3: Adjustments in the course"
    assert place.line == 0


def test_missing_people_lead_to_their_names() -> None:
    assert [place.control_id for pointer in ("/student", "/sender") if (place := place_of(pointer))] == [
        "student-name",
        "sender-name",
    ]
    assert place_of("/nothing") is None


def test_a_page_that_does_not_exist_is_none() -> None:
    assert section("nothing") is None
    assert value_at({}, "student.name") is ABSENT
