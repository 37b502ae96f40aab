"""Derived values of the reintegration plan appendix.

What the plan cannot do without is always there: a list that the case leaves out becomes a list of one blank,
so that a table of the plan keeps its row and the reader sees what is still to be agreed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any

from schemas.catalogs import Entry, catalog
from schemas.people import HIGH_SCHOOL
from schemas.remaining import numbered
from service.assembly import Placeholder
from service.casework.cases import Case
from service.casework.context.accommodations import plan_rows
from service.casework.context.filling import blank, blank_item
from service.casework.context.team import keeper_of_the_plan, person_to_fill, student_and_family
from service.casework.wording import as_sentences, joined, lower_first, upper_first, without_period

_OWN = "reintegration_plan"

_DERIVED = {
    "plan_name": "the plan that this is attached to, in full; a blank when not known",
    "plan_short": "the same, short: “IEP”, “504 plan”, and “IEP or 504 plan” when not known",
    "is_for_iep": "true when the plan is attached to an IEP",
    "is_there_already": "true when the student has the plan that this is attached to",
    "owner": "staff member responsible for the plan: the one of the 504 letter",
    "stand_in": "who takes over for that staff member, as in the 504 letter",
    "barrier_lines": "the barriers, a line each; one blank when the case gives none",
    "class_list": "the classes missed most; a blank when not given",
    "has_classes": "false where none are given before first grade, when all lessons are in one room",
    "hours_missed": "whole hours missed on days attended in part, from the log; empty when not known",
    "sign_lines": "what the family sees, a line each; one blank when the case gives none",
    "voice_lines": "what the student says, each in quotation marks; one blank when not given",
    "strength_lines": "the strengths, a line each; one blank when not given",
    "are_phases_proposed": "true when the standard phases stand in for phases of the case",
    "phase_rows": "the phases of the case, or the standard phases of the catalogue as a proposal",
    "phase_rows[].number": "place of the phase: 1, 2, …",
    "phase_rows[].name": "name of the phase",
    "phase_rows[].span": "about how long it takes",
    "phase_rows[].goal": "goal of the phase",
    "phase_rows[].attendance": "what a day looks like; empty when only the minutes are given",
    "phase_rows[].minutes": "planned minutes a day, “90” or “120 to 200”; empty when not known",
    "phase_rows[].percent_of_day": "the same in percent of a full school day; empty when not known",
    "phase_rows[].steps": "the steps; one blank when not given",
    "phase_rows[].supports": "what is in place before the phase; one blank when not given",
    "phase_rows[].adjustments": "academic demand and adjustments; one blank when not given",
    "phase_rows[].who": "who is responsible",
    "phase_rows[].advance_when": "rules for going on; one blank when not given",
    "phase_rows[].hold_when": "rules for holding; one blank when not given",
    "phase_rows[].step_back_when": "rules for stepping back; one blank when not given",
    "phase_rows[].data": "what is written down; one blank when not given",
    "accommodation_rows": "accommodations of the plan, else of the 504 letter, else a row to fill a barrier",
    "accommodation_rows[].where_and_when": "where and when it applies, a line each",
    "accommodation_rows[].who_and_signal": "who is responsible and the signal, a line each",
    "intervention_rows": "the skills taught; empty when none",
    "intervention_rows[].text": "what is taught or done",
    "intervention_rows[].who_and_how_often": "who teaches it and how often, a line each",
    "ladder_rows": "the steps that the student rated; empty when none",
    "ladder_rows[].step": "the step",
    "ladder_rows[].rating": "how hard it feels, 0 to 10",
    "exit_rows": "steps of the exit plan; one blank when not given",
    "bad_day_rows": "steps on a bad day, of the plan or else of the 504 letter; one blank when not given",
    "setback_rows": "steps after a setback; one blank when not given",
    "provider_list": "the outside professionals by name and profession; empty when none",
    "fade_out_rows": "when supports are reduced, a line each; empty when not given",
    "has_credits": "true in high school, and whenever the case has a credit-recovery proposal",
    "asks_to_hold_truancy": "true when the family asks that truancy steps wait",
    "team_rows": "the team; without one: student, family, responsible staff member and a row to fill",
}
DERIVED: dict[str, str] = {f"{_OWN}.{name}": line for name, line in _DERIVED.items()}

_PLAN_NAMES = {
    "en": {"iep": "Individualized Education Program (IEP)", "section_504": "Section 504 plan"},
    "es": {"iep": "Programa de Educación Individualizada (IEP)", "section_504": "Plan de la Sección 504"},
}
_PLAN_SHORT = {
    "en": {"iep": "IEP", "section_504": "504 plan", "": "IEP or 504 plan"},
    "es": {"iep": "IEP", "section_504": "Plan 504", "": "IEP o Plan 504"},
}
_TO = {"en": "to", "es": "a"}
_STUDENT_DOES = {
    "en": "Rates each step and says what helps and what does not",
    "es": "Valora cada paso y dice qué ayuda y qué no",
}
_DEMAND = {"en": "Academic demand", "es": "Exigencia académica"}
_FIRST_STEP = {"en": "First step", "es": "Primer paso"}
_ONE_ROOM = ("PK", "K")
_PHASE_LISTS = ("steps", "supports", "adjustments", "data", "advance_when", "hold_when", "step_back_when")


def add_reintegration_plan(context: dict[str, Any], case: Case, today: dt.date) -> None:
    """Add what the reintegration plan needs."""
    plan = context[_OWN]
    attaches_to = attached_plan(case)
    plan["plan_name"] = _PLAN_NAMES[case.language].get(attaches_to) or plan["attaches_to"]
    plan["plan_short"] = short_plan_name(case)
    plan["is_for_iep"] = attaches_to == "iep"
    plan["is_there_already"] = attaches_to != "" and attaches_to == case.get("student.plan")
    plan["owner"], plan["stand_in"] = (context["section_504_letter"][name] for name in ("staff_contact", "stand_in"))
    _add_starting_point(context, case)
    plan["are_phases_proposed"] = not case.get(f"{_OWN}.phases")
    plan["phase_rows"] = _phase_rows(context, case)
    plan["accommodation_rows"] = plan_rows(context, case)
    plan["intervention_rows"] = intervention_rows(case)
    plan["bad_day_plan"] = plan["bad_day_plan"] or context["section_504_letter"]["bad_day_plan"]
    for name in ("exit", "bad_day", "setback"):
        plan[f"{name}_rows"] = _or_blank(_sentences(plan[f"{name}_plan"]), f"{_OWN}.{name}_plan")
    plan["fade_out_rows"] = _sentences(plan["fade_out"])
    plan["ladder_rows"] = [{**rung, "step": _capital(rung["step"])} for rung in plan["ladder"]]
    providers = [_provider(given) for given in case.get("providers", [])]
    plan["provider_list"] = joined([who for who in providers if who], case.language)
    in_high_school = case.get("student.grade") in HIGH_SCHOOL
    plan["has_credits"] = in_high_school or bool(case.get("credit_recovery_proposal"))
    plan["asks_to_hold_truancy"] = bool(case.get("evaluation_request.attendance_hold"))
    _add_sentences(plan)
    plan["team_rows"] = plan["team"] or [
        *student_and_family(case, _STUDENT_DOES),
        keeper_of_the_plan(case),
        person_to_fill({}, 3),
    ]


def attached_plan(case: Case) -> str:
    """`iep` or `section_504`: as the case says, otherwise the plan the student has; empty when not known."""
    has: str = case.get("student.plan", "")
    attached: str = case.get(f"{_OWN}.attaches_to") or has
    return "" if attached == "none" else attached


def short_plan_name(case: Case) -> str:
    """“IEP” or “504 plan”; “IEP or 504 plan” when it is not known which."""
    return _PLAN_SHORT[case.language][attached_plan(case)]


def phase_names(case: Case) -> list[str]:
    """The names of the phases: of the case where it gives them, otherwise of the standard phases."""
    given = [phase["name"] for phase in case.get(f"{_OWN}.phases", []) if "name" in phase]
    return given or [entry.name[case.language] for entry in catalog("phases")]


def intervention_rows(case: Case) -> list[dict[str, Any]]:
    """The skills taught, each with who teaches it and how often; empty when the case names none."""
    choices = case.get(f"{_OWN}.interventions", [])
    return [_intervention_row(choice, place, case.language) for place, choice in numbered(choices)]


def _intervention_row(choice: dict[str, Any], place: int, language: str) -> dict[str, Any]:
    entry = catalog("interventions").get(choice.get("id", ""))
    detail = choice.get("detail", "")
    if entry is None:
        tag = f"{_OWN}.interventions[{place}].detail"
        open_place = Placeholder("who teaches it, and how often", tag)
        return {"text": as_sentences(choice.get("text", "")), "who_and_how_often": detail or open_place}
    text = " ".join(as_sentences(part) for part in (entry.text[language], detail) if part)
    proposal = (without_period(entry.details[name][language]) for name in ("provider_role", "how_often"))
    return {"text": text, "who_and_how_often": "\n".join(proposal)}


def _add_sentences(plan: dict[str, Any]) -> None:
    """What stands alone in a paragraph or a cell begins with a capital; a paragraph ends with a period."""
    for name in ("workload", "communication", "attendance_coding"):
        if plan[name]:
            plan[name] = as_sentences(plan[name])
    for name in (
        "starting_point",
        "first_step",
        "counts_as_in_school",
        "safe_space",
        "trusted_adult",
        "review_every",
        "owner",
    ):
        plan[name] = _capital(plan[name])
    for cells in (plan["arrival"], *plan["goals"], *plan["team"]):
        cells.update({name: _capital(words) for name, words in cells.items()})
    for goal in plan["goals"]:
        goal["text"] = as_sentences(goal["text"]) if goal["text"] else goal["text"]


def _capital(words: Any) -> Any:
    """What a family wrote with a capital at its start; a blank as it is."""
    return upper_first(words) if words else words


def _sentences(lines: list[str]) -> list[str]:
    return [as_sentences(line) for line in lines]


def _add_starting_point(context: dict[str, Any], case: Case) -> None:
    plan = context[_OWN]
    lines = [barrier["line"] for barrier in context["barriers"] if barrier["line"]]
    plan["barrier_lines"] = [upper_first(line) for line in lines] or _one_blank(
        "what makes attending hard", "barriers[0].detail"
    )
    plan["class_list"] = joined(case.get("attendance.classes_missed", []), case.language) or blank(
        "attendance.classes_missed"
    )
    plan["has_classes"] = bool(plan["class_list"]) or case.get("student.grade") not in _ONE_ROOM
    plan["hours_missed"] = _hours_missed(case)
    plan["sign_lines"] = context["concern_lines"] or _one_blank(
        "what is seen on a school morning and after", "concerns[0]"
    )
    said = [_quoted(words) for words in case.get(f"{_OWN}.student_voice", [])]
    plan["voice_lines"] = _or_blank(said, f"{_OWN}.student_voice")
    plan["strength_lines"] = context["strength_lines"] or [blank("strengths")]


def _hours_missed(case: Case) -> str:
    """Whole hours; only when each partial day, late arrival and early pickup of the log has its minutes."""
    log = case.get("attendance.log", [])
    parts = [day for day in log if day.get("kind") in ("partial", "late", "early_pickup")]
    if not parts or not all("minutes" in day for day in parts):
        return ""
    hours = sum(day["minutes"] for day in parts) / 60
    return f"{hours:.0f}" if hours >= 1 else ""


def _quoted(words: str) -> str:
    bare = words.strip('“”"')
    return f"“{bare}”"


def _one_blank(label: str, tag: str) -> list[Any]:
    return [Placeholder(label, tag)]


def _or_blank(given: list[Any], path: str) -> list[Any]:
    """The list; when it is empty, a list of one blank under the label of its items."""
    return given or [blank_item(path)]


def _phase_rows(context: dict[str, Any], case: Case) -> list[dict[str, Any]]:
    full_day: int | None = case.get(f"{_OWN}.school_day_minutes")
    given = case.get(f"{_OWN}.phases", [])
    if given:
        filled_in = zip(context[_OWN]["phases"], numbered(given), strict=True)
        return [
            _phase_row(row, phase, number, f"{_OWN}.phases[{place}]", full_day)
            for number, (row, (place, phase)) in enumerate(filled_in, 1)
        ]
    standard = enumerate(catalog("phases"), 1)
    rows = [_proposed_phase(entry, number, full_day, case.language) for number, entry in standard]
    if first_step := case.get(f"{_OWN}.first_step"):
        rows[0]["steps"].insert(0, as_sentences(f"{_FIRST_STEP[case.language]}: {upper_first(first_step)}"))
    return rows


def _phase_row(
    row: dict[str, Any], phase: dict[str, Any], number: int, tag: str, full_day: int | None
) -> dict[str, Any]:
    minutes: int | None = phase.get("minutes_per_day")
    made = {**row, "number": number, "minutes": "" if minutes is None else str(minutes), "percent_of_day": ""}
    if minutes and full_day:
        made["percent_of_day"] = f"{100 * minutes / full_day:.0f}"
    for name in ("name", "span", "goal", "who"):
        made[name] = _capital(made[name])
    if "attendance" in phase:
        made["attendance"] = as_sentences(phase["attendance"])
    elif minutes is not None:
        made["attendance"] = ""
    for name in _PHASE_LISTS:
        made[name] = _sentences(made[name]) or [_open_place(name, tag)]
    return made


def _open_place(name: str, tag: str) -> Placeholder:
    """The blank of a list of a phase: under the label of one rule, or under that of the whole list."""
    field = f"{_OWN}.phases.[].{name}" + (".[]" if name.endswith("_when") else "")
    return Placeholder(blank(field).label, f"{tag}.{name}[0]")


def _proposed_phase(entry: Entry, number: int, full_day: int | None, language: str) -> dict[str, Any]:
    details = _in_language(entry, language)
    made: dict[str, Any] = {
        "number": number,
        "minutes": "",
        "percent_of_day": "",
        **{name: details[name] for name in ("name", "span", "goal", "attendance", "who")},
        **{name: list(details[name]) for name in _PHASE_LISTS},
    }
    made["adjustments"].insert(0, f"{_DEMAND[language]}: {lower_first(details['academic_demand'])}")
    # A phase with minutes of its own names them in its wording; the others are a share of this school's day.
    if full_day and "minutes_from" not in entry.details:
        share = entry.details["minutes_share"]
        first, last = (5 * round(full_day * share[end] / 5) for end in ("from", "to"))
        made["minutes"] = f"{first} {_TO[language]} {min(last, full_day)}"
    return made


@cache
def _in_language(entry: Entry, language: str) -> Mapping[str, Any]:
    """The wording of a standard phase, read from the catalogue once."""
    return entry.in_language(language)


def _provider(given: dict[str, Any]) -> str:
    """Name and profession alone: many adults at school read the plan, and few need the diagnosis."""
    if "name" in given and "role" in given:
        return f"{given['name']} ({without_period(given['role'])})"
    named: str = given.get("name") or given.get("role") or given.get("organization", "")
    return named
