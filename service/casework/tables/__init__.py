"""Rows of a file ↔ cases: JSON lists, JSON lines, CSV and XLSX in, sheets out.

Why our own code on openpyxl, measured on this schema in 2026:

* flattentool knows nested sheets and makes a template from a JSON Schema. It brings 27 packages (65 MB, an object
  database among them, into which it puts the whole sheet on disk), took 6 s to read 1,000 clients back, and tore
  sentences apart at their commas: it cannot give back what it was given.
* python-calamine reads sixteen times as fast as openpyxl (0.06 s against 1 s for 1,000 rows of 80 columns). It holds
  the whole sheet in memory, does not show a number's format (the noughts of `00417`) or a formula that has no result,
  and writes nothing, so openpyxl would be needed beside it.
* openpyxl is one package in pure Python (3 MB), streams a sheet in flat memory, and writes: drop-downs, notes, and the
  same workbook back with its faults in red. A second for 1,000 clients is a tenth of what their drafts take.

The columns come from the walk over the schema, as the form's fields do: nothing is listed twice. What needs openpyxl is
imported when it is asked for: a service that makes letters should not wait for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from service.casework.errors import Fault
from service.casework.tables.changes import with_changes
from service.casework.tables.csv_rows import EXAMPLE, CsvRows
from service.casework.tables.errors import BatchInputError, unreadable
from service.casework.tables.json_rows import JsonRows
from service.casework.tables.rows import (
    Cell,
    Row,
    Rows,
    Source,
    source_of_bytes,
    source_of_path,
    source_of_stream,
)
from service.later import imported_later

if TYPE_CHECKING:
    from service.casework.tables.marking import marked_sheet
    from service.casework.tables.workbooks import empty_workbook, workbook_of
    from service.casework.tables.writing import as_csv, as_json_lines

__all__ = [
    "BatchInputError",
    "Cell",
    "Row",
    "Rows",
    "Source",
    "as_csv",
    "as_json_lines",
    "empty_workbook",
    "marked_sheet",
    "rows_of",
    "source_of_bytes",
    "source_of_path",
    "source_of_stream",
    "with_changes",
    "workbook_of",
]

__getattr__ = imported_later(
    __name__,
    {
        "marked_sheet": "marking",
        "empty_workbook": "workbooks",
        "workbook_of": "workbooks",
        "as_csv": "writing",
        "as_json_lines": "writing",
    },
)


def rows_of(source: Source) -> Rows:
    """The rows of a file, read as they are asked for. What cannot be read from its start raises `BatchInputError`.

    Where it breaks off later, the last row says so: the rows before it keep their outcome.
    """
    if source.format == "csv":
        return _Unbroken(source, CsvRows(source))
    if source.format != "xlsx":
        return _Unbroken(source, JsonRows(source))
    from service.casework.tables.workbook_rows import WorkbookRows

    return _Unbroken(source, WorkbookRows(source))


_NOBODY = f"There is no client in this file. A row whose client number is {EXAMPLE.upper()} is skipped."


class _Unbroken:
    def __init__(self, source: Source, rows: Rows) -> None:
        self._name, self._limit = source.name, source.row_limit
        self._rows = rows
        self.notes = rows.notes

    def done(self) -> float | None:
        return self._rows.done()

    def __iter__(self) -> Iterator[Row]:
        number = 0
        try:
            for count, row in enumerate(self._rows, 1):
                if count > self._limit:
                    what = f"Of one file {self._limit:,} rows are read. Send this row and those after it in another."
                    yield Row(row.number, faults=(Fault("", what),), sheet=row.sheet)
                    return
                yield row
                number = row.number
        except BatchInputError as error:
            if not number:
                raise
            yield Row(number + 1, faults=(Fault("", f"{error} Nothing from here on could be read."),))
        except OSError as error:
            # The disk may give the rest another time, so the run stops here and can go on.
            raise unreadable(self._name, error) from error
        if not number:
            self.notes.append(_NOBODY)
