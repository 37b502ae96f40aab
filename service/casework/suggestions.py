"""Suggestions: the catalogue entries that fit a case, best first, each with a short why.

One function serves the API, the form and the command line. An entry fits when it is meant for a barrier that the case
names, or when the family's own words speak of what it speaks of; entries meant for everyone come after those. What the
case has chosen already is left out, except for phases and ways to earn credit: several courses may take the same way.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from schemas.catalogs import BARRIERS, Entry, barrier_label, catalog
from schemas.nearest import unaccented
from schemas.people import HIGH_SCHOOL
from service.casework.advice.barriers import TELLING, barrier_kinds
from service.casework.advice.passages import passages
from service.casework.cases import Case
from service.casework.wording import AND

__all__ = ["Suggestion", "suggestions_for"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entry that fits the case. `why` is one or two short sentences in the case's language; `score` only ranks."""

    entry: Entry
    why: str
    score: int


CHOSEN_AT: Final[Mapping[str, tuple[str, ...]]] = {
    "evaluations": ("evaluation_request.evaluations",),
    "instruments": ("evaluation_request.instruments",),
    "accommodations": ("section_504_letter.accommodations", "reintegration_plan.accommodations"),
    "services": ("section_504_letter.services",),
    "interventions": ("reintegration_plan.interventions",),
    "goals": ("reintegration_plan.goals",),
}
"""Where a case chooses from a catalogue."""

NEEDS_IEP: Final = frozenset({"specialized_academic_instruction", "extended_school_year", "parent_counseling_training"})
"""Services that belong to special education; before there is an IEP they come last."""
LAST_RESORT: Final = frozenset({"partial_day", "home_hospital_instruction", "home_hospital"})
"""Less time among other students: what leaves the student in class is tried first (34 CFR 300.114(a)(2))."""
SET_BACK_SLIGHTLY = -6
NEEDS_CLASS_CHANGES: Final = frozenset(
    {"early_passing", "schedule_change", "preferred_peer_classes", "selected_classes"}
)
"""Accommodations for a day of changing classes, which begins with middle school."""

FIRST_BARRIER, LEAST_BARRIER = 6, 3
"""An entry lists its barriers with the most telling first: what fits there weighs more."""
NARROW, NARROW_BONUS = 3, 3
"""An entry for so few kinds of barrier is more to the point than one for many, where its first one is named."""
GENERAL, TELLING_BONUS, WORD, MOST_WORDS, OCCASION, CORE, SET_BACK = 1, 4, 4, 3, 5, 14, -8
ON_TRANSCRIPT = 16
"""What a transcript shows says more about the way to a credit than the barriers do."""
RARE = 4
"""A word says something about an entry only when no more than so many entries of its catalogue have it."""

FIRST_CHOICE: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    **TELLING,
    "interventions": {
        "anxiety": ("graded_exposure", "coping_skills_cbt"),
        "separation": ("separation_practice", "parent_coaching"),
        "social": ("social_skills_rehearsal", "graded_exposure"),
        "mood": ("behavioral_activation",),
        "trauma": ("trauma_informed_support",),
        "academic": ("targeted_academic_tutoring",),
        "executive_function": ("executive_function_instruction",),
        "sensory": ("sensory_plan",),
        "transition": ("transition_rehearsal",),
        "bullying": ("bullying_safety_plan",),
        "health": ("symptom_management",),
        "sleep": ("sleep_routine_support",),
        "family": ("parent_coaching",),
    },
    "services": {
        "anxiety": ("counseling_individual", "psychological_services"),
        "separation": ("counseling_individual", "psychological_services"),
        "social": ("counseling_individual", "counseling_group"),
        "mood": ("counseling_individual", "psychological_services"),
        "trauma": ("counseling_individual", "psychological_services"),
        "bullying": ("counseling_individual",),
        "academic": ("specialized_academic_instruction",),
        "executive_function": ("executive_function_coaching",),
        "sensory": ("occupational_therapy",),
        "transition": ("transportation",),
        "health": ("school_health_services",),
        "sleep": ("school_health_services",),
        "family": ("social_work_services",),
    },
}
"""For each kind of barrier what an experienced practitioner thinks of first."""

