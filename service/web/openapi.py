"""What the published description (OpenAPI 3.1) says beyond what the routes say themselves.

Nothing is written twice: the case comes from `schemas.projections`, the shape of a check from its
dataclasses, the refusals from the table in `problems`.
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

from flask import Response
from flask_smorest import Api
from werkzeug.exceptions import HTTPException

from schemas.catalogs import BARRIERS, CATALOG_NAMES, LANGUAGES
from schemas.projections import SMALLEST_CASE, openapi_components, sample_case
from service.casework import CaseCheck, all_kinds
from service.web import problems
from service.web.problems import PROBLEM_TYPE, REFUSALS, Refusal

Doc = dict[str, Any]

ZIP_TYPE = "application/zip"
SCHEMA_TYPE = "application/schema+json"

_DESCRIPTION = (
    "A case description in, editable Word documents out: evaluation requests, 504 interim accommodation "
    "letters, reintegration plans and credit-recovery proposals for students who cannot get to school. Only "
    "`student.name` and `sender.name` are required; what is missing becomes a labelled blank in the document. "
    "Nothing is stored."
)
_EXAMPLES: dict[str, tuple[str, Doc]] = {
    "SmallestCase": ("The smallest case", dict(SMALLEST_CASE)),
    "WholeCase": ("A whole case", sample_case()),
}
_SIMPLE_TYPES: dict[Any, Doc] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    type(None): {"type": "null"},
    dt.date: {"type": "string", "format": "date"},
}


class ProblemApi(Api):  # type: ignore[misc]  # flask-smorest ships no types
    """flask-smorest's collection of routes, with our one shape of refusal in place of its own."""

    DEFAULT_ERROR_RESPONSE_NAME: ClassVar[None] = None

    def handle_http_exception(self, error: HTTPException) -> Response | HTTPException:
        """The answer of the table in `problems`."""
        return problems.answer(error)


def describe(api: ProblemApi) -> None:
    """Add title, schemas and refusals to the description."""
    api.spec.options["info"] = {"description": _DESCRIPTION, "license": {"name": "MIT", "identifier": "MIT"}}
    KIND_PARAMETER["schema"] = {"type": "string", "enum": [kind.slug for kind in all_kinds()]}
    for name, schema in {**openapi_components(), **_answer_shapes()}.items():
        api.spec.components.schema(name, schema)
    for name, (summary, value) in _EXAMPLES.items():
        api.spec.components.example(name, {"summary": summary, "value": value})
    for refusal in refusals():
        api.spec.components.response(_response_name(refusal), _refusal(refusal))


@cache
def refusals() -> tuple[Refusal, ...]:
    """Every kind of refusal once, by status."""
    return tuple(sorted(dict.fromkeys(REFUSALS.values()), key=lambda refusal: refusal.status))


def refused(*errors: type[BaseException]) -> Doc:
    """The refusals of an operation, as its `responses`; those of one status stand in one response."""
    by_status: dict[int, list[Refusal]] = {}
    for error in errors:
        by_status.setdefault(REFUSALS[error].status, []).append(REFUSALS[error])
    return {str(status): _one_of(same) for status, same in by_status.items()}


def case_body() -> Doc:
    """The request body of an operation that takes a case."""
    return {
        "required": True,
        "description": "A case: one JSON object in UTF-8.",
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Case"},
                "examples": {name: {"$ref": f"#/components/examples/{name}"} for name in _EXAMPLES},
            }
        },
    }


def file_answer(media_type: str, description: str) -> Doc:
    """The 200 of an operation that gives a file."""
    return {
        "200": {
            "description": description,
            "headers": {
                "Content-Disposition": {
                    "description": "A file name without the child's name, or the one asked for.",
                    "schema": {"type": "string"},
                }
            },
            # OpenAPI 3.1: a body that is not JSON is described by its media type alone.
            "content": {media_type: {}},
        }
    }


def json_answer(description: str, schema: Doc, media_type: str = "application/json") -> Doc:
    """The 200 of an operation that gives JSON."""
    return {"200": {"description": description, "content": {media_type: {"schema": schema}}}}


def resolved(spec: Doc, item: Doc) -> Doc:
    """`item`, or what its reference into `spec` points to."""
    if "$ref" not in item:
        return item
    found: Any = spec
    for name in item["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    resolved_item: Doc = found
    return resolved_item


KIND_PARAMETER: Doc = {
    "name": "kind",
    "in": "path",
    "required": True,
    "description": "The kind of document.",
    "schema": {"type": "string", "enum": []},
}
"""`describe` fills in the kinds in use when an application is made; each application takes its own copy."""
FILENAME_PARAMETER: Doc = {
    "name": "filename",
    "in": "query",
    "description": "A file name of your own. Without it: kind and date, never the child's name.",
    "schema": {"type": "string"},
}


def _refusal(refusal: Refusal) -> Doc:
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": _example(refusal)}
    return {"description": refusal.title, "content": {PROBLEM_TYPE: problem}}


def _one_of(same: list[Refusal]) -> Doc:
    if len(same) == 1:
        return {"$ref": f"#/components/responses/{_response_name(same[0])}"}
    return {
        "description": ", or: ".join(refusal.title for refusal in same),
        "content": {
            PROBLEM_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {refusal.name: {"value": _example(refusal)} for refusal in same},
            }
        },
    }


