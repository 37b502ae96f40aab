"""The dates that a family sets in its documents: by when it asks for an answer, when it could meet, when to review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from schemas.kinds_in_use import declared_kinds
from service.casework.cases import Case

_OWN_DATES: Final = (
    ("reply", "evaluation_request", "reply_by"),
    ("reply", "section_504_letter", "reply_by"),
    ("reply", "credit_recovery_proposal", "reply_by"),
    ("meeting", "section_504_letter", "meeting_dates"),
    ("start", "reintegration_plan", "start_on"),
    ("review", "section_504_letter", "review_on"),
    ("review", "credit_recovery_proposal", "review_on"),
    ("appeal", "credit_recovery_proposal", "appeal_by"),
)


@dataclass(frozen=True, slots=True)
class OwnDate:
    """A date that the family set: `id` is reply, meeting, start, review or appeal; `documents` (slugs) set it."""

    id: str
    on: dt.date
    documents: tuple[str, ...]


def own_dates(case: Case) -> tuple[OwnDate, ...]:
    """The dates that the family set in the documents of the packet, earliest first.

    What two documents set for the same day is one date with both.
    """
    found: dict[tuple[dt.date, str], list[str]] = {}
    for id, kind, field in (*_OWN_DATES, *_declared_dates()):
        given = case.get(f"{kind}.{field}", []) if kind in case.documents else []
        for day in given if isinstance(given, list) else [given]:
            found.setdefault((day, id), []).append(kind)
    return tuple(OwnDate(id, day, tuple(dict.fromkeys(kinds))) for (day, id), kinds in sorted(found.items()))


def _declared_dates() -> Iterator[tuple[str, str, str]]:
    for kind in declared_kinds().all:
        for field in kind.fields:
            if field.calendar:
                yield field.calendar, kind.slug, field.name
