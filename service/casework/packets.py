"""All documents of one case in one ZIP, with what helps a family to use them.

In the order of the archive: the first page to read, the documents, the dates for a calendar, and the case itself. The
service keeps nothing, so the case goes along: whoever has `case.json` can come back with it.
"""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Any, NamedTuple

from schemas.remaining import as_written
from service.casework.calendar_file import calendar_file
from service.casework.cases import Case
from service.casework.deadlines import deadlines_for
from service.casework.documents import Document, assemble_documents
from service.casework.first_page import assemble_first_page
from service.casework.library import TemplateLibrary

CALENDAR_NAME = "deadlines.ics"
CASE_NAME = "case.json"

_FIXED = (1980, 1, 1, 0, 0, 0)
"""The date of every member, so that the same case gives the same bytes."""


class Member(NamedTuple):
    """One file of a packet."""

    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Packet:
    """What a case yields: a page to read first, the documents, the dates, the case; and a file name for the archive.

    `calendar` is None when no date is known. No file name holds the child's name.
    """

    first_page: Document
    documents: tuple[Document, ...]
    calendar: bytes | None
    case: bytes
    filename: str

    @property
    def members(self) -> tuple[Member, ...]:
        """Every file of the packet, in the order of the archive."""
        documents = [Member(document.filename, document.content) for document in (self.first_page, *self.documents)]
        calendar = [Member(CALENDAR_NAME, self.calendar)] if self.calendar is not None else []
        return (*documents, *calendar, Member(CASE_NAME, self.case))

    def archive(self) -> bytes:
        """The ZIP of the members. Same packet → same bytes."""
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for member in self.members:
                entry = zipfile.ZipInfo(member.filename, _FIXED)
                entry.external_attr = 0o644 << 16
                # A .docx is a ZIP already: packing it again costs time and gains nothing.
                archive.writestr(entry, member.content, zipfile.ZIP_STORED)
        return buffer.getvalue()


def assemble_packet(case: Case, *, library: TemplateLibrary, today: dt.date | None = None) -> Packet:
    """The documents that the case names, the four of the contract when it names none, and what goes with them.

    Same case, templates and day → same bytes. Raises what `assemble_document` raises, also for the first page.
    """
    day = today or dt.date.today()
    documents = assemble_documents(case, library=library, today=day)
    deadlines = deadlines_for(case, today=day)
    return Packet(
        first_page=assemble_first_page(case, documents, deadlines, library=library, today=day),
        documents=documents,
        calendar=calendar_file(case, deadlines, today=day),
        case=dump_case(case),
        filename=f"iepdocs-packet-{case.letter_date(day).isoformat()}.zip",
    )


def dump_case(case: Case) -> bytes:
    """The case as JSON in UTF-8, with the names and in the order in which it is kept; `load_case` takes it again.

    Only what the case gives: nothing derived, nothing assumed, so that it means the same on a later day.
    """
    return (json.dumps(as_written(case.values), ensure_ascii=False, indent=2, default=_iso) + "\n").encode()


def _iso(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"A case holds no {type(value).__name__}.")
