"""Advice: what an experienced advocate would say on reading a case, before the letters go out.

Advice never blocks. Each rule is a small function that looks at one case and gives what it sees, where, and what to
do; the modules here hold one idea each, and `RULES` names every rule in the order in which it is looked at. A rule that
reads free text would rather miss something than raise a false alarm.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from schemas.remaining import pointer_as_written
from service.casework.advice.advisory import Advisory, Rule, Severity
from service.casework.advice.barriers import BARRIER_RULES
from service.casework.advice.credit import CREDIT_RULES
from service.casework.advice.dates import DATE_RULES
from service.casework.advice.first_steps import FIRST_STEP_RULES
from service.casework.advice.goals import GOAL_RULES
from service.casework.advice.law import LAW_RULES
from service.casework.advice.letters import LETTER_RULES
from service.casework.advice.packet import PACKET_RULES
from service.casework.advice.passages import with_texts
from service.casework.advice.people import PEOPLE_RULES
from service.casework.advice.phases import PHASE_RULES
from service.casework.advice.places import place_of
from service.casework.advice.plan import PLAN_RULES
from service.casework.advice.quoted import QUOTED_RULES
from service.casework.advice.wording import WORDING_RULES
from service.casework.cases import Case

__all__ = ["RULES", "Advisory", "Rule", "Severity", "advice_for"]

RULES: tuple[Rule, ...] = (
    *PEOPLE_RULES,
    *QUOTED_RULES,
    *BARRIER_RULES,
    *FIRST_STEP_RULES,
    *LETTER_RULES,
    *LAW_RULES,
    *GOAL_RULES,
    *PHASE_RULES,
    *PLAN_RULES,
    *CREDIT_RULES,
    *PACKET_RULES,
    *DATE_RULES,
    *WORDING_RULES,
)


def advice_for(case: Case, *, today: dt.date) -> tuple[Advisory, ...]:
    """The advice on a case: what is strong first, then in the order of the case. Same case and day, same advice.

    `today` is the day on which it is read; dates that have passed are judged by it.
    """
    gathered = with_texts(case)
    found = [
        (rule.severity != "strong", place_of(advisory.pointer), number, advisory)
        for number, rule in enumerate(RULES)
        if rule.speaks_for(case)
        for advisory in rule.advice(gathered, today)
    ]
    in_order = (advisory for *_, advisory in sorted(found, key=lambda item: item[:3]))
    # Rules count the entries that are there; a pointer counts the blank ones too, as the author of the case did.
    return tuple(replace(each, pointer=pointer_as_written(case.values, each.pointer)) for each in in_order)
