"""Rows on their way through an engine: bounded, in order, and done again when what does them breaks."""

from __future__ import annotations

import os
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path
from typing import Any

import pytest

from service.casework.batches import Counts, OutputError, crew_of_processes
from service.casework.batches.crews import Crew, InlineExecutor
from service.casework.batches.running import results_of
from service.casework.batches.work import Order, Result, Task
from tests.builders import SMALLEST, TODAY
from tests.casework.test_batches import jsonl, report, run
from tests.faces import own_templates


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A clinic's own templates of two lines, so that tests are quick and need none of ours."""
    return own_templates(tmp_path / "own")


def test_work_that_is_handed_to_a_broken_engine_is_done_by_a_new_one(tmp_path: Path, own: Path) -> None:
    hired: list[Any] = []

    class BreaksOnce(InlineExecutor):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            if len(hired) == 1 and any(task.number > 2 for task in args[1]):
                raise BrokenExecutor("all its processes are gone")
            return super().submit(fn, *args, **kwargs)

    crew = Crew(lambda: hired.append(BreaksOnce()) or hired[-1], workers=1, rows_a_task=2)  # type: ignore[func-returns-value]
    assert run(jsonl(*[SMALLEST] * 9), tmp_path / "out", own, crew=crew).counts.ready == 9
    assert len(hired) > 1


def test_a_place_that_fails_while_work_is_done_again_stops_the_run(own: Path) -> None:
    class Full:
        def write(self, folder: str, files: Any) -> None:
            raise OutputError("out", "The disk is full. Make room.")

    class Gone(InlineExecutor):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            gone: Future[Any] = Future()
            gone.set_exception(RuntimeError("the worker is gone"))
            return super().submit(fn, *args, **kwargs) if len(args[1]) == 1 else gone

    rows = ((number, Task(number, SMALLEST, "x")) for number in range(4))
    with pytest.raises(OutputError, match="The disk is full"):
        list(results_of(rows, Order(TODAY, own, Full()), Crew(Gone, workers=1, rows_a_task=4)))


def test_no_more_rows_are_taken_than_there_is_room_for() -> None:
    taken: list[int] = []

    def rows() -> Any:
        for number in range(1000):
            taken.append(number)
            yield number, Task(number, {}, "x")

    crew = Crew(InlineExecutor, workers=2, rows_a_task=8)
    results = results_of(rows(), Order(TODAY), crew)
    next(results)
    assert len(taken) == 2 * 4 * 8


def test_a_process_that_dies_takes_no_other_row_with_it(tmp_path: Path, own: Path) -> None:
    class Fragile(InlineExecutor):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            if any(task.number == 3 for task in args[1]):
                broken: Future[Any] = Future()
                broken.set_exception(RuntimeError("the worker is gone"))
                return broken
            return super().submit(fn, *args, **kwargs)

    crew = Crew(Fragile, workers=1, rows_a_task=4)
    run(jsonl(*[SMALLEST] * 9), tmp_path / "out", own, crew=crew)
    rows = report(tmp_path / "out")["rows"]
    assert [row["row"] for row in rows if row["status"] != "ready"] == [3]
    assert "ended without an answer" in rows[2]["errors"][0]["message"]


def test_a_worker_process_that_is_killed_loses_no_row(tmp_path: Path, own: Path) -> None:
    crew = crew_of_processes(2)
    victims: list[int] = []

    def kill_one(record: dict[str, Any], counts: Counts) -> None:
        if counts.total == 5 and crew._executor is not None:
            processes: Any = crew._executor._processes  # type: ignore[attr-defined]
            victims.append(next(iter(processes)))
            os.kill(victims[0], 9)

    summary = run(jsonl(*[SMALLEST] * 120), tmp_path / "out", own, crew=crew, tell=kill_one)
    crew.dismiss()
    assert victims
    assert summary.counts == Counts(120, 120, 0, 480)


def test_results_come_in_the_order_of_the_rows() -> None:
    done = results_of(((n, Task(n, None, "")) for n in range(50)), Order(TODAY), Crew(InlineExecutor, workers=3))
    assert [item for item, result in done if isinstance(result, Result)] == list(range(50))
