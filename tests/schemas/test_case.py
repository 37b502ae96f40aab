"""A case as a whole: whatever holds together loads, and nothing is lost on the way in and out."""

from __future__ import annotations

import copy
import datetime as dt
import json
import pickle
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from schemas.fields import tidied
from schemas.kinds_in_use import case_schema
from schemas.remaining import Remaining, is_whole, numbered
from schemas.walk import fields_by_path
from service.casework.cases import load_case
from tests.builders import TODAY, a_case, a_raw_case, faults_of
from tests.strategies import Raw, raw_cases

PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "date": (dt.date,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.json"))


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """(path without places, value) of everything that is neither a list nor an object."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}".removeprefix("."))
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, f"{path}[]")
    else:
        yield path, value


def as_loaded(value: Any) -> str:
    if isinstance(value, str):
        return tidied(value)
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


@settings(max_examples=60, deadline=None)
@given(raw_cases())
def test_any_case_that_holds_together_loads_with_nothing_lost_or_made_up(raw_case: Raw) -> None:
    before = json.dumps(raw_case)
    assert faults_of(raw_case) == {}
    kept = sorted((path, str(value)) for path, value in leaves(load_case(raw_case, today=TODAY).values))
    assert kept == sorted((path, as_loaded(value)) for path, value in leaves(raw_case) if as_loaded(value))
    assert json.dumps(raw_case) == before


@settings(max_examples=60, deadline=None)
@given(raw_cases())
def test_load_dump_load_gives_the_same_case_in_plain_values(raw_case: Raw) -> None:
    values = load_case(raw_case, today=TODAY).values
    for path, value in leaves(values):
        assert type(value) in PYTHON_TYPES[fields_by_path()[path].type], path
    dumped = case_schema().dump(values)
    assert load_case(json.loads(json.dumps(dumped)), today=TODAY).values == values


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_case_of_the_tests_loads_dumps_and_loads(path: Path) -> None:
    raw_case = json.loads(path.read_text(encoding="utf-8"))
    values = load_case(raw_case, today=TODAY).values
    assert case_schema().dump(values) == raw_case


def test_the_smallest_case_holds_two_names_and_nothing_else() -> None:
    assert a_case().values == {"student": {"name": "Maya Okafor"}, "sender": {"name": "Adaeze Okafor"}}


def test_from_stays_from() -> None:
    values = a_case({"attendance.from": "2026-11-02"}).values
    assert values["attendance"] == {"from": dt.date(2026, 11, 2)}
    assert case_schema().dump(values)["attendance"] == {"from": "2026-11-02"}


class TestRemaining:
    def test_a_list_that_lost_entries_knows_the_places_of_the_others(self) -> None:
        items = a_case(concerns=["", "one", " ", "two"]).values["concerns"]
        assert isinstance(items, Remaining)
        assert list(numbered(items)) == [(1, "one"), (3, "two")]
        assert items == ["one", "two"] and is_whole(items)

    @pytest.mark.parametrize("again", (copy.deepcopy, lambda items: pickle.loads(pickle.dumps(items))))
    def test_copies_and_what_goes_to_another_process_know_the_places_too(self, again: Callable[[Any], Any]) -> None:
        items = again(a_case(concerns=["", "one"]).values["concerns"])
        assert (list(numbered(items)), is_whole(items)) == ([(1, "one")], True)

    def test_a_list_that_lost_none_is_a_plain_list(self) -> None:
        items = a_case(concerns=["one"]).values["concerns"]
        assert type(items) is list
        assert list(numbered(items)) == [(0, "one")]


def test_today_is_the_day_of_the_clock_unless_told() -> None:
    tomorrow = (dt.date.today() + dt.timedelta(days=1)).isoformat()
    assert load_case(a_raw_case({"evaluation_request.reply_by": tomorrow})).values
