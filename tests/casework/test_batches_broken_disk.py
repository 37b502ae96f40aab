"""Every call that a batch makes of a disk fails in its turn: the run says where, loses nothing, and goes on later."""

from __future__ import annotations

import errno
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.casework.batches import Counts, OutputError, Plan, Summary, crew_of_one, place_at, run_into_folder
from service.casework.batches.places import JOURNAL
from service.casework.tables import BatchInputError, rows_of, source_of_path
from tests.builders import SMALLEST, TODAY, a_raw_case
from tests.casework.broken_disk import broken_disk
from tests.faces import own_templates

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a handle is named by /proc")

SHEET = (
    "Your own client number,Student's full name,Your full name,State,Documents\n"
    "1,Ada Voss,Bo Voss,CA,evaluation request\n"
    "2,Bea Voss,Bo Voss,{},evaluation request\n"
    "3,Cy Voss,Bo Voss,CA,evaluation request\n"
)


def run(source: Path, out: Path, own: Path, mode: str = "new", **more: Any) -> Summary:
    """A batch of this file into `out`, in this process."""
    rows = rows_of(source_of_path(source))
    plan = Plan(rows, place_at(str(out)), str(out), TODAY, own, mode=mode)  # type: ignore[arg-type]
    return run_into_folder(plan, crew_of_one(), mark=marked, **more)


def marked(faults: list[tuple[str, str]]) -> bytes | None:
    """In place of the marked sheet, whose making takes longer than all the rest: its faults as text."""
    return repr(faults).encode() if faults else None


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def begun(mode: str, folder: Path, own: Path) -> tuple[Path, Path]:
    """The file of cases, and the folder before such a run: empty, with a run that stopped, or with a faulty row."""
    source, before = folder / "cases.csv", folder / "before"
    before.mkdir()
    source.write_text(SHEET.format("nowhere"))
    if mode == "new":
        source.write_text(SHEET.format("nowhere").rpartition("3,")[0])
    elif mode == "resume":
        seen: list[int] = []
        run(source, before, own, is_stopped=lambda: len(seen) > 1, tell=lambda *row: seen.append(1))
    elif mode == "faulty":
        run(source, before, own)
        source.write_text(SHEET.format("TX"))
    return source, before


@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for good"])
@pytest.mark.parametrize("mode", ["new", "resume", "faulty"])
def test_whatever_call_fails_the_run_names_the_place_and_goes_on_to_what_one_run_gives(
    tmp_path: Path, mode: str, for_good: bool
) -> None:
    own = own_templates(tmp_path / "own")
    source, before = begun(mode, tmp_path, own)
    old = contents(before)
    shutil.copytree(before, tmp_path / "whole")
    with broken_disk(tmp_path / "whole") as sound:
        run(source, tmp_path / "whole", own, mode)
    whole = contents(tmp_path / "whole")
    assert {"open", "read", "write", "fsync", "os.mkdir", "os.rename", "os.remove", "fcntl.flock"} <= set(sound.calls)
    for number in range(1, len(sound.calls) + 1):
        out = tmp_path / f"fails-at-{number}"
        shutil.copytree(before, out)
        try:
            with broken_disk(out, number, for_good=for_good):
                run(source, out, own, mode)
        except OutputError as error:
            assert error.where.startswith(str(out)) and "The disk does not answer as it should." in error.what
            for name, found in contents(out).items():
                assert name.startswith(".iepdocs-") or found in (whole.get(name), old.get(name)), (number, name)
            run(source, out, own, "resume" if (out / JOURNAL).exists() else mode)
        assert contents(out) == whole, (number, sound.calls[number - 1])


def test_whatever_call_for_the_templates_fails_the_run_names_them_and_goes_on_later(tmp_path: Path) -> None:
    source = tmp_path / "cases.jsonl"
    source.write_text(json.dumps({**SMALLEST, "documents": ["evaluation_request"]}))

    def said_at(number: int) -> str:
        """What a run says when this call fails; each has a folder of templates of its own, which no run has read."""
        own, out = own_templates(tmp_path / f"own-{number}"), tmp_path / f"out-{number}"
        try:
            with broken_disk(own, number) as disk:
                run(source, out, own)
        except OutputError as error:
            assert run(source, out, own, "resume")
            return str(error)
        return f"done with {len(disk.calls)}"

    said = [said_at(number) for number in range(1, 40)]
    refused = [line for line in said if not line.startswith("done")]
    assert len(refused) > 20
    for line in refused:
        line = line.removesuffix(" Then the same command with --resume goes on.")
        where, _, what = line.partition(": ")
        assert where.startswith((str(tmp_path), "The Word templates"))
        assert what == "This cannot be read (Input/output error). Check the disk and your rights."


