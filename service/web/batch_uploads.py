"""What a batch brings: a file of cases, as the body or in a form; and why it may be refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from flask import current_app, request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from service.casework.tables import BatchInputError, Source, source_of_bytes
from service.errors import IepdocsError
from service.web.uploads import FORM_TYPE, file_of_form

BATCH_PATHS = ("/api/v1/batches", "/form/batches")
"""Addresses to which a file of cases is sent: these, and what lies under them."""
BATCH_LIMIT = 32 * 1024 * 1024
"""Bytes of an upload: about 5,000 whole cases as JSON lines. Set `BATCH_MAX_CONTENT_LENGTH` for another limit."""
UNPACKED_LIMIT = 256 * 1024 * 1024
"""Bytes of a workbook when it is unpacked."""
ROW_LIMIT = 50_000
"""Rows of an upload that are read; as many whole cases are ten times as long as an upload may be."""
COME_BACK_AFTER = 30
"""Seconds: a batch of 1,000 rows takes about so long."""

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMATS = {
    "application/json": "json",
    "application/jsonl": "jsonl",
    "application/x-jsonlines": "jsonl",
    "application/x-ndjson": "jsonl",
    "application/ndjson": "jsonl",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    XLSX_TYPE: "xlsx",
}


class BatchesBusyError(IepdocsError):
    """As many batches as this service makes at a time are under way."""

    def __str__(self) -> str:
        return f"Other batches are being made. Send it again in {COME_BACK_AFTER} seconds."


class NothingSentError(BatchInputError):
    """A request without cases: an empty body, or a form whose file was not chosen."""


class UploadTooLargeError(RequestEntityTooLarge):
    """A file of cases over the limit."""


class UnknownUploadError(UnsupportedMediaType):
    """A body that is none of the formats of a batch."""


def sent_source() -> Source:
    """The cases of the request, in memory.

    Raises `UnknownUploadError`, `UploadTooLargeError` or `BatchInputError`.
    """
    request.max_content_length = current_app.config.get("BATCH_MAX_CONTENT_LENGTH", BATCH_LIMIT)
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise UnknownUploadError
    try:
        name, content, named = _sent()
    except RequestEntityTooLarge as error:
        raise UploadTooLargeError from error
    if not content.strip():
        raise NothingSentError("", "There is nothing in the body. Send cases as a JSON list, JSON lines, CSV or XLSX.")
    source = source_of_bytes(content, name, named)
    return replace(source, unpacked_limit=UNPACKED_LIMIT, row_limit=ROW_LIMIT)


def _sent() -> tuple[str, bytes, str | None]:
    """Name, content and format of what was sent; None where the content itself must tell its format."""
    if request.mimetype == FORM_TYPE:
        return _sent_file()
    if request.mimetype in _FORMATS:
        return "", request.get_data(cache=False), _FORMATS[request.mimetype]
    raise UnknownUploadError


def _sent_file() -> tuple[str, bytes, str | None]:
    try:
        file = file_of_form()
    except ValueError:
        raise BatchInputError("", "The form cannot be read. Send it as multipart/form-data with a “file”.") from None
    if file is None:
        raise NothingSentError("", "The form has no “file”. Send the cases under that name.")
    # What a browser says of a file's type depends on the programs installed beside it; the name is surer.
    named = PurePath(file.filename or "").name
    return named, file.stream.read(), None if PurePath(named).suffix else _FORMATS.get(file.mimetype)
