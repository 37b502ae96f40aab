"""What became of each row: a value for every one of them, whatever happened."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from service.casework.advice import Advisory
from service.casework.batches.work import Result, Status
from service.casework.documents import Blank
from service.casework.errors import Fault
from service.casework.tables.rows import Row


@dataclass(frozen=True, slots=True)
class Draft:
    """A document of a row: its kind, its path inside the batch, and its size in bytes."""

    kind: str
    file: str
    bytes: int


@dataclass(frozen=True, slots=True)
class RowFault:
    """A fault of a row; `cell` is where it stands in the sheet, such as `B12`, and empty without a sheet."""

    pointer: str
    message: str
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row.

    `ready`: its documents are made (or, in a check, can be). `faulty`: the case has faults. `failed`: the case is in
    order and something else went wrong, which the one fault names. `digest` tells two raw cases apart.
    """

    row: int
    status: Status
    reference: str = ""
    sheet: str = ""
    folder: str = ""
    documents: tuple[Draft, ...] = ()
    faults: tuple[RowFault, ...] = ()
    blanks: tuple[Blank, ...] = ()
    advice: tuple[Advisory, ...] = ()
    digest: str = ""

    def as_json(self) -> dict[str, Any]:
        """The shape of the report: what says nothing is left out, save `errors`, `blanks` and `advice`."""
        made: dict[str, Any] = {"row": self.row}
        for name in ("sheet", "reference", "status", "folder"):
            if getattr(self, name):
                made[name] = getattr(self, name)
        if self.documents:
            made["documents"] = [_fields_of(draft) for draft in self.documents]
        made["errors"] = [
            {name: value for name, value in _fields_of(fault).items() if value or name != "cell"}
            for fault in self.faults
        ]
        made["blanks"] = [{**_fields_of(blank), "documents": list(blank.documents)} for blank in self.blanks]
        made["advice"] = [_fields_of(advisory) for advisory in self.advice]
        made["digest"] = self.digest
        return made


def outcome_of(row: Row, digest: str, folder: str, result: Result) -> Outcome:
    """What became of a row, from what its worker gave back."""
    is_ready = result.status == "ready"
    return Outcome(
        row=row.number,
        status=result.status,
        reference=reference_of(row),
        sheet=row.sheet,
        folder=folder if is_ready else "",
        documents=tuple(Draft(kind, f"{folder}/{name}", size) for kind, name, size in result.documents),
        faults=row_faults(row, result.faults),
        blanks=result.blanks,
        advice=(*row.advice, *result.advice),
        digest=digest,
    )


def line_of(record: dict[str, Any]) -> bytes:
    """A row of the report as one line of UTF-8."""
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    # A lone surrogate in a field's name cannot be UTF-8; written \\udxxx it is right JSON.
    return text.encode("utf-8", errors="backslashreplace") + b"\n"


def digest_of(row: Row) -> str:
    """16 bytes in hex that differ as soon as anything in the raw case differs."""
    text = json.dumps(
        [row.raw_case, [[fault.pointer, fault.message] for fault in row.faults]], sort_keys=True, default=str
    )
    return blake2b(text.encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()


def reference_of(row: Row) -> str:
    """The clinic's own number of a row, as it stands there; empty without one."""
    found = row.raw_case.get("reference") if isinstance(row.raw_case, dict) else None
    return found[:60] if isinstance(found, str) else ""


def row_faults(row: Row, faults: Sequence[Fault]) -> tuple[RowFault, ...]:
    """The faults, each with its cell."""
    found = []
    for fault in faults:
        cell = row.cell(fault)
        found.append(RowFault(fault.pointer, fault.message, _cell_name(cell, row) if cell else ""))
    return tuple(found)


def _fields_of(value: Draft | RowFault | Blank | Advisory) -> dict[str, Any]:
    """Its fields by name; unlike `dataclasses.asdict` it looks for nothing deeper, of which these have none."""
    return {name: getattr(value, name) for name in value.__slots__}


def _cell_name(cell: Any, row: Row) -> str:
    first = next(iter(row.places.values()))
    return cell.name if cell.sheet == first.sheet else f"{cell.sheet}!{cell.name}"
