"""State rules that turn on absence, and absence treated as truancy while a disability is suspected."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from service.casework.advice.advisory import COMMON_PRACTICE, Remark, Rule, block_of, cited_by, federal, is_begun
from service.casework.advice.passages import Passage, passages, sentences_with
from service.casework.cases import Case
from service.casework.context.attendance import attendance_totals
from service.casework.facts import state_rules
from service.casework.kinds import CREDIT, EVALUATION, LETTER_504, PLAN

MAINE_FULL_DAYS, MAINE_IN_A_ROW = 10, 7
"""Days of unexcused absence in a school year from which Maine's child find names a student."""
MAINE_CITATION = "05-071 C.M.R. ch. 101, section IV.2.A (confirm with your state)"
TRUANCY_NEAR = 10
"""Full days absent from which schools commonly begin truancy steps; a rule of thumb, the number is each state's own."""

_TRUANCY = re.compile(
    r"\b(?:truan(?:t|cy)|attendance (?:court|officer|hearing|letters?|contract)|(?:juvenile|family) court"
    r"|tak(?:en?|es|ing)(?: (?:us|me|her|him|them))? to court|court (?:date|referral)"
    r"|(?:fined?|fines) for (?:absence|missing|missed)|(?:we|I|us|parents?)(?: \w+){0,3} fined|prosecut\w+"
    r"|district attorney|child protective services|(?-i:CPS|DCFS?)|educational neglect)\b",
    re.IGNORECASE,
)
_WORKS_THERE = re.compile(r"\b(?:works?|worked|working) (?:at|for|in|as)\b", re.IGNORECASE)
_HOLD = re.compile(
    r"\b(?:hold|held|pause[ds]?|pausing|wait|stop(?:s|ped)?|suspend(?:s|ed)?|delay(?:s|ed)?|instead of|not|no|never"
    r"|without)\b",
    re.IGNORECASE,
)
_LIKED = (
    r"(?:privileges?|recess|points?|phone|screens?|screen time|tv|games?|gaming|video games|sports|tablet|devices?)"
)
_PUNISHMENT = (
    r"(?:detention|suspension|suspended (?:from|for|if|when)|(?:a|gets?) zero|zeroe?s (?:for|on|if|when)"
    r"|removed from the team|benched|grounded"
    r"|punish\w*"
    rf"|penalt(?:y|ies)|consequences?|lose?s? (?:\w+ ){{0,3}}{_LIKED}|no (?:[\w,]+ ){{0,3}}?{_LIKED}"
    rf"|{_LIKED} (?:\w+ ){{0,2}}taken away|tak(?:e|es|ing) (?:away (?:\w+ ){{0,2}}{_LIKED}"
    rf"|(?:\w+ ){{0,2}}(?:{_LIKED} away|points off))"
    r"|(?:stay|stays|kept|keep) after school|Saturday school)"
)
_NOT_THERE = (
    r"(?:absen(?:t|ces?)|miss(?:es|ed|ing)?|late|tard(?:y|ies)|skips?|refuses (?:to go|to come|to attend|school)"
    r"|(?:not|\w+n't) (?:attend|come|go|show up)(?:ing)?|stay(?:s|ing)? home)"
)
_PUNISHES = re.compile(
    rf"\b{_PUNISHMENT}\b[^.!?\n]{{0,50}}?\b{_NOT_THERE}\b"
    rf"|\b(?:if|when|whenever|each time|every time|on days)\b[^.!?\n]{{0,40}}?\b{_NOT_THERE}\b[^.!?\n]{{0,50}}?"
    rf"\b{_PUNISHMENT}(?!\w)"
    rf"|\b(?:absences?|tardies) (?:will |may |can )?(?:result|lead|mean)s?(?: in"
    rf"| to)? [^.!?\n]{{0,20}}?{_PUNISHMENT}(?!\w)",
    re.IGNORECASE,
)
_SPARES = re.compile(
    r"\b(?:no|not|never|without|nothing|any|n't)\b(?: \w+){0,2} (?:detentions?|punish\w*|penalt(?:y|ies)|consequences?"
    r"|suspen\w+|lose|loses|losing|taken|zero(?:e?s)?|points?)\b",
    re.IGNORECASE,
)
_SCHOOL_HOURS = re.compile(
    r"\b(?:during|in|within) (?:the )?school (?:hours|day)|\buntil (?:after )?(?:school|\d|the end of)", re.IGNORECASE
)
"""A calm and unexciting school day at home is part of treatment, not a punishment."""


