"""What every test may use."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Generator
from typing import Any

import pytest

# Tests start the program a hundred times. Where Python is told to keep no compiled files, each start and each worker
# would compile all of it again: that is half of a start.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite the reading copies that are kept; the diff is the review"
    )


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, Any, Any]:
    """Let the garbage collector leave alone what stays to the end: ten thousand tests and all that they import."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """True when the reading copies are to be rewritten rather than compared."""
    return bool(request.config.getoption("--update-golden"))
