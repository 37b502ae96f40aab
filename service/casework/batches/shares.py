"""A batch written to any place that fsspec knows: `s3://…`, `gs://…`, `sftp://…`, a share.

A file appears under its name whole or not at all: an object store sees to that itself, elsewhere it is written aside in
the same place (not in a folder of the server's that others see) and moved. But there is no folder to rename, so a row
may be there in part until its line stands in the journal; a run that goes on completes it. Nothing can be added to a
file in such a place: the journal is a folder of small files, each with the lines of some seconds.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import uuid4

from service.casework.batches.errors import OutputError, output_error
from service.casework.batches.journal import Journal, Start
from service.casework.batches.work import File

_JOURNAL = ".iepdocs-journal"
_UNFINISHED = ".iepdocs-unfinished"
_LINES_A_FILE = 500
_SECONDS_A_FILE = 5.0
_OBJECT_STORES = {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "oss", "oci"}
"""Where one request puts an object whole, and where no folder is made: asked for one, fsspec would make a bucket."""
_ARCHIVES = {"zip", "tar", "libarchive"}


# No `repr`: an address may hold a password, and an engine may log what it was given.
@dataclass(frozen=True, slots=True, repr=False)
class Share:
    """A place by its address. It travels to workers as that address; each opens it with its own rights."""

    url: str

    def prepare(self) -> None:
        """Make the folder, where such a place has folders. Raises `OutputError`."""
        fs, root = _opened(self.url)
        with _named_errors(self.url):
            _make_folder(fs, f"{root}/{_UNFINISHED}")

    def names(self) -> list[str]:
        """What stands there, but for our own working files."""
        fs, root = _opened(self.url)
        with _named_errors(self.url):
            return [name for name in _names_in(fs, root) if not name.startswith(".iepdocs-")]

    def write(self, folder: str, files: Sequence[File]) -> None:
        """Put the files into a folder, each whole. Raises `OutputError`."""
        fs, root = _opened(self.url)
        with _named_errors(self.url):
            _make_folder(fs, f"{root}/{folder}")
            for file in files:
                _put(fs, root, f"{folder}/{file.filename}", [file.content])

    def is_whole(self, files: Sequence[str]) -> bool:
        """True when every one of these files stands there; a file that is there is whole."""
        fs, root = _opened(self.url)
        with _named_errors(self.url):
            folders = {file.rpartition("/")[0] for file in files}
            there = {f"{folder}/{name}" for folder in folders for name in _names_in(fs, f"{root}/{folder}")}
            return there.issuperset(files)

    def save(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a file, whole or not at all; one of the same name is replaced. Raises `OutputError`."""
        fs, root = _opened(self.url)
        with _named_errors(self.url):
            _put(fs, root, name, pieces)

    def discard(self, name: str) -> None:
        """Take a file of an earlier run away, if it stands there."""
        fs, root = _opened(self.url)
        with _named_errors(self.url):
            if _stands(fs, f"{root}/{name}"):
                with suppress(FileNotFoundError):  # gone by itself meanwhile
                    fs.rm(f"{root}/{name}", recursive=name == _UNFINISHED)

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
            _make_folder(fs, f"{root}/{_JOURNAL}")
            _put(fs, root, f"{_JOURNAL}/start", [start.as_line()])
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
        self.finish()  # what a run that was cut off left there
        self.prepare()
        return ShareJournal(self.url, start)

    def finish(self) -> None:
        """Take away what was left unfinished."""
        self.discard(_UNFINISHED)


