"""What cannot be right in the answers, each at its control and in words for the person who typed it.

The rules are those of the case (`load_case`), nothing is checked twice. Only the words change where a message of the
schema speaks of quotation marks or of code words, which a page does not have.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schemas.walk import fields_by_path
from service.casework import Case, CaseError, Fault, load_case
from service.web.form.answers import ABSENT, value_at
from service.web.form.places import Place, place_of
from service.web.form.translation import said
from service.web.form.wording import _

REQUIRED = {
    "student.name": _("Type the student's full name. No letter can be written without it."),
    "sender.name": _("Type your full name. No letter can be sent without the name of the person who signs."),
}
WHOLE_NUMBER = _("Type a whole number in digits, such as 12.")
DECIMAL = _("Type a number in digits, such as 3 or 0.5.")
DATE_PARTS = _("Give the month, the day and the year, or tick “I don't know the exact date”.")
DATE_DIGITS = _("Use numbers for the day and the year, such as 9 / 14 / 2026.")
DATE_YEAR = _("Give the year with four digits, such as 2026.")
DATE_LINE = _("Write the date as month/day/year, such as 12/2/2026.")
BOTH_WAYS = _("Choose one from the list or write your own words, not both.")

_QUOTED_NAME = re.compile(r"“([a-z_]+)”")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One fault of the case at its place in the form. `place` is None for what no page asks about."""

    place: Place | None
    message: str


def case_or_mistakes(raw_case: Any, *, today: dt.date) -> tuple[Case | None, tuple[Mistake, ...]]:
    """The case when the answers make one, otherwise every mistake in them."""
    try:
        return load_case(raw_case, today=today), ()
    except CaseError as error:
        return None, tuple(_mistake(fault, raw_case) for fault in error.faults)


def _mistake(fault: Fault, raw_case: Mapping[str, Any]) -> Mistake:
    place = place_of(fault.pointer)
    if place is None:
        return Mistake(None, fault.message)
    message = REQUIRED.get(place.name) if _is_missing(raw_case, place) else None
    return Mistake(place, message or _reworded(fault, place, raw_case))


def _is_missing(raw_case: Mapping[str, Any], place: Place) -> bool:
    value = value_at(raw_case, place.name)
    return value is ABSENT or (isinstance(value, str) and not value.strip())


def _reworded(fault: Fault, place: Place, raw_case: Mapping[str, Any]) -> str:
    value = value_at(raw_case, fault.pointer[1:].replace("/", "."))
    widget = place.asked.widget
    if isinstance(value, str):
        if widget == "number":
            return WHOLE_NUMBER
        if widget == "decimal":
            return DECIMAL
        if widget == "date" and (reason := _what_the_date_lacks(value)):
            return reason
        if widget == "dates" and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            return _in_line(place, DATE_LINE)
    if "“id”" in fault.message:
        return BOTH_WAYS
    return _in_line(place, _with_labels(fault))


def _what_the_date_lacks(value: str) -> str:
    parts = value.split("-")
    if len(parts) != 3 or not all(part.strip() for part in parts):
        return DATE_PARTS
    if not all(part.isdigit() for part in parts):
        return DATE_DIGITS
    return DATE_YEAR if len(parts[0]) != 4 else ""


def _in_line(place: Place, message: str) -> str:
    if place.line is None or place.asked.widget not in ("lines", "dates"):
        return message
    return said(_("Line {number}: {message}")).format(number=place.line + 1, message=said(message))


def _with_labels(fault: Fault) -> str:
    """The message with the form's labels where it names fields of the same object by their code names."""
    parent = re.sub(r"/\d+", "[]", fault.pointer.rsplit("/", 1)[0])[1:].replace("/", ".")

    def label(match: re.Match[str]) -> str:
        info = fields_by_path().get(f"{parent}.{match[1]}")
        return f"“{said(info.label)}”" if info else match[0]

    return _QUOTED_NAME.sub(label, fault.message)
