"""The application behind waitress: bound in time and memory, nothing on disk, and a stop that loses no answer."""

from __future__ import annotations

import logging
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.adjustments import Adjustments

from service.web.connections import LOOK_EVERY, Lanes, Listener
from service.web.incoming import Memory
from service.web.log import Answered
from service.web.settings import Settings
from service.web.template_uploads import TEMPLATE_LIMIT

_log = logging.getLogger("iepdocs.serving")

_IN_MEMORY = 1 << 40
"""Bytes. waitress puts longer bodies and answers into a temporary file; a case must not lie on a disk."""
_HEADER = 64 * 1024
IDLE = 60
"""Seconds that a connection may stay open without a request."""
_LAST_ANSWERS = 20.0
"""Seconds that answers under way get when the service is told to stop."""
_LAST_REQUESTS = 3.0
"""Seconds that half a request gets then."""
_BREATH = 0.05
_SWITCH = 0.0001
"""Seconds after which a thread that works lets another of this process run. With Python's own 0.005 the one thread that
reads and refuses stands behind four that make documents at every step it takes: measured with 2,000 clients at once, a
health check waited up to 29 seconds; with this, 2. Documents are made as fast."""
_QUIET = 0.25
"""Seconds without a byte after which a stop holds nobody up: a client that keeps its connection may be about to ask."""


class Server:
    """A bound server. `url` says where it listens; `run` returns when SIGTERM or Ctrl-C has ended it.

    Raises `OSError` where it cannot listen. `watchers` are told of every answer, in the thread that gave it.
    """

    def __init__(self, app: Flask, settings: Settings, *watchers: Callable[[Answered], None]) -> None:
        connections = _room_for(settings.connections)
        # Beyond any limit of the application, so that what it takes comes whole: waitress counts the lines around a
        # form's file too.
        usual = _adjustments(settings, connections, TEMPLATE_LIMIT + settings.body_limit)
        batches = _adjustments(settings, connections, settings.batch_limit + settings.body_limit)
        self._sockets: dict[int, Any] = {}
        self.lanes = Lanes(settings.threads, settings.waiting)
        memory = Memory(settings.body_memory)
        self._listeners = [
            Listener(app, self._sockets, sockinfo, self.lanes, usual, batches, memory, watchers)
            for sockinfo in usual.listen
        ]
        self.is_stopping = False

    @property
    def url(self) -> str:
        """The address to open, with the port that was really taken."""
        listener = self._listeners[0]
        host = f"[{listener.effective_host}]" if ":" in listener.effective_host else listener.effective_host
        return f"http://{host}:{listener.effective_port}/"

    @property
    def connections(self) -> int:
        """How many are open."""
        return sum(len(listener.active_channels) for listener in self._listeners)

    def run(self, when_ready: Callable[[], object]) -> None:
        """Answer until told to stop; then take no new connection and send the answers that are under way.

        `when_ready` is called once, when the service can be reached and can be told to stop.
        """
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        sys.setswitchinterval(_SWITCH)
        when_ready()
        self._turn_while(lambda: not self.is_stopping, 0.5)
        for listener in self._listeners:
            listener.stop_listening()
        began = time.monotonic()
        self._turn_while(lambda: self._is_needed(time.monotonic() - began), 0.05)
        self.lanes.shutdown(timeout=1)
        wasyncore.close_all(self._sockets)

    def _turn_while(self, wanted: Callable[[], bool], wait: float) -> None:
        while wanted():
            try:
                wasyncore.loop(timeout=wait, map=self._sockets, use_poll=True, count=1)
            except Exception:  # noqa: BLE001  # one connection must not end the service for all others
                _log.exception("a connection could not be looked after")
                time.sleep(_BREATH)

    def _is_needed(self, stopping_for: float) -> bool:
        channels = [channel for listener in self._listeners for channel in listener.active_channels.values()]
        if any(channel.requests or channel.total_outbufs_len for channel in channels):
            return stopping_for < _LAST_ANSWERS
        if stopping_for > _LAST_REQUESTS:
            return False
        last = max((channel.last_activity for channel in channels), default=0.0)
        return any(channel.is_due for channel in channels) or time.time() - last < _QUIET

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if not self.is_stopping:
            self.is_stopping = True
            self._listeners[0].pull_trigger()  # it may be waiting for something to happen
        # A second Ctrl-C ends it at once.
        signal.signal(number, signal.SIG_DFL)


def _adjustments(settings: Settings, connections: int, body: int) -> Adjustments:
    behind_proxy: dict[str, Any] = {}
    if settings.proxy:
        behind_proxy = {
            "trusted_proxy": settings.proxy,
            "trusted_proxy_count": 1,
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
        }
    return Adjustments(
        host=settings.host,
        port=settings.port,
        connection_limit=connections,
        backlog=2048,
        channel_timeout=IDLE,
        cleanup_interval=LOOK_EVERY,
        recv_bytes=64 * 1024,
        max_request_header_size=_HEADER,
        max_request_body_size=body,
        inbuf_overflow=_IN_MEMORY,
        outbuf_overflow=_IN_MEMORY,
        clear_untrusted_proxy_headers=True,
        log_socket_errors=False,
        ident="",
        **behind_proxy,
    )


def _room_for(connections: int) -> int:
    """As many connections as the system lets this process open, `connections` at most.

    Each takes a handle, and templates and the rest need some.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return connections
    spare = 64
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= connections + spare:
        return connections
    wanted = connections + spare if hard == resource.RLIM_INFINITY else min(hard, connections + spare)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError):  # whoever locked this process up may forbid even that
        wanted = soft
    return max(1, min(connections, wanted - spare))
