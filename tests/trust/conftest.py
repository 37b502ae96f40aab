from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.trust.running import Service, service


@pytest.fixture(scope="session")
def usual() -> Iterator[Service]:
    """A running service with the usual settings, for tests that neither stop it nor read its log or its memory."""
    with service() as running:
        yield running
