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
from service.casework.calendar_file import OwnDate, document_name, own_dates
from service.casework.cases import Case
from service.casework.context.filling import filled
from service.casework.context.people import DERIVED as PEOPLE
from service.casework.context.people import add_people
from service.casework.deadlines import Deadline
from service.casework.deadlines.requests import request_kind
from service.casework.deadlines.wording import DAYS, STARTS
from service.casework.documents import Blank, Document, blanks_of
from service.casework.kinds import DocumentKind, all_kinds
from service.casework.library import TemplateLibrary
from service.casework.wording import date_in_words, joined, joined_dates, long_date, upper_first, without_period

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
_ON_PAGE: Final = frozenset({"reply", "meeting", "appeal"})
"""The family's dates that call for an answer; all of them are in the calendar."""


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
        **_dates(case, deadlines, today),
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
        "letters": _names(letters, language),
        "worksheets": _names(worksheets, language),
        "blank_count": len(blanks),
        "open_places": _open_places(len(first), language),
        "open_in": _names(open_letters or worksheets, language) if letters and worksheets else "",
        "are_letters_ready": bool(letters) and bool(blanks) and not open_letters,
        "blank_rows": list(_blank_rows(first, set(open_letters or packet), language)),
    }


def _names(slugs: Iterable[str], language: str) -> str:
    return joined([document_name(slug, language) for slug in slugs], language)


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
            "documents": "" if is_one or among <= set(slugs) else _names(slugs, language),
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


def _dates(case: Case, deadlines: Sequence[Deadline], today: dt.date) -> dict[str, Any]:
    dated = [(deadline.due, _school_row(deadline, case.language, today)) for deadline in deadlines if deadline.due]
    own = own_dates(case)
    dated += _family_rows([date for date in own if date.id in _ON_PAGE], case.language, today)
    undated = [_school_row(deadline, case.language, today) for deadline in deadlines if not deadline.due]
    return {
        "date_rows": [row for _, row in sorted(dated, key=lambda pair: pair[0])] + undated,
        "has_earliest_dates": any(deadline.at_the_earliest for deadline in deadlines),
        "has_counted_dates": any(deadline.due for deadline in deadlines),
        "counted_from": _counted_from(case, deadlines, today),
        "has_calendar": bool(dated or own),
    }


def _counted_from(case: Case, deadlines: Sequence[Deadline], today: dt.date) -> str:
    language = case.language
    earlier = case.get("section_504_letter.evaluation_requested_on")
    by_letter = "evaluation_request" in case.documents or earlier is None
    start = long_date(case.letter_date(today) if by_letter else earlier, language)
    consent_on = case.get("evaluation_request.consent_given_on")
    if consent_on and any(deadline.due and deadline.counted_from_code == "consent" for deadline in deadlines):
        return _AND_CONSENT[language].format(start=start, consent=long_date(consent_on, language))
    return start


def _school_row(deadline: Deadline, language: str, today: dt.date) -> dict[str, str]:
    words = _WORDS[language]
    notes = []
    if deadline.due and deadline.due < today:
        notes.append(words["may_have_passed" if deadline.at_the_earliest else "passed"])
    if deadline.confirm_with_state:
        notes.append(words["confirm"])
    return {
        "by_when": _by_when(deadline, language),
        "what": words["must"].format(who=deadline.who, what=deadline.what),
        "note": " ".join(notes),
        "rule": deadline.citation,
    }


def _by_when(deadline: Deadline, language: str) -> str:
    words = _WORDS[language]
    if deadline.due:
        date = date_in_words(deadline.due, language)
        return words["earliest"].format(date=date) if deadline.at_the_earliest else date
    if deadline.days is None or deadline.day_type is None:
        return words["no_number"]
    days = f"{deadline.days} {DAYS[deadline.day_type][language]}"
    usual = STARTS[deadline.counted_from_code][language]
    if deadline.counted_from == usual:
        return _AFTER[deadline.counted_from_code][language].format(days=days)
    return words["counted"].format(days=days, start=deadline.counted_from)


