"""What stops a batch as a whole: the place it writes to, never a row."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from service.errors import IepdocsError

_WORDS = {
    errno.ENOSPC: "The disk is full. Make room",
    errno.EDQUOT: "The space that you may use there is used up. Make room",
    errno.EFBIG: "A file may not grow any further there. Make room",
    errno.EROFS: "Nothing can be written there: it is read-only. Choose another folder",
    errno.EACCES: "You may not write there. Have the rights changed, or choose another folder",
    errno.EPERM: "You may not write there. Have the rights changed, or choose another folder",
    errno.EMFILE: "No more files can be opened. Close other programs, or use fewer --workers",
    errno.ENFILE: "No more files can be opened on this machine. Close other programs",
    errno.ENOTDIR: "A part of this path is a file. Choose another folder",
    errno.ENOENT: "This folder is not there, or not on the machine of a worker. Name one that every machine sees",
    errno.ENAMETOOLONG: "The path is too long. Choose a folder nearer to the top",
    errno.EIO: "The disk does not answer as it should. Check it",
}


class OutputError(IepdocsError):
    """A place does not take what is written, or give the templates. `where` names it; what was there before stays."""

    def __init__(self, where: str, what: str) -> None:
        self.where, self.what = without_secrets(where), what
        super().__init__(self.where, what)

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def without_secrets(where: str) -> str:
    """A path as it is; an address without the name and password, or the key, that it may hold."""
    scheme, mark, rest = where.partition("://")
    if not mark:
        return where
    host, slash, path = rest.partition("?")[0].partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


def output_error(where: object, error: OSError) -> OutputError:
    """The plain sentence for what the operating system says."""
    known = _WORDS.get(error.errno or 0)
    if known is None:
        # Without an errno the text is a library's own, and may quote anything.
        why = os.strerror(error.errno) if error.errno else type(error).__name__
        known = f"Nothing can be written there ({why}). Check the place and your rights"
    return OutputError(str(where), f"{known}.")


@contextmanager
def output_errors(where: object) -> Iterator[None]:
    """What the operating system refuses while writing becomes an `OutputError` that names `where`."""
    try:
        yield
    except OSError as error:
        raise output_error(where, error) from error


@contextmanager
def template_errors() -> Iterator[None]:
    """What the operating system refuses while templates are read becomes an `OutputError` that names the file."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        where = str(error.filename or "The Word templates")
        raise OutputError(where, f"This cannot be read ({reason}). Check the disk and your rights.") from error
