"""What the published description promises, asked by a machine that reads it: Schemathesis."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from schemathesis.specs.openapi import checks

from service.web import create_app
from tests.properties.sizes import tried

# Every field in every wrong way is sent to one of the three calls that take a case; it takes them long.
ONCE = [
    {"include-path": path, "phases": {"coverage": {"enabled": False}}}
    for path in ("/api/v1/packets", "/api/v1/documents/{kind}")
]
# Schemathesis leaves answers open, and an open batch holds its place.
SCHEMA = schemathesis.openapi.from_wsgi(
    "/api/openapi.json",
    create_app({"BATCHES_AT_ONCE": 100_000}),
    config=schemathesis.Config.from_dict({"operations": ONCE}),
)
TOO_STRICT = [
    checks.negative_data_rejection,  # an empty text or null says nothing, so it is taken where the schema has no null
    checks.positive_data_acceptance,  # fields that contradict each other are refused, which a schema cannot say
]


@SCHEMA.parametrize()
@pytest.mark.filterwarnings("ignore:Skipped test cases with unsupported payload")
@tried(5)
def test_every_answer_is_one_that_the_description_has(case: Any) -> None:
    case.validate_response(case.call(), excluded_checks=TOO_STRICT)
