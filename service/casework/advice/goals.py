"""Goals: each must teach a skill that someone can count.

A goal that counts attendance asks the student for the outcome and teaches nothing; when it is met or missed, nobody
learns why.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from service.casework.advice.advisory import PLAN, Remark, Rule, block_of, cited_by, federal
from service.casework.advice.passages import affirmed, listed, plain
from service.casework.cases import Case

_GOALS = f"/{PLAN}/goals"
_ATTENDANCE_PLACE = r"(?:school|class|classes|each class|every class|all (?:\w+ ){0,2}classes|full days?)"
_COUNTED = (
    r"(?:\d+ ?%|\d+ percent|\d+ (?:of|out of) (?:the |every )?\d+ (?:school )?days|every (?:school )?day"
    r"|each (?:school )?day"
    r"|daily|regularly|consistently|full[- ]time|more often)"
)
_COUNTS_ATTENDANCE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:attend|attends|be present (?:at|in)|be (?:at|in)|come to|go to"
        rf"|get to) {_ATTENDANCE_PLACE}\b[^.!?\n]{{0,60}}?{_COUNTED}",
        rf"{_COUNTED}[^.!?\n]{{0,20}}?\b(?:attend|attends|be (?:present )?(?:at|in)) {_ATTENDANCE_PLACE}\b",
        r"\b(?:increase|improve|raise|maintain|achieve|reach|better)s?\b[^.!?\n]{0,30}?\battendance\b",
        r"\battendance\b[^.!?\n]{0,30}?(?:\d+ ?%|\d+ percent|\b(?:improve|increase|rise|go up)s?\b)",
        r"(?:\d+ ?%|\d+ percent)(?: \w+){0,2} attendance\b",
        (
            r"\b(?:no more than|fewer than|less than|at most|under|reduce|decrease|lower|zero|miss fewer"
            r"|miss no)\b[^.!?\n]{0,25}?"
            r"\b(?:absences?|tardies|tardiness|late arrivals|missed days|days? missed|days of school|school days)\b"
        ),
    )
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|twice|once|every|each|all|daily|always"
    r"|independently)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:do better|feel better|behave|try (?:his|her|their|\w+'s)? ?(?:harder|best)|be (?:more|less) \w+"
    r"|be happ(?:y|ier)"
    r"|improve|cope better|work on|as (?:appropriate|needed)|appropriately|when (?:possible|ready)|good (?:choices"
    r"|attitude))\b",
    re.IGNORECASE,
)


def goals_of(case: Case) -> list[tuple[int, Mapping[str, Any]]]:
    """The goals of the plan with their index."""
    return list(enumerate(block_of(case, PLAN).get("goals", ())))


def _measures_attendance(case: Case, today: dt.date) -> Iterator[Remark]:
    """A goal counts attendance instead of a skill: the goal must teach what makes attending possible."""
    for index, goal in goals_of(case):
        for name in ("text", "target", "measure", "skill"):
            if name in goal and any(affirmed(pattern, plain(goal[name])) for pattern in _COUNTS_ATTENDANCE):
                yield Remark(
                    f"{_GOALS}/{index}/{name}",
                    f"Goal {index + 1} counts attendance and not a skill: what skill does this teach?",
                    "Name the skill that makes attending possible and count that, such as “uses a break card in 4 "
                    "of 5 hard moments”; keep attendance as information beside it.",
                )
                break


def _lacks_baseline(case: Case, today: dt.date) -> Iterator[Remark]:
    """A goal has no baseline: without a count before teaching begins nobody can show progress, or the lack of it."""
    yield from _lacking(
        case,
        "baseline",
        "no baseline, so nobody can show later that it worked",
        "Add what is seen today as a count, such as “asks for a break in 1 of 5 hard moments”; if nobody has counted "
        "yet, ask the school to count for one week.",
    )


def _lacks_measure(case: Case, today: dt.date) -> Iterator[Remark]:
    """A goal in own words has no measure; a goal of the catalogue brings its own."""
    yield from _lacking(
        case,
        "measure",
        "no measure, so two people could count different things",
        "Say who counts what and how often, such as “counselor's tally, each school day”.",
        own_words_only=True,
    )


def _lacks_barrier(case: Case, today: dt.date) -> Iterator[Remark]:
    """A goal in own words names no barrier: it then does not say why it stands in a plan for return."""
    yield from _lacking(
        case,
        "barrier",
        "no barrier, so the plan does not say what it is meant to overcome",
        "Name what stands in the way now, such as “panic when the hallway fills”.",
        own_words_only=True,
    )


def _lacking(case: Case, part: str, what: str, do: str, *, own_words_only: bool = False) -> Iterator[Remark]:
    lacking = [index for index, goal in goals_of(case) if part not in goal and not (own_words_only and "id" in goal)]
    if lacking:
        subject = "Goal {} has" if len(lacking) == 1 else "Goals {} have"
        numbers = listed([index + 1 for index in lacking])
        yield Remark(f"{_GOALS}/{lacking[0]}/{part}", f"{subject.format(numbers)} {what}.", do)


def _is_vague(case: Case, today: dt.date) -> Iterator[Remark]:
    """A goal in own words that nobody could count: vague words, or no number in the goal, its measure or its target."""
    for index, goal in goals_of(case):
        if "text" not in goal:
            continue
        text = plain(goal["text"])
        counted = " ".join(plain(goal[name]) for name in ("text", "measure", "target") if name in goal)
        vague = affirmed(_VAGUE, text)
        if _NUMBER.search(counted) and not (vague and "target" not in goal):
            continue
        seen = f"the words “{vague[0].lower()}” can" if vague and " " in vague[0] else "it can"
        yield Remark(
            f"{_GOALS}/{index}/{'text' if vague else 'target'}",
            f"Goal {index + 1} is hard to measure: {seen} mean different things to different people.",
            "Say what someone will see and how often, such as “asks for a break with the blue card in 4 of 5 hard "
            "moments over three weeks”.",
        )


_SOURCE = cited_by("goals", "notice_distress")

GOAL_RULES: tuple[Rule, ...] = (
    Rule("goal_measures_attendance", "strong", _measures_attendance, _SOURCE, (PLAN,), reads_english=True),
    Rule("goal_without_baseline", "worth_a_look", _lacks_baseline, federal("iep_content"), (PLAN,)),
    Rule("goal_without_measure", "worth_a_look", _lacks_measure, federal("iep_content"), (PLAN,)),
    Rule("goal_without_barrier", "worth_a_look", _lacks_barrier, _SOURCE, (PLAN,)),
    Rule("goal_is_vague", "worth_a_look", _is_vague, federal("iep_content"), (PLAN,), reads_english=True),
)
