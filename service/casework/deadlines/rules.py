"""Which clocks a case starts, and each as a deadline.

A first evaluation follows the rules of its state where they are sure enough to print, otherwise the federal
ones. A reevaluation follows the federal rules alone: the state numbers were read for first evaluations, and
none says that it holds for later ones. Nothing is said of the reintegration plan and the credit recovery
proposal: no rule of the facts sets their dates.

Where a state has two limits (Nebraska, Delaware, Maryland) there are two deadlines, not the earlier date
alone: each has its own number, kind of day and start, so a single date could not be traced to its rule, and
before consent only one of them may be known. Each names the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from service.casework.cases import Case
from service.casework.deadlines import wording
from service.casework.deadlines.clocks import Ending
from service.casework.deadlines.requests import Request, request_in
from service.casework.facts import Clock, Confidence, Text, federal_fact
from service.casework.wording import date_in_words


@dataclass(frozen=True)
class Deadline:
    """One thing that the school owes, and by when.

    `due` is None where no date can be computed: the clock has not started, the rule sets no number of days
    (`days` and `day_type` are then None too), or the clock outlasts the school calendar of the case.
    `at_the_earliest`: the true date may be later, never earlier. `what` continues "`who` must" ("debe").
    `counted_from` is a phrase for people, `counted_from_code` the same for programs (`request`, `consent`,
    `meeting`, `eligibility`, `records_request`, `suspicion`). `pauses`: sentences on what stops, lengthens or
    replaces the clock. `confirm_with_state`: print it with "confirm with your state", because it was read
    second-hand or because a state number may stand in its place. Texts are in the language of the case.
    """

    id: str
    who: str
    what: str
    days: int | None
    day_type: str | None
    counted_from: str
    due: date | None
    at_the_earliest: bool
    citation: str
    source_url: str
    confidence: Confidence
    checked_on: date
    pauses: tuple[str, ...] = ()
    confirm_with_state: bool = False
    counted_from_code: str = ""


def deadlines_for(case: Case, *, today: date) -> tuple[Deadline, ...]:
    """The deadlines that the documents of the case start, in the order in which they fall; empty when they
    start none.

    Ids: `answer_to_request`, `answer_next_step`, `evaluation`, `evaluation_second_limit`, `iep_meeting`,
    `reevaluation`, `records`, `section_504_evaluation`. A clock that starts with consent has no date until
    the case says on which day the school received it.
    """
    deadlines: list[Deadline] = []
    request = request_in(case, today=today)
    if request is not None:
        deadlines += _request_deadlines(request, case.language)
    if "section_504_letter" in case.documents:
        fact = "section_504_no_fixed_deadline"
        deadlines.append(_federal("section_504_evaluation", fact, "suspicion", case.language))
    return tuple(deadlines)


def _request_deadlines(request: Request, language: str) -> list[Deadline]:
    records = _federal("records", "records_idea", "records_request", language)
    if request.kind == "reevaluation":
        reevaluation = _federal("reevaluation", "reevaluation", "request", language, state_may_differ=True)
        return [_federal_answer(language), reevaluation, records]
    iep_meeting = _federal("iep_meeting", "iep_within_30_days", "eligibility", language)
    return [*_answers(request, language), *_evaluations(request, language), iep_meeting, records]


def _answers(request: Request, language: str) -> list[Deadline]:
    ids = ("answer_to_request", "answer_next_step")
    answers = [
        _of_clock(id, clock, clock.what[language], request, language, ending=request.ending_of(clock))
        for id, clock in zip(ids, request.answer_clocks, strict=False)
        if clock.what is not None
    ]
    return answers or [_federal_answer(language)]


def _federal_answer(language: str) -> Deadline:
    fact = "no_federal_deadline_to_answer_request"
    return _federal("answer_to_request", fact, "request", language, state_may_differ=True)


def _evaluations(request: Request, language: str) -> list[Deadline]:
    ids = ("evaluation", "evaluation_second_limit")
    clocks = request.evaluation_clocks
    what = wording.COVERS[request.rules.evaluation_covers if request.rules else "evaluation"][language]
    return [
        _of_clock(
            id,
            clock,
            what + _other_limit(clock, clocks, language),
            request,
            language,
            ending=request.ending_of(clock),
            is_evaluation=True,
        )
        for id, clock in zip(ids, clocks, strict=False)
    ]


def _other_limit(clock: Clock, clocks: tuple[Clock, ...], language: str) -> str:
    others = [
        wording.SECOND_LIMIT[language].format(
            days=wording.days_in_words(other, language),
            start=wording.START_NOUN[other.counted_from][language],
        )
        for other in clocks
        if other is not clock
    ]
    return "".join(f" ({other})" for other in others)


def _of_clock(
    id: str,
    clock: Clock,
    what: str,
    request: Request,
    language: str,
    *,
    ending: Ending | None,
    is_evaluation: bool = False,
) -> Deadline:
    fact = request.rules or federal_fact("sixty_day_rule")
    pauses = [pause[language] for pause in clock.pauses]
    if ending is not None:
        pauses += _limits_of_counting(clock, ending, request, language)
    if is_evaluation:
        exceptions = federal_fact("evaluation_timeline_exceptions")
        pauses.append(wording.NOT_MADE_AVAILABLE[language].format(citation=exceptions.citation))
    if request.rules is None:
        pauses.append(wording.STATE_MAY_DIFFER[language])
    return Deadline(
        id=id,
        who=wording.WHO[request.rules.who if request.rules else "district"][language],
        what=what,
        days=clock.days,
        day_type=clock.day_type,
        counted_from=_counted_from(clock, request, language, has_started=ending is not None),
        due=ending.on if ending else None,
        at_the_earliest=ending.at_the_earliest if ending else False,
        citation=clock.citation,
        source_url=clock.source_url,
        confidence=fact.confidence,
        checked_on=fact.checked_on,
        pauses=tuple(pauses),
        confirm_with_state=fact.confidence == "medium" or request.rules is None,
        counted_from_code=clock.counted_from,
    )


def _counted_from(clock: Clock, request: Request, language: str, *, has_started: bool) -> str:
    start = (clock.from_text or wording.STARTS[clock.counted_from])[language]
    if not has_started:
        return start
    taken_as = "consent" if clock.counted_from == "consent" else "letter" if request.in_this_letter else "earlier"
    return f"{start}, {wording.TAKEN_AS[taken_as][language]}"


def _limits_of_counting(clock: Clock, ending: Ending, request: Request, language: str) -> list[str]:
    """Why the date is early, or why there is none."""
    if ending.without_calendar:
        return [wording.WITHOUT_CALENDAR[clock.day_type][language]]
    if ending.on is not None or request.calendar is None:
        return []
    last_day = date_in_words(request.calendar.last_day, language)
    if ending.days_left is None:
        return [wording.CALENDAR_ENDS_OWN_RULE[language].format(last_day=last_day)]
    return [wording.CALENDAR_ENDS[language].format(last_day=last_day, days_left=ending.days_left)]


def _federal(id: str, fact_id: str, start: str, language: str, *, state_may_differ: bool = False) -> Deadline:
    """A deadline of a federal rule alone, whose clock no letter of ours starts: it has no date."""
    fact = federal_fact(fact_id)
    may_differ: tuple[Text, ...] = (wording.STATE_MAY_DIFFER,) if state_may_differ else ()
    return Deadline(
        id=id,
        who=wording.WHO["district"][language],
        what=wording.FEDERAL[id][language],
        days=fact.days,
        day_type=None if fact.days is None else "calendar",
        counted_from=wording.STARTS[start][language],
        due=None,
        at_the_earliest=False,
        citation=fact.citation,
        source_url=fact.source_url,
        confidence=fact.confidence,
        checked_on=fact.checked_on,
        pauses=tuple(text[language] for text in may_differ),
        confirm_with_state=fact.confidence == "medium" or state_may_differ,
        counted_from_code=start,
    )
