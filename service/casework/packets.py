"""All documents of one case, in one ZIP."""

from __future__ import annotations

import datetime as dt
import zipfile
from dataclasses import dataclass
from io import BytesIO

from service.casework.cases import Case
from service.casework.documents import Document, assemble_document
from service.casework.library import TemplateLibrary

_FIXED = (1980, 1, 1, 0, 0, 0)
"""The date of every member, so that the same case gives the same bytes."""


@dataclass(frozen=True, slots=True)
class Packet:
    """The documents of a case, and a file name for their archive without the child's name."""

    documents: tuple[Document, ...]
    filename: str

    def archive(self) -> bytes:
        """The ZIP of the documents. Same documents → same bytes."""
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for document in self.documents:
                member = zipfile.ZipInfo(document.filename, _FIXED)
                member.external_attr = 0o644 << 16
                # A .docx is a ZIP already: packing it again costs time and gains nothing.
                archive.writestr(member, document.content, zipfile.ZIP_STORED)
        return buffer.getvalue()


def assemble_packet(case: Case, *, library: TemplateLibrary, today: dt.date | None = None) -> Packet:
    """The documents that the case names, all four when it names none. Raises what `assemble_document` raises."""
    day = today or dt.date.today()
    documents = tuple(assemble_document(case, kind, library=library, today=day) for kind in case.documents)
    return Packet(documents, f"iepdocs-packet-{case.letter_date(day).isoformat()}.zip")
