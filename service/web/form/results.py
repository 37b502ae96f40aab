"""What comes of the answers: the letter to read, the check, the documents, a further case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import Response, request

from service.casework import Case, all_kinds, assemble_document, kind_named
from service.casework.deadlines import deadlines_for
from service.casework.documents import assemble_documents, blanks_of
from service.casework.wording import upper_first
from service.web.form import route
from service.web.form.advice import advice_on_pages, in_language
from service.web.form.arrival import (
    BOTH_METHODS,
    arrived,
    blueprint,
    checked,
    mistakes_in,
    page,
)
from service.web.form.controls import Control, controls_of, shown
from service.web.form.letter import letter_html, letter_text
from service.web.form.places import Place, place_of
from service.web.form.sections import Section
from service.web.form.state import Answers, read_answers, tidied
from service.web.form.translation import catalog_language, page_language
from service.web.form.wording import _
from service.web.library import library


@blueprint.route("/form/letter/<kind>", methods=BOTH_METHODS)
def show_letter(kind: str) -> Response:
    """The document as it would be downloaded, to read on the page and to copy as text."""
    named = kind_named(kind)
    answers = tidied(arrived())
    case, _mistakes = checked(answers)
    if case is None:
        return check_page(answers, mistakes_first=True)
    document = assemble_document(case, named.slug, library=library())
    return page(
        "letter.html",
        answers,
        kind=named,
        kinds=[each for each in all_kinds() if each.slug in case.documents],
        language=case.language,
        letter=letter_html(document.content),
        text=letter_text(document.content),
    )


@blueprint.route("/form/check", methods=BOTH_METHODS)
def show_check() -> Response:
    """All answers to look over, with mistakes, advice and blanks."""
    return check_page(tidied(arrived()))


def check_page(answers: Answers, *, mistakes_first: bool = False) -> Response:
    """All answers on one page. `mistakes_first`: the person wanted a document, which the mistakes prevent."""
    case, mistakes = checked(answers)
    return page(
        "check.html",
        answers,
        status=422 if mistakes_first else 200,
        mistakes=mistakes,
        pages=_pages_of_answers(answers),
        advice=advice_on_pages(case) if case else (),
        blanks=_blanks(case) if case else (),
        shown=shown,
    )


@dataclass(frozen=True, slots=True)
class PageOfAnswers:
    """A page that is asked: its answers, each in lines of words, and the questions on it that are open."""

    section: Section
    answered: tuple[tuple[Control, tuple[str, ...]], ...]
    open: tuple[Control, ...]


def _pages_of_answers(answers: Answers) -> list[PageOfAnswers]:
    """The pages that are asked, in order."""
    found = []
    for each in route.pages_asked(answers):
        if each.says_more:
            continue
        controls = controls_of(each, answers, item=None, mistakes=(), case=None)
        told = [(control, shown(control.question, answers.value(control.name))) for control in controls]
        answered = tuple((control, lines) for control, lines in told if lines or control.is_unknown)
        left = tuple(control for control, lines in told if not lines and not control.is_unknown)
        found.append(PageOfAnswers(each, answered, left))
    return found


@blueprint.route("/form/done", methods=BOTH_METHODS)
def show_done() -> Response:
    """The documents to download, and what happens next."""
    answers = tidied(arrived())
    case, _mistakes = checked(answers)
    if case is None:
        return check_page(answers, mistakes_first=True)
    return done_page(case, answers)


def done_page(case: Case, answers: Answers, *, has_no_dates: bool = False) -> Response:
    """The documents to download. `has_no_dates`: a calendar was asked for, and no date is known."""
    return page(
        "done.html",
        answers,
        kinds=[each for each in all_kinds() if each.slug in case.documents],
        blanks=_blanks(case),
        deadlines=deadlines_for(in_language(case, catalog_language()), today=dt.date.today()),
        has_no_dates=has_no_dates,
    )


def _blanks(case: Case) -> list[tuple[str, Place | None]]:
    """The blanks of the documents: what each asks for, and where the form asks for it."""
    found = []
    for blank in blanks_of(list(assemble_documents(case, library=library()))):
        place = place_of(blank.pointer)
        is_of_entry = place is not None and place.column is not None
        is_foreign = case.language != page_language()
        label = place.label if place and (is_of_entry or is_foreign) else blank.label
        found.append((upper_first(label), place))
    return found


@blueprint.route("/form/another", methods=BOTH_METHODS)
def show_another() -> Response:
    """What to take along into a new case."""
    return page("another.html", tidied(arrived()), blocks=blocks())


@blueprint.route("/form/another/begin", methods=BOTH_METHODS)
def begin_another() -> Response:
    """A new case that begins with the chosen blocks of this one."""
    answers = read_answers(request.form.getlist)
    kept = {name for slug in request.form.getlist("keep") for name in blocks().get(slug, ("", ()))[1]}
    raw_case = {name: value for name, value in answers.raw_case.items() if name in kept}
    return tasks_page(Answers(raw_case))


def blocks() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Parts of a case to take into another: their words, and the fields. What is one student's alone is not there."""
    return {
        "you": (_("Your contact details"), ("sender",)),
        "recipient": (_("Who gets it, and copies"), ("recipient", "cc")),
        "place": (_("State and school calendar"), ("state", "school_calendar")),
        "documents": (_("Which documents, and their language"), ("documents", "language")),
        "situation": (
            _("What makes it hard, what you see, what was tried"),
            ("barriers", "concerns", "academic_impact", "functional_impact", "supports_tried"),
        ),
        "asks": (_("What is asked for in each document"), tuple(kind.slug for kind in all_kinds())),
    }


def tasks_page(answers: Answers, *, is_opened: bool = False) -> Response:
    """The list of all pages."""
    return page("tasks.html", answers, parts=route.parts(answers, mistakes_in(answers)), is_opened=is_opened)
