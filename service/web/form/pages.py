"""The pages of the form: the first page, the list of all pages, and the questions."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from flask import Response, request
from werkzeug.exceptions import NotFound

from service.casework import Case
from service.casework.advice import Advisory
from service.web.form import attendance_log, route
from service.web.form.advice import advice_on_pages, in_language
from service.web.form.answers import ABSENT
from service.web.form.arrival import BOTH_METHODS, arrived, blueprint, checked, is_on, page
from service.web.form.attendance_words import school_years
from service.web.form.controls import Control, controls_of, entry_wording
from service.web.form.opened import opened
from service.web.form.results import check_page, tasks_page
from service.web.form.sections import Section, first_section, section
from service.web.form.situations import SITUATIONS
from service.web.form.state import (
    Answers,
    is_place,
    read_answers,
    tidied,
    with_entry_added,
    with_entry_removed,
)
from service.web.form.translation import catalog_language, said
from service.web.form.wording import CHOICE_LABELS, _, kind_labels
from service.web.library import library

NO_TEXT_FILE = _("This file cannot be read here. Open it, copy the list and paste it, or save it as CSV.")


@blueprint.route("/", methods=BOTH_METHODS)
def start() -> Response:
    """Which situation are you in? An empty form, or the same page in another language."""
    return start_page(read_answers(request.form.getlist))


def start_page(answers: Answers, *, message: str = "", status: int = 200) -> Response:
    """The first page. `message`: what is missing on it."""
    return page(
        "start.html",
        answers,
        status=status,
        situations=SITUATIONS,
        kinds=kind_labels(),
        message=message,
        chosen=request.form.getlist("situation") + request.form.getlist("document"),
    )


@blueprint.route("/form/first", methods=BOTH_METHODS)
def begin() -> Response:
    """The first page of questions, once the start page is answered."""
    return section_page(first_section(), arrived())


@blueprint.post("/form/open")
def open_file() -> Response:
    """What a saved file holds: all answers, or the contact details for a new case."""
    answers = read_answers(request.form.getlist)
    upload = request.files.get("saved")
    content = upload.read() if upload else b""
    opened_answers, problem = opened(content, answers)
    if problem:
        return page("could_not_open.html", answers, status=422, problem=problem)
    return tasks_page(opened_answers, is_opened=True)


# --- questions -------------------------------------------------------------------------------------------------------


@blueprint.route("/form/tasks", methods=BOTH_METHODS)
def show_tasks() -> Response:
    """All pages, and how far each is filled in."""
    return tasks_page(tidied(arrived()))


@blueprint.route("/form/section/<slug>", methods=BOTH_METHODS)
@blueprint.route("/form/section/<slug>/<int:item>", methods=BOTH_METHODS)
def show_section(slug: str, item: int | None = None) -> Response:
    """A page of questions, or the page of one entry of its list; with one entry more or less where that was asked."""
    wanted = section(slug)
    if wanted is None or (item is not None and not wanted.one_by_one):
        raise NotFound
    answers = arrived()
    added, removed = request.args.get("add", ""), request.args.get("remove", "")
    if added in wanted.paths:
        return _with_one_more(wanted, with_entry_added(answers, added), added)
    path, _dot, place = removed.rpartition(".")
    if path in wanted.paths and is_place(place):
        return section_page(wanted, with_entry_removed(answers, path, int(place)), notice=said(_("Removed.")))
    if request.args.get("read") and wanted.slug == "absences":
        return _with_log(wanted, answers)
    return section_page(wanted, tidied(answers), item=item)


def _with_one_more(wanted: Section, answers: Answers, path: str) -> Response:
    question = next(each for each in wanted.questions if each.path == path)
    entries = answers.value(path)
    place = len(entries) - 1 if isinstance(entries, list) else 0
    notice = said(_("{noun} {number} added.")).format(noun=said(question.noun), number=place + 1)
    return section_page(wanted, answers, notice=notice, is_checked=False)


def _with_log(wanted: Section, answers: Answers) -> Response:
    upload = request.files.get("log-file")
    content = upload.read() if upload and upload.filename else b""
    if not attendance_log.is_text(content):
        return section_page(wanted, tidied(answers), log_problem=NO_TEXT_FILE, kept=request.form.get("log-text", ""))
    text = attendance_log.decoded(content) or request.form.get("log-text", "")
    meanings = dict(zip(request.form.getlist("log-words"), request.form.getlist("log-means"), strict=False))
    years = school_years(dt.date.today())
    chosen_year = next((year for year in years if str(year) == request.form.get("log-year")), None)
    bare = request.form.get("log-kind", "")
    reading = attendance_log.read_log(text, bare, meanings, school_year=chosen_year)
    was = answers.value("attendance.log")
    entries = [*(was if isinstance(was, list) else []), *reading.entries]
    return section_page(
        wanted,
        tidied(answers.with_value("attendance.log", attendance_log.without_doubles(entries))),
        reading=reading,
        log_left_out=attendance_log.LEFT_OUT,
        log_years=years,
        log_year=chosen_year,
        kept=text if reading.unclear or reading.lacks_years or not reading.entries else "",
    )


@blueprint.route("/form/next/<slug>", methods=BOTH_METHODS)
def show_next(slug: str) -> Response:
    """The page after this one; after the last, the check of all answers."""
    left = section(slug)
    if left is None:
        raise NotFound
    answers = tidied(arrived())
    following = route.page_after(left, answers)
    return section_page(following, answers) if following else check_page(answers)


def section_page(
    wanted: Section,
    answers: Answers,
    *,
    item: int | None = None,
    notice: str = "",
    is_checked: bool = True,
    status: int = 200,
    **shown_on_page: Any,
) -> Response:
    """A page of questions. Mistakes are shown where the person has been on it before, and `is_checked`."""
    case, mistakes = checked(answers)
    here = [each for each in mistakes if is_on(each.place, wanted, item)]
    if not is_checked or wanted.slug not in answers.seen:
        here = []
    asked = route.main_pages(answers)
    return page(
        "section.html",
        answers,
        status=status,
        section=wanted,
        item=item,
        controls=_with_languages_there(
            controls_of(wanted, answers, item=item, mistakes=here, case=_case_for_suggestions(case, answers)), answers
        ),
        mistakes=here,
        advice=_advice_on(wanted, case) if item is None and wanted.slug in answers.seen else (),
        notice=notice,
        entry=_entry_wording(wanted, answers, item),
        before=route.page_before(wanted, answers),
        number=asked.index(wanted) + 1 if wanted in asked else None,
        total=len(asked),
        log_kinds=CHOICE_LABELS["attendance.log[].kind"],
        log_totals=attendance_log.totals(answers.value("attendance.log")),
        **shown_on_page,
    )


def _with_languages_there(controls: tuple[Control, ...], answers: Answers) -> tuple[Control, ...]:
    """The controls, with those languages of the documents for which all their templates are there."""
    return tuple(_of_languages_there(each, answers) if each.name == "language" else each for each in controls)


def _of_languages_there(control: Control, answers: Answers) -> Control:
    there = {(path.parent.name, path.stem) for path in library().paths()}
    options = tuple(
        option
        for option in control.question.options
        if option.value == control.value() or all((option.value, kind) in there for kind in answers.documents)
    )
    return replace(control, question=replace(control.question, options=options))


def _entry_wording(wanted: Section, answers: Answers, item: int | None) -> tuple[str, str] | None:
    """The chosen wording that the page of an entry says more about; None elsewhere."""
    if item is None or not wanted.says_more:
        return None
    question = wanted.questions[0]
    entry = answers.value(f"{question.path}.{item}")
    return None if entry is ABSENT else entry_wording(question, entry)


def _case_for_suggestions(case: Case | None, answers: Answers) -> Case | None:
    """The case to suggest for. Before both names are there it has stand-ins, which no suggestion looks at."""
    if case is not None:
        return in_language(case, catalog_language())
    named: Answers = answers
    for name in ("student.name", "sender.name"):
        if not isinstance(answers.value(name), str) or not str(answers.value(name)).strip():
            named = named.with_value(name, "-")
    case = checked(named)[0]
    return in_language(case, catalog_language()) if case else None


def _advice_on(wanted: Section, case: Case | None) -> tuple[Advisory, ...]:
    """The advice about what this page asks, once the person has been on it."""
    if case is None:
        return ()
    return tuple(advisory for advisory, place in advice_on_pages(case) if place and place.section is wanted)
