"""How far a batch is, as a person at a terminal sees it."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook

from service.casework.tables import rows_of, source_of_bytes, source_of_path
from service.cli.progress import FollowedRows, _time
from tests.faces import SMALLEST

LINES = (json.dumps(SMALLEST) + "\n").encode()


def test_what_is_done_counts_and_not_what_was_read_ahead() -> None:
    rows = FollowedRows(rows_of(source_of_bytes(LINES * 10, "cases.jsonl")))
    assert len(list(rows)) == 10
    assert rows.done() == 1.0
    assert [rows.next_done() for _ in range(10)] == [number / 10 for number in range(1, 11)]


def test_a_sheet_with_a_format_on_whole_columns_has_no_end_that_is_known(tmp_path: Path) -> None:
    book = Workbook()
    for line in (("Student's full name", "Your full name"), ("Maya Okafor", "Adaeze Okafor")):
        book.active.append(line)
    for last, known in ((40, 2 / 40), (1_048_576, None)):
        book.active.cell(last, 1).number_format = "@"
        book.save(tmp_path / "list.xlsx")
        rows = FollowedRows(rows_of(source_of_path(tmp_path / "list.xlsx")))
        assert len(list(rows)) == 1
        assert rows.next_done() == known


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (89.4, "89 s"), (90, "2 min"), (5399, "90 min"), (5400, "1.5 h"), (36000, "10.0 h")],
)
def test_what_is_left_is_told_in_the_unit_that_fits_it(seconds: float, said: str) -> None:
    assert _time(seconds) == said


def test_a_terminal_shows_one_line_that_goes_up(tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_bytes(LINES * 400)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from service.cli import main; main()", "batch", "--check", str(cases)]
    with subprocess.Popen(command, stderr=theirs, stdout=subprocess.PIPE, text=True) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                shown += os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
        assert process.communicate()[0] == "400 of 400 rows ready, 0 with faults.\n"
    os.close(ours)
    lines = shown.decode().split("\r\x1b[K")
    parts = [
        int(found[1]) for line in lines if (found := re.match(r"\[#*-*\] +(\d+)%  [\d,]+ rows  [\d,]+ a second", line))
    ]
    assert parts == sorted(parts) and len(parts) > 1
    assert all(re.search(r"\d (s|min|h) left$", line) for line in lines if "%" in line)
    assert lines[-1] == ""
