"""How far a batch has got: a line for every row that is done, in order, written as soon as it is known.

The first line says how the batch was started, so that a run that goes on makes exactly what one run would have made:
the same program, the same day on the letters, the same templates, the same folder names. A line that a crash cut short
is dropped, and its row is done again. When the report stands, the journal goes.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from service.casework.batches.errors import OutputError, output_errors

_HELD = (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
"""What the systems say of a lock that somebody else has; anything else is a disk that cannot lock."""
_LOCK_AT = 2**40
"""A byte far behind any line: Windows keeps everyone from reading what is locked."""


@dataclass(frozen=True, slots=True)
class Start:
    """How a batch was started. `program` is the version of iepdocs and of its catalogues."""

    program: str
    today: str
    templates: str
    settings: str
    only_faulty: bool
    taken: tuple[str, ...]

    def as_line(self) -> bytes:
        """One line of JSON."""
        made = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(made, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"

    @classmethod
    def of_line(cls, line: bytes) -> Start:
        """What `as_line` wrote."""
        found: Mapping[str, Any] = json.loads(line)
        return cls(**{**found, "taken": tuple(found["taken"])})


class Journal(Protocol):
    """The journal of one run. `start` is its first line, `rows_done` the number of the others on opening."""

    start: Start
    rows_done: int

    def lines(self) -> Iterator[bytes]:
        """The lines of rows, from the first."""
        ...

    def append(self, line: bytes) -> None:
        """Add the line of the next row. Raises `OutputError`."""
        ...

    def close(self) -> None:
        """Leave it as it is."""
        ...

    def remove(self) -> None:
        """The run is over: take it away."""
        ...


class FileJournal:
    """A journal that is a file of this machine; open, it keeps every other run out of its folder."""

    def __init__(self, path: Path, stream: BinaryIO) -> None:
        self._path = path
        self._stream = stream
        with output_errors(path):
            try:
                _lock(stream, path.parent)
                whole, first, self.rows_done = _whole_lines(path)
                self.start = Start.of_line(first)
                stream.truncate(whole)
                stream.seek(whole)
            except BaseException:
                stream.close()
                raise

    @classmethod
    def begin(cls, path: Path, part: Path, start: Start) -> FileJournal:
        """A new journal, written to `part` first. Raises `OutputError`."""
        with output_errors(path):
            part.write_bytes(start.as_line())
            part.replace(path)
            stream = path.open("r+b", buffering=0)
        return cls(path, stream)

    @classmethod
    def reopen(cls, path: Path) -> FileJournal | None:
        """The journal of a run that did not end, None when there is none. Raises `OutputError`."""
        with output_errors(path):
            try:
                stream = path.open("r+b", buffering=0)
            except FileNotFoundError:
                return None
        try:
            return cls(path, stream)
        except (ValueError, KeyError, TypeError):
            what = "This journal cannot be read. Delete it and choose another folder for a new run."
            raise OutputError(str(path), what) from None

    def lines(self) -> Iterator[bytes]:
        """The lines of rows, from the first. Raises `OutputError`."""
        with output_errors(self._path), self._path.open("rb") as stream:
            next(stream, None)
            yield from stream

    def append(self, line: bytes) -> None:
        """Add the line of the next row; a crash of this process after it loses nothing. Raises `OutputError`."""
        with output_errors(self._path):
            written = self._stream.write(line)
            if written != len(line):  # a full disk takes a part first and complains at the next call
                self._stream.write(line[written:])

    def close(self) -> None:
        """Leave it as it is, for a run that goes on. Raises `OutputError`."""
        with output_errors(self._path):
            self._stream.close()

    def remove(self) -> None:
        """The run is over: take it away. Raises `OutputError`."""
        # Windows deletes no open file; between the two steps another run finds a finished batch.
        self.close()
        with output_errors(self._path):
            self._path.unlink(missing_ok=True)


def _whole_lines(path: Path) -> tuple[int, bytes, int]:
    """Length in bytes of the lines that are whole, the first of them, and how many follow it."""
    length, first, count = 0, b"", -1
    with path.open("rb") as stream:
        for line in stream:
            if not line.endswith(b"\n"):
                break
            length += len(line)
            first = first or line
            count += 1
    return length, first, count


def _lock(stream: BinaryIO, where: Path) -> None:
    try:
        _lock_file(stream)
    except OSError as error:
        if error.errno not in _HELD:
            raise
        what = "Another run is writing into this folder. Wait for it to end, or choose another folder."
        raise OutputError(str(where), what) from None


try:
    import fcntl

    def _lock_file(stream: BinaryIO) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)

except ImportError:  # Windows
    import msvcrt

    def _lock_file(stream: BinaryIO) -> None:
        stream.seek(_LOCK_AT)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        stream.seek(0)
