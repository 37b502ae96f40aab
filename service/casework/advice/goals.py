"""Goals: each must teach a skill that someone can count.

A goal that counts attendance asks the student for the outcome and teaches nothing; when it is met or missed, nobody
learns why.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from service.casework.advice.advisory import Remark, Rule, block_of, cited_by, federal
from service.casework.advice.amounts import NUMBER
from service.casework.advice.passages import affirmed, listed, plain, sentences_of
from service.casework.cases import Case
from service.casework.kinds import PLAN

_GOALS = f"/{PLAN}/goals"
_PLACE = (
    r"(?:(?:back )?(?:to |at |in |on )?(?:(?:all|each|every|any)(?: of)? )?(?:(?:the|his|her|their) )?(?:\w+ )?"
    r"(?:school|class(?:es)?|campus|homeroom|periods?|lessons?|full (?:school )?days?|school days?|full[- ]time))"
)
_OFTEN = (
    rf"(?:\d+ ?%|\d+ percent|{NUMBER} (?:of|out of) (?:the |every |his |her |their )?(?:last )?{NUMBER}\b"
    rf"|{NUMBER} (?:school )?(?:days|times|periods|classes)(?: (?:out of|a|per|each|every|of)\b)?"
    rf"|every (?:school )?(?:day|morning)"
    r"|each (?:school )?(?:day|morning)|daily|regularly|consistently|full[- ]time|more often|on time|all day"
    r"|full (?:school )?day)"
)
_SKILL_FIRST = re.compile(
    r"\bwill (?:\w+ ){0,2}?(?:use|ask|show(?! up)|name|rate|tell|say|signal|choose|pick|practi[cs]e|identify|request"
    r"|follow"
    r"|write"
    r"|apply|breathe|plan|check|start|begin|walk|enter|explain|describe|notice|return)\b(?! (?:back )?to full)"
    r"|\busing\b|\bso that (?:he|she|they|\w+) can\b|\bin order to\b",
    re.IGNORECASE,
)
"""A skill that makes attending possible comes first in the sentence: then the days count the skill."""
_COUNTS_ATTENDANCE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\battend(?:s|ing)? (?!to\b)(?:[^.!?\n]{{0,30}}?\b)?{_PLACE}\b[^.!?\n]{{0,60}}?{_OFTEN}",
        r"\battend(?:s|ing)? (?:all|every|each)\b[^.!?\n]{0,20}?\b(?:class(?:es)?|periods?|days?|lessons?)\b",
        rf"\battend(?:s|ing)? (?:school )?(?:at least |on )?{_OFTEN}[^.!?\n]{{0,30}}?\b(?:days?|class(?:es)?"
        rf"|periods?)\b",
        r"\b(?:goe?s?|comes?|gets?|shows? up|returns?|arrives?|reports?|be (?:present|here)"
        r"|is present) (?:back )?(?:to|at|in) "
        r"(?:all (?:of )?)?(?:(?:the|his|her|their) )?(?:\w+ )?(?:school|class(?:es)?|campus|full[- ]time)\b"
        rf"(?:[^.!?\n]{{0,60}}?{_OFTEN}| attendance)",
        r"\breturns? to (?:full(?:[- ]time)?|regular|daily) attendance\b",
        rf"\b(?:stays?|remains?|be) (?:in|at|on) (?:school|class(?:es)?|campus)\b[^.!?\n]{{0,40}}?{_OFTEN}",
        rf"{_OFTEN}[^.!?\n]{{0,20}}?\b(?:attend|attends|be (?:present )?(?:at|in)) (?:school|class(?:es)?)\b",
        r"\b(?:increased?|improved?|raise|maintain|achieve|reach|better)s?\b[^.!?\n]{0,30}?\battendance\b",
        r"\battendance\b[^.!?\n]{0,30}?(?:\d+ ?%|\d+ percent|\b(?:improve|increase|rise|go up)s?\b)",
        r"(?:\d+ ?%|\d+ percent)(?: \w+){0,2} attendance\b",
        r"^(?:the )?(?:school )?attendance (?:record|rate|report|data|log)s?\W*$",
    )
)
_FEWER_ABSENCES = re.compile(
    r"\b(?:no more than|not more than|fewer than|less than|at most|under|reduce|decrease|lower|cut|zero|no|miss fewer"
    r"|miss no)\b[^.!?\n]{0,25}?\b(?:absences?|tardies|tardiness|late arrivals|missed days|days? missed|days of school"
    r"|school days)\b"
    rf"|\b(?:miss(?:es)?|be absent)(?: school)?(?: for| on)? (?:no more than|not more than|more than|fewer than"
    rf"|less than"
    rf"|at most|only)? ?{NUMBER} (?:\w+ )?(?:days?|classes|periods?)\b",
    re.IGNORECASE,
)
"""Says “no” itself, so a denial before it does not turn it round."""
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
        name = _part_that_counts_attendance(goal)
        if name is not None:
            yield Remark(
                f"{_GOALS}/{index}/{name}",
                f"Goal {index + 1} counts attendance and not a skill: what skill does this teach?",
                "Name the skill that makes attending possible and count that, such as “uses a break card in 4 "
                "of 5 hard moments”; keep attendance as information beside it.",
            )


def _part_that_counts_attendance(goal: Mapping[str, Any]) -> str | None:
    for name in ("text", "target", "measure", "skill"):
        if name in goal and any(map(_counts_attendance, sentences_of(goal[name]))):
            return name
    return None


def _counts_attendance(sentence: str) -> bool:
    if _SKILL_FIRST.search(sentence):
        return False
    return bool(_FEWER_ABSENCES.search(sentence)) or any(affirmed(pattern, sentence) for pattern in _COUNTS_ATTENDANCE)


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
    lacking = [
        index
        for index, goal in goals_of(case)
        if part not in goal and not (own_words_only and "id" in goal) and not _is_to_be_rewritten(case, goal)
    ]
    if lacking:
        subject = "Goal {} has" if len(lacking) == 1 else "Goals {} have"
        numbers = listed([index + 1 for index in lacking])
        yield Remark(f"{_GOALS}/{lacking[0]}/{part}", f"{subject.format(numbers)} {what}.", do)


def _is_to_be_rewritten(case: Case, goal: Mapping[str, Any]) -> bool:
    """True where the goal itself has to change, which is said once: what it lacks beside that is no news yet."""
    return case.language == "en" and _part_that_counts_attendance(goal) is not None


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
