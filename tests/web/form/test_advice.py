"""Advice on a page speaks of what the page asks, not of a case file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from service.casework import load_case
from service.web.form.advice import advice_on_pages, in_words_of_the_form
from tests.builders import TODAY

CASES = sorted((Path(__file__).parents[2] / "cases").glob("*.json"))


def test_a_name_of_a_field_becomes_its_label() -> None:
    pointer = "/evaluation_request/reply_by"
    assert in_words_of_the_form("Add “reply_by”, about ten school days from now.", pointer) == (
        "Add “Date you ask for a written answer by”, about ten school days from now."
    )
    assert in_words_of_the_form("Set “attendance_hold” to true, so that it waits.", pointer) == (
        "Answer “Ask the school to hold truancy steps meanwhile?” with yes, so that it waits."
    )
    assert in_words_of_the_form("Write “until the eligibility decision”.", pointer) == (
        "Write “until the eligibility decision”."
    )


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_no_advice_on_a_page_names_a_field_by_its_code_name(path: Path) -> None:
    case = load_case(json.loads(path.read_text(encoding="utf-8")), today=TODAY)
    worded = [f"{each.message} {each.do}" for each, _ in advice_on_pages(case)]
    assert [text for text in worded if re.search(r"[a-z]_[a-z]|\bto true\b", text)] == []


def test_advice_about_what_is_missing_leads_to_a_page() -> None:
    case = load_case({"student": {"name": "Maya"}, "sender": {"name": "Ada"}}, today=TODAY)
    places = [place for _, place in advice_on_pages(case)]
    assert places and None not in places
