"""The two letters for cases that nobody wrote by hand: no leftover of a template, and no text of the family lost."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings

from service.casework import Case, assemble_document, load_case
from tests.builders import LIBRARY, TODAY, a_case
from tests.reading import read
from tests.strategies import Raw, marked_text, raw_cases

LETTERS = ("evaluation_request", "section_504_letter")
LEFTOVERS = re.compile(
    r"\{\{|\}\}|\{%|%\}|\bNone\b|Placeholder|\[\]|\(\)|Dear [,:]|  | [,.;:](?! )|[.,;:]{2}|<built-in"
)
EMPTY_BULLET = re.compile(r'<w:pStyle w:val="(?:ListBullet|ListNumber|TableBullet)"/></w:pPr>\s*</w:p>')

_BOTH = """
student.name student.student_id student.school student.district sender.name sender.organization sender.address
sender.email sender.phone sender.needs_interpreter recipient.name recipient.title recipient.organization
recipient.address recipient.email cc[].name cc[].title cc[].organization cc[].email attendance.pattern
attendance.classes_missed[] attendance.log[].note concerns[] academic_impact functional_impact
supports_tried[].what supports_tried[].who supports_tried[].since supports_tried[].result providers[].name
providers[].role providers[].organization providers[].diagnosis providers[].summary enclosures[]
evaluation_request.delivery
""".split()
PRINTED = {
    "evaluation_request": frozenset(
        _BOTH
        + """
        strengths[] barriers[].detail student.home_language evaluation_request.suspected_disabilities[]
        evaluation_request.evaluations[].text evaluation_request.evaluations[].detail evaluation_request.reasons
        evaluation_request.instruments[].text evaluation_request.instruments[].detail
        """.split()
    ),
    "section_504_letter": frozenset(
        _BOTH
        + """
        section_504_letter.impairment section_504_letter.major_life_activities[] section_504_letter.bad_day_plan[]
        section_504_letter.staff_contact section_504_letter.stand_in section_504_letter.interim_until
        section_504_letter.services[].text section_504_letter.services[].detail
        section_504_letter.accommodations[].text section_504_letter.accommodations[].detail
        section_504_letter.accommodations[].barrier section_504_letter.accommodations[].where
        section_504_letter.accommodations[].when section_504_letter.accommodations[].who
        section_504_letter.accommodations[].signal section_504_letter.accommodations[].start
        """.split()
    ),
}
"""Texts of a case that a letter prints whenever they are given."""


def texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from texts(inner, f"{path}.{name}".removeprefix("."))
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, f"{path}[]")
    elif isinstance(value, str):
        yield path, value


def letter(case: Case, kind: str) -> bytes:
    return assemble_document(case, kind, library=LIBRARY, today=TODAY).content


def in_english(raw_case: Raw) -> Case:
    return load_case({**raw_case, "language": "en"}, today=TODAY)


@settings(max_examples=50, deadline=None)
@given(raw_cases(texts=marked_text))
def test_no_letter_has_a_leftover(raw_case: Raw) -> None:
    case = in_english(raw_case)
    for kind in LETTERS:
        docx = letter(case, kind)
        lines = [line.replace("  ·  ", " · ") for line in read(docx)]
        assert [line for line in lines if LEFTOVERS.search(line)] == []
        with zipfile.ZipFile(BytesIO(docx)) as archive:
            assert not EMPTY_BULLET.search(archive.read("word/document.xml").decode())


@settings(max_examples=50, deadline=None)
@given(raw_cases(texts=marked_text))
def test_every_text_that_a_letter_is_about_stands_in_it_whole(raw_case: Raw) -> None:
    case = in_english(raw_case)
    for kind in LETTERS:
        printed = "\n".join(read(letter(case, kind)))
        # The first sign may have become a capital, where the text begins a sentence.
        lost = [path for path, text in texts(case.values) if path in PRINTED[kind] and text[1:] not in printed]
        assert lost == []


@pytest.mark.parametrize("kind", LETTERS)
@pytest.mark.parametrize(
    "text",
    (
        "a & b",
        "<w:p/>",
        "“quoted” 'and' \"so\"",
        "{{ student.name }}",
        "{% if x %}",
        "&amp;",
        "]]>",
        "字 שלום न\u200dमः 🙂",
        "a\u00a0b",
    ),
)
def test_signs_that_mean_something_to_word_or_to_a_template_are_only_text(kind: str, text: str) -> None:
    case = a_case({"recipient.name": text, "concerns": [f"One {text} two"], "sender.address": f"1 {text}\n2 {text}"})
    lines = read(letter(case, kind))
    assert f"One {text} two." in lines
    assert any(text in line and line.startswith("Dear ") for line in lines)
    assert f"1 {text}\n2 {text}" in "\n".join(lines)


@pytest.mark.parametrize("kind", LETTERS)
def test_lines_of_an_address_stay_lines_in_one_form(kind: str) -> None:
    first = letter(a_case({"sender.address": "18 Alder Court\r\nCedar Valley, CA 90000"}), kind)
    second = letter(a_case({"sender.address": "18 Alder Court\u2028Cedar Valley, CA 90000\n"}), kind)
    assert first == second
    assert "18 Alder Court\nCedar Valley, CA 90000" in "\n".join(read(first))


@pytest.mark.parametrize("kind", LETTERS)
def test_the_client_number_is_never_printed(kind: str) -> None:
    assert "Q-77-4411" not in "\n".join(read(letter(a_case(reference="Q-77-4411"), kind)))
