"""A disk on which one call fails: the first, the second, and so on, as often as a writer makes any."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest


@dataclass
class BrokenDisk:
    """The calls made below `folder` are counted; the one with the number `fails_at` fails, or all from there on."""

    folder: Path
    fails_at: int = 0
    for_good: bool = False
    error: int = errno.EIO
    calls: list[str] = field(default_factory=list)

    def call(self, name: str, *paths: Any) -> None:
        """Hear of one call; raises `OSError` when it is its turn."""
        if any(self._is_here(path) for path in paths):
            self.calls.append(name)
            number = len(self.calls)
            if number == self.fails_at or (self.for_good and self.fails_at and number > self.fails_at):
                named = next((str(path) for path in paths if isinstance(path, (str, os.PathLike))), None)
                raise OSError(self.error, os.strerror(self.error), *([named] if named and name not in _FILES else []))

    def _is_here(self, path: Any) -> bool:
        if isinstance(path, int):
            # A lock and the clearing of a folder name what they work on by its handle alone.
            return path >= 0 and Path(f"/proc/self/fd/{path}").readlink().is_relative_to(self.folder)
        return isinstance(path, (str, os.PathLike)) and Path(path).is_relative_to(self.folder)


_FILES = ("read", "write", "truncate", "close")
"""Calls of a file that is open: the system does not say its name."""

_under_test: list[BrokenDisk] = []
_PATHS = {"os.rename": 2, "os.remove": 2, "os.rmdir": 2} | dict.fromkeys(
    "open os.mkdir os.chmod os.listdir os.scandir fcntl.flock".split(), 1
)
"""How many of the arguments of a call say where it works; the second may be the handle of a folder, -1 for none."""


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    """What Python says before most calls of the system; what is raised here is raised by the call."""
    if event in _PATHS:
        _call(event, *arguments[: _PATHS[event]])


def _call(name: str, *paths: Any) -> None:
    if _under_test:
        _under_test[-1].call(name, *paths)


@cache
def _listen() -> None:
    """Hear of all calls from now on: there is no way to stop hearing."""
    sys.addaudithook(_hear)


class _File(io.FileIO):
    """A file whose reading, writing and closing are calls too."""

    def write(self, content: Any, /) -> int:
        _call("write", self.name)
        return super().write(content)

    def truncate(self, size: int | None = None, /) -> int:
        _call("truncate", self.name)
        return super().truncate(size)

    def readinto(self, buffer: Any, /) -> int:
        _call("read", self.name)
        return super().readinto(buffer)

    def readall(self) -> bytes:
        _call("read", self.name)
        return super().readall()

    def close(self) -> None:
        # A disk may keep what it was given until now, and only now have no room for it.
        has_written = not self.closed and self.writable()
        super().close()
        if has_written:
            _call("close", self.name)


_open = io.open


def _opened(path: Any, mode: str = "r", buffering: int = -1, *more: Any, **named: Any) -> Any:
    if "b" not in mode:
        return _open(path, mode, buffering, *more, **named)
    raw = _File(path, mode.replace("b", ""))
    if buffering == 0:
        return raw
    return io.BufferedReader(raw) if mode == "rb" else io.BufferedWriter(raw)


@contextmanager
def broken_disk(folder: Path, fails_at: int = 0, *, for_good: bool = False) -> Iterator[BrokenDisk]:
    """While it lasts, the disk below `folder` is such a one; what does not fail is done for real."""
    _listen()
    stat, fsync = os.stat, os.fsync

    def heard_stat(path: Any, *more: Any, **named: Any) -> os.stat_result:
        _call("stat", path)
        return stat(path, *more, **named)

    def heard_fsync(handle: int) -> None:
        _call("fsync", handle)
        fsync(handle)

    disk = BrokenDisk(folder, fails_at, for_good)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(io, "open", _opened)
        patch.setattr(os, "stat", heard_stat)
        patch.setattr(os, "fsync", heard_fsync)
        _under_test.append(disk)
        try:
            yield disk
        finally:
            _under_test.pop()
