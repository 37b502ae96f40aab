"""Every call that a command makes of a disk fails in its turn: what stood there stays, and one line says where."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.casework.broken_disk import broken_disk
from tests.faces import SMALLEST, iepdocs

pytestmark = [
    pytest.mark.usefixtures("own"),
    pytest.mark.skipif(sys.platform == "win32", reason="a handle is named by /proc"),
]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for good"])
@pytest.mark.parametrize(
    ("command", "name"),
    [
        (("assemble", "case.json", "-o"), ""),
        (("new",), "case.json"),
        (("cases", "cases", "-o"), "cases.csv"),
        (("templates", "copy", "evaluation_request", "-o"), ""),
    ],
)
def test_whatever_call_fails_a_file_stands_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], name: str, for_good: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "case.json").write_text(json.dumps(SMALLEST))
    (tmp_path / "case.json").write_text(json.dumps({**SMALLEST, "documents": ["evaluation_request"]}))

    def said(folder: Path, number: int = 0) -> tuple[int, str, list[str]]:
        """(exit status, what is said, calls) of the command into a folder on a disk where this call fails."""
        folder.mkdir()
        with broken_disk(folder, number, for_good=for_good) as disk:
            result = iepdocs(*command, folder / name)
        return result.exit_code, result.stderr, disk.calls

    status, _, calls = said(tmp_path / "whole")
    assert status == 0 and {"open", "write", "fsync", "close", "os.rename"} <= set(calls)
    whole = contents(tmp_path / "whole")
    assert len(whole) == 1
    for number in range(1, len(calls) + 1):
        folder = tmp_path / f"fails-at-{number}"
        status, line, _ = said(folder, number)
        found = contents(folder)
        final = {path: content for path, content in found.items() if not path.endswith(".part")}
        assert final in ({}, whole), (number, calls[number - 1])
        assert for_good or final == found
        if status:
            assert len(line.splitlines()) == 1 and line.startswith(f"{folder}"), (number, calls[number - 1], line)
        else:
            assert final == whole
