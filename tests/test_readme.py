"""What the README says, tried."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import click
import openpyxl
import pytest
from click.testing import CliRunner

from service.assembly import reading_copy
from service.cli import main
from tests.programs import program
from tests.trust.running import service

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHELL = [line for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]


def commands(group: click.Command, words: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command of the command line, as the words one types."""
    if not isinstance(group, click.Group):
        return [words]
    context = click.Context(group)
    named = [(name, group.get_command(context, name)) for name in group.list_commands(context)]
    return [found for name, command in named if command for found in commands(command, (*words, name))]


@pytest.mark.parametrize("words", commands(main), ids=" ".join)
def test_every_command_is_in_the_readme_and_has_help(words: tuple[str, ...]) -> None:
    assert f"iepdocs {' '.join(words)}" in README
    told = CliRunner().invoke(main, [*words, "--help"])
    assert told.exit_code == 0
    assert len(told.output.splitlines()) > 4


def test_ci_runs_the_readmes_test_command() -> None:
    (command,) = (line for line in SHELL if line.endswith("-m pytest"))
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_every_field_of_the_readmes_smallest_case_is_all_that_is_needed(tmp_path: Path) -> None:
    (smallest,) = re.findall(r"```json\n(.*?)```", README, re.DOTALL)
    (tmp_path / "case.json").write_text(smallest, encoding="utf-8")
    done = _run(f"iepdocs assemble case.json -k evaluation_request -o {tmp_path}", tmp_path)
    assert done.returncode == 0, done.stderr
    assert [path.suffix for path in sorted(tmp_path.glob("evaluation-request*"))] == [".docx"]


def test_a_letter_in_a_minute_works_as_printed(tmp_path: Path) -> None:
    section = README.split("## Make a letter in a minute")[1].split("## ")[0]
    (block,) = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    for line in block.splitlines():
        done = _run(line, tmp_path)
        assert done.returncode == 0, (line, done.stderr)
    assert len(list((tmp_path / "letters").glob("*.docx"))) == 4


def test_the_template_example_works_as_printed(tmp_path: Path) -> None:
    (tmp_path / "doc_templates").symlink_to(ROOT / "doc_templates")
    assert _run("iepdocs new > case.json", tmp_path).returncode == 0
    section = README.split("## Edit a template in Word")[1].split("## ")[0]
    (block,) = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    for line in block.splitlines():
        done = _run(line, tmp_path)
        assert done.returncode == 0, (line, done.stderr)


def test_every_call_of_the_service_works_as_printed(tmp_path: Path) -> None:
    program("curl")
    for line in (
        "iepdocs new > case.json",
        "iepdocs templates copy evaluation_request -o our-templates",
        "iepdocs sheet -o clients.xlsx",
    ):
        assert _run(line, tmp_path).returncode == 0
    book = openpyxl.load_workbook(tmp_path / "clients.xlsx")
    book["Clients"]["A2"] = "C-1"  # the example is a client from now on
    book.save(tmp_path / "clients.xlsx")
    calls = [block for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) if block.startswith("curl ")]
    assert len(calls) == 3
    with service() as running:
        for block in calls:
            # Every answer that is a refusal counts as a failure.
            script = f'set -e; curl() {{ command curl --fail "$@"; }}\n{block}'
            done = _run(script.replace("http://127.0.0.1:8000", running.url.rstrip("/")), tmp_path)
            assert done.returncode == 0, (block, done.stderr)
    assert reading_copy((tmp_path / "letter.docx").read_bytes())
    assert reading_copy((tmp_path / "commented.docx").read_bytes())
    assert {"case.json", "deadlines.ics"} < set(zipfile.ZipFile(tmp_path / "packet.zip").namelist())
    assert "C-1/case.json" in zipfile.ZipFile(tmp_path / "drafts.zip").namelist()


def test_paths_that_the_readme_calls_are_paths_of_the_service() -> None:
    from service.web import create_app

    client = create_app().test_client()
    described = json.loads(client.get("/api/openapi.json").data)["paths"]
    named = {re.sub(r"/documents/\w+", "/documents/{kind}", path) for path in re.findall(r"/api/v1/[\w/]+", README)}
    assert named <= set(described)


def _run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """One line of the README in a shell, with the programs of this environment first."""
    programs = Path(sys.executable).parent
    shell = f"export PATH={shlex.quote(str(programs))}:$PATH; {line}"
    return subprocess.run(["bash", "-c", shell], cwd=folder, capture_output=True, text=True, timeout=120)
