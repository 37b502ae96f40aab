"""Programs that tests need and that pip does not bring: from Debian and from npm.

Where one is missing it is installed under CI (`CI=true`), and elsewhere the test says plainly that it was skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def program(name: str, *packages: str) -> str:
    """The path of a program; `packages` of Debian bring it, and the one of its own name where none are given."""
    return wanted(name, *packages) or missing(name, "")


def wanted(name: str, *packages: str) -> str | None:
    """The path of a program that tests can do without; None where it is not there."""
    found = shutil.which(name)
    if found is None and os.environ.get("CI") == "true" and shutil.which("apt-get"):
        install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *(packages or (name,))]
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        with _one_at_a_time():
            subprocess.run(["apt-get", "update", "-q"], capture_output=True, timeout=300)
            subprocess.run(install, capture_output=True, timeout=900, env=quiet)
        found = shutil.which(name)
    return found


def node_package(package: str, file: str) -> Path:
    """The path of a file below `node_modules`, of a package that npm installs once for all runs."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = cache / "iepdocs-tests" / package.strip("@").replace("/", "-")
    path = folder / "node_modules" / file
    if not path.exists():
        npm = program("npm")
        folder.mkdir(parents=True, exist_ok=True)
        install = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), package]
        with _one_at_a_time():
            done = subprocess.run(install, capture_output=True, text=True, timeout=300)
        if not path.exists():
            missing(package, done.stderr)
    return path


def missing(name: str, why: str) -> str:
    """Skip the test, since a program is not there; under CI, which installs it, fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{name} is needed and could not be installed. {why[-300:]}")
    pytest.skip(f"{name} is not on this machine; install it to run this test.")


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Tests run side by side, and Debian's tool refuses a second one beside it."""
    import fcntl

    with (Path(tempfile.gettempdir()) / "iepdocs-tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
