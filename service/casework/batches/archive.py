"""A batch as a ZIP that streams while it is made: nothing of it is kept, neither in memory nor on disk.

One folder a row, then the sheet with its faults marked, then `report.json`. A member is written whole with its sizes
in front, so that readers which unpack while they receive can do so too. What is held is the list of members that ends
every ZIP (about 600 bytes each), and the report, packed.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any

from service.casework.batches.crews import Crew
from service.casework.batches.folders import FolderNames
from service.casework.batches.outcomes import digest_of, line_of, outcome_of
from service.casework.batches.report import MARKED, REPORT, Counts, Summary, marks_of, report
from service.casework.batches.running import results_of
from service.casework.batches.work import Order, Task
from service.casework.tables.rows import Row, Rows

_FIXED = (1980, 1, 1, 0, 0, 0)
"""The date of every member, so that the same batch gives the same bytes."""


def archive_of(
    rows: Rows,
    order: Order,
    crew: Crew,
    *,
    mark: Callable[[list[tuple[str, str]]], bytes | None] = lambda faults: None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Iterator[bytes]:
    """The ZIP in pieces. The `order` gives its documents back. Close the iterator and the work stops."""
    window = _Window()
    archive = zipfile.ZipFile(window, "w")
    lines = _PackedLines()
    counts = Counts()
    for (row, digest, folder), result in results_of(_feed(rows), order, crew, is_stopped):
        assert result is not None
        outcome = outcome_of(row, digest, folder, result)
        for name, content in result.files:
            _add(archive, f"{folder}/{name}", [content], zipfile.ZIP_STORED)
            yield window.taken()
        record = outcome.as_json()
        counts.add(record)
        lines.add(line_of(record))
    marked = mark(list(marks_of(lines)))
    if marked is not None:
        _add(archive, MARKED, [marked], zipfile.ZIP_STORED)
        yield window.taken()
    summary = Summary(counts, not is_stopped(), tuple(rows.notes))
    _add(archive, REPORT, report(summary, lines), zipfile.ZIP_DEFLATED)
    archive.close()
    yield window.taken()


def check_of(
    rows: Rows,
    order: Order,
    crew: Crew,
    *,
    is_stopped: Callable[[], bool] = lambda: False,
    tell: Callable[[dict[str, Any], Counts], None] = lambda record, counts: None,
) -> tuple[Summary, Iterable[bytes]]:
    """What is said of every row when nothing is written: the counts, and the line of each row for `report`."""
    lines, counts = _PackedLines(), Counts()
    for record in _checked(rows, order, crew, is_stopped):
        counts.add(record)
        lines.add(line_of(record))
        tell(record, counts)
    return Summary(counts, not is_stopped(), tuple(rows.notes)), lines


def check_in_pieces(rows: Rows, order: Order, crew: Crew) -> Iterator[bytes]:
    """The same as JSON that streams, its counts last. Close the iterator and the work stops."""
    counts = Counts()
    for record in _checked(rows, order, crew, lambda: False):
        # The first piece comes with the first row: a file that cannot be read is refused before it.
        yield (b",\n" if counts.total else b'{"rows": [\n') + line_of(record).rstrip(b"\n")
        counts.add(record)
    ends = {"total": counts.total, "ready": counts.ready, "faulty": counts.faulty, "notes": rows.notes}
    yield (b"\n], " if counts.total else b'{"rows": [], ') + json.dumps(ends).encode()[1:]


def _checked(rows: Rows, order: Order, crew: Crew, is_stopped: Callable[[], bool]) -> Iterator[dict[str, Any]]:
    """What is said of each row when nothing is written: its record without what only a written one has."""
    for (row, digest, _), result in results_of(_feed(rows), order, crew, is_stopped):
        assert result is not None
        record = outcome_of(row, digest, "", result).as_json()
        for name in ("documents", "digest", "folder"):
            record.pop(name, None)
        yield record


def _feed(rows: Iterable[Row]) -> Generator[tuple[tuple[Row, str, str], Task | None], None, None]:
    names = FolderNames((REPORT, MARKED))
    for row in rows:
        folder = names.name_for(row.raw_case)
        yield (row, digest_of(row), folder), Task(row.number, row.raw_case, folder, row.faults)


def _add(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes], packing: int) -> None:
    # A .docx is a ZIP already: packing it again costs time and gains nothing.
    member = zipfile.ZipInfo(name, _FIXED)
    member.external_attr = 0o644 << 16
    member.compress_type = packing
    with archive.open(member, "w") as stream:
        for piece in pieces:
            stream.write(piece)


class _Window(io.RawIOBase):
    """The part of an endless file that is not sent yet; `zipfile` may go back in it to write a member's sizes."""

    def __init__(self) -> None:
        self._sent = 0
        self._buffer = io.BytesIO()

    def tell(self) -> int:
        return self._sent + self._buffer.tell()

    def seek(self, place: int, whence: int = 0) -> int:
        assert whence == 0 and place >= self._sent
        return self._sent + self._buffer.seek(place - self._sent)

    def write(self, piece: Any) -> int:
        return self._buffer.write(piece)

    def taken(self) -> bytes:
        """What is there; it is forgotten here."""
        content = self._buffer.getvalue()
        self._sent += len(content)
        self._buffer = io.BytesIO()
        return content


class _PackedLines:
    """Lines kept packed, a tenth of their size; read any number of times."""

    def __init__(self) -> None:
        self._packer = zlib.compressobj(6)
        self._pieces: list[bytes] = []

    def add(self, line: bytes) -> None:
        self._pieces.append(self._packer.compress(line))

    def __iter__(self) -> Iterator[bytes]:
        reader = zlib.decompressobj()
        rest = b""
        # What the packer still holds is read from a copy of it, so that lines can be added later.
        for piece in (*self._pieces, self._packer.copy().flush()):
            *lines, rest = (rest + reader.decompress(piece)).split(b"\n")
            yield from (line + b"\n" for line in lines)
