"""Script and style of the pages: kept by the browser, and never an old one beside a new page."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from service.web import create_app
from service.web.assets import caching_of, version_of

KEPT = "public, max-age=31536000, immutable"


@pytest.mark.parametrize("page", ["/", "/form/batches", "/api/docs"])
def test_what_a_page_is_made_with_has_a_version_and_is_kept(page: str) -> None:
    client = create_app().test_client()
    addresses = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get(page).text))
    assert len(addresses) > 1
    for address in addresses:
        with client.get(address) as answer:
            assert (answer.status_code, answer.headers["Cache-Control"]) == (200, KEPT), address


@pytest.mark.parametrize("query", ["", "?v=", "?v=0123456789abcdef"])
def test_what_is_not_the_version_that_the_address_names_is_asked_for_again(query: str) -> None:
    with create_app().test_client().get(f"/static/form/form.css{query}") as answer:
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")


def test_what_is_not_there_is_not_kept() -> None:
    answer = create_app().test_client().get("/static/nothing.css?v=None")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


def test_what_goes_away_while_it_is_sent_is_not_kept_either() -> None:
    with create_app().test_request_context("/static/gone.css"):
        assert caching_of("gone.css") == "no-cache"


def test_a_version_changes_with_the_content_alone(tmp_path: Path) -> None:
    file = tmp_path / "page.css"
    assert version_of(file) is None
    file.write_text("a { color: black }")
    first = version_of(file)
    os.utime(file, ns=(1, 1))
    assert version_of(file) == first
    file.write_text("a { color: white }")
    assert version_of(file) not in (first, None)
    assert version_of(tmp_path) is None
