"""What is shipped for running the service fits the service."""

from __future__ import annotations

import dataclasses
import re
import tomllib

import pytest
from packaging.requirements import Requirement

from service.web.log import Answered
from service.web.serving import IDLE
from service.web.settings import PREFIX, Settings
from tests.trust.running import ROOT

DEPLOY = ROOT / ".deploy"
KNOWN = {PREFIX + each.name.upper() for each in dataclasses.fields(Settings)}


def test_the_proxy_lets_a_connection_go_before_the_service_closes_it() -> None:
    # Otherwise a case now and then is sent into a connection that is being closed, and answered 502.
    (seconds,) = re.findall(r"^\s*keepalive (\d+)s$", (DEPLOY / "Caddyfile").read_text(), re.MULTILINE)
    assert int(seconds) < IDLE


def test_the_proxy_passes_on_the_largest_body_that_the_service_takes() -> None:
    # For Caddy a “MB” is a million bytes, which is less.
    (mebibytes,) = re.findall(r"max_size (\d+)MiB$", (DEPLOY / "Caddyfile").read_text(), re.MULTILINE)
    lines_of_a_form = 4096
    assert Settings().batch_limit + lines_of_a_form < int(mebibytes) * 1024 * 1024


@pytest.mark.parametrize("name", ["Dockerfile", "compose.yaml", "iepdocs.service", "Caddyfile"])
def test_every_variable_named_is_a_setting(name: str) -> None:
    named = set(re.findall(r"IEPDOCS_[A-Z_]+[A-Z]", (DEPLOY / name).read_text()))
    # The proxy's own name for the service.
    assert named - {"IEPDOCS_DOMAIN"} <= KNOWN


def test_every_setting_is_in_the_readme_and_nothing_else_is_called_one() -> None:
    named = set(re.findall(r"`(IEPDOCS_[A-Z_]+[A-Z])`", (ROOT / "README.md").read_text()))
    assert named - {"IEPDOCS_DOMAIN"} == KNOWN


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
