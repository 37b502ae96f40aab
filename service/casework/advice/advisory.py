"""What a rule is and what it gives, and where a rule may cite from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from schemas.catalogs import Source, catalog
from service.casework.cases import Case
from service.casework.facts import federal_fact
from service.casework.kinds import CREDIT, EVALUATION, LETTER_504, PLAN

Severity = Literal["strong", "worth_a_look"]

COMMON_PRACTICE = "Common practice of special-education advocates, not taken from a published standard."

ANSWERED = (EVALUATION, LETTER_504, CREDIT)
"""The documents that ask the school for an answer."""


@dataclass(frozen=True, slots=True)
class Advisory:
    """A piece of advice: worth knowing before the letter goes out, stops nothing.

    `pointer` is RFC 6901 and names a value of the case, or the field to add. `message` says in one sentence what is
    seen, `do` what to do about it, `source` what the rule rests on.
    """

    id: str
    severity: Severity
    pointer: str
    message: str
    do: str
    source: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule has to say about one place of a case. `source` only where it differs from the rule's own."""

    pointer: str
    message: str
    do: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of advice. Its id is stable: other programs may keep a list of those they hide.

    `kinds` are the documents it is about; it speaks only when the case asks for one of them or carries its block. None
    named: it speaks for every case. `reads_english`: it matches English words and stays silent in other languages,
    because silence is better than a wrong word.
    """

    id: str
    severity: Severity
    look: Callable[[Case, dt.date], Iterable[Remark]]
    source: str
    kinds: tuple[str, ...] = ()
    reads_english: bool = field(default=False, kw_only=True)

    def speaks_for(self, case: Case) -> bool:
        """True when this rule has something to look at in this case."""
        if self.reads_english and case.language != "en":
            return False
        return not self.kinds or any(is_asked_for(case, kind) for kind in self.kinds)

    def advice(self, case: Case, today: dt.date) -> list[Advisory]:
        """What the rule finds in the case."""
        return [
            Advisory(
                self.id,
                self.severity,
                remark.pointer,
                remark.message,
                remark.do,
                remark.source or self.source,
            )
            for remark in self.look(case, today)
        ]


def is_asked_for(case: Case, kind: str) -> bool:
    """True when the packet holds this kind of document, or the case carries what only it needs."""
    return kind in case.documents or is_begun(case, kind)


_PRINTED_ELSEWHERE = {
    EVALUATION: frozenset({"delivery"}),
    LETTER_504: frozenset({"staff_contact", "stand_in"}),
    PLAN: frozenset({"accommodations", "interventions", "team"}),
}
"""What another document prints as well, as the plan does of the letter: who gives it there has not begun this one."""


def is_begun(case: Case, kind: str) -> bool:
    """True when the family has begun to fill in this document; until then its gaps are no news to them."""
    given = block_of(case, kind).keys()
    return bool(given if kind in case.documents else given - _PRINTED_ELSEWHERE.get(kind, frozenset()))


def block_of(case: Case, kind: str) -> Mapping[str, Any]:
    """What the case says for this kind of document alone; empty when nothing."""
    block: Mapping[str, Any] = case.get(kind) or {}
    return block


def is_chosen(case: Case, accommodation: str) -> bool:
    """True when the 504 letter or the plan asks for the accommodation with this id."""
    return any(
        choice.get("id") == accommodation
        for kind in (LETTER_504, PLAN)
        for choice in block_of(case, kind).get("accommodations", ())
    )


def federal(fact_id: str) -> str:
    """The source line of a federal fact: its citation, and where it was read."""
    fact = federal_fact(fact_id)
    return f"{fact.citation} ({fact.source_url})"


def practice(source: Source) -> str:
    """The source line of a work that the catalogues cite."""
    return f"{source.title} ({source.url})" if source.url else source.title


def cited_by(catalog_name: str, entry_id: str) -> str:
    """The source line of the first work that a catalogue entry rests on."""
    entry = catalog(catalog_name).get(entry_id)
    if entry is None or not entry.sources:
        return COMMON_PRACTICE
    return practice(entry.sources[0])
