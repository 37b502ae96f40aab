"""Derived values of the credit-recovery proposal.

Courses stand in it three times, each time for another question: what the transcript shows and why
(`audit_groups`), what it means for each subject (`subject_rows`), and what is proposed (`course_rows`).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from schemas.catalogs import Entry, catalog
from schemas.documents import COURSE_STATUSES
from schemas.remaining import numbered
from service.assembly import Placeholder
from service.casework.cases import Case
from service.casework.context.filling import blank_item
from service.casework.context.reintegration_plan import (
    attached_plan,
    intervention_rows,
    phase_names,
    short_plan_name,
)
from service.casework.context.team import keeper_named, keeper_of_the_plan, person_to_fill, student_and_family
from service.casework.wording import as_sentences, joined, upper_first, without_period

Rows = list[dict[str, Any]]

_OWN = "credit_recovery_proposal"

_DERIVED = {
    "credits_at_stake": "credits of the courses together; a blank when one leaves them out",
    "credits_needed": "credits required less credits earned; a blank when one of them is not given",
    "is_for_iep": "true when the student has an IEP, or the return is planned in one",
    "plan_short": "“IEP”, “504 plan”, and “IEP or 504 plan” when not known",
    "participant_rows": "who takes part: name, role and duty; counselor and case manager always among them",
    "course_rows": "the courses, essential ones first; one row to fill when the case gives none",
    "course_rows[].missed_because": "why the credit is missing; “Not yet taken” for a course not started",
    "course_rows[].status_name": "what the transcript says, in words",
    "course_rows[].priority_name": "“Essential”, “Later”, or a blank",
    "course_rows[].route_name": "the way to earn the credit, short",
    "course_rows[].route_detail": "what the family adds to that way for this course; empty when nothing",
    "course_rows[].adjustment_lines": "the adjustments; one blank when not given",
    "audit_groups": "the courses kept apart by what the transcript shows, a group each",
    "audit_groups[].name": "what the transcript shows, in words",
    "audit_groups[].credits": "credits of the group together; empty when a course leaves them out",
    "audit_groups[].courses": "the courses of the group, by subject",
    "subject_rows": "the subjects of the courses",
    "subject_rows[].name": "the subject",
    "subject_rows[].credits": "credits at stake in it; a blank when a course leaves them out",
    "route_rows": "the ways to earn credit that the courses name, each once",
    "route_rows[].name": "short name of the way",
    "route_rows[].text": "its wording; empty for the family's own words, which are the name",
    "route_rows[].ask_first": "what to settle first",
    "needs_routes": "true when a course has no way to earn its credit yet",
    "route_options": "the ways to discuss while a course has none",
    "route_options[].name": "short name of the way",
    "route_options[].good_for": "when it fits",
    "asks_about_absences": "true when credit was lost to absences or the family asks for a waiver",
    "load_rows": "most hours a week in each phase of the plan: as given, proposed for standard phases, or to fill",
    "load_rows[].phase": "name of the phase",
    "load_rows[].weekly_hours": "most hours a week in it",
    "accommodation_names": "the accommodations of the plan or of the 504 letter, short; one blank when none",
    "academic_supports": "supports in the courses, each with its course; a row to fill when none",
    "academic_supports[].text": "the course and what is done",
    "academic_supports[].who": "who gives it",
    "wellbeing_supports": "skills taught and services; a row to fill when none",
    "wellbeing_supports[].text": "what is done",
    "wellbeing_supports[].who": "who gives it, and how often",
}
DERIVED: dict[str, str] = {f"{_OWN}.{name}": line for name, line in _DERIVED.items()}

_STATUS_NAMES = {
    "en": {
        "failed": "Failed",
        "incomplete": "Incomplete",
        "no_credit_absence": "No credit because of absences",
        "in_progress": "In progress",
        "not_started": "Not started",
    },
    "es": {
        "failed": "Reprobado",
        "incomplete": "Incompleto",
        "no_credit_absence": "Sin crédito por ausencias",
        "in_progress": "En curso",
        "not_started": "Sin comenzar",
    },
}
_PRIORITY_NAMES = {
    "en": {"essential": "Essential", "later": "Later"},
    "es": {"essential": "Esencial", "later": "Más adelante"},
}
_NOT_STARTED = {
    "en": {"missed_because": "Not yet taken", "standards_met": "none yet", "missing": "the whole course"},
    "es": {"missed_because": "Aún no cursado", "standards_met": "ninguno aún", "missing": "todo el curso"},
}
"""What is so of a course that has not begun, where the case says nothing else."""
_COUNSELOR = {"en": "School counselor", "es": "Consejería escolar"}
_MANAGER = {
    "en": {"iep": "Case manager", "section_504": "504 coordinator", "": "Case manager or 504 coordinator"},
    "es": {
        "iep": "Responsable del caso",
        "section_504": "Coordinación de la Sección 504",
        "": "Responsable del caso o coordinación de la Sección 504",
    },
}
"""Who keeps the student's plan, by the plan: only an IEP has a case manager."""
_STUDENT_DOES = {
    "en": "Chooses the order of the courses with the team, and says when the load is too much",
    "es": "Elige el orden de los cursos con el equipo y dice cuándo la carga es demasiada",
}
_FIRST_QUESTION = {
    "en": "Who grades it, by which standards, and by what date?",
    "es": "¿Quién lo califica, con qué estándares y hasta qué fecha?",
}
_RESPONSIBLE_FOR = {"en": "Responsible for {courses}", "es": "A cargo de {courses}"}
_ROLE_WORDS = {
    "counselor": ("counselor", "counsellor", "consejer"),
    "manager": ("case manager", "504 coordinator", "responsable del caso", "sección 504"),
}
_PRIORITY_ORDER = {"essential": 0, "later": 2}
_HAS_ITS_OWN_SECTION = "extended_timeline"
"""A route that is about the whole diploma, not about one course."""


