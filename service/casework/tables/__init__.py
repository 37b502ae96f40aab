"""Rows of a file ↔ cases."""

from __future__ import annotations

from service.casework.tables.errors import BatchInputError
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

__all__ = [
    "BatchInputError",
    "Cell",
    "Row",
    "Rows",
    "Source",
    "rows_of",
    "source_of_bytes",
    "source_of_path",
    "source_of_stream",
]


def rows_of(source: Source) -> Rows:
    """The rows of a file, read as they are asked for."""
    return JsonRows(source)
