"""Phases of the return: the pace follows the student's response, and supports come before demands.

Where a case gives no phases the four standard ones are proposed, with their own rules and data; then there is nothing
to say here about phases.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from service.casework.advice.advisory import COMMON_PRACTICE, Remark, Rule, block_of, cited_by
from service.casework.advice.amounts import minutes_in
from service.casework.advice.passages import affirmed, listed, plain
from service.casework.cases import Case
from service.casework.kinds import PLAN

Phase = Mapping[str, Any]

STEEPEST = 2
"""A phase that asks for more than twice the minutes of the one before is a jump; a rule of thumb, not a standard."""

MODERATE = 6
"""The hardest rating of 10 that a first step of the ladder may have; a rule of thumb."""

_ATTENDED = ("minutes_per_day", "attendance", "steps")
_PLAN = f"/{PLAN}"
_PHASES = f"{_PLAN}/phases"
_TIME_WORDS = frozenset(
    "day days week weeks month months semester quarter monday january february march april may june july august "
    "september october november december time break holiday holidays vacation weekend".split()
)
_BESIDE_TIME = frozenset(
    "a an the in on by of at to for and or about first second third fourth next last end start beginning after once "
    "when until following school calendar full one two three four five six seven eight nine ten twelve has have "
    "passed is are s thanksgiving christmas winter spring summer fall autumn new year "
    "over later phase this step go move goes moves begins starts".split()
)
_FEELING_WORDS = frozenset(
    "ready comfortable better able ok okay fine stable well confident calm calmer happy happier settled "
    "adjusted".split()
)
_BESIDE_FEELING = frozenset(
    "when once if as soon has have things it all in he she they the student child team parent parents is are feels "
    "feel seems seem gets doing "
    "enough "
    "more to go move on forward it this and for next phase step".split()
)
_WORD = re.compile(r"[a-z]+|\d+")
_SUPPORT_TO_EARN = re.compile(
    r"\b(?:once|after|when|if|as soon as) (?:he|she|they|\w+|the student)(?: has| have|'s)? "
    r"(?:attends?|attended|attending|earns?|earned|comes? (?:every|each)|(?:returns?|returned|comes? back) to school"
    r"|shows? (?:effort|improvement))\b"
    r"|\b(?:if|once|when) (?:his |her |their |the )?attendance (?:improves|is (?:better|good|up)|rises|goes up)\b"
    r"|\b(?:earns?(?! no\b)|must earn|has to earn|as a reward)\b",
    re.IGNORECASE,
)
_CANNOT_ENTER = re.compile(
    r"\b(?:cannot|can't|can not|unable to|not able to|does not|doesn't|has not|hasn't|is not able to|won't)"
    r"(?: yet| currently| now)? (?:enter|leave (?:the|her|his|their) (?:house|home|car|room|bed)|go in|get out"
    r"|come in|set foot|been inside|entered|left)\b(?! (?:the |a |any )?(?:\w+ )?(?:cafeteria|gym|lunchroom"
    r"|auditorium|bus|bathroom"
    r"|restroom|locker|hallway|pool)\b)",
    re.IGNORECASE,
)
_LARGE_STEP = re.compile(
    r"\b(?:(?:full|whole|one|two|three) (?:class(?:es)?|periods?|lessons?)|homeroom|full (?:school )?day"
    r"|whole (?:school )?day|all day|half (?:a )?day|first period"
    r"|all (?:of )?(?:\w+ )?classes|every class"
    r"|(?:attends?|joins?|sits? in|goes? to|in) (?:\w+ ){0,2}(?:class|classroom|lesson))\b",
    re.IGNORECASE,
)
_STAYS_OUTSIDE = re.compile(
    r"\b(?:parking lot|in the (?:car|driveway)|sidewalk|outside (?:of )?(?:the )?(?:school|building)"
    r"|past (?:the )?(?:school|building)|stays? (?:at|in) (?:home|bed|(?:his|her|their) room))\b",
    re.IGNORECASE,
)
_IS_INSIDE = re.compile(
    r"\b(?:inside|enters?|class(?:es|room)?|periods?|room \d|office|library|nurse)\b", re.IGNORECASE
)


def phases_of(case: Case) -> list[Phase]:
    """The phases that the case gives of its own; none where the standard phases are proposed."""
    return list(block_of(case, PLAN).get("phases", ()))


def _lacks_go_on_rule(case: Case, today: dt.date) -> Iterator[Remark]:
    """Steps that rise without a rule for going on rise by the calendar, whatever the student's response."""
    yield from _phases_lacking(
        case,
        "advance_when",
        "no rule for going on, so the steps rise by the calendar alone",
        "Write what must be seen first, such as “the step is met on 4 of 5 days with distress at 5 or lower”.",
        lambda index, phases: index < len(phases) - 1,
    )


