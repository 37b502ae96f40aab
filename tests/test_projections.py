"""The published schema says what the fields declare, and takes what the service takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from schemas.catalogs import catalog
from schemas.kinds_in_use import declared_kinds
from schemas.projections import SMALLEST_CASE, case_json_schema, openapi_components, sample_case
from schemas.walk import walk
from service.casework import load_case

HERE = Path(__file__).parent
CASES = sorted((HERE / "cases").glob("*.json"))
VALIDATOR = jsonschema.Draft202012Validator(case_json_schema(), format_checker=jsonschema.FormatChecker())


def test_the_published_schema_is_the_one_kept_for_review() -> None:
    kept = json.loads((HERE / "golden" / "case.schema.json").read_text("utf-8"))
    assert case_json_schema() == kept, "Look at the change, then: iepdocs schema > tests/golden/case.schema.json"


def test_the_published_schema_is_right_json_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(case_json_schema())


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_a_sample_case_is_valid_under_both(path: Path) -> None:
    raw_case = json.loads(path.read_text("utf-8"))
    load_case(raw_case)
    VALIDATOR.validate(raw_case)


@pytest.mark.parametrize("raw_case", [SMALLEST_CASE, sample_case()], ids=["smallest", "sample"])
def test_the_cases_that_we_ship_are_valid_under_both(raw_case: Any) -> None:
    load_case(raw_case)
    VALIDATOR.validate(raw_case)


def test_the_sample_touches_every_part_of_a_case() -> None:
    parts = {info.path for info in walk() if "." not in info.path and "[" not in info.path}
    # The sample is of a student who has no IEP yet; a declared kind has the examples of its own file.
    assert set(sample_case()) == parts - declared_kinds().by_slug.keys()


def test_every_field_of_the_walk_is_published_with_its_label_and_help() -> None:
    published = dict(_published(case_json_schema(), case_json_schema()["$defs"], ""))
    assert list(published) == [info.path for info in walk()]
    for info in walk():
        shape = published[info.path]
        assert shape.get("title") == info.label
        if not info.path.endswith("[]"):  # the help of a list stands at the list
            assert shape.get("description", "") == info.help
        assert tuple(shape.get("enum", ())) == (
            tuple(entry.id for entry in catalog(info.catalog)) if info.catalog else info.choices
        )


def test_every_object_refuses_what_it_does_not_know() -> None:
    schema = case_json_schema()
    for shape in (schema, *schema["$defs"].values()):
        assert shape["additionalProperties"] is False


@pytest.mark.parametrize(
    ("change", "is_valid"),
    [
        ({"id": "cognitive"}, True),
        ({"id": "cognitive", "detail": "In Spanish"}, True),
        ({"text": "Own words"}, True),
        ({"id": "cognitive", "text": "Both"}, False),
        ({"detail": "Neither"}, False),
        ({"id": "no_such_entry"}, False),
    ],
)
def test_a_choice_holds_exactly_one_of_id_and_text(change: dict[str, str], is_valid: bool) -> None:
    raw_case = {**SMALLEST_CASE, "evaluation_request": {"evaluations": [change]}}
    assert VALIDATOR.is_valid(raw_case) is is_valid


@pytest.mark.parametrize(
    "raw_case",
    [
        {"student": {"name": "A"}},
        {"student": {"name": " "}, "sender": {"name": "B"}},
        {"student": {"name": "A\nB"}, "sender": {"name": "B"}},
        {"student": {"name": "A" * 121}, "sender": {"name": "B"}},
        {**SMALLEST_CASE, "date": "2026-02-30"},
        {**SMALLEST_CASE, "attendance": {"days_absent": "3"}},
        {**SMALLEST_CASE, "attendance": {"days_absent": -1}},
        {**SMALLEST_CASE, "documents": ["evaluation_request", "evaluation_request"]},
        {**SMALLEST_CASE, "unknown": 1},
    ],
)
def test_what_it_refuses_the_service_refuses_too(raw_case: Any) -> None:
    from service.casework import CaseError

    assert not VALIDATOR.is_valid(raw_case)
    with pytest.raises(CaseError):
        load_case(raw_case)


def test_the_components_of_the_api_are_the_same_shapes() -> None:
    schema = case_json_schema()
    text = json.dumps(schema["$defs"]).replace("#/$defs/", "#/components/schemas/")
    components = openapi_components()
    assert {name: shape for name, shape in components.items() if name != "Case"} == json.loads(text)
    assert list(components["Case"]["properties"]) == list(schema["properties"])


def _published(shape: dict[str, Any], definitions: dict[str, Any], prefix: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, field in shape["properties"].items():
        yield from _fields(field, definitions, f"{prefix}{name}")


def _fields(field: dict[str, Any], definitions: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield path, field
    if "$ref" in field:
        yield from _published(definitions[field["$ref"].removeprefix("#/$defs/")], definitions, f"{path}.")
    elif field["type"] == "array":
        yield from _fields(field["items"], definitions, f"{path}[]")
