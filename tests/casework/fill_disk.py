"""Let the disk fill at every step of its size, make room, go on, and compare with one clean run. Needs root on Linux.

    python -m tests.casework.fill_disk 4 4096

The arguments are the step and the largest size, in kB. For each size a disk of that size is made in memory (tmpfs), a
batch is run onto it until it is full, the disk is made larger, and `resume` goes on.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import tempfile
from pathlib import Path

from service.casework.batches import OutputError, Plan, crew_of_one, place_at, run_into_folder
from service.casework.tables import rows_of, source_of_path
from tests.casework.kill_batches import cases_file, hashes

DAY = dt.date(2026, 11, 20)


def run(source: Path, out: Path, mode: str) -> None:
    """A batch in this process."""
    plan = Plan(rows_of(source_of_path(source)), place_at(str(out)), str(out), DAY, mode=mode)  # type: ignore[arg-type]
    run_into_folder(plan, crew_of_one())


def mount(*arguments: str) -> None:
    """The system's own command."""
    subprocess.run(["mount", *arguments], check=True)


def filled(source: Path, disk: Path, size: int, expected: dict[str, str]) -> bool:
    """Run onto a disk of `size` kB, and when it is full once more with room; True when it was full."""
    mount("-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(disk))
    try:
        before = disk / "an older file.txt"
        before.write_text("kept")
        try:
            run(source, disk / "out", "new")
            return False
        except OutputError as error:
            assert "The disk is full. Make room." in str(error), error
        assert before.read_text() == "kept"
        mount("-o", "remount,size=64m", str(disk))
        run(source, disk / "out", "resume")
        return True
    finally:
        found = hashes(disk / "out")
        subprocess.run(["umount", str(disk)], check=True)
        differing = [name for name in found.keys() | expected if found.get(name) != expected.get(name)]
        assert not differing, f"{size} kB: {len(differing)} files differ: {sorted(differing)[:3]}"


def main() -> None:
    """Every size from one step to the largest."""
    step, largest = int(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as name:
        folder, disk = Path(name), Path(name) / "disk"
        disk.mkdir()
        source = cases_file(folder, rows=40)
        run(source, folder / "clean", "new")
        expected = hashes(folder / "clean")
        full = [filled(source, disk, size, expected) for size in range(step, largest + 1, step)]
        print(f"{len(full)} disks, {sum(full)} of them full in mid-run: each ends as the clean run")


if __name__ == "__main__":
    main()
