"""A workbook looked over before openpyxl opens it: whether it is safe to open, and what openpyxl would not tell.

openpyxl reads some parts whole, fills every gap between rows and cells, and copies a shared formula into each cell that
has it. Measured before this was here: 260 kB of zipped styles took 5.6 GB of memory, and a file of 2 kB with a row of
the number 999,999,999,999 never came to an end. So one pass with expat, which holds nothing, counts what opening it
will cost and refuses what no spreadsheet program writes.
"""

from __future__ import annotations

import re
import zipfile
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final
from xml.parsers import expat

LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384
"""Of every sheet, in every program."""
MOST_PARTS: Final = 5_000
MOST_SHEETS: Final = 100
MOST_IN_A_ROW: Final = 8 * LAST_COLUMN
"""Elements: a cell with rich text has some."""
LONGEST: Final = 1 << 20
"""Bytes between the starts of two elements. A cell takes 32,767 characters."""
_BYTES_A_CELL: Final = 128
"""A workbook may have a cell, a shared text, or ten of anything else for so many of the bytes that it may unpack to:
opening it then takes no more memory than those bytes."""
_BYTES_ANYTHING: Final = 1024
_CELLS_A_ROW: Final = 8
"""A row costs as much as so many cells, beside its own."""
_GAPS_A_CELL: Final = 16
"""Rows that are not there and cost as much as a cell. LibreOffice likes to write the very last row of a sheet."""
_PIECE: Final = 64 * 1024

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_FOREIGN = (b"\0\0\0<", b"<\0\0\0", b"\0\0<\0", b"\0<\0\0", b"\x4c\x6f\xa7\x94")
"""XML in an encoding that expat does not read and other readers may."""
_MARKUP = (b"<", b"\xef\xbb\xbf", b"\xfe\xff", b"\xff\xfe", b"\0<")


class DamagedWorkbookError(Exception):
    """No workbook, or one that no program has written so."""


class WorkbookTooLargeError(Exception):
    """A workbook that would take too long, or too much memory, to open."""


@dataclass(slots=True)
class Overview:
    """What is in a workbook.

    `cells` is how many it has when every joined area is taken apart; `joined` are the first areas that span several
    rows; `formulas_alone` are the places of formulas without a result, by part.
    """

    cells: int = 0
    has_hidden_rows: bool = False
    joined: list[str] = field(default_factory=list)
    formulas_alone: dict[str, array[int]] = field(default_factory=dict)

    def has_formula_alone(self, part: str, row: int, column: int) -> bool:
        """Whether this cell of the sheet in `part` has a formula without a result."""
        places = self.formulas_alone.get(part)
        if not places:
            return False
        place = _place(row, column)
        at = bisect_left(places, place)
        return at < len(places) and places[at] == place


def look_over(package: zipfile.ZipFile, unpacked_limit: int) -> Overview:
    """What is in the workbook. Raises `DamagedWorkbookError` or `WorkbookTooLargeError`, and what `zipfile` raises."""
    parts = package.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > unpacked_limit:
        raise WorkbookTooLargeError
    if len({part.filename for part in parts}) < len(parts):
        raise DamagedWorkbookError
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise DamagedWorkbookError
    look = _Look(unpacked_limit)
    for part in parts:
        with package.open(part) as stream:
            look.at(part.filename, part.file_size, iter(partial(stream.read, _PIECE), b""))
    return look.overview


def _place(row: int, column: int) -> int:
    return row * LAST_COLUMN + column - 1


