"""The name under which a file is saved: readable, without the child's name unless asked, safe on every system."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from service.web.downloads import NAME_LIMIT, disposition, safe_name
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
    ("wanted", "name"),
    [
        ("", DEFAULT),
        ("   ", DEFAULT),
        ("..", DEFAULT),
        (".docx", DEFAULT),
        ("/", DEFAULT),
        ("letter", "letter.docx"),
        ("letter.docx", "letter.docx"),
        ("Letter.DOCX", "Letter.docx"),
        ("letter.pdf", "letter.pdf.docx"),
        ("evil.exe", "evil.exe.docx"),
        ("../../etc/passwd", "passwd.docx"),
        ("C:\\Users\\x\\letter", "letter.docx"),
        ("letter. .", "letter.docx"),
        ("...hidden", "hidden.docx"),
        ('a"b', "ab.docx"),
        ("a\nb\tc", "a b c.docx"),
        ("a\x00b\x7f", "ab.docx"),
        ("a\u202etxt.docx", "atxt.docx"),
        ("a\ud800b", "ab.docx"),
        ("a<b>:|?*", "ab.docx"),
        ("con", "_con.docx"),
        ("NUL.docx", "_NUL.docx"),
        ("com1.txt", "_com1.txt.docx"),
        ("lpt¹", "_lpt¹.docx"),
        ("console", "console.docx"),
        ("Niño José", "Niño José.docx"),
        ("nin\u0303o", "niño.docx"),
        ("李小龍", "李小龍.docx"),
        ("x" * 500, "x" * 115 + ".docx"),
        ("李" * 500, "李" * 78 + ".docx"),
    ],
)
def test_a_wanted_name_becomes_one_that_every_system_can_hold(wanted: str, name: str) -> None:
    assert safe_name(wanted, DEFAULT) == name


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
def test_whatever_is_wanted_the_header_is_plain_ascii_and_leads_back_to_a_safe_name(wanted: str) -> None:
    name = safe_name(wanted, DEFAULT)
    assert name.endswith(".docx") and len(name) <= NAME_LIMIT and len(name.encode("utf-8")) <= 255
    assert not re.search(r'[\x00-\x1f/\\"<>:|?*]', name) and not name.startswith(".")
    header = disposition(name)
    assert header.isascii() and header.isprintable()
    kept = re.search(r"filename\*=UTF-8''(.+)", header) or re.search(r'filename="(.+)"', header)
    assert kept and unquote(kept[1]) == name
