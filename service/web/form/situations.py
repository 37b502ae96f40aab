"""The situations a family is in, and which documents follow. A choice here decides which questions are asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from service.casework import all_kinds
from service.casework.kinds import CREDIT, EVALUATION, IEP_MEETING, LETTER_504, PLAN
from service.web.form.wording import _


@dataclass(frozen=True, slots=True)
class Situation:
    """A situation in the family's words. `answers` is what choosing it says already, by control name."""

    slug: str
    label: str
    hint: str
    documents: tuple[str, ...]
    answers: dict[str, Any] = field(default_factory=dict)


SITUATIONS: Final[tuple[Situation, ...]] = (
    Situation(
        "just-started",
        _("It is hard to get my child to school, and I have not asked the school in writing yet"),
        _("You get a letter that asks for an evaluation, and a letter that asks for supports now."),
        (EVALUATION, LETTER_504),
    ),
    Situation(
        "no-answer",
        _("I asked the school for help and got no answer, or a no"),
        _("You get a letter that asks for supports now and names the day you asked."),
        (LETTER_504,),
    ),
    Situation(
        "has-iep",
        _("My child has an IEP, and it does not help with getting to school"),
        _("You get a letter that asks for a meeting about the IEP, and a plan to come back step by step."),
        (IEP_MEETING, PLAN),
        {"student.plan": "iep", "reintegration_plan.attaches_to": "iep"},
    ),
    Situation(
        "credits",
        _("My child is falling behind on credits"),
        _("You get a proposal to earn them back."),
        (CREDIT,),
    ),
    Situation(
        "attendance-letters",
        _("We get letters about truancy or absences"),
        _("You get a letter that asks for an evaluation and asks the school to hold truancy steps meanwhile."),
        (EVALUATION,),
        {"evaluation_request.attendance_hold": True},
    ),
)


def documents_for(slugs: Iterable[str], kinds: Iterable[str]) -> list[str]:
    """The documents of these situations and these kinds, each once, in the order of a packet."""
    chosen = set(kinds)
    for situation in SITUATIONS:
        if situation.slug in slugs:
            chosen.update(situation.documents)
    return [kind.slug for kind in all_kinds() if kind.slug in chosen]
