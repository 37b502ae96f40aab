"""The one table: what went wrong → status and problem+json (RFC 9457).

An answer says what to do and names fields, never values. What is our fault gets a reference, which stands in
the log beside the place in the code; the message of such an error is not logged, because a library may quote
a value in it.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Response
from werkzeug.exceptions import (
    HTTPException,
    MethodNotAllowed,
    NotFound,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)

from service.assembly import RenderError, TemplateError
from service.casework import CaseError, UnknownKindError, UnreadableCaseError
from service.casework.errors import TemplateNotFoundError
from service.casework.tables import BatchInputError
from service.trail import trail
from service.web.batch_uploads import BatchesBusyError, UnknownUploadError, UploadTooLargeError
from service.web.bodies import QueryError
from service.web.template_uploads import (
    ChecksBusyError,
    FormWithoutFileError,
    NoCommentsError,
    TemplateTooLargeError,
    UnknownTemplateTypeError,
)

PROBLEM_TYPE = "application/problem+json"

_log = logging.getLogger("iepdocs.web")


@dataclass(frozen=True, slots=True)
class Refusal:
    """How one kind of trouble is answered. `detail` is a sentence, or makes one of the error."""

    name: str
    status: int
    title: str
    detail: str | Callable[[Any], str]

    @property
    def type(self) -> str:
        """The URI of this kind of problem: its place on the page that documents the service."""
        return f"/api/docs#{self.name}"


def _faults_counted(error: CaseError) -> str:
    count = len(error.faults)
    faults = "1 fault" if count == 1 else f"{count} faults"
    return f"The case has {faults}. Correct what “errors” names and send it again."


_UNUSABLE_TEMPLATE = Refusal(
    "unusable-template",
    500,
    "A Word template cannot be used",
    "The Word template of this document has a mistake. Whoever runs the service finds it in the log under "
    "the reference, or with “iepdocs templates check”.",
)

REFUSALS: dict[type[BaseException], Refusal] = {
    UnreadableCaseError: Refusal("not-a-case-in-json", 400, "The body is not JSON", str),
    QueryError: Refusal("wrong-parameter", 400, "A parameter is wrong", str),
    NotFound: Refusal(
        "not-found", 404, "There is nothing at this address", "Check the path; /api/docs lists every address."
    ),
    UnknownKindError: Refusal("unknown-kind", 404, "There is no document of this kind", str),
    MethodNotAllowed: Refusal(
        "wrong-method",
        405,
        "This address does not answer this method",
        "Use a method that the header “Allow” names.",
    ),
    RequestEntityTooLarge: Refusal(
        "body-too-large",
        413,
        "The body is too large",
        "Shorten the case; long reports go along as enclosures.",
    ),
    UnsupportedMediaType: Refusal(
        "wrong-media-type",
        415,
        "The body must be JSON",
        "Send the case as it is (not compressed) with the header “Content-Type: application/json”.",
    ),
    BatchInputError: Refusal("unreadable-batch", 400, "The file of cases cannot be read", str),
    UploadTooLargeError: Refusal(
        "batch-too-large",
        413,
        "The file of cases is too large",
        "Send the cases in parts. On a machine of your own “iepdocs batch” takes any number.",
    ),
    UnknownUploadError: Refusal(
        "wrong-batch-type",
        415,
        "The body is no file of cases",
        "Send JSON, JSON lines, CSV or XLSX, not compressed, with its “Content-Type”, or as the “file” of a form.",
    ),
    BatchesBusyError: Refusal("batches-busy", 503, "Other batches are being made", str),
    FormWithoutFileError: Refusal("form-without-file", 400, "The form has no file", str),
    TemplateTooLargeError: Refusal(
        "template-too-large",
        413,
        "The template is too large",
        "Make its pictures smaller (Picture Format › Compress Pictures) and send it again.",
    ),
    UnknownTemplateTypeError: Refusal(
        "wrong-template-type",
        415,
        "The body is no Word file",
        "Send a .docx, not compressed, with its “Content-Type”, or as the “file” of a form.",
    ),
    NoCommentsError: Refusal("no-place-for-comments", 422, "The file cannot hold comments", str),
    ChecksBusyError: Refusal("checks-busy", 503, "Other templates are being checked", str),
    CaseError: Refusal("faulty-case", 422, "The case has faults", _faults_counted),
    TemplateNotFoundError: Refusal(
        "no-template-in-language",
        422,
        "There is no template in this language",
        "Choose another language, or have a template made for this one.",
    ),
    TemplateError: _UNUSABLE_TEMPLATE,
    RenderError: _UNUSABLE_TEMPLATE,
    HTTPException: Refusal(
        "refused",
        400,
        "The request cannot be answered",
        "Check the request against /api/docs and send it again.",
    ),
    Exception: Refusal(
        "our-fault",
        500,
        "Something went wrong in the service",
        "This is not your fault. Try again; if it stays, give the reference to whoever runs the service.",
    ),
}
"""Each class of error and its answer; an error is looked up by its nearest class."""


def answer(error: Exception) -> Response | HTTPException:
    """The response to an error, as problem+json. A redirect is no error and passes as it is."""
    if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
        return error
    refusal = refusal_of(error)
    problem = body_of(refusal, error)
    if problem["status"] >= 500 and not isinstance(error, (BatchesBusyError, ChecksBusyError)):
        problem["reference"] = _logged(error)
    response = Response(as_json(problem), problem["status"], mimetype=PROBLEM_TYPE)
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def refusal_of(error: BaseException) -> Refusal:
    """How this error is answered."""
    if isinstance(error, TemplateNotFoundError) and error.language == "en":
        # English comes with iepdocs: another language would not help, the installation must be mended.
        return _UNUSABLE_TEMPLATE
    return next(REFUSALS[kind] for kind in type(error).__mro__ if kind in REFUSALS)


def body_of(refusal: Refusal, error: BaseException) -> dict[str, Any]:
    """The problem as a plain dict: `type`, `title`, `status`, `detail`, and for a 422 `errors`."""
    status, title = refusal.status, refusal.title
    if refusal is REFUSALS[HTTPException] and isinstance(error, HTTPException) and error.code is not None:
        status, title = error.code, HTTPStatus(error.code).phrase
    detail = refusal.detail if isinstance(refusal.detail, str) else refusal.detail(error)
    problem: dict[str, Any] = {"type": refusal.type, "title": title, "status": status, "detail": detail}
    if status == 422:
        problem["errors"] = _errors(error)
    return problem


def _errors(error: BaseException) -> list[dict[str, str]]:
    if isinstance(error, CaseError):
        return [{"pointer": fault.pointer, "message": fault.message} for fault in error.faults]
    if isinstance(error, NoCommentsError):
        return [{"pointer": "", "message": f"The file {finding.message}."} for finding in error.findings]
    return [{"pointer": "/language", "message": str(error)}]


def as_json(problem: dict[str, Any]) -> bytes:
    """The problem as the bytes of an answer."""
    # The name of an unknown field may hold a lone surrogate. UTF-8 cannot; written \\udxxx it is right JSON.
    return json.dumps(problem, ensure_ascii=False).encode("utf-8", errors="backslashreplace")


def _logged(error: BaseException) -> str:
    reference = secrets.token_hex(6)
    if isinstance(error, (TemplateError, RenderError, TemplateNotFoundError)):
        what = " | ".join(str(error).splitlines())
    else:
        what = trail(error)
    _log.error("reference %s: %s", reference, what)
    return reference
