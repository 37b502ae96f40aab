"""One run of `iepdocs templates check` over a folder of broken and hostile templates: each gives its finding."""

from __future__ import annotations

import json
import re
from itertools import groupby
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
GOLDEN = ROOT / "tests" / "golden" / "findings.txt"
LACKS_A_LETTER = "case-a-name-of-nothing"
"""Of which all is said; of the others, what is said of it too is left out."""
MANY = 20
NOT_IN_A_FOLDER = {"unknown-kind"}
"""Told by a name alone."""


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
        found[Path(finding.pop("path")).stem].append(finding)
    return found


def test_all_that_is_said_of_them_reads_as_it_was_reviewed(
    findings: dict[str, list[dict[str, Any]]], update_golden: bool
) -> None:
    lacking = findings[LACKS_A_LETTER]
    said = {
        name: found if name == LACKS_A_LETTER else [each for each in found if each not in lacking]
        for name, found in findings.items()
    }
    now = "\n".join(f"== {name}\n{_written(found)}" for name, found in sorted(said.items()))
    if update_golden:
        GOLDEN.write_text(now, encoding="utf-8")
    assert now.splitlines() == GOLDEN.read_text(encoding="utf-8").splitlines()


def _written(findings: list[dict[str, Any]]) -> str:
    """Every finding whole, two lines each; of very many alike the first, and how many more."""
    lines = []
    for code, alike in groupby(findings, key=lambda each: each["code"]):
        first, *others = alike
        many = len(others) >= MANY
        for each in (first, *(() if many else others)):
            where = (
                each["part"], f"paragraph {each['paragraph']}" if each["paragraph"] else "",
                f"under “{each['heading']}”" if each["heading"] else "", f"“{each['place']}”" if each["place"] else "",
            )  # fmt: skip
            lines.append(" · ".join((f"{each['severity']} {code}", *filter(None, where))))
            lines.append(f"    {each['tag']} → {each['message']}" if each["tag"] else f"    {each['message']}")
        lines += [f"… and {len(others)} more {code}"] if many else []
    return "".join(f"{_visible(line)}\n" for line in lines)


def _visible(line: str) -> str:
    return "".join(sign if sign.isprintable() else f"<U+{ord(sign):04X}>" for sign in line)


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
