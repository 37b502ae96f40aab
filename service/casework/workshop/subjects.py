"""What a template of a kind is held against: the names it may read, and what the trial cases make of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from schemas.documents import KINDS
from schemas.kinds_in_use import DeclaredKinds, declared_kinds, shipped_kinds
from schemas.nearest import nearest
from schemas.walk import walk
from service.assembly.proof import GivenText
from service.casework.cases import Case
from service.casework.context import context_for, derived_values
from service.casework.deadlines import deadlines_for
from service.casework.documents import assemble_documents
from service.casework.errors import UnknownKindError
from service.casework.first_page import DERIVED, FIRST_PAGE, first_page_context
from service.casework.kinds import DocumentKind, all_kinds, kind_named
from service.casework.library import TemplateLibrary
from service.casework.names import known_names, paths_in
from service.casework.workshop.trial_cases import TODAY, fullest_case, hostile_case, smallest_case

ENGLISH: Final = "en"


@dataclass(frozen=True, slots=True)
class Trial:
    """What one trial case gives a template. `given` are the texts to be found whole in the document."""

    case: str
    context: Mapping[str, Any]
    given: tuple[GivenText, ...] = ()


def template_kind(slug: str) -> DocumentKind:
    """The kind that a template may be of: a kind of document, or the first page. Raises `UnknownKindError`."""
    if slug.replace("-", "_") == FIRST_PAGE.slug:
        return FIRST_PAGE
    try:
        return kind_named(slug.replace("-", "_"))
    except UnknownKindError as error:
        known = (*error.known, FIRST_PAGE.slug)
        raise UnknownKindError(slug, tuple(nearest(slug.replace("-", "_"), known)), known) from None


def template_kinds() -> tuple[DocumentKind, ...]:
    """Every kind that a template may be of, in the order of a packet, the first page last."""
    return (*all_kinds(), FIRST_PAGE)


def derived_of(kind: str | None) -> dict[str, str]:
    """The derived values that a template of this kind may use, with one line each; without a kind, those of all."""
    if kind == FIRST_PAGE.slug:
        return dict(DERIVED)
    return derived_values(kind) if kind else {**derived_values(), **DERIVED}


def names_for(kind: str) -> frozenset[str]:
    """Every dotted path that a template of this kind may read, list items marked `[]`."""
    return _names(kind, declared_kinds())


def trials_for(kind: str, language: str) -> tuple[Trial, ...]:
    """The smallest, the fullest and the hostile case as a template of this kind sees them."""
    return _trials(kind, language, declared_kinds())


@lru_cache(maxsize=64)
def _names(kind: str, kinds: DeclaredKinds) -> frozenset[str]:
    """Kept by the kinds in use, since they decide what a case holds."""
    given = {name for trial in _trials(kind, ENGLISH, kinds) for name in paths_in(trial.context)}
    if kind == FIRST_PAGE.slug:
        return frozenset({info.path for info in walk()} | DERIVED.keys() | given)
    return known_names(kind) | given


@lru_cache(maxsize=64)
def _trials(kind: str, language: str, kinds: DeclaredKinds) -> tuple[Trial, ...]:
    hostile, given = hostile_case(language)
    return (
        Trial("the smallest case", _context(smallest_case(language), kind)),
        Trial("the fullest case", _context(fullest_case(language), kind)),
        Trial("a case full of odd signs", _context(hostile, kind), given),
    )


def _context(case: Case, kind: str) -> dict[str, Any]:
    if kind != FIRST_PAGE.slug:
        return context_for(case, kind, today=TODAY)
    # Our own templates in English, whatever a clinic has: the first page tells of documents, of which only the blanks
    # count, and those must not fail here.
    ours = [kind for kind in case.documents if kind in KINDS or kind in shipped_kinds().by_slug]
    english = Case({**case.values, "language": ENGLISH, "documents": ours})
    documents = assemble_documents(english, library=_our_library(), today=TODAY)
    return first_page_context(
        Case({**case.values, "documents": ours}), documents, deadlines_for(case, today=TODAY), today=TODAY
    )


@cache
def _our_library() -> TemplateLibrary:
    """Our own templates, compiled once for all trials."""
    return TemplateLibrary()
