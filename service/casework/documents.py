"""One document of one case."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.assembly.package import read_package
from service.assembly.parts import PARTS
from service.casework.cases import Case
from service.casework.context import contexts_for
from service.casework.kinds import DocumentKind, kind_named
from service.casework.library import TemplateLibrary

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_BLANK = re.compile(
    r'<w:sdt><w:sdtPr>.{0,2000}?<w:alias w:val="([^"]*)"/><w:tag w:val="([^"]*)"/>.{0,200}?<w:showingPlcHdr/>',
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Document:
    """An assembled Word file: its kind, a file name without the child's name, and its bytes."""

    kind: DocumentKind
    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Blank:
    """A place left to fill: pointer into the case, label in print, and the kinds of document it stands in."""

    pointer: str
    label: str
    documents: tuple[str, ...]


def assemble_document(case: Case, kind: str, *, library: TemplateLibrary, today: dt.date | None = None) -> Document:
    """The document of this kind. Same case, template and day → same bytes.

    Raises `UnknownKindError`, `TemplateNotFoundError` or `TemplateError`.
    """
    (document,) = assemble_documents(case, [kind], library=library, today=today)
    return document


def assemble_documents(
    case: Case, kinds: Sequence[str] = (), *, library: TemplateLibrary, today: dt.date | None = None
) -> tuple[Document, ...]:
    """The documents of these kinds, otherwise those of the case. Raises what `assemble_document` raises."""
    day = today or dt.date.today()
    named = [kind_named(kind) for kind in kinds or case.documents]
    contexts = contexts_for(case, [kind.slug for kind in named], today=day)
    date = case.letter_date(day).isoformat()
    return tuple(
        Document(kind, f"{kind.file_stem}-{date}.docx", library.template(kind.slug, case.language).render(context))
        for kind, context in zip(named, contexts, strict=True)
    )


def blanks_of(documents: Sequence[Document]) -> tuple[Blank, ...]:
    """The blanks that stand in these documents, in reading order, each once with the kinds it stands in.

    They are read from the documents themselves, so that the list is what the reader of the paper sees.
    """
    found: dict[str, tuple[str, list[str]]] = {}
    for document in documents:
        for label, tag in _BLANK.findall(_text_parts(document.content)):
            _, kinds = found.setdefault(html.unescape(tag), (html.unescape(label), []))
            if document.kind.slug not in kinds:
                kinds.append(document.kind.slug)
    return tuple(Blank(_pointer(tag), label, tuple(kinds)) for tag, (label, kinds) in found.items())


def _text_parts(content: bytes) -> str:
    package = read_package(content)
    names = [name for name in package.names() if name.startswith("word/") and PARTS.fullmatch(name)]
    body_first = sorted(names, key=lambda name: name != "word/document.xml")
    return "".join(package.read(name).decode("utf-8") for name in body_first)


def _pointer(tag: str) -> str:
    return "/" + tag.replace("[", "/").replace("]", "").replace(".", "/")
