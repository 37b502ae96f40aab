"""The application as it runs for others: with its log, its tokens, its rate, and an answer to “are you ready?”."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, request

from service.assembly import TemplateError
from service.casework import all_kinds
from service.casework.errors import TemplateNotFoundError
from service.web import create_app
from service.web.access import ask_for_tokens, hold_rate
from service.web.connections import ROUTE
from service.web.library import library
from service.web.log import log_answer
from service.web.metrics import Counts
from service.web.serving import Server
from service.web.settings import Settings


def server_of(settings: Settings) -> Server:
    """A bound server with these settings. Raises `SettingsError`, or `OSError` where it cannot listen."""
    app = create_app(
        {
            "TEMPLATES": settings.templates,
            "MAX_CONTENT_LENGTH": settings.body_limit,
            "BATCH_MAX_CONTENT_LENGTH": settings.batch_limit,
            "BATCHES_AT_ONCE": settings.batches_at_once,
            "TEMPLATE_CHECKS_AT_ONCE": settings.checks_at_once,
        }
    )
    app.before_request(_name_route)
    if settings.tokens:
        ask_for_tokens(app, settings.tokens)
    if settings.rate_limit:
        hold_rate(app, settings.rate_limit)
    counts = Counts() if settings.metrics else None
    server = Server(app, settings, log_answer, *([counts.add] if counts else []))
    answer_whether_ready(app, lambda: server.is_stopping, lambda: server.lanes.is_full)
    if counts:
        counts.show("iepdocs_waiting", "Requests that wait for a thread", lambda: server.lanes.waiting)
        counts.show("iepdocs_connections", "Connections that are open", lambda: server.connections)
        app.add_url_rule("/metrics", view_func=_counted(counts))
    return server


def _name_route() -> None:
    """Tell the log the pattern of the route and the kind of document: words of ours, none of the client's."""
    kind = (request.view_args or {}).get("kind")
    known = kind if any(kind == each.slug for each in all_kinds()) else None
    request.environ[ROUTE] = (request.url_rule.rule if request.url_rule else None, known)


def answer_whether_ready(app: Flask, is_stopping: Callable[[], bool], is_full: Callable[[], bool]) -> None:
    """Answer at /readyz whether the next document can be made."""

    def get_readiness() -> tuple[dict[str, Any], int]:
        """200 while a document can be made for whoever asks next; else 503 with the reasons."""
        reasons = [f"the template of {kind.slug} cannot be used" for kind in all_kinds() if not _is_usable(kind.slug)]
        if is_full():
            reasons.append("too many requests are waiting")
        if is_stopping():
            reasons.append("the service is stopping")
        return {"status": "not ready" if reasons else "ready", "reasons": reasons}, 503 if reasons else 200

    app.add_url_rule("/readyz", view_func=get_readiness)


def _is_usable(kind: str) -> bool:
    try:
        library().template(kind, "en")
    except (TemplateError, TemplateNotFoundError, OSError):  # a disk may be gone that was there at the start
        return False
    return True


def _counted(counts: Counts) -> Callable[[], Response]:
    def get_metrics() -> Response:
        return Response(counts.text(), content_type=counts.media_type)

    return get_metrics
