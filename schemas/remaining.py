"""Lists out of which something was left, and where the rest of it stood.

Blank entries of a list count as not given, and refused ones are already faults. What is left keeps its own places, so
that a rule, or a blank of a document, points at the entry that its author wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any


class Remaining(list[Any]):
    """A list out of which entries were left: `places` of the rest in the list as written, from 0.

    `is_whole` is false when an entry was refused, so that nothing must be counted.
    """

    def __init__(self, items: Iterable[Any], places: tuple[int, ...], *, is_whole: bool) -> None:
        super().__init__(items)
        self.places = places
        self.is_whole = is_whole


def numbered(items: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    """(place, item) for each item, the place being that in the list as its author wrote it."""
    if isinstance(items, Remaining):
        return zip(items.places, items, strict=True)
    return enumerate(items)


def pointer_as_written(values: Any, pointer: str) -> str:
    """An RFC 6901 pointer into `values` with the places of the lists that their author wrote."""
    steps = pointer.split("/")
    for number, step in enumerate(steps[1:], 1):
        if isinstance(values, list) and step.isdigit() and int(step) < len(values):
            steps[number] = str(values.places[int(step)]) if isinstance(values, Remaining) else step
            values = values[int(step)]
        else:
            values = values.get(step) if isinstance(values, dict) else None
    return "/".join(steps)


def is_whole(items: Iterable[Any]) -> bool:
    """Whether every entry that the author wrote is there, but for blank ones."""
    return items.is_whole if isinstance(items, Remaining) else True


def as_written(value: Any) -> Any:
    """The value with an empty entry wherever one was left out, so that what is loaded again keeps its places."""
    if isinstance(value, dict):
        return {name: as_written(inner) for name, inner in value.items()}
    if not isinstance(value, list):
        return value
    items = [as_written(item) for item in value]
    if not isinstance(value, Remaining):
        return items
    empty: Any = {} if isinstance(items[0], dict) else ""
    at = dict(zip(value.places, items, strict=True))
    return [at.get(place, empty) for place in range(value.places[-1] + 1)]
