"""The name under which a file is saved: readable, without the child's name unless asked, safe on every system."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from service.casework.file_names import FILE_LIMIT, safe_file
from service.web.downloads import disposition
from tests.faces import SMALLEST, post_json

DEFAULT = "evaluation-request-2026-11-16.docx"


def test_a_document_is_named_after_kind_and_date_alone(client: FlaskClient) -> None:
    answer = post_json(client, "/api/v1/documents/evaluation_request", SMALLEST)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{DEFAULT}"'


def test_a_packet_is_named_after_the_date_alone(client: FlaskClient) -> None:
    answer = post_json(client, "/api/v1/packets", SMALLEST)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="iepdocs-packet-2026-11-16.zip"'


def test_the_caller_may_choose_the_name(client: FlaskClient) -> None:
    answer = post_json(client, "/api/v1/documents/evaluation_request?filename=Ada%20Voss", SMALLEST)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Ada Voss.docx"'


@pytest.mark.parametrize(
    "query", ["%0d%0aSet-Cookie:%20a=b", "%ed%a0%80", "%00", "..%2f..%2fetc%2fpasswd", "a%22%3b%20x=%22b", "%ff", "CON"]
)
def test_no_name_breaks_the_answer(client: FlaskClient, query: str) -> None:
    answer = post_json(client, f"/api/v1/packets?filename={query}", SMALLEST)
    assert answer.status_code == 200
    header = answer.headers["Content-Disposition"]
    assert re.fullmatch(r"attachment; filename=\"[^\"\\/]+\.zip\"(; filename\*=UTF-8''[\w%.-]+)?", header)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("letter.docx", 'attachment; filename="letter.docx"'),
        ("niño.docx", "attachment; filename=\"nino.docx\"; filename*=UTF-8''ni%C3%B1o.docx"),
        ("李.docx", "attachment; filename=\"_.docx\"; filename*=UTF-8''%E6%9D%8E.docx"),
        ("100%.docx", "attachment; filename=\"100_.docx\"; filename*=UTF-8''100%25.docx"),
    ],
)
def test_a_name_beyond_ascii_comes_twice_in_the_header(name: str, header: str) -> None:
    assert disposition(name) == header


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_is_wanted_the_header_is_plain_ascii_and_leads_back_to_a_safe_file(wanted: str) -> None:
    name = safe_file(wanted, DEFAULT)
    assert name.endswith(".docx") and len(name) <= FILE_LIMIT and len(name.encode("utf-8")) <= 255
    assert not re.search(r'[\x00-\x1f/\\"<>:|?*]', name) and not name.startswith(".")
    header = disposition(name)
    assert header.isascii() and header.isprintable()
    kept = re.search(r"filename\*=UTF-8''(.+)", header) or re.search(r'filename="(.+)"', header)
    assert kept and unquote(kept[1]) == name
