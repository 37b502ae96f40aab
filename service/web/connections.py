"""What waitress leaves open, closed: a bound on waiting, on memory and on patience, and a line about each answer.

waitress accepts connections and reads requests in one thread and hands each whole request to workers. Here a request
that would wait too long is refused at once with the time to come back; health checks and refusals have a thread of
their own and overtake; bodies share one bounded memory; who sends or takes less than a trickle is let go.

Servers that are ready to hand leave this to a buffering proxy, which a clinic's own machine may not have. Measured
side by side, four threads each: `/healthz` beside 2,000 clients at once took 6.8 s with gunicorn's gthread, 6.3 s with
granian, 5.8 s with cheroot and 1.5 s here, since they refuse nobody. Beside 200 slow and broken clients gunicorn and
cheroot answered nobody within 30 s, granian no `/healthz`; here it took at most 0.1 s.
"""

from __future__ import annotations

import secrets
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask
from werkzeug.exceptions import InternalServerError, default_exceptions

from service.web.headers import FIXED
from service.web.incoming import Busy, Memory, Request, TooSlow
from service.web.log import METHODS, Answered, about, milliseconds_since
from service.web.problems import PROBLEM_TYPE, Refusal, as_json, body_of, refusal_of

ROUTE = "iepdocs.route"
"""Where in the WSGI environment the application leaves (pattern of the route, kind of document) for the log."""

QUICK = ("/healthz", "/readyz", "/metrics")
WAIT_AT_MOST = 8.0
"""Seconds in the queue. Whoever has waited longer is told to come back: the client has most likely gone."""
COME_BACK_AFTER = 5
LEAST_RATE = 512
"""Bytes a second that must move, either way, while a request or an answer is under way."""
LOOK_EVERY = 5
PATIENCE = 6
"""Looks in a row without `LEAST_RATE`, then the connection is let go: 30 seconds."""
ANSWERS_HELD = 128 * 1024 * 1024
"""Bytes of answers that clients are slow to take, all together. Beyond, one look without `LEAST_RATE` is enough."""
LINGER = 60
"""Seconds in which a client may go on sending what was refused already, so that it comes to read the answer. Many send
all they have before they read, and a connection that is closed meanwhile takes the answer back (RFC 9112, section 9.6):
an oversize file of 34 MB then met a broken connection, not the sentence that says how large it may be."""
_ACCEPT_AT_ONCE = 256
_READ_AWAY = 16

BUSY = Refusal(
    "service-busy",
    503,
    "Too many are asking at this moment",
    "Nothing is wrong with your request. Send it again after the seconds that “Retry-After” says.",
)
TOO_SLOW = Refusal(
    "too-slow",
    408,
    "The request came too slowly",
    "Send it again, over a better connection if you can.",
)


_OWN = {Busy.code: BUSY, TooSlow.code: TOO_SLOW}


class Lanes:
    """Two queues with their threads: one for the work, one for what must be answered at once."""

    def __init__(self, threads: int, waiting: int) -> None:
        self._waiting = waiting
        self._work = ThreadedTaskDispatcher()
        self._work.set_thread_count(threads)
        self._quick = ThreadedTaskDispatcher()
        self._quick.set_thread_count(1)

    def add_task(self, channel: Channel) -> None:
        """Queue the first request of the connection, or its refusal where too many wait."""
        request = channel.requests[0]
        request.queued_at = time.monotonic()
        if request.error is None and request.path not in QUICK:
            if self.waiting < self._waiting:
                self._work.add_task(channel)
                return
            request.error = Busy("")
        self._quick.add_task(channel)

    @property
    def waiting(self) -> int:
        """Requests that wait for a thread."""
        return len(self._work.queue)

    @property
    def is_full(self) -> bool:
        """True while a further request would be refused."""
        return self.waiting >= self._waiting

    def shutdown(self, timeout: float) -> None:
        """End the threads; what still waits is dropped."""
        self._work.shutdown(timeout=timeout)
        self._quick.shutdown(timeout=timeout)


