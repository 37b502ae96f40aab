"""The pages of the form: read the answers that came, go where the person wants to go, show that page."""

from __future__ import annotations

import datetime as dt
import gettext
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import BadRequest, NotFound

from service.casework import Case, all_kinds, assemble_document, check_case, kind_named
from service.casework.advice import Advisory, advice_for
from service.casework.errors import TemplateNotFoundError
from service.errors import IepdocsError
from service.web import problems
from service.web.form import attendance_log, route
from service.web.form.controls import Control, controls_of, entry_wording, shown
from service.web.form.letter import letter_html, letter_text
from service.web.form.mistakes import Mistake, case_or_mistakes
from service.web.form.opened import opened
from service.web.form.places import Place, place_of
from service.web.form.sections import Section, first_section, section
from service.web.form.situations import SITUATIONS, documents_for
from service.web.form.state import (
    Answers,
    UnreadableAnswersError,
    page_named,
    read_answers,
    saved,
    tidied,
    with_entry_added,
    with_entry_removed,
)
from service.web.form.wording import CHOICE_LABELS, _, kind_labels
from service.web.library import library

blueprint = Blueprint("form", __name__)


@blueprint.record_once
def _use_translations(setup: BlueprintSetupState) -> None:
    """Let pages mark their words for translation. Flask-Babel takes the place of these when there is one."""
    environment = setup.app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # made by the extension


@blueprint.app_template_filter("said")
def said(text: str) -> str:
    """A text of our own that was marked for translation where it is written, as it is shown."""
    return gettext.gettext(text) if text else ""


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
            **shown_on_page,
        ),
        status,
    )


def place_url(place: Place) -> str:
    """The address of the page that asks about a place. A browser puts the cursor into the control after the “#”."""
    return url_for("form.show_section", slug=place.section.slug, item=place.item, _anchor=place.control_id)


# --- start -----------------------------------------------------------------------------------------------------------


@blueprint.get("/")
def start() -> Response:
    """Which situation are you in? An empty form."""
    return start_page(Answers())


