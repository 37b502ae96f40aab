from __future__ import annotations

import pytest

from service.web import create_app
from tests.web.form.visitor import Visitor


@pytest.fixture
def visitor() -> Visitor:
    """A person without JavaScript at the first page, with the templates that come with iepdocs."""
    return Visitor(create_app().test_client()).open()
