"""Bad input, and the place and answer each gets."""

from __future__ import annotations

import copy
import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from schemas.projections import sample_case
from tests.faces import SMALLEST, post_json

URL = "/api/v1/documents/evaluation_request"
TAKEN_OUT = object()
TOTALS = " ".join(
    f"/attendance/{total}"
    for total in ("days_absent", "partial_days", "late_arrivals", "early_pickups", "nurse_visits")
)

# Where in the sample case, what to put there, and the pointers of the refusal.
CHANGES: list[tuple[str, Any, str]] = [
    ("/student", TAKEN_OUT, "/student"),
    ("/student/name", TAKEN_OUT, "/student/name"),
    ("/student/name", "   ", "/student/name"),
    ("/student/name", 7, "/student/name"),
    ("/student/name", None, "/student/name"),
    ("/student/name", "x" * 121, "/student/name"),
    ("/student/name", "Ada\nVoss", "/student/name"),
    ("/student/name", "Ada\u0007", "/student/name"),
    ("/student/name", "Ada\ud800", "/student/name"),
    ("/student/name", "Ada\uffff", "/student/name"),
    ("/sender/name", TAKEN_OUT, "/sender/name"),
    ("/sender", [], "/sender"),
    ("/sender/email", "nobody at home", "/sender/email"),
    ("/sender/role", "aunt", "/sender/role"),
    ("/sender/on_behalf_of", "Cy Voss", "/sender/on_behalf_of"),
    ("/student/grade", 10, "/student/grade"),
    ("/student/grade", "13", "/student/grade"),
    ("/student/pronouns", "she", "/student/pronouns"),
    ("/student/date_of_birth", "1950-01-01", "/student/date_of_birth"),
    ("/student/nickname", "Teo", "/student/nickname"),
    ("/student/a~1b~0c", "odd", "/student/a~1b~0c"),
    ("/state", "Colorado", "/state"),
    ("/language", "fr", "/language"),
    ("/date", "16.11.2026", "/date"),
    ("/date", "2026-02-30", "/date"),
    ("/date", 20261116, "/date"),
    ("/documents", "evaluation_request", "/documents"),
    ("/documents/0", "evaluation", "/documents/0"),
    ("/documents/1", "evaluation_request", "/documents/1"),
    ("/school_calendar/last_day", "2026-08-01", "/school_calendar/last_day"),
    ("/attendance/days_absent", "21", "/attendance/days_absent"),
    ("/attendance/days_absent", True, "/attendance/days_absent"),
    ("/attendance/days_absent", -1, "/attendance/days_absent"),
    ("/attendance/days_absent", 2.5, "/attendance/days_absent"),
    ("/attendance/days_absent", 63, "/attendance/days_absent"),
    ("/attendance/to", "2026-09-01", "/attendance/school_days /attendance/first_noticed"),
    ("/attendance/log", [{"date": "2026-10-05", "kind": "late"}], TOTALS),
    ("/barriers/1/kind", "shyness", "/barriers/1/kind"),
    ("/concerns", "He is afraid", "/concerns"),
    ("/concerns/0", ["He is afraid"], "/concerns/0"),
    ("/evaluation_request/requests_meeting", "yes", "/evaluation_request/requests_meeting"),
    ("/evaluation_request/reply_by", "2026-11-01", "/evaluation_request/reply_by"),
    ("/evaluation_request/evaluations", [{"id": "no_such_entry"}], "/evaluation_request/evaluations/0/id"),
    ("/evaluation_request/evaluations", [{"id": "cognitive", "text": "Both"}], "/evaluation_request/evaluations/0"),
    ("/section_504_letter/accommodations/0/text", TAKEN_OUT, "/section_504_letter/accommodations/0"),
    ("/section_504_letter/meeting_dates/1", "2026-12-01", "/section_504_letter/meeting_dates/1"),
    ("/reintegration_plan/ladder/0/rating", 11, "/reintegration_plan/ladder/0/rating"),
    ("/reintegration_plan/phases", [{"minutes_per_day": 500}], "/reintegration_plan/phases/0/minutes_per_day"),
    ("/credit_recovery_proposal/credits_earned", 25, "/credit_recovery_proposal/credits_earned"),
    ("/credit_recovery_proposal/courses/0/due", "2027-01-01", "/credit_recovery_proposal/courses/0/due"),
]


