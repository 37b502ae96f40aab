"""The real browser and the accessibility checker that the form is held against."""

from __future__ import annotations

import shutil
from functools import cache

from tests.programs import node_package, program, wanted

AXE = "axe-core@4.14.1"
"""On npm, MPL-2.0: fetched for the tests, not part of the project."""


@cache
def chromium() -> str:
    """The path of the browser: the Chromium without windows where it can be had, since drawing those is half the
    work."""
    without_windows = wanted("chromium-headless-shell")
    return without_windows or shutil.which("chromium") or shutil.which("google-chrome") or program("chromium")


@cache
def axe() -> str:
    """The accessibility checker as JavaScript."""
    return node_package(AXE, "axe-core/axe.min.js").read_text(encoding="utf-8")
