"""Rows of a CSV file: any delimiter, UTF-8 with or without a byte-order mark, UTF-16, or Windows-1252."""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count, islice
from typing import BinaryIO

from service.casework.errors import Fault
from service.casework.tables.building import RowBuilder
from service.casework.tables.columns import (
    REFERENCE,
    Headings,
    headings_of,
    is_main,
    no_headings,
    refuse_without_names,
    row_of_headings,
)
from service.casework.tables.errors import BatchInputError
from service.casework.tables.rows import HEADINGS_WITHIN, Cell, Row, Source

EXAMPLE = "example"
"""What stands as the client number of the row that shows how to fill in; that row is skipped."""

INERT = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""Starts that a spreadsheet takes for a formula (https://owasp.org/www-community/attacks/CSV_Injection), and the
apostrophes by which earlier sheets of ours made them plain text."""

_LOST = "\ufffd"
"""Stands for bytes that mean nothing in the encoding of the file."""
_CHUNK = 1 << 20
_FIELD_LIMIT = 1 << 20
_RECORD_LIMIT = 4 * _FIELD_LIMIT
"""Characters of one record. The fields of a longer one, a sign each, would take thirty times its memory."""
_SAMPLE = 64 * 1024
"""Characters of a line that tell its delimiter."""
_MOST_SIGNS = 12
_NO_DELIMITER = frozenset("\"' .-_*:()#/’")
_TOO_LONG = "record longer than record limit"
_WINDOWS = (
    "The file is not UTF-8 and was read as Windows-1252, as older versions of Excel save it. If accents look wrong, "
    "save it as “CSV UTF-8”."
)


def inert(text: str) -> str:
    """Text for a cell of a CSV file that no spreadsheet will run."""
    return f"'{text}" if INERT.match(text) else text


def as_meant(text: str) -> str:
    """What `inert` was given."""
    return text[1:] if text.startswith("'") and INERT.match(text) else text


def records_of(source: Source) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of every record, without a meaning; one that cannot be taken apart is a single cell."""
    with CsvRows(source).opened() as (lines, delimiter):
        yield from ((record.number, record.values) for record in _records(lines, delimiter))


class CsvRows:
    """The clients of a CSV file. Row 1 is the headings, as a spreadsheet counts; a cell may hold line breaks."""

    def __init__(self, source: Source) -> None:
        self.notes: list[str] = []
        self._source = source
        self._stream: BinaryIO | None = None
        self._size = 0
        self._is_utf_8 = True

    def done(self) -> float | None:
        """The part of the file that is read."""
        return self._stream.tell() / self._size if self._stream and self._size else None

    def __iter__(self) -> Iterator[Row]:
        with self.opened() as (lines, delimiter):
            yield from self._rows(lines, delimiter)

    @contextmanager
    def opened(self) -> Iterator[tuple[Iterator[str], str]]:
        """The lines of the file from its headings on, and its delimiter."""
        encoding = self._encoding()
        self._is_utf_8 = encoding == "utf-8-sig"
        with self._source.open() as stream, io.TextIOWrapper(stream, encoding, "replace", newline="") as text:
            self._stream, self._size = stream, _size_of(stream)
            csv.field_size_limit(_FIELD_LIMIT)
            top = [text.readline()]
            delimiter = _named_delimiter(top[0])
            if delimiter:
                top = []
            top += islice(text, HEADINGS_WITHIN - len(top))
            yield chain(top, text), delimiter or _delimiter_of(top)
            self._stream = None

    def _rows(self, lines: Iterator[str], delimiter: str) -> Iterator[Row]:
        name = self._source.name
        records = (record for record in _records(lines, delimiter) if any(map(str.strip, record.values)))
        top = list(islice(records, HEADINGS_WITHIN))
        if not top:
            raise BatchInputError(name, "There is nothing in this file.")
        index = row_of_headings([record.values for record in top])
        if index is None:
            raise no_headings(name)
        headings = headings_of(top[index].values, name)
        refuse_without_names(headings, name)
        for record in chain(top[index + 1 :], records):
            if record.broken:
                home = Cell(name, 1, record.number)
                yield Row(record.number, None, (Fault("", record.broken),), places={"": home})
            elif row := self._row(record.number, headings, record.values):
                yield row

    def _row(self, number: int, headings: Headings, values: list[str]) -> Row | None:
        builder = RowBuilder(number, headings, self._source.name)
        for place, value in enumerate(values, 1):
            column = headings.columns.get(place)
            cell = Cell(self._source.name, place, number)
            if column is not None:
                if column.path == REFERENCE and value.strip().lower() == EXAMPLE:
                    return None
                if _LOST in value and not self._is_utf_8:
                    builder.fault(column.steps, "A sign in this cell could not be read. Type it again.", cell)
                else:
                    builder.add(as_meant(value), column, cell)
            elif place not in headings.named and value.strip():
                builder.no_heading(cell)
        return builder.row()

    def _encoding(self) -> str:
        with self._source.open() as stream:
            start = stream.read(4)
            if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
                return "utf-32"
            if len(start) == 4 and b"\0\0" in (start[::2], start[1::2]):
                return "utf-16-le" if start[0] else "utf-16-be"
            if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return "utf-16"
            decoder = codecs.getincrementaldecoder("utf-8-sig")()
            piece = start
            try:
                while piece:
                    decoder.decode(piece)
                    piece = stream.read(_CHUNK)
                decoder.decode(b"", final=True)
                return "utf-8-sig"
            except UnicodeDecodeError:
                self.notes.append(_WINDOWS)
                return "cp1252"


def _named_delimiter(line: str) -> str:
    """Excel's own first line, such as `sep=;`."""
    match = re.fullmatch(r'"?sep=(.)"?\s*', line, re.IGNORECASE)
    return match[1] if match else ""


def _delimiter_of(lines: list[str]) -> str:
    """The sign that parts one of the first lines into headings; otherwise that which parts the first line most."""
    return max(
        (
            (_known_headings(line, sign), sign)
            for line in (each[:_SAMPLE] for each in lines)
            for sign in _signs_in(line)
        ),
        key=lambda found: found[0],
        default=(0, ","),
    )[1]


def _signs_in(line: str) -> Iterator[str]:
    """The signs that may part this line; of many the most frequent."""
    counts = Counter(sign for sign in line if not sign.isalnum() and sign not in _NO_DELIMITER and sign not in "\r\n")
    frequent = {sign for sign, _ in counts.most_common(_MOST_SIGNS)}
    return (
        sign for sign in dict.fromkeys(",;\t|" + "".join(counts)) if sign in counts and sign in {*",;\t|", *frequent}
    )


def _known_headings(line: str, delimiter: str) -> int:
    try:
        names = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return 0
    return sum(is_main([name]) for name in names) * 1000 + len(names)


@dataclass(frozen=True, slots=True)
class _Record:
    """A record of the file; `broken` says what is wrong with one that cannot be taken apart."""

    number: int
    values: list[str]
    broken: str = ""


def _records(lines: Iterator[str], delimiter: str) -> Iterator[_Record]:
    """Every record. After a broken one reading goes on where it is sure that the next line begins the next."""
    noted = _Noted(lines)
    records = csv.reader(noted, delimiter=delimiter, strict=True)
    for number in count(1):
        noted.begin()
        try:
            yield _Record(number, next(records))
        except StopIteration:
            return
        except csv.Error as error:
            text = noted.text
            is_closed = text.count('"') % 2 == 0
            yield _Record(number, [text.rstrip("\r\n")], _broken(error, is_closed))
            if not is_closed:
                return


class _Noted:
    """The lines, with those of the present record noted. No generator, which a record too long would end."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._taken: list[str] = []
        self._size = 0

    def begin(self) -> None:
        """A record begins with the next line."""
        self._taken, self._size = [], 0

    @property
    def text(self) -> str:
        """The present record as it was written."""
        return "".join(self._taken)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._taken.append(line)
        self._size += len(line)
        if self._size > _RECORD_LIMIT:
            raise csv.Error(_TOO_LONG)
        return line


def _broken(error: csv.Error, is_closed: bool) -> str:
    if not is_closed:
        return (
            "A quotation mark is opened in this row and never closed, so nothing from here on could be read. Close it."
        )
    if str(error) == _TOO_LONG:
        return f"This row is longer than {_RECORD_LIMIT:,} characters. Shorten it."
    if "field limit" in str(error):
        return f"A cell of this row is longer than {_FIELD_LIMIT:,} characters. Shorten it."
    return "The quotation marks of this row do not match. Double each one inside a cell, or save the sheet as .xlsx."


def _size_of(stream: BinaryIO) -> int:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    return size
