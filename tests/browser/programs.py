"""The real browser and the accessibility checker that the form is held against."""

from __future__ import annotations

import shutil
from functools import cache

from tests.programs import node_package, program

AXE = "axe-core@4.14.1"
"""On npm, MPL-2.0: fetched for the tests, not part of the project."""


@cache
def chromium() -> str:
    """The path of the browser: Chromium without windows if it is there, since drawing those is half the work."""
    shell = "chromium-headless-shell"
    return shutil.which(shell) or shutil.which("chromium") or shutil.which("google-chrome") or program(shell)


@cache
def axe() -> str:
    """The accessibility checker as JavaScript."""
    return node_package(AXE, "axe-core/axe.min.js").read_text(encoding="utf-8")
