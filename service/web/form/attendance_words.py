"""The words and dates of a school's attendance list: which day a text names, and what happened on it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from service.casework.wording import MONTHS, month_named

# In this order: “early dismissal, excused absence” is a pickup, “late, unexcused” a late arrival. Of the codes that
# schools use only those that mean one thing everywhere; a person is asked about the others.
_KINDS: Final[Sequence[tuple[str, re.Pattern[str]]]] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            "early_pickup",
            r"early[ _-]?(pick|dismiss|release|out|leave|departure|check)|left early|picked up|checked out",
        ),
        ("nurse", r"\bnurse\b|health (office|room)|\bclinic\b"),
        ("late", r"\btard|\blate\b|\barrived late|^(t|te|tu|tx|ut|et|tdy|tex|tue|tun|tux|l)$"),
        ("partial", r"\bpart(ial|ly)?\b|half[ -]?day|\b1/2\b|½"),
        (
            "absent",
            r"\babsen|\b(un)?excused\b|\bunverified\b|\bunx\b|\btruan|\bskip|\bsick\b|\bill(ness)?\b"
            r"|\b(all|full) day\b"
            r"|\bstayed home\b|^(a|ab|abs|ae|aex|au|aue|aux|ax|ea|eab|exa|ex|exc|u|ua|uab|una|ue|uex|unex|unexc|ux)$"
            r"|^(uv|unv|x)$",
        ),
    )
)
_PRESENT = re.compile(r"^(p|present|here|in school|on time)$", re.IGNORECASE)
_PERIOD = re.compile(r"\bper(iod)?\.?\s*\d|\bP\d\b|\bhour \d", re.IGNORECASE)
_DATES: Final = (
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:T[\d:.]+Z?)?\b"),
    re.compile(r"\b(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})\b"),
    re.compile(r"\b(?P<m>\d{1,2})[/.-](?P<d>\d{1,2})[/.-](?P<y>\d{4}|\d{2})\b"),
    re.compile(r"\b(?P<name>[A-Za-z]{3,9})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})\b"),
    re.compile(r"\b(?P<d>\d{1,2})[ -](?P<name>[A-Za-z]{3,9})\.?[ -](?P<y>\d{4}|\d{2})\b"),
)
_MONTH = "|".join(name[:3] for name in MONTHS["en"])
_WITHOUT_YEAR: Final = (
    # “1/2 day” is half a day, not January 2.
    re.compile(r"(?<![\d/.-])(?P<m>\d{1,2})/(?P<d>\d{1,2})(?![\d/.-])(?!\s*days?\b)"),
    re.compile(
        rf"\b(?P<name>{_MONTH})[a-z]*\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b",
        re.IGNORECASE,
    ),
)
_CLOCK = re.compile(r"^\d{1,2}:\d{2}(:\d{2})?\s*([ap]\.?m\.?)?$", re.IGNORECASE)


def days_in(text: str) -> Iterator[tuple[dt.date, str]]:
    """Each day that a text names, month first as in the United States, and the words that name it."""
    for pattern in _DATES:
        for match in pattern.finditer(text):
            day = _day(match.groupdict())
            if day is not None:
                yield day, match[0]


def _day(parts: dict[str, str]) -> dt.date | None:
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    month = month_named(parts["name"]) if "name" in parts else int(parts["m"])
    if month is None:
        return None
    try:
        return dt.date(year, month, int(parts["d"]))
    except ValueError:
        return None


def without_days(text: str) -> str:
    """The words beside the dates of a text: “absent” of “Mon 10/5/2026 absent”."""
    for words in [words for _, words in days_in(text)]:
        text = text.replace(words, " ")
    text = re.sub(r"\b\d{1,2}:\d{2}(:\d{2})?(\s*[ap]\.?m\b\.?)?", " ", text, flags=re.IGNORECASE)
    return " ".join(word for word in text.split() if not is_weekday(word.strip(",:"))).strip(" ,:;|-–")


def school_years(today: dt.date) -> tuple[int, int]:
    """The calendar years in which this school year and the one before began, July being the first month."""
    this = today.year if today.month >= 7 else today.year - 1
    return this, this - 1


def with_years(line: str, school_year: int) -> str:
    """The line with a year put to its one date that has none, as it falls in the school year; otherwise unchanged."""
    if next(days_in(line), None) is not None:
        return line
    found = [match for pattern in _WITHOUT_YEAR for match in pattern.finditer(line)]
    if len(found) != 1:
        return line
    parts = found[0].groupdict()
    month = month_named(parts["name"]) if "name" in parts else int(parts["m"])
    assert month is not None  # the pattern has no other names
    year = school_year if month >= 7 else school_year + 1
    dated = f"{line[: found[0].start()]}{month}/{parts['d']}/{year}{line[found[0].end() :]}"
    return dated if next(days_in(dated), None) is not None else line


def kind_of(cells: Iterable[str]) -> str:
    """What happened, as a kind of the log; empty where the words do not tell."""
    words = list(cells)
    return next((kind for kind, pattern in _KINDS if any(pattern.search(cell) for cell in words)), "")


def is_presence(cell: str) -> bool:
    """Whether the cell says that the student was there."""
    return bool(_PRESENT.match(cell))


def names_a_period(cell: str) -> bool:
    """Whether the cell speaks of one class period, not of the day."""
    return bool(_PERIOD.search(cell))


def is_weekday(cell: str) -> bool:
    """Whether the cell is the name of a weekday."""
    return bool(re.fullmatch(r"(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?\.?", cell.strip(), re.IGNORECASE))


def is_clock(cell: str) -> bool:
    """Whether the cell is a time of the day."""
    return bool(_CLOCK.match(cell.strip()))
