"""When something is wrong: the page again with its mistakes, or a page that says in words what happened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from flask import Response, make_response, request
from werkzeug.exceptions import BadRequest, NotFound

from service.casework.errors import TemplateNotFoundError
from service.web import problems
from service.web.batch_uploads import COME_BACK_AFTER
from service.web.form.arrival import BOTH_METHODS, NothingChosenError, StayError, arrived, blueprint, page
from service.web.form.pages import section_page, start_page
from service.web.form.sections import section
from service.web.form.state import Answers, UnreadableAnswersError, read_answers, tidied
from service.web.form.translation import said
from service.web.form.wording import _


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
    notice = said(_("The documents are not there in this language yet. Choose another language."))
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
    shown = page(
        "trouble.html",
        Answers(),
        status=problem["status"],
        title=title,
        detail=detail,
        reference=problem.get("reference", ""),
    )
    if problem["status"] == 503:
        shown.headers["Retry-After"] = str(COME_BACK_AFTER)
    return shown


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
