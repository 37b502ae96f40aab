"""Which kinds of document there are beside the four of the contract, and the schema of a case that knows them.

Kinds out of TOML files are settled when a process starts, like the port it listens on: the published schema, the
description of the API and the headings of a sheet must not change under those who read them. So one place holds the
kinds of the process, `start_with` sets it, and `case_schema` and everything made from it (the walk, the JSON Schema)
is kept by the kinds it was made for: there is no cache to clear. An explicit object would have to travel through
every reader of the walk, some thirty of them, to say what never differs within a process.

Never, but for two: a worker that serves batches of more than one clinic, and tests. `kinds_of` holds for a block of
code, in its own thread only, so neither can mix the kinds of another. A process pool shares nothing: each worker reads
the files of its order again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path

from schemas.case import CaseSchema
from schemas.documents import KINDS
from schemas.fields import Choice, Group, ListOf
from schemas.kind_files import DeclaredKind, kinds_in
from schemas.rules import DateBound


@dataclass(frozen=True, eq=False)
class DeclaredKinds:
    """The declared kinds that are in use together: ours, then a clinic's own. Two are the same only if identical."""

    all: tuple[DeclaredKind, ...]

    @cached_property
    def by_slug(self) -> Mapping[str, DeclaredKind]:
        """The kinds by name."""
        return {kind.slug: kind for kind in self.all}


_of_process: DeclaredKinds | None = None
_here: ContextVar[DeclaredKinds | None] = ContextVar("declared kinds", default=None)


def declared_kinds() -> DeclaredKinds:
    """The kinds of this block of code, otherwise of the process; ours alone before anybody has set them."""
    return _here.get() or _of_process or shipped_kinds()


def start_with(declared: DeclaredKinds) -> None:
    """Make these the kinds of the process. For whoever starts it: a command, the service, a worker."""
    global _of_process
    _of_process = declared


@contextmanager
def kinds_of(declared: DeclaredKinds) -> Iterator[None]:
    """Within this block these are the kinds."""
    token = _here.set(declared)
    try:
        yield
    finally:
        _here.reset(token)


def read_kinds(own_folder: Path | None) -> DeclaredKinds:
    """Our kinds and those that the TOML files of a clinic's own folder declare.

    Raises `KindFilesError` with every fault of every file.
    """
    shipped = shipped_kinds()
    if own_folder is None:
        return shipped
    own = kinds_in(own_folder, known=shipped.by_slug)
    return DeclaredKinds((*shipped.all, *own)) if own else shipped


@cache
def shipped_kinds() -> DeclaredKinds:
    """The kinds that come with iepdocs as TOML files."""
    return DeclaredKinds(kinds_in(shipped_folder(), known={}))


def shipped_folder() -> Path:
    """The folder of the templates that come with iepdocs."""
    found = find_spec("doc_templates")
    assert found is not None and found.submodule_search_locations, "iepdocs is installed without its templates"
    return Path(found.submodule_search_locations[0])


def case_schema() -> CaseSchema:
    """The schema of a case with all kinds in use, one instance as long as they stay the same."""
    return _schema_with(declared_kinds())


@lru_cache(maxsize=16)
def _schema_with(declared: DeclaredKinds) -> CaseSchema:
    slugs = (*KINDS, *declared.by_slug)
    documents = ListOf(
        Choice("kind of document", slugs, example="evaluation_request"),
        "documents to make",
        most=len(slugs),
        unique=True,
        help=CaseSchema().fields["documents"].metadata["description"],
    )
    groups = {
        kind.slug: Group(kind.schema, kind.title("en"), help="What only this document needs.") for kind in declared.all
    }
    bounds = tuple(
        DateBound(kind.slug, field.name, field.not_before_letter, field.not_after_letter)
        for kind in declared.all
        for field in kind.fields
        if field.not_before_letter or field.not_after_letter
    )
    made: type[CaseSchema] = type(
        "CaseSchema",
        (CaseSchema,),
        {"__doc__": CaseSchema.__doc__, "documents": documents, **groups, "date_bounds": bounds},
    )
    return made()
