"""Rows of a CSV file: any delimiter, UTF-8 with or without a byte-order mark, UTF-16, or Windows-1252."""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, TextIO

from service.casework.errors import Fault
from service.casework.tables.building import RowBuilder
from service.casework.tables.columns import REFERENCE, Headings, headings_of, is_main, refuse_without_names
from service.casework.tables.errors import BatchInputError
from service.casework.tables.rows import Cell, Row, Source

EXAMPLE = "example"
"""What stands as the client number of the row that shows how to fill in; that row is skipped."""

INERT = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""Starts that a spreadsheet takes for a formula (https://owasp.org/www-community/attacks/CSV_Injection), and the
apostrophes by which earlier sheets of ours made them plain text."""

_CHUNK = 1 << 20
_FIELD_LIMIT = 1 << 20
_NO_DELIMITER = frozenset("\"' .-_*:()#/’")
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
    """Number and cells of every record, without a meaning; ends where the file cannot be read any further."""
    rows = CsvRows(source)
    with rows.opened() as (text, delimiter), suppress(csv.Error):
        yield from enumerate(csv.reader(text, delimiter=delimiter, strict=True), 1)


class CsvRows:
    """The clients of a CSV file. Row 1 is the headings, as a spreadsheet counts; a cell may hold line breaks."""

    def __init__(self, source: Source) -> None:
        self.notes: list[str] = []
        self._source = source
        self._stream: BinaryIO | None = None
        self._size = 0

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
        with self._source.open() as stream, io.TextIOWrapper(stream, encoding, "replace", newline="") as text:
            self._stream, self._size = stream, _size_of(stream)
            csv.field_size_limit(_FIELD_LIMIT)
            start = text.readline()
            delimiter = _named_delimiter(start)
            if delimiter:
                start = text.readline()
            yield _again(start, text), delimiter or _delimiter_of(start)
            self._stream = None

    def _rows(self, lines: Iterator[str], delimiter: str) -> Iterator[Row]:
        records = csv.reader(lines, delimiter=delimiter, strict=True)
        number, headings = 0, None
        while True:
            number += 1
            try:
                values = next(records)
            except StopIteration:
                break
            except csv.Error as error:
                yield Row(number, None, (Fault("", _broken(error)),), places={"": Cell(self._source.name, 1, number)})
                break
            if not any(value.strip() for value in values):
                continue
            if headings is None:
                headings = headings_of(values, self._source.name)
                refuse_without_names(headings, self._source.name)
            elif row := self._row(number, headings, values):
                yield row
        if headings is None:
            raise BatchInputError(self._source.name, "There is nothing in this file.")

    def _row(self, number: int, headings: Headings, values: list[str]) -> Row | None:
        builder = RowBuilder(number, headings, self._source.name)
        for place, value in enumerate(values, 1):
            column = headings.columns.get(place)
            cell = Cell(self._source.name, place, number)
            if column is not None:
                if column.path == REFERENCE and value.strip().lower() == EXAMPLE:
                    return None
                builder.add(as_meant(value), column, cell)
            elif place > headings.width and value.strip():
                builder.fault((), "There is no heading above this cell. Is a delimiter too many in the row?", cell)
        return builder.row()

    def _encoding(self) -> str:
        with self._source.open() as stream:
            start = stream.read(4)
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


def _delimiter_of(line: str) -> str:
    """The sign that parts this line of headings into the most that we know."""
    signs = dict.fromkeys(sign for sign in f",;\t|{line}" if not sign.isalnum() and sign not in _NO_DELIMITER)
    signs = {sign: None for sign in signs if sign in line and sign not in "\r\n"}
    return max(signs, key=lambda sign: _known_headings(line, sign), default=",")


def _known_headings(line: str, delimiter: str) -> int:
    try:
        names = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return 0
    return sum(is_main([name]) for name in names) * 1000 + len(names)


def _again(line: str, rest: TextIO) -> Iterator[str]:
    yield line
    yield from rest


def _broken(error: csv.Error) -> str:
    if "end of data" in str(error):
        return (
            "A quotation mark is opened in this row and never closed, so nothing from here on could be read. Close it."
        )
    return (
        "The quotation marks of this row do not match, so nothing from here on could be read. Double each one inside a "
        "cell, or save the sheet as .xlsx."
    )


def _size_of(stream: BinaryIO) -> int:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    return size
