"""The engines of the Node world on the same documents, where Node and its registry are at hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def measure(folder: Path, context: dict[str, Any]) -> None:
    """Print a line for each engine that can be installed into `folder`, or why there is none."""
    print("peers: not measured yet")
