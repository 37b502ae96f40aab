"""Rows of a JSON list and of JSON lines, read as a stream: no more than one case is in memory."""

from __future__ import annotations

import codecs
import json
import os
from collections.abc import Iterator
from itertools import count
from typing import BinaryIO

from service.casework.cases import parse_case
from service.casework.errors import CaseError, Fault, UnreadableCaseError
from service.casework.tables.errors import BatchInputError
from service.casework.tables.rows import Row, Source

CASE_LIMIT = 1024 * 1024
"""Bytes (characters in a list) of one case, as for a single case over HTTP."""

_CHUNK = 256 * 1024
_LONGEST_SIGN = 16
"""Characters of the longest sign of JSON that the end of a window can cut (`-Infinity`, an escaped pair)."""
_BLANK = " \t\r\n"
_TOO_LONG = f"This case is longer than {CASE_LIMIT:,} bytes. Shorten it, or send long reports as enclosures."
_scan = json.JSONDecoder().raw_decode


class JsonRows:
    """The cases of a JSON list, of JSON lines, or of a file that is one case.

    Which of them it is, its first sign tells, whatever the file is called.
    """

    def __init__(self, source: Source) -> None:
        self.notes: list[str] = []
        self._source = source
        self._size: int | None = None
        self._read = 0

    def done(self) -> float | None:
        """The part of the file that is read."""
        return self._read / self._size if self._size else None

    def __iter__(self) -> Iterator[Row]:
        with self._source.open() as stream:
            self._size = _size_of(stream)
            first = self._first_line(stream)
            if first is None:
                raise BatchInputError(self._source.name, "There is no case in this file.")
            number, line = first
            if line.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"["):
                yield from self._list(line, stream)
            elif line.removeprefix(codecs.BOM_UTF8).strip() == b"{":
                yield self._one_case(line, stream)
            else:
                if len(line) > CASE_LIMIT + 1:
                    self._skip_line(stream, line)
                yield _row(number, line)
                yield from self._lines(stream, number + 1)

    def _first_line(self, stream: BinaryIO) -> tuple[int, bytes] | None:
        for number in count(1):
            line = stream.readline(CASE_LIMIT + 2)
            self._read += len(line)
            if not line:
                return None
            if line.removeprefix(codecs.BOM_UTF8).strip():
                return number, line
        return None

    def _one_case(self, line: bytes, stream: BinaryIO) -> Row:
        return _row(1, line + stream.read(CASE_LIMIT + 1))

    def _lines(self, stream: BinaryIO, first: int) -> Iterator[Row]:
        for number in count(first):
            line = stream.readline(CASE_LIMIT + 2)
            self._read += len(line)
            if not line:
                return
            if len(line) > CASE_LIMIT + 1:
                self._skip_line(stream, line)
            if line.strip():
                yield _row(number, line)

    def _skip_line(self, stream: BinaryIO, line: bytes) -> None:
        while line and not line.endswith(b"\n"):
            line = stream.readline(_CHUNK)
            self._read += len(line)

    def _list(self, start: bytes, stream: BinaryIO) -> Iterator[Row]:
        """The entries of a list. Where its JSON breaks off, the last row says so: nothing after it can be read."""
        number = 1
        try:
            text = _Text(start, stream)
            text.skip("[")
            for number in count(1):
                self._read = text.bytes_read
                if text.peek() == "]" and number == 1:
                    break
                piece = text.entry()
                yield _row(number, piece)
                if not text.skip_if(","):
                    break
            text.skip("]")
        except UnreadableCaseError as error:
            message = f"{error} Nothing from here on could be read; the rows before are as they were."
            yield Row(number, faults=(Fault("", message),))
            return
        if text.peek():
            message = "Something stands after the end of the list. Take it out, or put it into the list."
            yield Row(number + 1, faults=(Fault("", message),))


class _Text:
    """A window of text that moves along a stream."""

    def __init__(self, start: bytes, stream: BinaryIO) -> None:
        self.bytes_read = len(start)
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._line = 1
        self._at = 0
        self._window = ""
        self._ended = False
        self._add(start)

    def peek(self) -> str:
        """The next sign that is not blank, or nothing at the end."""
        while True:
            while self._at < len(self._window):
                if self._window[self._at] not in _BLANK:
                    return self._window[self._at]
                self._at += 1
            if not self._more():
                return ""

    def skip(self, sign: str) -> None:
        """Go past `sign`. Raises `UnreadableCaseError` where another one stands."""
        if not self.skip_if(sign):
            raise UnreadableCaseError(f"This is not JSON: “{sign}” or a comma is missing.", self._line_now())

    def skip_if(self, sign: str) -> bool:
        """Go past `sign` if it is next."""
        if self.peek() != sign:
            return False
        self._at += 1
        return True

    def entry(self) -> str:
        """The text of the next value."""
        self.peek()
        while True:
            try:
                _, end = _scan(self._window, self._at)
            except json.JSONDecodeError as error:
                if len(self._window) - self._at > CASE_LIMIT:
                    raise UnreadableCaseError(_TOO_LONG, self._line_now()) from None
                if self._is_inside(error) or not self._more():
                    raise UnreadableCaseError(
                        f"This is not JSON: {error.msg.lower()}.", self._line_now(error.pos)
                    ) from None
                continue
            except (RecursionError, ValueError):
                raise UnreadableCaseError(
                    "A case is nested too deeply, or has too long a number.", self._line_now()
                ) from None
            if end == len(self._window) and self._more():
                continue  # a number may go on in what comes next
            piece, self._at = self._window[self._at : end], end
            return piece

    def _is_inside(self, error: json.JSONDecodeError) -> bool:
        """True where the fault cannot come from the end of the window, so that reading on would not mend it."""
        return error.pos < len(self._window) - _LONGEST_SIGN and not error.msg.startswith("Unterminated string")

    def _more(self) -> bool:
        if self._ended:
            return False
        self._add(self._stream.read(_CHUNK))
        return True

    def _add(self, content: bytes) -> None:
        self._ended = not content
        self.bytes_read += len(content)
        self._line += self._window.count("\n", 0, self._at)
        try:
            added = self._decoder.decode(content, final=self._ended)
        except UnicodeDecodeError:
            what = "This is not UTF-8 text. Save the file as UTF-8 and send it again."
            raise UnreadableCaseError(what, self._line_now()) from None
        self._window, self._at = self._window[self._at :] + added, 0

    def _line_now(self, place: int | None = None) -> int:
        return self._line + self._window.count("\n", 0, self._at if place is None else place)


def _row(number: int, text: bytes | str) -> Row:
    if len(text) > CASE_LIMIT + 1:
        return Row(number, faults=(Fault("", _TOO_LONG),))
    try:
        return Row(number, parse_case(text))
    except UnreadableCaseError as error:
        return Row(number, faults=(Fault("", str(error)),))
    except CaseError as error:
        return Row(number, faults=error.faults)


def _size_of(stream: BinaryIO) -> int | None:
    try:
        if not stream.seekable():
            return None
        here = stream.tell()
        size = stream.seek(0, os.SEEK_END)
        stream.seek(here)
        return size
    except OSError:
        return None
