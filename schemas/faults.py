"""marshmallow's nested messages → RFC 6901 pointers, one sentence each, in the order of the schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from marshmallow import Schema, fields

from schemas.base import UNKNOWN_FIELD
from schemas.nearest import nearest

Place = Schema | fields.Field[Any] | None
Homes = Mapping[str, Sequence[str]]

_SPELLED = 40
"""Unknown fields of one object that get spelling help. Nobody misspells more, and the search takes its time."""


def pointed_messages(messages: Any, schema: Schema) -> list[tuple[str, str]]:
    """(pointer, message) for every message: an object before its fields, known fields before unknown ones.

    A field that does not exist gets the names that were probably meant, or the object it belongs in.
    """
    return list(_walk(messages, "", schema, _homes(type(schema))))


def escaped(name: str) -> str:
    """The name as one step of a pointer: RFC 6901's two escapes, and no half of a surrogate pair.

    No UTF-8 can hold such a half, so a pointer with one could not be sent or printed.
    """
    readable = name if name.isprintable() else name.encode("utf-8", "backslashreplace").decode("utf-8")
    return readable.replace("~", "~0").replace("/", "~1")


def _walk(messages: Any, pointer: str, place: Place, homes: Homes) -> Iterator[tuple[str, str]]:
    if isinstance(messages, Mapping):
        yield from _object_or_list(messages, pointer, place, homes)
    elif isinstance(messages, str):
        yield pointer, messages
    else:
        for message in messages:
            yield from _walk(message, pointer, place, homes)


def _object_or_list(messages: Mapping[Any, Any], pointer: str, place: Place, homes: Homes) -> Iterator[tuple[str, str]]:
    unknown = sorted(str(key) for key, below in messages.items() if _is_unknown(below))
    for message in _of_the_whole(messages):
        yield from _walk(message, pointer, place, homes)
    known = [key for key, below in messages.items() if key != "_schema" and not _is_unknown(below)]
    for key in sorted(known, key=_order_in(place)):
        yield from _walk(messages[key], f"{pointer}/{escaped(str(key))}", _inside(place, key), homes)
    for count, name in enumerate(unknown):
        yield f"{pointer}/{escaped(name)}", _unknown(name, place, homes) if count < _SPELLED else UNKNOWN_FIELD


def _is_unknown(below: Any) -> bool:
    # Also of a field that is really called “_schema”, which marshmallow files with messages on the whole object.
    return isinstance(below, list) and UNKNOWN_FIELD in below


def _of_the_whole(messages: Mapping[Any, Any]) -> Sequence[Any]:
    whole = messages.get("_schema", [])
    return [message for message in whole if message != UNKNOWN_FIELD] if isinstance(whole, list) else [whole]


def _order_in(place: Place) -> Any:
    names = [*_names(place)] if isinstance(place, Schema) else []
    order = {name: number for number, name in enumerate(names)}
    return lambda key: key if isinstance(key, int) else order.get(key, len(order))


def _names(place: Schema) -> Iterator[str]:
    for name, field in place.fields.items():
        yield field.data_key or name


def _inside(place: Place, key: str | int) -> Place:
    """What the schema has under `key`: the schema of an object, the item of a list, or the field itself."""
    if isinstance(place, Schema):
        for name, field in place.fields.items():
            if key == (field.data_key or name):
                return field.schema if isinstance(field, fields.Nested) else field
    if isinstance(place, fields.List) and isinstance(key, int):
        return place.inner.schema if isinstance(place.inner, fields.Nested) else place.inner
    return None


def _unknown(name: str, place: Place, homes: Homes) -> str:
    assert isinstance(place, Schema)  # only an object has fields that may be unknown
    known = [*_names(place)]
    close = nearest(name, known)
    if close:
        return f"There is no field of this name here. Did you mean {_either(close)}?"
    if name in homes:
        return f"There is no field of this name here. It belongs in {_either(homes[name][:3])}."
    return f"There is no field of this name here. Use one of: {', '.join(known)}; or take it out."


def _either(names: Sequence[str]) -> str:
    return " or ".join(f"“{name}”" for name in names)


@lru_cache(maxsize=16)
def _homes(schema_class: type[Schema]) -> Homes:
    """Each name of a field inside an object → the paths of the objects that have it, outer ones first."""
    homes: dict[str, list[str]] = {}
    for path, name in sorted(_inner_names(schema_class(), ""), key=lambda found: found[0].count(".")):
        homes.setdefault(name, []).append(path)
    return homes


def _inner_names(schema: Schema, path: str) -> Iterator[tuple[str, str]]:
    for name, field in schema.fields.items():
        inner = field.inner if isinstance(field, fields.List) else field
        if path:
            yield path, field.data_key or name
        if isinstance(inner, fields.Nested):
            yield from _inner_names(inner.schema, f"{path}.{name}".removeprefix("."))
