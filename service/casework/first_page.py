"""The first page of a packet: for the family, not for the school. What is inside, what to do, by when who answers.

Its template is `first_page.docx`, filled like every other; what it may use beside the fields of the case is `packet`,
made here from the documents as they came out (their blanks are what the reader of the paper sees) and from the
deadlines.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from schemas.kinds_in_use import declared_kinds
from service.casework.cases import Case
from service.casework.context.filling import filled
from service.casework.context.people import DERIVED as PEOPLE
from service.casework.context.people import add_people
from service.casework.deadlines import Deadline
from service.casework.deadlines.requests import request_kind
from service.casework.documents import Blank, Document, blanks_of
from service.casework.first_page_dates import dates_on_first_page
from service.casework.kinds import DocumentKind, all_kinds, document_name, document_names
from service.casework.library import TemplateLibrary
from service.casework.wording import joined, long_date, upper_first, without_period

FIRST_PAGE: Final = DocumentKind("first_page", "first page of the packet", "1-read-first")
"""The stem has a number so that a folder sorted by name shows it first, before `504-letter`."""

DERIVED: Final[dict[str, str]] = {
    **PEOPLE,
    "packet.document_rows": "the documents of the packet",
    "packet.document_rows[].name": "its name",
    "packet.document_rows[].filename": "its file name",
    "packet.document_rows[].purpose": "what it does, in one plain sentence",
    "packet.document_rows[].goes_to": "whom it is sent to: the recipient of the case, otherwise the usual office",
    "packet.copies_to": "who gets a copy, with commas and “and”; empty when nobody",
    "packet.letters": "the documents that are no worksheets: “evaluation request and 504 letter”; empty when none",
    "packet.blank_count": "how many places are left to fill, as a number; 0 when none",
    "packet.open_places": "those to fill before sending, as the start of a sentence: “One place is”, “25 places are”",
    "packet.open_in": "the documents that these stand in; empty when they are all that is left",
    "packet.are_letters_ready": "true when blanks stand only in the plan and the proposal, and there are letters",
    "packet.blank_rows": "those to fill before sending, in the order in which to fill them",
    "packet.blank_rows[].where": "what to begin with, or the name of the document",
    "packet.blank_rows[].count": "how many of them",
    "packet.blank_rows[].labels": "what is to be filled in, with semicolons; a long list ends with how many more",
    "packet.blank_rows[].documents": "the documents they stand in; empty when the row is about one, or about all",
    "packet.worksheets": "which of plan and proposal have blanks: a team fills them in together; empty when none",
    "packet.date_rows": "what is due by when: those with a date first, in their order",
    "packet.date_rows[].by_when": "the date, in words “at the earliest” where it is; otherwise what it is counted from",
    "packet.date_rows[].what": "who does what",
    "packet.date_rows[].note": "what to keep in mind of the date; empty when nothing",
    "packet.date_rows[].rule": "the citation, or that the family set the date itself",
    "packet.has_earliest_dates": "true when a date is “at the earliest”",
    "packet.has_counted_dates": "true when a date of the school was counted",
    "packet.counted_from": "the day the dates are counted from: the letter's, an earlier request's, that of consent",
    "packet.has_calendar": "true when deadlines.ics is in the packet",
    "packet.asks_for_evaluation": "true when the evaluation request is in the packet",
    "packet.is_first_evaluation": "true when it asks for a first evaluation",
    "packet.has_504_letter": "true when the 504 letter is in the packet",
    "packet.is_special_education": "true when special-education rules apply: evaluation asked for, or an IEP exists",
}

_ADDRESS_FIRST: Final = ("/sender", "/student", "/recipient")
"""Without these a school does not know who writes, about whom, and whether it is meant."""
_WORKSHEETS: Final = ("reintegration_plan", "credit_recovery_proposal")
"""Documents that a family fills in together with the team."""
_MOST_LABELS: Final = 8
"""Of one row but the first. The documents show every blank in color; a longer list would hide what is to be done."""


def assemble_first_page(
    case: Case,
    documents: Sequence[Document],
    deadlines: Sequence[Deadline],
    *,
    library: TemplateLibrary,
    today: dt.date,
) -> Document:
    """The first page of a packet of these documents. Same case, documents, template and day → same bytes.

    Raises `TemplateNotFoundError` or `TemplateError`.
    """
    template = library.template(FIRST_PAGE.slug, case.language)
    content = template.render(first_page_context(case, documents, deadlines, today=today))
    return Document(FIRST_PAGE, f"{FIRST_PAGE.file_stem}-{case.letter_date(today).isoformat()}.docx", content)


def first_page_context(
    case: Case, documents: Sequence[Document], deadlines: Sequence[Deadline], *, today: dt.date
) -> dict[str, Any]:
    """All that the template of the first page may see."""
    context = filled(case.values, case.language)
    context["date"] = long_date(case.letter_date(today), case.language)
    add_people(context, case)
    context["packet"] = {
        **_contents(case, documents),
        **_blanks(case, documents),
        **dates_on_first_page(case, deadlines, today=today),
        "asks_for_evaluation": "evaluation_request" in case.documents,
        "is_first_evaluation": "evaluation_request" in case.documents and request_kind(case) == "initial",
        "has_504_letter": "section_504_letter" in case.documents,
        "is_special_education": "evaluation_request" in case.documents or case.get("student.plan") == "iep",
    }
    return context


def _contents(case: Case, documents: Sequence[Document]) -> dict[str, Any]:
    language = case.language
    given = case.get("recipient", {})
    addressee = ", ".join(given[name] for name in ("name", "title") if name in given) or given.get("organization", "")
    copies = [copy.get("name") or copy.get("title") or copy.get("organization", "") for copy in case.get("cc", [])]
    return {
        "document_rows": [
            {
                "name": _name(document.kind.slug, language),
                "filename": document.filename,
                "purpose": _purpose(document.kind.slug, language),
                "goes_to": _goes_to(document.kind.slug, addressee, language),
            }
            for document in documents
        ],
        "copies_to": joined([copy for copy in copies if copy], language),
    }


def _name(slug: str, language: str) -> str:
    return upper_first(document_name(slug, language))


def _goes_to(slug: str, addressee: str, language: str) -> str:
    if addressee and slug == "reintegration_plan":
        return _AND_MEETING[language].format(addressee=without_period(addressee))
    if addressee:
        return addressee
    usual = _USUAL_OFFICE.get(slug)
    return usual[language] if usual else declared_kinds().by_slug[slug].office(language) or _SCHOOL[language]


def _purpose(slug: str, language: str) -> str:
    return _PURPOSE[slug][language] if slug in _PURPOSE else declared_kinds().by_slug[slug].purpose(language)


def _blanks(case: Case, documents: Sequence[Document]) -> dict[str, Any]:
    language, blanks = case.language, blanks_of(list(documents))
    packet = [document.kind.slug for document in documents]
    open_in = {slug for blank in blanks for slug in blank.documents}
    letters = [slug for slug in packet if slug not in _WORKSHEETS]
    worksheets = [slug for slug in _WORKSHEETS if slug in open_in]
    open_letters = [slug for slug in letters if slug in open_in]
    first = [blank for blank in blanks if {*open_letters} & {*blank.documents}] if open_letters else blanks
    return {
        "letters": document_names(letters, language),
        "worksheets": document_names(worksheets, language),
        "blank_count": len(blanks),
        "open_places": _open_places(len(first), language),
        "open_in": document_names(open_letters or worksheets, language) if letters and worksheets else "",
        "are_letters_ready": bool(letters) and bool(blanks) and not open_letters,
        "blank_rows": list(_blank_rows(first, set(open_letters or packet), language)),
    }


def _open_places(count: int, language: str) -> str:
    one, many = _OPEN_PLACES[language]
    return one if count == 1 else many.format(count=count)


def _blank_rows(blanks: Iterable[Blank], among: set[str], language: str) -> Iterator[dict[str, Any]]:
    """First who writes, about whom and to whom; then what stands in several documents; then each document."""
    rows: dict[str, list[Blank]] = {}
    for blank in blanks:
        rows.setdefault(_row_of(blank), []).append(blank)
    every = [kind.slug for kind in all_kinds()]
    for where in ("first", "several", *every):
        if where not in rows:
            continue
        slugs = [slug for slug in every if any(slug in blank.documents for blank in rows[where])]
        is_one = where in every
        yield {
            "where": _name(where, language) if is_one else _BLANKS_OF[where][language],
            "count": len(rows[where]),
            "labels": _labels(rows[where], language, most=len(rows[where]) if where == "first" else _MOST_LABELS),
            "documents": "" if is_one or among <= set(slugs) else document_names(slugs, language),
        }


def _row_of(blank: Blank) -> str:
    if blank.pointer.startswith(_ADDRESS_FIRST):
        return "first"
    return "several" if len(blank.documents) > 1 else blank.documents[0]


def _labels(blanks: Sequence[Blank], language: str, *, most: int) -> str:
    """The first `most` labels, each once with how often it stands there, and how many blanks are left unnamed."""
    counts = Counter(blank.label for blank in blanks)
    shown = list(counts.items())[:most]
    named = "; ".join(
        label if count == 1 else _TIMES[language].format(label=label, count=count) for label, count in shown
    )
    left = len(blanks) - sum(count for _, count in shown)
    return _AND_MORE[language].format(shown=named, left=left) if left else named


_OPEN_PLACES: Final = {"en": ("One place is", "{count} places are"), "es": ("Queda un lugar", "Quedan {count} lugares")}
_TIMES: Final = {"en": "{label} ({count} times)", "es": "{label} ({count} veces)"}
_AND_MORE: Final = {"en": "{shown}; and {left} more", "es": "{shown}; y {left} más"}
_AND_MEETING: Final = {
    "en": "{addressee}. Bring a copy to the meeting.",
    "es": "{addressee}. Lleve una copia a la reunión.",
}
_PURPOSE: Final[dict[str, dict[str, str]]] = {
    "evaluation_request": {
        "en": "Asks the school to find out what help is needed.",
        "es": "Pide a la escuela que averigüe qué ayuda hace falta.",
    },
    "section_504_letter": {
        "en": "Asks for help at school now, until the team decides.",
        "es": "Pide ayuda en la escuela ahora, hasta que el equipo decida.",
    },
    "reintegration_plan": {
        "en": "A way back to school, in small steps.",
        "es": "Un regreso a la escuela, en pasos pequeños.",
    },
    "credit_recovery_proposal": {
        "en": "A way to earn missing credits, not all at once.",
        "es": "Una manera de recuperar los créditos que faltan, no todos a la vez.",
    },
}
_USUAL_OFFICE: Final[dict[str, dict[str, str]]] = {
    "evaluation_request": {
        "en": "The special education office of the district, or the principal",
        "es": "La oficina de educación especial del distrito, o la dirección de la escuela",
    },
    "section_504_letter": {
        "en": "The school’s 504 coordinator, or the principal",
        "es": "La persona a cargo de la Sección 504 en la escuela, o la dirección",
    },
    "reintegration_plan": {
        "en": "The team at school. Bring it to the meeting.",
        "es": "El equipo de la escuela. Llévelo a la reunión.",
    },
    "credit_recovery_proposal": {
        "en": "The school counselor, or the principal",
        "es": "La consejería escolar, o la dirección",
    },
}
_SCHOOL: Final = {"en": "The school", "es": "La escuela"}
_BLANKS_OF: Final = {
    "first": {
        "en": "First: who writes, about whom, and to whom",
        "es": "Primero: quién escribe, sobre quién y a quién",
    },
    "several": {"en": "In more than one document", "es": "En más de un documento"},
}
