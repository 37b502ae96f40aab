"""What a case says and what a document prints, in one form, so that the one can be looked for in the other."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from typing import Any

from schemas.fields import tidied
from schemas.walk import fields_by_path
from tests.reading import read

E, A, R, C, M = (
    "evaluation_request",
    "section_504_letter",
    "reintegration_plan",
    "credit_recovery_proposal",
    "iep_meeting_request",
)
FIRST = "first_page"

CARRIED: dict[str, tuple[str, ...]] = {
    "student.name": (E, A, R, C, M, FIRST),
    "student.preferred_name": (E, A, R, C, M),
    "student.school": (E, A, R, C, M),
    "student.district": (E, A, R, C, M),
    "student.student_id": (E, A, C, M),
    "student.home_language": (E,),
    "sender.name": (E, A, R, C, M),
    "sender.organization": (E, A, M),
    "sender.address": (E, A, M),
    "sender.email": (E, A, C, M),
    "sender.phone": (E, A, C, M),
    "sender.needs_interpreter": (E, A, C, M),
    "recipient.name": (E, A, C, M, FIRST),
    "recipient.title": (E, A, C, M, FIRST),
    "recipient.organization": (E, A, C, M),
    "recipient.address": (E, A, M),
    "recipient.email": (E, A, M),
    "cc[].name": (E, A, C, M, FIRST),
    "cc[].title": (E, A, C, M),
    "cc[].organization": (E, A, C, M),
    "cc[].email": (E, A, C, M),
    "cc[].address": (E, A, C, M),
    "sender.on_behalf_of": (E, A, R, C, M),
    "student.diagnoses[]": (E,),
    "attendance.pattern": (E, A, R, C),
    "attendance.classes_missed[]": (E, A, R, C),
    "attendance.log[].note": (E, A, M),
    "barriers[].detail": (E, R, M),
    "concerns[]": (E, A, R, M),
    "strengths[]": (E, R),
    "academic_impact": (E, A, C),
    "functional_impact": (E, A),
    "supports_tried[].what": (E, A),
    "supports_tried[].who": (E, A),
    "supports_tried[].since": (E, A),
    "supports_tried[].result": (E, A),
    "providers[].name": (E, A, R, M),
    "providers[].role": (E, A, R, M),
    "providers[].organization": (E, A, M),
    "providers[].diagnosis": (E, A, M),
    "providers[].summary": (E, A, M),
    "enclosures[]": (E, A, C, M),
    "evaluation_request.delivery": (E, A, C),
    "section_504_letter.accommodations[].text": (A, R, C),
    "section_504_letter.accommodations[].detail": (A, R),
    "section_504_letter.services[].text": (A, C),
    "section_504_letter.services[].detail": (A, C),
    "section_504_letter.staff_contact": (A, R),
    "section_504_letter.stand_in": (A, R),
    "reintegration_plan.accommodations[].text": (R, C),
    "reintegration_plan.interventions[].text": (R, C),
    "reintegration_plan.interventions[].detail": (R, C),
    "reintegration_plan.team[].name": (R, C),
    "reintegration_plan.team[].role": (R, C),
    "reintegration_plan.team[].does": (R, C),
}
"""Which documents print a text that the case gives. What belongs to one document alone is printed there."""

NOT_ALWAYS_PRINTED = {
    "reference": "the clinic's own number is never printed",
}
"""Texts that a case may give and no document prints, and when."""


@cache
def carriers(path: str) -> tuple[str, ...]:
    """The documents that print the text at a path of the walk."""
    if path in NOT_ALWAYS_PRINTED:
        return ()
    return CARRIED.get(path) or (path.split(".")[0],)


def texts_given(raw_case: Any) -> Iterator[tuple[str, str]]:
    """(path, text) of every free text in a raw case; ids, words of fixed lists and dates are none."""
    for path, value in _leaves(raw_case, ""):
        info = fields_by_path()[path]
        if info.type == "text" and not info.choices and not info.catalog:
            # A copy is one line, so the lines of its address stand there one after the other.
            lines = tidied(value).splitlines() if path == "cc[].address" else [tidied(value)]
            yield from ((path, line) for line in lines)


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}".removeprefix("."))
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, f"{path}[]")
    else:
        yield path, value


def bare(text: str) -> str:
    """The text without what a sentence may change: capitals, the shape of spaces and apostrophes, a last mark."""
    return re.sub(r"\s+", " ", text).strip().rstrip(".,;: ").replace("'", "’").casefold()


def words_of(docx: bytes) -> str:
    """All that a document prints, bare."""
    return bare(" ¶ ".join(read(docx)))


def parts_of(docx: bytes) -> dict[str, bytes]:
    """Every part of a Word file, unpacked, by its name."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
