"""Fixtures that several tests of the command line use."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faces import own_templates


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clinic's own folder with a template of two lines for every kind, named in the environment."""
    folder = own_templates(tmp_path / "own")
    monkeypatch.setenv("IEPDOCS_TEMPLATES", str(folder))
    return folder
