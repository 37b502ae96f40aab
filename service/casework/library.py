"""Which Word file is the template for a kind and a language: a clinic's own folder first, then ours, file by file.

A file that changes is used from the next document on, without a restart. People save files while documents are made,
so between the old and the new one a file may be half there, or not there at all for a moment (Word takes the old one
away before it puts the new one in its place). What was good last serves until there is something good again, and
`problems` says so. A document is always of one version: a template, once compiled, never changes.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from schemas.kinds_in_use import shipped_folder
from service.assembly import Finding, Template, TemplateError, load_template
from service.assembly.letterhead import Letterhead, load_letterhead
from service.casework.errors import TemplateNotFoundError
from service.casework.letterhead import letterhead_path, preparation, provenance

__all__ = ["TemplateLibrary", "shipped_folder"]

PATIENCE = 2.0
"""Seconds that a file may be gone before it counts as taken away."""
_YOUNG = 2 * 10**9
"""Nanoseconds. Clocks of file systems are coarse (FAT counts in steps of two seconds), so a file that was changed this
short a time ago can change again and look the same; until then it is told by its content."""

_TRIES = 20

Stamp = tuple[int, int, int, int]


class _Seen(NamedTuple):
    """What is to be used by its looks from outside: the file and its stamp, and that of the letterhead."""

    path: Path
    stamp: Stamp
    letterhead: Stamp | None


class _Content(NamedTuple):
    """A file as it was read: all of it, and unchanged while it was read."""

    stamp: Stamp
    content: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class _Loaded:
    seen: _Seen
    digests: tuple[str, str | None]
    template: Template
    is_settled: bool


class TemplateLibrary:
    """Templates by kind and language, each compiled once and again when its file changes. Thread-safe.

    `own_folder` holds a clinic's own `<language>/<kind>.docx` files, and `letterhead.docx` for all of them; what is not
    there comes from ours. `patience` is how many seconds a file may be gone before it counts as taken away.
    """

    def __init__(self, own_folder: Path | None = None, *, patience: float = PATIENCE) -> None:
        self._own = own_folder
        self._folders = (*([own_folder] if own_folder else []), shipped_folder())
        self._patience = patience
        self._loaded: dict[tuple[str, str], _Loaded] = {}
        self._letterhead: tuple[str | None, Letterhead | None] | None = None
        self._problems: dict[Path, tuple[tuple[str, str | None], TemplateError]] = {}
        self._present: dict[Path, Stamp] = {}
        self._gone_since: dict[Path, float] = {}
        self._kind_files = self._stamps_of_kind_files()
        self._lock = threading.Lock()

    def template(self, kind: str, language: str) -> Template:
        """The compiled template. Raises `TemplateNotFoundError`, or `TemplateError` when it never was usable."""
        seen = self._seen(kind, language)
        loaded = self._loaded.get((kind, language))
        if loaded is None:
            with self._lock:
                return self._first_loaded(kind, language)
        if loaded.is_settled and loaded.seen == seen:
            return loaded.template
        # Whoever finds another at work takes what was good last instead of waiting for a compilation.
        if not self._lock.acquire(blocking=False):
            return loaded.template
        try:
            return self._reloaded(kind, language, seen)
        finally:
            self._lock.release()

    def path(self, kind: str, language: str) -> Path:
        """Where the template lies. Raises `TemplateNotFoundError`."""
        return self._seen(kind, language).path

    def paths(self) -> list[Path]:
        """Every template in use, each kind and language once, own files before ours. The letterhead is none."""
        found: dict[tuple[str, str], Path] = {}
        for folder in self._folders:
            for path in sorted(folder.glob("*/*.docx")):
                if not path.name.startswith("~$"):
                    found.setdefault((path.parent.name, path.name), path)
        return [found[key] for key in sorted(found)]

    def files(self) -> list[Path]:
        """Every Word file in use: the templates, then the letterhead if there is one."""
        return [*self.paths(), *([self.letterhead] if self.letterhead else [])]

    @property
    def letterhead(self) -> Path | None:
        """The letterhead that goes onto every document; None without one."""
        path = letterhead_path(self._own) if self._own else None
        return path if path and path.is_file() else None

    @property
    def problems(self) -> tuple[TemplateError, ...]:
        """What is wrong with files that have changed since their last good version was loaded."""
        for kind, language in list(self._loaded):
            self.template(kind, language)
        return (*(error for _, error in list(self._problems.values())), *self._changed_kind_files())

    def _seen(self, kind: str, language: str) -> _Seen:
        for folder in self._folders:
            path = folder / language / f"{kind}.docx"
            stamp = self._stamp(path)
            if stamp is not None:
                return _Seen(path, stamp, self._stamp(letterhead_path(self._own)) if self._own else None)
        raise TemplateNotFoundError(kind, language)

    def _stamp(self, path: Path) -> Stamp | None:
        """How a file looks from outside; as it did last, if it has been gone for a moment only; None without it."""
        try:
            stamp = _stamp_of(path.stat())
        except (FileNotFoundError, NotADirectoryError):
            since = self._gone_since.setdefault(path, time.monotonic()) if path in self._present else 0.0
            if path in self._present and time.monotonic() - since < self._patience:
                return self._present.get(path)
            self._present.pop(path, None)
            self._problems.pop(path, None)
            return None
        self._present[path] = stamp
        self._gone_since.pop(path, None)
        return stamp

    def _first_loaded(self, kind: str, language: str) -> Template:
        """The template when there is no earlier one to serve: a file that is on the move is waited for."""
        for _ in range(_TRIES):
            seen = self._seen(kind, language)
            try:
                return self._reloaded(kind, language, seen)
            except FileNotFoundError:
                self._present.pop(seen.path, None)
            except _InMotionError:
                time.sleep(self._patience / _TRIES)
        raise TemplateError(seen.path.name, [_being_written()])

    def _reloaded(self, kind: str, language: str, seen: _Seen) -> Template:
        """The template after a look at the content of its file and of the letterhead."""
        key = (kind, language)
        loaded = self._loaded.get(key)
        try:
            letterhead_digest, letterhead, is_head_settled = self._read_letterhead(seen.letterhead)
            file = _read(seen.path)
        except OSError:
            if loaded is None:
                raise
            return loaded.template
        digests = (file.digest, letterhead_digest)
        is_settled = is_head_settled and not _is_young(file.stamp)
        seen = seen._replace(stamp=file.stamp)
        known = self._problems.get(seen.path)
        if loaded and (loaded.digests == digests and loaded.seen.path == seen.path):
            self._problems.pop(seen.path, None)
            self._loaded[key] = _Loaded(seen, digests, loaded.template, is_settled)
            return loaded.template
        if loaded and known and known[0] == digests:
            return loaded.template
        told = provenance(
            kind,
            language,
            is_own=self._own is not None and seen.path.is_relative_to(self._own),
            digest=file.digest,
            letterhead_digest=letterhead_digest,
        )
        try:
            template = load_template(file.content, name=seen.path.name, prepare=preparation(letterhead, told))
        except TemplateError as error:
            if loaded is None:
                raise
            self._problems[seen.path] = (digests, error)
            return loaded.template
        self._problems.pop(seen.path, None)
        self._loaded[key] = _Loaded(seen, digests, template, is_settled)
        return template

    def _read_letterhead(self, stamp: Stamp | None) -> tuple[str | None, Letterhead | None, bool]:
        """(hash, letterhead, whether its file has settled); that which was good last while the file cannot be used."""
        if self._own is None or stamp is None:
            self._letterhead = (None, None)
            return None, None, True
        path = letterhead_path(self._own)
        was = self._letterhead
        try:
            file = _read(path)
        except OSError:
            if was is None:
                raise
            return (*was, False)
        is_settled = not _is_young(file.stamp)
        known = self._problems.get(path)
        if was and was[0] == file.digest:
            self._problems.pop(path, None)
            return (*was, is_settled)
        if was and known and known[0] == (file.digest, None):
            return (*was, is_settled)
        try:
            letterhead = load_letterhead(file.content, name=path.name)
        except TemplateError as error:
            if was is None:
                raise
            self._problems[path] = ((file.digest, None), error)
            return (*was, is_settled)
        self._problems.pop(path, None)
        self._letterhead = (file.digest, letterhead)
        return file.digest, letterhead, is_settled

    def _stamps_of_kind_files(self) -> dict[Path, Stamp]:
        return {path: _stamp_of(path.stat()) for path in sorted(self._own.glob("*.toml"))} if self._own else {}

    def _changed_kind_files(self) -> tuple[TemplateError, ...]:
        """Kinds of document are settled at the start; whoever changes one should hear that it waits."""
        try:
            now = self._stamps_of_kind_files()
        except OSError:
            return ()
        changed = sorted({path.name for path, _ in now.items() ^ self._kind_files.items()})
        message = "has changed since iepdocs was started. Restart it to use the change"
        return tuple(TemplateError(name, [Finding("kind-changed", "note", message)]) for name in changed)


class _InMotionError(OSError):
    """The file was written to while it was read."""


def _being_written() -> Finding:
    message = "is being written, and there is no earlier version to use. Try again in a moment"
    return Finding("being-written", "error", message)


def _read(path: Path) -> _Content:
    """The content of a file, from one opening, so that a file put in its place cannot mix with it.

    Raises OSError, also where it was written to meanwhile.
    """
    with path.open("rb") as file:
        before = _stamp_of(os.fstat(file.fileno()))
        content = file.read()
        if _stamp_of(os.fstat(file.fileno())) != before:
            raise _InMotionError(f"{path.name} is being written")
    return _Content(before, content, hashlib.sha256(content).hexdigest())


def _stamp_of(status: os.stat_result) -> Stamp:
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)


def _is_young(stamp: Stamp) -> bool:
    return time.time_ns() - max(stamp[:2]) < _YOUNG
