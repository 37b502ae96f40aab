"""Advice for the reader of a page, with the place where the form asks about it."""

from __future__ import annotations

import datetime as dt

from service.casework import Case
from service.casework.advice import Advisory, advice_for
from service.web.form.places import Place, place_of

ADVICE_LANGUAGE = "en"
"""Advice is written in English; pages in another language mark it so."""


def in_language(case: Case, language: str) -> Case:
    """The same case, for what stands on a page in another language than its documents."""
    return Case({**case.values, "language": language})


def advice_on_pages(case: Case) -> tuple[tuple[Advisory, Place | None], ...]:
    """The advice about a case, each with its place in the form; None where no page asks about it."""
    given = advice_for(in_language(case, ADVICE_LANGUAGE), today=dt.date.today())
    return tuple((each, place_of(each.pointer)) for each in given)
