"""Case → what a template may see: the fields of the contract as they are, derived values beside them, blanks elsewhere.

`filling` gives every field of the schema's walk its value or a blank. The other modules each add the derived values of
one idea and list them, one line each, in `DERIVED`; a test holds the lists against what is really there. Whatever two
documents must say alike is made here once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from schemas.kinds_in_use import declared_kinds
from service.casework.cases import Case
from service.casework.context import (
    attendance,
    credit_recovery_proposal,
    evaluation_request,
    people,
    reintegration_plan,
    section_504_letter,
    situation,
)
from service.casework.context.declared import add_declared, derived_of
from service.casework.context.filling import filled, filled_part
from service.casework.wording import long_date

AddForKind = Callable[[dict[str, Any], Case, dt.date], None]

_FOR_KIND: dict[str, AddForKind] = {
    "evaluation_request": evaluation_request.add_evaluation_request,
    "section_504_letter": section_504_letter.add_section_504_letter,
    "reintegration_plan": reintegration_plan.add_reintegration_plan,
    "credit_recovery_proposal": credit_recovery_proposal.add_credit_recovery_proposal,
}
_COMMON = {**people.DERIVED, **attendance.DERIVED, **situation.DERIVED}
_DERIVED = {
    "evaluation_request": evaluation_request.DERIVED,
    "section_504_letter": section_504_letter.DERIVED,
    "reintegration_plan": reintegration_plan.DERIVED,
    "credit_recovery_proposal": credit_recovery_proposal.DERIVED,
}


def context_for(case: Case, kind: str, *, today: dt.date) -> dict[str, Any]:
    """All that the template of this kind may see, as a new mapping of plain values and blanks."""
    (context,) = contexts_for(case, [kind], today=today)
    return context


def contexts_for(case: Case, kinds: Iterable[str], *, today: dt.date) -> Iterator[dict[str, Any]]:
    """The context of each kind, in their order.

    What all of them see alike is made once and shared, since no template can change it. The part of the kind itself is
    new each time: what is derived for the kind is put into it.
    """
    common = filled(case.values, case.language)
    common["date"] = long_date(case.letter_date(today), case.language)
    people.add_people(common, case)
    attendance.add_attendance(common, case)
    situation.add_situation(common, case)
    for kind in kinds:
        context = {**common, kind: filled_part(kind, case.values, case.language)}
        if kind in _FOR_KIND:
            _FOR_KIND[kind](context, case, today)
        else:
            add_declared(context, case, declared_kinds().by_slug[kind])
        yield context


def derived_values(kind: str | None = None) -> dict[str, str]:
    """What a template of this kind may use beside the case's own fields: path → one line of description.

    Without a kind, those of every kind.
    """
    declared = declared_kinds().by_slug
    if kind is not None and kind in declared:
        return derived_of(declared[kind], _COMMON)
    lines = dict(_COMMON)
    for slug in [kind] if kind else _DERIVED:
        lines |= _DERIVED[slug]
    if kind is None:
        for each in declared.values():
            lines |= derived_of(each, _COMMON)
    return lines
