"""State rules that turn on absence, and absence treated as truancy while a disability is suspected."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from service.casework.advice.advisory import (
    COMMON_PRACTICE,
    CREDIT,
    EVALUATION,
    LETTER_504,
    PLAN,
    Remark,
    Rule,
    block_of,
    cited_by,
    federal,
    is_begun,
)
from service.casework.advice.passages import affirmed, passages
from service.casework.cases import Case
from service.casework.context.attendance import attendance_totals
from service.casework.facts import state_rules

MAINE_FULL_DAYS, MAINE_IN_A_ROW = 10, 7
"""Days of unexcused absence in a school year from which Maine's child find names a student."""
MAINE_CITATION = "05-071 C.M.R. ch. 101, section IV.2.A (confirm with your state)"
TRUANCY_NEAR = 10
"""Full days absent from which schools commonly begin truancy steps; a rule of thumb, the number is each state's own."""

_TRUANCY = re.compile(
    r"\b(?:truan(?:t|cy)|attendance (?:court|officer|hearing|letters?|contract)|(?:juvenile|family) court"
    r"|taken to court|court (?:date|referral)"
    r"|(?:fined?|fines) for (?:absence|missing|missed)|prosecut\w+|child protective services|CPS"
    r"|educational neglect)\b",
    re.IGNORECASE,
)
_HOLD = re.compile(
    r"\b(?:hold|held|pause[ds]?|pausing|wait|stop(?:s|ped)?|suspend(?:s|ed)?|delay(?:s|ed)?|instead of|not|no|never"
    r"|without)\b",
    re.IGNORECASE,
)
_PUNISHES = re.compile(
    r"\b(?:detention|suspen(?:sion|ded)|zero(?:es)?|loses? (?:\w+ ){0,3}(?:privileges?|recess|points?|phone"
    r"|screen time)"
    r"|no (?:phone|recess|screen time|sports|video games)|removed from the team|benched|grounded|punish(?:ed|ment"
    r"|es)?|penalt(?:y|ies)|consequences?)\b"
    r"[^.!?\n]{0,50}?\b(?:absen(?:t|ces?)|miss(?:es|ed|ing)|late|tard(?:y|ies)|not (?:attend|come|go)(?:ing)?"
    r"|does not (?:attend|come|go)|stay(?:s|ing)? home)\b"
    r"|\b(?:if|when|whenever|each time|every time)\b[^.!?\n]{0,40}?\b(?:absent|misses|late|does not (?:attend|come"
    r"|go)|doesn't (?:attend|come|go)|stays home)\b"
    r"[^.!?\n]{0,50}?\b(?:detention|suspen(?:sion|ded)|loses? (?:\w+ ){0,3}(?:privileges?|recess|points?|phone"
    r"|screen time)|no (?:phone|recess|screen time|sports)"
    r"|grounded|punish(?:ed|ment)?|consequences?)\b",
    re.IGNORECASE,
)


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
        f"In {rules.name['en']} absences can lengthen the time for the evaluation, from "
        f"{clock.left_out.absences_from} days of absence on{unsure}.",
        "Offer testing at home, by video or in short visits, and ask that days spent on testing count as present.",
        f"{clock.citation} ({clock.source_url}){unsure}",
    )


def _absences_count_for_child_find(case: Case, today: dt.date) -> Iterator[Remark]:
    """Maine's child find names students by their unexcused absences: the number belongs in the request."""
    absent = attendance_totals(case.get("attendance", {})).get("days_absent", 0)
    if case.get("state") == "ME" and absent >= MAINE_IN_A_ROW:
        yield Remark(
            "/attendance",
            f"Maine's child find looks at students with {MAINE_FULL_DAYS} full days of unexcused absence in a school "
            f"year, or {MAINE_IN_A_ROW} in a row (confirm with your state).",
            "Check how the school has coded the absences, and give the number of unexcused days in the reasons.",
        )


def _truancy_without_hold(case: Case, today: dt.date) -> Iterator[Remark]:
    """Truancy steps while a disability is suspected punish the absence and leave its cause."""
    if not block_of(case, EVALUATION).get("attendance_hold") and _speaks_of_truancy(case):
        yield Remark(
            f"/{EVALUATION}/attendance_hold",
            "The text speaks of truancy steps, and the request does not ask to hold them.",
            "Set “attendance_hold” to true, so that the letter asks to hold these steps while the evaluation runs.",
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
            "Decide on “attendance_hold”: true asks that such steps wait while the evaluation runs.",
        )


def _absence_punished(case: Case, today: dt.date) -> Iterator[Remark]:
    """A plan that punishes absence adds one more thing to be afraid of."""
    for passage in passages(case, PLAN, LETTER_504, CREDIT):
        if passage.path.startswith(f"{PLAN}.student_voice"):
            continue
        if any(affirmed(_PUNISHES, sentence) for sentence in passage.sentences()):
            yield Remark(
                passage.pointer,
                "A step here punishes the student for being absent or late.",
                "Take it out, and say what is done instead, such as “a smaller step counts, and the next day starts "
                "fresh”.",
            )
            return


def _speaks_of_truancy(case: Case) -> bool:
    """True where an English text speaks of truancy steps, other than to ask that they wait."""
    return case.language == "en" and any(
        affirmed(_TRUANCY, sentence) and not _HOLD.search(sentence)
        for passage in passages(case)
        for sentence in passage.sentences()
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
        True,
    ),
    Rule("truancy_hold_not_asked", "worth_a_look", _hold_not_asked, COMMON_PRACTICE, (EVALUATION,)),
    Rule(
        "absence_punished",
        "strong",
        _absence_punished,
        cited_by("accommodations", "bad_day_partial_counts"),
        (PLAN, LETTER_504, CREDIT),
        True,
    ),
)
