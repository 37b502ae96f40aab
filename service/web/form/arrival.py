"""What every page begins with: the answers that came, what is wrong with them, and how a page is shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask.blueprints import BlueprintSetupState

from service.casework import Case
from service.errors import IepdocsError
from service.web.form.mistakes import Mistake, case_or_mistakes
from service.web.form.places import Place
from service.web.form.sections import Section
from service.web.form.situations import SITUATIONS, documents_for
from service.web.form.state import Answers, page_named, read_answers, saved, tidied
from service.web.form.translation import asked_language, use_translations
from service.web.form.wording import kind_labels

blueprint = Blueprint("form", __name__)


@blueprint.record_once
def _use_translations(setup: BlueprintSetupState) -> None:
    use_translations(setup.app)


BOTH_METHODS = ("GET", "POST")


class StayError(IepdocsError):
    """The person wants to go on, but the page has mistakes; it is shown again."""

    def __init__(self, page: Section, item: int | None, answers: Answers) -> None:
        super().__init__(page.slug)
        self.page, self.item, self.answers = page, item, answers


class NothingChosenError(IepdocsError):
    """The start page was sent without a choice."""


def arrived() -> Answers:
    """The answers that came with this request, with what was typed on the page that it comes from.

    Raises `StayError` where the person pressed “Continue” on a page with mistakes, `NothingChosenError` for a start
    page without a choice, and `UnreadableAnswersError`.
    """
    asked = request.form.getlist
    answers = read_answers(asked)
    came_from = request.form.get("from", "")
    if came_from == "start":
        return _started(answers)
    page = page_named(came_from)
    if page is None:
        return answers
    answers = saved(answers, *page, asked)
    if "go" in request.form:
        answers = tidied(answers)
        if _mistakes_on(*page, answers):
            raise StayError(*page, answers)
    return answers


def _started(answers: Answers) -> Answers:
    slugs = request.form.getlist("situation")
    documents = documents_for(slugs, request.form.getlist("document"))
    if not documents:
        raise NothingChosenError
    answers = answers.with_value("documents", documents)
    for situation in SITUATIONS:
        if situation.slug in slugs:
            for name, value in situation.answers.items():
                answers = answers.with_value(name, value)
    return answers


def _mistakes_on(page: Section, item: int | None, answers: Answers) -> list[Mistake]:
    return [each for each in mistakes_in(answers) if is_on(each.place, page, item)]


def is_on(place: Place | None, page: Section, item: int | None) -> bool:
    """Whether a place stands on this page. The list of entries does not show what is on their own pages."""
    return place is not None and place.section is page and place.item == item


def checked(answers: Answers) -> tuple[Case | None, tuple[Mistake, ...]]:
    """The case that the answers make, or what is wrong with them."""
    return case_or_mistakes(answers.raw_case, today=dt.date.today())


def mistakes_in(answers: Answers) -> tuple[Mistake, ...]:
    """What is wrong with the answers."""
    return checked(answers)[1]


def page(template: str, answers: Answers, *, status: int = 200, **shown_on_page: Any) -> Response:
    """A page of the form as an answer."""
    return make_response(
        render_template(
            f"form/{template}",
            answers=answers,
            place_url=place_url,
            kind_labels=kind_labels(),
            asked_language=asked_language(),
            **shown_on_page,
        ),
        status,
    )


def place_url(place: Place) -> str:
    """The address of the page that asks about a place. A browser puts the cursor into the control after the “#”."""
    return url_for("form.show_section", slug=place.section.slug, item=place.item, _anchor=place.control_id)
