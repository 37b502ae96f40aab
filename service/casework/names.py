"""The names that a template of a kind may use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from schemas.walk import walk
from service.casework.cases import load_case
from service.casework.context import context_for, derived_values


@cache
def known_names(kind: str) -> frozenset[str]:
    """Every dotted path of the context of this kind, list items marked `[]`: `attendance.log[].note`.

    The case's own fields, the derived values, and what the rows to fill of an empty case hold.
    """
    emptiest = load_case({"student": {"name": "A"}, "sender": {"name": "B"}})
    offered = _paths(context_for(emptiest, kind, today=dt.date(2026, 1, 5)), "")
    return frozenset({info.path for info in walk()} | derived_values(kind).keys() | set(offered))


def _paths(value: Any, path: str) -> Iterator[str]:
    if path:
        yield path
    if isinstance(value, Mapping):
        for name, below in value.items():
            yield from _paths(below, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        yield f"{path}[]"
        for item in value:
            yield from _paths(item, f"{path}[]")
