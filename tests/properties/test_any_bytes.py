"""Any bytes at any address: an answer of the right shape, never an error of the service."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from werkzeug.test import TestResponse

from schemas.projections import sample_case
from service.web import create_app
from service.web.batch_uploads import XLSX_TYPE
from tests.faces import SMALLEST
from tests.properties.sizes import tried

DOCUMENT = "/api/v1/documents/evaluation_request"
CASE_CALLS = (DOCUMENT, "/api/v1/packets", "/api/v1/cases/check")
BATCH_CALLS = ("/api/v1/batches", "/api/v1/batches/check")
CLIENT: FlaskClient = create_app().test_client()
"""One application for all: it keeps nothing, so no example can see another."""

JSON = "application/json"
FORM = "multipart/form-data; boundary=b"
_FULL = json.dumps(sample_case())


def is_well_shaped(answer: TestResponse) -> None:
    """Hold that an answer is a file, a page, JSON or a problem, whole, as its header says."""
    body = answer.get_data()
    answer.close()
    assert answer.status_code < 500, (answer.status_code, body[:300])
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert all(sign not in value for _, value in answer.headers for sign in "\r\n")
    if answer.request.method == "HEAD" or answer.status_code in (204, 304):
        assert body == b""
    elif "Allow" in answer.headers and answer.status_code == 200:
        assert body == b"" and answer.request.method == "OPTIONS"
    elif (answer.mimetype or "").endswith("json"):
        read = json.loads(body)
        assert answer.status_code < 400 or (answer.mimetype == "application/problem+json" and read["detail"])
    elif answer.mimetype == "text/html" and answer.status_code not in (301, 308):
        assert html.fromstring(body).find(".//main") is not None
    elif body[:2] == b"PK":
        assert zipfile.ZipFile(BytesIO(body)).testzip() is None
    else:
        # What a script asks for, to show beside the questions, is refused without words.
        assert answer.status_code < 400 or (answer.mimetype, body) == ("text/plain", b""), (
            answer.status_code,
            answer.mimetype,
        )


HOSTILE = {
    "nothing": b"",
    "one bracket": b"[",
    "nested lists": b"[" * 100_000,
    "nested objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "nested in a field": b'{"concerns": ' + b"[" * 60 + b"]" * 60 + b"}",
    "5,000 digits": b'{"attendance": {"days_absent": ' + b"9" * 5_000 + b"}}",
    "5,000 digits after the point": b'{"attendance": {"days_absent": 1.' + b"9" * 5_000 + b"}}",
    "a huge exponent": b'{"attendance": {"days_absent": 1e999999}}',
    "minus nothing": b'{"credit_recovery_proposal": {"weekly_hours": -0.0}}',
    "NaN": b'{"attendance": {"days_absent": NaN}}',
    "Infinity": b'{"credit_recovery_proposal": {"credits_required": -Infinity}}',
    "a name twice": b'{"student": {"name": "A"}, "student": {"name": "B"}}',
    "a lone surrogate": b'{"student": {"name": "\\ud800"}, "sender": {"name": "B"}}',
    "a lone surrogate in a name": b'{"\\ud800": 1}',
    "a null sign": b'{"student": {"name": "a\\u0000"}, "sender": {"name": "B"}}',
    "UTF-16": json.dumps(SMALLEST).encode("utf-16"),
    "UTF-32": json.dumps(SMALLEST).encode("utf-32"),
    "Latin-1": '{"student": {"name": "José"}, "sender": {"name": "B"}}'.encode("latin-1"),
    "overlong UTF-8": b'{"student": {"name": "\xc0\xaf"}}',
    "a byte-order mark": b"\xef\xbb\xbf" + json.dumps(SMALLEST).encode(),
    "two byte-order marks": b"\xef\xbb\xbf" * 2 + json.dumps(SMALLEST).encode(),
    "gzip": b"\x1f\x8b\x08\x00" + bytes(40),
    "a zip of nothing": b"PK\x05\x06" + bytes(18),
    "half a zip": b"PK\x03\x04" + bytes(40),
    "many names": json.dumps({f"n{number}": number for number in range(50)}).encode(),
    "a date in digits of another script": json.dumps({**SMALLEST, "date": "٢٠٢٦-١١-١٦"}).encode(),
    "the year nought": json.dumps({**SMALLEST, "date": "0000-01-01"}).encode(),
    "the last day there is": json.dumps({**SMALLEST, "date": "9999-12-31"}).encode(),
    "only quotes": b'"' * 100_001,
    "lines of nothing": b"\n" * 100_000,
    "commas": b"," * 100_000,
    "broken form, no end": b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nx',
    "broken form, no head": b"--b\r\n\r\n\r\n--b--",
    "broken form, no name": b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--",
    "broken form, bad name": b'--b\r\nContent-Disposition: form-data; name="\xff"; filename*=utf-9\r\n\r\nx\r\n--b--',
    "form with a path": b'--b\r\nContent-Disposition: form-data; name="file"; filename="../x.xlsx"\r\n\r\nx\r\n--b--',
    "form of many parts": b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 1_100 + b"--b--",
    "CSV with an open quote": b'student.name,sender.name\n"A,B\n' * 50,
    "CSV of one long field": b"student.name\n" + b"a" * 200_000,
    "JSON lines, half bad": (json.dumps(SMALLEST) + "\n{\n").encode() * 3,
}
TYPES = (
    JSON,
    "application/jsonl",
    "text/csv",
    XLSX_TYPE,
    FORM,
    "multipart/form-data",
    "application/x-www-form-urlencoded",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_hostile_body_breaks_a_call(name: str) -> None:
    for url in (*CASE_CALLS[::2], *BATCH_CALLS, "/form/tasks", "/form/open", "/form/section/student"):
        for media_type in TYPES:
            is_well_shaped(CLIENT.post(url, data=HOSTILE[name], content_type=media_type))


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_no_spoiled_packet_breaks_the_page_that_opens_it(packing: int) -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as packet:
        packet.writestr("case.json", _FULL)
    whole = stream.getvalue()
    for start in (39, 45, 60, 200):
        spoiled = whole[:start] + b"\xff" * 15 + whole[start + 15 :]
        is_well_shaped(CLIENT.post("/form/open", data={"saved": (BytesIO(spoiled), "packet.zip")}))


@pytest.mark.parametrize("place", ["²", "①", "9" * 5_000, "-1", "1/2", "١"])
def test_no_place_in_a_list_breaks_a_page(place: str) -> None:
    for page in ("courses", "providers", "absences"):
        answer = CLIENT.post(
            "/form/tasks", data={"case": _FULL, "from": f"{page}/{place}", "attendance.log-count": place}
        )
        is_well_shaped(answer)


def test_a_list_longer_than_the_case_allows_makes_no_longer_page() -> None:
    log = [{"date": "2026-10-05"}] * 5_000
    answer = CLIENT.post("/form/section/absences", data={"case": json.dumps({**SMALLEST, "attendance": {"log": log}})})
    is_well_shaped(answer)
    assert answer.get_data().count(b'name="attendance.log.') < 400 * 10


@pytest.mark.parametrize("line", ["a" * 200_000, "10/5/2026," + "a" * 200_000, '"' + "10/5/2026\n" * 40_000 + '"'])
def test_no_list_of_absences_breaks_the_page_that_reads_it(line: str) -> None:
    for data in ({"log-text": line}, {"log-file": (BytesIO(line.encode()), "a.csv")}):
        is_well_shaped(CLIENT.post("/form/section/absences?read=1", data={"case": _FULL, **data}))


@tried(40)
@given(st.binary(max_size=400), st.sampled_from((*CASE_CALLS, *BATCH_CALLS)), st.sampled_from(TYPES))
def test_no_bytes_break_a_call(body: bytes, url: str, media_type: str) -> None:
    is_well_shaped(CLIENT.post(url, data=body, content_type=media_type))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def _spots(value: Any) -> Iterator[tuple[Any, Any]]:
    """(container, key) of everything inside."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key
        if isinstance(inner, (dict, list)):
            yield from _spots(inner)


