"""What several documents say in the same words: barriers, supports tried, outside professionals, what goes along."""

from __future__ import annotations

from typing import Any

from schemas.catalogs import barrier_label
from service.casework.cases import Case
from service.casework.context.filling import blank, blank_item
from service.casework.wording import (
    as_sentence,
    as_sentences,
    dated,
    joined,
    long_date,
    upper_first,
    without_period,
)

DERIVED = {
    "barriers[].label": "the kind of barrier in words",
    "barriers[].line": "the barrier as one line: its kind in words and what the case says of it",
    "academic_impact_text": "the effect on school work with a capital at its start and a mark at its end",
    "functional_impact_text": "the effect on daily life with a capital at its start and a mark at its end",
    "concern_lines": "what the family sees, each ending with a period",
    "strength_list": "the strengths as a list with commas and “and”; empty when none",
    "strength_lines": "the strengths, a line each",
    "other_diagnosis_list": "diagnoses of the student that no professional of the case is named for; empty when none",
    "providers[].sentence": "who found what and when, as one or two sentences",
    "support_rows": "supports tried; one row to fill when the case gives none",
    "enclosure_rows": "the enclosures; one row to fill when the case gives none",
    "copy_rows": "who gets a copy, a line each; one row to fill when the case gives none",
    "delivery": "how the letter is sent",
    "family_language": "language for notices and meetings when an interpreter is needed, otherwise empty",
    "testing_language": "language spoken at home when it is not English, otherwise empty",
}


def add_situation(context: dict[str, Any], case: Case) -> None:
    """Add the lines and rows that more than one document uses."""
    for barrier, given in zip(context["barriers"], case.get("barriers", []), strict=True):
        barrier["label"] = barrier_label(given["kind"], case.language) if "kind" in given else ""
        barrier["line"] = _barrier_line(barrier["label"], given.get("detail", ""))
    context["concern_lines"] = [as_sentences(concern) for concern in case.get("concerns", [])]
    context["strength_list"] = joined([without_period(strength) for strength in case.get("strengths", [])])
    context["strength_lines"] = [as_sentences(strength) for strength in case.get("strengths", [])]
    for provider, given in zip(context["providers"], case.get("providers", []), strict=True):
        provider["sentence"] = _provider_sentence(given, case.language)
    context["other_diagnosis_list"] = _other_diagnoses(case)
    for name in ("academic_impact", "functional_impact"):
        context[f"{name}_text"] = as_sentences(case.get(name)) if name in case.values else context[name]
    for support in context["supports_tried"]:
        if support["since"]:
            support["since"] = dated(support["since"], case.language)
    context["support_rows"] = [
        {name: upper_first(said) if said else said for name, said in support.items()}
        for support in context["supports_tried"] or [blank_item("supports_tried")]
    ]
    context["enclosure_rows"] = [upper_first(each) for each in case.get("enclosures", [])] or [blank_item("enclosures")]
    context["copy_rows"] = [_copy_line(copy) for copy in case.get("cc", [])] or [blank_item("cc")["name"]]
    delivery = upper_first(without_period(case.get("evaluation_request.delivery", "")))
    context["delivery"] = delivery or blank("evaluation_request.delivery")
    context["family_language"] = case.get("sender.needs_interpreter", "")
    home = case.get("student.home_language", "")
    context["testing_language"] = "" if home.casefold() in ("english", "inglés") else home


def _barrier_line(label: str, detail: str) -> str:
    if label and detail:
        return f"{upper_first(label)}: {as_sentence(detail)}"
    return as_sentences(detail or label) if detail or label else ""


def _other_diagnoses(case: Case) -> str:
    """The student's diagnoses that stand in no finding, so that none is lost and none is said twice."""
    told = " ".join(provider.get("diagnosis", "") for provider in case.get("providers", [])).casefold()
    return joined([name for name in case.get("student.diagnoses", []) if without_period(name).casefold() not in told])


def _provider_sentence(given: dict[str, Any], language: str) -> str:
    """“Dr. Ruth Adeyemi, pediatrician at …, has diagnosed … (September 30, 2026). Panic symptoms …”"""
    work = " at ".join(given[name] for name in ("role", "organization") if name in given)
    who = ", ".join(part for part in (given.get("name", ""), work) if part) or "A professional outside the school"
    comma = "," if "name" in given and work else ""
    date = f" ({long_date(given['date'], language)})" if "date" in given else ""
    summary = as_sentences(given["summary"]) if "summary" in given else ""
    if "diagnosis" in given:
        return f"{upper_first(who)}{comma} has diagnosed {without_period(given['diagnosis'])}{date}. {summary}".rstrip()
    if summary:
        return f"{upper_first(who)}{date}: {summary}"
    return f"{upper_first(who)}{comma} has been consulted{date}."


def _copy_line(copy: dict[str, Any]) -> str:
    """One line; an address of several lines is part of it, so that the copy can be sent."""
    parts = [
        copy[name].replace("\n", ", ") for name in ("name", "title", "organization", "address", "email") if name in copy
    ]
    return ", ".join(parts)
