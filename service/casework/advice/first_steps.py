"""What comes first: a school evaluates, and neither a diagnosis nor an IEP can be asked for before it has."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from service.casework.advice.advisory import Remark, Rule, federal
from service.casework.advice.passages import is_said_by_others, passages, sentences_with
from service.casework.cases import Case
from service.casework.kinds import EVALUATION, LETTER_504

_ASKS = r"(?:ask(?:s|ing)?|request(?:s|ing)?|wants?|needs?|would like|expects?)"
_NO_DENIAL = r"(?:(?!\b(?:not|never|no|without|because|since)\b|n't\b)[^.!?;\n])"
_A_DIAGNOSIS = r"(?:a|an) (?:\w+ ){0,2}?diagnosis\b(?! (?:is|was|has|by|that|in hand)\b)"
_DIAGNOSE = re.compile(
    rf"\b(?:please|(?:can|could|will|would) (?:you|the (?:school )?(?:\w+))"
    rf"|{_ASKS})\b{_NO_DENIAL}{{0,40}}?\bdiagnose \w+"
    rf"|\b{_ASKS}(?: for| to (?:get|have|receive))? {_A_DIAGNOSIS}"
    rf"|\b(?:please|(?:can|could|will|would) you|{_ASKS})\b{_NO_DENIAL}{{0,40}}?"
    rf"\b(?:give|(?<!was )(?<!were )(?<!been )given|provide|make|issue|offer|write|get)(?: (?:us|me|her|him|them"
    rf"|my \w+|our \w+|(?-i:[A-Z])\w+))? {_A_DIAGNOSIS}"
    rf"|\b{_ASKS}(?: for)?(?: (?:her|him|them|(?:my|our) \w+|(?-i:[A-Z])\w+))?(?: to (?:be|get))? diagnosed\b",
    re.IGNORECASE,
)
_DIAGNOSIS_FIRST = re.compile(
    r"\b(?:once|when|until|after|before|as soon as|if) (?:we|i|she|he|they|there|\w+)"
    r" (?:have|has|get|gets|receive|receives|obtain|is|are|will be|will have)(?: been)? (?:(?:a|an|the|her|his"
    r"|their) )?(?:\w+ )?"
    r"(?:diagnosis|diagnosed)\b"
    r"|\bneeds? (?:a |an )?(?:\w+ )?diagnosis (?:first|before|to|in order)\b"
    r"|\bwait(?:s|ing)? for (?:a |an |the |her |his |their )?(?:\w+ )?diagnosis (?:before|first|and then)\b"
    r"|\bwithout (?:a|an) (?:\w+ )?diagnosis\b[^.!?\n]{0,20}?\b(?:cannot|can't|can not)\b"
    r"|\b(?:no|(?:do|does)(?: not|n't) have (?:a|an)) (?:\w+ )?diagnosis(?: yet)?,? so (?:we|I)"
    r" (?:cannot|can't|can not|could not|couldn't|understand|have to wait|will wait|are waiting|am waiting)\b",
    re.IGNORECASE,
)
_SENT_LATER = re.compile(r"\b(?:send|share|forward|enclose|pass (?:it )?on|let you know|provide)\b", re.IGNORECASE)
_ASKS_FOR_IEP = re.compile(
    r"\b(?:request(?:ing|s)?|ask(?:ing|s)? (?:you )?for|wants?|needs?|requires?"
    r"|should (?:have|get)|(?:would|'d) like(?: to (?:have|get))?|put (?:her|him|them|\w+) on|give (?:her|him|them"
    r"|\w+))"
    r" (?:an|her|his|their|a) IEP\b(?! (?:meeting|team|review|evaluation|amendment))"
)
_OPEN_QUESTION = re.compile(r"\b(?:whether|if)\b", re.IGNORECASE)


def _diagnosis_asked_for(case: Case, today: dt.date) -> Iterator[Remark]:
    """Schools evaluate for eligibility and needs; a diagnosis is not theirs to give."""
    for passage in passages(case, EVALUATION, LETTER_504, "concerns"):
        for sentence, _ in sentences_with(_DIAGNOSE, passage):
            if not (is_said_by_others(sentence) or _DIAGNOSIS_FIRST.search(sentence)):
                yield Remark(
                    passage.pointer,
                    "The text asks the school for a diagnosis, which it can decline to give.",
                    "Ask for an evaluation in all areas of suspected disability, and name what you see, such as "
                    "“panic before first period”.",
                )
                return


def _diagnosis_treated_as_needed(case: Case, today: dt.date) -> Iterator[Remark]:
    """No diagnosis is needed to ask: a suspected disability is enough, and waiting costs weeks."""
    for passage in passages(case, EVALUATION, LETTER_504, "concerns", "supports_tried"):
        for sentence, _ in sentences_with(_DIAGNOSIS_FIRST, passage):
            if not (is_said_by_others(sentence) or _SENT_LATER.search(sentence)):
                yield Remark(
                    passage.pointer,
                    "The text sounds as if a diagnosis had to come first.",
                    "Take the condition out; you may ask now, and send a diagnosis later if there is one.",
                )
                return


def _asks_for_iep(case: Case, today: dt.date) -> Iterator[Remark]:
    """The first step is an evaluation: a request for “an IEP” can be answered with “not eligible”."""
    if case.get("student.plan") == "iep":
        return
    for passage in passages(case, EVALUATION, "concerns"):
        for sentence, _ in sentences_with(_ASKS_FOR_IEP, passage):
            if not (_OPEN_QUESTION.search(sentence) or is_said_by_others(sentence)):
                yield Remark(
                    passage.pointer,
                    "The text asks for an IEP, and an evaluation has to come first.",
                    "Ask for a full evaluation; an IEP follows if the team finds the student eligible.",
                )
                return


FIRST_STEP_RULES: tuple[Rule, ...] = (
    Rule(
        "diagnosis_asked_for",
        "strong",
        _diagnosis_asked_for,
        federal("what_initial_evaluation_must_decide"),
        (EVALUATION, LETTER_504),
        reads_english=True,
    ),
    Rule(
        "diagnosis_treated_as_needed",
        "strong",
        _diagnosis_treated_as_needed,
        federal("parent_may_request_initial_evaluation"),
        (EVALUATION, LETTER_504),
        reads_english=True,
    ),
    Rule(
        "iep_asked_for_before_evaluation",
        "worth_a_look",
        _asks_for_iep,
        federal("what_initial_evaluation_must_decide"),
        (EVALUATION,),
        reads_english=True,
    ),
)
