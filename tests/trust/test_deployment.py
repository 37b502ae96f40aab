"""What is shipped for running the service fits the service."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from service.web import serving
from service.web.log import Answered
from service.web.settings import PREFIX, Settings
from tests.programs import program
from tests.trust.running import ROOT

DEPLOY = ROOT / ".deploy"
KNOWN = {PREFIX + each.name.upper() for each in dataclasses.fields(Settings)}


def test_the_proxy_lets_a_connection_go_before_the_service_closes_it() -> None:
    # Otherwise a case now and then is sent into a connection that is being closed, and answered 502.
    (seconds,) = re.findall(r"^\s*keepalive (\d+)s$", (DEPLOY / "Caddyfile").read_text(), re.MULTILINE)
    assert int(seconds) < serving.IDLE


def test_the_proxy_passes_on_the_largest_body_that_the_service_takes() -> None:
    # For Caddy a “MB” is a million bytes, which is less.
    (mebibytes,) = re.findall(r"max_size (\d+)MiB$", (DEPLOY / "Caddyfile").read_text(), re.MULTILINE)
    lines_of_a_form = 4096
    assert Settings().batch_limit + lines_of_a_form < int(mebibytes) * 1024 * 1024


def test_the_proxy_does_not_log_who_asked_for_an_answer_that_failed() -> None:
    # Without it the error log has the client's address, the path with its query, and the header.
    assert re.search(
        r"log \{\s+format filter \{[^#]*?\bfields \{\s+request delete\s", (DEPLOY / "Caddyfile").read_text()
    )


def test_whoever_stops_proxy_and_service_waits_for_their_last_answers() -> None:
    (of_the_proxy,) = re.findall(r"^\s*grace_period (\d+)s$", (DEPLOY / "Caddyfile").read_text(), re.MULTILINE)
    compose = (DEPLOY / "compose.yaml").read_text()
    given = [int(seconds) for seconds in re.findall(r"stop_grace_period: (\d+)s", compose)]
    assert len(given) == len(re.findall(r"^    restart:", compose, re.MULTILINE)) == 2
    assert serving._LAST_ANSWERS <= int(of_the_proxy) < min(given)


def test_the_image_is_built_by_docker_itself_without_a_frontend_from_elsewhere() -> None:
    assert not re.search(r"^#\s*syntax\s*=", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE | re.IGNORECASE)


def test_the_settings_of_whoever_runs_it_reach_the_service_whole_and_go_into_no_repository() -> None:
    # Named one by one, a misspelt one would be passed over where the service refuses it.
    assert "\n    env_file: .env\n" in (DEPLOY / "compose.yaml").read_text()
    assert ".deploy/.env" in (ROOT / ".gitignore").read_text().splitlines()


@pytest.mark.parametrize("name", ["Dockerfile", "compose.yaml", "iepdocs.service", "Caddyfile"])
def test_every_variable_named_is_a_setting(name: str) -> None:
    assert set(re.findall(r"IEPDOCS_[A-Z_]+[A-Z]", (DEPLOY / name).read_text())) <= KNOWN


def test_every_setting_is_in_the_readme_and_nothing_else_is_called_one() -> None:
    assert set(re.findall(r"`(IEPDOCS_[A-Z_]+[A-Z])`", (ROOT / "README.md").read_text())) == KNOWN


def test_every_word_of_a_request_in_the_log_is_in_the_readme() -> None:
    section = (ROOT / "README.md").read_text().split("### Watch it")[1].split("### ")[0]
    assert [each.name for each in dataclasses.fields(Answered) if f"`{each.name}`" not in section] == []


def test_every_library_has_its_hashes_and_no_host_is_named() -> None:
    text = (DEPLOY / "constraints.txt").read_text()
    libraries = re.findall(
        r"^([a-z0-9-]+)==\S+ \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, re.MULTILINE
    )
    assert len(libraries) == len(re.findall(r"^\S+==", text, re.MULTILINE)) > 20
    assert not re.search(r"https?:|file:|/[a-z]+/|index-url\s+\S+:", text)


def test_every_library_that_is_needed_is_among_them_in_a_version_that_fits() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = map(Requirement, [*project["dependencies"], *project["optional-dependencies"]["public"]])
    pinned = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (DEPLOY / "constraints.txt").read_text(), re.MULTILINE))
    assert [each.name for each in needed if pinned.get(each.name, "") not in each.specifier] == []


def test_systemd_understands_every_line_of_the_unit(tmp_path: Path) -> None:
    # A line that systemd does not understand it ignores, so a misspelt protection is none.
    unit = (DEPLOY / "iepdocs.service").read_text()
    copy = tmp_path / "iepdocs.service"
    # It also wants the program to be there.
    copy.write_text(unit.replace("/opt/iepdocs/bin/iepdocs", "/bin/true"))
    assert _analyze("verify", "--man=no", str(copy)) == (0, "")


def test_systemd_finds_the_unit_as_closed_as_it_was_measured() -> None:
    # 1.1 of 10: what is left open is a network at all, for the proxy to call in.
    status, _ = _analyze("security", "--offline=true", "--threshold=11", str(DEPLOY / "iepdocs.service"))
    assert status == 0


def test_a_stop_of_the_unit_does_not_end_a_template_check_that_is_under_way() -> None:
    # Told to stop like the service, a check would end at once, and its answer blame the template.
    assert "\nKillMode=mixed\n" in (DEPLOY / "iepdocs.service").read_text()


def _analyze(*arguments: str) -> tuple[int, str]:
    """The exit status of systemd-analyze, and what it complains about."""
    command = [program("systemd-analyze", "systemd"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr
