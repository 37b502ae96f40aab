"""One packet, one story: what the documents say about supports, people, places and hours must agree.

Two letters that differ let the school choose the weaker one, or ask which of them is meant.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from schemas.catalogs import catalog
from service.casework.advice.advisory import COMMON_PRACTICE, Remark, Rule, block_of, cited_by, is_asked_for, is_chosen
from service.casework.advice.amounts import in_digits
from service.casework.advice.passages import listed, plain
from service.casework.cases import Case
from service.casework.kinds import CREDIT, EVALUATION, LETTER_504, PLAN

SCHOOL_DAYS_A_WEEK = 5

_ELIGIBILITY = re.compile(
    r"\b(?:eligib\w+|decision|decid\w+|determin\w+|evaluation|re-?evaluation|IEP|504 plan"
    r"|plan (?:is|has been) (?:in place|in effect|signed|agreed|written))\b",
    re.IGNORECASE,
)
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Coach|Nurse|Principal|Officer)\b\.? ((?:[A-Z][\w'-]+ ?){1,3})")
_NAME_PAIR = re.compile(r"^\W*([A-Z][\w'-]+(?: [A-Z]\.)?(?: [A-Z][\w'-]+){1,2})(?=,|;|$| and\b| \()")
_ROOM = re.compile(r"\broom (?:no\. ?|number )?([a-z]?-?\d{1,4}[a-z]?)\b", re.IGNORECASE)
_TO_ROOM = re.compile(
    r"\b(?:to|in|into|starts? in|goes to|walks? to) (?:the )?room ([a-z]?-?\d{1,4}[a-z]?)\b", re.IGNORECASE
)
_NAMED_PLACE = re.compile(
    r"\b(library|nurse|counsel|gym|cafeteria|(?:main|front) office|(?:resource|sensory|art|music) room)", re.IGNORECASE
)
_NO_MAKE_UP = re.compile(
    r"\b(?:no|without|not any|free of) (?:\w+ ){0,2}(?:make-?up|catch-?up|recovery|missed|credit)(?: \w+)? ?(?:work"
    r"|assignments?|hours)?\b",
    re.IGNORECASE,
)
_FIRST_PHASE = re.compile(
    r"\b(?:first phase|phase (?:1|one)|re-?entry|at first|at the start|in the beginning)\b", re.IGNORECASE
)


def _interim_ends_early(case: Case, today: dt.date) -> Iterator[Remark]:
    """Interim supports bridge the time until the eligibility decision: an earlier end leaves a gap."""
    until = block_of(case, LETTER_504).get("interim_until")
    pending = is_asked_for(case, EVALUATION) or "evaluation_requested_on" in block_of(case, LETTER_504)
    if until is not None and pending and not _ELIGIBILITY.search(until):
        yield Remark(
            f"/{LETTER_504}/interim_until",
            "The interim supports do not end with the eligibility decision, so there may be a gap.",
            "Write “until the eligibility decision”; if you want a date as well, give one to review the supports.",
        )


def _hours_exceed_time_at_school(case: Case, today: dt.date) -> Iterator[Remark]:
    """Credit work that takes longer than the student is at school has overtaken the return."""
    phases = _phases_with_minutes(case)
    names = [name for name, _ in phases]
    for index, load in enumerate(block_of(case, CREDIT).get("load_by_phase", ())):
        number = _phase_number(load["phase"], names) if "phase" in load else None
        at_school = phases[number][1] if number is not None else None
        hours = load.get("weekly_hours", 0)
        if at_school is not None and hours * 60 > at_school * SCHOOL_DAYS_A_WEEK:
            yield Remark(
                f"/{CREDIT}/load_by_phase/{index}/weekly_hours",
                f"In line {index + 1} of the hours by phase, credit work takes {in_digits(hours)} hours a week, more "
                f"than the plan's {in_digits(at_school * SCHOOL_DAYS_A_WEEK / 60)} hours at school in that phase.",
                "Lower the hours, so that credit work stays smaller than the time at school.",
            )
            return


def _phases_with_minutes(case: Case) -> list[tuple[str, int | None]]:
    """The phases of the plan, the standard ones where it has none of its own: name and most minutes a day, if known."""
    plan = block_of(case, PLAN)
    if plan.get("phases"):
        return [(phase.get("name", ""), phase.get("minutes_per_day")) for phase in plan["phases"]]
    if not is_asked_for(case, PLAN):
        return []
    full_day = plan.get("school_day_minutes")
    return [
        (
            entry.name[case.language],
            entry.details.get("minutes_to") or (full_day and round(full_day * entry.details["minutes_share"]["to"])),
        )
        for entry in catalog("phases")
    ]


def _load_names_other_phase(case: Case, today: dt.date) -> Iterator[Remark]:
    """A load for a phase that the plan does not have cannot be followed."""
    own = [phase["name"] for phase in block_of(case, PLAN).get("phases", ()) if "name" in phase]
    if not is_asked_for(case, PLAN) or (block_of(case, PLAN).get("phases") and not own):
        return
    names = own or [entry.name[case.language] for entry in catalog("phases")]
    for index, load in enumerate(block_of(case, CREDIT).get("load_by_phase", ())):
        if "phase" in load and _phase_number(load["phase"], names) is None:
            yield Remark(
                f"/{CREDIT}/load_by_phase/{index}/phase",
                f"Line {index + 1} of the hours by phase names a phase that the reintegration plan does not have.",
                f"Use the names of the plan: {listed([f'“{name}”' for name in names], most=4)}.",
            )
            return


def _recovery_work_against_plan(case: Case, today: dt.date) -> Iterator[Remark]:
    """The plan says no make-up work at first, and the proposal gives hours for it."""
    loads = block_of(case, CREDIT).get("load_by_phase", ())
    if not loads or not loads[0].get("weekly_hours"):
        return
    workload = plain(block_of(case, PLAN).get("workload", ""))
    in_words = case.language == "en" and any(
        _NO_MAKE_UP.search(sentence) and _FIRST_PHASE.search(sentence) for sentence in re.split(r"[.;\n]", workload)
    )
    if is_chosen(case, "no_new_demands") or in_words:
        yield Remark(
            f"/{CREDIT}/load_by_phase/0/weekly_hours",
            "The plan says no make-up work at first, and the proposal gives hours for it in the first phase.",
            "Set the first phase to 0 hours, or change the plan, so that both say the same.",
        )


def _people_named_differently(case: Case, today: dt.date) -> Iterator[Remark]:
    """Trusted adult, contact and greeter should be one person, or each have a place in the team."""
    plan, letter = block_of(case, PLAN), block_of(case, LETTER_504)
    places = [
        (f"/{LETTER_504}/staff_contact", letter.get("staff_contact")),
        (f"/{PLAN}/trusted_adult", plan.get("trusted_adult")),
        (f"/{PLAN}/arrival/greeter", plan.get("arrival", {}).get("greeter")),
    ]
    told = " ".join(member.get("name", "") for member in plan.get("team", ())) + " " + letter.get("stand_in", "")
    explained = {word.lower() for word in re.findall(r"[\w'-]+", plain(told))}
    named = [(pointer, _surnames(text)) for pointer, text in places if text and _surnames(text)]
    for pointer, surnames in named[1:]:
        first = named[0][1]
        if surnames & first or surnames <= explained:
            continue
        yield Remark(
            pointer,
            "The documents name different people as the student's adult at school.",
            "Name one person as the trusted adult everywhere, or list the others in the team of the plan, with what "
            "each of them does.",
        )
        return


def _places_named_differently(case: Case, today: dt.date) -> Iterator[Remark]:
    """The safe place is one place: a student under stress must not have to choose a door."""
    plan = block_of(case, PLAN)
    safe_space = plain(plan.get("safe_space", "")).lower()
    for pointer, text, patterns in _places_to_go(case):
        both = [(set(own.findall(safe_space)), set(to.findall(plain(text).lower()))) for own, to in patterns]
        if any(safe and named for safe, named in both) and not any(safe & named for safe, named in both):
            yield Remark(
                pointer,
                "The room named here is not the safe place of the plan.",
                "Name the same room in the letter, the exit plan and the bad-day plan.",
            )
            return


def _letter_support_not_in_plan(case: Case, today: dt.date) -> Iterator[Remark]:
    """What the letter asks for from the first day should stand in the plan for the return."""
    plan_ids = {choice.get("id") for choice in block_of(case, PLAN).get("accommodations", ())}
    if not block_of(case, PLAN).get("accommodations"):
        return
    letter = block_of(case, LETTER_504).get("accommodations", ())
    lacking = [choice["id"] for choice in letter if "id" in choice and choice["id"] not in plan_ids]
    if lacking:
        names = listed([f"“{entry.name['en']}”" for entry in catalog("accommodations") if entry.id in lacking])
        yield Remark(
            f"/{PLAN}/accommodations",
            f"The 504 letter asks for {names}, and the plan does not list {'it' if len(lacking) == 1 else 'them'}.",
            "Add to the plan what the letter asks for, or say in the letter that it ends before the return.",
        )


def _bad_day_plans_differ(case: Case, today: dt.date) -> Iterator[Remark]:
    """On a bad day staff hold one paper in their hands: both must say the same, though one may be shorter."""
    letter, plan = (
        {_bare(line) for line in block_of(case, kind).get("bad_day_plan", ())} for kind in (LETTER_504, PLAN)
    )
    if letter and plan and not letter <= plan and not plan <= letter:
        yield Remark(
            f"/{PLAN}/bad_day_plan",
            "The plan and the 504 letter say different things about a bad day.",
            "Copy one list to the other; the letter may leave steps out, but should not say them in other words.",
        )


def _places_to_go(case: Case) -> Iterator[tuple[str, str, tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]]]:
    """Where a text sends the student, with how to read places in the safe space and in it.

    A room number and a name such as “library” may mean one place, so each is held against its like alone.
    """
    for kind, name in ((LETTER_504, "bad_day_plan"), (PLAN, "exit_plan"), (PLAN, "bad_day_plan")):
        for index, line in enumerate(block_of(case, kind).get(name, ())):
            yield f"/{kind}/{name}/{index}", line, ((_ROOM, _TO_ROOM),)
    for kind in (LETTER_504, PLAN):
        for index, choice in enumerate(block_of(case, kind).get("accommodations", ())):
            if choice.get("id") == "calm_space":
                for name in ("where", "detail"):
                    both = ((_ROOM, _ROOM), (_NAMED_PLACE, _NAMED_PLACE))
                    yield f"/{kind}/accommodations/{index}/{name}", choice.get(name, ""), both


def _surnames(text: str) -> frozenset[str]:
    """The last names in “Ms. Bell, school counselor” or “Ruth Bell”; none in “school counselor”."""
    words = plain(text)
    titled = [match.split()[-1] for match in _TITLED.findall(words)]
    pair = _NAME_PAIR.match(words)
    if pair and not titled:
        titled = [pair[1].split()[-1]]
    return frozenset(name.lower().removesuffix("'s") for name in titled)


def _phase_number(name: str, names: Sequence[str]) -> int | None:
    """Which of the phases is meant, from 0: by its name or a part of it, or by a number as in “Phase 2”; None for
    none."""
    wanted = _bare(name)
    known = [_bare(each) for each in names]
    if wanted in known:
        return known.index(wanted)
    number = re.search(r"\d+", name)
    if number and 1 <= int(number[0]) <= len(names):
        return int(number[0]) - 1
    return next((at for at, each in enumerate(known) if each and (wanted in each or each in wanted)), None)


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", plain(text).lower()))


_ONE_ADULT = cited_by("accommodations", "one_contact")

PACKET_RULES: tuple[Rule, ...] = (
    Rule(
        "interim_ends_before_decision",
        "strong",
        _interim_ends_early,
        COMMON_PRACTICE,
        (LETTER_504,),
        reads_english=True,
    ),
    Rule(
        "credit_hours_exceed_time_at_school",
        "strong",
        _hours_exceed_time_at_school,
        cited_by("accommodations", "makeup_terms"),
        (CREDIT,),
    ),
    Rule("load_names_other_phase", "worth_a_look", _load_names_other_phase, COMMON_PRACTICE, (CREDIT,)),
    Rule(
        "credit_work_against_plan",
        "strong",
        _recovery_work_against_plan,
        cited_by("accommodations", "no_new_demands"),
        (CREDIT,),
    ),
    Rule("people_named_differently", "worth_a_look", _people_named_differently, _ONE_ADULT, (LETTER_504, PLAN)),
    Rule(
        "places_named_differently",
        "worth_a_look",
        _places_named_differently,
        COMMON_PRACTICE,
        (PLAN,),
        reads_english=True,
    ),
    Rule("letter_support_not_in_plan", "worth_a_look", _letter_support_not_in_plan, COMMON_PRACTICE, (PLAN,)),
    Rule("bad_day_plans_differ", "worth_a_look", _bad_day_plans_differ, COMMON_PRACTICE, (PLAN,)),
)
