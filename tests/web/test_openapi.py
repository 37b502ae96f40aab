"""The published description, and the page that is made from it."""

from __future__ import annotations

import re
from html import unescape

import jsonschema
import pytest
from flask.testing import FlaskClient

from schemas.projections import openapi_components, sample_case
from service.casework.documents import DOCX_TYPE
from service.web.problems import PROBLEM_TYPE, REFUSALS
from tests.faces import post_json

CALLS = {
    ("post", "/api/v1/documents/{kind}"),
    ("post", "/api/v1/packets"),
    ("post", "/api/v1/cases/check"),
    ("get", "/api/v1/schema"),
    ("get", "/api/v1/catalog"),
}


@pytest.fixture
def spec(client: FlaskClient) -> dict:
    """The description as a program gets it."""
    return client.get("/api/openapi.json").json


def test_it_describes_every_call_under_the_api_and_no_other(client: FlaskClient, spec: dict) -> None:
    described = {(method, path) for path, item in spec["paths"].items() for method in item if method != "parameters"}
    served = {
        (method.lower(), re.sub(r"<(\w+)>", r"{\1}", rule.rule))
        for rule in client.application.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1/")
    }
    assert spec["openapi"] == "3.1.0"
    assert described == served
    assert described >= CALLS


def test_the_case_in_it_is_made_from_the_fields(spec: dict) -> None:
    assert spec["components"]["schemas"].items() >= openapi_components().items()


def test_files_are_described_as_files(spec: dict) -> None:
    document = spec["paths"]["/api/v1/documents/{kind}"]["post"]["responses"]["200"]
    packet = spec["paths"]["/api/v1/packets"]["post"]["responses"]["200"]
    assert (list(document["content"]), list(packet["content"])) == ([DOCX_TYPE], ["application/zip"])


def test_every_reference_in_it_leads_somewhere(spec: dict) -> None:
    for reference in re.findall(r"'\$ref': '#/([^']+)'", str(spec)):
        place = spec
        for name in reference.split("/"):
            place = place[name]


def test_every_refusal_of_the_table_is_described_with_an_example_of_its_shape(spec: dict) -> None:
    shape = {**spec["components"]["schemas"]["Problem"], "components": spec["components"]}
    described = {
        response["content"][PROBLEM_TYPE]["example"]["type"]: response["content"][PROBLEM_TYPE]["example"]
        for response in spec["components"]["responses"].values()
    }
    assert set(described) == {refusal.type for refusal in REFUSALS.values()}
    for example in described.values():
        jsonschema.validate(example, shape)


def test_the_examples_in_it_are_cases_that_the_service_takes(client: FlaskClient, spec: dict) -> None:
    examples = spec["components"]["examples"]
    assert examples["WholeCase"]["value"] == sample_case()
    for example in examples.values():
        assert post_json(client, "/api/v1/packets", example["value"]).status_code == 200


class TestThePage:
    def test_it_shows_every_call_field_and_refusal(self, client: FlaskClient) -> None:
        page = unescape(client.get("/api/docs").text)
        for method, path in CALLS:
            assert f"{method.upper()} {path}" in page
        assert "reintegration_plan.phases[].step_back_when[]" in page
        for refusal in REFUSALS.values():
            assert f'id="{refusal.name}"' in page and refusal.title in page

    def test_all_it_loads_comes_from_this_service_and_nothing_stands_inline(self, client: FlaskClient) -> None:
        page = client.get("/api/docs").text
        loaded = re.findall(r'(?:src|<link[^>]* href)="([^"]+)"', page)
        assert loaded
        for address in loaded:
            assert address.startswith("/static/")
            with client.get(address) as file:
                assert file.status_code == 200
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", page)

    def test_every_link_leads_to_a_page_or_place_that_is_there(self, client: FlaskClient) -> None:
        page = client.get("/api/docs").text
        for address in re.findall(r'<a[^>]* href="([^"]+)"', page):
            if address.startswith("#"):
                assert f'id="{address[1:]}"' in page
            else:
                assert client.get(unescape(address)).status_code == 200

    def test_every_control_has_a_label(self, client: FlaskClient) -> None:
        page = client.get("/api/docs").text
        controls = re.findall(r'<(?:input|select|textarea) id="([^"]+)"', page)
        assert controls and len(controls) == len(set(controls))
        assert set(controls) <= set(re.findall(r'<label for="([^"]+)"', page))