def _goes_on_by_calendar(case: Case, today: dt.date) -> Iterator[Remark]:
    """A rule for going on that names only time, or only a feeling, is no rule: nobody could say whether it is met."""
    names = frozenset(case.get("student.name").lower().split())
    for index, phase in enumerate(phases_of(case)):
        rules = [plain(rule) for rule in phase.get("advance_when", ())]
        where = f"{_PHASES}/{index}/advance_when"
        if rules and all(_says_only(rule, _TIME_WORDS, _BESIDE_TIME) for rule in rules):
            yield Remark(
                where,
                f"Phase {index + 1} ends after a time and not when the student is ready.",
                "Let the student's response decide, such as “met on 4 of 5 days with distress at 5 or lower”, and "
                "keep the weeks as an estimate.",
            )
        elif rules and all(_says_only(rule, _FEELING_WORDS, _BESIDE_FEELING | names) for rule in rules):
            yield Remark(
                where,
                f"The rule for going on from phase {index + 1} cannot be counted, so it will be argued about.",
                "Put a number to it, such as “4 of 5 days with distress at 5 or lower, and the student agrees”.",
            )


def _lacks_step_back_rule(case: Case, today: dt.date) -> Iterator[Remark]:
    """Setbacks are expected: without a rule for stepping back the plan ends with the first one."""
    yield from _phases_lacking(
        case,
        "step_back_when",
        "no rule for stepping back, so the first setback has no answer",
        "Write when the team goes back one step, such as “two days in a row with distress at 8 or higher: one step "
        "back for three days, then review”.",
        lambda index, phases: index > 0 or len(phases) == 1,
    )


def _lacks_data(case: Case, today: dt.date) -> Iterator[Remark]:
    """Without data nobody can tell whether a rule for going on or stepping back is met."""
    yield from _phases_lacking(
        case,
        "data",
        "no data to keep, so nobody can tell whether the step worked",
        "Name two or three things to note each day, such as minutes in the building, distress from 0 to 10 and what "
        "helped.",
        lambda index, phases: True,
    )


def _demands_before_supports(case: Case, today: dt.date) -> Iterator[Remark]:
    """Supports must be in place before demands rise, and none may have to be earned by attending."""
    phases = phases_of(case)
    for index, phase in enumerate(phases):
        earned = _supports_to_earn(case, index, phase)
        if earned is not None:
            yield Remark(
                f"{_PHASES}/{index}/supports/{earned}",
                f"A support in phase {index + 1} comes only after the student attends, so the demand comes first.",
                "Put the support in place before the phase starts, such as “calm room ready and shown beforehand”.",
            )
        elif "supports" not in phase and (index == 0 or _asks_more(phases[index - 1], phase)):
            yield Remark(
                f"{_PHASES}/{index}/supports",
                f"Phase {index + 1} asks more of the student and names no support that is ready beforehand.",
                "List what must be in place before the phase starts, such as “teachers told, seat chosen, pass in "
                "hand”.",
            )


def _is_too_steep(case: Case, today: dt.date) -> Iterator[Remark]:
    """Minutes that more than double from one phase to the next are a jump where a small step is meant."""
    for index, (before, phase) in enumerate(pairwise(phases_of(case)), start=1):
        first, second = before.get("minutes_per_day"), phase.get("minutes_per_day")
        if first and second and second > STEEPEST * first:
            yield Remark(
                f"{_PHASES}/{index}/minutes_per_day",
                f"Phase {index + 1} asks for {second} minutes a day, more than twice the {first} of the phase before.",
                f"Put a step in between, such as {_between(first, second)} minutes a day, with a rule for going on.",
            )


