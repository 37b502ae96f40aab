"""What every test may use."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite the reading copies that are kept; the diff is the review"
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """True when the reading copies are to be rewritten rather than compared."""
    return bool(request.config.getoption("--update-golden"))
