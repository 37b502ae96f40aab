"""The people who carry the reintegration plan and the credit-recovery proposal, which both print as rows of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schemas.people import WRITES_FOR_OTHERS
from service.casework.cases import Case
from service.casework.context.filling import blank_item

_ROLES = {
    "en": {"student": "Student", "family": "Parent or guardian", "owner": "Responsible for the reintegration plan"},
    "es": {"student": "Estudiante", "family": "Madre, padre o tutor", "owner": "Responsable del plan de reintegración"},
}
_OWNER_DOES = {
    "en": "Sees that every support is in place, keeps the data sheets and calls the reviews",
    "es": "Comprueba que cada apoyo esté listo, guarda las hojas de datos y convoca las revisiones",
}


def student_and_family(case: Case, student_does: Mapping[str, str]) -> list[dict[str, Any]]:
    """Student and parent as rows of a team, with blanks for what is not known of them.

    `student_does` is what the student does, a wording each language.
    """
    roles, writer = _ROLES[case.language], case.get("sender.role")
    student = {"name": case.get("student.name"), "role": roles["student"], "does": student_does[case.language]}
    if writer == "student":
        parent = {"role": roles["family"]}
    else:
        parent = {"name": _family(case), "role": roles["family"] if writer else ""}
    return [person_to_fill(student, 0), person_to_fill(parent, 1)]


def keeper_of_the_plan(case: Case) -> dict[str, Any]:
    """Who answers for the plan at school, as the row behind student and family; a blank name when not known.

    Not the trusted adult: that is whom the student goes to, and who answers for the plan is the school's to say.
    """
    known = {"name": keeper_named(case), "role": _ROLES[case.language]["owner"], "does": _OWNER_DOES[case.language]}
    return person_to_fill(known, 2)


def keeper_named(case: Case) -> str:
    """The name of the staff member responsible for the supports; empty when not known."""
    name: str = case.get("section_504_letter.staff_contact", "")
    return name


def person_to_fill(known: Mapping[str, str], index: int) -> dict[str, Any]:
    """A row of the team: what is known, and blanks for the rest."""
    return {**blank_item("reintegration_plan.team", index), **{name: words for name, words in known.items() if words}}


def _family(case: Case) -> str:
    """The parent's name: the sender, or the one an advocate writes for; empty when the case leaves that one out."""
    writes_for_others = case.get("sender.role") in WRITES_FOR_OTHERS
    name: str = case.get("sender.on_behalf_of" if writes_for_others else "sender.name", "")
    return name
