"""Whatever is typed into whatever control, a page answers; nothing breaks, nothing runs, nothing is in the log."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.web import create_app
from service.web.form.answers import count_name
from service.web.form.questions import Question
from service.web.form.sections import Section, sections
from tests.web.form.visitor import WHOLE

TEXTS = (
    "",
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% raw %}",
    "\x00\x08￾",
    "٣",
    "1e999",
    "-1",
    "9" * 40,
    "2026-13-45",
    "' OR 1=1 --",
    "🙂\u202e\u200b",
    "long " * 500,
    "line\r\nline\r\n\r\nline",
    "%(count)s {noun} %s",
)
PARTS = ("", "-month", "-day", "-year", "-own", "-unknown")


def controls(page: Section, item: int | None) -> list[str]:
    """Every name that a page may send."""
    names: list[str] = []
    for question in page.questions:
        entries = (item,) if item is not None else (0, 1)
        names += [question.path, count_name(question.path)]
        for column in question.columns:
            names += [f"{question.path}.{place}.{_within(question, column)}" for place in entries]
    return [f"{name}{part}" for name in names for part in PARTS]


def _within(question: Question, column: Question) -> str:
    return column.path.removeprefix(f"{question.path}[].")


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_app().test_client()


@pytest.mark.parametrize("page", sections(), ids=lambda page: page.slug)
def test_a_page_answers_to_any_text(page: Section, client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    items = (None, 0) if page.one_by_one else (None,)
    for turn in range(3):
        for item in items:
            came_from = page.slug if item is None else f"{page.slug}/{item}"
            names = controls(page, item)
            data: dict[str, Any] = {name: TEXTS[(place + 5 * turn) % len(TEXTS)] for place, name in enumerate(names)}
            data |= {"case": json.dumps(WHOLE if turn % 2 else {}), "from": came_from, "go": "next"}
            answer = client.post(f"/form/next/{page.slug}", data=data)
            assert answer.status_code in (200, 422), (turn, item)
            html = answer.get_data(as_text=True)
            assert "<script>alert" not in html
            assert "{{ 49" not in html and ">49<" not in html
            if answer.status_code == 422:
                again = {"case": _carried(html), "from": "", "seen": page.slug}
                for path in ("check", "done", "tasks", "files/answers", f"section/{page.slug}"):
                    assert client.post(f"/form/{path}", data=again).status_code in (200, 422), path
    assert "Imani" not in caplog.text and "OR 1=1" not in caplog.text


def _carried(html: str) -> str:
    """The case that travels in the page."""
    from lxml import html as parser

    return str(parser.fromstring(html).forms[0].fields["case"])
