"""Which version of this program made a document, answers a request or began a batch."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def program_version() -> str:
    """The version of iepdocs as installed, such as "0.1.0"; "unknown" where it runs without being installed."""
    try:
        return version("iepdocs")
    except PackageNotFoundError:
        return "unknown"