def start_page(answers: Answers, *, message: str = "", problem: str = "", status: int = 200) -> Response:
    """The first page. `message`: what is missing on it; `problem`: what was wrong with an opened file."""
    return page(
        "start.html",
        answers,
        status=status,
        situations=SITUATIONS,
        kinds=kind_labels(),
        message=message,
        problem=problem,
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


def tasks_page(answers: Answers, *, is_opened: bool = False) -> Response:
    """The list of all pages."""
    return page("tasks.html", answers, parts=route.parts(answers, mistakes_in(answers)), is_opened=is_opened)


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
    if path in wanted.paths and place.isdigit():
        return section_page(wanted, with_entry_removed(answers, path, int(place)), notice=_("Removed."))
    if request.args.get("read") and wanted.slug == "absences":
        return _with_log(wanted, answers)
    return section_page(wanted, tidied(answers), item=item)


def _with_one_more(wanted: Section, answers: Answers, path: str) -> Response:
    question = next(each for each in wanted.questions if each.path == path)
    entries = answers.value(path)
    place = len(entries) - 1 if isinstance(entries, list) else 0
    notice = _("{noun} {number} added.").format(noun=question.noun, number=place + 1)
    return section_page(wanted, answers, notice=notice, is_checked=False)


def _with_log(wanted: Section, answers: Answers) -> Response:
    upload = request.files.get("log-file")
    text = attendance_log.decoded(upload.read()) if upload and upload.filename else ""
    reading = attendance_log.read_log(text or request.form.get("log-text", ""), request.form.get("log-kind", ""))
    was = answers.value("attendance.log")
    entries = [*(was if isinstance(was, list) else []), *reading.entries]
    return section_page(
        wanted,
        tidied(answers.with_value("attendance.log", attendance_log.without_doubles(entries))),
        reading=reading,
        kept=request.form.get("log-text", "") if not reading.entries else "",
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
        controls=controls_of(wanted, answers, item=item, mistakes=here, case=_case_for_suggestions(case, answers)),
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


def _entry_wording(wanted: Section, answers: Answers, item: int | None) -> tuple[str, str] | None:
    """The chosen wording that the page of an entry says more about; None elsewhere."""
    if item is None or not wanted.says_more:
        return None
    question = wanted.questions[0]
    return entry_wording(question, answers.value(f"{question.path}.{item}"))


def _case_for_suggestions(case: Case | None, answers: Answers) -> Case | None:
    """The case to suggest for. Before both names are there it has stand-ins, which no suggestion looks at."""
    if case is not None:
        return case
    named: Answers = answers
    for name in ("student.name", "sender.name"):
        if not isinstance(answers.value(name), str) or not str(answers.value(name)).strip():
            named = named.with_value(name, "-")
    return checked(named)[0]


def _advice_on(wanted: Section, case: Case | None) -> tuple[Advisory, ...]:
    """The advice about what this page asks, once the person has been on it."""
    if case is None:
        return ()
    return tuple(
        advisory
        for advisory in advice_for(case, today=dt.date.today())
        if (place := place_of(advisory.pointer)) and place.section is wanted
    )


# --- letter, check, done ---------------------------------------------------------------------------------------------


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
    found = check_case(case, library=library()) if case else None
    return page(
        "check.html",
        answers,
        status=422 if mistakes_first else 200,
        mistakes=mistakes,
        groups=_answered(answers),
        advice=[(each, place_of(each.pointer)) for each in found.advice] if found else (),
        blanks=[(each, place_of(each.pointer)) for each in found.blanks] if found else (),
        shown=shown,
    )


def _answered(answers: Answers) -> list[tuple[Section, list[tuple[Control, tuple[str, ...]]]]]:
    """The pages that are asked with each answer in words."""
    found = []
    for each in route.pages_asked(answers):
        if each.says_more:
            continue
        controls = controls_of(each, answers, item=None, mistakes=(), case=None)
        found.append((each, [(control, shown(control.question, answers.value(control.name))) for control in controls]))
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
    found = check_case(case, library=library())
    return page(
        "done.html",
        answers,
        kinds=[each for each in all_kinds() if each.slug in case.documents],
        blanks=[(each, place_of(each.pointer)) for each in found.blanks],
        deadlines=found.deadlines,
        has_no_dates=has_no_dates,
    )


@blueprint.route("/form/another", methods=BOTH_METHODS)
def show_another() -> Response:
    """What to take along into a new case."""
    return page("another.html", tidied(arrived()), blocks=BLOCKS)


@blueprint.route("/form/another/begin", methods=BOTH_METHODS)
def begin_another() -> Response:
    """A new case that begins with the chosen blocks of this one."""
    answers = read_answers(request.form.getlist)
    kept = {name for slug in request.form.getlist("keep") for name in BLOCKS.get(slug, ("", ()))[1]}
    raw_case = {name: value for name, value in answers.raw_case.items() if name in kept}
    return tasks_page(Answers(raw_case))


BLOCKS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "you": (_("Your contact details"), ("sender",)),
    "recipient": (_("Who gets it, and copies"), ("recipient", "cc")),
    "place": (_("State and school calendar"), ("state", "school_calendar")),
    "documents": (_("Which documents, and their language"), ("documents", "language")),
    "situation": (
        _("What makes it hard, what you see, what was tried"),
        ("barriers", "concerns", "academic_impact", "functional_impact", "supports_tried"),
    ),
    "asks": (
        _("What is asked for in each document"),
        ("evaluation_request", "section_504_letter", "reintegration_plan", "credit_recovery_proposal"),
    ),
}
"""Parts of a case to take into another: their words, and the fields. What is about one student alone is not there."""


# --- when something is wrong -----------------------------------------------------------------------------------------


@blueprint.errorhandler(StayError)
def stay(error: StayError) -> Response:
    """The same page again, with its mistakes at the top and at each control."""
    answers = replace(error.answers, seen=tuple(dict.fromkeys((*error.answers.seen, error.page.slug))))
    return section_page(error.page, answers, item=error.item, status=422)


@blueprint.route("/form/<path:rest>", methods=BOTH_METHODS)
def nowhere(rest: str) -> Response:
    """No page of the form; a person is told so in a page."""
    raise NotFound


@blueprint.errorhandler(TemplateNotFoundError)
def another_language(error: TemplateNotFoundError) -> Response:
    """The page on which the language is chosen, since there is no template in the one that is."""
    documents = section("documents")
    if error.language == "en" or documents is None:
        return trouble(error)
    notice = _("The documents are not there in this language yet. Choose another language.")
    return section_page(documents, tidied(arrived()), notice=notice, status=422)


@blueprint.errorhandler(UnreadableAnswersError)
def unreadable(error: UnreadableAnswersError) -> Response:
    """What came with a page is no case, so there is nothing to show again."""
    return trouble(BadRequest())


@blueprint.errorhandler(Exception)
def trouble(error: Exception) -> Response:
    """What went wrong, in words; the table of refusals decides them, as for every other answer."""
    answered = problems.answer(error)
    if not isinstance(answered, Response):
        return make_response(answered)
    problem = json.loads(answered.get_data())
    title, detail = _TROUBLE.get(problem["status"], (problem["title"], problem["detail"]))
    return page(
        "trouble.html",
        Answers(),
        status=problem["status"],
        title=title,
        detail=detail,
        reference=problem.get("reference", ""),
    )


_TROUBLE: Mapping[int, tuple[str, str]] = {
    400: (_("The answers could not be read"), _("What came with the page was cut short or changed on the way.")),
    404: (_("There is no such page"), _("The address may be mistyped.")),
    413: (_("That is too much at once"), _("The file or the texts are too large. Use a smaller file.")),
}


@blueprint.errorhandler(NothingChosenError)
def choose_something(error: NothingChosenError) -> Response:
    """The start page again."""
    message = _("Choose what fits your situation, or at least one document.")
    return start_page(read_answers(request.form.getlist), message=message, status=422)