def add_credit_recovery_proposal(context: dict[str, Any], case: Case, today: dt.date) -> None:
    """Add what the credit-recovery proposal needs."""
    proposal = context[_OWN]
    proposal["is_for_iep"] = attached_plan(case) == "iep"
    proposal["plan_short"] = short_plan_name(case)
    if proposal["graduation_goal"]:
        proposal["graduation_goal"] = upper_first(proposal["graduation_goal"])
    proposal["credits_needed"] = _credits_needed(case)
    given: Rows = case.get(f"{_OWN}.courses", [])
    courses = _courses(proposal["courses"], given, case.language)
    proposal["course_rows"] = sorted(courses, key=_priority)
    proposal["audit_groups"] = _audit_groups(courses)
    proposal["subject_rows"] = _subject_rows(courses)
    proposal["credits_at_stake"] = _credits_at_stake(courses)
    _add_routes(proposal, given, case)
    proposal["asks_about_absences"] = _asks_about_absences(given, case)
    proposal["load_rows"] = _load_rows(case)
    proposal["participant_rows"] = _participants(context, given, case)
    _add_supports(context, given, case)


def _credits_needed(case: Case) -> str | Placeholder:
    required, earned = case.get(f"{_OWN}.credits_required"), case.get(f"{_OWN}.credits_earned")
    if required is None or earned is None:
        missing = "credits_earned" if earned is None else "credits_required"
        return Placeholder("credits still needed", f"{_OWN}.{missing}")
    return _number(required - earned)


def _number(value: float) -> str:
    """“10.5”, “3”: without the zeros of a float."""
    return f"{round(value, 4):g}"


def _courses(rows: Rows, given: Rows, language: str) -> Rows:
    if not given:
        rows, given = [blank_item(f"{_OWN}.courses")], [{}]
    pairs = zip(rows, numbered(given), strict=True)
    return [_course(row, course, f"{_OWN}.courses[{place}]", language) for row, (place, course) in pairs]


def _course(row: dict[str, Any], given: dict[str, Any], tag: str, language: str) -> dict[str, Any]:
    status, priority, route = given.get("status", ""), given.get("priority", ""), given.get("route", {})
    open_route = Placeholder("way to earn the credit", f"{tag}.route.text")
    open_adjustment = Placeholder("adjustments in the course", f"{tag}.adjustments[0]")
    if status == "not_started":
        row = {**row, **{name: row[name] or words for name, words in _NOT_STARTED[language].items()}}
    return {
        **row,
        **{name: upper_first(row[name]) for name in ("subject", "missed_because", "owner") if row[name]},
        "status_name": _STATUS_NAMES[language].get(status, row["status"]),
        "priority_name": _PRIORITY_NAMES[language].get(priority, row["priority"]),
        "route_name": row["route"]["name"] if route else open_route,
        "route_detail": as_sentences(route["detail"]) if "detail" in route else "",
        "adjustment_lines": row["adjustments"] or [open_adjustment],
    }


