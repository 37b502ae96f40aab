from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.faces import client_of, own_templates


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """The service with four templates of two lines each."""
    return client_of(own_templates(tmp_path / "templates"))