class ShareJournal:
    """A journal in parts, named by the number of their first row. Two runs into one place are not kept apart."""

    def __init__(self, url: str, start: Start) -> None:
        self.start = start
        self._url = url
        self._fs, self._root = _opened(url)
        self._waiting: list[bytes] = []
        self._since = time.monotonic()
        self.rows_done = sum(1 for _ in self.lines())

    def lines(self) -> Iterator[bytes]:
        """The lines of rows, from the first."""
        self._put_down()
        with _named_errors(self._url):
            for name in _names_in(self._fs, f"{self._root}/{_JOURNAL}"):
                if name.endswith(".jsonl"):
                    yield from _lines(self._fs, f"{self._root}/{_JOURNAL}/{name}")

    def append(self, line: bytes) -> None:
        """Add the line of the next row; it is put down with others, at the latest after some seconds."""
        self._waiting.append(line)
        if len(self._waiting) >= _LINES_A_FILE or time.monotonic() - self._since > _SECONDS_A_FILE:
            self._put_down()

    def close(self) -> None:
        """Leave it as it is, for a run that goes on; rows whose lines cannot be put down any more are done again."""
        with suppress(OutputError):
            self._put_down()

    def remove(self) -> None:
        """The run is over: take it away."""
        self._waiting = []
        with _named_errors(self._url):
            self._fs.rm(f"{self._root}/{_JOURNAL}/start")  # from here on the run is over, whatever is left
            # Where a folder is but the beginning of names, it is gone with its last file.
            with suppress(FileNotFoundError):
                self._fs.rm(f"{self._root}/{_JOURNAL}", recursive=True)

    def _put_down(self) -> None:
        if self._waiting:
            with _named_errors(self._url):
                _put(self._fs, self._root, f"{_JOURNAL}/{self.rows_done:012}.jsonl", self._waiting)
            self.rows_done += len(self._waiting)
            self._waiting = []
        self._since = time.monotonic()


def share_at(url: str) -> Share:
    """The place at this address. Raises `OutputError` where fsspec is missing or does not know it."""
    if "::" in url or url.split("://")[0] in _ARCHIVES:
        what = "Drafts cannot be put into an archive: no run could go on in it. Name a folder, and pack it afterwards."
        raise OutputError(url, what)
    _opened(url)
    return Share(url.rstrip("/"))


@cache
def _opened(url: str) -> tuple[Any, str]:
    logging.getLogger("paramiko").setLevel(logging.CRITICAL)  # of sftp://; it would print the trail of each error
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
    except Exception as error:  # noqa: BLE001  (whatever the library of such a place raises)
        what = f"This address cannot be opened ({type(error).__name__}). Check it, and that its server answers."
        raise OutputError(url, what) from None
    return fs, str(root).rstrip("/")


@contextmanager
def _named_errors(url: str) -> Iterator[None]:
    """Whatever the library of a place raises becomes our own error, without its text."""
    try:
        yield
    except OutputError:
        raise
    except FileNotFoundError as error:
        raise OutputError(url, "This place is not there. Make the bucket or folder, or correct the address.") from error
    except PermissionError as error:
        raise OutputError(url, "You may not write there. Check the address and the rights of your account.") from error
    except OSError as error:
        raise output_error(url, error) from error
    except Exception as error:
        what = f"Nothing can be read or written there ({type(error).__name__}). Check the address and your rights."
        raise OutputError(url, what) from error


def _is_object_store(fs: Any) -> bool:
    names = (fs.protocol,) if isinstance(fs.protocol, str) else fs.protocol
    return not _OBJECT_STORES.isdisjoint(names)


def _names_in(fs: Any, folder: str) -> list[str]:
    """The sorted names in a folder as it is now; none where there is no such folder."""
    fs.invalidate_cache()
    try:
        return sorted(str(path).rstrip("/").rsplit("/", 1)[-1] for path in fs.ls(folder, detail=False))
    except FileNotFoundError:
        return []


def _make_folder(fs: Any, path: str) -> None:
    if not _is_object_store(fs):
        fs.makedirs(path, exist_ok=True)


def _stands(fs: Any, path: str) -> bool:
    """True when something stands there. fsspec's own `exists` says no as well where the place does not answer."""
    try:
        fs.info(path)
    except FileNotFoundError:
        return False
    return True


def _put(fs: Any, root: str, name: str, pieces: Iterable[bytes]) -> None:
    path = f"{root}/{name}"
    if _is_object_store(fs):
        _put_object(fs, path, pieces)
        return
    aside = f"{root}/{_UNFINISHED}/{uuid4().hex}"
    try:
        with fs.open(aside, "wb") as stream:
            for piece in pieces:
                stream.write(piece)
        fs.mv(aside, path)
    except BaseException:
        with suppress(Exception):
            fs.rm_file(aside)
        raise


def _put_object(fs: Any, path: str, pieces: Iterable[bytes]) -> None:
    if isinstance(pieces, list):  # in memory already: one request; what follows takes three
        fs.pipe_file(path, b"".join(pieces))
        return
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
