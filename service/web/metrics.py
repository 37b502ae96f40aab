"""Counts for Prometheus, where the library for it is installed. By route, method and status; never by client."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from service.web.log import Answered

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Counts:
    """The counts of one process."""

    def __init__(self) -> None:
        import prometheus_client  # of the extra “public”

        self._library: Any = prometheus_client
        self.registry: Any = prometheus_client.CollectorRegistry()
        prometheus_client.ProcessCollector(registry=self.registry)
        labels = ("method", "route", "status")
        self._answers = prometheus_client.Counter(
            "iepdocs_answers", "Requests answered", labels, registry=self.registry
        )
        self._seconds = prometheus_client.Histogram(
            "iepdocs_seconds", "Time to answer, waiting included", ("route",), buckets=_SECONDS, registry=self.registry
        )
        self._documents = prometheus_client.Counter(
            "iepdocs_documents", "Single documents made", ("kind",), registry=self.registry
        )

    def add(self, answered: Answered) -> None:
        """Count one answer."""
        route = answered.route or "none"
        self._answers.labels(answered.method, route, str(answered.status)).inc()
        self._seconds.labels(route).observe((answered.ms + answered.waited_ms) / 1000)
        if answered.kind and answered.status == 200:
            self._documents.labels(answered.kind).inc()

    def show(self, name: str, meaning: str, now: Callable[[], int]) -> None:
        """Add a value that is asked for when the counts are read."""
        self._library.Gauge(name, meaning, registry=self.registry).set_function(now)

    def text(self) -> bytes:
        """All counts in the text format of Prometheus."""
        text: bytes = self._library.generate_latest(self.registry)
        return text

    @property
    def media_type(self) -> str:
        """The media type of `text`."""
        return str(self._library.CONTENT_TYPE_LATEST)
