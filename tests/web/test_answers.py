"""What each address gives when all is well, and the headers that every answer carries."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import jsonschema
import pytest
from flask.testing import FlaskClient

from schemas.catalogs import CATALOG_NAMES, LANGUAGES
from schemas.projections import case_json_schema, sample_case
from service.assembly import reading_copy
from service.casework import KINDS as ALL_KINDS
from service.casework.documents import DOCX_TYPE
from tests.faces import SMALLEST, client_of, own_templates, post_json, write_template

KINDS = ["evaluation_request", "section_504_letter", "reintegration_plan", "credit_recovery_proposal"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_is_the_word_file_of_its_kind(client: FlaskClient, kind: str) -> None:
    answer = post_json(client, f"/api/v1/documents/{kind}", SMALLEST)
    assert (answer.status_code, answer.mimetype) == (200, DOCX_TYPE)
    assert f"{kind} for Ada Voss" in reading_copy(answer.data)


def test_a_packet_holds_the_documents_that_the_case_names_and_what_goes_with_them(client: FlaskClient) -> None:
    answer = post_json(client, "/api/v1/packets", {**SMALLEST, "documents": KINDS[:2]})
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert _names_in(answer.data) == [
        "1-read-first-2026-11-16.docx",
        "evaluation-request-2026-11-16.docx",
        "504-letter-2026-11-16.docx",
        "case.json",
    ]


def test_a_packet_holds_all_four_when_the_case_names_none(client: FlaskClient) -> None:
    names = _names_in(post_json(client, "/api/v1/packets", SMALLEST).data)
    assert {f"{kind.file_stem}-2026-11-16.docx" for kind in ALL_KINDS} <= set(names)


def test_a_check_names_each_blank_with_the_documents_it_stands_in(client: FlaskClient) -> None:
    answer = post_json(client, "/api/v1/cases/check", {**SMALLEST, "documents": KINDS[:2]})
    assert answer.status_code == 200
    assert list(answer.json) == ["blanks", "advice", "deadlines", "suggestions"]
    assert answer.json["blanks"] == [
        {"pointer": "/recipient/name", "label": "name of the person this goes to", "documents": KINDS[:2]}
    ]


def test_a_check_has_the_shape_that_the_description_promises(client: FlaskClient) -> None:
    spec = client.get("/api/openapi.json").json
    promised = {"$ref": "#/components/schemas/CaseCheck", "components": spec["components"]}
    for raw_case in (SMALLEST, sample_case()):
        jsonschema.validate(post_json(client, "/api/v1/cases/check", raw_case).json, promised)


def test_the_schema_is_the_one_that_the_fields_declare(client: FlaskClient) -> None:
    answer = client.get("/api/v1/schema")
    assert (answer.mimetype, answer.json) == ("application/schema+json", case_json_schema())


class TestCatalog:
    @pytest.mark.parametrize("query", ["", "?language=en", "?language=es"])
    def test_it_has_the_shape_that_the_description_promises(self, client: FlaskClient, query: str) -> None:
        spec = client.get("/api/openapi.json").json
        promised = {"$ref": "#/components/schemas/Catalogs", "components": spec["components"]}
        jsonschema.validate(client.get(f"/api/v1/catalog{query}").json, promised)

    def test_it_holds_every_catalogue_in_every_language(self, client: FlaskClient) -> None:
        catalogs = client.get("/api/v1/catalog").json
        assert set(catalogs) == {"version", "barriers", *CATALOG_NAMES}
        for name in CATALOG_NAMES:
            for entry in catalogs[name]:
                assert set(entry["text"]) == set(entry["name"]) == set(LANGUAGES)
                assert entry["id"] and entry["barriers"] and entry["sources"]

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_asked_for_one_language_it_gives_plain_text(self, client: FlaskClient, language: str) -> None:
        all_of_them = client.get("/api/v1/catalog").json
        catalogs = client.get(f"/api/v1/catalog?language={language}").json
        for name in (*CATALOG_NAMES, "barriers"):
            assert [entry["name"] for entry in catalogs[name]] == [e["name"][language] for e in all_of_them[name]]


class TestHealth:
    def test_it_is_ok_without_a_word_on_templates_that_are_fine(self, client: FlaskClient) -> None:
        post_json(client, "/api/v1/packets", SMALLEST)
        assert client.get("/healthz").json == {"status": "ok", "template_problems": []}

    def test_a_template_broken_while_the_service_runs_is_named_and_its_last_good_version_serves(
        self, tmp_path: Path
    ) -> None:
        client = client_of(own_templates(tmp_path))
        url = "/api/v1/documents/evaluation_request"
        before = post_json(client, url, SMALLEST).data
        path = write_template(tmp_path, "evaluation_request", "{{ student.name")
        os.utime(path, (1, 1))
        assert post_json(client, url, SMALLEST).data == before
        health = client.get("/healthz")
        assert (health.status_code, health.json["status"]) == (200, "ok")
        assert health.json["template_problems"][0].startswith("evaluation_request.docx: ")
        assert str(tmp_path) not in health.text


@pytest.mark.parametrize("path", ["/api/docs", "/api/openapi.json", "/healthz", "/api/v1/catalog", "/no/such/page"])
def test_every_answer_stays_out_of_caches_frames_and_other_sites(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "Set-Cookie" not in headers and "Server" not in headers


def test_the_folder_in_the_environment_is_the_clinics_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from service.web import create_app

    monkeypatch.setenv("IEPDOCS_TEMPLATES", str(own_templates(tmp_path)))
    answer = post_json(create_app().test_client(), "/api/v1/documents/reintegration_plan", SMALLEST)
    assert "reintegration_plan for Ada Voss" in reading_copy(answer.data)


def test_a_folder_of_templates_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="Check IEPDOCS_TEMPLATES"):
        client_of(tmp_path / "none")


def _names_in(archive: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(archive)).namelist()
