"""Files that a request brings, read into memory and nowhere else."""

from __future__ import annotations

from io import BytesIO
from typing import IO, Any

from flask import Request, request
from werkzeug.datastructures import FileStorage
from werkzeug.formparser import FormDataParser

FORM_TYPE = "multipart/form-data"


class RequestInMemory(Request):
    """A request whose files are read into memory; Flask's own puts larger ones into temporary files on disk."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()


def file_of_form() -> FileStorage | None:
    """The `file` of the form that was sent, in memory; None where it has none. ValueError for no form that can be read.

    A parser of our own reads it, and strictly: Flask's passes over a form that is broken.
    """
    parser = FormDataParser(
        stream_factory=_in_memory,
        max_form_memory_size=1024 * 1024,
        max_content_length=request.max_content_length,
        silent=False,
    )
    _, _, files = parser.parse(request.stream, request.mimetype, request.content_length, request.mimetype_params)
    return files.get("file")


def _in_memory(*args: Any, **kwargs: Any) -> IO[bytes]:
    return BytesIO()
