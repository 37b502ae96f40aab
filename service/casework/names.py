"""The names that a template of a kind may use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from schemas.kinds_in_use import DeclaredKinds, declared_kinds
from schemas.walk import walk
from service.casework.cases import load_case
from service.casework.context import context_for, derived_values


def known_names(kind: str) -> frozenset[str]:
    """Every dotted path of the context of this kind, list items marked `[]`: `attendance.log[].note`.

    The case's own fields, the derived values, and what the rows to fill of an empty case hold; of a declared kind only
    what it uses.
    """
    return _names_for(kind, declared_kinds())


@lru_cache(maxsize=64)
def _names_for(kind: str, kinds: DeclaredKinds) -> frozenset[str]:
    """Kept by the kinds in use, since they decide what a case holds."""
    emptiest = load_case({"student": {"name": "A"}, "sender": {"name": "B"}})
    context = context_for(emptiest, kind, today=dt.date(2026, 1, 5))
    is_declared = kind in kinds.by_slug
    fields = {info.path for info in walk() if not is_declared or info.path.split(".")[0].removesuffix("[]") in context}
    return frozenset(fields | derived_values(kind).keys() | set(paths_in(context)))


def paths_in(value: Any, path: str = "") -> Iterator[str]:
    """Every dotted path that `value` holds, groups and lists themselves too, list items marked `[]`."""
    if path:
        yield path
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from paths_in(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, (list, tuple)):
        yield f"{path}[]"
        for item in value:
            yield from paths_in(item, f"{path}[]")
