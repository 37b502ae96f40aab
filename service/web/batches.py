"""Many cases in, an archive out that streams while it is made; nothing of either is kept.

The upload is read into memory and nowhere else. A batch works in the thread of its request, row by row as the client
takes what is sent: a client that goes away ends it. More than a few at a time are refused with the time to come back,
so that single letters are answered meanwhile.
"""

# flask-smorest ships no types, so its decorators have none to give.
# mypy: disallow-untyped-decorators=False

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import chain
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from service.casework.batches import Order, archive_of, check_in_pieces, crew_of_one
from service.casework.tables import BatchInputError, rows_of
from service.web.batch_uploads import (
    COME_BACK_AFTER,
    XLSX_TYPE,
    BatchesBusyError,
    UnknownUploadError,
    UploadTooLargeError,
    sent_source,
)
from service.web.downloads import disposition
from service.web.few import Few, come_back_after
from service.web.library import library
from service.web.openapi import ZIP_TYPE, file_answer, json_answer, refused
from service.web.uploads import FORM_TYPE

BATCHES = Few("BATCHES_AT_ONCE", 2, BatchesBusyError)
"""Batches under way at a time; more would leave no thread for everybody else."""

blueprint = Blueprint("batches", __name__, url_prefix="/api/v1", description="Many cases at once.")
blueprint.after_request(come_back_after(COME_BACK_AFTER))


_BODY = {
    "required": True,
    "description": "Cases: a JSON list, JSON lines, CSV, or an .xlsx workbook; or any of them as the `file` of a form.",
    "content": {
        **{media_type: {} for media_type in ("application/json", "application/jsonl", "text/csv", XLSX_TYPE)},
        FORM_TYPE: {
            "schema": {
                "type": "object",
                "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}},
                "required": ["file"],
            }
        },
    },
}
_REFUSED = refused(BatchInputError, UploadTooLargeError, UnknownUploadError, BatchesBusyError, Exception)
_COUNT = {"type": "integer", "minimum": 0}
_CHECKED = {
    "type": "object",
    "properties": {
        "total": _COUNT,
        "ready": _COUNT,
        "faulty": _COUNT,
        "notes": {"type": "array", "items": {"type": "string"}},
        "rows": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "row": {"type": "integer"},
                    "sheet": {"type": "string"},
                    "reference": {"type": "string"},
                    "status": {"type": "string", "enum": ["ready", "faulty", "failed"]},
                    "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
                    "blanks": {"type": "array", "items": {"$ref": "#/components/schemas/Blank"}},
                    "advice": {"type": "array", "items": {"$ref": "#/components/schemas/Advisory"}},
                },
                "required": ["row", "status", "errors", "blanks", "advice"],
            },
        },
    },
    "required": ["total", "ready", "faulty", "rows"],
}


@blueprint.post("/batches")
@blueprint.doc(
    operationId="assembleBatch",
    requestBody=_BODY,
    responses={**file_answer(ZIP_TYPE, "A ZIP that streams: one folder a row, and last report.json."), **_REFUSED},
)
def post_batch() -> Response:
    """The documents of many cases

    A folder a row. Last come the sheet with each fault at its cell (for CSV and XLSX) and report.json. One bad row
    never stops the rest.
    """
    return archive_answer()


@blueprint.post("/batches/check")
@blueprint.doc(
    operationId="checkBatch",
    requestBody=_BODY,
    responses={**json_answer("What is wrong or open in each row.", _CHECKED), **_REFUSED},
)
def post_batch_check() -> Response:
    """What is wrong or still open in many cases

    Faults, blanks and advice of each row, without a document. In a sheet, a fault has its cell.
    """
    source = sent_source()
    order = Order(dt.date.today(), library=library())
    return _streamed(check_in_pieces(rows_of(source), order, crew_of_one()), "application/json")


def archive_answer() -> Response:
    """The archive of the cases that were sent, as an answer that streams.

    Raises what `sent_source` raises, `BatchInputError` and `BatchesBusyError`.
    """
    from service.casework.tables import marked_sheet

    source = sent_source()
    order = Order(dt.date.today(), gives_documents=True, library=library())
    pieces = archive_of(rows_of(source), order, crew_of_one(), mark=marked_sheet(source))
    response = _streamed(pieces, ZIP_TYPE)
    response.headers["Content-Disposition"] = disposition(f"iepdocs-batch-{order.today.isoformat()}.zip")
    return response


def _streamed(pieces: Iterator[bytes], media_type: str) -> Response:
    """The pieces as an answer that holds one of the few places until it is sent, or its client has gone."""
    places = BATCHES.take()
    try:
        # A file that cannot be read is refused before the answer begins.
        first = next(pieces, b"")
    except BaseException:
        places.release()
        raise
    response = Response(_Pieces(first, pieces), mimetype=media_type)
    response.call_on_close(places.release)
    # Proxies that buffer would hold the archive back until it is whole.
    response.headers["X-Accel-Buffering"] = "no"
    return response


class _Pieces:
    """An iterator that passes on the end of its reader."""

    def __init__(self, first: bytes, rest: Any) -> None:
        self._all = chain([first], rest)
        self._rest = rest

    def __iter__(self) -> Iterator[bytes]:
        return self._all

    def close(self) -> None:
        """The client has all of it, or has gone: no further row is begun."""
        self._rest.close()
