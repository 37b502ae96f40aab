"""What the README says, tried."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from service.cli import main

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