@pytest.mark.parametrize("ending", ["jsonl", "csv", "json"])
def test_whatever_call_for_the_cases_fails_the_run_names_the_file_and_goes_on_later(
    tmp_path: Path, ending: str
) -> None:
    own = own_templates(tmp_path / "own")
    source = tmp_path / "cases" / f"cases.{ending}"
    source.parent.mkdir()
    cases = [a_raw_case(reference=str(number)) for number in range(2)]
    lines = "\n".join(json.dumps(case) for case in cases)
    source.write_text({"jsonl": lines, "json": json.dumps(cases), "csv": SHEET.format("CA")}[ending])
    with broken_disk(source.parent) as sound:
        run(source, tmp_path / "whole", own)
    for number in range(1, len(sound.calls) + 1):
        out = tmp_path / f"fails-at-{number}"
        with broken_disk(source.parent, number), pytest.raises(BatchInputError) as caught:
            run(source, out, own)
        assert str(caught.value) == (
            f"cases.{ending}: The file cannot be read (Input/output error). Check the disk and your rights."
        )
        run(source, out, own, "resume")
        assert contents(out) == contents(tmp_path / "whole")


def test_a_disk_that_knows_no_rights_takes_a_batch_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = own_templates(tmp_path / "own")
    source = tmp_path / "cases.jsonl"
    source.write_text(json.dumps(SMALLEST))

    def refused(path: Path, mode: int) -> None:
        raise PermissionError(errno.EPERM, "as a memory stick says that is mounted for its owner alone")

    monkeypatch.setattr(Path, "chmod", refused)
    assert run(source, tmp_path / "out", own).counts.ready == 1


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError, match="This is a file"):
        run(cases_file(tmp_path, 1), tmp_path / "out", own_templates(tmp_path / "own"))


@pytest.mark.parametrize(
    ("limit", "room", "said"),
    [
        # The third row finds no handle left; the third line finds room for its first ten bytes alone.
        ("RLIMIT_NOFILE", lambda journal: 3, "No more files can be opened"),
        ("RLIMIT_FSIZE", lambda journal: journal.stat().st_size + 10, "A file may not grow any further there"),
    ],
    ids=["handles", "size"],
)
def test_what_the_system_allows_stops_the_run_where_it_ends_and_it_goes_on_later(
    tmp_path: Path, limit: str, room: Callable[[Path], int], said: str
) -> None:
    resource = pytest.importorskip("resource")
    what = getattr(resource, limit)
    own, out, source = own_templates(tmp_path / "own"), tmp_path / "out", cases_file(tmp_path, 5)
    run(source, tmp_path / "whole", own)
    usual = resource.getrlimit(what)

    def choke(record: Any, counts: Counts) -> None:
        if counts.total == 2:
            resource.setrlimit(what, (room(out / JOURNAL), usual[1]))

    try:
        with pytest.raises(OutputError, match=f"{said}.*--resume"):
            run(source, out, own, tell=choke)
    finally:
        resource.setrlimit(what, usual)
    run(source, out, own, "resume")
    assert contents(out) == contents(tmp_path / "whole")


@pytest.mark.parametrize(
    "start", [b"", b"half a li", b"no JSON\n", b"[1]\n", b"{}\n", b'{"program": 1, "taken": 2}\n', b"\xff\n"]
)
def test_a_journal_that_cannot_be_read_is_named_and_left_alone(tmp_path: Path, start: bytes) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / JOURNAL).write_bytes(start)
    with pytest.raises(OutputError, match="This journal cannot be read") as caught:
        run(cases_file(tmp_path, 1), out, own_templates(tmp_path / "own"), "resume")
    assert caught.value.where == str(out / JOURNAL)
    assert (out / JOURNAL).read_bytes() == start


def cases_file(folder: Path, rows: int) -> Path:
    path = folder / "cases.jsonl"
    cases = [a_raw_case(reference=str(number), documents=["evaluation_request"]) for number in range(rows)]
    path.write_text("\n".join(json.dumps(case) for case in cases))
    return path