def _absences_lengthen_clock(case: Case, today: dt.date) -> Iterator[Remark]:
    """In some states the student's absences lengthen the time for the evaluation: plan the testing around them."""
    rules = state_rules(case.get("state"))
    if rules is None or rules.confidence == "low":
        return
    clock = next((clock for clock in rules.evaluation if clock.left_out.absences_from), None)
    if clock is None:
        return
    unsure = " (confirm with your state)" if rules.confidence == "medium" else ""
    yield Remark(
        "/state",
        f"In {rules.name['en']} {clock.left_out.absences_from} or more days of absence can lengthen the time for the "
        f"evaluation{unsure}.",
        "Offer testing at home, by video or in short visits, and ask that days spent on testing count as present.",
        f"{clock.citation} ({clock.source_url}){unsure}",
    )


def _absences_count_for_child_find(case: Case, today: dt.date) -> Iterator[Remark]:
    """Maine's child find names students by their unexcused absences: the number belongs in the request."""
    absent = attendance_totals(case.get("attendance", {})).get("days_absent", 0)
    if case.get("state") == "ME" and absent >= MAINE_IN_A_ROW:
        yield Remark(
            "/attendance",
            f"Maine's search for disabilities (child find) names students with {MAINE_FULL_DAYS} full days of "
            f"unexcused absence in a school year, or {MAINE_IN_A_ROW} in a row (confirm with your state).",
            "Check how the school has coded the absences, and give the number of unexcused days in the reasons.",
        )


def _truancy_without_hold(case: Case, today: dt.date) -> Iterator[Remark]:
    """Truancy steps while a disability is suspected punish the absence and leave its cause."""
    if not block_of(case, EVALUATION).get("attendance_hold") and _speaks_of_truancy(case):
        yield Remark(
            f"/{EVALUATION}/attendance_hold",
            "The text speaks of truancy steps, and the request does not ask to hold them.",
            "Ask in the request to hold these steps while the evaluation runs.",
        )


def _hold_not_asked(case: Case, today: dt.date) -> Iterator[Remark]:
    """Many absences bring truancy letters before the evaluation is done: asking early is easier."""
    absent = attendance_totals(case.get("attendance", {})).get("days_absent", 0)
    request = block_of(case, EVALUATION)
    is_open = is_begun(case, EVALUATION) and "attendance_hold" not in request
    if is_open and absent >= TRUANCY_NEAR and not _speaks_of_truancy(case):
        yield Remark(
            f"/{EVALUATION}/attendance_hold",
            f"With {absent} full days missed, truancy letters may follow, and the request does not ask to hold them.",
            "Decide whether to ask the school to hold truancy steps while the evaluation runs; “no” is an answer too.",
        )


def _absence_punished(case: Case, today: dt.date) -> Iterator[Remark]:
    """A plan that punishes absence adds one more thing to be afraid of."""
    for passage in passages(case, PLAN, LETTER_504, CREDIT):
        if passage.path.startswith(f"{PLAN}.student_voice"):
            continue
        if _punishes(passage):
            yield Remark(
                passage.pointer,
                "A step here punishes the student for being absent or late.",
                "Take it out, and say what is done instead, such as “a smaller step counts, and the next day starts "
                "fresh”.",
            )
            return


def _punishes(passage: Passage) -> bool:
    return any(
        not (_SPARES.search(sentence) or _SCHOOL_HOURS.search(sentence))
        for sentence, _ in sentences_with(_PUNISHES, passage)
    )


def _speaks_of_truancy(case: Case) -> bool:
    """True where an English text speaks of truancy steps, other than to ask that they wait."""
    return case.language == "en" and any(
        not (_HOLD.search(sentence) or _WORKS_THERE.search(sentence))
        for passage in passages(case)
        for sentence, _ in sentences_with(_TRUANCY, passage)
    )


LAW_RULES: tuple[Rule, ...] = (
    Rule(
        "state_absences_lengthen_clock",
        "worth_a_look",
        _absences_lengthen_clock,
        federal("evaluation_timeline_exceptions"),
        (EVALUATION,),
    ),
    Rule(
        "state_absences_count_for_child_find",
        "worth_a_look",
        _absences_count_for_child_find,
        MAINE_CITATION,
        (EVALUATION,),
    ),
    Rule(
        "truancy_while_disability_suspected",
        "strong",
        _truancy_without_hold,
        cited_by("instruments", "snack"),
        (EVALUATION,),
        reads_english=True,
    ),
    Rule("truancy_hold_not_asked", "worth_a_look", _hold_not_asked, COMMON_PRACTICE, (EVALUATION,)),
    Rule(
        "absence_punished",
        "strong",
        _absence_punished,
        cited_by("accommodations", "bad_day_partial_counts"),
        (PLAN, LETTER_504, CREDIT),
        reads_english=True,
    ),
)
