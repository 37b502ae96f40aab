"""The real browser and the accessibility checker that the form is held against.

Where one is missing it is installed under CI (`CI=true`), and elsewhere the test says plainly that it was skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from tests.office import missing

AXE = "axe-core@4.14.1"
"""On npm, MPL-2.0: fetched for the tests, not part of the project."""


@cache
def chromium() -> str:
    """The path of the browser."""
    return shutil.which("chromium") or shutil.which("google-chrome") or _installed("chromium", "chromium")


@cache
def axe() -> str:
    """The accessibility checker as JavaScript."""
    folder = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "iepdocs-tests" / "axe"
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        npm = shutil.which("npm") or _installed("npm", "npm")
        folder.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), AXE]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        if done.returncode:
            missing("axe-core", done.stderr)
    return script.read_text(encoding="utf-8")


def _installed(program: str, package: str) -> str:
    if os.environ.get("CI") == "true" and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-q"], capture_output=True, timeout=300)
        install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", package]
        subprocess.run(install, capture_output=True, timeout=900, env=quiet)
    return shutil.which(program) or missing(program, "")
