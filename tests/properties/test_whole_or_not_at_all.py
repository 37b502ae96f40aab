"""`iepdocs assemble` that is killed, or out of disk, leaves whole files alone: the new one, or the old one."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from schemas.projections import sample_case
from tests.properties.sizes import TIMES

PROGRAM = [sys.executable, "-c", "from service.cli import main; main()"]
ROOT = Path(__file__).parents[2]


def begun(case: Path, out: Path, **more: Any) -> subprocess.Popen[bytes]:
    """The command in a process of its own."""
    return subprocess.Popen(
        [*PROGRAM, "assemble", str(case), "-o", str(out)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **more,
    )


def written(folder: Path, name: str) -> Path:
    """A case file of the sample with this name."""
    raw_case = sample_case()
    raw_case["student"]["name"] = name
    path = folder / f"{name}.json"
    path.write_text(json.dumps(raw_case))
    return path


def files(out: Path) -> dict[str, bytes]:
    """What stands under a final name."""
    return {path.name: path.read_bytes() for path in sorted(out.glob("*.docx"))}


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, dict[str, bytes], dict[str, bytes]]:
    """The case to assemble, what an earlier one left in `out`, and what this one leaves when nothing stops it."""
    for name in ("Earlier", "Later"):
        process = begun(written(tmp_path, name), tmp_path / ("out" if name == "Earlier" else "clean"))
        assert process.communicate(timeout=60)[1].count(b"\n") == 0
    old, new = files(tmp_path / "out"), files(tmp_path / "clean")
    assert old.keys() == new.keys() and len(old) == 4 and old != new
    return tmp_path / "Later.json", old, new


def test_a_kill_at_any_moment_leaves_only_whole_files(
    tmp_path: Path, two: tuple[Path, dict[str, bytes], dict[str, bytes]]
) -> None:
    case, old, new = two
    dice = random.Random(5)
    out = tmp_path / "out"
    for _ in range(4 * TIMES):
        for name, content in old.items():
            (out / name).write_bytes(content)
        process = begun(case, out)
        # From the first file beside the final ones on, so that the kill falls into the writing.
        while process.poll() is None and not list(out.glob(".*.part")):
            time.sleep(0.001)
        time.sleep(dice.uniform(0, 0.03))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        found = files(out)
        assert found.keys() == old.keys()
        assert all(content in (old[name], new[name]) for name, content in found.items())
    done = begun(case, out)
    done.communicate(timeout=60)
    assert done.returncode == 0 and files(out) == new


@pytest.mark.parametrize("room", [0, 4_096])
def test_a_full_disk_leaves_the_earlier_files_and_says_so(
    room: int, tmp_path: Path, two: tuple[Path, dict[str, bytes], dict[str, bytes]]
) -> None:
    case, old, _ = two

    def no_more_than() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    # A measurement of coverage in that process would itself find no room.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    process = begun(case, tmp_path / "out", preexec_fn=no_more_than, env=environment)
    _, said = process.communicate(timeout=60)
    assert files(tmp_path / "out") == old
    assert process.returncode not in (0, -signal.SIGXFSZ) and b"cannot be written" in said and b"Traceback" not in said
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".docx"}
    assert all(zipfile.is_zipfile(tmp_path / "out" / name) for name in old)
