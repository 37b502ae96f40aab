"""marshmallow's nested messages → RFC 6901 pointers, one sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import Schema, fields

from schemas.base import UNKNOWN_FIELD
from schemas.nearest import nearest


def pointed_messages(messages: Any, schema: Schema) -> list[tuple[str, str]]:
    """(pointer, message) for every message, in the order of the schema's own walk.

    A field that does not exist gets the names that were probably meant.
    """
    return list(_walk(messages, "", schema))


def _walk(messages: Any, pointer: str, place: Schema | fields.Field[Any] | None) -> Iterator[tuple[str, str]]:
    if isinstance(messages, Mapping):
        for key, below in messages.items():
            if key == "_schema":
                yield from _walk(below, pointer, place)
                continue
            inner = _inside(place, key)
            if below == [UNKNOWN_FIELD]:
                yield _pointer_to(pointer, key), _unknown(str(key), place)
            else:
                yield from _walk(below, _pointer_to(pointer, key), inner)
    elif isinstance(messages, str):
        yield pointer, messages
    else:
        for message in messages:
            yield from _walk(message, pointer, place)


def _pointer_to(pointer: str, key: str | int) -> str:
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def _inside(place: Schema | fields.Field[Any] | None, key: str | int) -> Schema | fields.Field[Any] | None:
    """What the schema has under `key`: the schema of an object, the item of a list, or the field itself."""
    if isinstance(place, Schema):
        for name, field in place.fields.items():
            if key == (field.data_key or name):
                return field.schema if isinstance(field, fields.Nested) else field
    if isinstance(place, fields.List) and isinstance(key, int):
        return place.inner.schema if isinstance(place.inner, fields.Nested) else place.inner
    return None


def _unknown(name: str, place: Schema | fields.Field[Any] | None) -> str:
    if not isinstance(place, Schema):
        return UNKNOWN_FIELD
    known = [field.data_key or name for name, field in place.fields.items()]
    close = nearest(name, known)
    if close:
        return f"There is no field of this name here. Did you mean {' or '.join(f'“{right}”' for right in close)}?"
    return f"There is no field of this name here. Use one of: {', '.join(known)}; or take it out."