class Listener(TcpWSGIServer):  # type: ignore[misc]
    """A bound address and its connections."""

    def __init__(
        self,
        app: Any,
        sockets: dict[int, Any],
        sockinfo: Any,
        lanes: Lanes,
        usual: Adjustments,
        batches: Adjustments,
        memory: Memory,
        watchers: Sequence[Callable[[Answered], None]],
    ) -> None:
        self.channel_class = Channel
        self.batches, self.memory, self.watchers = batches, memory, watchers
        self.is_stopping = False
        super().__init__(app, sockets, dispatcher=lanes, adj=usual, sockinfo=sockinfo)

    def handle_accept(self) -> None:
        """Take the connections that wait, many at a time: a crowd would otherwise cost a look at all others each."""
        for _ in range(_ACCEPT_AT_ONCE):
            before = len(self._map)
            super().handle_accept()
            if len(self._map) in (before, self.adj.connection_limit):
                return

    def maintenance(self, now: float) -> None:
        """Let go who has been idle for long, and who keeps us waiting."""
        super().maintenance(now)
        channels = list(self.active_channels.values())
        held = sum(channel.total_outbufs_len for channel in channels)
        for channel in channels:
            channel.look(LEAST_RATE * LOOK_EVERY, PATIENCE if held < ANSWERS_HELD else 1)

    def stop_listening(self) -> None:
        """Take who has connected already, and nobody after."""
        self.is_stopping = True
        before = -1
        while before != len(self._map) < self.adj.connection_limit:
            before = len(self._map)
            self.handle_accept()
        self.accepting = False
        self.del_channel(self._map)
        self.socket.close()


class _Watched:
    """What both kinds of task do beside answering: number it, count it, say that we stop, and tell who watches."""

    channel: Any
    request: Any
    response_headers: list[tuple[str, str]]
    status: str
    route: tuple[str | None, str | None] = (None, None)
    sent = 0

    def service(self) -> None:
        """Answer, then tell what was answered."""
        self.number = secrets.token_hex(8)
        began, whole = time.monotonic(), False
        with about(self.number):
            try:
                super().service()  # type: ignore[misc]
                whole = True
            finally:
                answered = self._answered(began, whole)
                for watch in self.channel.server.watchers:
                    watch(answered)

    def build_response_header(self) -> Any:
        """The header, with the number of the request."""
        # Nobody sends one request behind the other without waiting but who wants answers to pile up: 200 connections
        # with 60 each held 2.4 GB of them. The first is answered; HTTP lets us close then (RFC 9112, section 9.3.2).
        with self.channel.requests_lock:  # held while what has come is being read
            is_followed = len(self.channel.requests) > 1
        if self.channel.server.is_stopping or is_followed:
            self.set_close_on_finish()  # type: ignore[attr-defined]
        self.response_headers.append(("X-Request-Id", self.number))
        return super().build_response_header()  # type: ignore[misc]

    def write(self, data: bytes) -> None:
        """Send, and count."""
        self.sent += len(data)
        super().write(data)  # type: ignore[misc]

    def _answered(self, began: float, whole: bool) -> Answered:
        request = self.request
        command = getattr(request, "command", None)
        route, kind = self.route
        return Answered(
            request=self.number,
            method=command if command in METHODS else "OTHER",
            route=route,
            kind=kind,
            status=int(self.status[:3]),
            ms=milliseconds_since(began),
            waited_ms=round((began - request.queued_at) * 1000, 2) if request.queued_at else 0.0,
            bytes_in=request.body_bytes_received,
            bytes_out=self.sent,
            cut=not whole,
        )


class _AnswerTask(_Watched, WSGITask):  # type: ignore[misc]
    """A request for the application."""

    def execute(self) -> None:
        """Let the application answer."""
        environment = self.get_environment()
        try:
            super().execute()
        finally:
            self.route = environment.get(ROUTE, self.route)


