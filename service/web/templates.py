"""A template, examined for whoever sends it; nothing of it is kept.

A template is a stranger's program, so it is not examined in this process but in one of its own that can be ended, a
few at a time: more are refused with the time to come back, so that letters are made meanwhile.
"""

# flask-smorest ships no types, so its decorators have none to give.
# mypy: disallow-untyped-decorators=False

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path, PurePath

from flask import Response, current_app, request
from flask_smorest import Blueprint

from schemas.catalogs import LANGUAGES
from service.casework import UnknownKindError
from service.casework.documents import DOCX_TYPE
from service.casework.workshop import Examination, Examined, examine_apart, template_kind, template_kinds
from service.web.bodies import QueryError, chosen
from service.web.downloads import attachment
from service.web.few import Few, come_back_after
from service.web.openapi import FILENAME_PARAMETER, json_answer, refused
from service.web.template_uploads import (
    COME_BACK_AFTER,
    ChecksBusyError,
    FormWithoutFileError,
    NoCommentsError,
    TemplateTooLargeError,
    UnknownTemplateTypeError,
    sent_template,
)
from service.web.uploads import FORM_TYPE

CHECKS = Few("TEMPLATE_CHECKS_AT_ONCE", 2, ChecksBusyError)
"""Templates examined at a time."""

blueprint = Blueprint("templates", __name__, url_prefix="/api/v1", description="For whoever edits the Word templates.")
blueprint.after_request(come_back_after(COME_BACK_AFTER))


_FINDING = {
    "type": "object",
    "description": "One thing wrong in one place of a template.",
    "properties": {
        "code": {"type": "string", "description": "Which kind of finding; stable."},
        "severity": {"type": "string", "enum": ["error", "warning", "note"]},
        "part": {"type": "string", "description": "The part inside the Word file; empty for the file as a whole."},
        "heading": {"type": "string", "description": "The heading it stands under."},
        "paragraph": {"type": "integer", "description": "Its paragraph in the part, counted from 1; 0 for none."},
        "place": {"type": "string", "description": "The words of the paragraph or cell."},
        "tag": {"type": "string", "description": "The tag as it is written."},
        "message": {"type": "string", "description": "What is wrong, and what to write instead."},
    },
    "required": ["code", "severity", "part", "heading", "paragraph", "place", "tag", "message"],
}
_FOUND = {
    "type": "object",
    "properties": {
        "kind": {"type": ["string", "null"], "description": "What it was checked as; null: without names."},
        "language": {"type": "string"},
        "is_usable": {"type": "boolean", "description": "Whether documents can be made with it."},
        "findings": {"type": "array", "items": _FINDING},
    },
    "required": ["kind", "language", "is_usable", "findings"],
}
_BODY = {
    "required": True,
    "description": "The template as a .docx, or as the `file` of a form.",
    "content": {
        DOCX_TYPE: {},
        FORM_TYPE: {
            "schema": {
                "type": "object",
                "properties": {"file": {"type": "string", "contentMediaType": DOCX_TYPE}},
                "required": ["file"],
            }
        },
    },
}
_ANSWER = json_answer("All that is wrong in it.", _FOUND)
_ANSWER["200"]["content"][DOCX_TYPE] = {}
_PARAMETERS = [
    {
        "name": "kind",
        "in": "query",
        "description": "What the template is: a kind of document, or `first_page`. Without it, the name of the form's "
        "file tells; where that tells nothing either, any name is allowed and no trial is made.",
        "schema": {"type": "string"},
    },
    {
        "name": "language",
        "in": "query",
        "description": "The language of the trial cases; `en` without it.",
        "schema": {"type": "string", "enum": list(LANGUAGES)},
    },
    FILENAME_PARAMETER,
]


@blueprint.post("/templates/check")
@blueprint.doc(
    operationId="checkTemplate",
    parameters=_PARAMETERS,
    requestBody=_BODY,
    responses={
        **_ANSWER,
        **refused(
            QueryError,
            FormWithoutFileError,
            TemplateTooLargeError,
            UnknownTemplateTypeError,
            NoCommentsError,
            ChecksBusyError,
            Exception,
        ),
    },
)
def post_template_check() -> Response:
    """What is wrong in a Word template

    Every finding at once, each with its place and what to write instead. With the header “Accept” of the Word type,
    the file itself with a comment at each. What has no error is filled with the smallest, the fullest and a hostile
    case.
    """
    slugs = [kind.slug for kind in template_kinds()]
    kind = chosen("kind", slugs)
    language = chosen("language", LANGUAGES) or "en"
    wants_comments = request.accept_mimetypes.best_match(["application/json", DOCX_TYPE]) == DOCX_TYPE
    filename, content = sent_template()
    found = examined(content, kind or _kind_of(filename), language, wants_comments)
    if not wants_comments:
        return _varying(Response(_as_json(found.examination), mimetype="application/json"))
    if found.commented is None:
        raise NoCommentsError(found.examination.findings)
    name = found.examination.kind or "template"
    return _varying(attachment(found.commented, DOCX_TYPE, f"{name.replace('_', '-')}-with-comments.docx"))


def examined(content: bytes, kind: str | None, language: str, wants_comments: bool) -> Examined:
    """What is wrong in a template, found apart from this process. Raises `ChecksBusyError`."""
    own_folder = current_app.config["TEMPLATES"]
    with CHECKS.place():
        return examine_apart(
            content,
            kind,
            language,
            own_folder=Path(own_folder) if own_folder else None,
            with_comments=wants_comments,
        )


def _kind_of(filename: str) -> str | None:
    """The kind that a file is named after, as in a folder of templates."""
    try:
        return template_kind(PurePath(filename).stem).slug
    except UnknownKindError:
        return None


def _as_json(examination: Examination) -> bytes:
    answer = {
        "kind": examination.kind,
        "language": examination.language,
        "is_usable": examination.is_usable,
        "findings": [asdict(finding) for finding in examination.findings],
    }
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", errors="backslashreplace")


def _varying(response: Response) -> Response:
    response.headers["Vary"] = "Accept"
    return response
