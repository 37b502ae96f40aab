"""An attendance list as a school's system gives it, read into the log of a case.

No two systems write it alike, so a line counts when it has a date; what happened is told by the words beside it. What
cannot be told is said, never guessed.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from schemas.attendance import LOG_KINDS

MOST_LINES = 2_000
MOST_ENTRIES = 400

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the entries, how many of each kind, and the lines that say nothing the log can hold.

    `without_kind` are the dates for which a person has to choose what happened; `unread` the numbers of lines without
    a date.
    """

    entries: tuple[Entry, ...]
    counted: tuple[tuple[str, int], ...]
    without_kind: int
    unread: tuple[int, ...]
    is_cut: bool = False


# In this order: “early dismissal, excused absence” is a pickup, “late, unexcused” a late arrival.
_KINDS: Final[Sequence[tuple[str, re.Pattern[str]]]] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            "early_pickup",
            r"early[ _-]?(pick|dismiss|release|out|leave|departure|check)|left early|picked up|checked out",
        ),
        ("nurse", r"\bnurse\b|health (office|room)|\bclinic\b"),
        ("late", r"\btard|\blate\b|\barrived late|^(t|tu|te|tdy|l)$"),
        ("partial", r"\bpart(ial|ly)?\b|half[ -]?day|\b1/2\b|½"),
        (
            "absent",
            r"\babsen|\b(un)?excused\b|\bunx\b|\btruan|\bskip|\bsick\b|\bill(ness)?\b|^(a|ab|abs|ae|au|u|x|ua|ea)$",
        ),
    )
)
_PRESENT = re.compile(r"^(p|present|here|in school|on time)$", re.IGNORECASE)
_PERIOD = re.compile(r"\bper(iod)?\.?\s*\d|\bP\d\b|\bhour \d", re.IGNORECASE)
_MINUTES = re.compile(r"\b(\d{1,3})\s*(min\b|minutes?\b|mins\b)", re.IGNORECASE)
_NOTE_HEADINGS = re.compile(r"note|comment|remark|reason", re.IGNORECASE)
_MINUTE_HEADINGS = re.compile(r"minute|\bmin\b", re.IGNORECASE)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DATES: Final = (
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})\b"),
    re.compile(r"\b(?P<m>\d{1,2})[/.-](?P<d>\d{1,2})[/.-](?P<y>\d{4}|\d{2})\b"),
    re.compile(r"\b(?P<name>[A-Za-z]{3,9})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})\b"),
)


