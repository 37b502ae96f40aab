"""Watch what a long batch holds in memory, and see that every row got its drafts. Reads /proc, so it needs Linux.

    python -m tests.casework.batch_memory 100000

So many rows of four documents go from JSON lines to a folder by the command line, with two workers; one in a hundred
has a fault. Each line printed says how many rows are done, the seconds so far, what all processes of the run hold
together (memory shared between them counted once) and their open files. Each row needs about 90 kB in the folder for
temporary files.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from schemas.projections import sample_case
from service.casework.batches.places import JOURNAL
from tests.trust.running import PROGRAM

TIMES = 20
"""So many lines are printed of a run."""

FAULTY = 100
"""One row in so many has a fault."""


def cases_file(folder: Path, rows: int) -> Path:
    """A file of invented cases, no two of one name; one in a hundred has a fault."""
    case = sample_case()
    path = folder / "cases.jsonl"
    with path.open("w", encoding="utf-8") as lines:
        for number in range(rows):
            case["reference"] = f"client-{number}"
            case["student"]["name"] = f"Theo Marchetti {number}"
            case["state"] = "nowhere" if number % FAULTY == 0 else "WA"
            lines.write(json.dumps(case) + "\n")
    return path


def family(process: int) -> Iterator[Path]:
    """The folders in /proc of a process and of all that it started."""
    pending = [process]
    while pending:
        folder = Path(f"/proc/{pending.pop()}")
        try:
            pending += [int(child) for task in folder.glob("task/*/children") for child in task.read_text().split()]
        except OSError:
            continue  # it has just ended
        yield folder


def held(process: int) -> tuple[int, int]:
    """Bytes that a process and its children hold, each shared page counted once, and how many files they have open."""
    memory = handles = 0
    for folder in family(process):
        try:
            lines = (folder / "smaps_rollup").read_text().splitlines()
            memory += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
            handles += len(list((folder / "fd").iterdir()))
        except OSError:
            continue
    return memory, handles


def watched(run: subprocess.Popen[bytes], journal: Path, rows: int) -> None:
    """Print what the run holds each time it has done another part of its rows."""
    began, done, told, read = time.monotonic(), 0, 0, 0
    print("   rows  seconds     MB  files", flush=True)
    while run.poll() is None:
        time.sleep(0.5)
        if not journal.exists():
            continue
        with journal.open("rb") as lines:
            lines.seek(read)
            new = lines.read()
        read, done = read + len(new), done + new.count(b"\n")
        if done < told + rows // TIMES:
            continue
        told = done
        memory, handles = held(run.pid)
        print(f"{done:7}  {time.monotonic() - began:7.0f}  {memory / 1e6:5.1f}  {handles:5}", flush=True)


def main() -> None:
    """Run the batch, watch it, and count what it made."""
    rows = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        out = folder / "drafts"
        source = cases_file(folder, rows)
        with (folder / "said.txt").open("wb") as said:
            run = subprocess.Popen(
                [*PROGRAM, "batch", str(source), "-o", str(out), "--workers", "2"], stdout=said, stderr=said
            )
            watched(run, out / JOURNAL, rows)
        faulty = len(range(0, rows, FAULTY))
        made = sum(1 for _ in out.glob("*/*.docx"))
        assert run.returncode == 1, run.returncode
        assert made == (rows - faulty) * 4, f"{made} documents"
        print(f"{made} documents of {rows} rows, and {faulty} rows with a fault")


if __name__ == "__main__":
    main()
