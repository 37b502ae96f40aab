"""A few at a time: work that takes long holds one of few places, so that single letters are made meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Response, current_app

from service.errors import IepdocsError


@dataclass(frozen=True, slots=True)
class Few:
    """The places for one kind of work in an application: `most`, or as many as `setting` of its configuration says.

    `busy` is raised where none is free.
    """

    setting: str
    most: int
    busy: type[IepdocsError]

    def take(self) -> threading.BoundedSemaphore:
        """Take a place; `release` of what is given back gives it up. Raises `busy`."""
        places: threading.BoundedSemaphore = current_app.extensions.setdefault(
            f"iepdocs.{self.setting}", threading.BoundedSemaphore(current_app.config.get(self.setting, self.most))
        )
        if not places.acquire(blocking=False):
            raise self.busy
        return places

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place for the work of this block. Raises `busy`."""
        places = self.take()
        try:
            yield
        finally:
            places.release()


def come_back_after(seconds: int) -> Callable[[Response], Response]:
    """For `after_request` of a blueprint: a 503 tells in `Retry-After` after how many seconds to come back."""

    def say(response: Response) -> Response:
        if response.status_code == 503:
            response.headers["Retry-After"] = str(seconds)
        return response

    return say
