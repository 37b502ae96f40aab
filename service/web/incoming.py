"""A request as it comes in: read in a time that grows with its length alone, its body held against a common memory.

waitress reads the first line, the fields of a header and the chunks of a body in ways whose time grows with the square
of their length: measured, one header of 60 kB kept the only thread that reads for 96 seconds. What would take so long
is refused before it is read, and a chunked body is handed over in small pieces. What two servers may read in two ways,
so that one passes on what the other takes for a second request, is refused as well.
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable
from typing import Any

from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.receiver import ChunkedReceiver
from waitress.utilities import BadRequest, Error, RequestEntityTooLarge

from service.web.batch_uploads import BATCH_PATHS

_FIRST_LINE = re.compile(rb"[^ ]+ [^ ]+(?: HTTP/[0-9]\.[0-9])?")
"""Whatever fits this shape waitress reads without going back."""
_BLANKS = b" " * 100
"""More of them in a row than any program sends; waitress tries each as the end of a field."""
_FOLDED = (b"\r\n ", b"\r\n\t")
"""A field that goes on in the next line: given up in HTTP (RFC 9112, section 5.2), and a way to bring blanks in."""
_OF_A_PROXY: dict[str, Callable[[str], bool]] = {
    "X_FORWARDED_FOR": lambda value: '"' not in value,
    "X_FORWARDED_HOST": lambda value: '"' not in value,
    "X_FORWARDED_PROTO": lambda value: value in ("", "http", "https"),
}
"""What the proxy says of its client. No proxy puts it into quotation marks."""
_MAPPED = re.compile(r"::ffff:(?=[0-9]+\.)", re.IGNORECASE)
"""How a proxy that listens for both versions of IP writes an address of IPv4."""
_PIECE = 2048
"""Bytes. What is left of a piece is copied at each chunk, so that chunks of a byte make long pieces dear."""
_FRAMES = 64 * 1024
"""Bytes of sizes, line ends and what follows the last chunk, beside one for each four bytes of the body itself."""


class Busy(Error):  # type: ignore[misc]  # waitress ships no types
    """No thread, or no memory, for this request."""

    code = 503


class TooSlow(Error):  # type: ignore[misc]
    """A request that did not arrive in time."""

    code = 408


class Memory:
    """The bytes of bodies that all connections hold at a time."""

    def __init__(self, most: int) -> None:
        self._free, self._lock = most, threading.Lock()

    def take(self, size: int) -> bool:
        """Reserve so many bytes; False when there are not so many."""
        with self._lock:
            if size > self._free:
                return False
            self._free -= size
            return True

    def give_back(self, size: int) -> None:
        """Bytes that are no longer held."""
        with self._lock:
            self._free += size


class Request(HTTPRequestParser):  # type: ignore[misc]
    """A request as it comes in; one for a batch may be as long as `for_batches` says."""

    adj: Any
    body_rcv: Any
    error: Any
    queued_at = 0.0
    held = 0
    has_more = False
    """True where it is refused before all of it has come, so that the client may still be sending."""

    def __init__(self, usual: Adjustments, for_batches: Adjustments, memory: Memory) -> None:
        super().__init__(usual)
        self._for_batches, self._memory = for_batches, memory

    def parse_header(self, header_plus: bytes) -> None:
        """Read the header. Raises `ParsingError` for one that takes long to read, or can be read in two ways."""
        first = header_plus.partition(b"\r\n")[0].rstrip()
        is_folded = any(fold in header_plus for fold in _FOLDED)
        if is_folded or not _FIRST_LINE.fullmatch(first) or _BLANKS in header_plus.replace(b"\t", b" "):
            raise ParsingError("Invalid header")
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # a length of 5,000 digits, which Python reads as no number
            raise ParsingError("Invalid header") from error
        # RFC 9112, section 6.1. waitress takes the encoding out of the fields where it goes by it.
        if "TRANSFER_ENCODING" in self.headers or (self.chunked and "CONTENT_LENGTH" in self.headers):
            raise ParsingError("Invalid header")
        if self.adj.trusted_proxy:
            self._read_what_the_proxy_says()
        if self.chunked:
            self.body_rcv = _Chunks(self.body_rcv.getbuf())
        if self.path.startswith(BATCH_PATHS):
            self.adj = self._for_batches

    def _read_what_the_proxy_says(self) -> None:
        # waitress refuses these as well, but not in our shape.
        if not all(fits(self.headers.get(name, "")) for name, fits in _OF_A_PROXY.items()):
            raise ParsingError("Invalid header")
        if clients := self.headers.get("X_FORWARDED_FOR"):
            # waitress would read each of these as “::ffff”, so that all clients of IPv4 were one.
            self.headers["X_FORWARDED_FOR"] = _MAPPED.sub("", clients)

    def received(self, data: bytes) -> int:
        """Take the next bytes; how many of them were of this request."""
        consumed: int = super().received(data)
        if self.body_rcv is not None and self.error is None:
            if self._memory.take(consumed):
                self.held += consumed
            else:
                self.error, self.completed = Busy(""), True
        if self.error is not None:
            self.has_more = self.body_rcv is None or not self.body_rcv.completed
            if self.error.code == RequestEntityTooLarge.code:
                self._leave_to_the_application()
        return consumed

    def _leave_to_the_application(self) -> None:
        """Let it refuse: it has words for each address and a page for people, and goes by the length alone."""
        self.headers["CONTENT_LENGTH"] = str(sys.maxsize)  # over every limit, for the body is not here to be read
        self.headers["CONNECTION"] = "close"
        self.error = None

    def close(self) -> None:
        """The body is no longer needed."""
        self._memory.give_back(self.held)
        self.held = 0
        super().close()


class _Chunks(ChunkedReceiver):  # type: ignore[misc]
    """A body in chunks."""

    error: Any
    _seen = 0

    def received(self, data: bytes) -> int:
        """Take the next bytes; how many of them were of this body."""
        consumed = 0
        while consumed < len(data) and not self.completed and self.error is None:
            taken: int = super().received(data[consumed : consumed + _PIECE])
            consumed += taken
            self._seen += taken
            if self._seen - len(self) > _FRAMES + len(self) // 4:
                self.error = BadRequest("Invalid chunk size")
        return consumed