class _Look:
    """One pass over all parts. The counts go on from part to part."""

    def __init__(self, unpacked_limit: int) -> None:
        self.overview = Overview()
        self._cells_left = unpacked_limit // _BYTES_A_CELL
        self._texts_left = unpacked_limit // _BYTES_A_CELL
        self._others_left = unpacked_limit // _BYTES_ANYTHING
        self._sheets: set[str] = set()
        self._targets: set[str] = set()

    def at(self, part: str, size: int, pieces: Iterator[bytes]) -> None:
        """Look at a part: XML is counted, anything else passed over."""
        first = next(pieces, b"")
        if first.startswith(_FOREIGN):
            raise DamagedWorkbookError
        if not first.lstrip().startswith(_MARKUP):
            return
        self._part = part
        self._parser = parser = expat.ParserCreate()
        self._row = self._column = self._in_row = self._last = 0
        self._is_in_row = self._is_in_text = self._has_formula = False
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        try:
            parser.Parse(first)
            for piece in pieces:
                parser.Parse(piece)
                self._watch_length()
            parser.Parse(b"", True)
        except expat.ExpatError:
            # Drawings of old programs are not always XML, and nobody reads those here.
            if size > LONGEST:
                raise DamagedWorkbookError from None
        finally:
            # Its handlers are our own methods: a circle that would hold both.
            parser.StartElementHandler = parser.EndElementHandler = None
            parser.StartDoctypeDeclHandler = parser.CharacterDataHandler = None
            del self._parser

    def _refuse(self, *declared: Any) -> None:
        raise DamagedWorkbookError  # no program declares a document type; entities come with one

    def _watch_length(self) -> None:
        here = self._parser.CurrentByteIndex
        if here - self._last > LONGEST + _PIECE:
            raise WorkbookTooLargeError

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._watch_length()
        self._last = self._parser.CurrentByteIndex
        if ":" in name:
            name = name.rpartition(":")[2]
        if self._is_in_row:
            self._in_row += 1
            if self._in_row > MOST_IN_A_ROW:
                raise WorkbookTooLargeError
            if name == "c":
                self._begin_cell(attributes.get("r"))
            elif name == "f":
                self._has_formula = True
            elif name == "v" and self._has_formula:
                self._parser.CharacterDataHandler = self._result
        elif name == "row":
            self._begin_row(attributes)
        elif self._is_in_text or name == "si":
            self._is_in_text = True
            self._texts_left = _less(self._texts_left, 1)
        else:
            self._others_left = _less(self._others_left, 1)
            self._note(name, attributes)

    def _end(self, name: str) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "row":
            self._is_in_row = False
            self._cells_left = _less(self._cells_left, self._column + _CELLS_A_ROW)
        elif name == "v" and self._has_formula:
            self._parser.CharacterDataHandler = None
        elif name == "c" and self._has_formula:
            self.overview.formulas_alone.setdefault(self._part, array("q")).append(_place(self._row, self._column))
            self._has_formula = False
        elif name == "si":
            self._is_in_text = False

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        before, self._row = self._row, _number(number) if number is not None else self._row + 1
        # Rows out of their order would be passed over in silence.
        if not before < self._row <= LAST_ROW:
            raise DamagedWorkbookError
        self._cells_left = _less(self._cells_left, (self._row - before) // _GAPS_A_CELL)
        self._is_in_row, self._in_row, self._column = True, 0, 0
        if attributes.get("hidden") in ("1", "true"):
            self.overview.has_hidden_rows = True

    def _begin_cell(self, reference: str | None) -> None:
        self._has_formula = False
        column = self._column + 1 if reference is None else _corner(reference)[1]
        if not self._column < column <= LAST_COLUMN:
            raise DamagedWorkbookError
        self._column = column
        self.overview.cells += 1

    def _result(self, text: str) -> None:
        self._has_formula = False
        self._parser.CharacterDataHandler = None

    def _note(self, name: str, attributes: dict[str, str]) -> None:
        if name == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            (top, left), (bottom, right) = _corner(first), _corner(last or first)
            self.overview.cells += abs(bottom - top + 1) * abs(right - left + 1)
            if top != bottom and len(self.overview.joined) < 8:
                self.overview.joined.append(f"{first}:{last}")
        elif name == "sheet":
            for shown in (value for key, value in attributes.items() if key.endswith(":id")):
                self._take_once(self._sheets, shown)
        elif name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            self._take_once(self._targets, attributes.get("Target", ""))

    def _take_once(self, known: set[str], what: str) -> None:
        """A sheet shown many times over would be read as often."""
        if what in known:
            raise DamagedWorkbookError
        known.add(what)
        if len(known) > MOST_SHEETS:
            raise WorkbookTooLargeError


def _less(left: int, by: int) -> int:
    if by > left:
        raise WorkbookTooLargeError
    return left - by


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,7}(\.0{1,7})?", text):
        raise DamagedWorkbookError
    return int(text.partition(".")[0])


def _corner(reference: str) -> tuple[int, int]:
    """Row and column of a reference such as `B12`."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise DamagedWorkbookError
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column
