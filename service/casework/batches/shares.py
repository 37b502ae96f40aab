"""A batch written to any place that fsspec knows: `s3://…`, `gs://…`, `sftp://…`, a share.

A file appears under its name whole or not at all (fsspec's own `autocommit=False` and `commit`), but there is no folder
to rename, so a row may be there in part until its line stands in the journal; a run that goes on completes it. Nothing
can be added to a file in such a place: the journal is a folder of small files, each with the lines of some seconds.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from service.casework.batches.errors import OutputError, output_error
from service.casework.batches.journal import Journal, Start
from service.casework.batches.work import File

_JOURNAL = ".iepdocs-journal"
_LINES_A_FILE = 500
_SECONDS_A_FILE = 5.0


@dataclass(frozen=True, slots=True)
class Share:
    """A place by its address. It travels to workers as that address; each opens it with its own rights."""

    url: str

    def prepare(self) -> None:
        """Make the folder, where such a place has folders. Raises `OutputError`."""
        fs, root = _opened(self.url)
        with _named_errors(self.url):
            fs.makedirs(root, exist_ok=True)

    def names(self) -> list[str]:
        """What stands there, but for our own working files."""
        fs, root = _opened(self.url)
        with _named_errors(self.url):
            fs.invalidate_cache()
            try:
                found = [str(path).rstrip("/").rsplit("/", 1)[-1] for path in fs.ls(root, detail=False)]
            except FileNotFoundError:
                return []
        return sorted(name for name in found if not name.startswith(".iepdocs-"))

    def write(self, folder: str, files: Sequence[File]) -> None:
        """Put the files into a folder, each whole. Raises `OutputError`."""
        fs, root = _opened(self.url)
        with _named_errors(self.url):
            fs.makedirs(f"{root}/{folder}", exist_ok=True)
            for file in files:
                _put(fs, f"{root}/{folder}/{file.filename}", [file.content])

    def is_whole(self, files: Iterable[str]) -> bool:
        """True when every one of these files stands there; a file that is there is whole."""
        fs, root = _opened(self.url)
        with _named_errors(self.url):
            return all(_stands(fs, f"{root}/{file}") for file in files)

    def save(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a file, whole or not at all; one of the same name is replaced. Raises `OutputError`."""
        fs, root = _opened(self.url)
        with _named_errors(self.url):
            _put(fs, f"{root}/{name}", pieces)

    def discard(self, name: str) -> None:
        """Take a file of an earlier run away, if it stands there."""
        fs, root = _opened(self.url)
        with _named_errors(self.url):
            if _stands(fs, f"{root}/{name}"):
                fs.rm(f"{root}/{name}")

    def has(self, name: str) -> bool:
        """True when a file of this name stands there."""
        fs, root = _opened(self.url)
        with _named_errors(self.url):
            fs.invalidate_cache()
            return _stands(fs, f"{root}/{name}")

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file that stands there. Raises `OutputError`."""
        fs, root = _opened(self.url)
        with _named_errors(self.url):
            yield from _lines(fs, f"{root}/{name}")

    def has_journal(self) -> bool:
        """True when a run has not ended there."""
        return self.has(f"{_JOURNAL}/start")

    def begin_journal(self, start: Start) -> Journal:
        """A new journal. Raises `OutputError`."""
        fs, root = _opened(self.url)
        with _named_errors(self.url):
            if _stands(fs, f"{root}/{_JOURNAL}"):  # what is left of one that was being taken away
                fs.rm(f"{root}/{_JOURNAL}", recursive=True)
            fs.makedirs(f"{root}/{_JOURNAL}", exist_ok=True)
            _put(fs, f"{root}/{_JOURNAL}/start", [start.as_line()])
        return ShareJournal(self.url, start)

    def reopen_journal(self) -> Journal | None:
        """The journal of a run that has not ended. Raises `OutputError`."""
        if not self.has_journal():
            return None
        try:
            start = Start.of_line(next(self.lines(f"{_JOURNAL}/start")))
        except (ValueError, KeyError, TypeError, StopIteration):
            what = "The journal there cannot be read. Choose another folder for a new run."
            raise OutputError(self.url, what) from None
        return ShareJournal(self.url, start)

    def finish(self) -> None:
        """Nothing is left unfinished."""


class ShareJournal:
    """A journal in parts, named by the number of their first row. Two runs into one place are not kept apart."""

    def __init__(self, url: str, start: Start) -> None:
        self.start = start
        self._url = url
        self._fs, root = _opened(url)
        self._folder = f"{root}/{_JOURNAL}"
        self._waiting: list[bytes] = []
        self._since = time.monotonic()
        self.rows_done = sum(1 for _ in self.lines())

    def lines(self) -> Iterator[bytes]:
        """The lines of rows, from the first."""
        self._put_down()
        with _named_errors(self._url):
            self._fs.invalidate_cache()
            parts = [str(path) for path in self._fs.ls(self._folder, detail=False)]
            for part in sorted(path for path in parts if path.endswith(".jsonl")):
                yield from _lines(self._fs, part)

    def append(self, line: bytes) -> None:
        """Add the line of the next row; it is put down with others, at the latest after some seconds."""
        self._waiting.append(line)
        if len(self._waiting) >= _LINES_A_FILE or time.monotonic() - self._since > _SECONDS_A_FILE:
            self._put_down()

    def close(self) -> None:
        """Leave it as it is, for a run that goes on."""
        self._put_down()

    def remove(self) -> None:
        """The run is over: take it away."""
        self._waiting = []
        with _named_errors(self._url):
            self._fs.rm(f"{self._folder}/start")  # from here on the run is over, whatever is left
            # Where a folder is but the beginning of names, it is gone with its last file.
            with suppress(FileNotFoundError):
                self._fs.rm(self._folder, recursive=True)

    def _put_down(self) -> None:
        if self._waiting:
            with _named_errors(self._url):
                _put(self._fs, f"{self._folder}/{self.rows_done:012}.jsonl", self._waiting)
            self.rows_done += len(self._waiting)
            self._waiting = []
        self._since = time.monotonic()


def share_at(url: str) -> Share:
    """The place at this address. Raises `OutputError` where fsspec is missing or does not know it."""
    _opened(url)
    return Share(url.rstrip("/"))


@cache
def _opened(url: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise OutputError(url, "fsspec is not installed here. Run: pip install 'iepdocs[cluster]'") from None
    try:
        fs, root = url_to_fs(url)
    except ImportError as error:
        # fsspec says it in words of its own; which package Python missed is in the error below.
        missing = getattr(error.__cause__, "name", None) or "the one that the fsspec manual names"
        raise OutputError(url, f"A package for this kind of address is missing. Run: pip install {missing}") from None
    except (ValueError, OSError) as error:
        raise OutputError(url, f"This address cannot be opened ({type(error).__name__}). Check it.") from None
    return fs, str(root).rstrip("/")


@contextmanager
def _named_errors(url: str) -> Iterator[None]:
    """Whatever the library of a place raises becomes our own error, without its text."""
    try:
        yield
    except OutputError:
        raise
    except OSError as error:
        raise output_error(url, error) from error
    except Exception as error:
        what = f"Nothing can be read or written there ({type(error).__name__}). Check the address and your rights."
        raise OutputError(url, what) from error


def _stands(fs: Any, path: str) -> bool:
    """True when something stands there. fsspec's own `exists` says no as well where the place does not answer."""
    try:
        fs.info(path)
    except FileNotFoundError:
        return False
    return True


def _put(fs: Any, path: str, pieces: Iterable[bytes]) -> None:
    stream = fs.open(path, "wb", autocommit=False)
    try:
        for piece in pieces:
            stream.write(piece)
        stream.close()
        stream.commit()
    except BaseException:
        stream.discard()
        raise


def _lines(fs: Any, path: str) -> Iterator[bytes]:
    with fs.open(path, "rb") as stream:
        yield from stream