def changed(pointer: str, value: Any) -> Any:
    raw_case = copy.deepcopy(sample_case())
    *parents, last = [name.replace("~1", "/").replace("~0", "~") for name in pointer[1:].split("/")]
    place: Any = raw_case
    for name in parents:
        place = place[int(name) if isinstance(place, list) else name]
    if value is TAKEN_OUT:
        del place[last]
    else:
        place[int(last) if isinstance(place, list) else last] = value
    return raw_case


@pytest.mark.parametrize(("pointer", "value", "faults_at"), CHANGES)
def test_a_wrong_thing_in_a_case_is_refused_at_its_place_and_nowhere_else(
    client: FlaskClient, pointer: str, value: Any, faults_at: str
) -> None:
    answer = post_json(client, URL, changed(pointer, value))
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == faults_at.split()
    assert answer.json["errors"][0]["message"].endswith((".", "?"))


def test_the_case_that_the_changes_start_from_is_taken(client: FlaskClient) -> None:
    assert post_json(client, URL, sample_case()).status_code == 200


def test_every_fault_is_named_at_once(client: FlaskClient) -> None:
    raw_case = {"student": {"name": 1, "grade": "13"}, "sendr": {}, "attendance": {"from": "soon", "to": "2026-02-30"}}
    answer = post_json(client, URL, raw_case)
    assert {error["pointer"] for error in answer.json["errors"]} == {
        "/student/name",
        "/student/grade",
        "/sender",
        "/sendr",
        "/attendance/from",
        "/attendance/to",
    }
    assert answer.json["detail"] == "The case has 6 faults. Correct what “errors” names and send it again."


