"""One walk over the schema of a case; form, sheet, API, templates and blanks all read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from marshmallow import Schema, fields

from schemas.fields import CaseField, CatalogId, Choice, ListOf, Text
from schemas.kinds_in_use import DeclaredKinds, case_schema, declared_kinds


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """A field of the case as it is declared.

    `path` is dotted, a list's items marked `[]`: `student.name`, `attendance.log[].date`, `concerns[]`.
    `type` is text, date, integer, number, boolean, object or list. `label` is a noun phrase without a capital.
    The item of a list has the help of the list where it has none of its own.
    `section` is the first name of the path, or `case` for the single fields of the whole case.
    """

    path: str
    label: str
    type: str
    help: str = ""
    example: Any = None
    required: bool = False
    choices: tuple[str, ...] = ()
    catalog: str | None = None
    section: str = "case"
    max_length: int | None = None
    is_multiline: bool = False
    minimum: int | None = None
    maximum: int | None = None
    most_items: int | None = None

    @property
    def name(self) -> str:
        """The last name of the path, without list marks."""
        return self.path.removesuffix("[]").rsplit(".", 1)[-1]

    @property
    def pointer(self) -> str:
        """The path as an RFC 6901 pointer, with `-` for “any item”."""
        return "/" + self.path.replace("[]", "/-").replace(".", "/")


def walk() -> tuple[FieldInfo, ...]:
    """Every field of a case, objects and lists before what is in them, in the order of the schema.

    The same tuple as long as the kinds in use are the same.
    """
    return _walked(declared_kinds())[0]


def fields_by_path() -> dict[str, FieldInfo]:
    """The walk by path."""
    return _walked(declared_kinds())[1]


@lru_cache(maxsize=16)
def _walked(kinds: DeclaredKinds) -> tuple[tuple[FieldInfo, ...], dict[str, FieldInfo]]:
    """Kept by the kinds that `case_schema` is made for."""
    fields = tuple(_fields_of(case_schema(), "", ""))
    return fields, {info.path: info for info in fields}


def _fields_of(schema: Schema, prefix: str, section: str) -> Iterator[FieldInfo]:
    for name, field in schema.fields.items():
        path = f"{prefix}{field.data_key or name}"
        yield from _field(field, path, section or path)


def _field(field: fields.Field[Any], path: str, section: str) -> Iterator[FieldInfo]:
    if isinstance(field, fields.Nested):
        yield _info(field, path, section, "object")
        yield from _fields_of(field.schema, f"{path}.", section)
    elif isinstance(field, ListOf):
        the_list = _info(field, path, section, "list")
        yield the_list
        item, *inside = _field(field.inner, f"{path}[]", section)
        yield replace(item, help=item.help or the_list.help)
        yield from inside
    else:
        assert isinstance(field, CaseField), path
        yield _info(field, path, section, field.kind)


def _info(field: fields.Field[Any], path: str, section: str, kind: str) -> FieldInfo:
    metadata = field.metadata
    is_single = kind not in ("object", "list") and "." not in path and "[" not in path
    return FieldInfo(
        path=path,
        label=metadata["title"],
        type=kind,
        help=metadata.get("description", ""),
        example=metadata.get("examples", [None])[0],
        required=field.required,
        choices=field.choices if isinstance(field, Choice) else (),
        catalog=field.catalog_name if isinstance(field, CatalogId) else None,
        section="case" if is_single else section,
        max_length=metadata.get("maxLength"),
        is_multiline=isinstance(field, Text) and field.lines,
        minimum=metadata.get("minimum"),
        maximum=metadata.get("maximum"),
        most_items=metadata.get("maxItems"),
    )
