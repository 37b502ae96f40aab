"""A running service and a real browser, once for all tests of this folder; a fresh profile for each test."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from service.web import create_app
from tests.browser.programs import chromium

if os.environ.get("CI") == "true":
    import playwright.sync_api as playwright_api
else:
    playwright_api = pytest.importorskip("playwright.sync_api", reason="install playwright to run the browser tests")

CASES = Path(__file__).parent.parent / "cases"


class Silent(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """The tests read answers, not a log."""


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of a running service."""
    server = make_server("127.0.0.1", 0, create_app(), threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium."""
    path = chromium()
    with playwright_api.sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        running = playwright.chromium.launch(executable_path=path, args=arguments)
        yield running
        running.close()


class Watched:
    """A page that remembers what went wrong in it: script errors, policy violations, calls to other hosts."""

    def __init__(self, page: Any, site: str) -> None:
        self.page = page
        self.troubles: list[str] = []
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", self._heard)
        page.on("dialog", lambda dialog: self.troubles.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: self._asked(request.url, site))

    def _heard(self, message: Any) -> None:
        # A page with mistakes is answered with 422, one that is not there with 404; the console calls both failed.
        is_ours = "status of 4" in message.text or "Autofocus processing was blocked" in message.text
        if message.type in ("error", "warning") and not is_ours:
            self.troubles.append(message.text)

    def _asked(self, url: str, site: str) -> None:
        if not url.startswith((site, "data:", "blob:", "about:")):
            self.troubles.append(f"asked another host: {url}")


@pytest.fixture
def open_page(browser: Any, site: str) -> Iterator[Callable[..., Any]]:
    """Opens the first page in a browser of its own; at the end nothing may have gone wrong in any of them."""
    contexts: list[Any] = []
    watched: list[Watched] = []

    def opened(*, width: int = 390, script: bool = True, dark: bool = False, address: str = "/") -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 844 if width < 800 else 900},
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        watched.append(Watched(page, site))
        page.goto(site + address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [trouble for each in watched for trouble in each.troubles] == []


@pytest.fixture
def whole_case() -> dict[str, Any]:
    """A case with something in almost every field."""
    made: dict[str, Any] = json.loads((CASES / "eleventh_grade.json").read_text(encoding="utf-8"))
    return made
