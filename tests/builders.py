"""Inputs of tests in few words: the smallest case plus what matters, and the smallest template."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

from service.casework.cases import Case, load_case
from service.casework.errors import CaseError
from service.casework.library import TemplateLibrary
from tests.assembly.word import docx

TODAY = dt.date(2026, 11, 16)
"""A Monday, and the day on which cases of these tests are checked."""

LIBRARY = TemplateLibrary()
"""The templates that come with iepdocs, each compiled once for all tests that only use them."""

SMALLEST: dict[str, Any] = {"student": {"name": "Maya Okafor"}, "sender": {"name": "Adaeze Okafor"}}


def a_raw_case(changes: dict[str, Any] | None = None, /, **more: Any) -> dict[str, Any]:
    """The smallest case with changes, as JSON would have it: `a_raw_case({"student.grade": "6"}, state="CA")`.

    A dotted name reaches into objects; an object is merged into what is there; anything else replaces it.
    """
    raw_case = copy.deepcopy(SMALLEST)
    for path, value in {**(changes or {}), **more}.items():
        *outer, name = path.split(".")
        place = raw_case
        for step in outer:
            place = place.setdefault(step, {})
        there = place.get(name)
        place[name] = {**there, **value} if isinstance(there, dict) and isinstance(value, dict) else value
    return raw_case


def a_case(changes: dict[str, Any] | None = None, /, **more: Any) -> Case:
    """The same, checked as on `TODAY`."""
    return load_case(a_raw_case(changes, **more), today=TODAY)


def faults_of(raw_case: Any) -> dict[str, list[str]]:
    """What is wrong in a raw case on `TODAY`: pointer → messages, in the order given; empty when nothing is."""
    try:
        load_case(raw_case, today=TODAY)
    except CaseError as error:
        found: dict[str, list[str]] = {}
        for fault in error.faults:
            found.setdefault(fault.pointer, []).append(fault.message)
        return found
    return {}


def a_template(*lines: str) -> bytes:
    """A Word template with a paragraph a line: `a_template("Dear {{ student.name }}")`."""
    return docx(*lines)
