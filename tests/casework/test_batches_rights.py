"""A folder that may not be written to, also when the tests run as root."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from service.casework.batches import Counts, OutputError
from tests.casework.test_batches import TWO_KINDS, contents, jsonl, run
from tests.faces import own_templates

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a folder has no such rights on Windows")

NOBODY = 65534
CONTENT = jsonl(*[{**TWO_KINDS, "reference": str(number)} for number in range(4)])


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that anybody may enter; the folders of pytest are for their owner alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def own(open_to_all: Path) -> Path:
    """A clinic's own templates, and a run with them first: whoever has no rights could not load a module any more."""
    own = own_templates(open_to_all / "own")
    run(CONTENT, open_to_all / "whole", own)
    return own


@contextmanager
def without_the_rights_of_root() -> Iterator[None]:
    """Root may write everywhere; for this time the process has the rights of nobody."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


def test_a_folder_without_the_right_to_write_is_named(open_to_all: Path, own: Path) -> None:
    out = open_to_all / "out"
    out.mkdir(mode=0o555)
    with without_the_rights_of_root(), pytest.raises(OutputError, match="You may not write there") as caught:
        run(CONTENT, out, own)
    assert caught.value.where == str(out)
    assert list(out.iterdir()) == []


def test_a_run_that_loses_the_right_to_write_stops_and_goes_on_later(open_to_all: Path, own: Path) -> None:
    out = open_to_all / "out"
    out.mkdir()
    if os.geteuid() == 0:
        os.chown(out, NOBODY, -1)

    def lock(record: dict[str, Any], counts: Counts) -> None:
        if counts.total == 2:
            out.chmod(0o555)

    with without_the_rights_of_root(), pytest.raises(OutputError, match=r"You may not write there.*--resume"):
        run(CONTENT, out, own, tell=lock)
    out.chmod(0o755)
    with without_the_rights_of_root():
        run(CONTENT, out, own, mode="resume")
    assert contents(out) == contents(open_to_all / "whole")
