"""What the published description promises, asked by a machine that reads it: Schemathesis, over a real socket."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from service.web import create_app
from tests.properties.sizes import TIMES
from tests.trust.running import service

CONFIGURATION = """
[phases.stateful]
enabled = false

# Every field in every wrong way is sent to one of the three calls that take a case; it takes them long.
[[operations]]
include-path = "/api/v1/packets"
phases.coverage.enabled = false

[[operations]]
include-path = "/api/v1/documents/{kind}"
phases.coverage.enabled = false
"""
TOO_STRICT = [
    "negative_data_rejection",  # an empty text or null says nothing, so it is taken where the schema has no null
    "positive_data_acceptance",  # fields that contradict each other are refused, which a schema cannot say
]


def test_every_answer_is_one_that_the_description_has(tmp_path: Path) -> None:
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION)
    description = create_app().test_client().get("/api/openapi.json").get_json()
    calls = sum("operationId" in each for path in description["paths"].values() for each in path.values())
    tool = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(tmp_path / "schemathesis.toml")]
    options = ["--max-examples", str(5 * TIMES), "--generation-deterministic"]
    options += ["--no-color", "--no-shrink", "--suppress-health-check", "all", "--exclude-checks", ",".join(TOO_STRICT)]
    with service() as running:
        ask = [*tool, "run", f"{running.url}api/openapi.json", *options]
        done = subprocess.run(ask, cwd=tmp_path, capture_output=True, text=True, timeout=600 * TIMES)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Tested: {calls}\n" in done.stdout, done.stdout
