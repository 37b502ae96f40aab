"""Barriers, accommodations and areas of evaluation: what is asked for answers what makes attending hard."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from schemas.catalogs import BARRIERS, barrier_label, catalog
from service.casework.advice.advisory import Remark, Rule, block_of, cited_by, federal, is_asked_for, is_begun
from service.casework.advice.passages import listed, plain
from service.casework.cases import Case
from service.casework.kinds import EVALUATION, LETTER_504, PLAN

GENERAL_FROM = 10
"""An entry meant for so many kinds of barrier serves everyone, so it does not answer one barrier in particular."""

TELLING: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "accommodations": {
        "anxiety": ("anytime_pass",),
        "separation": ("curbside_handover",),
        "social": ("no_cold_calling",),
        "mood": ("reduced_workload",),
        "trauma": ("drill_plan",),
        "academic": ("essential_tasks_first",),
        "executive_function": ("chunked_tasks",),
        "sensory": ("noise_reduction",),
        "transition": ("preview_of_changes",),
        "bullying": ("separation_from_named_peers",),
        "health": ("nurse_first_stop",),
        "sleep": ("later_start",),
        "family": ("daily_note_home",),
    },
    "evaluations": {
        "anxiety": ("social_emotional", "psychological"),
        "separation": ("social_emotional", "psychological"),
        "social": ("social_emotional", "psychological"),
        "mood": ("social_emotional", "psychological"),
        "trauma": ("trauma_informed", "psychological"),
        "academic": ("academic_achievement",),
        "executive_function": ("executive_functioning",),
        "sensory": ("occupational_sensory",),
        "transition": ("functional_behavioral",),
        "bullying": ("school_climate_observation",),
        "health": ("health_medical",),
        "sleep": ("health_medical",),
        "family": ("social_developmental_history",),
    },
}
"""For each kind of barrier the entry to name as an example; after it, general entries that answer it all the same."""

_SIGNS: Mapping[str, re.Pattern[str]] = {
    kind: re.compile(rf"\b(?:{words})")
    for kind, words in {
        "anxiety": r"anxi|panic|worr|fear|afraid|nervous|distress|dread|breath",
        "separation": r"separat|leav\w* (?:home|mom|dad|parent)|away from|apart from|mother|father|caregiver",
        "social": r"social|peer|friend|watched|look(?:ed)? at|stare|eyes on|speak|present|judg|lunch|cafeteria|crowd"
        r"|full (?:hall|room|class)",
        "mood": r"mood|depress|sad|hopeless|low energy|motivat|tired|energy",
        "trauma": r"trauma|abuse|accident|loss|grief|death|assault|remind|trigger|flashback",
        "academic": r"academic|work|assignment|homework|read|math|writing|test|grade|class load|behind|learn|pile"
        r"|content",
        "executive_function": r"executive|organiz|plan|start\w* (?:task|work)|forget|attention|focus|adhd"
        r"|time management|steps",
        "sensory": r"sensor|noise|loud|light|smell|sound|touch|crowd|bright",
        "transition": r"transition|change|hallway|between classes|routine|arriv|entrance|entering|door|bus|morning"
        r"|monday",
        "bullying": r"bull|teas|harass|threat|mock|pick(?:ed)? on|name-call|hit|peers",
        "health": r"health|illness|pain|stomach|nausea|migraine|headache|fatigue|asthma|medic|symptom|nurse",
        "sleep": r"sleep|asleep|insomnia|tired|awake|wake|morning|later start|start time",
        "family": r"famil|sibling|divorc|custod|move|caregiver|home|parent",
    }.items()
}


def barrier_kinds(case: Case) -> list[str]:
    """The kinds of barrier that the case names, each once, in its order."""
    return list(dict.fromkeys(barrier["kind"] for barrier in case.get("barriers", ()) if "kind" in barrier))


def _barrier_without_accommodation(case: Case, today: dt.date) -> Iterator[Remark]:
    """Every barrier the documents name should meet something that takes it down.

    A plan without a list of accommodations may have its supports in the phases; a 504 letter is that list.
    """
    kind = LETTER_504 if is_asked_for(case, LETTER_504) else PLAN
    choices = [choice for name in (LETTER_504, PLAN) for choice in block_of(case, name).get("accommodations", ())]
    if not choices and not is_begun(case, LETTER_504):
        return
    open_kinds = _unanswered("accommodations", barrier_kinds(case), choices)
    if open_kinds:
        example = _most_telling("accommodations", open_kinds[0])
        yield Remark(
            f"/barriers/{_index_of(case, open_kinds[0])}",
            f"No accommodation you ask for is about {_labels(open_kinds)} in particular.",
            f"Add one to the {'504 letter' if kind == LETTER_504 else 'plan'}, such as “{example}”.",
        )


def _accommodation_without_barrier(case: Case, today: dt.date) -> Iterator[Remark]:
    """An accommodation tied to no barrier reads as a wish and is the first to be refused."""
    kinds = set(barrier_kinds(case))
    loose = []
    choices = block_of(case, LETTER_504).get("accommodations", ())
    for index, choice in enumerate(choices):
        entry = catalog("accommodations").get(choice["id"]) if "id" in choice else None
        if "barrier" in choice or (entry is None and _signs_in(choice) & kinds):
            continue
        if entry is None or (kinds and not kinds.intersection(entry.barriers)):
            loose.append(index)
    if loose:
        subject = "Accommodation {} is" if len(loose) == 1 else "Accommodations {} are"
        yield Remark(
            f"/{LETTER_504}/accommodations/{loose[0]}/barrier",
            f"{subject.format(listed([index + 1 for index in loose]))} tied to none of the barriers you name.",
            "Say what makes it hard now, such as “crowded main entrance”, or add that barrier to the ones you name.",
        )


def _evaluation_area_missing(case: Case, today: dt.date) -> Iterator[Remark]:
    """The barriers suggest areas of evaluation; what is not asked for is often not looked at."""
    choices = block_of(case, EVALUATION).get("evaluations", ())
    if not choices:
        return
    open_kinds = _unanswered("evaluations", barrier_kinds(case), choices)
    if open_kinds:
        example = _most_telling("evaluations", open_kinds[0])
        yield Remark(
            f"/{EVALUATION}/evaluations",
            f"You name {_labels(open_kinds)}, and no area you ask to evaluate is about that in particular.",
            f"Add an area such as “{example}”; the school has to assess all areas related to the suspected disability.",
        )


def _no_barrier_named(case: Case, today: dt.date) -> Iterator[Remark]:
    """What makes attending hard is the ground of all four documents."""
    if not case.get("barriers"):
        yield Remark(
            "/barriers",
            "The documents do not say yet what makes attending hard.",
            "Add one or two barriers, such as “anxiety: panic when the hallway fills before first period”.",
        )


def _no_attendance(case: Case, today: dt.date) -> Iterator[Remark]:
    """Counted days are the facts that nobody can argue with."""
    if not case.get("attendance") and not block_of(case, EVALUATION).get("reasons"):
        yield Remark(
            "/attendance",
            "No days missed and no dates are given yet.",
            "Ask the school office for the attendance record, and add the days missed, late arrivals and early "
            "pickups.",
        )


def _unanswered(name: str, kinds: list[str], choices: Any) -> list[str]:
    """The kinds that no choice answers.

    Own words count for what they speak of. Where they speak of nothing known, each may answer one barrier more: the
    family knows what it means.
    """
    served: set[str] = set()
    unknown = 0
    for choice in choices:
        entry = catalog(name).get(choice["id"]) if "id" in choice else None
        if entry is not None and len(entry.barriers) < GENERAL_FROM:
            served.update(entry.barriers)
        served.update(kind for kind in kinds if choice.get("id") in TELLING[name][kind])
        signs = _signs_in(choice)
        served |= signs
        if entry is None and not signs:
            unknown += 1
    open_kinds = [kind for kind in kinds if kind not in served]
    return open_kinds if len(open_kinds) > unknown else []


def _signs_in(choice: Mapping[str, Any]) -> set[str]:
    text = plain(" ".join(choice[name] for name in ("text", "barrier", "detail") if name in choice)).lower()
    return {kind for kind in BARRIERS if _SIGNS[kind].search(text)}


def _most_telling(name: str, kind: str) -> str:
    return next(entry.name["en"] for entry in catalog(name) if entry.id == TELLING[name][kind][0])


def _labels(kinds: list[str]) -> str:
    return listed([f"“{barrier_label(kind, 'en')}”" for kind in kinds])


def _index_of(case: Case, kind: str) -> int:
    return next(index for index, barrier in enumerate(case.get("barriers")) if barrier.get("kind") == kind)


_TIED = cited_by("accommodations", "quiet_entrance")

BARRIER_RULES: tuple[Rule, ...] = (
    Rule("no_barrier_named", "strong", _no_barrier_named, cited_by("phases", "re_entry")),
    Rule("no_attendance_given", "strong", _no_attendance, federal("review_existing_data")),
    Rule(
        "barrier_without_accommodation",
        "worth_a_look",
        _barrier_without_accommodation,
        _TIED,
        (LETTER_504, PLAN),
    ),
    Rule("accommodation_without_barrier", "worth_a_look", _accommodation_without_barrier, _TIED, (LETTER_504,)),
    Rule(
        "evaluation_area_missing",
        "worth_a_look",
        _evaluation_area_missing,
        federal("all_areas_of_suspected_disability"),
        (EVALUATION,),
    ),
)
