"""Where a batch is written: a folder of this machine. What stands under a final name is whole, at every moment.

A row's documents are written into a folder of their own under `.iepdocs-unfinished` and the folder is then renamed:
whoever looks sees all of a row or nothing of it. A folder that stands there already is left as it is, so a row may be
done twice without harm.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from service.casework.batches.errors import OutputError, output_errors
from service.casework.batches.journal import FileJournal, Journal, Start
from service.casework.batches.work import Destination, File

UNFINISHED = ".iepdocs-unfinished"
JOURNAL = ".iepdocs-journal.jsonl"


class Place(Destination, Protocol):
    """Where a batch is written, with its journal and its report. All of it raises `OutputError`."""

    def prepare(self) -> None:
        """See that it is there and takes what is written."""

    def names(self) -> list[str]:
        """What stands there, but for our own working files."""
        ...

    def is_whole(self, files: Sequence[str]) -> bool:
        """True when every one of these files stands there whole."""
        ...

    def save(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a file, whole or not at all; one of the same name is replaced."""

    def discard(self, name: str) -> None:
        """Take a file of an earlier run away, if it stands there."""

    def has(self, name: str) -> bool:
        """True when a file of this name stands there."""
        ...

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file that stands there."""
        ...

    def has_journal(self) -> bool:
        """True when a run has not ended there."""
        ...

    def begin_journal(self, start: Start) -> Journal:
        """A new journal."""
        ...

    def reopen_journal(self) -> Journal | None:
        """The journal of a run that has not ended."""
        ...

    def finish(self) -> None:
        """Take away what was left unfinished."""


@dataclass(frozen=True, slots=True)
class LocalFolder:
    """A folder of this machine, or of a share that is mounted here."""

    path: Path

    def prepare(self) -> None:
        """Make the folder, and see that it can be written to. Raises `OutputError`."""
        with output_errors(self.path):
            (self.path / UNFINISHED).mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path / UNFINISHED)
            os.close(handle)
            Path(name).unlink()

    def names(self) -> list[str]:
        """What stands in the folder, but for our own working files."""
        with output_errors(self.path):
            return sorted(entry.name for entry in self.path.iterdir() if not entry.name.startswith(".iepdocs-"))

    def write(self, folder: str, files: Sequence[File]) -> None:
        """Put the files into a new folder, all of them or none. Raises `OutputError`."""
        with output_errors(self.path):
            part = Path(tempfile.mkdtemp(dir=self.path / UNFINISHED))
            try:
                with suppress(PermissionError):  # a memory stick may know no rights of others
                    part.chmod(0o755)
                for file in files:
                    (part / file.filename).write_bytes(file.content)
                _settle(part, self.path / folder)
            finally:
                shutil.rmtree(part, ignore_errors=True)

    def is_whole(self, files: Sequence[str]) -> bool:
        """True when every one of these files stands there and is a whole Word file."""
        return all(_is_whole(self.path / file) for file in files)

    def save(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a file, whole or not at all; one of the same name is replaced. Raises `OutputError`."""
        part = self.path / UNFINISHED / f"{name}.{os.getpid()}"
        with output_errors(self.path / name):
            try:
                with part.open("wb") as stream:
                    for piece in pieces:
                        stream.write(piece)
                    stream.flush()
                    os.fsync(stream.fileno())
                part.replace(self.path / name)
            except BaseException:
                with suppress(OSError):
                    part.unlink()
                raise

    def has(self, name: str) -> bool:
        """True when a file of this name stands there. Raises `OutputError`."""
        with output_errors(self.path):
            return (self.path / name).is_file()

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file that stands there. Raises `OutputError`."""
        with output_errors(self.path / name), (self.path / name).open("rb") as stream:
            yield from stream

    def discard(self, name: str) -> None:
        """Take a file of an earlier run away, if it stands there. Raises `OutputError`."""
        with output_errors(self.path / name):
            (self.path / name).unlink(missing_ok=True)

    def has_journal(self) -> bool:
        """True when a run has not ended here. Raises `OutputError`."""
        return self.has(JOURNAL)

    def begin_journal(self, start: Start) -> Journal:
        """A new journal. Raises `OutputError`."""
        return FileJournal.begin(self.path / JOURNAL, self.path / UNFINISHED / f"journal.{os.getpid()}", start)

    def reopen_journal(self) -> Journal | None:
        """The journal of a run that has not ended. Raises `OutputError`."""
        journal = FileJournal.reopen(self.path / JOURNAL)
        if journal is not None:
            # Nobody else writes here now: what lies there is from the run that was cut off.
            shutil.rmtree(self.path / UNFINISHED, ignore_errors=True)
            try:
                self.prepare()
            except OutputError:
                journal.close()
                raise
        return journal

    def finish(self) -> None:
        """Take away what was left unfinished."""
        shutil.rmtree(self.path / UNFINISHED, ignore_errors=True)


def _settle(part: Path, target: Path) -> None:
    try:
        part.rename(target)
        return
    except OSError:
        if not target.is_dir():
            raise
    # An earlier run got this far. What is whole stays, edited or not; what a power cut tore is put right.
    for file in part.iterdir():
        if not _is_whole(target / file.name):
            file.replace(target / file.name)


def _is_whole(path: Path) -> bool:
    """True for a Word file that can be opened, and for any other file that holds something."""
    try:
        return zipfile.is_zipfile(path) if path.suffix == ".docx" else path.stat().st_size > 0
    except OSError:
        return False


def place_at(where: str) -> Place:
    """The folder of this name, or the share at an address such as `s3://drafts/november`. Raises `OutputError`."""
    if "://" in where:
        # Asked for only here: fsspec comes with the extra `cluster`.
        from service.casework.batches.shares import share_at

        return share_at(where)
    path = Path(where)
    with output_errors(where):
        if path.exists() and not path.is_dir():
            raise OutputError(where, "This is a file. Name a folder.")
    return LocalFolder(path)