def _first_step_too_high(case: Case, today: dt.date) -> Iterator[Remark]:
    """The first step must lie within what the student manages today; it may be the parking lot."""
    plan = block_of(case, PLAN)
    start, first = plain(plan.get("starting_point", "")), plain(plan.get("first_step", ""))
    do = (
        "Start with what already works and add one small thing, such as “to the side door with the greeter, then home”."
    )
    if not start:
        return
    managed, asked = minutes_in(start), minutes_in(first)
    first_minutes = next((phase.get("minutes_per_day") for phase in phases_of(case)), None)
    if _stays_out(start) and affirmed(_LARGE_STEP, first):
        yield Remark(
            f"{_PLAN}/first_step",
            "The first step asks for class, and the student cannot come that far yet.",
            do,
        )
    elif managed and asked and max(asked) > max(managed):
        yield Remark(
            f"{_PLAN}/first_step",
            f"The first step asks for {max(asked):.0f} minutes; today the student manages {max(managed):.0f}.",
            do,
        )
    elif managed and not asked and first_minutes and first_minutes > STEEPEST * max(managed):
        yield Remark(
            f"{_PHASES}/0/minutes_per_day",
            f"The first phase asks for {first_minutes} minutes a day; today the student manages {max(managed):.0f}.",
            do,
        )


def _stays_out(start: str) -> bool:
    """True where the student comes as far as the door at most, and is in no class yet."""
    if affirmed(_LARGE_STEP, start):
        return False
    return bool(_CANNOT_ENTER.search(start) or (_STAYS_OUTSIDE.search(start) and not _IS_INSIDE.search(start)))


def _ladder_starts_too_high(case: Case, today: dt.date) -> Iterator[Remark]:
    """A ladder begins with what the student rates as moderate, not with the hardest thing."""
    ladder = block_of(case, PLAN).get("ladder", ())
    rating = ladder[0].get("rating") if ladder else None
    if rating is not None and rating > MODERATE:
        yield Remark(
            f"{_PLAN}/ladder/0/rating",
            f"The ladder starts with a step that the student rates {rating} of 10.",
            "Ask the student for a smaller first step, one that feels like 5 or less, such as a walk past the "
            "building.",
        )


def _phases_lacking(
    case: Case, part: str, what: str, do: str, is_needed: Callable[[int, list[Phase]], bool]
) -> Iterator[Remark]:
    phases = phases_of(case)
    lacking = [index for index, phase in enumerate(phases) if part not in phase and is_needed(index, phases)]
    if lacking:
        subject = "Phase {} has" if len(lacking) == 1 else "Phases {} have"
        numbers = listed([index + 1 for index in lacking])
        yield Remark(f"{_PHASES}/{lacking[0]}/{part}", f"{subject.format(numbers)} {what}.", do)


def _says_only(rule: str, telling: frozenset[str], beside: frozenset[str]) -> bool:
    """True when the rule has a telling word or a date, and nothing else but the words that go with it."""
    words = _WORD.findall(rule.lower())
    others = [word for word in words if not word.isdigit() and word not in telling and word not in beside]
    return not others and any(word in telling or (len(word) == 4 and word.isdigit()) for word in words)


def _supports_to_earn(case: Case, index: int, phase: Phase) -> int | None:
    if case.language != "en":
        return None
    texts = [plain(text) for text in phase.get("supports", ())]
    return next((number for number, text in enumerate(texts) if affirmed(_SUPPORT_TO_EARN, text)), None)


def _asks_more(before: Phase, phase: Phase) -> bool:
    first, second = before.get("minutes_per_day"), phase.get("minutes_per_day")
    if first is not None and second is not None:
        return bool(second > first)
    return any(name in phase for name in _ATTENDED)


def _between(first: int, second: int) -> int:
    """About halfway, to the nearest quarter of an hour, and never more than twice the first."""
    return min(2 * first, max(first + 5, round((first + second) / 2 / 15) * 15))


_PACE = cited_by("phases", "build_tolerance")
_FIRST_STEP = cited_by("interventions", "graded_exposure")

PHASE_RULES: tuple[Rule, ...] = (
    Rule("phase_without_go_on_rule", "strong", _lacks_go_on_rule, _PACE, (PLAN,)),
    Rule("phase_goes_on_by_calendar", "strong", _goes_on_by_calendar, _PACE, (PLAN,), reads_english=True),
    Rule("phase_without_step_back_rule", "strong", _lacks_step_back_rule, COMMON_PRACTICE, (PLAN,)),
    Rule("phase_without_data", "worth_a_look", _lacks_data, _PACE, (PLAN,)),
    Rule("demands_before_supports", "strong", _demands_before_supports, _PACE, (PLAN,)),
    Rule("phase_minutes_more_than_double", "strong", _is_too_steep, COMMON_PRACTICE, (PLAN,)),
    Rule(
        "first_step_above_starting_point",
        "strong",
        _first_step_too_high,
        _FIRST_STEP,
        (PLAN,),
        reads_english=True,
    ),
    Rule("ladder_starts_too_high", "worth_a_look", _ladder_starts_too_high, _FIRST_STEP, (PLAN,)),
)
