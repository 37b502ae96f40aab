"""A few of the crashes that `kill_batches` and `fill_disk` make by the hundred."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.casework import fill_disk
from tests.casework.kill_batches import cases_file, clean_run, hashes, killed_until_done

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills and mounts as Unix knows them")


def test_a_run_killed_at_random_moments_ends_as_one_clean_run(tmp_path: Path) -> None:
    source = cases_file(tmp_path, rows=40)
    expected, seconds = clean_run(source, tmp_path)
    killed_until_done(source, tmp_path / "killed", kills=3, seconds=seconds, dice=random.Random(6))
    assert hashes(tmp_path / "killed") == expected


def test_a_disk_that_fills_loses_nothing(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    tried = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(disk)], capture_output=True)
    if tried.returncode:
        pytest.skip("only root may make a small disk to fill")
    subprocess.run(["umount", str(disk)], check=True)
    source = cases_file(tmp_path, rows=20)
    fill_disk.run(source, tmp_path / "clean", "new")
    expected = hashes(tmp_path / "clean")
    assert [fill_disk.filled(source, disk, size, expected) for size in (4, 100, 300, 4096)] == [True, True, True, False]
