"""The document kinds: the four of the contract, and those that TOML files declare.

A kind out of a TOML file is used like the four everywhere; see `schemas.kind_files` for what such a file says and
`schemas.kinds_in_use` for when it is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path

from schemas.documents import KINDS as SCHEMA_KINDS
from schemas.kind_files import KindFilesError
from schemas.kinds_in_use import DeclaredKinds, declared_kinds, read_kinds, start_with
from schemas.nearest import nearest
from service.casework.errors import KindDeclarationError, UnknownKindError
from service.casework.wording import joined

EVALUATION, LETTER_504, PLAN, CREDIT = (
    "evaluation_request",
    "section_504_letter",
    "reintegration_plan",
    "credit_recovery_proposal",
)
"""The slugs of the four of the contract, for code that is about one of them."""
IEP_MEETING = "iep_meeting_request"
"""The slug of the one that comes with iepdocs as a TOML file."""


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of document: its slug, its title for people and the stem of its file names."""

    slug: str
    title: str
    file_stem: str


KINDS: tuple[DocumentKind, ...] = tuple(
    DocumentKind(slug, kind.title, kind.file_stem) for slug, kind in SCHEMA_KINDS.items()
)
"""The four of the contract, in the order of a packet: what a case gets that names no documents."""

_SHORT_NAMES: dict[str, dict[str, str]] = {
    EVALUATION: {"en": "evaluation request", "es": "solicitud de evaluación"},
    LETTER_504: {"en": "504 letter", "es": "carta de la Sección 504"},
    PLAN: {"en": "reintegration plan", "es": "plan de reintegración"},
    CREDIT: {"en": "credit-recovery proposal", "es": "propuesta de recuperación de créditos"},
}
"""Of the four; a declared kind has its title."""


def all_kinds() -> tuple[DocumentKind, ...]:
    """Every kind that a case can ask for: the four, ours out of TOML files, then a clinic's own."""
    return _with_declared(declared_kinds())


def kind_named(slug: str) -> DocumentKind:
    """The kind with this slug. Raises `UnknownKindError`, which names the nearest kinds."""
    for kind in all_kinds():
        if kind.slug == slug:
            return kind
    known = tuple(kind.slug for kind in all_kinds())
    raise UnknownKindError(slug, _meant(slug.replace("-", "_"), known), known)


def document_name(kind: str, language: str) -> str:
    """What the first page and the calendar call a document within a sentence."""
    if kind in _SHORT_NAMES:
        return _SHORT_NAMES[kind][language]
    return declared_kinds().by_slug[kind].title(language)


def document_names(kinds: Iterable[str], language: str) -> str:
    """Those names as one list: “evaluation request and 504 letter”; empty for none."""
    return joined([document_name(kind, language) for kind in kinds], language)


def kinds_from(own_folder: Path | None) -> DeclaredKinds:
    """The declared kinds of a process with this folder of own templates.

    Raises `KindDeclarationError` with all that is wrong in its TOML files.
    """
    try:
        return read_kinds(own_folder)
    except KindFilesError as error:
        raise KindDeclarationError(tuple(map(str, error.faults))) from error


def use_kinds(own_folder: Path | None) -> None:
    """Let this process work with the kinds of this folder. Raises `KindDeclarationError`."""
    start_with(kinds_from(own_folder))


def _meant(slug: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """The nearest kind, and those hardly less near: half of the kinds end in “request” or “plan”."""
    close = {name: SequenceMatcher(None, slug[:80], name).ratio() for name in nearest(slug, known)}
    return tuple(name for name, ratio in close.items() if ratio > max(close.values()) - 0.1)


@lru_cache(maxsize=16)
def _with_declared(declared: DeclaredKinds) -> tuple[DocumentKind, ...]:
    return (*KINDS, *(DocumentKind(kind.slug, kind.title("en"), kind.file_stem) for kind in declared.all))