def _family_rows(dates: Iterable[OwnDate], language: str, today: dt.date) -> list[tuple[dt.date, dict[str, str]]]:
    """A row a date; the days offered for a meeting in one."""
    rows: list[tuple[dt.date, dict[str, str]]] = []
    meetings = [date.on for date in dates if date.id == "meeting"]
    for date in dates:
        if date.id == "meeting" and date.on != meetings[0]:
            continue
        names = _names(date.documents, language)
        days = meetings if date.id == "meeting" else [date.on]
        passed = _PASSED.get("days" if len(days) > 1 else date.id, _PASSED["other"])
        row = {
            "by_when": joined_dates(days, language, _OR[language]).replace("\u00a0", " "),
            "what": _FAMILY[date.id][language].format(documents=names),
            "note": passed[language] if days[-1] < today else "",
            "rule": _WORDS[language]["own"],
        }
        rows.append((date.on, row))
    return rows


_AND_CONSENT: Final = {
    "en": "{start}; where your consent starts the clock, from {consent}",
    "es": "{start}; donde el plazo empieza con su consentimiento, desde el {consent}",
}
_OPEN_PLACES: Final = {"en": ("One place is", "{count} places are"), "es": ("Queda un lugar", "Quedan {count} lugares")}
_OR: Final = {"en": "or", "es": "o"}
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
_FAMILY: Final[dict[str, dict[str, str]]] = {
    "reply": {
        "en": "The school: send the written answer you asked for in your {documents}.",
        "es": "La escuela: enviar la respuesta por escrito que usted pidió ({documents}).",
    },
    "meeting": {
        "en": "You and the school: meet, if one of the days you offered is chosen.",
        "es": "Usted y la escuela: reunirse, si se elige uno de los días que usted ofreció.",
    },
    "appeal": {
        "en": "You: appeal the credit lost to absences. This is the last day you noted for it.",
        "es": "Usted: apelar el crédito perdido por ausencias. Es el último día que usted anotó.",
    },
}
_AFTER: Final[dict[str, dict[str, str]]] = {
    "request": {
        "en": "{days} after the school gets your request",
        "es": "{days} desde que la escuela recibe su solicitud",
    },
    "consent": {"en": "{days} after your signed consent", "es": "{days} desde su consentimiento firmado"},
    "meeting": {"en": "{days} after that meeting", "es": "{days} desde esa reunión"},
    "eligibility": {
        "en": "{days} after the team finds the student eligible",
        "es": "{days} desde la decisión de elegibilidad",
    },
    "records_request": {"en": "{days} after you ask", "es": "{days} desde que usted lo pide"},
    "suspicion": {
        "en": "{days} after a disability is suspected",
        "es": "{days} desde que se sospecha una discapacidad",
    },
}
"""Where a clock starts, in few words; a state's own wording of its start is printed as it is."""
_PASSED: Final = {
    "other": {"en": "This day has passed.", "es": "Este día ya pasó."},
    "days": {"en": "These days have passed.", "es": "Estos días ya pasaron."},
    "reply": {
        "en": "This day has passed. If no answer has come, write again.",
        "es": "Este día ya pasó. Si no ha llegado la respuesta, escriba otra vez.",
    },
    "appeal": {
        "en": "This day has passed. Ask the school if you can still appeal.",
        "es": "Este día ya pasó. Pregunte a la escuela si todavía puede apelar.",
    },
}
_WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "must": "{who} must {what}.",
        "earliest": "{date}, at the earliest",
        "counted": "{days}, counted from {start}",
        "no_number": "No fixed number of days",
        "confirm": "Confirm with your state.",
        "passed": "This day has passed. Ask the school for its answer.",
        "may_have_passed": "The true date may have passed. Ask the school for its answer.",
        "own": "Your own date",
    },
    "es": {
        "must": "{who} debe {what}.",
        "earliest": "{date}, como muy pronto",
        "counted": "{days}, contados desde {start}",
        "no_number": "Sin un número fijo de días",
        "confirm": "Confírmelo con su estado.",
        "passed": "Este día ya pasó. Pida la respuesta a la escuela.",
        "may_have_passed": "El día exacto puede haber pasado. Pida la respuesta a la escuela.",
        "own": "Fecha suya",
    },
}
