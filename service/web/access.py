"""Who may call what, and how often: tokens for batches, template checks and `/metrics`, a rate for each client.

The form, single documents and packets are open to everybody. Of a token only its SHA-256 is known here, and of a client
only a count under its address, in memory, until its span of time is over.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import math
import time

from flask import Flask, Response, current_app, request

from service.web.problems import PROBLEM_TYPE, Refusal, as_json, body_of

CLOSED = (
    "/api/v1/batches",
    "/api/v1/templates",
    "/form/batches/archive",
    "/form/batches/check",
    "/metrics",
)
"""Addresses that need a token in their header, and what lies under them, once a token is set."""

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="iepdocs"'}
"""What a 401 has to say (RFC 9110, section 15.5.2)."""
_DIGESTS = "TOKEN_DIGESTS"

UNKNOWN_TOKEN = Refusal(
    "token-needed",
    401,
    "This call needs a token",
    "Send “Authorization: Bearer …” with a token from whoever runs the service. The form for letters needs none.",
)
TOO_OFTEN = Refusal(
    "too-often",
    429,
    "Too many requests from one place",
    "Wait for as many seconds as “Retry-After” says. For many cases at once there are batches.",
)


def ask_for_tokens(app: Flask, digests: tuple[str, ...]) -> None:
    """Close batches, template checks and `/metrics` to everybody without a token that has one of these SHA-256 digests.

    The pages for them then ask for the token.
    """
    app.config[_DIGESTS] = digests

    def refuse_strangers() -> Response | None:
        if not any(request.path == closed or request.path.startswith(f"{closed}/") for closed in CLOSED):
            return None
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and is_known(token):
            return None
        return _refusal(UNKNOWN_TOKEN, CHALLENGE)

    app.before_request(refuse_strangers)


def needs_token() -> bool:
    """Whether this application asks for a token where batches are made and templates are checked."""
    return bool(current_app.config.get(_DIGESTS))


def is_known(token: str) -> bool:
    """Whether the token opens what is closed; any does where none is needed."""
    if not needs_token():
        return True
    digest = hashlib.sha256(token.strip().encode("utf-8", "surrogateescape")).hexdigest()
    # All of them are compared, each in the same time, so that the time tells nothing.
    found = [hmac.compare_digest(digest, known) for known in current_app.config[_DIGESTS]]
    return any(found)


def hold_rate(app: Flask, rate: str) -> None:
    """Let one client POST no more often than `rate`, such as “60/minute”.

    Counted by the library `limits`, over a moving window and in this process.
    """
    import limits  # of the extra “public”

    counts = limits.strategies.MovingWindowRateLimiter(limits.storage.MemoryStorage())
    item = limits.parse(rate)

    def refuse_too_often() -> Response | None:
        if request.method != "POST":
            return None
        client = _client(request.remote_addr or "")
        if counts.hit(item, client):
            return None
        wait = max(1, math.ceil(counts.get_window_stats(item, client).reset_time - time.time()))
        return _refusal(TOO_OFTEN, {"Retry-After": str(wait)})

    app.before_request(refuse_too_often)


def _client(address: str) -> str:
    """Whose requests are counted together: an address, or a network of IPv6, of which one household has a whole."""
    try:
        parsed = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)


def _refusal(refusal: Refusal, headers: dict[str, str]) -> Response:
    return Response(as_json(body_of(refusal, Exception())), refusal.status, headers, mimetype=PROBLEM_TYPE)
