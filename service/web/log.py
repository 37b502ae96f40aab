"""The log: one JSON object a line, on standard error, and nothing of a case, an address or a person in it.

A request leaves its id, method, route (the pattern, never the path as sent), kind of document, status, times and
sizes. A client's address is not among them: where a family lives is no business of a log. Messages of libraries are
left out, because they may quote what a client sent; their place in the code stands in their stead.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from service.trail import step

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_OURS = "iepdocs"
_requests = logging.getLogger(f"{_OURS}.requests")
_under_way = threading.local()


@dataclass(frozen=True, slots=True)
class Answered:
    """What is remembered of a request when it has been answered. Times in milliseconds, sizes in bytes."""

    request: str
    method: str
    route: str | None
    kind: str | None
    status: int
    ms: float
    waited_ms: float
    bytes_in: int
    bytes_out: int
    cut: bool
    """True when the client had gone, or we failed, before all of the answer was out."""


def log_answer(answered: Answered) -> None:
    """One line about a request, at the level info."""
    if _requests.isEnabledFor(logging.INFO):
        _requests.info("request", extra={"answered": answered})


@contextmanager
def about(request_id: str) -> Iterator[None]:
    """Every line that this thread writes meanwhile carries the id of the request."""
    _under_way.request = request_id
    try:
        yield
    finally:
        del _under_way.request


def keep_log(level: str) -> None:
    """Write the log of this process to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # A warning of a library may quote what a client sent, as its other messages may.
    logging.captureWarnings(True)
    # It warns of each request that has to wait; that is what the times of a request say already.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


class Line(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"at": at.replace("+00:00", "Z"), "level": record.levelname.lower()}
        answered = getattr(record, "answered", None)
        if isinstance(answered, Answered):
            return json.dumps({**line, "event": "request", **asdict(answered)}, ensure_ascii=False)
        line |= {"event": "message", "logger": record.name}
        if record.name.split(".")[0] == _OURS:
            line["message"] = record.getMessage()
        else:
            line["place"] = f"{'/'.join(PurePath(record.pathname).parts[-2:])}:{record.lineno}"
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = step(record.exc_info[1])
        if request := getattr(_under_way, "request", None):
            line["request"] = request
        return json.dumps(line, ensure_ascii=False)


def milliseconds_since(moment: float) -> float:
    """Since a moment of the monotonic clock, to the hundredth."""
    return round((time.monotonic() - moment) * 1000, 2)
