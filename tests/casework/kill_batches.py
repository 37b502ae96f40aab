"""Kill a batch at random moments, let it go on each time, and compare what is there in the end with one clean run.

    python -m tests.casework.kill_batches 200
    python -m tests.casework.kill_batches 20 s3://bucket/folder      # into a place that fsspec knows; new folders there

A run of 60 rows is started by the command line with two workers and killed (SIGKILL) after a random time, again and
again; `--resume` goes on. When it ends, every file must be there once and equal to the clean run's, `report.json` too.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import fsspec

from schemas.projections import sample_case

ROWS = 60


def cases_file(folder: Path, rows: int = ROWS) -> Path:
    """A file of invented cases; every tenth has a fault, and names repeat."""
    path = folder / "cases.jsonl"
    with path.open("w", encoding="utf-8") as lines:
        for number in range(rows):
            case = sample_case()
            case["documents"] = ["evaluation_request", "section_504_letter"]
            case["student"]["name"] = f"Theo Marchetti {number % 7}"
            del case["reference"]
            if number % 10 == 9:
                case["state"] = "nowhere"
            lines.write(json.dumps(case) + "\n")
    return path


def hashes(where: str | Path) -> dict[str, str]:
    """Every file below a folder or an address, by its path, with the digest of its content."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in contents(where).items()}


def contents(where: str | Path) -> dict[str, bytes]:
    """Every file below a folder or an address, by its path, but for what the batch keeps for itself."""
    fs, root = fsspec.core.url_to_fs(str(where))
    fs.invalidate_cache()
    found = {path.removeprefix(root).lstrip("/"): path for path in fs.find(root)}
    return {name: fs.cat_file(path) for name, path in sorted(found.items()) if ".iepdocs-" not in name}


def begun(source: Path, out: str | Path, *more: str) -> subprocess.Popen[bytes]:
    """The command, in a process of its own."""
    command = [
        sys.executable,
        "-c",
        "from service.cli import main; main()",
        "batch",
        str(source),
        "-o",
        str(out),
        *more,
    ]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def clean_run(source: Path, folder: Path) -> tuple[dict[str, str], float]:
    """What one run gives, and the seconds it takes."""
    for name in ("first", "clean"):  # the first one warms the caches of the machine
        began = time.monotonic()
        process = begun(source, folder / name, "--workers", "2")
        process.communicate(timeout=300)
        assert process.returncode == 1, process.returncode
    assert hashes(folder / "first") == hashes(folder / "clean")
    return hashes(folder / "clean"), time.monotonic() - began


def killed_until_done(source: Path, out: str | Path, kills: int, seconds: float, dice: random.Random) -> int:
    """Kill the run at random moments, at most so often, then let it end. Gives the number of kills that hit it."""
    hit = 0
    for _ in range(kills):
        process = begun(source, out, "--workers", "2", "--resume")
        time.sleep(dice.uniform(0, seconds))
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=60)
        if process.returncode != -signal.SIGKILL:
            break
        hit += 1
        final = [content for name, content in contents(out).items() if name.endswith(".docx")]
        assert all(zipfile.is_zipfile(io.BytesIO(content)) for content in final), "half a document under a final name"
    process = begun(source, out, "--workers", "2", "--resume")
    _, said = process.communicate(timeout=300)
    assert process.returncode == 1, (process.returncode, said)
    return hit


def main() -> None:
    """Kill as often as asked for, in as many runs as that takes."""
    wanted, hits, runs, seed = int(sys.argv[1]), 0, 0, random.randrange(10**9)
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        where = sys.argv[2].rstrip("/") if len(sys.argv) > 2 else str(folder)
        source = cases_file(folder)
        expected, seconds = clean_run(source, folder)
        print(f"one clean run: {len(expected)} files in {seconds:.1f} s; seed {seed}")
        while hits < wanted:
            runs += 1
            out = f"{where}/killed-{runs}"
            hits += killed_until_done(source, out, min(8, wanted - hits), seconds, dice)
            found = hashes(out)
            differing = sorted(name for name in found.keys() | expected if found.get(name) != expected.get(name))
            assert not differing, f"{len(differing)} files differ from the clean run: {differing[:3]}"
            print(f"{hits} kills in {runs} runs: every run ends as the clean one", flush=True)


if __name__ == "__main__":
    main()
