"""An attendance list as a school's system gives it, read into the log of a case.

No two systems write it alike. A line counts when it has one date; what happened is told by the words beside it. A
list with headings is read by its column of dates, so that a date of birth or of the print above it is no absence. What
cannot be told is asked, never guessed: each code that is not known is asked about once, for all its days.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from schemas.attendance import LOG_KINDS
from service.web.form.attendance_words import (
    days_in,
    is_clock,
    is_presence,
    is_weekday,
    kind_of,
    names_a_period,
    with_years,
    without_days,
)

MOST_LINES = 2_000
LONGEST_LINE = 10_000
"""Characters. A line of a list has a hundred; what is longer is some other file."""
MOST_ENTRIES = 400
MOST_UNCLEAR = 20
LONGEST_WORDS = 60

Entry = dict[str, Any]

LEFT_OUT: Final = "none"
"""What a person says of words that are no absence: a holiday, a field trip."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the entries, how many of each kind, and what a person has to say or to know.

    `unclear` are words that do not tell what happened, with the number of their days, which are not among the entries;
    `without_kind` counts entries that are a date and nothing else; `unread` are the numbers of lines without one
    clear date. `lacks_years`: its dates have no year, and no school year was given.
    """

    entries: tuple[Entry, ...]
    counted: tuple[tuple[str, int], ...]
    unclear: tuple[tuple[str, int], ...]
    without_kind: int
    unread: tuple[int, ...]
    is_cut: bool = False
    lacks_years: bool = False


_NOTE_HEADINGS = re.compile(r"note|comment|remark|reason", re.IGNORECASE)
_MINUTE_HEADINGS = re.compile(r"minute|\bmin\b", re.IGNORECASE)
_DATE_HEADINGS = re.compile(r"(\w+ )?(date|day)( of (the )?(absence|event|attendance))?s?:?", re.IGNORECASE)
_PERIOD_HEADINGS = re.compile(r"p(er(iod)?)?\.?\s*\d{1,2}\b.*|\d{1,2}(st|nd|rd|th)?( (period|hour))?", re.IGNORECASE)
_ONE_PERIOD_HEADINGS = re.compile(r"per(iod)?|hour|block", re.IGNORECASE)
_OTHER_DATES = re.compile(r"\b(dob|birth|born|report|print(ed)?|generated|run|as of|enroll)", re.IGNORECASE)
_MINUTES = re.compile(r"\b(\d{1,3})\s*(min\b|minutes?\b|mins\b)", re.IGNORECASE)


def decoded(content: bytes) -> str:
    """The text of an uploaded file: UTF-8, UTF-16 with its mark, or what Windows wrote before."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def is_text(content: bytes) -> bool:
    """Whether a file is text at all, not a workbook, a PDF or a picture."""
    return not content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff"))


def read_log(
    text: str,
    kind_of_bare_dates: str = "",
    meanings: Mapping[str, str] | None = None,
    *,
    school_year: int | None = None,
) -> Reading:
    """The entries in a pasted or uploaded list.

    `kind_of_bare_dates` is for lines that have a date and nothing else; `meanings` says of words that do not tell by
    themselves which kind they are, or that their days are `LEFT_OUT`; `school_year` is the calendar year in which the
    school year of dates without a year began.
    """
    whole = text.replace("\x00", "").splitlines()
    lines = [line[:LONGEST_LINE] for line in whole]
    is_cut = lines != whole or len(lines) > MOST_LINES
    # A list has years or it has none: beside dates with a year, “page 1/2” is no date.
    has_years = any(next(days_in(line), None) for line in lines)
    dated = lines if has_years else [with_years(line, school_year or 2000) for line in lines]
    lacks_years = school_year is None and dated != lines
    if school_year is not None:
        lines = dated
    table = _Table(_rows(lines[:MOST_LINES]), kind_of_bare_dates, meanings or {})
    table.read()
    kept = without_doubles(table.entries)
    counted = Counter(entry["kind"] for entry in kept[:MOST_ENTRIES] if "kind" in entry)
    return Reading(
        tuple(kept[:MOST_ENTRIES]),
        tuple((kind, counted[kind]) for kind in LOG_KINDS if counted[kind]),
        tuple(table.unclear.most_common(MOST_UNCLEAR)),
        sum("kind" not in entry for entry in kept[:MOST_ENTRIES]),
        tuple(table.unread),
        is_cut or len(kept) > MOST_ENTRIES,
        lacks_years,
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


_Cells = list[str]


def _rows(lines: list[str]) -> list[tuple[int, _Cells]]:
    """The number and the cells of each line. Tabs come from a copied table, semicolons from a European spreadsheet."""
    sample = "\n".join(lines[:20])
    marks = {mark: sample.count(mark) for mark in (";", "|", ",")}
    delimiter = "\t" if "\t" in sample else max(marks, key=lambda mark: (marks[mark], mark == ","))
    if sum(line.count('"') for line in lines) % 2 == 0:
        with suppress(csv.Error):  # a cell without end
            return list(_records(lines, delimiter))
    # A quotation mark that is never closed would swallow the rest of the list.
    return [
        (number, [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])])
        for number, line in enumerate(lines, 1)
    ]


def _records(lines: list[str], delimiter: str) -> Iterator[tuple[int, _Cells]]:
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter)
    before = 0
    for cells in reader:
        yield before + 1, [" ".join(cell.split()) for cell in cells]
        before = reader.line_num


