"""The headers that every answer carries."""

from __future__ import annotations

from flask import Response, request

FIXED = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # Pages run our own files and nothing else: no inline script or style, no other host, and in no one's frame.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}


def protect(response: Response) -> Response:
    """Keep the answer out of caches and frames, and its address out of other sites' logs."""
    response.headers.update(FIXED)
    if request.endpoint == "static" and response.status_code < 400:
        # Our own script and style hold nothing of a case; the browser asks whether they have changed.
        response.headers["Cache-Control"] = "no-cache"
    return response
