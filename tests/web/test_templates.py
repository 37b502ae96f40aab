"""A template over HTTP: all that is wrong in it, as JSON or as comments; whoever sends what does not get further."""

from __future__ import annotations

import io
import threading
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.assembly import reading_copy
from service.casework.documents import DOCX_TYPE
from service.casework.library import shipped_folder
from service.casework.workshop.apart import ExaminationError, examine_apart
from service.web import templates
from tests.assembly.test_hostile_files import REFUSED_FILES
from tests.assembly.word import docx

URL = "/api/v1/templates/check"
WRONG = docx("fine", "Dear {{ student.nmae }}")


def post(client: FlaskClient, content: bytes, query: str = "", accept: str | None = None) -> TestResponse:
    """The answer to a template sent as the body."""
    headers = {"Accept": accept} if accept else {}
    return client.post(URL + query, data=content, content_type=DOCX_TYPE, headers=headers)


def codes(answer: TestResponse) -> set[str]:
    return {finding["code"] for finding in answer.json["findings"]}


class TestFindings:
    def test_all_is_told_at_once_with_place_and_remedy(self, client: FlaskClient) -> None:
        answer = post(client, WRONG, "?kind=evaluation_request")
        assert (answer.status_code, answer.mimetype) == (200, "application/json")
        assert (answer.json["kind"], answer.json["language"], answer.json["is_usable"]) == (
            "evaluation_request", "en", False,
        )  # fmt: skip
        (error,) = (finding for finding in answer.json["findings"] if finding["severity"] == "error")
        assert error == {
            "code": "unknown-name",
            "severity": "error",
            "part": "word/document.xml",
            "heading": "",
            "paragraph": 2,
            "place": "Dear {{ student.nmae }}",
            "tag": "{{ student.nmae }}",
            "message": "“student.nmae” is no name of the case. Did you mean “student.name”?",
        }
        assert {"no-title", "requirement-missing"} <= codes(answer)

    def test_a_template_of_ours_has_none(self, client: FlaskClient) -> None:
        ours = (shipped_folder() / "en" / "first_page.docx").read_bytes()
        assert post(client, ours, "?kind=first_page&language=es").json == {
            "kind": "first_page",
            "language": "es",
            "is_usable": True,
            "findings": [],
        }

    def test_without_a_kind_any_name_is_allowed(self, client: FlaskClient) -> None:
        answer = post(client, WRONG)
        assert (answer.json["kind"], answer.json["is_usable"]) == (None, True)

    def test_in_a_form_the_name_of_the_file_tells_the_kind(self, client: FlaskClient) -> None:
        form = {"file": (io.BytesIO(WRONG), "evaluation_request.docx")}
        answer = client.post(URL, data=form)
        assert answer.json["kind"] == "evaluation_request"

    def test_the_answer_is_as_it_is_described(self, client: FlaskClient) -> None:
        spec = client.get("/api/openapi.json").json
        content = spec["paths"][URL]["post"]["responses"]["200"]["content"]
        jsonschema.validate(post(client, WRONG).json, content["application/json"]["schema"])
        assert DOCX_TYPE in content


class TestComments:
    def test_the_file_comes_back_with_a_comment_at_each_finding(self, client: FlaskClient) -> None:
        answer = post(client, WRONG, "?kind=evaluation_request", accept=DOCX_TYPE)
        assert (answer.status_code, answer.mimetype) == (200, DOCX_TYPE)
        assert answer.headers["Content-Disposition"] == 'attachment; filename="evaluation-request-with-comments.docx"'
        assert "Accept" in answer.headers["Vary"]
        copy = reading_copy(answer.data)
        assert "Dear {{ student.nmae }}[^0]" in copy and "Did you mean “student.name”?" in copy

    def test_what_cannot_hold_any_is_422_with_the_findings(self, client: FlaskClient) -> None:
        answer = post(client, b"%PDF-1.7", accept=DOCX_TYPE)
        assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
        (error,) = answer.json["errors"]
        assert error["message"].startswith("The file is a PDF")


