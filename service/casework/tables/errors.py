"""What keeps a file of cases from being read at all. What is wrong in one row is an outcome of that row instead."""

from __future__ import annotations

import os

from service.errors import IepdocsError


class BatchInputError(IepdocsError):
    """A file of cases that cannot be read. `where` names the file, sheet or column, `what` says what to do."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(where, what)
        self.where, self.what = where, what

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


def unreadable(name: str, error: OSError) -> BatchInputError:
    """The plain sentence for a file that the operating system does not give."""
    reason = os.strerror(error.errno) if error.errno else type(error).__name__
    return BatchInputError(name, f"The file cannot be read ({reason}). Check the disk and your rights.")