_Reason = tuple[int, str]
_WRITTEN_AT = (
    "barriers",
    "concerns",
    "academic_impact",
    "functional_impact",
    "attendance.pattern",
    "attendance.classes_missed",
    "evaluation_request.reasons",
    "reintegration_plan.starting_point",
    "reintegration_plan.student_voice",
)
_WORD = re.compile(r"[^\W\d_]{5,}")

_WHY: Final[Mapping[str, Mapping[str, str]]] = {
    "barriers": {"en": "For {}, which you marked.", "es": "Para {}, que usted marcó."},
    "general": {"en": "Helps with most barriers.", "es": "Ayuda con la mayoría de las barreras."},
    "word": {"en": "You mention “{}”.", "es": "Usted menciona “{}”."},
    "ages": {"en": "For ages {}.", "es": "Para edades: {}."},
    "phase": {"en": "One of the standard phases of a return.", "es": "Una de las fases habituales del regreso."},
    "work_missing": {"en": "A course has work missing.", "es": "A un curso le falta trabajo por entregar."},
    "incomplete": {"en": "A course is marked incomplete.", "es": "Un curso está marcado como incompleto."},
    "failed": {"en": "A course was failed.", "es": "Se reprobó un curso."},
    "no_credit_absence": {
        "en": "A course lost its credit to absences.",
        "es": "Un curso perdió el crédito por ausencias.",
    },
    "more_time": {
        "en": "Credits are short in the last years of high school.",
        "es": "Faltan créditos en los últimos años de la escuela secundaria.",
    },
    "made_for_it": {"en": "It looks for what keeps the student away.", "es": "Busca qué aleja al estudiante."},
    "at_home": {"en": "The student misses many days.", "es": "El estudiante falta muchos días."},
}
_OCCASION_WEIGHTS: Final[Mapping[str, int]] = {
    "made_for_it": CORE,
    **dict.fromkeys(("incomplete", "failed", "no_credit_absence", "more_time"), ON_TRANSCRIPT),
    "work_missing": ON_TRANSCRIPT - 2,
}
_MANY_DAYS = 10

# Words that say nothing about which entry fits.
_COMMON_WORDS: Final = frozenset(
    """
    about absence absences adult adults after again alone always another around attendance because before being building
    cannot child class classes classroom could day days distress doing during enters every first going group happens
    harder history keeps learning leaves longer making means might missed morning mornings named never other people
    physical place plan presentation really school schools several should since something start starts still
    student students support their there these thing things those three through times under until usually week
    weeks where whether which while without work would years agreed alumno antes ausencias cada clase clases
    como cuando desde despues donde durante entre escuela escuelas estas estos estudiante estudiantes hacia
    hasta manana mananas mientras mismo mucho nunca otros pero porque puede siempre sobre tambien tiene todas
    todos trabajo
    """.split()
)


def suggestions_for(
    case: Case, catalog_name: str, *, limit: int | None = None, today: dt.date | None = None
) -> tuple[Suggestion, ...]:
    """The entries of the catalogue that fit the case, best first, at most `limit`; equals in the catalogue's order.

    Questionnaires are left out where the student's age, from the date of birth or else the grade, lies outside the ages
    they were made for. `today` is the day on which the age is taken when the case has no date. KeyError for a name that
    is no catalogue's.
    """
    written, occasions = _written_words(case), _occasions(case, catalog_name)
    found = [
        Suggestion(entry, " ".join(text for _, text in reasons if text), sum(score for score, _ in reasons))
        for entry in _candidates(case, catalog_name, today or dt.date.today())
        if (reasons := list(_reasons(case, entry, written, occasions.get(entry.id, ""))))
    ]
    fitting = [suggestion for suggestion in found if suggestion.score > 0]
    ranked = sorted(fitting, key=lambda suggestion: -suggestion.score)
    return tuple(ranked if limit is None else ranked[: max(limit, 0)])


