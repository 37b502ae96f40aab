"""`python -m service.assembly FILE.docx` prints the reading copy of a Word file, as git shows it in a diff."""

from __future__ import annotations

import sys

from service.assembly import reading_copy

if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # always a stream of text here
    sys.stdout.write(reading_copy(sys.argv[1]))
