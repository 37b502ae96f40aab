"""How far a batch is, on standard error: a line for every fault, and on a terminal one that tells what is left."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from service.cli.ending import say

if TYPE_CHECKING:
    from service.casework.batches import Counts
    from service.casework.tables import Row, Rows

_A_LOOK = 0.2
"""Seconds between two looks at how far it is."""
_LOOKS = 50
"""Looks from which the speed is told: that of the last ten seconds, as rows of an earlier run fly by."""


class FollowedRows:
    """The rows, with how much of the file each of them ends: many are read before the first is done."""

    def __init__(self, rows: Rows) -> None:
        self.notes = rows.notes
        self._rows = rows
        self._read: deque[float | None] = deque()

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self._read.append(self._rows.done())
            yield row

    def done(self) -> float | None:
        """The part that is read, None where nobody can know."""
        return self._rows.done()

    def next_done(self) -> float | None:
        """The part of the file up to the next row, to be asked for once as each row is done."""
        return self._read.popleft()


class Screen:
    """What a person sees of a batch. `quiet`: without the faults, which come as JSON."""

    def __init__(self, rows: FollowedRows, *, quiet: bool) -> None:
        self._rows = rows
        self._is_quiet = quiet
        self._has_line = sys.stderr.isatty()
        self._looks = deque([(time.monotonic(), 0, 0.0)], maxlen=_LOOKS)

    def tell(self, record: dict[str, Any], counts: Counts) -> None:
        """Hear of one more row."""
        done = self._rows.next_done()
        if not self._is_quiet:
            for fault in record["errors"]:
                self._clear()
                say(_fault_line(record, fault))
        now = time.monotonic()
        if self._has_line and now - self._looks[-1][0] > _A_LOOK:
            self._looks.append((now, counts.total, done or 0.0))
            self._clear()
            click.echo(self._line(counts, done), err=True, nl=False)

    def end(self) -> None:
        """Leave the screen clean."""
        self._clear()

    def _line(self, counts: Counts, done: float | None) -> str:
        (began, first, part), (now, last, _) = self._looks[0], self._looks[-1]
        pieces = [f"{counts.total:,} rows", f"{(last - first) / (now - began):,.0f} a second"]
        if counts.faulty:
            pieces.append(f"{counts.faulty:,} with faults")
        if done:
            filled = round(20 * done)
            pieces = [f"[{'#' * filled}{'-' * (20 - filled)}] {done:4.0%}", *pieces]
            if done > part:
                pieces.append(f"{_time((1 - done) * (now - began) / (done - part))} left")
        return "  ".join(pieces)

    def _clear(self) -> None:
        if self._has_line:
            click.echo("\r\033[K", err=True, nl=False)


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _fault_line(record: dict[str, Any], fault: dict[str, str]) -> str:
    sheet = f"{record['sheet']}, " if record.get("sheet") else ""
    cell = f" ({fault['cell']})" if fault.get("cell") else ""
    pointer = f"{fault['pointer']}: " if fault["pointer"] else ""
    return f"{sheet}row {record['row']}{cell}: {pointer}{fault['message']}"
