"""What stands in a cell → a value of the raw case, and back. What cannot be read for sure is a fault, never a guess."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from schemas.catalogs import LANGUAGES, catalog
from schemas.walk import FieldInfo
from service.casework.advice import Advisory
from service.casework.tables.columns import Column
from service.casework.wording import MONTHS, date_in_words, month_in_words

Value = str | int | float | bool | dt.date | dt.datetime | dt.time | None

PARTED_BY = ";"
_ESCAPED = re.compile(r"\\([\\;])")
_PART = re.compile(r"(?:[^;\\]|\\.|\\$)*", re.DOTALL)
_MONTH_FIRST = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)")
_ID = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")
_YES = frozenset("yes y true x sí si wahr 1".split())
_NO = frozenset("no n false 0".split())
_EXACT = 10**15
"""Up to here a spreadsheet keeps every digit of a number."""


class CellError(Exception):
    """The cell does not hold what its column asks for; the message says what to do."""


def values_in(value: Value, column: Column, number_format: str = "") -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """(steps inside the column's field, value) for everything that the cell holds. Raises `CellError`."""
    if isinstance(value, str) and _ERROR.fullmatch(value.strip()):
        raise CellError("The formula in this cell gives an error. Mend it, or type the value.")
    if column.holds == "value":
        yield (), one_value(value, column.info, number_format)
    else:
        for index, item in enumerate(_items(value, column.info, number_format)):
            if column.holds == "list":
                yield (index,), item
            elif column.holds == "choices":
                yield (index, *_choice(str(item), column.info)[0]), _choice(str(item), column.info)[1]
            else:
                yield from (((index, *steps), part) for steps, part in _barrier(str(item), column.info))


def one_value(value: Value, info: FieldInfo, number_format: str = "") -> Any:
    """The value for the raw case. Raises `CellError`; what the schema itself refuses passes."""
    return _READERS[info.type](value, info, number_format)


def is_blank(value: Value) -> bool:
    """True where nothing stands."""
    return value is None or (isinstance(value, str) and not value.strip())


def assumed(value: Value, column: Column, pointer: str) -> Advisory | None:
    """What was assumed in reading this cell, None when its meaning is plain."""
    if column.info.type == "date" and isinstance(value, str):
        if any(
            first != second and int(first) <= 12 and int(second) <= 12
            for first, second, _ in _MONTH_FIRST.findall(value)
        ):
            return Advisory(
                "sheet_month_first",
                "worth_a_look",
                pointer,
                "This date was read as month/day/year, as spreadsheets in the US write it.",
                "Check it in the draft. Written year-month-day (2026-09-14) it can be read in one way only.",
                "How the sheet was read.",
            )
    elif column.info.type == "text" and isinstance(value, (dt.date, dt.time)):
        return Advisory(
            "sheet_date_as_text",
            "worth_a_look",
            pointer,
            "The spreadsheet has turned what was typed here into a date or time, which was put into words again.",
            "Check it in the draft. To keep it as typed, format the column as text first.",
            "How the sheet was read.",
        )
    return None


def joined(items: list[Any]) -> str:
    """A list of words, dates or numbers as one cell; `values_in` takes it apart again."""
    return f"{PARTED_BY} ".join(
        as_text(item).replace("\\", "\\\\").replace(PARTED_BY, f"\\{PARTED_BY}") for item in items
    )


def in_words(value: Any, info: FieldInfo) -> Any:
    """A choice as people read it, in the spelling of the drop-downs; `one_value` takes it for the same choice."""
    if not isinstance(value, str):
        return value
    if info.catalog:
        entry = next((entry for entry in catalog(info.catalog) if entry.id == value), None)
        name = entry.name["en"] if entry else value
        return name if one_value(name, info) == value else value
    words = value.replace("_", " ")
    return words if info.choices and _chosen(words, info) == value else value


def as_text(value: Any) -> str:
    """A value of a case in a cell that holds text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _items(value: Value, info: FieldInfo, number_format: str) -> Iterator[Any]:
    if not isinstance(value, str):
        yield one_value(value, info, number_format)
        return
    for part in parts_of(value):
        yield one_value(part, info)


def parts_of(text: str) -> Iterator[str]:
    """The parts of a cell between its semicolons; `\\;` is a semicolon inside a part."""
    place = 0
    while place <= len(text):
        match = _PART.match(text, place)
        assert match is not None
        part = _ESCAPED.sub(r"\1", match[0].strip())
        if part:
            yield part
        place = match.end() + 1


def _choice(item: str, info: FieldInfo) -> tuple[tuple[str], str]:
    """An id or a name of the catalogue is a choice; what looks like an id is taken for one; the rest is own words."""
    assert info.catalog
    known = _ids_by_name(info.catalog).get(" ".join(item.split()).casefold())
    if known:
        return ("id",), known
    return (("id",), item) if _ID.fullmatch(item) else (("text",), item)


def _barrier(item: str, info: FieldInfo) -> Iterator[tuple[tuple[str], str]]:
    """`anxiety`, or `anxiety: what makes it hard`."""
    kind, colon, detail = item.partition(":")
    chosen = _chosen(kind.strip(), info)
    if colon and chosen not in info.choices:
        yield ("detail",), item
    else:
        yield ("kind",), chosen
        if detail.strip():
            yield ("detail",), detail.strip()


@cache
def _ids_by_name(catalog_name: str) -> dict[str, str]:
    """Id for every id, and for every name that only one entry has."""
    names: dict[str, set[str]] = {}
    for entry in catalog(catalog_name):
        for name in (entry.id, *(entry.name[language] for language in LANGUAGES)):
            names.setdefault(" ".join(name.split()).casefold(), set()).add(entry.id)
    return {name: next(iter(ids)) for name, ids in names.items() if len(ids) == 1}


def _text(value: Value, info: FieldInfo, number_format: str) -> str:
    text = _as_typed(value, number_format).strip()
    if info.catalog:
        return _ids_by_name(info.catalog).get(" ".join(text.split()).casefold(), text)
    return _chosen(text, info) if info.choices else text


def _as_typed(value: Value, number_format: str) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        if abs(value) >= _EXACT:
            raise CellError(
                "The spreadsheet keeps 15 digits of a number only. Format the cell as text and type it again."
            )
        if value != int(value):
            return repr(value)
        return _as_shown(int(value), number_format)
    if isinstance(value, dt.date):
        return _date_in_words(value, number_format)
    if isinstance(value, dt.time):
        return f"{value.hour % 12 or 12}:{value.minute:02} {'a.m.' if value.hour < 12 else 'p.m.'}"
    return str(value)


def _as_shown(value: int, number_format: str) -> str:
    """The digits in the places that a format such as `00000` or `(000) 000-0000` keeps for them."""
    places = "".join(_PLACES.findall(number_format)) if _NOUGHTS.fullmatch(number_format) else ""
    if places.count("0") < max(2, len(str(value))) or value < 0:
        return str(value)
    digits = iter(str(value).zfill(places.count("0")))
    return "".join(next(digits) if sign == "0" else sign for sign in places)


_PLACES = re.compile(r"[-0() ]|(?<=\\)[^0]|(?<=\")[^\"0]+(?=\")")
_NOUGHTS = re.compile(r"(?:[-0() ]|\\[^0]|\"[^\"0]*\")*")


_MONTH_OF = {
    **{name.lower()[:length]: number for number, name in enumerate(MONTHS["en"], 1) for length in (3, len(name))},
    "sept": 9,
}
_DAY, _YEAR, _NAME = r"(?P<day>\d{1,2})", r"(?P<year>\d{4})", r"(?P<month>[A-Za-z]{3,9})"
_MIDNIGHT = r"(?:[T ]0?0:00(?::00(?:\.0+)?)?Z?| 12:00(?::00)? ?AM)?"
"""What a database puts behind a date that has no time."""
_DATES = tuple(
    re.compile(written + _MIDNIGHT, re.IGNORECASE)
    for written in (
        rf"{_YEAR}([-/])(?P<month>\d{{1,2}})\2{_DAY}",
        rf"(?P<month>\d{{1,2}})([-/]){_DAY}\2{_YEAR}",
        rf"{_NAME}\.? {_DAY}(?:st|nd|rd|th)?,? {_YEAR}",
        rf"{_DAY}(?:st|nd|rd|th)?[ -]{_NAME}\.?,?[ -]{_YEAR}",
    )
)
"""Ways to write a date that can be read in one way only; where all is numbers, the month comes first as in the US."""


def _date_in_words(value: dt.date, number_format: str) -> str:
    has_day = "d" in re.sub(r"\[[^\]]*\]|\"[^\"]*\"", "", number_format.lower()) if number_format else True
    return date_in_words(value, "en") if has_day else month_in_words(value, "en")


def _chosen(text: str, info: FieldInfo) -> str:
    plain = re.sub(r"[\s_-]+", "_", text.casefold())
    return next((choice for choice in info.choices if re.sub(r"[\s_-]+", "_", choice.casefold()) == plain), text)


def _date(value: Value, info: FieldInfo, number_format: str) -> str:
    if isinstance(value, dt.datetime):
        if value.time() != dt.time():
            raise CellError("This has a time of day beside the date. Give the date alone.")
        return value.date().isoformat()
    if not isinstance(value, str):
        raise CellError("This is no date for the spreadsheet. Format the cell as a date, or write it like 2026-09-14.")
    for written in _DATES:
        if match := written.fullmatch(value.strip()):
            found = match.groupdict()
            month = _MONTH_OF.get(found["month"].lower(), 0) if found["month"].isalpha() else int(found["month"])
            try:
                return dt.date(int(found["year"]), month, int(found["day"])).isoformat()
            except ValueError:
                what = "There is no such day. Write it as month/day/year (9/14/2026) or 2026-09-14."
                raise CellError(what) from None
    raise CellError("Write the date as year-month-day (2026-09-14) or month/day/year (9/14/2026).")


def _integer(value: Value, info: FieldInfo, number_format: str) -> int:
    number = _number(value, info, number_format)
    if number != int(number):
        raise CellError("This must be a whole number, such as 12.")
    return int(number)


def _number(value: Value, info: FieldInfo, number_format: str) -> int | float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    text = value.strip() if isinstance(value, str) else ""
    if re.fullmatch(r"\d{1,12}", text):
        return int(text)
    if re.fullmatch(r"\d{1,12}\.\d{1,12}", text):
        return float(text)
    example = "12" if info.type == "integer" else "0.5"
    raise CellError(f"This must be a number, such as {example}, with nothing else in the cell.")


def _yes_no(value: Value, info: FieldInfo, number_format: str) -> bool:
    if isinstance(value, bool):
        return value
    word = str(int(value)) if isinstance(value, (int, float)) else str(value).strip().casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise CellError("Write yes or no.")


_READERS = {"text": _text, "date": _date, "integer": _integer, "number": _number, "boolean": _yes_no}
