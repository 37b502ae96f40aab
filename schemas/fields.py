"""Our field types: strict, and every message says what to do.

A field is declared once, with its `title` (the label on the form, the heading in the sheet and the words in a
blank), its `help` and an `example`. Titles are noun phrases that read well both alone and inside brackets:
“name of the person this letter goes to”.

What all of them hold to: `"3"` is not a number, `1` is not text and `true` is neither; `null` is refused with a
word on leaving the field out; text that is only blanks counts as not given, and so do a list and an object in which
nothing else is.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from marshmallow import ValidationError, fields, missing

from schemas.catalogs import catalog
from schemas.nearest import nearest
from schemas.remaining import Remaining

NOT_NULL = "This is empty (null). Give a value, or leave the field out."

NAME, LINE, SHORT_PARAGRAPH, PARAGRAPH = 120, 300, 1_000, 5_000
"""Length limits in characters: a person's name; one line; a few sentences; a page of text."""

# XML 1.0 cannot hold these (https://www.w3.org/TR/xml/#charsets); Word refuses a file that has one.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# Line ends of other systems and of Word's clipboard, all of them one newline in a case.
_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")

# Signs without a shape. A name of these alone is no name; the first three are never meant at the ends of a text.
_JOINERS = "\ufeff\u200b\u2060"
_UNSEEN = _JOINERS + "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200c\u200d\u200e\u200f\u2800\u3164\uffa0"
_UNSEEN += "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2061, 0x2070)]))
_SPACES = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace())
_TRIMMED_ENDS, _SEEN_AS_NOTHING = _SPACES + _JOINERS, _SPACES + _UNSEEN

_EMAIL = re.compile(r"[^@\s<>()\[\],;:\"]+@[^@\s<>()\[\],;:\"]+\.[^@\s<>()\[\],;:\".]{2,}")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _describe(title: str, help: str, example: Any, extra: Mapping[str, Any]) -> dict[str, Any]:
    metadata: dict[str, Any] = {"title": title}
    if help:
        metadata["description"] = help
    if example is not None:
        metadata["examples"] = [example]
    return {**metadata, **extra}


