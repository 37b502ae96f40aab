"""What is still open in a case: blanks, advice, deadlines and what would fit it, without a document to send."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from schemas.catalogs import CATALOG_NAMES
from service.casework.advice import Advisory, advice_for
from service.casework.advice.passages import with_texts
from service.casework.cases import Case
from service.casework.deadlines import Deadline, deadlines_for
from service.casework.documents import Blank, assemble_documents, blanks_of
from service.casework.library import TemplateLibrary
from service.casework.suggestions import suggestions_for

SUGGESTED_AT_MOST = 5
"""Entries of each catalogue, best first: more would be a menu, not a suggestion."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """A catalogue entry that fits the case: its id, and why, in the case's language."""

    id: str
    why: str


@dataclass(frozen=True, slots=True)
class CaseCheck:
    """What a check of a case gives."""

    blanks: tuple[Blank, ...]
    advice: tuple[Advisory, ...]
    deadlines: tuple[Deadline, ...]
    suggestions: Mapping[str, tuple[Suggested, ...]]
    """By catalogue, best first; a catalogue without one is left out."""

    def as_json(self) -> dict[str, Any]:
        """The contract's shape, and `suggestions` beside it: plain lists and objects, dates as ISO text."""
        found: dict[str, Any] = {
            name: [_plain(asdict(item)) for item in getattr(self, name)] for name in ("blanks", "advice", "deadlines")
        }
        found["suggestions"] = {
            name: [asdict(suggested) for suggested in fitting] for name, fitting in self.suggestions.items()
        }
        return found


def check_case(case: Case, *, library: TemplateLibrary, today: dt.date | None = None) -> CaseCheck:
    """Blanks, advice and deadlines of the documents that the case names, and the catalogue entries that fit it.

    Raises `TemplateNotFoundError` or `TemplateError`, since the blanks are read from the documents.
    """
    day = today or dt.date.today()
    case = with_texts(case)  # once for all suggestions and the advice
    fitting = {name: _suggested(case, name, day) for name in CATALOG_NAMES}
    documents = assemble_documents(case, library=library, today=day)
    return CaseCheck(
        blanks=blanks_of(documents),
        advice=advice_for(case, today=day),
        deadlines=deadlines_for(case, today=day),
        suggestions={name: suggestions for name, suggestions in fitting.items() if suggestions},
    )


def _suggested(case: Case, catalog_name: str, day: dt.date) -> tuple[Suggested, ...]:
    found = suggestions_for(case, catalog_name, limit=SUGGESTED_AT_MOST, today=day)
    return tuple(Suggested(suggestion.entry.id, suggestion.why) for suggestion in found)


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in fields.items()}
