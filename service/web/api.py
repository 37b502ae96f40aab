"""The calls under /api/v1: read a case, let `service.casework` do the work, send what it gives."""

# flask-smorest ships no types, so its decorators have none to give.
# mypy: disallow-untyped-decorators=False

from __future__ import annotations

import json
from functools import lru_cache

from flask import Response
from flask_smorest import Blueprint
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from schemas.catalogs import LANGUAGES
from schemas.kinds_in_use import DeclaredKinds, declared_kinds
from schemas.projections import case_json_schema
from service.assembly import TemplateError
from service.casework import (
    CaseError,
    UnknownKindError,
    UnreadableCaseError,
    assemble_document,
    assemble_packet,
    check_case,
    kind_named,
)
from service.casework.documents import DOCX_TYPE
from service.casework.errors import TemplateNotFoundError
from service.web.bodies import QueryError, chosen, sent_case
from service.web.catalogs import catalogs_text
from service.web.downloads import attachment
from service.web.library import library
from service.web.openapi import (
    FILENAME_PARAMETER,
    KIND_PARAMETER,
    SCHEMA_TYPE,
    ZIP_TYPE,
    case_body,
    file_answer,
    json_answer,
    refused,
)

blueprint = Blueprint("cases", __name__, url_prefix="/api/v1", description="Documents, and what goes into them.")

_WRONG_BODY = (
    UnreadableCaseError,
    RequestEntityTooLarge,
    UnsupportedMediaType,
    CaseError,
    TemplateNotFoundError,
    TemplateError,
    Exception,
)


@blueprint.post("/documents/<kind>", parameters=[KIND_PARAMETER, FILENAME_PARAMETER])
@blueprint.doc(
    operationId="assembleDocument",
    requestBody=case_body(),
    responses={**file_answer(DOCX_TYPE, "The Word document."), **refused(UnknownKindError, *_WRONG_BODY)},
)
def post_document(kind: str) -> Response:
    """One document of a case

    An editable Word file. What the case does not give is a labelled blank in it.
    """
    known = kind_named(kind)
    document = assemble_document(sent_case(), known.slug, library=library())
    return attachment(document.content, DOCX_TYPE, document.filename)


@blueprint.post("/packets", parameters=[FILENAME_PARAMETER])
@blueprint.doc(
    operationId="assemblePacket",
    requestBody=case_body(),
    responses={**file_answer(ZIP_TYPE, "A ZIP of Word documents."), **refused(*_WRONG_BODY)},
)
def post_packet() -> Response:
    """All documents of a case

    A ZIP of the kinds that `documents` names. Without it: evaluation request, 504 letter, plan and proposal.
    """
    packet = assemble_packet(sent_case(), library=library())
    return attachment(packet.archive(), ZIP_TYPE, packet.filename)


@blueprint.post("/cases/check")
@blueprint.doc(
    operationId="checkCase",
    requestBody=case_body(),
    responses={
        **json_answer("What is open.", {"$ref": "#/components/schemas/CaseCheck"}),
        **refused(*_WRONG_BODY),
    },
)
def post_check() -> Response:
    """What is still open in a case

    Blanks, advice, deadlines and suggestions, without a document.
    """
    return _json_text(json.dumps(check_case(sent_case(), library=library()).as_json(), ensure_ascii=False))


@blueprint.get("/schema")
@blueprint.doc(
    operationId="getSchema",
    responses=json_answer("A JSON Schema.", {"type": "object"}, SCHEMA_TYPE),
)
def get_schema() -> Response:
    """The case as JSON Schema

    Draft 2020-12. Rules across fields are checked when a case is sent.
    """
    return _json_text(_schema_text(declared_kinds()), SCHEMA_TYPE)


@blueprint.get(
    "/catalog",
    parameters=[
        {
            "name": "language",
            "in": "query",
            "description": "Wordings in this language alone, as plain text. Without it: in every language.",
            "schema": {"type": "string", "enum": list(LANGUAGES)},
        }
    ],
)
@blueprint.doc(
    operationId="getCatalog",
    responses={
        **json_answer("The catalogues by name.", {"$ref": "#/components/schemas/Catalogs"}),
        **refused(QueryError),
    },
)
def get_catalog() -> Response:
    """The vetted wordings that a case may choose by id

    Each entry with its wording, the barriers it is meant for and where it comes from.
    """
    return _json_text(catalogs_text(chosen("language", LANGUAGES)))


@lru_cache(maxsize=4)
def _schema_text(kinds: DeclaredKinds) -> str:
    """Kept by the kinds of document that the schema is made for."""
    return json.dumps(case_json_schema(), ensure_ascii=False)


def _json_text(text: str, media_type: str = "application/json") -> Response:
    return Response(text, mimetype=media_type)