@tried(40)
@given(st.data())
def test_no_value_of_any_kind_in_any_field_breaks_a_call(data: st.DataObject) -> None:
    raw_case = json.loads(_FULL)
    for _ in range(data.draw(st.integers(1, 3))):
        container, key = data.draw(st.sampled_from(list(_spots(raw_case))))
        container[key] = data.draw(_JSON)
    url = data.draw(st.sampled_from((*CASE_CALLS, *BATCH_CALLS)))
    body = json.dumps([raw_case] if url in BATCH_CALLS else raw_case)
    is_well_shaped(CLIENT.post(url, data=body.encode("utf-8", "surrogatepass"), content_type=JSON))


@tried(40)
@given(st.integers(0, len(_FULL) - 1), st.integers(0, 400), st.binary(max_size=12), st.sampled_from(CASE_CALLS))
def test_no_cut_or_spoiled_case_breaks_a_call(start: int, size: int, put: bytes, url: str) -> None:
    body = _FULL.encode()
    is_well_shaped(CLIENT.post(url, data=body[:start] + put + body[start + size :], content_type=JSON))


ODD_HEADERS = {
    "Content-Type": [
        "",
        ";",
        "application/json; charset=klingon",
        "application/json;" * 500,
        "APPLICATION/JSON",
        "application/vnd.a+json",
        "application/json, text/csv",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "b" * 5_000,
        "multipart/form-data; boundary=\xff",
        "multipart/form-data; boundary*=utf-8''%e2%98",
        "text/csv; header=present; =;",
        "/",
    ],
    "Content-Length": ["-1", "0", "abc", "9" * 5_000, "1e3", "²", "+5", " 5 "],
    "Content-Encoding": ["gzip", "identity", "br, gzip", "\xff", "deflate" * 500],
    "Accept": ["", "text/html", "*/*;q=0", "image/png", ",;=", "a/b;q=" + "9" * 5_000, "*"],
    "Accept-Language": ["es", "xx-yy;q=nan", ",,,"],
    "Accept-Encoding": ["gzip;q=1e400", "identity;q=0"],
    "Transfer-Encoding": ["chunked", "gzip, chunked", "nonsense"],
    "Host": ["", "a b", "[::1", "\xff", "x" * 5_000, "example.org:99999", "example.org:²"],
    "Range": ["bytes=0-0", "bytes=-" + "9" * 5_000, "lines=1", "bytes=5-1,7-2"],
    "If-Modified-Since": ["yesterday", "Thu, 99 Nov 9999 99:99:99 GMT"],
    "If-None-Match": ['"', "W/", "*"],
    "Cookie": ["a=b; " * 2_000, "=;=", "\xff"],
    "Authorization": ["Basic \xff", "Basic ====", "Bearer " + "x" * 5_000, "Digest a"],
    "Expect": ["100-continue", "the unexpected"],
    "X-Forwarded-For": ["' OR 1=1 --", "1" * 5_000],
    "X-HTTP-Method-Override": ["DELETE"],
    "Origin": ["null", "http://\xff"],
}


