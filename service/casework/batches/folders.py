"""A folder name for every row: readable, safe on Windows, macOS and Linux, and no two alike.

The clinic's own `reference` names the folder, otherwise the student's name. Names are given in the order of the rows,
before any work is done, so they are the same however many workers there are and wherever a run was cut off.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from service.casework.file_names import safe_folder


class FolderNames:
    """Gives each row its folder name. `taken` are names that stand there already.

    A name that is taken gets `-2`, `-3` …; names are alike when a file system that ignores case, or that stores
    accents in its own way, would take them for one. Holds about 100 bytes a row: a digest of each name, not the name.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._next: dict[int, int] = {}
        for name in taken:
            self._next[_key(name)] = 2

    def name_for(self, raw_case: Any) -> str:
        """The folder name of the next row."""
        stem = safe_folder(_wanted(raw_case))
        key = _key(stem)
        name = stem
        while _key(name) in self._next:
            number = self._next[key]
            self._next[key] = number + 1
            name = f"{stem}-{number}"
        self._next[_key(name)] = 2
        return name


def _wanted(raw_case: Any) -> str:
    if not isinstance(raw_case, dict):
        return ""
    student = raw_case.get("student")
    name = student.get("name") if isinstance(student, dict) else None
    reference = raw_case.get("reference")
    if isinstance(reference, str) and reference.strip():
        return reference[:500]
    return name[:500] if isinstance(name, str) else ""


def _key(name: str) -> int:
    alike = unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", name).casefold())
    return int.from_bytes(blake2b(alike.encode("utf-8", "replace"), digest_size=8).digest(), "big")