def _candidates(case: Case, name: str, today: dt.date) -> Iterator[Entry]:
    entries = catalog(name)
    chosen = {choice.get("id") for path in CHOSEN_AT.get(name, ()) for choice in case.get(path, ())}
    if name == "recovery_routes" and not _is_about_credits(case):
        return
    ages = _ages(case, today)
    for entry in entries:
        if entry.id not in chosen and _suits_age(entry, ages) and not _is_declined(case, entry):
            yield entry


def _reasons(case: Case, entry: Entry, written: Mapping[str, str], occasion: str) -> Iterator[_Reason]:
    """Each reason for the entry with its weight; none when nothing speaks for it."""
    language = case.language
    if entry.catalog == "phases":
        yield GENERAL, _WHY["phase"][language]
        return
    kinds = barrier_kinds(case)
    reasons = [
        *_barrier_reasons(entry, kinds, language),
        *([(_OCCASION_WEIGHTS.get(occasion, OCCASION), _WHY[occasion][language])] if occasion else []),
        *_word_reasons(entry, written, language),
    ]
    if not reasons:
        return
    for weight, text in reasons:
        yield weight, "" if text == _WHY["general"][language] and len(reasons) > 1 else text
    set_back = _set_back(case, entry)
    if set_back:
        yield set_back, ""
    ages = entry.details.get("ages")
    if entry.catalog == "instruments" and ages and "age_from" in entry.details:
        yield 0, _WHY["ages"][language].format(ages[language])


def _barrier_reasons(entry: Entry, kinds: list[str], language: str) -> Iterator[_Reason]:
    telling = [kind for kind in kinds if entry.id in _telling(entry.catalog, kind)]
    is_general = len(entry.barriers) == len(BARRIERS)
    if is_general and not telling:
        yield GENERAL, _WHY["general"][language]
        return
    shared = telling if is_general else [kind for kind in entry.barriers if kind in kinds]
    if not shared:
        return
    weight = TELLING_BONUS * len(telling) + GENERAL * is_general
    if not is_general:
        weight += sum(max(LEAST_BARRIER, FIRST_BARRIER - entry.barriers.index(kind)) for kind in shared)
    weight += NARROW_BONUS if len(entry.barriers) <= NARROW and entry.barriers[0] in shared else 0
    yield (
        weight,
        _WHY["barriers"][language].format(_quoted([barrier_label(kind, language) for kind in shared[:3]], language)),
    )


def _occasions(case: Case, catalog_name: str) -> Mapping[str, str]:
    """What else in the case speaks for an entry of this catalogue, by its id."""
    if catalog_name == "recovery_routes":
        statuses = {course.get("status") for course in case.get("credit_recovery_proposal.courses", ())}
        return {
            "extended_incomplete": "incomplete" if "incomplete" in statuses else "",
            "essential_standards": "work_missing" if "incomplete" in statuses else "",
            "single_course_retake": "failed" if "failed" in statuses else "",
            "no_credit_without_penalty": "no_credit_absence" if "no_credit_absence" in statuses else "",
            "extended_timeline": "more_time" if _is_short_of_credits(case) else "",
        }
    if catalog_name == "evaluations":
        return {
            "testing_arrangements": "at_home" if _misses_many_days(case) else "",
            "school_refusal_assessment": "made_for_it",
            "psychological": "made_for_it",
        }
    return {"sras_r": "made_for_it"} if catalog_name == "instruments" else {}


def _word_reasons(entry: Entry, written: Mapping[str, str], language: str) -> Iterator[_Reason]:
    """Words of the family that the entry speaks of too, and few others do; the one written first is named."""
    telling = _telling_stems(entry.catalog, language)[entry.id]
    if written.keys().isdisjoint(telling):
        return
    shared = [word for stem, word in written.items() if stem in telling]
    yield WORD * min(len(shared), MOST_WORDS), _WHY["word"][language].format(shared[0])


