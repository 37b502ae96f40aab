"""What is still open in a case: blanks, advice and deadlines, without a document to send."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from service.casework.advice import Advisory, advice_for
from service.casework.cases import Case
from service.casework.deadlines import Deadline, deadlines_for
from service.casework.documents import Blank, blanks_of
from service.casework.library import TemplateLibrary
from service.casework.packets import assemble_documents


@dataclass(frozen=True, slots=True)
class CaseCheck:
    """What a check of a case gives."""

    blanks: tuple[Blank, ...]
    advice: tuple[Advisory, ...]
    deadlines: tuple[Deadline, ...]

    def as_json(self) -> dict[str, Any]:
        """The contract's shape: plain lists and objects, dates as ISO text."""
        return {
            name: [_plain(asdict(item)) for item in getattr(self, name)] for name in ("blanks", "advice", "deadlines")
        }


def check_case(case: Case, *, library: TemplateLibrary, today: dt.date | None = None) -> CaseCheck:
    """Blanks, advice and deadlines of the documents that the case names.

    Raises `TemplateNotFoundError` or `TemplateError`, since the blanks are read from the documents.
    """
    day = today or dt.date.today()
    documents = assemble_documents(case, library=library, today=day)
    return CaseCheck(
        blanks=blanks_of(documents),
        advice=advice_for(case, today=day),
        deadlines=deadlines_for(case, today=day),
    )


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in fields.items()}
