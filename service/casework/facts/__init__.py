"""What federal and state rules say, as typed data: each fact with its citation, source, confidence and check
date.

The facts are two lists beside this file. `federal.json` holds one sentence a rule, in our own words;
`states.json` the clocks of each state: how many days, of which kind, counted from what. `checked_on` is the
date on which the fact sheets were taken into the project, from sources read on or before it; the facts carry
no date of their own.

`confidence` is `high` (read in a rule, in official commentary or on an agency's page), `medium` (read
second-hand: print it with "confirm with your state") or `low` (from memory, or sources disagree: never print
it).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

__all__ = [
    "BeforeBreak",
    "Clock",
    "Confidence",
    "CountedFrom",
    "DayType",
    "FederalFact",
    "LeftOut",
    "StateRules",
    "Text",
    "YearEnd",
    "citations",
    "federal_fact",
    "federal_facts",
    "state_codes",
    "state_name",
    "state_rules",
]

Confidence = Literal["high", "medium", "low"]
DayType = Literal["calendar", "school", "business"]
CountedFrom = Literal["request", "consent", "meeting"]
Text = Mapping[str, str]
"""One wording a language: `en` and `es`, both always there."""


@dataclass(frozen=True)
class FederalFact:
    """One federal rule: `says` is our own wording of it, `note` is for us and not for print.

    `days` is the number of calendar days (34 CFR 300.11) that the rule sets, None where it sets none.
    """

    id: str
    says: str
    citation: str
    source_url: str
    confidence: Confidence
    checked_on: date
    note: str = ""
    days: int | None = None


@dataclass(frozen=True)
class LeftOut:
    """Days that a clock does not count.

    `breaks_from`: a closing of at least so many weekdays in a row is left out (1: every school holiday).
    `weekends`: what happens to the weekends of such a closing: those `inside` it are left out, those `beside`
    it too, or `none`. `summer`: the days between two school years are left out. `absences_from`: from so many
    days of the student's absence, absences lengthen the clock. `consent_wait`: days of waiting for consent
    are left out.
    """

    breaks_from: int | None = None
    weekends: Literal["inside", "beside", "none"] = "none"
    summer: bool = False
    absences_from: int | None = None
    consent_wait: bool = False


@dataclass(frozen=True)
class YearEnd:
    """What a state says of a clock that the end of the school year cuts off.

    With at least `days_left_from` school days left it ends on `month`/`day`, or `days_after_last_day`
    calendar days after the last day. Started within `window_days` calendar days of the last day, it ends in
    the next school year. Nothing given: the state has a rule of its own, named in the clock's pauses, which
    sets no date that can be counted.
    """

    days_left_from: int | None = None
    month: int | None = None
    day: int | None = None
    days_after_last_day: int | None = None
    window_days: int | None = None


@dataclass(frozen=True)
class BeforeBreak:
    """Started within `school_days` before a break of `break_days`, the clock has `calendar_days` instead."""

    school_days: int
    break_days: int
    calendar_days: int


@dataclass(frozen=True)
class Clock:
    """So many days of a kind, counted from something.

    `what` the school owes by then, `from_text` the start where the state words it in its own way; both are
    None where the usual wording serves. `day_name` is the state's own name for its days (`school_working`,
    `instructional`). `pauses` stop or lengthen the clock and may be printed. `request_day_is_day_one`: the
    first day counts.
    """

    days: int
    day_type: DayType
    counted_from: CountedFrom
    citation: str
    source_url: str
    what: Text | None = None
    from_text: Text | None = None
    day_name: str | None = None
    pauses: tuple[Text, ...] = ()
    request_day_is_day_one: bool = False
    left_out: LeftOut = LeftOut()
    year_end: YearEnd | None = None
    before_break: BeforeBreak | None = None


@dataclass(frozen=True)
class StateRules:
    """The rules of one state, or of the District of Columbia, for a first evaluation.

    `answer`: the clocks of the answer to a parent's request, none where no number of days was found; the
    first is the answer, a second a further step. `evaluation`: one clock, or two of which both hold;
    `evaluation_limits` says how the rule joins them (`only`, `earlier`, `both`). `evaluation_covers`: what is
    finished by then (`evaluation`, `eligibility`, `iep_implemented`). `who` owes it (`district`, `school`,
    `unit`, `system`). `compulsory_age_to`: the age to which school is compulsory. `fape_through_age`: the last age
    at which every eligible student is still served, None where unsettled. `ed_category_name`: what the state calls
    the category of emotional disturbance, None where that was not found. `fape_note`, `notes`: not for print.
    """

    code: str
    name: Text
    confidence: Confidence
    checked_on: date
    who: str
    answer: tuple[Clock, ...]
    evaluation: tuple[Clock, ...]
    evaluation_limits: Literal["only", "earlier", "both"]
    evaluation_covers: Literal["evaluation", "eligibility", "iep_implemented"]
    compulsory_age_to: int
    fape_through_age: int | None
    fape_note: str
    ed_category_name: str | None
    notes: tuple[str, ...]
    sources: tuple[str, ...]


def federal_fact(id: str) -> FederalFact:
    """The federal fact with that id; KeyError when there is none."""
    return federal_facts()[id]


def state_rules(code: str | None) -> StateRules | None:
    """The rules of the state with that two-letter code; None for no code or an unknown one: federal rules
    then hold."""
    return _states().get(code) if code else None


def state_name(code: str, language: str) -> str:
    """The name of the state with that two-letter code, as a list has it; KeyError for any other code."""
    return _states()[code].name[language]


def state_codes() -> tuple[str, ...]:
    """The two-letter codes for which there are rules, sorted: fifty states and DC."""
    return tuple(sorted(_states()))


@cache
def federal_facts() -> Mapping[str, FederalFact]:
    """Every federal fact by id, in the order of the list."""
    sheet = _read("federal.json")
    checked_on = date.fromisoformat(sheet["checked_on"])
    facts = (FederalFact(checked_on=checked_on, **fact) for fact in sheet["facts"])
    return MappingProxyType({fact.id: fact for fact in facts})


@cache
def citations() -> frozenset[str]:
    """Every citation of the data, whole and in its parts, so that what a document cites can be held against
    it.

    "34 CFR 300.300; 300.301" gives itself, "34 CFR 300.300" and "34 CFR 300.301". Citations of `low` facts
    are not among them: those are never printed.
    """
    whole = {fact.citation for fact in federal_facts().values() if fact.confidence != "low"}
    for rules in _states().values():
        if rules.confidence != "low":
            whole.update(clock.citation for clock in (*rules.answer, *rules.evaluation))
    return frozenset(whole | {part for citation in whole for part in _parts(citation)})


def _parts(citation: str) -> list[str]:
    title = re.match(r"\d+ CFR ", citation)
    lead = title.group() if title else ""
    return [lead + part if lead and re.match(r"\d+\.\d", part) else part for part in citation.split("; ")]


@cache
def _states() -> Mapping[str, StateRules]:
    sheet = _read("states.json")
    checked_on = date.fromisoformat(sheet["checked_on"])
    return MappingProxyType({code: _state(code, row, checked_on) for code, row in sheet["states"].items()})


def _state(code: str, row: dict[str, Any], checked_on: date) -> StateRules:
    return StateRules(
        code=code,
        name=_text(row["name"]),
        confidence=row["confidence"],
        checked_on=checked_on,
        who=row.get("who", "district"),
        answer=tuple(_clock(clock) for clock in row["answer"]),
        evaluation=tuple(_clock(clock) for clock in row["evaluation"]),
        evaluation_limits=row["evaluation_limits"],
        evaluation_covers=row["evaluation_covers"],
        compulsory_age_to=row["compulsory_age_to"],
        fape_through_age=row["fape_through_age"],
        fape_note=row.get("fape_note", ""),
        ed_category_name=row["ed_category_name"],
        notes=tuple(row["notes"]),
        sources=tuple(row["sources"]),
    )


def _clock(row: dict[str, Any]) -> Clock:
    row = dict(row)
    for name in ("what", "from_text"):
        if name in row:
            row[name] = _text(row[name])
    row["pauses"] = tuple(_text(pause) for pause in row.get("pauses", ()))
    row["left_out"] = LeftOut(**row.get("left_out", {}))
    if "year_end" in row:
        row["year_end"] = YearEnd(**row["year_end"])
    if "before_break" in row:
        row["before_break"] = BeforeBreak(**row["before_break"])
    return Clock(**row)


def _text(wordings: dict[str, str]) -> Text:
    return MappingProxyType(wordings)


def _read(name: str) -> dict[str, Any]:
    sheet: dict[str, Any] = json.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))
    return sheet