def _set_back(case: Case, entry: Entry) -> int:
    if entry.id in LAST_RESORT:
        return SET_BACK_SLIGHTLY
    if entry.catalog == "services" and entry.id in NEEDS_IEP and case.get("student.plan") != "iep":
        return SET_BACK
    grade = case.get("student.grade", "")
    changes_classes = not grade or grade not in ("PK", "K", "1", "2", "3", "4", "5")
    return SET_BACK if entry.id in NEEDS_CLASS_CHANGES and not changes_classes else 0


def _is_about_credits(case: Case) -> bool:
    """Credit is earned in high school; a younger student gets routes only when the case has a proposal."""
    grade = case.get("student.grade")
    return grade is None or grade in HIGH_SCHOOL or bool(case.get("credit_recovery_proposal"))


def _is_declined(case: Case, entry: Entry) -> bool:
    return entry.id == "summer_term" and case.get("credit_recovery_proposal.summer") is False


def _is_short_of_credits(case: Case) -> bool:
    required = case.get("credit_recovery_proposal.credits_required")
    earned = case.get("credit_recovery_proposal.credits_earned")
    if required is None or earned is None:
        return False
    share = {"11": 0.5, "12": 0.75, "12+": 1.0}.get(case.get("student.grade", ""))
    return share is not None and bool(earned < share * required)


def _misses_many_days(case: Case) -> bool:
    log = case.get("attendance.log", ())
    return bool(case.get("attendance.days_absent", sum(entry.get("kind") == "absent" for entry in log)) >= _MANY_DAYS)


def _ages(case: Case, today: dt.date) -> range | None:
    """The ages the student may have: one by the date of birth, two by the grade; None when neither is given."""
    born, day = case.get("student.date_of_birth"), case.letter_date(today)
    if born is not None:
        age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        return range(age, age + 1)
    grade = case.get("student.grade")
    if grade is None:
        return None
    if grade in _AGES_BY_NAME:
        return _AGES_BY_NAME[grade]
    return range(int(grade) + 5, int(grade) + 7)


_AGES_BY_NAME: Final[Mapping[str, range]] = {"PK": range(3, 6), "K": range(5, 7), "12+": range(18, 23)}


def _suits_age(entry: Entry, ages: range | None) -> bool:
    if ages is None or "age_from" not in entry.details:
        return True
    return any(entry.details["age_from"] <= age <= entry.details["age_to"] for age in ages)


def _telling(name: str, kind: str) -> tuple[str, ...]:
    return FIRST_CHOICE.get(name, {}).get(kind, ())


def _quoted(labels: list[str], language: str) -> str:
    """“noise”, “planning, starting” and “sleep”: the quotes part the labels, so that their own commas do not."""
    *first, last = [f"“{label}”" for label in labels]
    return f"{', '.join(first)} {AND[language]} {last}" if first else last


def _written_words(case: Case) -> dict[str, str]:
    """The telling words of the family by their stem, in the order in which they are written."""
    words: dict[str, str] = {}
    for passage in passages(case, *_WRITTEN_AT):
        for stem, word in _stems([passage.text]):
            words.setdefault(stem, word)
    return words


@cache
def _telling_stems(name: str, language: str) -> Mapping[str, frozenset[str]]:
    """For each entry of the catalogue the words that few others have, from its name and what it is for."""
    stems = {entry.id: frozenset(stem for stem, _ in _stems(_subject(entry, language))) for entry in catalog(name)}
    shared = Counter(stem for own in stems.values() for stem in own)
    return {entry_id: frozenset(stem for stem in own if shared[stem] <= RARE) for entry_id, own in stems.items()}


def _subject(entry: Entry, language: str) -> list[str]:
    details: Iterable[Any] = (entry.details.get(field) for field in ("barrier", "skill", "good_for"))
    return [entry.name[language], *(detail[language] for detail in details if detail is not None)]


def _stems(texts: list[str]) -> Iterator[tuple[str, str]]:
    for text in texts:
        for word in _WORD.findall(text):
            bare = unaccented(word)
            if bare not in _COMMON_WORDS:
                yield bare.removesuffix("s"), word.lower()
