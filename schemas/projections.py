"""The schema of a case as JSON Schema (2020-12) and as OpenAPI components, both made from the schema that loads it.

The fields of `schemas.fields` carry their titles, help, examples and limits already, so one short recursion
over the schema is enough; apispec's marshmallow plugin would have to be taught every one of those field types
again.

A case that is valid here can still be refused: rules across fields (totals against the log, dates in order) and what
depends on today are for the service to check. On blanks the service is more lenient: text that is only spaces counts
as not given.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

from marshmallow import Schema, fields

from schemas.catalogs import catalog
from schemas.choices import ChoiceSchema
from schemas.fields import CaseField, CatalogId, Choice, Date, Email, ListOf, Text
from schemas.kinds_in_use import case_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"

SMALLEST_CASE: Mapping[str, Any] = {"student": {"name": "Maya Okafor"}, "sender": {"name": "Adaeze Okafor"}}
"""All that a case needs."""

_TYPES = {"text": "string", "date": "string", "integer": "integer", "number": "number", "boolean": "boolean"}
_ANNOTATIONS = ("title", "description", "examples")
_ONE_LINE = r"^[^\r\n]*$"
_ONE_LINE_NOT_BLANK = r"^[^\r\n]*\S[^\r\n]*$"


def sample_case() -> dict[str, Any]:
    """A whole invented case to start from, dated so that it stays valid: a new plain dict each time."""
    text = resources.files("schemas").joinpath("sample_case.json").read_text(encoding="utf-8")
    made: dict[str, Any] = json.loads(text)
    return made


def case_json_schema() -> dict[str, Any]:
    """The JSON Schema of a case: a new plain dict, each object of the case under `$defs`."""
    definitions = _definitions("#/$defs/")
    case = definitions.pop("Case")
    return {"$schema": DIALECT, **case, "$defs": definitions}


def openapi_components() -> dict[str, dict[str, Any]]:
    """The same schemas by name, for `components.schemas` of an OpenAPI 3.1 document."""
    return _definitions("#/components/schemas/")


def _definitions(prefix: str) -> dict[str, dict[str, Any]]:
    definitions: dict[str, dict[str, Any]] = {}
    _define(case_schema(), definitions, prefix)
    return {
        "Case": {"title": "Case", **definitions.pop("Case"), "examples": [dict(SMALLEST_CASE)]},
        **dict(sorted(definitions.items())),
    }


def _define(schema: Schema, definitions: dict[str, dict[str, Any]], prefix: str) -> str:
    """Put the schema of an object among the definitions, and give its name there."""
    name = _name_of(schema)
    if name in definitions:
        return name
    made = definitions[name] = {"type": "object", "description": _first_paragraph(schema)}
    made["properties"] = {
        field.data_key or key: _field(field, definitions, prefix) for key, field in schema.fields.items()
    }
    required = [field.data_key or key for key, field in schema.fields.items() if field.required]
    if required:
        made["required"] = required
    if isinstance(schema, ChoiceSchema):
        made["oneOf"] = [{"required": ["id"]}, {"required": ["text"]}]
    made["additionalProperties"] = False
    return name


def _field(field: fields.Field[Any], definitions: dict[str, dict[str, Any]], prefix: str) -> dict[str, Any]:
    annotations = {key: field.metadata[key] for key in _ANNOTATIONS if key in field.metadata}
    if isinstance(field, fields.Nested):
        return {"$ref": prefix + _define(field.schema, definitions, prefix), **annotations}
    if isinstance(field, ListOf):
        limits = {"maxItems": field.most, **({"uniqueItems": True} if field.unique else {})}
        return {"type": "array", **annotations, "items": _field(field.inner, definitions, prefix), **limits}
    assert isinstance(field, CaseField)
    return {"type": _TYPES[field.kind], **annotations, **_limits(field)}


def _limits(field: CaseField) -> dict[str, Any]:
    if isinstance(field, Choice):
        return {"enum": list(field.choices)}
    if isinstance(field, CatalogId):
        return {"enum": [entry.id for entry in catalog(field.catalog_name)], "x-catalog": field.catalog_name}
    if isinstance(field, Date):
        return {"format": "date"}
    if isinstance(field, Text):
        return _text_limits(field)
    return {key: field.metadata[key] for key in ("minimum", "maximum") if key in field.metadata}


def _text_limits(field: Text) -> dict[str, Any]:
    limits: dict[str, Any] = {"maxLength": field.max_length}
    if isinstance(field, Email):
        limits["format"] = "email"
    if not field.lines:
        limits["pattern"] = _ONE_LINE_NOT_BLANK if field.required else _ONE_LINE
    return limits


def _name_of(schema: Schema) -> str:
    return type(schema).__name__.removesuffix("Schema")


def _first_paragraph(schema: Schema) -> str:
    return " ".join((type(schema).__doc__ or "").split("\n\n")[0].split()).replace("`", "")
