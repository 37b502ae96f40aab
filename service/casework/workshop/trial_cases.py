"""Three cases to try a template with: the smallest, the fullest, and a hostile one. Invented, and the same each day.

The fullest gives every field of the walk its example, so it grows with the schema. The hostile one is the fullest with
every free text as long as it may be and full of what breaks documents: markup, quotes, line breaks, and signs that
look like tags. A mark at the end of each such text tells it from every other when it is looked for in a document.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from schemas.attendance import TOTAL_OF_KIND
from schemas.catalogs import LANGUAGES, catalog
from schemas.projections import SMALLEST_CASE
from schemas.walk import FieldInfo
from service.assembly.proof import GivenText
from service.casework.cases import Case, load_case
from service.casework.context.filling import Node, tree

TODAY: Final = dt.date(2026, 11, 16)
"""The day on which the examples of the schema make sense together."""

_SIGNS: Final = "<b>&amp; & {{ 7*7 }} {% if x %} {# y #} ${z} \"q\" 'r' “s” ]]> \\n %s é 字"
_FILLER: Final = " and so on"
_LONGEST: Final = 2_000
"""Characters of one text; the longest that a field takes only makes the trial slower."""


def smallest_case(language: str = "en") -> Case:
    """Two names and nothing else."""
    return load_case({**SMALLEST_CASE, "date": TODAY.isoformat(), **_spoken(language)}, today=TODAY)


def fullest_case(language: str = "en") -> Case:
    """Every field of the schema given, each list with an entry; a choice of the catalogues by id and in own words."""
    return load_case({**_raw_case(_example), **_spoken(language)}, today=TODAY)


def hostile_case(language: str = "en") -> tuple[Case, tuple[GivenText, ...]]:
    """The fullest case with hostile texts, and those texts."""
    given: list[GivenText] = []

    def hostile(info: FieldInfo) -> str:
        mark = f"Zq{len(given) + 1}z"
        text = _hostile_text(info, mark)
        given.append(GivenText(mark, info.label, text))
        return text

    case = load_case({**_raw_case(hostile), **_spoken(language)}, today=TODAY)
    return case, tuple(given)


def _spoken(language: str) -> dict[str, str]:
    return {"language": language if language in LANGUAGES else "en"}


def _raw_case(text: Callable[[FieldInfo], str]) -> dict[str, Any]:
    """Every field given; `text` makes the free texts."""
    return {name: _value(node, text) for name, node in tree().items()}


def _value(node: Node, text: Callable[[FieldInfo], str], *, by_id: bool = False) -> Any:
    info = node.info
    if info.path in _AGREEING:
        return _AGREEING[info.path]
    if info.path == "attendance.log":
        return [{**entry, "note": text(node.item.children["note"].info)} for entry in _LOG]
    if node.catalog:
        return _choice(node, text, by_id=by_id)
    if info.type == "object":
        return {name: _value(child, text, by_id=by_id) for name, child in node.children.items()}
    if info.type == "list":
        return _entries(node.item, text)
    if info.choices:
        return info.example or info.choices[0]
    if info.type == "text":
        return text(info)
    return _plain_value(info)


def _plain_value(info: FieldInfo) -> Any:
    """A date, number or yes that the field takes; a field that a clinic declares may have no example."""
    if info.type == "boolean":
        return True
    if info.example is not None:
        return info.example
    return TODAY.isoformat() if info.type == "date" else info.minimum or info.maximum or 1


def _entries(item: Node, text: Callable[[FieldInfo], str]) -> list[Any]:
    if item.catalog or any(child.catalog for child in item.children.values()):
        return [_value(item, text, by_id=True), _value(item, text, by_id=False)]
    if item.info.choices:
        return list(item.info.choices)
    return [_value(item, text)]


def _choice(node: Node, text: Callable[[FieldInfo], str], *, by_id: bool) -> dict[str, Any]:
    """A choice of a catalogue: its first entry, or the family's own words; every other column given."""
    assert node.catalog
    left_out = "text" if by_id else "id"
    made = {name: _value(child, text) for name, child in node.children.items() if name not in ("id", left_out)}
    return {**made, "id": next(iter(catalog(node.catalog))).id} if by_id else made


def _example(info: FieldInfo) -> str:
    return str(info.example) if info.example is not None else f"A word on {info.label}"


def _hostile_text(info: FieldInfo, mark: str) -> str:
    if info.name == "email":
        return f"{{{{7*7}}}}&'{mark}@example.org"
    most = min(info.max_length or 60, _LONGEST)
    start = "\n".join((_SIGNS, "second line")) if info.is_multiline else _SIGNS
    room = most - len(mark) - 1
    filler = _FILLER * (max(0, room - len(start)) // len(_FILLER))
    return f"{(start + filler)[:room]} {mark}"


_LOG: Final = tuple(
    {"date": f"2026-10-{day:02}", "kind": kind, "minutes": 95} for day, kind in enumerate(TOTAL_OF_KIND, 5)
)
_AGREEING: Final[dict[str, Any]] = {
    "sender.role": "attorney",
    **{f"attendance.{total}": 1 for total in TOTAL_OF_KIND.values()},
}
"""What has to agree with other fields: who writes for a parent, and the totals with the log."""
