from __future__ import annotations

import pytest
from flask import Flask

from service.casework import use_kinds
from service.web import create_app
from tests.web.form.visitor import Visitor


@pytest.fixture(scope="session")
def app() -> Flask:
    """The service with the templates that come with iepdocs, each compiled once: it keeps nothing of a visit."""
    return create_app()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """A person without JavaScript at the first page."""
    use_kinds(None)  # another test may have used a clinic's own
    return Visitor(app.test_client()).open()