@pytest.mark.parametrize(
    ("request_of", "status", "name"),
    [
        pytest.param({"data": b"{}", "content_type": "application/json"}, 415, "wrong-template-type", id="json"),
        pytest.param({"data": b""}, 415, "wrong-template-type", id="nothing"),
        pytest.param({"data": {"template": (io.BytesIO(b"x"), "x")}}, 400, "form-without-file", id="no file"),
        pytest.param(
            {"data": b"--x", "content_type": "multipart/form-data; boundary=y"}, 400, "form-without-file", id="no form"
        ),
        pytest.param(
            {"data": b"PK", "content_type": DOCX_TYPE, "headers": {"Content-Encoding": "gzip"}},
            415, "wrong-template-type", id="packed",
        ),
        pytest.param(
            {"data": bytes(1001), "content_type": DOCX_TYPE}, 413, "template-too-large", id="more than the limit"
        ),
        pytest.param({"query_string": {"kind": "letter"}, "data": b"PK"}, 400, "wrong-parameter", id="unknown kind"),
        pytest.param({"query_string": {"language": "fr"}, "data": b"PK"}, 400, "wrong-parameter", id="language"),
    ],
)  # fmt: skip
def test_what_is_no_template_is_refused(client: FlaskClient, request_of: Any, status: int, name: str) -> None:
    client.application.config["TEMPLATE_MAX_CONTENT_LENGTH"] = 1000
    answer = client.post(URL, **request_of)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json["type"] == f"/api/docs#{name}"


class TestHostileFiles:
    @pytest.mark.parametrize("name", ["lying sizes", "bomb", "laughs", "deep xml"])
    def test_each_is_a_finding_and_no_error_of_ours(self, client: FlaskClient, name: str) -> None:
        content, code = REFUSED_FILES[name]
        answer = post(client, content, "?kind=evaluation_request")
        assert (answer.status_code, answer.json["is_usable"]) == (200, False)
        assert code in codes(answer)

    def test_a_render_that_would_hold_the_server_is_ended_by_its_bounds(self, client: FlaskClient) -> None:
        answer = post(client, docx("{{ 9**(9**9) }}"), "?kind=evaluation_request")
        assert "cannot-be-filled" in codes(answer)

    def test_what_takes_too_long_is_ended(self) -> None:
        found = examine_apart(docx("x"), seconds=0.01).examination
        (finding,) = found.findings
        assert (finding.code, finding.severity) == ("too-complex", "error")
        assert finding.message.startswith("takes longer than 0.01 seconds")

    def test_what_takes_too_much_memory_is_ended(self) -> None:
        pytest.importorskip("resource")
        (finding,) = examine_apart(docx("<w:p/>" * 100_000), memory=1024 * 1024).examination.findings
        assert finding.code == "too-complex"
        assert finding.message.startswith("takes more memory")

    def test_a_process_that_fails_by_itself_says_where_to_look_and_blames_no_template(self, tmp_path: Path) -> None:
        (tmp_path / "visit.toml").write_text("title = 3")
        with pytest.raises(ExaminationError) as caught:
            examine_apart(docx("x"), own_folder=tmp_path)
        assert str(caught.value) == (
            "The process that checks templates ended with status 1. "
            "Run “iepdocs templates check” with the same folder: it says why."
        )

    def test_more_than_a_few_at_a_time_are_told_when_to_come_back(
        self, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client.application.config["TEMPLATE_CHECKS_AT_ONCE"] = 1
        begun, end = threading.Event(), threading.Event()

        def wait(*args: Any, **kwargs: Any) -> Any:
            begun.set()
            end.wait(30)
            return examine_apart(*args, **kwargs)

        monkeypatch.setattr(templates, "examine_apart", wait)
        first: list[TestResponse] = []
        thread = threading.Thread(target=lambda: first.append(post(client.application.test_client(), WRONG)))
        thread.start()
        begun.wait(30)
        refused = post(client, WRONG)
        end.set()
        thread.join()
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "20")
        assert "reference" not in refused.json
        assert first[0].status_code == 200


def test_nothing_of_a_template_is_kept_or_logged(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    form = {"file": (io.BytesIO(docx("zqxmark {{ zqxmark.zqxmark }}", *["x"] * 5_000)), "zqxmark.docx")}
    assert client.post(URL, data=form).status_code == 200
    assert list((tmp_path / "scratch").iterdir()) == []
    assert "zqxmark" not in caplog.text