def decoded(content: bytes) -> str:
    """The text of an uploaded file: UTF-8, UTF-16 with its mark, or what Windows wrote before."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_log(text: str, kind_of_bare_dates: str = "") -> Reading:
    """The entries in a pasted or uploaded list. `kind_of_bare_dates` is for lines that have a date and nothing else."""
    entries: list[Entry] = []
    unread: list[int] = []
    headings: list[str] = []
    lines = text.replace("\x00", "").splitlines()
    for number, cells in enumerate(_rows(lines[:MOST_LINES]), 1):
        if not any(cells):
            continue
        found = _date_in(cells)
        if found is None:
            if not headings and not entries:
                headings = cells
            else:
                unread.append(number)
            continue
        entry = _entry(*found, cells, headings, kind_of_bare_dates)
        if entry is not None:
            entries.append(entry)
    kept = without_doubles(entries)[:MOST_ENTRIES]
    counted = Counter(entry["kind"] for entry in kept if "kind" in entry)
    return Reading(
        tuple(kept),
        tuple((kind, counted[kind]) for kind in LOG_KINDS if counted[kind]),
        sum("kind" not in entry for entry in kept),
        tuple(unread),
        len(lines) > MOST_LINES or len(without_doubles(entries)) > MOST_ENTRIES,
    )


def without_doubles(entries: Iterable[Entry]) -> list[Entry]:
    """The entries by date, one of a day and kind; the first that was given stays."""
    kept: dict[tuple[Any, ...], Entry] = {}
    for entry in entries:
        is_known_day = entry.get("kind") != "nurse" and "date" in entry
        key = (entry.get("date"), entry.get("kind")) if is_known_day else (id(entry),)
        kept.setdefault(key, entry)
    return sorted(kept.values(), key=lambda entry: str(entry.get("date", "")))


def totals(log: Any) -> tuple[tuple[str, int], ...]:
    """How many of each kind a log of the case holds, in the order of the kinds; none of a kind is left out."""
    counted = Counter(entry.get("kind") for entry in log if isinstance(entry, dict)) if isinstance(log, list) else {}
    return tuple((kind, counted[kind]) for kind in LOG_KINDS if counted.get(kind))


def _rows(lines: list[str]) -> Iterable[list[str]]:
    """The cells of each line. Tabs come from a copied table, semicolons from a European spreadsheet."""
    sample = "\n".join(lines[:20])
    delimiter = "\t" if "\t" in sample else ";" if sample.count(";") > sample.count(",") else ","
    for line in lines:
        yield [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]


def _date_in(cells: list[str]) -> tuple[int, int, str] | None:
    """(first cell, cell after the last, ISO date) of the first date; “Oct 5, 2026” may lie in two cells."""
    for place, cell in enumerate(cells):
        for width in (1, 2):
            text = ", ".join(cells[place : place + width]) if width > 1 else cell
            for pattern in _DATES:
                match = pattern.search(text)
                day = _day(match.groupdict()) if match else None
                if day is not None:
                    return place, place + width, day.isoformat()
    return None


def _day(parts: dict[str, str]) -> dt.date | None:
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    if "name" in parts:
        if parts["name"][:3].lower() not in _MONTHS:
            return None
        month = _MONTHS.index(parts["name"][:3].lower()) + 1
    else:
        month = int(parts["m"])
    try:
        return dt.date(year, month, int(parts["d"]))
    except ValueError:
        return None


def _entry(first: int, end: int, day: str, cells: list[str], headings: list[str], bare: str) -> Entry | None:
    rest = [(place, cell) for place, cell in enumerate(cells) if cell and not first <= place < end]
    # A line that is not a table has its words in the same cell as the date: “10/5/2026 absent”.
    beside = _without_dates(" ".join(cells[first:end]))
    if beside:
        rest.insert(0, (first, beside))
    words = [(place, cell) for place, cell in rest if not _is_weekday(cell)]
    if any(_PRESENT.match(cell) for _, cell in words):
        return None
    entry: Entry = {"date": day}
    kind = _kind([cell for place, cell in words if not _is_headed(headings, place, _NOTE_HEADINGS)]) or _kind(
        [cell for _, cell in words]
    )
    if kind == "absent" and any(_PERIOD.search(cell) for _, cell in words):
        kind = "partial"
    if not kind and not words and bare in LOG_KINDS:
        kind = bare
    if kind:
        entry["kind"] = kind
    minutes = _minutes(words, headings)
    if minutes is not None and kind != "absent":
        entry["minutes"] = minutes
    notes = [cell for place, cell in words if _is_headed(headings, place, _NOTE_HEADINGS)]
    if notes:
        entry["note"] = "; ".join(notes)[:300]
    return entry


def _without_dates(text: str) -> str:
    for pattern in _DATES:
        text = pattern.sub(" ", text)
    return " ".join(word for word in text.split() if not _is_weekday(word.strip(",:"))).strip(" ,:;-–")


def _kind(cells: list[str]) -> str:
    return next((kind for kind, pattern in _KINDS if any(pattern.search(cell) for cell in cells)), "")


def _minutes(words: list[tuple[int, str]], headings: list[str]) -> int | None:
    for place, cell in words:
        match = _MINUTES.search(cell)
        if match:
            return int(match[1])
        if _is_headed(headings, place, _MINUTE_HEADINGS) and re.fullmatch(r"\d{1,3}", cell):
            return int(cell)
    return None


def _is_headed(headings: list[str], place: int, pattern: re.Pattern[str]) -> bool:
    return place < len(headings) and bool(pattern.search(headings[place]))


def _is_weekday(cell: str) -> bool:
    return bool(re.fullmatch(r"(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?\.?", cell.strip(), re.IGNORECASE))
