"""Cases for property tests, made from the walk over the schema: whatever a field allows, in cases that hold together.

`raw_cases()` gives JSON-like cases that must load as on `builders.TODAY`. What one field allows is read from the walk;
what fields must agree on (days in order, totals within days, one of `id` and `text`) is built here a second time and
on purpose: a rule that refuses too much shows as a case that does not load.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from schemas.attendance import LOG_KINDS, TOTAL_OF_KIND
from schemas.catalogs import catalog
from schemas.fields import tidied
from schemas.people import WRITES_FOR_OTHERS
from schemas.walk import FieldInfo
from service.casework.context.filling import Node, tree
from tests.builders import TODAY

Raw = dict[str, Any]
Texts = Callable[[FieldInfo], SearchStrategy[str]]

_DAY = dt.timedelta(days=1)
_BORN = st.dates(dt.date(2000, 1, 1), dt.date(2020, 12, 31)).map(dt.date.isoformat)
_PAST = st.dates(dt.date(2021, 1, 1), TODAY)
_FUTURE = st.dates(TODAY, dt.date(2030, 12, 31))
_PAST_DATES = ("providers[].date", "section_504_letter.evaluation_requested_on", "iep_meeting_request.iep_date")
_FUTURE_DATES = ("reply_by", "review_on", "meeting_dates")
_WORDS = """
Ana can go in at nine and stay with Ms O’Neil while Zoë & Łukasz eat <lunch> near “room 12” or José's door
""".split()


def any_text(info: FieldInfo) -> SearchStrategy[str]:
    """Any text that the field takes, odd signs and the longest among them."""
    signs = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff\u2028\u2029")
    breaks = st.sampled_from(["\n", "\r\n", "\r", "\u2028", "\t"] if info.is_multiline else ["\t"])
    most = info.max_length or 60
    short = st.lists(signs | breaks if info.is_multiline else signs, min_size=1, max_size=min(most, 8)).map("".join)
    longest = st.sampled_from("aé字").map(lambda sign: sign * most)
    return st.one_of(short, short, short, longest).filter(lambda text: bool(tidied(text)))


def plain_text(info: FieldInfo) -> SearchStrategy[str]:
    """A few words as a family would write them, with signs that XML must escape; single spaces."""
    most = max(1, min(6, (info.max_length or 60) // 12))
    return st.lists(st.sampled_from(_WORDS), min_size=1, max_size=most).map(" ".join)


def marked_text(info: FieldInfo) -> SearchStrategy[str]:
    """A few words with a number at their end by which they are found again in a document."""
    room = (info.max_length or 60) - 8
    numbers = st.integers(100_000, 999_999)
    return st.tuples(plain_text(info), numbers).map(lambda drawn: f"{drawn[0][:room].strip()} {drawn[1]}")


def emails() -> SearchStrategy[str]:
    """An address of an invented host."""
    return st.from_regex(r"[a-z]{1,8}(\.[a-z]{1,8})?@example\.org", fullmatch=True)


@st.composite
def raw_cases(draw: DrawFn, *, texts: Texts = any_text) -> Raw:
    """A raw case that loads on `TODAY`: two names, and any of the other fields."""
    given: Raw = {}
    for name, node in tree().items():
        if name in ("student", "sender") or draw(st.integers(0, 2)) == 0:
            given[name] = draw(_value(node, texts))
    if "date" in given:
        given["date"] = TODAY.isoformat()
    _keep_apart(given)
    return given


def _value(node: Node, texts: Texts) -> SearchStrategy[Any]:
    info = node.info
    if info.path in _BUILT:
        return _BUILT[info.path](node, texts)
    if node.catalog:
        return _choices(node, texts)
    if info.type == "object":
        return _objects(node, texts)
    if info.type == "list":
        most = min(info.most_items or 3, 3)
        is_unique = info.choices or node.item.info.type == "date" or node.item.info.choices
        return st.lists(_value(node.item, texts), max_size=most, unique=bool(is_unique))
    return _leaf(info, texts)


def _leaf(info: FieldInfo, texts: Texts) -> SearchStrategy[Any]:
    if info.choices:
        return st.sampled_from(info.choices)
    if info.type == "text":
        return emails() if info.name == "email" else texts(info)
    if info.type == "date":
        return _dates(info)
    if info.type == "integer":
        return st.integers(info.minimum, info.maximum)
    if info.type == "number":
        return st.integers(0, 4 * (info.maximum or 0)).map(lambda quarters: quarters / 4)
    assert info.type == "boolean", info
    return st.booleans()


def _dates(info: FieldInfo) -> SearchStrategy[str]:
    if info.path == "student.date_of_birth":
        return _BORN
    if info.path in _PAST_DATES:
        return _PAST.map(dt.date.isoformat)
    if info.name in _FUTURE_DATES:
        return _FUTURE.map(dt.date.isoformat)
    return st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)).map(dt.date.isoformat)


@st.composite
def _objects(draw: DrawFn, node: Node, texts: Texts) -> Raw:
    """Some of the fields, the required ones always."""
    names = [name for name, child in node.children.items() if child.info.required]
    others = [name for name in node.children if name not in names]
    names += draw(st.lists(st.sampled_from(others), unique=True, max_size=8)) if others else []
    return {name: draw(_value(node.children[name], texts)) for name in names}


@st.composite
def _choices(draw: DrawFn, node: Node, texts: Texts) -> Raw:
    """An id of the catalogue or own words, and some of the columns."""
    made = {name: value for name, value in draw(_objects(node, texts)).items() if name not in ("id", "text")}
    if draw(st.booleans()):
        assert node.catalog
        made["id"] = draw(st.sampled_from([entry.id for entry in catalog(node.catalog)]))
    else:
        made["text"] = draw(texts(node.children["text"].info))
    return made


@st.composite
def _attendance(draw: DrawFn, node: Node, texts: Texts) -> Raw:
    """Totals within the days, or a log that they are counted from."""
    first = draw(_PAST)
    last = draw(st.dates(first, min(TODAY, first + 200 * _DAY)))
    held = draw(st.integers(0, (last - first).days + 1))
    counted = _logged(draw, node, texts, first, last) if draw(st.booleans()) else _totals(draw, held)
    every: Raw = {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "school_days": max(held, len(counted.get("log", []))),
        "first_noticed": draw(st.dates(dt.date(2021, 1, 1), last)).isoformat(),
        "pattern": draw(texts(node.children["pattern"].info)),
        "classes_missed": draw(_value(node.children["classes_missed"], texts)),
        **counted,
    }
    left_out = draw(st.sets(st.sampled_from(sorted(every)), max_size=6))
    return {name: value for name, value in every.items() if name not in left_out}


def _totals(draw: DrawFn, held: int) -> Raw:
    absent = draw(st.integers(0, held))
    return {
        "days_absent": absent,
        "partial_days": draw(st.integers(0, held - absent)),
        "late_arrivals": draw(st.integers(0, held)),
        "early_pickups": draw(st.integers(0, held)),
        "nurse_visits": draw(st.integers(0, 2_000)),
    }


def _logged(draw: DrawFn, node: Node, texts: Texts, first: dt.date, last: dt.date) -> Raw:
    entry = node.children["log"].item
    days = draw(st.lists(st.dates(first, last), unique=True, min_size=1, max_size=5))
    log = [
        {**draw(_objects(entry, texts)), "date": day.isoformat(), "kind": draw(st.sampled_from(LOG_KINDS))}
        for day in days
    ]
    counts = {total: sum(row["kind"] == kind for row in log) for kind, total in TOTAL_OF_KIND.items()}
    return {"log": log, **(counts if draw(st.booleans()) else {})}


@st.composite
def _calendar(draw: DrawFn, node: Node, texts: Texts) -> Raw:
    first = draw(st.dates(dt.date(2019, 1, 1), dt.date(2027, 1, 1)))
    last = draw(st.dates(first + _DAY, first + 320 * _DAY))
    closed = draw(st.lists(st.dates(first, last), unique=True, max_size=4))
    every = {
        "first_day": first.isoformat(),
        "last_day": last.isoformat(),
        "closed": [day.isoformat() for day in closed],
    }
    left_out = draw(st.sets(st.sampled_from(sorted(every))))
    return {name: value for name, value in every.items() if name not in left_out}


@st.composite
def _sender(draw: DrawFn, node: Node, texts: Texts) -> Raw:
    made = draw(_objects(node, texts))
    if made.get("role", WRITES_FOR_OTHERS[0]) not in WRITES_FOR_OTHERS:
        made.pop("on_behalf_of", None)
    return made


@st.composite
def _course(draw: DrawFn, node: Node, texts: Texts) -> Raw:
    made = draw(_objects(node, texts))
    if "start" in made and "due" in made:
        made["start"], made["due"] = sorted((made["start"], made["due"]))
    return made


@st.composite
def _proposal(draw: DrawFn, node: Node, texts: Texts) -> Raw:
    made = draw(_objects(node, texts))
    if "credits_required" in made and "credits_earned" in made:
        made["credits_earned"], made["credits_required"] = sorted((made["credits_earned"], made["credits_required"]))
    return made


_BUILT: dict[str, Callable[[Node, Texts], SearchStrategy[Raw]]] = {
    "attendance": _attendance,
    "school_calendar": _calendar,
    "sender": _sender,
    "credit_recovery_proposal": _proposal,
    "credit_recovery_proposal.courses[]": _course,
}


def _keep_apart(given: Raw) -> None:
    """Agree what stands in different objects: the school day is long enough, no log entry lies on a closed day."""
    plan, log = given.get("reintegration_plan", {}), given.get("attendance", {}).get("log", [])
    if "school_day_minutes" in plan:
        minutes = [phase.get("minutes_per_day", 0) for phase in plan.get("phases", [])]
        minutes += [entry.get("minutes", 0) for entry in log]
        plan["school_day_minutes"] = max([plan["school_day_minutes"], *minutes])
    calendar = given.get("school_calendar", {})
    if "closed" in calendar:
        logged = {entry["date"] for entry in log}
        calendar["closed"] = [day for day in calendar["closed"] if day not in logged]
