"""The page for many students at once: a sheet is looked through row by row, then its drafts come as one archive.

The upload is read in memory twice, once for the check and once for the archive, and kept by nobody but the browser:
with a script the page still has the file, without one the person chooses it again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Final

from flask import Response
from werkzeug.exceptions import RequestEntityTooLarge

from service.casework.batches import Counts, Order, Summary, check_of, crew_of_one
from service.casework.tables import BatchInputError, rows_of
from service.web.access import needs_token
from service.web.batch_uploads import XLSX_TYPE, NothingSentError, UploadTooLargeError, sent_source
from service.web.batches import BATCHES, archive_answer
from service.web.downloads import attachment
from service.web.form.arrival import blueprint, page
from service.web.form.state import Answers
from service.web.form.wording import _
from service.web.library import library

MOST_SHOWN: Final = 300
"""Rows that the page lists; the report in the archive lists all."""

NO_FILE = _("Choose a file first: a workbook (.xlsx), CSV or JSON.")
TOO_LARGE = _("The file is too large. Send it in parts.")


@dataclass
class Looked:
    """What the check says: the counts, what was noted about the file, and the first rows of each sort."""

    counts: Counts | None = None
    notes: tuple[str, ...] = ()
    faulty: list[dict[str, Any]] = field(default_factory=list)
    ready: list[dict[str, Any]] = field(default_factory=list)

    def take(self, record: dict[str, Any], counts: Counts) -> None:
        """A row that was looked at."""
        rows = self.ready if record["status"] == "ready" else self.faulty
        if len(rows) < MOST_SHOWN:
            rows.append(record)


@blueprint.get("/form/batches")
def show_batches() -> Response:
    """What a batch is, and where its file is chosen."""
    return _batches_page()


@blueprint.get("/form/batches/sheet")
def download_sheet() -> Response:
    """An empty workbook to fill in, one row a student."""
    from service.casework.tables import empty_workbook

    return attachment(empty_workbook(), XLSX_TYPE, "students.xlsx")


@blueprint.post("/form/batches/check")
def check_batch() -> Response:
    """What is wrong or still open in each row."""
    looked = Looked()
    try:
        with BATCHES.place():
            rows = rows_of(sent_source())
            order = Order(dt.date.today(), library=library())
            summary: Summary = check_of(rows, order, crew_of_one(), tell=looked.take)[0]
    except (BatchInputError, RequestEntityTooLarge) as error:
        return _refused(error)
    looked.counts, looked.notes = summary.counts, summary.notes
    return _batches_page(looked=looked)


@blueprint.post("/form/batches/archive")
def download_batch() -> Response:
    """The drafts of every row that is in order, as a ZIP that comes while it is made."""
    try:
        return archive_answer()
    except (BatchInputError, UploadTooLargeError) as error:
        return _refused(error)


def _refused(error: Exception) -> Response:
    """The page again with what is wrong with the file as a whole."""
    if isinstance(error, NothingSentError):
        return _batches_page(problem=NO_FILE, status=422)
    if isinstance(error, RequestEntityTooLarge):
        return _batches_page(problem=TOO_LARGE, status=413)
    return _batches_page(problem=str(error), status=422)


def _batches_page(*, looked: Looked | None = None, problem: str = "", status: int = 200) -> Response:
    return page(
        "batches.html",
        Answers(),
        status=status,
        looked=looked,
        problem=problem,
        needs_token=needs_token(),
    )
