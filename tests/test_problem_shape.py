"""Every route, every way to fail: one shape."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.casework import library
from service.web import create_app
from service.web.problems import REFUSALS
from tests.faces import SMALLEST, client_of, own_templates, post_json, write_template

POSTS = ["/api/v1/documents/evaluation_request", "/api/v1/packets", "/api/v1/cases/check"]
UPLOADS = {"/api/v1/batches", "/api/v1/batches/check", "/api/v1/templates/check"}
"""What takes a file of its own kind; how each refuses is held beside its own tests."""
GETS = ["/api/docs", "/api/openapi.json", "/api/v1/schema", "/api/v1/catalog", "/healthz"]


def test_these_are_all_the_routes_that_programs_use(service: FlaskClient) -> None:
    rules = service.application.url_map.iter_rules()
    for_programs = {rule.rule for rule in rules if not rule.endpoint.startswith(("form.", "static"))}
    assert for_programs == {"/api/v1/documents/<kind>", *POSTS[1:], *UPLOADS, *GETS}


@pytest.fixture
def service(tmp_path: Path) -> FlaskClient:
    """The service with a template of two lines for every kind."""
    return client_of(own_templates(tmp_path))


def holds_the_shape(answer: TestResponse, status: int) -> dict[str, Any]:
    """Assert the one shape, and give the problem."""
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    problem: dict[str, Any] = answer.json
    names = ["type", "title", "status", "detail"]
    names += ["errors"] if status == 422 else ["reference"] if status == 500 else []
    assert list(problem) == names
    assert problem["status"] == status
    assert problem["type"] in {refusal.type for refusal in REFUSALS.values()}
    assert problem["title"] and problem["detail"].endswith((".", "?"))
    for error in problem.get("errors", []):
        assert list(error) == ["pointer", "message"]
        assert error["pointer"] == "" or error["pointer"].startswith("/")
        assert error["message"].endswith((".", "?"))
    assert re.fullmatch(r"[0-9a-f]{12}", problem.get("reference", "0" * 12))
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Traceback" not in answer.text and "/service/" not in answer.text
    return problem


@pytest.mark.parametrize("path", POSTS)
class TestACallThatTakesACase:
    def test_no_json_is_400(self, service: FlaskClient, path: str) -> None:
        holds_the_shape(post_json(service, path, "{"), 400)

    def test_another_method_is_405(self, service: FlaskClient, path: str) -> None:
        answer = service.get(path)
        holds_the_shape(answer, 405)
        assert answer.headers["Allow"] == "OPTIONS, POST"

    def test_a_body_over_the_limit_is_413(self, service: FlaskClient, path: str) -> None:
        holds_the_shape(post_json(service, path, b" " * (1024 * 1024 + 1)), 413)

    def test_another_media_type_is_415(self, service: FlaskClient, path: str) -> None:
        holds_the_shape(service.post(path, data="{}", content_type="text/plain"), 415)

    def test_a_faulty_case_is_422(self, service: FlaskClient, path: str) -> None:
        problem = holds_the_shape(post_json(service, path, {"student": {}}), 422)
        assert [error["pointer"] for error in problem["errors"]] == ["/student/name", "/sender"]

    def test_a_name_twice_is_422(self, service: FlaskClient, path: str) -> None:
        holds_the_shape(post_json(service, path, '{"a": 1, "a": 2}'), 422)

    def test_a_language_without_a_template_is_422_at_the_language(
        self, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        without_spanish = own_templates(tmp_path / "shipped")
        monkeypatch.setattr(library, "shipped_folder", lambda: without_spanish)
        service = create_app({"TEMPLATES": None}).test_client()
        problem = holds_the_shape(post_json(service, path, {**SMALLEST, "language": "es"}), 422)
        assert [error["pointer"] for error in problem["errors"]] == ["/language"]

    @pytest.mark.parametrize("words", ["{{ student.name", "{{ no.such.name }}", "{{ 1 / 0 }}"])
    def test_a_broken_template_is_500(self, path: str, tmp_path: Path, words: str) -> None:
        own_templates(tmp_path)
        write_template(tmp_path, "evaluation_request", words)
        problem = holds_the_shape(post_json(client_of(tmp_path), path, SMALLEST), 500)
        assert problem["type"] == "/api/docs#unusable-template"

    def test_what_nobody_foresaw_is_500(self, service: FlaskClient, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delitem(service.application.extensions, "iepdocs.library")
        problem = holds_the_shape(post_json(service, path, SMALLEST), 500)
        assert problem["type"] == "/api/docs#our-fault"


@pytest.mark.parametrize("path", GETS)
def test_another_method_is_405(service: FlaskClient, path: str) -> None:
    holds_the_shape(service.post(path), 405)


def test_an_unknown_path_is_404(service: FlaskClient) -> None:
    holds_the_shape(service.get("/api/v1/no-such-call"), 404)
    holds_the_shape(service.get("/static/no-such-file"), 404)


def test_an_unknown_kind_is_404(service: FlaskClient) -> None:
    holds_the_shape(post_json(service, "/api/v1/documents/letter", SMALLEST), 404)


def test_a_wrong_parameter_is_400(service: FlaskClient) -> None:
    holds_the_shape(service.get("/api/v1/catalog?language=xx"), 400)


def test_english_templates_that_are_not_installed_are_a_fault_of_the_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "shipped_folder", lambda: tmp_path)
    holds_the_shape(post_json(create_app({"TEMPLATES": None}).test_client(), POSTS[1], SMALLEST), 500)