class _Lean(fields.Field[Any]):
    """A field whose `_deserialize` is all there is: a case has some 500 values, and marshmallow would look for
    validators and for functions before and after on each of them, where no field of a case has any.
    """

    def deserialize(
        self, value: Any, attr: str | None = None, data: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> Any:
        if value is missing and not self.required:
            return missing
        if value is None or value is missing:
            return super().deserialize(value, attr, data, **kwargs)
        return self._deserialize(value, attr, data, **kwargs)


class CaseField(_Lean):
    """What every field of a case carries: title, help, example, and messages that say what to do.

    `required` is the message for when it is missing; without one the field may be left out.
    """

    kind: ClassVar[str] = "any"

    def __init__(
        self,
        title: str,
        *,
        help: str = "",
        example: Any = None,
        key: str | None = None,
        required: str = "",
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(
            required=bool(required),
            data_key=key,
            attribute=key,
            metadata=_describe(title, help, example, metadata or {}),
            error_messages={"required": required, "null": required or NOT_NULL},
        )


class Text(CaseField):
    """Plain text. Ends are trimmed and every line break becomes one newline; one line unless `lines`."""

    kind = "text"

    def __init__(self, title: str, *, max_length: int = LINE, lines: bool = False, **declared: Any) -> None:
        super().__init__(title, metadata=self._limits(max_length), **declared)
        self.max_length = max_length
        self.lines = lines

    def _limits(self, max_length: int) -> dict[str, Any]:
        return {"maxLength": max_length}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if type(value) is not str:
            raise ValidationError(_NOT_TEXT.get(type(value), "This must be text: put it in quotation marks."))
        unprintable = _NOT_IN_XML.search(value)
        if unprintable:
            raise ValidationError(
                f"Character {unprintable.start() + 1:,} (U+{ord(unprintable[0]):04X}) cannot be put in a Word file. "
                "Delete it and type the text again."
            )
        value = tidied(value)
        if not value:
            if self.required:
                raise self.make_error("required")
            return missing
        if len(value) > self.max_length:
            raise ValidationError(
                f"This has {len(value):,} characters; at most {self.max_length:,} fit. Shorten it, or send the rest "
                "as an enclosure."
            )
        if not self.lines and "\n" in value:
            raise ValidationError("This must stand on one line. Take the line breaks out.")
        return self._checked(value)

    def _checked(self, value: str) -> str:
        return value

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value


_NOT_TEXT: dict[type, str] = {
    list: "This must be one text in quotation marks, without [square brackets].",
    dict: "This must be one text in quotation marks, without {curly braces}.",
}


def tidied(text: str) -> str:
    """The text as a case keeps it: ends trimmed, one form of line break; empty when there is nothing to see in it."""
    if "\r" in text or not text.isascii():
        text = _LINE_END.sub("\n", text).strip(_TRIMMED_ENDS)
        return text if text.strip(_SEEN_AS_NOTHING) else ""
    return text.strip()


def is_blank(raw: Any) -> bool:
    """Whether a raw value gives nothing: null, or text in which there is nothing to see."""
    return raw is None or (isinstance(raw, str) and not tidied(raw))


class Paragraph(Text):
    """Text of several lines: a line break is kept, an empty line parts paragraphs."""

    def __init__(self, title: str, *, max_length: int = PARAGRAPH, **declared: Any) -> None:
        super().__init__(title, max_length=max_length, lines=True, **declared)


class Email(Text):
    """An e-mail address, by shape only: no look-up is made."""

    def _checked(self, value: str) -> str:
        if not _EMAIL.fullmatch(value):
            raise ValidationError("This is not an e-mail address. Write one address, like name@example.org.")
        return value


class Choice(Text):
    """One word of a fixed list."""

    def __init__(self, title: str, choices: Sequence[str], **declared: Any) -> None:
        self.choices = tuple(choices)
        super().__init__(title, **declared)

    def _limits(self, max_length: int) -> dict[str, Any]:
        return {"enum": list(self.choices)}

    def _checked(self, value: str) -> str:
        if value in self.choices:
            return value
        close = nearest(value, self.choices)
        meant = f" Did you mean {' or '.join(f'“{right}”' for right in close)}?" if close else ""
        raise ValidationError(f"This is not one of the choices.{meant} The choices are: {', '.join(self.choices)}.")


class StateCode(Choice):
    """The two-letter postal code of a US state or DC."""

    def __init__(self, title: str, **declared: Any) -> None:
        super().__init__(title, STATE_CODES, **declared)

    def _checked(self, value: str) -> str:
        if value not in STATE_CODES:
            raise ValidationError(
                "This is not the code of a US state or DC. Use two capital letters, such as TX for Texas."
            )
        return value


class Date(CaseField):
    """A day, written YYYY-MM-DD in JSON and a `datetime.date` in the case."""

    kind = "date"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dt.date | Any:
        if type(value) is str:
            value = value.strip()
            if not value:
                return missing
            value = self._day(value)
        # A spreadsheet has days of its own type.
        if type(value) is not dt.date:
            raise ValidationError("This must be a date in quotation marks, such as “2026-09-14”.")
        if not 1900 <= value.year <= 2100:
            raise ValidationError("The year must lie between 1900 and 2100. Check the year.")
        return value

    def _day(self, text: str) -> dt.date:
        if not _ISO_DATE.fullmatch(text) or not text.isascii():
            raise ValidationError("Write the date as year-month-day with four, two and two digits: “2026-09-14”.")
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise ValidationError("There is no such day in the calendar. Check the month and the day.") from None

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value.isoformat() if isinstance(value, dt.date) else value


class WholeNumber(CaseField):
    """A whole number from `least` to `most`."""

    kind = "integer"

    def __init__(self, title: str, *, least: int = 0, most: int = 10_000, **declared: Any) -> None:
        super().__init__(title, metadata={"minimum": least, "maximum": most}, **declared)
        self.least, self.most = least, most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        # A spreadsheet writes 19.0 for 19, and to JSON both are one number.
        if type(value) is float and value.is_integer():
            value = int(value)
        if type(value) is not int:
            raise ValidationError("This must be a whole number without quotation marks, such as 12.")
        if not self.least <= value <= self.most:
            raise ValidationError(f"This must be a whole number from {self.least:,} to {self.most:,}.")
        return value

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value


class Number(CaseField):
    """A number from 0 to `most`; halves and quarters are fine."""

    kind = "number"

    def __init__(self, title: str, *, most: int = 1_000, **declared: Any) -> None:
        super().__init__(title, metadata={"minimum": 0, "maximum": most}, **declared)
        self.most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int | float:
        if type(value) not in (int, float) or (type(value) is float and not math.isfinite(value)):
            raise ValidationError("This must be a number without quotation marks, such as 3 or 0.5.")
        if not 0 <= value <= self.most:
            raise ValidationError(f"This must be a number from 0 to {self.most:,}.")
        if round(value, 4) != value:
            raise ValidationError("Use at most four digits after the decimal point.")
        return int(value) if value == int(value) else float(value)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value


class YesNo(CaseField):
    """`true` or `false`."""

    kind = "boolean"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if type(value) is not bool:
            raise ValidationError("This must be true or false, without quotation marks.")
        return value

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value


class CatalogId(Text):
    """The id of an entry of one catalogue; an unknown one is refused with the nearest ids named."""

    def __init__(self, title: str, catalog_name: str, **declared: Any) -> None:
        self.catalog_name = catalog_name
        super().__init__(title, max_length=LINE, **declared)

    def _limits(self, max_length: int) -> dict[str, Any]:
        return {"x-catalog": self.catalog_name}

    def _checked(self, value: str) -> str:
        if catalog(self.catalog_name).get(value) is None:
            named = self.catalog_name.replace("_", " ")
            close = catalog(self.catalog_name).nearest(value)
            hint = f"The nearest ids are: {', '.join(close)}." if close else "The ids are in GET /api/v1/catalog."
            raise ValidationError(
                f"This id is not in the catalogue of {named}. {hint} For your own words use “text” instead of “id”."
            )
        return value


class ListOf(_Lean, fields.List[Any]):
    """A list of one kind of thing. Items that are only blanks are left out, and so is a list of nothing else.

    Where items were left out the list is a `schemas.remaining.Remaining`, which knows the places of the others.
    """

    def __init__(
        self,
        item: fields.Field[Any],
        title: str,
        *,
        help: str = "",
        most: int = 60,
        unique: bool = False,
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(
            item,
            metadata=_describe(title, help, None, {"maxItems": most, **(metadata or {})}),
            error_messages={"null": NOT_NULL},
        )
        self.most = most
        self.unique = unique

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if type(value) is not list:
            raise ValidationError("This must be a list: put the entries in [square brackets], also a single one.")
        if len(value) > self.most:
            raise ValidationError(
                f"This has {len(value):,} entries; at most {self.most:,} fit. Keep what matters most."
            )
        loaded: dict[int, Any] = {}
        faults: dict[int, Any] = {}
        for place, raw in enumerate(value):
            try:
                item = self.inner.deserialize(raw, **kwargs)
            except ValidationError as error:
                faults[place] = error.messages
                item = error.valid_data or missing
            if item is missing:
                continue
            if self.unique and item in loaded.values():
                faults[place] = ["This stands in the list twice. Take one out."]
            else:
                loaded[place] = item
        items: list[Any] = list(loaded.values())
        if len(items) < len(value) or faults:
            items = Remaining(items, tuple(loaded), is_whole=not faults)
        if faults:
            raise ValidationError(faults, valid_data=items)
        return items if items else missing


class Group(_Lean, fields.Nested):
    """An object inside the case; one with nothing in it counts as not given."""

    def __init__(
        self,
        schema: Any,
        title: str,
        *,
        help: str = "",
        required: str = "",
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(
            schema,
            required=bool(required),
            metadata=_describe(title, help, None, metadata or {}),
            error_messages={"null": required or NOT_NULL, "required": required},
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, partial: Any = None, **kwargs: Any) -> Any:
        return self.schema.load(value) or missing


STATE_CODES = tuple(
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK "
    "OR PA RI SC SD TN TX UT VT VA WA WV WI WY".split()
)