def _priority(row: dict[str, Any]) -> int:
    """Essential courses first, those to do later last, each in the order of the case."""
    return _PRIORITY_ORDER.get(row["priority"] or "", 1)


def _audit_groups(courses: Rows) -> Rows:
    """A group for each status that occurs, in the order of the schema; courses without a status last."""
    groups = []
    for status in (*COURSE_STATUSES, None):
        members = [row for row in courses if (row["status"] or None) == status]
        if members:
            by_subject = sorted(members, key=lambda row: (not row["subject"], row["subject"] or ""))
            groups.append({"name": members[0]["status_name"], "credits": _sum(members), "courses": by_subject})
    return groups


def _sum(courses: Rows) -> str:
    """The credits of the courses together; empty when one leaves them out."""
    credits = [row["credits"] for row in courses]
    return "" if any(isinstance(each, Placeholder) for each in credits) else _number(sum(credits))


def _subject_rows(courses: Rows) -> Rows:
    """The subjects in the order in which they occur, each with the credits at stake in it."""
    subjects: dict[Any, Rows] = {}
    for row in courses:
        subjects.setdefault(row["subject"], []).append(row)
    return [{"name": subject, "credits": _credits_at_stake(rows)} for subject, rows in subjects.items()]


def _credits_at_stake(courses: Rows) -> str | Placeholder:
    """Their sum, or the blank of the first course that leaves its credits out."""
    open_places = [row["credits"] for row in courses if isinstance(row["credits"], Placeholder)]
    return open_places[0] if open_places else _sum(courses)


def _add_routes(proposal: dict[str, Any], given: Rows, case: Case) -> None:
    chosen = [course["route"] for course in given if "route" in course]
    rows = {row["name"]: row for row in (_route_row(choice, case.language) for choice in chosen)}
    proposal["route_rows"] = list(rows.values())
    proposal["needs_routes"] = len(chosen) < max(len(given), 1)
    left_out = {_HAS_ITS_OWN_SECTION} | ({"summer_term"} if case.get(f"{_OWN}.summer") is False else set())
    options = [entry for entry in catalog("recovery_routes") if entry.id not in left_out]
    proposal["route_options"] = [
        _route_option(entry, case.language) for entry in options if entry.name[case.language] not in rows
    ]


def _route_row(choice: dict[str, Any], language: str) -> dict[str, Any]:
    """The way with its wording; what a family adds to it for one course stands with that course."""
    entry = catalog("recovery_routes").get(choice.get("id", ""))
    if entry is None:
        return {"name": choice.get("text", ""), "text": "", "ask_first": _FIRST_QUESTION[language]}
    return {
        "name": entry.name[language],
        "text": entry.text[language],
        "ask_first": entry.details["ask_first"][language],
    }


def _route_option(entry: Entry, language: str) -> dict[str, Any]:
    return {"name": entry.name[language], "good_for": without_period(entry.details["good_for"][language])}


def _asks_about_absences(given: Rows, case: Case) -> bool:
    lost = any(course.get("status") == "no_credit_absence" for course in given)
    waiver = bool(case.get("section_504_letter.attendance_waiver"))
    return lost or waiver or case.get(f"{_OWN}.appeal_by") is not None


def _load_rows(case: Case) -> Rows:
    """A row for each phase of the reintegration plan, so that the hours follow the return from the start.

    Hours of the case that are for no phase of the plan stand alone: which phase is meant, only the family knows.
    """
    given: Rows = case.get(f"{_OWN}.load_by_phase", [])
    hours = {load["phase"].casefold(): load.get("weekly_hours") for load in given if "phase" in load}
    phases = phase_names(case)
    if given and not (len(hours) == len(given) and hours.keys() <= {name.casefold() for name in phases}):
        return [{**_load_to_fill(load.get("phase"), place), **load} for place, load in numbered(given)]
    known = hours if given else _proposed_hours(case)
    rows = []
    for index, name in enumerate(phases):
        row = _load_to_fill(name, index)
        if known.get(name.casefold()) is not None:
            row["weekly_hours"] = known[name.casefold()]
        rows.append(row)
    return rows


def _load_to_fill(phase: str | None, index: int) -> dict[str, Any]:
    tag = f"{_OWN}.load_by_phase[{index}]"
    return {
        "phase": phase or Placeholder("phase", f"{tag}.phase"),
        "weekly_hours": Placeholder("most hours a week in this phase", f"{tag}.weekly_hours"),
    }


