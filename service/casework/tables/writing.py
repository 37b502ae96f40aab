"""Cases → a sheet: the workbook to fill in, and cases read back into one. Nothing that is written can run.

Every column of the schema is there, so a workbook of cases and the empty one look alike; a list that is too long for
one cell goes on in columns of its own (`concerns/0`, `concerns/1` …).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.styles import Alignment

from service.casework.tables.cells import as_text, in_words, joined
from service.casework.tables.columns import (
    REFERENCE,
    ROW_ID,
    Column,
    Steps,
    Table,
    main_columns,
    reference_heading,
    tables,
)
from service.casework.tables.csv_rows import inert

CELL_LIMIT = 32_767
"""Characters that Excel keeps in a cell:
https://support.microsoft.com/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3"""

_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Signs that no XML holds; a workbook spells them `_x001A_` (ECMA-376-1, 22.4.2.4)."""
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def plain_cell(cell: Any, value: Any) -> None:
    """Put a value into a cell of a workbook, text as text: no formula, and no sign that Excel would decode."""
    if isinstance(value, str):
        escaped = _ESCAPE_LIKE.sub("_x005F_", value)
        cell.value = _NOT_XML.sub(lambda sign: f"_x{ord(sign[0]):04X}_", escaped)
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in "=+-@'"
        if "\n" in value:
            cell.alignment = _WRAPPED
    elif isinstance(value, bool):
        cell.value = "yes" if value else "no"
    else:
        cell.value = value
        if isinstance(value, dt.date):
            cell.number_format = "yyyy-mm-dd"


@dataclass(frozen=True, slots=True)
class Flat:
    """A case as cells: values by column path in the main sheet, and the things of each further sheet."""

    main: Mapping[str, Any]
    things: Mapping[str, Sequence[Mapping[str, Any]]]


def flat(values: Mapping[str, Any]) -> Flat:
    """The cells of a case (as `Case.values` holds it)."""
    main: dict[str, Any] = {}
    in_tables = {table.path for table in tables()}
    for column in main_columns():
        if column.path not in in_tables:
            main |= _cells(values, column)
    things = {table.path: [_thing(item, table) for item in _at(values, table.steps) or ()] for table in tables()}
    return Flat(main, {path: items for path, items in things.items() if items})


def extra_paths(cases: Iterable[Flat]) -> list[str]:
    """The columns that these cases need beside the standing ones, in order."""
    standing = {column.path for column in main_columns()}
    return sorted({path for case in cases for path in case.main if path not in standing}, key=_natural)


def as_csv(cases: Sequence[Mapping[str, Any]]) -> bytes:
    """Cases as a CSV file (UTF-8 with a byte-order mark, which Excel needs): one row a case, paths as headings."""
    rows = [dict(_spread(values, ())) for values in cases]
    used = {steps for row in rows for steps in row}
    standing = [column.steps for column in main_columns() if column.is_required or column.steps in used]
    steps = [*standing, *sorted(used - set(standing), key=lambda found: _natural(_path(found)))]
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([_path(found) for found in steps])
    writer.writerows([inert(as_text(row[found])) if found in row else "" for found in steps] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def as_json_lines(cases: Sequence[Mapping[str, Any]]) -> bytes:
    """Cases as JSON lines."""
    return "".join(json.dumps(values, ensure_ascii=False, default=as_text) + "\n" for values in cases).encode()


def needs_row_id(cases: Sequence[Mapping[str, Any]]) -> bool:
    """True where the clients' own numbers cannot join sheets: one is missing, or two are the same."""
    references = [case.get(REFERENCE) for case in cases]
    return None in references or len(set(references)) < len(references)


def join_heading(has_row_id: bool) -> str:
    """The heading of the column that joins."""
    return ROW_ID.capitalize() if has_row_id else reference_heading()


def _cells(values: Any, column: Column) -> dict[str, Any]:
    found = _at(values, column.steps)
    if found is None or found == []:
        return {}
    path = ".".join(str(step) for step in column.steps)
    if column.holds == "value":
        return {path: in_words(found, column.info)}
    items = [in_words(item, column.info) for item in found]
    text = joined(items)
    if len(text) <= CELL_LIMIT:
        return {path: text}
    return {f"{path}.{index}": item for index, item in enumerate(items)}


def _thing(item: Any, table: Table) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for column in table.columns:
        cells |= _cells(item, column)
    return cells


def _spread(value: Any, before: Steps) -> Iterator[tuple[Steps, Any]]:
    if isinstance(value, Mapping):
        for name, below in value.items():
            yield from _spread(below, (*before, name))
    elif isinstance(value, (list, tuple)):
        for index, below in enumerate(value):
            yield from _spread(below, (*before, index))
    else:
        yield before, value


def _at(values: Any, steps: Steps) -> Any:
    for step in steps:
        if not isinstance(values, Mapping) or step not in values:
            return None
        values = values[step]
    return values


def _path(steps: Steps) -> str:
    return "/".join(str(step) for step in steps)


def _natural(path: str) -> list[tuple[int, str]]:
    """Sorts `log/2` before `log/10`, and fields in the order of their names within a place."""
    return [(int(step), "") if step.isdecimal() else (-1, step) for step in re.split(r"[./]", path)]
