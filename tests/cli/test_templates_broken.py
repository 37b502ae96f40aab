"""One run of `iepdocs templates check` over a folder of broken and hostile templates: each gives its finding."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.assembly.broken_templates import FILES, KIND
from tests.faces import iepdocs

ROOT = Path(__file__).parents[2]
SOURCES = [
    *(ROOT / "service" / "assembly" / f"{name}.py" for name in ("checking", "inspection", "mangled", "proof")),
    *(ROOT / "service" / "casework" / "workshop").glob("*.py"),
]
NOT_IN_A_FOLDER = {"unknown-kind", "encrypted"}
"""Told by a name alone; and by a flag that Python's `zipfile` does not write."""


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """The findings of one run, by the name of the file."""
    folder = tmp_path_factory.mktemp("broken")
    for name, template in FILES.items():
        (folder / f"{name}.docx").write_bytes(template.content)
    said = iepdocs("templates", "check", folder, "--kind", KIND, "--json")
    assert said.exit_code == 1, said.stderr
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in FILES}
    for finding in json.loads(said.stdout)["findings"]:
        found[Path(finding["path"]).stem].append(finding)
    return found


@pytest.mark.parametrize("name", FILES)
def test_each_gives_its_finding_with_a_sentence_that_says_what_to_do(
    name: str, findings: dict[str, list[dict[str, Any]]]
) -> None:
    found = {finding["code"]: finding["message"] for finding in findings[name]}
    assert FILES[name].code in found
    assert len(found[FILES[name].code]) > 20
    assert "Traceback" not in found[FILES[name].code]


def test_they_are_at_least_sixty_and_cover_every_code_there_is() -> None:
    told = {template.code for template in FILES.values()}
    known = {code for path in SOURCES for code in _codes_in(path.read_text(encoding="utf-8"))}
    assert len(FILES) >= 60
    assert known - told == NOT_IN_A_FOLDER


def _codes_in(source: str) -> set[str]:
    """Codes as they stand in the source: the first word that a finding is made with."""
    made = re.findall(r'(?:inding|at_line)\(\s*(?:[\w.]+,\s*)*"([a-z]+(?:-[a-z]+)*)"', source)
    yielded = re.findall(r'yield \(?\s*"([a-z]+-[a-z-]+)"', source)
    return {*made, *yielded} - {"error", "warning"}
