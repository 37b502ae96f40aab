"""The clock sentences of the letters: what the rules say, put to a school by the person who writes.

A letter is read by someone who knows the state's rule. What was read in the rule is stated with its citation;
what was read second-hand is given as the writer's understanding and asks the school to confirm the timeline
that applies, so that the letter asserts nothing wrong; where no number is known the federal rule is named and
the school is asked for the state's. A date is given only where it follows from the letter's own date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from service.casework.cases import Case
from service.casework.deadlines import wording
from service.casework.deadlines.clocks import Ending
from service.casework.deadlines.requests import Request, request_by_letter
from service.casework.facts import Clock, Confidence, FederalFact, StateRules, Text, federal_fact
from service.casework.wording import date_in_words, lower_first


@dataclass(frozen=True)
class ClockSentence:
    """One statement of a letter about a clock, one to three sentences long, with the rule it rests on."""

    id: str
    text: str
    citation: str
    source_url: str
    confidence: Confidence


@dataclass(frozen=True)
class ClockSentences:
    """What a letter says of its clocks: the answer to it, and the evaluation. None where it says nothing."""

    answer: ClockSentence | None = None
    evaluation: ClockSentence | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The wordings that there are, in the order of a letter."""
        return tuple(sentence.text for sentence in (self.answer, self.evaluation) if sentence)


def clock_sentences(case: Case, kind: str, *, today: date) -> ClockSentences:
    """The clock sentences of a letter of that kind, in the language of the case.

    For `evaluation_request` both; for `section_504_letter` one, as `evaluation`, that no number of days is
    fixed; for every other kind none.
    """
    language = case.language
    if kind == "section_504_letter":
        fact = federal_fact("section_504_no_fixed_deadline")
        return ClockSentences(evaluation=_federal("section_504", fact, [], language))
    if kind != "evaluation_request":
        return ClockSentences()
    request = request_by_letter(case, today=today)
    if request.kind == "reevaluation":
        return ClockSentences(_federal_answer(request, language), _reevaluation(request, language))
    answer = _answer(request, language)
    return ClockSentences(answer, _evaluation(request, language, has_asked=_asks_to_confirm(request)))


def _asks_to_confirm(request: Request) -> bool:
    return bool(request.answer_clocks) and request.rules is not None and request.rules.confidence == "medium"


def _answer(request: Request, language: str) -> ClockSentence:
    rules, clocks = request.rules, request.answer_clocks
    if rules is None or not clocks or (what := clocks[0].what) is None:
        return _federal_answer(request, language)
    clock = clocks[0]
    more = [_date_sentence(request.ending_of(clock), wording.ON_DATE, language)]
    if rules.confidence == "medium":
        more.append(_with_state(wording.CONFIRM[language], request, language))
    days = _length(clock, language)
    return _of_state("answer", rules, clock, more, language, days=days, what=what[language])


def _federal_answer(request: Request, language: str) -> ClockSentence:
    fact = federal_fact("no_federal_deadline_to_answer_request")
    return _federal("answer_federal", fact, [_with_state(wording.WHICH_ANSWER[language], request, language)], language)


def _evaluation(request: Request, language: str, *, has_asked: bool) -> ClockSentence:
    rules, clocks = request.rules, request.evaluation_clocks
    if rules is None:
        fact = federal_fact("sixty_day_rule")
        which = _with_state(wording.WHICH_EVALUATION[language], request, language)
        return _federal("evaluation_federal", fact, [which], language, days=_length(clocks[0], language))
    clock, *others = clocks
    form, days, days_2, more = "evaluation", _length(clock, language), "", list[str]()
    if rules.evaluation_limits == "both":
        form, days_2 = "evaluation_both", _length(others[0], language)
        more.append(_date_sentence(request.ending_of(others[0]), wording.ON_DATE_BOTH, language))
    elif rules.evaluation_limits == "earlier":
        days = wording.NEVER_MORE[language].format(days=days, days_2=_length(others[0], language))
    elif clock.counted_from == "request":
        form = "evaluation_from_request"
        more.append(_date_sentence(request.ending_of(clock), wording.ON_DATE, language))
    if clock.left_out.absences_from is not None:
        more.append(wording.ABSENCES[language])
    if rules.confidence == "medium":
        confirm = wording.CONFIRM_TOO if has_asked else wording.CONFIRM
        more.append(_with_state(confirm[language], request, language))
    what = wording.LETTER_COVERS[rules.evaluation_covers][language]
    return _of_state(form, rules, clock, more, language, days=days, days_2=days_2, what=what)


def _reevaluation(request: Request, language: str) -> ClockSentence:
    which = _with_state(wording.WHICH_REEVALUATION[language], request, language)
    return _federal("reevaluation", federal_fact("reevaluation"), [which], language)


def _of_state(
    form: str, rules: StateRules, clock: Clock, more: list[str], language: str, **words: str
) -> ClockSentence:
    known = f"{form}_as_understood" if rules.confidence == "medium" else form
    text = wording.LETTER[known][language].format(
        state=wording.state_in_words(rules, language),
        who=lower_first(wording.WHO[rules.who][language]),
        citation=clock.citation,
        **words,
    )
    return ClockSentence(form, " ".join([text, *more]), clock.citation, clock.source_url, rules.confidence)


def _federal(form: str, fact: FederalFact, more: list[str], language: str, **words: str) -> ClockSentence:
    who = lower_first(wording.WHO["district"][language])
    text = wording.LETTER[form][language].format(who=who, citation=fact.citation, **words)
    return ClockSentence(form, " ".join([text, *more]), fact.citation, fact.source_url, fact.confidence)


def _length(clock: Clock, language: str) -> str:
    days = wording.days_in_words(clock, language)
    if clock.request_day_is_day_one:
        return wording.DAY_ONE[language].format(days=days)
    left_out = wording.left_out_in_words(clock.left_out, language)
    return wording.NOT_COUNTING[language].format(days=days, left_out=left_out) if left_out else days


def _date_sentence(ending: Ending | None, on_date: Text, language: str) -> str:
    if ending is None or ending.on is None:
        return wording.NO_DATE[language]
    sentence = wording.AT_THE_EARLIEST if ending.at_the_earliest else on_date
    return sentence[language].format(date=date_in_words(ending.on, language))


def _with_state(sentence: str, request: Request, language: str) -> str:
    state = wording.state_in_words(request.state, language) if request.state else wording.OUR_STATE[language]
    return sentence.format(state=state)