@dataclass
class _Table:
    """The rows of a list, and what has been made of them so far."""

    rows: list[tuple[int, _Cells]]
    bare: str
    meanings: Mapping[str, str]
    entries: list[Entry] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    unclear: Counter[str] = field(default_factory=Counter)
    headings: _Cells = field(default_factory=list)
    date_column: int | None = None
    periods: tuple[int, ...] = ()

    def read(self) -> None:
        rows = self._under_the_headings()
        for number, cells in rows:
            if not any(cells):
                continue
            found = self._date_in(cells)
            if found is not None:
                self._take(*found, cells)
            elif not self.headings and not self.entries and next(days_in(" ".join(cells)), None) is None:
                self.headings = cells
            else:
                self.unread.append(number)

    def _under_the_headings(self) -> list[tuple[int, _Cells]]:
        """The rows below the one that heads a column of dates; all of them where none does."""
        for place, (_number, cells) in enumerate(self.rows):
            heads = [column for column, cell in enumerate(cells) if _DATE_HEADINGS.fullmatch(cell)]
            if heads and sum(map(bool, cells)) > 1 and next(days_in(" ".join(cells)), None) is None:
                below = self.rows[place + 1 :]
                self.headings = cells
                self.date_column = next((column for column in heads if _has_days(below, column)), heads[0])
                periods = [column for column, cell in enumerate(cells) if _PERIOD_HEADINGS.fullmatch(cell)]
                used = [column for column in periods if any(_cell(row, column) for _, row in below)]
                self.periods = tuple(used) if len(periods) > 1 else ()
                return below
        return self.rows

    def _date_in(self, cells: _Cells) -> tuple[int, int, str] | None:
        """(first cell, cell after the last, ISO date) of the row's one date; None where it has none, or several."""
        column = self.date_column
        if column is None and _OTHER_DATES.search(" ".join(cells)) and not kind_of(cells):
            return None
        for place in range(len(cells)) if column is None else [column]:
            # “Oct 5, 2026” may lie in two cells.
            for width in (1, 2):
                found = {day for day, _ in days_in(", ".join(cells[place : place + width]))}
                if found and column is None:
                    found |= {day for cell in cells for day, _ in days_in(cell)}
                if len(found) == 1:
                    return place, place + width, found.pop().isoformat()
                if found:
                    return None
        return None

    def _take(self, first: int, end: int, day: str, cells: _Cells) -> None:
        rest = [(place, cell) for place, cell in enumerate(cells) if cell and not first <= place < end]
        # A line that is not a table has its words in the same cell as the date: “10/5/2026 absent”.
        beside = without_days(" ".join(cells[first:end]))
        if beside:
            rest.insert(0, (first, beside))
        words = [(place, cell) for place, cell in rest if not is_weekday(cell) and not is_clock(cell)]
        told = [(place, cell) for place, cell in words if not is_presence(cell)]
        if len(told) < len(words) and not any(place in self.periods for place, _ in told):
            return
        notes = [cell for place, cell in told if self._is_headed(place, _NOTE_HEADINGS)]
        said = [(place, cell) for place, cell in told if not self._is_headed(place, _NOTE_HEADINGS)]
        entry: Entry = {"date": day}
        kind = self._kind(said, notes)
        if kind == LEFT_OUT:
            return
        if not kind and words:
            self.unclear[_as_asked(said, notes)] += 1
            return
        if not kind and self.bare in LOG_KINDS:
            kind = self.bare
        if kind:
            entry["kind"] = kind
        minutes = self._minutes(words)
        if minutes is not None and kind != "absent":
            entry["minutes"] = minutes
        if notes:
            entry["note"] = "; ".join(notes)[:300]
        same = next((each for each in self.entries if each["date"] == day and each.get("kind") == kind), None)
        if kind == "partial" and same is not None and "minutes" in same and minutes is not None:
            same["minutes"] += minutes  # Another class of the same day.
            return
        self.entries.append(entry)

    def _kind(self, said: list[tuple[int, str]], notes: _Cells) -> str:
        words = [cell for _, cell in said]
        in_periods = {kind_of([cell]) for place, cell in said if place in self.periods}
        kind = kind_of(words) or kind_of(notes)
        if not kind:
            meant = self.meanings.get(_as_asked(said, notes), "")
            return meant if meant == LEFT_OUT or meant in LOG_KINDS else ""
        if "absent" in in_periods and sum(place in self.periods for place, _ in said) < len(self.periods):
            return "partial"
        if len(in_periods) > 1 and "absent" in in_periods:
            return "partial"
        is_of_a_period = any(
            names_a_period(cell) or (cell.isdigit() and _ONE_PERIOD_HEADINGS.fullmatch(_cell(self.headings, place)))
            for place, cell in said
        )
        return "partial" if kind == "absent" and is_of_a_period else kind

    def _minutes(self, words: list[tuple[int, str]]) -> int | None:
        for place, cell in words:
            match = _MINUTES.search(cell)
            if match:
                return int(match[1])
            if self._is_headed(place, _MINUTE_HEADINGS) and re.fullmatch(r"\d{1,3}", cell):
                return int(cell)
        return None

    def _is_headed(self, place: int, pattern: re.Pattern[str]) -> bool:
        return bool(pattern.search(_cell(self.headings, place)))


def _cell(cells: _Cells, place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _has_days(rows: list[tuple[int, _Cells]], column: int) -> bool:
    return any(next(days_in(_cell(cells, column)), None) for _, cells in rows)


def _as_asked(said: list[tuple[int, str]], notes: _Cells) -> str:
    """The words of a line as a person is asked about them: without numbers that stand alone."""
    words = [cell for _, cell in said if not re.fullmatch(r"[\d.,:]*", cell)] or notes
    return " ".join(words)[:LONGEST_WORDS].strip()