class _RefusalTask(_Watched, ErrorTask):  # type: ignore[misc]
    """What waitress or we refuse before the application sees it, in our one shape."""

    def execute(self) -> None:
        """Send the refusal, and close."""
        code = self.request.error.code
        error = default_exceptions.get(code, InternalServerError)()
        problem = body_of(_OWN.get(code) or refusal_of(error), error)
        body = as_json(problem)
        self.status = f"{problem['status']} {HTTPStatus(problem['status']).phrase}"
        self.response_headers.extend([("Content-Type", PROBLEM_TYPE), *FIXED.items()])
        if code == Busy.code:
            self.response_headers.append(("Retry-After", str(COME_BACK_AFTER)))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection."""

    task_class = _AnswerTask
    error_task_class = _RefusalTask
    request: Any
    _moved = 0
    _strikes = 0
    _has_more = False
    _lingers_until: float | None = None

    def __init__(self, server: Listener, *args: Any, **options: Any) -> None:
        self.parser_class = lambda usual: Request(usual, server.batches, server.memory)
        super().__init__(server, *args, **options)

    @property
    def is_due(self) -> bool:
        """True while a request is being read or answered."""
        return bool(self.request is not None or self.requests or self.total_outbufs_len)

    def received(self, data: bytes) -> Any:
        """Take what the client sent; what is refused already is let go by."""
        self._moved += len(data)
        return True if self._lingers_until is not None else super().received(data)

    def send(self, data: bytes, do_close: bool = True) -> Any:
        """Send what the client can take; how many bytes that was."""
        sent = super().send(data, do_close=do_close)
        self._moved += sent
        return sent

    def service(self) -> None:
        """Answer the first request, unless it has waited too long."""
        request = self.requests[0]
        has_waited = time.monotonic() - request.queued_at > WAIT_AT_MOST
        if request.error is None and has_waited and request.path not in QUICK:
            request.error = Busy("")
        self._has_more = request.has_more
        super().service()

    def handle_write(self) -> None:
        """Send what waits, and close where that was the end."""
        if self._has_more and self.close_when_flushed and not self.will_close:
            self._flush_exception(self._flush_some)
            if not self.total_outbufs_len and not self.will_close:
                self._linger()
        else:
            super().handle_write()

    def _linger(self) -> None:
        """End our half of the connection, and take the rest of the other half until that ends too."""
        self._has_more = self.close_when_flushed = False
        self._lingers_until = time.monotonic() + LINGER
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.handle_close()

    def look(self, least: int, patience: int) -> None:
        """Note whether at least so many bytes have moved since the last look; let go who has not for `patience`."""
        moved, self._moved = self._moved, 0
        if self._lingers_until is not None:
            if moved < least or time.monotonic() > self._lingers_until:
                self.handle_close()
            return
        waits_for_client = self.total_outbufs_len or (self.request is not None and not self.requests)
        self._strikes = self._strikes + 1 if waits_for_client and moved < least else 0
        if self._strikes < patience:
            return
        if self.total_outbufs_len or self.requests:
            # Not `will_close`: it waits until the client takes something, which is what it does not do.
            self.handle_close()
            return
        with self.requests_lock:
            half, self.request = self.request, None
            if half is None:  # a thread has sent the rest of the answer in this moment
                return
            half.error = TooSlow("")
            self.requests.append(half)
            self.server.add_task(self)

    def handle_close(self) -> None:
        """End the connection and give back what its requests hold."""
        if self.socket is not None:  # a client that had gone before it was taken in leaves none
            with suppress(OSError):
                # Bytes left unread would make the system take back an answer that the client has not read yet.
                for _ in range(_READ_AWAY):
                    if not self.socket.recv(self.adj.recv_bytes):
                        break
        super().handle_close()
        with self.requests_lock:
            if self.request is not None:
                self.request.close()
                self.request = None
