"""The dates of a packet as an iCalendar file (RFC 5545), for the calendar of a phone or a computer.

A calendar is seen by others: on a lock screen, by a spouse, by an employer. So nothing in the file is taken from what a
case says in words: no name, no school, no diagnosis; only dates, and the fixed wordings and citations of rules. Each
event is marked private and leaves its day free.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from service.casework.cases import Case
from service.casework.deadlines import Deadline
from service.casework.kinds import document_names
from service.casework.own_dates import own_dates

if TYPE_CHECKING:
    from icalendar import Event

ALARM_HOUR = 9
"""Alarms ring at nine in the morning; at midnight, where an all-day event puts them by itself, nobody hears them."""

_ALARM_DAYS: Final = {"appeal": (7, 2), "meeting": (2,), "reply": (0,)}
"""Days before. The appeal is the date that the family itself must keep: it rings while there is time to write."""
_USUAL_ALARM_DAYS: Final = (3,)
_ALARM_DAYS_OF_SCHOOL: Final = (0,)
"""What the school owes rings on the day itself: before it, nobody can say that the answer is late."""


def calendar_file(case: Case, deadlines: Sequence[Deadline], *, today: dt.date) -> bytes | None:
    """The dates as an iCalendar file; None when no date is known, since RFC 5545 has no calendar without an event.

    Same case → same bytes. The UID of an event comes from whom the case is about and from what is due, so that a
    corrected file moves the events of the earlier one instead of adding to them.
    """
    entries = [*_of_school(deadlines, case.language), *_of_family(case)]
    if not entries:
        return None
    # Loading icalendar takes longer than making a packet, and only packets need it.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//iepdocs//packet//EN")
    calendar.add("method", "PUBLISH")
    stamp = dt.datetime.combine(case.letter_date(today), dt.time(), tzinfo=dt.UTC)
    mark = _mark(case)
    for entry in sorted(entries, key=lambda entry: (entry.on, entry.id)):
        calendar.add_component(entry.event(mark, stamp))
    content: bytes = calendar.to_ical()
    return content


@dataclass(frozen=True, slots=True)
class _Entry:
    """One all-day event, before it is iCalendar."""

    id: str
    on: dt.date
    summary: str
    description: str
    alarm_days: tuple[int, ...] = _USUAL_ALARM_DAYS

    def event(self, mark: str, stamp: dt.datetime) -> Event:
        from icalendar import Alarm, Event

        event = Event()
        event.add("uid", f"{self.id}-{mark}@iepdocs")
        event.add("dtstamp", stamp)
        event.add("dtstart", self.on)
        event.add("dtend", self.on + dt.timedelta(days=1))
        event.add("summary", self.summary)
        event.add("description", self.description)
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        for days in self.alarm_days:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", self.summary)
            alarm.add("trigger", dt.timedelta(hours=ALARM_HOUR) - dt.timedelta(days=days))
            event.add_component(alarm)
        return event


def _of_school(deadlines: Sequence[Deadline], language: str) -> Iterator[_Entry]:
    words = _WORDS[language]
    for deadline in deadlines:
        if deadline.due is None:
            continue
        summary = _SCHOOL[deadline.id][language]
        lines = [words["must"].format(who=deadline.who, what=deadline.what)]
        if deadline.at_the_earliest:
            summary = words["earliest"].format(summary=summary)
            lines.append(words["may_be_later"])
        else:
            lines.append(words["write_again"])
        lines.append(words["counted_from"].format(start=deadline.counted_from))
        if deadline.confirm_with_state:
            lines.append(words["confirm"])
        lines += [*deadline.pauses, words["rule"].format(citation=deadline.citation, url=deadline.source_url)]
        description = "\n".join([*lines, words["no_advice"]])
        yield _Entry(deadline.id, deadline.due, summary, description, _ALARM_DAYS_OF_SCHOOL)


def _of_family(case: Case) -> Iterator[_Entry]:
    words = _WORDS[case.language]
    meetings = 0
    for date in own_dates(case):
        summary, line = _FAMILY[date.id][case.language]
        names = document_names(date.documents, case.language)
        what = date.documents[0]
        if date.id == "meeting":
            meetings += 1
            what = str(meetings)
        description = f"{line.format(documents=names)}\n{words['no_advice']}"
        yield _Entry(f"{date.id}-{what}", date.on, summary, description, _ALARM_DAYS.get(date.id, _USUAL_ALARM_DAYS))


def _mark(case: Case) -> str:
    """The same for every packet about one student, another for each student; no name can be read in it."""
    whose = [str(case.get(path, "")) for path in ("student.name", "student.date_of_birth", "sender.name", "reference")]
    return hashlib.sha256(json.dumps(whose).encode()).hexdigest()[:24]


_SCHOOL: Final[dict[str, dict[str, str]]] = {
    "answer_to_request": {"en": "School: answer to your request is due", "es": "Escuela: vence la respuesta"},
    "answer_next_step": {"en": "School: next step on your request is due", "es": "Escuela: vence el paso siguiente"},
    "evaluation": {"en": "School: evaluation is due", "es": "Escuela: vence la evaluación"},
    "evaluation_second_limit": {
        "en": "School: evaluation is due (second limit)",
        "es": "Escuela: vence la evaluación (segundo límite)",
    },
    "reevaluation": {"en": "School: reevaluation is due", "es": "Escuela: vence la reevaluación"},
    "iep_meeting": {"en": "School: meeting is due", "es": "Escuela: vence la reunión"},
    "records": {"en": "School: records are due", "es": "Escuela: vence el acceso al expediente"},
    "section_504_evaluation": {"en": "School: evaluation is due", "es": "Escuela: vence la evaluación"},
}

_FAMILY: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "reply": {
        "en": (
            "School: the written answer you asked for",
            "You asked for a written answer by this day in your {documents}. If none has come, write again.",
        ),
        "es": (
            "Escuela: la respuesta por escrito que usted pidió",
            "Usted pidió una respuesta por escrito para este día ({documents}). Si no ha llegado, escriba otra vez.",
        ),
    },
    "meeting": {
        "en": ("You offered this day for a meeting", "You offered this day for a meeting in your {documents}."),
        "es": ("Usted ofreció este día para una reunión", "Usted ofreció este día para una reunión ({documents})."),
    },
    "start": {
        "en": ("Proposed first day of the plan", "This is the first day that you proposed in the {documents}."),
        "es": ("Primer día propuesto del plan", "Este es el primer día que usted propuso ({documents})."),
    },
    "review": {
        "en": (
            "You and the school: review what helps",
            "You proposed this day to look at what works and what to change ({documents}).",
        ),
        "es": (
            "Usted y la escuela: revisar lo que ayuda",
            "Usted propuso este día para ver qué funciona y qué cambiar ({documents}).",
        ),
    },
    "appeal": {
        "en": (
            "You: last day to appeal lost credit",
            "This is the last day you noted for an appeal of credit lost to absences. Send the appeal before it.",
        ),
        "es": (
            "Usted: último día para apelar el crédito perdido",
            "Este es el último día que usted anotó para apelar el crédito perdido por ausencias. Envíe la apelación "
            "antes.",
        ),
    },
}

_WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "must": "{who} must {what}.",
        "earliest": "{summary}, at the earliest",
        "may_be_later": "This is the earliest day it can be. The true day may be later. Ask the school for the date.",
        "write_again": "If nothing has come by the end of this day, write to the school again.",
        "counted_from": "Counted from {start}.",
        "confirm": "Confirm this with your state.",
        "rule": "Rule: {citation}. Read at {url}",
        "no_advice": "This is information. It is not legal advice.",
    },
    "es": {
        "must": "{who} debe {what}.",
        "earliest": "{summary}, como muy pronto",
        "may_be_later": "Es el primer día posible. El día exacto puede ser más tarde. Pida la fecha a la escuela.",
        "write_again": "Si no ha llegado nada al final de este día, escriba otra vez a la escuela.",
        "counted_from": "Contado desde {start}.",
        "confirm": "Confírmelo con su estado.",
        "rule": "Regla: {citation}. Leída en {url}",
        "no_advice": "Esto es información. No es asesoría legal.",
    },
}