def _example(refusal: Refusal) -> Doc:
    detail = refusal.detail if isinstance(refusal.detail, str) else "What is wrong, and what to do."
    example: Doc = {"type": refusal.type, "title": refusal.title, "status": refusal.status, "detail": detail}
    if refusal.status == 422:
        message = "This must be a whole number from 0 to 400."
        example["errors"] = [{"pointer": "/attendance/days_absent", "message": message}]
    if refusal.status >= 500:
        example["reference"] = "4f1d0c9a77be"
    return example


def _response_name(refusal: Refusal) -> str:
    return "".join(word.capitalize() for word in refusal.name.split("-"))


def _answer_shapes() -> dict[str, Doc]:
    text = {"type": "string"}
    fault = {
        "type": "object",
        "properties": {
            "pointer": {**text, "description": "Where in the case, as an RFC 6901 JSON pointer."},
            "message": {**text, "description": "What is wrong and what to do; never the value."},
        },
        "required": ["pointer", "message"],
    }
    problem = {
        "type": "object",
        "description": "Why a request was refused (RFC 9457).",
        "properties": {
            "type": {**text, "format": "uri-reference", "description": "Which kind of problem; stable."},
            "title": text,
            "status": {"type": "integer"},
            "detail": {**text, "description": "What is wrong here and what to do."},
            "errors": {
                "type": "array",
                "description": "With status 422: every fault of the case at once.",
                "items": {"$ref": "#/components/schemas/Fault"},
            },
            "reference": {**text, "description": "With status 500: what to look for in the service's log."},
        },
        "required": ["type", "title", "status", "detail"],
    }
    shapes = {"Fault": fault, "Problem": problem, **_catalog_shapes()}
    _shape_of(CaseCheck, shapes)
    return shapes


def _catalog_shapes() -> dict[str, Doc]:
    text = {"type": "string"}
    wording = {
        "description": "Plain text when a language is asked for, otherwise one text a language.",
        "oneOf": [text, {"type": "object", "properties": dict.fromkeys(LANGUAGES, text), "required": list(LANGUAGES)}],
    }
    source = {"type": "object", "properties": {"title": text, "url": {**text, "format": "uri"}}, "required": ["title"]}
    barrier = {"type": "string", "enum": list(BARRIERS)}
    entry = {
        "type": "object",
        "description": "A vetted wording; each catalogue has further fields of its own.",
        "properties": {
            "id": {**text, "description": "What a case chooses it by."},
            "name": wording,
            "text": {**wording, "description": "What a document prints."},
            "barriers": {"type": "array", "items": barrier},
            "sources": {"type": "array", "items": source},
        },
        "required": ["id", "name", "text", "barriers", "sources"],
    }
    barriers = {"type": "object", "properties": {"id": barrier, "name": wording, "help": wording}}
    catalogs: Doc = {
        "version": {**text, "description": "Changes with any wording."},
        "barriers": {"type": "array", "items": barriers},
    }
    for name in CATALOG_NAMES:
        catalogs[name] = {"type": "array", "items": {"$ref": "#/components/schemas/CatalogEntry"}}
    return {
        "CatalogEntry": entry,
        "Catalogs": {"type": "object", "properties": catalogs, "required": list(catalogs)},
    }


def _shape_of(hint: Any, shapes: dict[str, Doc]) -> Doc:
    """The JSON Schema of a type hint; a dataclass goes among the shapes by its name."""
    if hint in _SIMPLE_TYPES:
        return _SIMPLE_TYPES[hint]
    if get_origin(hint) is Literal:
        return {"type": "string", "enum": list(get_args(hint))}
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _shape_of(get_args(hint)[0], shapes)}
    if get_origin(hint) is Mapping:
        return {"type": "object", "additionalProperties": _shape_of(get_args(hint)[1], shapes)}
    if get_origin(hint) in (Union, types.UnionType):
        options = [_shape_of(option, shapes) for option in get_args(hint)]
        return {**options[0], "type": [option["type"] for option in options]}
    assert is_dataclass(hint) and isinstance(hint, type), hint
    hints = get_type_hints(hint)
    shapes[hint.__name__] = {
        "type": "object",
        "description": " ".join((hint.__doc__ or "").split("\n\n")[0].split()),
        "properties": {field.name: _shape_of(hints[field.name], shapes) for field in fields(hint)},
        "required": [field.name for field in fields(hint)],
    }
    return {"$ref": f"#/components/schemas/{hint.__name__}"}