@pytest.mark.parametrize(
    ("body", "what"),
    [
        pytest.param(b"", "Line 1, column 1: This is not JSON: expecting value.", id="nothing"),
        pytest.param(b"{'student': 1}", "Line 1, column 2: This is not JSON", id="single quotes"),
        pytest.param(b"[" * 100_000, "nested too deeply", id="lists without an end"),
        pytest.param(b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "nested too deeply", id="objects in objects"),
        pytest.param(b'{"a": ' + b"9" * 5_000 + b"}", "too many digits", id="a number of 5,000 digits"),
        pytest.param(b'{"a": NaN}', "NaN and Infinity are not JSON", id="NaN"),
        pytest.param(b'{"a": -Infinity}', "NaN and Infinity are not JSON", id="minus infinity"),
        pytest.param(b'{"a": "\xff"}', "not UTF-8", id="bytes that are no UTF-8"),
        pytest.param('{"student": 1}'.encode("utf-16"), "not UTF-8", id="UTF-16"),
    ],
)
def test_what_is_no_json_is_400_and_says_why(client: FlaskClient, body: bytes, what: str) -> None:
    answer = post_json(client, URL, body)
    assert answer.status_code == 400
    assert what in answer.json["detail"]


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        pytest.param(b"[]", [""], id="a list in place of a case"),
        pytest.param(b"null", [""], id="null"),
        pytest.param(b'"case"', [""], id="text"),
        pytest.param(b'{"a": 1, "a": 2}', ["/a"], id="a name twice"),
        pytest.param(b'{"a": [{"b": 1, "b": 1}]}', ["/a/0/b"], id="a name twice, deep"),
        pytest.param(b'{"student": 1e400, "sender": 1E5}', ["/student", "/sender"], id="a number beyond all"),
    ],
)
def test_json_that_is_no_case_is_422(client: FlaskClient, body: bytes, pointers: list[str]) -> None:
    answer = post_json(client, URL, body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == pointers


@pytest.mark.parametrize(
    "body", [rb'{"\ud800": 1}', rb'{"\ud800": 1, "\ud800": 2}', rb'{"student": {"name": "\udfff"}}']
)
def test_half_a_surrogate_pair_is_a_fault_like_any_other(client: FlaskClient, body: bytes) -> None:
    answer = post_json(client, URL, body)
    assert answer.status_code == 422
    assert answer.data.decode("utf-8")


def test_a_byte_order_mark_is_taken(client: FlaskClient) -> None:
    assert post_json(client, URL, b'\xef\xbb\xbf{"student": {"name": "A"}, "sender": {"name": "B"}}').status_code == 200


@pytest.mark.parametrize(
    "media_type", ["text/plain", "text/json", "application/x-www-form-urlencoded", "application/jsonl", "", None]
)
def test_a_body_of_another_media_type_is_415(client: FlaskClient, media_type: str | None) -> None:
    assert client.post(URL, data=b"{}", content_type=media_type).status_code == 415


@pytest.mark.parametrize("media_type", ["application/json", "application/json; charset=utf-8", "application/case+json"])
def test_every_media_type_of_json_is_taken(client: FlaskClient, media_type: str) -> None:
    body = b'{"student": {"name": "A"}, "sender": {"name": "B"}}'
    assert client.post(URL, data=body, content_type=media_type).status_code == 200


def test_a_packed_body_is_415(client: FlaskClient) -> None:
    packed = client.post(URL, data=b"x", content_type="application/json", headers={"Content-Encoding": "gzip"})
    assert packed.status_code == 415


class TestTheLimitOfABody:
    def test_a_body_of_exactly_the_limit_is_read(self, client: FlaskClient) -> None:
        client.application.config["MAX_CONTENT_LENGTH"] = 2
        assert post_json(client, URL, b"{}").status_code == 422

    def test_a_longer_body_is_413(self, client: FlaskClient) -> None:
        client.application.config["MAX_CONTENT_LENGTH"] = 2
        assert post_json(client, URL, b"{ }").status_code == 413

    def test_a_longer_body_in_chunks_is_413(self, client: FlaskClient) -> None:
        client.application.config["MAX_CONTENT_LENGTH"] = 2
        answer = client.post(
            URL,
            input_stream=io.BytesIO(b"{        }"),
            content_type="application/json",
            environ_overrides={"wsgi.input_terminated": True},
        )
        assert answer.status_code == 413

    def test_the_limit_is_one_mebibyte_when_none_is_set(self, client: FlaskClient) -> None:
        assert post_json(client, URL, b" " * 1024 * 1024).status_code == 400
        assert post_json(client, URL, b" " * (1024 * 1024 + 1)).status_code == 413


def test_an_unknown_kind_is_404_with_the_nearest_named(client: FlaskClient) -> None:
    answer = post_json(client, "/api/v1/documents/evaluation-reqest", SMALLEST)
    assert answer.status_code == 404
    assert answer.json["detail"].startswith("There is no document of this kind. Did you mean evaluation_request")


@pytest.mark.parametrize(
    "path", ["/api/v2/schema", "/api/v1", "/api/v1/documents/", "/healthz/", "/%ff", "/static/../x"]
)
def test_an_unknown_path_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", URL, "OPTIONS, POST"),
        ("PUT", "/api/v1/packets", "OPTIONS, POST"),
        ("DELETE", "/api/v1/schema", "GET, HEAD, OPTIONS"),
        ("POST", "/healthz", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_wrong_method_is_405_with_the_right_ones(client: FlaskClient, method: str, path: str, allowed: str) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == allowed


def test_an_unknown_language_of_the_catalogue_is_400(client: FlaskClient) -> None:
    answer = client.get("/api/v1/catalog?language=fr")
    assert (answer.status_code, answer.json["detail"]) == (
        400,
        "The parameter “language” must be en or es, or be left out.",
    )
