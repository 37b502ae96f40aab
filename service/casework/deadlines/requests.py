"""What a clock needs to know of a case: what was asked, when, where, and on which days school is in session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

from service.casework.deadlines.days import SchoolCalendar
from service.casework.facts import StateRules, state_rules

RequestKind = Literal["initial", "reevaluation"]


class CaseLike(Protocol):
    """As much of a case as this package reads."""

    def get(self, path: str, default: Any = None) -> Any: ...

    @property
    def language(self) -> str: ...

    @property
    def documents(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Request:
    """A request to evaluate: `received_on` is the earliest day on which the school can have it.

    `state` is the code of the case, `rules` that state's rules if they may be printed: None for no state, and for a
    state whose facts are of low confidence. `in_this_letter` is false when the case only says that an evaluation was
    asked for earlier.
    """

    kind: RequestKind
    received_on: date
    state: str | None
    rules: StateRules | None
    calendar: SchoolCalendar | None
    in_this_letter: bool


def request_in(case: CaseLike, *, today: date) -> Request | None:
    """The request to evaluate that a case makes or recalls; None when it does neither.

    It makes one when its documents hold the evaluation request. It recalls one when the Section 504 letter, alone,
    says when an evaluation was asked for.
    """
    if "evaluation_request" in case.documents:
        received_on, in_this_letter = case.get("date") or today, True
    elif "section_504_letter" in case.documents and case.get("section_504_letter.evaluation_requested_on"):
        received_on, in_this_letter = case.get("section_504_letter.evaluation_requested_on"), False
    else:
        return None
    return Request(
        kind=request_kind(case),
        received_on=received_on,
        state=case.get("state"),
        rules=printable_rules(case.get("state")),
        calendar=school_calendar(case),
        in_this_letter=in_this_letter,
    )


def request_kind(case: CaseLike) -> RequestKind:
    """First evaluation or re-evaluation: as the case says, otherwise by whether the student has an IEP."""
    kind = case.get("evaluation_request.kind")
    if kind is None:
        kind = "reevaluation" if case.get("student.plan") == "iep" else "initial"
    return "reevaluation" if kind == "reevaluation" else "initial"


def printable_rules(state: str | None) -> StateRules | None:
    """The state's rules unless they are of low confidence: what is not sure is not printed, federal rules stand in."""
    rules = state_rules(state)
    return None if rules is None or rules.confidence == "low" else rules


def school_calendar(case: CaseLike) -> SchoolCalendar | None:
    """The district's calendar, when the case gives both its first and its last day."""
    first_day, last_day = case.get("school_calendar.first_day"), case.get("school_calendar.last_day")
    if first_day is None or last_day is None:
        return None
    return SchoolCalendar(first_day, last_day, frozenset(case.get("school_calendar.closed") or ()))