def _proposed_hours(case: Case) -> dict[str, Any]:
    """For the standard phases: none where their work leaves no room, then the limit of the proposal."""
    if case.get("reintegration_plan.phases"):
        return {}
    limit = case.get(f"{_OWN}.weekly_hours")
    return {
        entry.name[case.language].casefold(): entry.details.get("recovery_hours", limit) for entry in catalog("phases")
    }


def _participants(context: dict[str, Any], given: Rows, case: Case) -> Rows:
    """The team of the reintegration plan; who answers for a course; counselor and keeper of the plan always."""
    rows = list(context["reintegration_plan"]["team"]) or [
        *student_and_family(case, _STUDENT_DOES),
        *([keeper_of_the_plan(case)] if keeper_named(case) else []),
    ]
    named = {person["name"] for person in rows if person["name"]}
    courses_of: dict[str, list[str]] = {}
    for course in given:
        if "owner" in course:
            courses_of.setdefault(course["owner"], []).append(course.get("name", ""))
    for owner, courses in courses_of.items():
        of_courses = joined([name for name in courses if name], case.language)
        if owner not in named:
            does = _RESPONSIBLE_FOR[case.language].format(courses=of_courses) if of_courses else ""
            rows.append(person_to_fill({"name": upper_first(owner), "does": does}, len(rows)))
    said = " ".join(f"{person['name']} {person['role']}".casefold() for person in rows)
    roles = {"counselor": _COUNSELOR[case.language], "manager": _MANAGER[case.language][attached_plan(case)]}
    for role, words in _ROLE_WORDS.items():
        if not _names_one(said, words):
            rows.append(person_to_fill(_addressed(case, words) or {"role": roles[role]}, len(rows)))
    return rows


def _addressed(case: Case, words: tuple[str, ...]) -> dict[str, str]:
    """The addressee or the one who gets a copy whose title has these words; empty when there is none."""
    for person in (case.get("recipient", {}), *case.get("cc", [])):
        if "name" in person and _names_one(person.get("title", "").casefold(), words):
            return {"name": person["name"], "role": upper_first(person["title"])}
    return {}


def _names_one(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


def _add_supports(context: dict[str, Any], given: Rows, case: Case) -> None:
    proposal = context[_OWN]
    if proposal["monitoring"]:
        proposal["monitoring"] = as_sentences(proposal["monitoring"])
    names: list[Any] = [upper_first(without_period(choice["name"])) for choice in _accommodations(context)]
    tag = "reintegration_plan.accommodations[0].text"
    proposal["accommodation_names"] = names or [Placeholder("accommodations in force", tag)]
    proposal["academic_supports"] = _academic_supports(given)
    taught = [{"text": row["text"], "who": row["who_and_how_often"]} for row in intervention_rows(case)]
    proposal["wellbeing_supports"] = [*taught, *_services(context, case)] or [
        _support_to_fill("social-emotional support", "reintegration_plan.interventions[0].text")
    ]


def _academic_supports(given: Rows) -> Rows:
    rows = []
    for place, course in numbered(given):
        for support in course.get("supports", []):
            text = f"{course['name']}: {support}" if "name" in course else support
            tag = f"{_OWN}.courses[{place}].owner"
            rows.append({"text": text, "who": course.get("owner") or Placeholder("who gives it", tag)})
    return rows or [_support_to_fill("academic support", f"{_OWN}.courses[0].supports[0]")]


def _services(context: dict[str, Any], case: Case) -> Rows:
    rows = []
    choices = case.get("section_504_letter.services", [])
    for service, (place, choice) in zip(context["section_504_letter"]["services"], numbered(choices), strict=True):
        entry = catalog("services").get(choice.get("id", ""))
        if entry:
            rows.append({"text": service["text"], "who": entry.details["provider_role"][case.language]})
            continue
        open_place = Placeholder("who gives it, and how often", f"section_504_letter.services[{place}].detail")
        rows.append({"text": upper_first(choice["text"]), "who": choice.get("detail") or open_place})
    return rows


def _support_to_fill(label: str, tag: str) -> dict[str, Any]:
    return {"text": Placeholder(label, tag), "who": Placeholder("who gives it, and when", tag)}


def _accommodations(context: dict[str, Any]) -> Rows:
    plan: Rows = context["reintegration_plan"]["accommodations"]
    return plan or context["section_504_letter"]["accommodations"]
