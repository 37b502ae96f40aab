"""`report.json`: what became of every row, in order, written from the lines of the run without holding them.

Each row stands on a line of its own, so that a report of any length is read line by line as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from service.casework.tables.errors import BatchInputError

REPORT = "report.json"
MARKED = "marked.xlsx"

_ROWS = b'"rows": [\n'
_END = b"]}\n"


@dataclass(slots=True)
class Counts:
    """How a run stands."""

    total: int = 0
    ready: int = 0
    faulty: int = 0
    documents: int = 0

    def add(self, record: dict[str, Any]) -> None:
        """Count one more row."""
        self.total += 1
        if record["status"] == "ready":
            self.ready += 1
        else:
            self.faulty += 1
        self.documents += len(record.get("documents", ()))


@dataclass(frozen=True, slots=True)
class Summary:
    """A run that has ended: its counts, whether every row was reached, and what is said of the file as a whole.

    `settings` are what gave a field one value in every row, as they were written.
    """

    counts: Counts
    is_complete: bool
    notes: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()

    def head(self) -> dict[str, Any]:
        """What the report says before its rows."""
        return {
            "complete": self.is_complete,
            "total": self.counts.total,
            "ready": self.counts.ready,
            "faulty": self.counts.faulty,
            "notes": list(self.notes),
            **({"set": list(self.settings)} if self.settings else {}),
        }


def report(summary: Summary, lines: Iterable[bytes]) -> Iterator[bytes]:
    """The report in pieces, from the line of each row."""
    head = json.dumps(summary.head(), ensure_ascii=False).encode("utf-8", "backslashreplace")
    yield head[:-1] + b", " + _ROWS
    is_first = True
    for line in lines:
        yield line.rstrip(b"\n") if is_first else b",\n" + line.rstrip(b"\n")
        is_first = False
    yield b"\n" + _END


def lines_of_report(pieces: Iterable[bytes], name: str) -> Iterator[bytes]:
    """The line of each row in a report that `report` made. Raises `BatchInputError` for any other file."""
    found = iter(pieces)
    if not next(found, b"").endswith(_ROWS):
        raise BatchInputError(name, "This is not a report that iepdocs wrote. Choose another folder.")
    for piece in found:
        line = piece.rstrip(b"\n").removesuffix(b",")
        if line and line != _END.rstrip(b"\n"):
            yield line + b"\n"


def head_of_report(pieces: Iterable[bytes], name: str) -> dict[str, Any]:
    """What a report says before its rows. Raises `BatchInputError`."""
    first = next(iter(pieces), b"")
    if not first.endswith(_ROWS):
        raise BatchInputError(name, "This is not a report that iepdocs wrote. Choose another folder.")
    head: dict[str, Any] = json.loads(first + b"]}")
    return head


def marks_of(lines: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """(cell, message) of every fault that has a cell."""
    for line in lines:
        if b'"cell":' in line:
            for fault in json.loads(line)["errors"]:
                if fault.get("cell"):
                    yield fault["cell"], fault["message"]
