"""Advice on a page stands where the form asks about it."""

from __future__ import annotations

from service.casework import load_case
from service.web.form.advice import advice_on_pages
from tests.builders import TODAY


def test_advice_about_what_is_missing_leads_to_a_page() -> None:
    case = load_case({"student": {"name": "Maya"}, "sender": {"name": "Ada"}}, today=TODAY)
    places = [place for _, place in advice_on_pages(case)]
    assert places and None not in places
