"""The reintegration plan around its phases: a place, an adult, bad days, setbacks, reviews."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from service.casework.advice.advisory import Remark, Rule, block_of, cited_by, is_begun, is_chosen
from service.casework.cases import Case
from service.casework.kinds import LETTER_504, PLAN

_PLAN = f"/{PLAN}"


def _no_safe_place_or_adult(case: Case, today: dt.date) -> Iterator[Remark]:
    """A student comes back to a place and to a person; without either the first hard moment ends at home."""
    plan, letter = block_of(case, PLAN), block_of(case, LETTER_504)
    place = "safe_space" in plan or is_chosen(case, "calm_space")
    adult = "trusted_adult" in plan or "greeter" in plan.get("arrival", {}) or "staff_contact" in letter
    if place and adult:
        return
    missing = "trusted adult" if place else "safe place" if adult else "safe place and no trusted adult"
    yield Remark(
        f"{_PLAN}/{'trusted_adult' if place else 'safe_space'}",
        f"The plan names no {missing} at school.",
        "Ask the student where and with whom it is easiest, and name both, such as “room 12, open all day” and “Ms. "
        "Bell, with Mr. Chen as stand-in”.",
    )


def _no_setback_plan(case: Case, today: dt.date) -> Iterator[Remark]:
    """The return is hardest after weekends, holidays and illness: what happens then is written down beforehand."""
    if is_begun(case, PLAN) and "setback_plan" not in block_of(case, PLAN):
        yield Remark(
            f"{_PLAN}/setback_plan",
            "The plan does not say what happens after a weekend, a holiday or an illness.",
            "Add one line, such as “after a holiday or an illness the plan starts one step lower for two days”.",
        )


def _no_bad_day_plan(case: Case, today: dt.date) -> Iterator[Remark]:
    """On a bad day nobody should have to invent: who calls, what is done, what is not done."""
    has_one = any("bad_day_plan" in block_of(case, kind) for kind in (PLAN, LETTER_504))
    if is_begun(case, PLAN) and not has_one:
        yield Remark(
            f"{_PLAN}/bad_day_plan",
            "The plan does not say what is done on a bad day.",
            "Say who calls whom, what smaller step counts, and what is not done, such as “nobody carries the student "
            "inside”.",
        )


def _no_review_date(case: Case, today: dt.date) -> Iterator[Remark]:
    """The pace is open, so the reviews are fixed: otherwise a plan drifts."""
    if is_begun(case, PLAN) and "review_every" not in block_of(case, PLAN):
        yield Remark(
            f"{_PLAN}/review_every",
            "The plan does not say when the team looks at it again.",
            "Set the days for it, such as “every Friday for the first month, then every second Friday”.",
        )


def _shortened_day_without_review(case: Case, today: dt.date) -> Iterator[Remark]:
    """A shortened day is a team decision with an end and a way back; without a review date it tends to stay."""
    if not is_chosen(case, "partial_day"):
        return
    if "review_on" in block_of(case, LETTER_504) or "review_every" in block_of(case, PLAN):
        return
    kind, name = (LETTER_504, "review_on") if is_begun(case, LETTER_504) else (PLAN, "review_every")
    yield Remark(
        f"/{kind}/{name}",
        "A shortened day is asked for, and no date is set to review it.",
        "Set a review date four to six weeks ahead, so that the shortened day stays a bridge back to full days.",
    )


_PACE = cited_by("phases", "re_entry")

PLAN_RULES: tuple[Rule, ...] = (
    Rule(
        "no_safe_place_or_trusted_adult",
        "strong",
        _no_safe_place_or_adult,
        cited_by("accommodations", "calm_space"),
        (PLAN,),
    ),
    Rule("no_setback_plan", "strong", _no_setback_plan, cited_by("goals", "setback_plan_use"), (PLAN,)),
    Rule("no_bad_day_plan", "worth_a_look", _no_bad_day_plan, _PACE, (PLAN,)),
    Rule("no_review_of_plan", "worth_a_look", _no_review_date, _PACE, (PLAN,)),
    Rule(
        "shortened_day_without_review",
        "worth_a_look",
        _shortened_day_without_review,
        cited_by("accommodations", "partial_day"),
        (LETTER_504, PLAN),
    ),
)
