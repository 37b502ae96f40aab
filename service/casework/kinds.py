"""The document kinds, in the order of a packet."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.documents import KINDS as SCHEMA_KINDS
from schemas.nearest import nearest
from service.casework.errors import UnknownKindError


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of document: its slug, its title for people and the stem of its file names."""

    slug: str
    title: str
    file_stem: str


KINDS: tuple[DocumentKind, ...] = (
    DocumentKind("evaluation_request", SCHEMA_KINDS["evaluation_request"][1], "evaluation-request"),
    DocumentKind("section_504_letter", SCHEMA_KINDS["section_504_letter"][1], "504-letter"),
    DocumentKind("reintegration_plan", SCHEMA_KINDS["reintegration_plan"][1], "reintegration-plan"),
    DocumentKind("credit_recovery_proposal", SCHEMA_KINDS["credit_recovery_proposal"][1], "credit-recovery-proposal"),
)


def kind_named(slug: str) -> DocumentKind:
    """The kind with this slug. Raises `UnknownKindError`, which names the nearest kinds."""
    for kind in KINDS:
        if kind.slug == slug:
            return kind
    known = tuple(kind.slug for kind in KINDS)
    raise UnknownKindError(slug, tuple(nearest(slug.replace("-", "_"), known)), known)
