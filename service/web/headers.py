"""The headers that every answer carries."""

from __future__ import annotations

from flask import Response, request

from service.web.assets import caching_of

FIXED = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # Pages run our own files and nothing else: no inline script or style, no other host, and in no one's frame. The
    # pictures of a letterhead come into the preview as blobs, which only our own script can make.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}


def protect(response: Response) -> Response:
    """Keep the answer out of caches and frames, and its address out of other sites' logs."""
    response.headers.update(FIXED)
    if request.endpoint == "static" and response.status_code < 400:
        # Our own script and style hold nothing of a case.
        response.headers["Cache-Control"] = caching_of((request.view_args or {})["filename"])
    elif request.blueprint == "form" and response.mimetype == "text/html":
        # A page that answers a POST must be there again when the person goes back; otherwise the browser asks whether
        # to send it again.
        response.headers["Cache-Control"] = "private, no-cache"
    return response
