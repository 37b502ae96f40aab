"""Rows of a JSON list, of JSON lines, and of cases one after the other. A stream: no more than one is in memory."""

from __future__ import annotations

import codecs
import json
import os
import re
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
_NO_FURTHER = "Nothing from here on could be read; the rows before are as they were."
_NOT_UTF_8 = re.compile("[\udc80-\udcff]")
_SIGNS = re.compile(r'\\.|["{}\[\]\n]', re.DOTALL)
_CLOSED_BY = {"{": "}", "[": "]"}
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
            start = line.removeprefix(codecs.BOM_UTF8).strip()
            if start.startswith(b"["):
                yield from self._entries(_Text(line, stream), in_list=True)
            elif start == b"{":
                yield from self._entries(_Text(line, stream), in_list=False)
            else:
                if len(line) > CASE_LIMIT + 1:
                    self._skip_line(stream, line)
                yield _row(number, line.rstrip())
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

    def _lines(self, stream: BinaryIO, first: int) -> Iterator[Row]:
        for number in count(first):
            line = stream.readline(CASE_LIMIT + 2)
            self._read += len(line)
            if not line:
                return
            if len(line) > CASE_LIMIT + 1:
                self._skip_line(stream, line)
            if line.strip():
                yield _row(number, line.rstrip())

    def _skip_line(self, stream: BinaryIO, line: bytes) -> None:
        while line and not line.endswith(b"\n"):
            line = stream.readline(_CHUNK)
            self._read += len(line)

    def _entries(self, text: _Text, *, in_list: bool) -> Iterator[Row]:
        """The entries of a list, or cases one after the other.

        An entry that is no JSON is passed over to its closing bracket. Where nobody can tell which that is, the last
        row says so: nothing after it can be read.
        """
        if in_list:
            text.skip_if("[")
        for number in count(1):
            self._read = text.bytes_read
            sign = text.peek()
            if sign == "]" and in_list:
                if number > 1:
                    yield _broken(number, text, "A comma stands before “]” with nothing behind it. Delete it.")
                break
            if not sign and not in_list:
                return
            try:
                row = _row(number, text.entry())
            except UnreadableCaseError as error:
                is_past = text.pass_over()
                yield Row(number, faults=(Fault("", str(error) if is_past else f"{error} {_NO_FURTHER}"),))
                if not is_past:
                    return
            else:
                yield row
            if in_list and not text.skip_if(","):
                break
        number += 1
        if not text.skip_if("]"):
            yield _broken(number, text, f"A comma or “]” is missing here. {_NO_FURTHER}")
        elif text.peek():
            yield _broken(number, text, "Something stands after the end of the list. Take it out, or put it into it.")


def _broken(number: int, text: _Text, what: str) -> Row:
    return Row(number, faults=(Fault("", f"Line {text.line}: This is not JSON: {what[:1].lower()}{what[1:]}"),))


class _Text:
    """A window of text that moves along a stream."""

    def __init__(self, start: bytes, stream: BinaryIO) -> None:
        self.bytes_read = len(start)
        self._stream = stream
        # A byte that is no UTF-8 spoils the entry it stands in, not the rest.
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="surrogateescape")
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
                    raise UnreadableCaseError(_TOO_LONG, self.line) from None
                if self._is_inside(error) or not self._more():
                    raise UnreadableCaseError(
                        f"This is not JSON: {error.msg.lower()}.", self._line_of(error.pos)
                    ) from None
                continue
            except (RecursionError, ValueError):
                raise UnreadableCaseError("A case is nested too deeply, or has too long a number.", self.line) from None
            if end == len(self._window) and self._more():
                continue  # a number may go on in what comes next
            piece, self._at = self._window[self._at : end], end
            return piece

    def pass_over(self) -> bool:
        """Go past the value that stands next, whatever is in it; False where its end cannot be told for sure."""
        if self.peek() not in _CLOSED_BY:
            return False
        awaited: list[str] = []
        is_text = False
        while True:
            for sign in _SIGNS.finditer(self._window, self._at):
                if sign[0] == '"':
                    is_text = not is_text
                elif is_text:
                    if sign[0] == "\n":
                        return False  # a quotation mark is missing, so all that follows is inside out
                elif sign[0] in _CLOSED_BY:
                    awaited.append(_CLOSED_BY[sign[0]])
                elif sign[0] in _CLOSED_BY.values():
                    if sign[0] != awaited.pop():
                        return False
                    if not awaited:
                        self._at = sign.end()
                        return self.peek() in ("", ",", "]", "{")
            self._at = len(self._window) - self._window.endswith("\\")
            if not self._more():
                return False

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
        added = self._decoder.decode(content, final=self._ended)
        self._window, self._at = self._window[self._at :] + added, 0

    @property
    def line(self) -> int:
        """The line of the file in which the next sign stands."""
        return self._line_of(self._at)

    def _line_of(self, place: int) -> int:
        return self._line + self._window.count("\n", 0, place)


def _row(number: int, text: bytes | str) -> Row:
    if len(text) > CASE_LIMIT + 1:
        return Row(number, faults=(Fault("", _TOO_LONG),))
    if isinstance(text, str) and _NOT_UTF_8.search(text):
        return Row(
            number, faults=(Fault("", "This case is not UTF-8 text. Save the file as UTF-8 and send it again."),)
        )
    try:
        return Row(number, parse_case(text))
    except UnreadableCaseError as error:
        where = f"Column {error.column}: " if error.column else ""
        return Row(number, faults=(Fault("", f"{where}{error.what}"),))
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
