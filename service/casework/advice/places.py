"""The order of a case: where in it a pointer stands."""

from __future__ import annotations

from functools import lru_cache

from schemas.kinds_in_use import DeclaredKinds, declared_kinds
from schemas.walk import fields_by_path

_NOWHERE = 1_000_000


def place_of(pointer: str) -> tuple[int, ...]:
    """A key that sorts pointers as the schema orders the fields, items of a list by their index."""
    key: list[int] = []
    path = ""
    for part in pointer.split("/")[1:]:
        if part.isdigit():
            path += "[]"
            key.append(int(part))
        else:
            path = f"{path}.{part}" if path else part
            key.append(_positions(declared_kinds()).get(path, _NOWHERE))
    return tuple(key)


@lru_cache(maxsize=16)
def _positions(kinds: DeclaredKinds) -> dict[str, int]:
    """Kept by the kinds of document in use, which the walk is made for."""
    return {path: position for position, path in enumerate(fields_by_path())}
