"""Dates, lists and numbers as a letter writes them, in each language."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
}
AND = {"en": "and", "es": "y"}
_NUMBERS = "no one two three four five six seven eight nine".split()
_FEDERAL_CITATION = re.compile(r"\b(\d+) (CFR|USC) (?=\d)")
_MEMORANDUM = re.compile(r"(?<=Memorandum )(\d+)-(?=\d)")
_ISO_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def long_date(day: dt.date, language: str) -> str:
    """“September 14, 2026”, “14 de septiembre de 2026”; the space before the number does not break a line."""
    month = MONTHS[language][day.month - 1]
    if language == "es":
        return f"{day.day}\u00a0de {month} de {day.year}"
    return f"{month}\u00a0{day.day}, {day.year}"


def date_in_words(day: dt.date, language: str) -> str:
    """The same where the date may break over two lines: in a narrow cell, in running text that is no letter's."""
    return long_date(day, language).replace("\u00a0", " ")


def dated(text: str, language: str) -> str:
    """Text in which a family may have typed an ISO date: the whole of it as a long date, otherwise as it is.

    “2026-10” is a month. For table cells: the date may break over two lines.
    """
    typed = _ISO_DATE.fullmatch(text)
    if typed is None:
        return text
    try:
        day = dt.date.fromisoformat(text if typed[1] else f"{text}-01")
    except ValueError:
        return text
    return date_in_words(day, language) if typed[1] else month_in_words(day, language)


def month_in_words(day: dt.date, language: str) -> str:
    """“September 2026”, “septiembre de 2026”."""
    name = MONTHS[language][day.month - 1]
    return f"{name} de {day.year}" if language == "es" else f"{name} {day.year}"


def month_named(word: str) -> int | None:
    """The number of the month whose English name begins as this word does, such as “Sept”; None without one."""
    start = word[:3].lower()
    return next((number for number, name in enumerate(MONTHS["en"], 1) if name[:3].lower() == start), None)


def joined_dates(days: Sequence[dt.date], language: str, last: str) -> str:
    """“December 1, December 3 or January 8, 2027”: in English a year stands once where it is the same."""
    written = [long_date(day, language) for day in days]
    if language == "en" and len(days) == 2 and days[0].year != days[1].year:
        return f"{written[0]}, {last} {written[1]}"
    if language == "en" and len({day.year for day in days}) == 1:
        written = [text.rsplit(", ", 1)[0] for text in written[:-1]] + written[-1:]
        return written[0] if len(written) == 1 else f"{', '.join(written[:-1])} {last} {written[-1]}"
    return joined(written, language, last)


def span_of_days(first: dt.date, last: dt.date, language: str) -> str:
    """“August 17 and November 13, 2026”, for after “between”: in English a year that is the same stands once."""
    if language != "en":
        return f"{long_date(first, language)} {AND[language]} {long_date(last, language)}"
    start, year = long_date(first, language).rsplit(", ", 1)
    return f"{start if first.year == last.year else f'{start}, {year},'} and {long_date(last, language)}"


def joined(items: Sequence[str], language: str = "en", last: str | None = None) -> str:
    """“a”, “a and b”, “a, b and c”; semicolons instead of commas where an item has a comma of its own.

    Two of which only the last has a comma need none: “the nurse and Ms. Lin, principal”. `last` is another word than
    “and”, such as “or”.
    """
    word = last or AND[language]
    if len(items) < 2:
        return "".join(items)
    are_apart = len(items) == 2 and "," not in items[0]
    comma = "; " if any("," in item for item in items) and not are_apart else ", "
    before_last = comma.rstrip() if comma == "; " else ""
    return f"{comma.join(items[:-1])}{before_last} {word} {items[-1]}"


def counted(count: int, one: str, many: str) -> str:
    """“one late arrival”, “three late arrivals”, “12 late arrivals”: words up to nine, as letters write them."""
    number = _NUMBERS[count] if 0 <= count < len(_NUMBERS) else f"{count:,}"
    return f"{number} {one if count == 1 else many}"


def percent(part: int, whole: int) -> str:
    """“34 percent”, rounded to the nearest whole; “less than 1 percent” rather than 0."""
    share = 100 * part / whole
    return "less than 1 percent" if 0 < share < 1 else f"{share:.0f} percent"


def without_period(text: str) -> str:
    """The text as a part of a longer sentence: without the period at its end."""
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text


def as_sentence(text: str) -> str:
    """The text as a sentence of its own: with a period at its end unless it has a mark already.

    A comma, colon or semicolon left at the end gives way to the period; a mark inside a closing quote counts.
    """
    text = text.rstrip(",;: ")
    return text if text.rstrip("”’\"')").endswith((".", "!", "?", "…")) else f"{text}."


def as_sentences(text: str) -> str:
    """Text that a family wrote, as it stands in a paragraph of its own: a capital first, and a mark at its end."""
    return upper_first(as_sentence(text))


def unbroken(text: str) -> str:
    """The text with “34 CFR 300.301” and “Memorandum 11-07” each kept on one line, wherever they stand."""
    return _MEMORANDUM.sub("\\1\u2011", _FEDERAL_CITATION.sub("\\1\u00a0\\2\u00a0", text))


def lower_first(text: str) -> str:
    """The text without its capital, unless it begins with an abbreviation such as “ADHD” or a name of one letter."""
    return text[0].lower() + text[1:] if len(text) > 1 and text[0].isupper() and text[1].islower() else text


def upper_first(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]
