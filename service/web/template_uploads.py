"""What a check of a template brings: a Word file as the body or in a form, in memory; and why it may be refused."""

from __future__ import annotations

from pathlib import PurePath

from flask import current_app, request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from service.assembly import Finding
from service.casework.documents import DOCX_TYPE
from service.errors import IepdocsError
from service.web.uploads import FORM_TYPE, file_of_form

TEMPLATE_LIMIT = 8 * 1024 * 1024
"""Bytes of a template, which has a logo at most. Set `TEMPLATE_MAX_CONTENT_LENGTH` for another limit."""
COME_BACK_AFTER = 20
"""Seconds: as long as the slowest examination may take."""
_BODY_TYPES = (DOCX_TYPE, "application/octet-stream")


class ChecksBusyError(IepdocsError):
    """As many templates as this service examines at a time are under way."""

    def __str__(self) -> str:
        return f"Other templates are being checked. Send it again in {COME_BACK_AFTER} seconds."


class FormWithoutFileError(IepdocsError):
    """A form that holds no template."""

    def __str__(self) -> str:
        return "The form has no “file” that can be read. Send the template as multipart/form-data under that name."


class NoCommentsError(IepdocsError):
    """A file that cannot hold comments, so that its findings can only be told; `findings` are these."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(findings)
        self.findings = findings

    def __str__(self) -> str:
        return "The file is none that can hold comments. Correct what “errors” names, or ask for JSON."


class TemplateTooLargeError(RequestEntityTooLarge):
    """A template over the limit."""


class UnknownTemplateTypeError(UnsupportedMediaType):
    """A body that is neither a Word file nor a form."""


def sent_template() -> tuple[str, bytes]:
    """File name, empty where none is told, and content of the template that was sent; in memory."""
    request.max_content_length = current_app.config.get("TEMPLATE_MAX_CONTENT_LENGTH", TEMPLATE_LIMIT)
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise UnknownTemplateTypeError
    try:
        if request.mimetype == FORM_TYPE:
            return _form_file()
        if request.mimetype in _BODY_TYPES:
            return "", request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise TemplateTooLargeError from error
    raise UnknownTemplateTypeError


def _form_file() -> tuple[str, bytes]:
    try:
        file = file_of_form()
    except ValueError:
        raise FormWithoutFileError from None
    if file is None:
        raise FormWithoutFileError
    return PurePath(file.filename or "").name, file.stream.read()