@pytest.mark.parametrize("name", ODD_HEADERS)
def test_no_odd_header_breaks_an_answer(name: str) -> None:
    for value in ODD_HEADERS[name]:
        for url in (DOCUMENT, BATCH_CALLS[1], "/form/tasks"):
            headers = {"Content-Type": JSON, name: value}
            is_well_shaped(CLIENT.post(url, data=json.dumps(SMALLEST), headers=headers))
        for url in ("/", "/healthz", "/api/v1/schema", "/static/pages.css", "/form/tasks"):
            is_well_shaped(CLIENT.get(url, headers={name: value}))


QUERIES = [
    "a=" * 20_000,
    "filename=" + "%F0%9F%98%80" * 3_000,
    "filename=%0d%0aSet-Cookie:%20a=b",
    "filename=..%5c..%5c%00con.docx",
    "filename=%ff%fe",
    "filename=%ed%a0%80",
    "filename=" + "%CC%81" * 2_000,
    "filename=a&filename=b",
    "filename[]=a",
    "%",
    "%zz=%",
    "&" * 10_000,
    "language=en%00",
    "language=" + "e" * 20_000,
    "add=concerns",
    "add=%ff",
    "remove=concerns",
    "remove=concerns.",
    "remove=concerns.-1",
    "remove=concerns.%C2%B2",
    "remove=concerns." + "9" * 5_000,
    "remove=concerns.0.0",
    "remove=" + "." * 5_000,
    "read=1",
]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query[:30])
def test_no_query_breaks_an_answer(query: str) -> None:
    case = json.dumps({**SMALLEST, "concerns": ["a"]})
    for url in (DOCUMENT, "/api/v1/packets"):
        answer = CLIENT.post(f"{url}?{query}", data=case, content_type=JSON)
        is_well_shaped(answer)
        assert re.fullmatch(
            r"attachment; filename=\"[ -~]{1,150}\"(; filename\*=UTF-8''[\w.%~-]{1,900})?",
            answer.headers["Content-Disposition"],
        )
    for url in ("/", "/api/v1/catalog", "/api/v1/schema", "/form/section/what-you-see"):
        is_well_shaped(CLIENT.get(f"{url}?{query}"))
    for url in ("/form/section/what-you-see", "/form/section/absences", "/form/files/packet"):
        is_well_shaped(CLIENT.post(f"{url}?{query}", data={"case": case}))


PATHS = [
    "/",
    "//",
    "/api",
    "/api/v1",
    "/api/v1/documents/",
    "/api/v1/documents/%2e%2e%2f",
    "/api/v1/documents/" + "a" * 5_000,
    "/api/v1/documents/evaluation_request/",
    "/api/v1/documents/%ff",
    "/api/v1/documents/a%00b",
    "/static/../service/web/__init__.py",
    "/static/%2e%2e/api.py",
    "/static/..%5capi.py",
    "/static/%00",
    "/static/" + "a" * 5_000,
    "/form/section/nowhere",
    "/form/section/student/-1",
    "/form/section/providers/99999999",
    "/form/letter/%ff",
    "/form/preview/none",
    "/form/next/",
    "/%0d%0aSet-Cookie:a=b",
    "/healthz/",
    "*",
]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:40])
def test_no_path_and_no_method_breaks_an_answer(path: str) -> None:
    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW"):
        is_well_shaped(CLIENT.open(path, method=method))
