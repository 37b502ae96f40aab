"""The application behind waitress: what a request may take, nothing on disk, and a stop that loses no answer."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from flask import Flask
from waitress import create_server
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask
from werkzeug.exceptions import InternalServerError, default_exceptions

from service.web.headers import FIXED
from service.web.problems import PROBLEM_TYPE, as_json, body_of, refusal_of

THREADS = 4
"""Assembling is work for the processor, so more threads than cores mostly wait; a few more keep health checks alive."""
CONNECTIONS = 200
_READ_AT_MOST = 8
"""Times the limit of a body. Up to here a long body is read to its end, so that the answer 413 arrives; one longer is
cut off."""
_IN_MEMORY = 1 << 30
"""Bytes. waitress puts longer bodies and answers into a temporary file; a case must not lie on a disk."""
_LAST_ANSWERS = 10.0
"""Seconds that answers under way get when the service is told to stop."""


class Server:
    """A bound server. `url` says where it listens; `run` returns when SIGTERM or Ctrl-C has ended it."""

    def __init__(self, app: Flask, host: str, port: int) -> None:
        limit = app.config["MAX_CONTENT_LENGTH"]
        self._server: Any = create_server(
            app,
            host=host,
            port=port,
            threads=THREADS,
            connection_limit=CONNECTIONS,
            channel_timeout=60,
            max_request_body_size=_READ_AT_MOST * limit,
            inbuf_overflow=_IN_MEMORY,
            outbuf_overflow=_IN_MEMORY,
            clear_untrusted_proxy_headers=True,
            ident="",
        )
        self._listeners = [each for each in self._server._map.values() if isinstance(each, TcpWSGIServer)]
        for listener in self._listeners:
            listener.channel_class = _Channel
        self._stopping = False

    @property
    def url(self) -> str:
        """The address to open, with the port that was really taken."""
        listener = self._listeners[0]
        host = f"[{listener.effective_host}]" if ":" in listener.effective_host else listener.effective_host
        return f"http://{host}:{listener.effective_port}/"

    def run(self, when_ready: Callable[[], object]) -> None:
        """Answer until told to stop; then take no new request and send the answers that are under way.

        `when_ready` is called once, when the service can be reached and can be told to stop.
        """
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        when_ready()
        self._turn_while(lambda: not self._stopping)
        for listener in self._listeners:
            listener.accepting = False
        until = time.monotonic() + _LAST_ANSWERS
        self._turn_while(lambda: self._is_answering() and time.monotonic() < until)
        first = self._listeners[0]
        first.task_dispatcher.shutdown(timeout=1)
        first.asyncore.close_all(first._map)

    def _turn_while(self, wanted: Callable[[], bool]) -> None:
        first = self._listeners[0]
        while wanted():
            first.asyncore.loop(timeout=0.5, map=first._map, use_poll=first.adj.asyncore_use_poll, count=1)

    def _is_answering(self) -> bool:
        channels = [channel for listener in self._listeners for channel in listener.active_channels.values()]
        return any(channel.requests or channel.total_outbufs_len for channel in channels)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True
        # A second Ctrl-C ends it at once.
        signal.signal(number, signal.SIG_DFL)


class _ErrorTask(ErrorTask):  # type: ignore[misc]  # waitress ships no types
    """What waitress refuses by itself, in our one shape."""

    def execute(self) -> None:
        error = default_exceptions.get(self.request.error.code, InternalServerError)()
        problem = body_of(refusal_of(error), error)
        body = as_json(problem)
        self.status = f"{problem['status']} {error.name}"
        self.response_headers.extend([("Content-Type", PROBLEM_TYPE), *FIXED.items()])
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Channel(HTTPChannel):  # type: ignore[misc]
    error_task_class = _ErrorTask
