"""Every message a case can get: at its field, saying what to do, ours, and without a value of the case."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import fields

from schemas.documents import KINDS
from schemas.walk import FieldInfo, walk
from service.casework.cases import load_case
from service.casework.context.filling import Node, tree
from service.casework.errors import CaseError
from tests.builders import TODAY, a_raw_case, faults_of

MARK = "Zyxwvut"
"""A word that stands in no message of ours."""

_STARTS = {
    message.split("{", maxsplit=1)[0].strip(" .")
    for field_type in vars(fields).values()
    if isinstance(field_type, type) and issubclass(field_type, fields.Field)
    for message in getattr(field_type, "default_error_messages", {}).values()
}
STOCK = {start for start in _STARTS if len(start) > 5} | {"Unknown field", "Invalid input type"}

WRONG: tuple[Any, ...] = (
    None,
    1,
    -1,
    1.5,
    True,
    f"{MARK}\x00",
    MARK * 2_000,
    f"{MARK}\n{MARK}",
    [],
    [[]],
    {},
    {MARK: 1},
    [MARK],
)


def placed(node: Node, value: Any) -> dict[str, Any]:
    """The smallest case with `value` at this place, in the first entry of every list on the way."""
    for step in reversed(re.findall(r"[^.\[\]]+|\[\]", node.info.path)):
        value = [value] if step == "[]" else {step: value}
    assert isinstance(value, dict)
    (top,) = value
    raw_case = a_raw_case()
    inner = value[top]
    raw_case[top] = {**raw_case.get(top, {}), **inner} if isinstance(inner, dict) else inner
    return raw_case


def nodes(inside: dict[str, Node] | None = None) -> Iterator[Node]:
    for node in (tree() if inside is None else inside).values():
        yield node
        yield from nodes(node.children)


def messages_of(raw_case: Any) -> Iterator[tuple[str, str]]:
    for pointer, messages in faults_of(raw_case).items():
        for message in messages:
            yield pointer, message


def assert_is_ours(message: str) -> None:
    assert not [stock for stock in STOCK if stock in message], message
    assert re.fullmatch(r"[A-Z][^\n]{20,600}[.?]", message), message
    assert not re.search(r"  |None|NoneType|<class|\bdict\b|\bstr\b|\bint\b|marshmallow", message), message
    assert MARK not in message


@pytest.mark.parametrize("node", [*nodes()], ids=lambda node: node.info.path)
def test_whatever_is_wrong_at_a_place_is_told_there_in_our_words(node: Node) -> None:
    where = "/" + node.info.path.replace("[]", "/0").replace(".", "/")
    for value in WRONG:
        for pointer, message in messages_of(placed(node, value)):
            assert pointer.startswith(where) or where.startswith(pointer), (value, pointer)
            assert_is_ours(message)
    null = "This is empty (null). Give a value, or leave the field out."
    (message,) = faults_of(placed(node, None))[where]
    assert message.startswith("Add ") if node.info.required else message == null


@pytest.mark.parametrize(
    "node", [node for node in nodes() if node.info.type == "object"], ids=lambda node: node.info.path
)
def test_an_unknown_field_of_any_object_is_refused_with_the_name_that_was_meant(node: Node) -> None:
    name = max(node.children, key=len)
    misspelt = name[:-1] + "x" + name[-1]
    where = "/" + node.info.path.replace("[]", "/0").replace(".", "/")
    found = dict(messages_of(placed(node, {misspelt: 1})))
    assert re.match(r"There is no field of this name here\. Did you mean .*" + name, found[f"{where}/{misspelt}"])


class TestUnknownFields:
    def test_of_the_whole_case(self) -> None:
        assert faults_of(a_raw_case(atendance={})) == {
            "/atendance": ["There is no field of this name here. Did you mean “attendance”?"]
        }

    def test_that_belong_elsewhere_are_sent_there(self) -> None:
        found = faults_of(a_raw_case(days_absent=19, diagnoses=["x"], **{"student.credits_earned": 3}))
        assert found == {
            "/student/credits_earned": [
                "There is no field of this name here. It belongs in “credit_recovery_proposal”."
            ],
            "/days_absent": ["There is no field of this name here. It belongs in “attendance”."],
            "/diagnoses": ["There is no field of this name here. It belongs in “student”."],
        }

    def test_unlike_any_other_get_the_names_that_are_there(self) -> None:
        found = faults_of(a_raw_case({"school_calendar.zzz": 1}))
        assert found == {
            "/school_calendar/zzz": [
                "There is no field of this name here. Use one of: first_day, last_day, closed; or take it out."
            ]
        }

    @pytest.mark.parametrize(
        ("name", "step"),
        (("a/b", "a~1b"), ("a~b", "a~0b"), ("", ""), ("_schema", "_schema"), ("0", "0"), ("from_", "from_")),
    )
    def test_with_odd_names_get_a_pointer_by_the_book(self, name: str, step: str) -> None:
        assert list(faults_of({**a_raw_case(), name: 1})) == [f"/{step}"]

    def test_named_by_half_a_surrogate_pair_get_a_pointer_that_can_be_sent(self) -> None:
        (pointer,) = faults_of({**a_raw_case(), "\ud800": 1})
        assert pointer == "/\\ud800"

    def test_in_great_number_are_all_named(self) -> None:
        found = faults_of({**a_raw_case(), **{f"x{number}": 1 for number in range(500)}})
        assert len(found) == 500


class TestAllAtOnce:
    def test_every_fault_of_a_case_is_named_in_the_order_of_the_schema(self) -> None:
        raw_case = {
            "zzz": 1,
            "credit_recovery_proposal": {"credits_earned": 3, "credits_required": 2, "courses": [{"credits": "1"}]},
            "attendance": {"to": "2026-11-01", "from": "2026-11-02", "log": [{"kind": "tardy"}], "days_absent": -1},
            "sender": {"role": "mother", "email": "jo"},
            "student": {"grade": 11},
            "concerns": ["ok", 2],
            "state": "Texas",
            "documents": ["letter"],
        }
        assert list(faults_of(raw_case)) == [
            "/documents/0",
            "/state",
            "/student/name",
            "/student/grade",
            "/sender/name",
            "/sender/role",
            "/sender/email",
            "/attendance/to",
            "/attendance/days_absent",
            "/attendance/log/0/kind",
            "/concerns/1",
            "/credit_recovery_proposal/credits_earned",
            "/credit_recovery_proposal/courses/0/credits",
            "/zzz",
        ]

    @pytest.mark.parametrize("raw_case", (None, [], "case", 1, True, 1.5, [a_raw_case()]))
    def test_what_is_no_object_is_no_case(self, raw_case: Any) -> None:
        assert faults_of(raw_case) == {"": ["This must be an object: put its fields in {curly braces}."]}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from([*sorted({info.name for info in walk()}), *KINDS])
cases_of_nonsense = st.recursive(
    json_values,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=6),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(cases_of_nonsense)
def test_any_json_is_either_a_case_or_refused_in_our_words(raw_case: Any) -> None:
    try:
        load_case(raw_case, today=TODAY)
    except CaseError as error:
        assert error.faults
        for fault in error.faults:
            json.dumps([fault.pointer, fault.message], ensure_ascii=False).encode()
            assert_is_ours(fault.message)


def test_labels_of_list_entries_have_the_help_of_their_list() -> None:
    items: list[FieldInfo] = [info for info in walk() if info.path.endswith("[]") and info.type == "text"]
    assert items and all(info.help for info in items)
