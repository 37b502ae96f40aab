"""Files in and out: a case from a file or standard input, a document that is written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from service.errors import IepdocsError

if TYPE_CHECKING:
    from service.casework import Case, CaseError, UnreadableCaseError

STANDARD_INPUT = "-"


class CaseFileError(IepdocsError):
    """The case in `source` cannot be used, for `reason`."""

    def __init__(self, source: str, reason: CaseError | UnreadableCaseError) -> None:
        super().__init__(source, reason)
        self.source, self.reason = source, reason

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> list[str]:
        """A line for each fault, each with the source in front."""
        faults = getattr(self.reason, "faults", None)
        if faults is None:
            return [f"{self.source}: {self.reason}"]
        return [f"{self.source}: {fault.pointer or '/'}: {fault.message}" for fault in faults]


class FileError(IepdocsError):
    """A file cannot be read or written. `remedy` says what to do."""

    def __init__(self, path: str, error: OSError, what: str, remedy: str) -> None:
        super().__init__(path)
        self.path, self.what, self.remedy = path, what, remedy
        self.reason = (error.strerror or type(error).__name__).lower()

    def __str__(self) -> str:
        return f"{self.path}: cannot be {self.what} ({self.reason}). {self.remedy}"


def case_in(source: str) -> Case:
    """The case in a file, or in standard input when `source` is “-”. Raises `FileError` or `CaseFileError`."""
    from service.casework import CaseError, UnreadableCaseError, load_case, parse_case

    named = "standard input" if source == STANDARD_INPUT else source
    try:
        return load_case(parse_case(_read(source)))
    except (CaseError, UnreadableCaseError) as error:
        raise CaseFileError(named, error) from error


def write_whole(path: Path, content: bytes) -> bool:
    """Put `content` at `path`, replacing what is there; True when something was replaced. Raises `FileError`.

    The bytes go to a new file beside it, which takes the name when it is complete and on the disk: a full disk or a
    lost power cable leaves the earlier file, never half of a new one.
    """
    # Not mkstemp: its file could be read by its owner alone, also after it has taken the name.
    draft = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        was_there = path.exists()
        draft.replace(path)
    except OSError as error:
        raise FileError(str(path), error, "written", "Check the folder, its rights and the space left.") from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
    return was_there


def untouched_place(path: Path, content: bytes) -> Path:
    """`path`; where a document lies there that someone has saved since, the first free or untouched of -2, -3 …"""
    from service.assembly.package import is_as_written

    def is_untouched(earlier: bytes) -> bool:
        # A template without a tag comes out as its author's program packed it.
        return earlier == content or is_as_written(earlier)

    places = chain([path], (path.with_stem(f"{path.stem}-{number}") for number in count(2)))
    return next(place for place in places if not place.is_file() or is_untouched(_read(str(place))))


def _read(source: str) -> bytes:
    if source == STANDARD_INPUT:
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise FileError(source, error, "read", "Check the name and your rights; “-” reads standard input.") from error
