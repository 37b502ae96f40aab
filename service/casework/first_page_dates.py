"""The dates on the first page of a packet: what the school owes and what the family set, a row each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final

from service.casework.cases import Case
from service.casework.deadlines import Deadline
from service.casework.deadlines.wording import DAYS, STARTS
from service.casework.kinds import document_names
from service.casework.own_dates import OwnDate, own_dates
from service.casework.wording import date_in_words, joined_dates, long_date

_ON_PAGE: Final = frozenset({"reply", "meeting", "appeal"})
"""The family's dates that call for an answer; all of them are in the calendar."""


def dates_on_first_page(case: Case, deadlines: Sequence[Deadline], *, today: dt.date) -> dict[str, Any]:
    """What the template may use of `packet` for its dates: `date_rows`, `counted_from`, and three yes-or-no values.

    `first_page.DERIVED` says what each of them is.
    """
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
        names = document_names(date.documents, language)
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
_OR: Final = {"en": "or", "es": "o"}
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
