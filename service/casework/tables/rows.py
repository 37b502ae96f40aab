"""What every reader gives: rows, each with where it came from and what it says so far."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any, BinaryIO, Protocol

from service.casework.advice import Advisory
from service.casework.errors import Fault
from service.casework.tables.errors import BatchInputError, unreadable

HEADINGS_WITHIN = 10
"""Rows from the top of a sheet among which the headings are looked for."""

FORMATS = ("json", "jsonl", "csv", "xlsx")
_ENDINGS = {".ndjson": "jsonl", ".tsv": "csv", ".txt": "csv", ".xlsm": "xlsx", **{f".{name}": name for name in FORMATS}}
_ZIP_START = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a sheet: the sheet's title, and column and row counted from 1."""

    sheet: str
    column: int
    row: int

    @property
    def name(self) -> str:
        """As a spreadsheet shows it: `B12`."""
        letters, column = "", self.column
        while column:
            column, letter = divmod(column - 1, 26)
            letters = chr(65 + letter) + letters
        return f"{letters}{self.row}"


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One client of a batch.

    `number` counts as a person does: the row of the sheet, the line of a JSONL file, the entry of a list. `faults` is
    what is wrong before the case is looked at, `advice` what was assumed on reading. `places` gives the cell for a
    pointer into the case, `cells` the one for a fault that was found on reading. `sheet` is the title of a further
    sheet, for a row of it that belongs to no client.
    """

    number: int
    raw_case: Any = None
    faults: tuple[Fault, ...] = ()
    advice: tuple[Advisory, ...] = ()
    places: Mapping[str, Cell] = field(default_factory=dict)
    cells: Mapping[Fault, Cell] = field(default_factory=dict)
    sheet: str = ""

    def cell(self, fault: Fault) -> Cell | None:
        """Where in the sheet this fault stands, or what it misses should stand; None without a sheet."""
        if not self.places:
            return None
        if fault in self.cells:
            return self.cells[fault]
        place = pointer = fault.pointer
        while place:
            if place in self.places:
                return self.places[place]
            place = place.rpartition("/")[0]
        below = (cell for known, cell in self.places.items() if known.startswith(f"{pointer}/"))
        return next(below, next(iter(self.places.values())))


class Rows(Protocol):
    """The rows of one file, read as they are asked for.

    `notes` fills with sentences about the file as a whole; `done` tells how much of it is read, from 0 to 1.
    """

    notes: list[str]

    def __iter__(self) -> Iterator[Row]: ...

    def done(self) -> float | None:
        """The part that is read, None where nobody can know."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """A file of cases: a name to show, its format, and how to open it (more than once, unless it is a stream).

    `unpacked_limit` is how many bytes a workbook may have when it is unpacked, `row_limit` how many rows are read.
    """

    name: str
    format: str
    open: Callable[[], BinaryIO]
    unpacked_limit: int = 8 * 1024**3
    row_limit: int = sys.maxsize

    @property
    def is_sheet(self) -> bool:
        """True where faults have cells."""
        return self.format in ("csv", "xlsx")


def source_of_path(path: Path) -> Source:
    """The file at `path`. Its ending tells the format, unless its first bytes are those of another one.

    Raises `BatchInputError`.
    """
    named = _ENDINGS.get(path.suffix.lower())
    if named is None:
        raise BatchInputError(
            path.name, "The ending must be .json, .jsonl, .csv or .xlsx. Save the cases as one of them."
        )
    try:
        with path.open("rb") as stream:
            found = _format_of(stream.read(4096))
    except FileNotFoundError:
        raise BatchInputError(path.name, "There is no such file. Check the name and the folder.") from None
    except IsADirectoryError:
        raise BatchInputError(path.name, "This is a folder. Name the file of cases in it.") from None
    except OSError as error:
        raise unreadable(path.name, error) from None
    return Source(path.name, _truly(named, found), lambda: path.open("rb"))


def source_of_bytes(content: bytes, name: str = "", format: str | None = None) -> Source:
    """A file that is in memory already. Without a `format` its name tells it, and otherwise its first bytes."""
    found = _format_of(content[:4096])
    named = format or _truly(_ENDINGS.get(PurePath(name).suffix.lower(), found), found)
    return Source(name or f"cases.{named}", named, lambda: io.BytesIO(content))


def source_of_stream(stream: BinaryIO, name: str) -> Source:
    """A stream such as standard input. JSON lines are read as they come; the rest is read whole before it starts."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var]
    if _format_of(buffered.peek(4096)[:4096]) == "jsonl":
        return Source(name, "jsonl", lambda: buffered)
    return source_of_bytes(buffered.read(), name)


def _truly(named: str, found: str) -> str:
    """The format by the first bytes where they cannot be what the ending says: no sheet of text begins so."""
    return found if found == "xlsx" or (named == "csv" and found != "csv") else named


def _format_of(start: bytes) -> str:
    if start.startswith(_ZIP_START):
        return "xlsx"
    first = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return {b"[": "json", b"{": "jsonl"}.get(first, "csv")
