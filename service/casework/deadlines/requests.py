"""What a clock needs to know of a case: what was asked, when, in which state, on which school calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from service.casework.cases import Case
from service.casework.deadlines.clocks import Ending, ending
from service.casework.deadlines.days import SchoolCalendar
from service.casework.facts import Clock, StateRules, federal_fact, state_rules

RequestKind = Literal["initial", "reevaluation"]


@dataclass(frozen=True)
class Request:
    """A request to evaluate. `received_on` is the earliest day on which the school can have it.

    `consent_on` is the day on which the school received signed consent, None while it has not. `state` are the
    facts of the case's state, None for no state. `in_this_letter` is false when the case only says that an
    evaluation was asked for earlier.
    """

    kind: RequestKind
    received_on: date
    consent_on: date | None
    state: StateRules | None
    calendar: SchoolCalendar | None
    in_this_letter: bool

    @property
    def rules(self) -> StateRules | None:
        """The state rules that hold for the request; None where the federal ones do.

        The state numbers were read for first evaluations, so none is claimed for a reevaluation. What is of
        low confidence is never printed.
        """
        if self.state is None or self.kind == "reevaluation" or self.state.confidence == "low":
            return None
        return self.state

    @property
    def answer_clocks(self) -> tuple[Clock, ...]:
        """The clocks of the answer to the request; none where no number of days is known."""
        return self.rules.answer if self.rules else ()

    @property
    def evaluation_clocks(self) -> tuple[Clock, ...]:
        """The clocks of a first evaluation: the state's, otherwise the federal one."""
        return self.rules.evaluation if self.rules else (federal_evaluation_clock(),)

    def ending_of(self, clock: Clock) -> Ending | None:
        """Where that clock ends; None when the day that starts it is not known."""
        starts = {"request": self.received_on, "consent": self.consent_on}
        start = starts.get(clock.counted_from)
        if start is None:
            return None
        return ending(clock, start, state=self.state.code if self.state else None, calendar=self.calendar)


def federal_evaluation_clock() -> Clock:
    """The federal clock of a first evaluation, which holds where a state has none of its own (34 CFR
    300.301(c)(1))."""
    fact = federal_fact("sixty_day_rule")
    if fact.days is None:
        raise ValueError("federal.json: the fact sixty_day_rule has no days; give the number.")
    return Clock(fact.days, "calendar", "consent", fact.citation, fact.source_url)


def request_in(case: Case, *, today: date) -> Request | None:
    """The request to evaluate that a case makes or recalls; None when it does neither.

    It makes one when its documents hold the evaluation request. It recalls one when they hold the Section 504
    letter without it, and that letter says when an evaluation was asked for.
    """
    if "evaluation_request" in case.documents:
        return request_by_letter(case, today=today)
    asked_on = case.get("section_504_letter.evaluation_requested_on")
    if "section_504_letter" in case.documents and asked_on is not None:
        return _request(case, asked_on, in_this_letter=False)
    return None


def request_by_letter(case: Case, *, today: date) -> Request:
    """The request that the evaluation letter of this case makes: on the date of the case, otherwise today."""
    return _request(case, case.letter_date(today), in_this_letter=True)


def _request(case: Case, received_on: date, *, in_this_letter: bool) -> Request:
    state, calendar = state_rules(case.get("state")), school_calendar(case)
    consent_on = case.get("evaluation_request.consent_given_on")
    return Request(request_kind(case), received_on, consent_on, state, calendar, in_this_letter)


def request_kind(case: Case) -> RequestKind:
    """First evaluation or reevaluation: as the case says, otherwise by whether the student has an IEP."""
    kind = case.get("evaluation_request.kind")
    if kind is None:
        kind = "reevaluation" if case.get("student.plan") == "iep" else "initial"
    return "reevaluation" if kind == "reevaluation" else "initial"


def school_calendar(case: Case) -> SchoolCalendar | None:
    """The district's calendar, when the case gives both its first and its last day."""
    first_day, last_day = case.get("school_calendar.first_day"), case.get("school_calendar.last_day")
    if first_day is None or last_day is None:
        return None
    return SchoolCalendar(first_day, last_day, frozenset(case.get("school_calendar.closed") or ()))
