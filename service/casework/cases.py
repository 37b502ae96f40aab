"""JSON → case. The only door: form, API, command line and batch all come in here."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from schemas.documents import KINDS
from schemas.faults import escaped, pointed_messages
from schemas.kinds_in_use import case_schema
from schemas.rules import as_of
from service.casework.errors import CaseError, Fault, UnreadableCaseError

NESTING_LIMIT = 40
"""Levels of lists and objects; a true case needs seven."""

_TOO_DEEP = "Lists and objects are nested too deeply for a case. Take a level of brackets out."
_MORE = "Something stands after the end of the case. Take it out, or give a further case a line or a file of its own."
_NAN = "NaN and Infinity are not JSON. Give a number, or leave the field out."


@dataclass(frozen=True, slots=True)
class Case:
    """One student's situation, checked. `values` has the names of the JSON; what is absent stays absent."""

    values: Mapping[str, Any]

    def get(self, path: str, default: Any = None) -> Any:
        """The value at a dotted path such as `student.name`, or `default` where the case does not give it."""
        value: Any = self.values
        for name in path.split("."):
            if not isinstance(value, dict) or name not in value:
                return default
            value = value[name]
        return value

    @property
    def language(self) -> str:
        """Language of the documents: `en` when the case names none."""
        language: str = self.values.get("language", "en")
        return language

    @property
    def documents(self) -> tuple[str, ...]:
        """The kinds a packet holds: the four of the contract when the case names none."""
        return tuple(self.values.get("documents") or KINDS)

    def letter_date(self, today: dt.date) -> dt.date:
        """The date on the letters: the case's own, otherwise `today`."""
        date: dt.date = self.values.get("date", today)
        return date


def load_case(raw_case: Any, *, today: dt.date | None = None) -> Case:
    """The case that `raw_case` (parsed JSON) describes, checked as on `today`.

    Raises `CaseError` with every fault at once.
    """
    try:
        with as_of(today or dt.date.today()):
            return Case(case_schema().load(raw_case))
    except ValidationError as error:
        faults = pointed_messages(error.messages, case_schema())
        raise CaseError(tuple(Fault(pointer, message) for pointer, message in faults)) from None


def parse_case(body: bytes | str) -> Any:
    """The raw case in JSON text (UTF-8, a byte-order mark is fine).

    Raises `UnreadableCaseError` where it is no JSON, and `CaseError` where an object has one name twice: either value
    may be the right one, so none is dropped.
    """
    text = _decoded(body) if isinstance(body, bytes) else body
    doubled: list[_Doubled] = []

    def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) == len(pairs):
            return made
        twice = _Doubled(made)
        twice.names = [name for name, count in Counter(name for name, _ in pairs).items() if count > 1]
        doubled.append(twice)
        return twice

    try:
        raw_case = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=object_of, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        do = "Check the commas, brackets and straight quotation marks here." if text.strip() else "It is empty."
        what = _MORE if error.msg == "Extra data" else f"This is not JSON: {error.msg.lower()}. {do}"
        raise UnreadableCaseError(what, error.lineno, error.colno) from None
    except RecursionError:
        raise UnreadableCaseError(_TOO_DEEP) from None
    except ValueError as error:
        message = _NAN if str(error) == _NAN else "A number has too many digits. Shorten it."
        raise UnreadableCaseError(message) from None
    if _is_deeper_than(raw_case, NESTING_LIMIT):
        raise UnreadableCaseError(_TOO_DEEP)
    if doubled:
        raise CaseError(tuple(_doubled_faults(raw_case, "")))
    return raw_case


class _Doubled(dict[str, Any]):
    """An object in which a name stands twice."""

    names: list[str]


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableCaseError("This is not UTF-8 text. Save the file as UTF-8 and send it again.") from None


def _refuse_constant(name: str) -> Any:
    raise ValueError(_NAN)


def _is_deeper_than(value: Any, levels: int) -> bool:
    layer = [value]
    for _ in range(levels):
        inner: list[Any] = []
        for item in layer:
            if isinstance(item, dict):
                inner.extend(below for below in item.values() if isinstance(below, (dict, list)))
            elif isinstance(item, list):
                inner.extend(below for below in item if isinstance(below, (dict, list)))
        if not inner:
            return False
        layer = inner
    return True


def _doubled_faults(value: Any, pointer: str) -> list[Fault]:
    faults: list[Fault] = []
    if isinstance(value, _Doubled):
        faults += [
            Fault(
                f"{pointer}/{escaped(name)}",
                "This name stands twice in the same object. Keep one of the two.",
            )
            for name in value.names
        ]
    if isinstance(value, dict):
        for name, below in value.items():
            faults += _doubled_faults(below, f"{pointer}/{escaped(name)}")
    elif isinstance(value, list):
        for index, below in enumerate(value):
            faults += _doubled_faults(below, f"{pointer}/{index}")
    return faults
