"""The fields that a TOML file may declare, by the names that it gives to their types."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from schemas.fields import (
    LINE,
    PARAGRAPH,
    SHORT_PARAGRAPH,
    Choice,
    Date,
    ListOf,
    Number,
    Paragraph,
    Text,
    WholeNumber,
    YesNo,
)


class Wanted(NamedTuple):
    """What a field is made of."""

    label: str
    help: str
    example: Any
    item: str
    least: int
    most: int
    choices: tuple[str, ...]

    @property
    def said(self) -> dict[str, Any]:
        return {"help": self.help, "example": self.example}

    @property
    def first_example(self) -> Any:
        example = self.example[0] if isinstance(self.example, list) and self.example else self.example
        return example.isoformat() if isinstance(example, dt.date) else example


MAKERS: Final[Mapping[str, Callable[[Wanted], Any]]] = {
    "text": lambda wanted: Text(wanted.label, max_length=LINE, **wanted.said),
    "paragraph": lambda wanted: Paragraph(wanted.label, max_length=PARAGRAPH, **wanted.said),
    "date": lambda wanted: Date(wanted.label, **wanted.said),
    "yes/no": lambda wanted: YesNo(wanted.label, **wanted.said),
    "number": lambda wanted: Number(wanted.label, most=wanted.most, **wanted.said),
    "whole number": lambda wanted: WholeNumber(wanted.label, least=wanted.least, most=wanted.most, **wanted.said),
    "choice": lambda wanted: Choice(wanted.label, wanted.choices, **wanted.said),
    "list of text": lambda wanted: ListOf(
        Text(wanted.item, max_length=SHORT_PARAGRAPH, lines=True, example=wanted.first_example),
        wanted.label,
        help=wanted.help,
        most=wanted.most,
    ),
    "list of dates": lambda wanted: ListOf(
        Date(wanted.item, example=wanted.first_example), wanted.label, help=wanted.help, most=wanted.most, unique=True
    ),
}
"""Type → the field of the schema."""

TYPES: Final = tuple(MAKERS)
CALENDAR_DATES: Final = ("reply", "meeting", "start", "review")
"""What a date of a kind can be in the calendar of a packet."""

FIELD_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "label": TYPES,
    "type": TYPES,
    "help": TYPES,
    "example": TYPES,
    "choices": ("choice",),
    "item": ("list of text", "list of dates"),
    "least": ("whole number",),
    "most": ("number", "whole number", "list of text", "list of dates"),
    "not_before_letter": ("date", "list of dates"),
    "not_after_letter": ("date", "list of dates"),
    "calendar": ("date", "list of dates"),
}
"""What a field may say, and for which types."""
