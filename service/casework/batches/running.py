"""Tasks in, results out, in the same order, with a bounded number under way.

Order is kept because everything after it leans on it: the report is written as it comes, the archive streams, and the
journal is simply how far the run has got.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Future
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from service.casework.batches.crews import Crew
from service.casework.batches.errors import OutputError
from service.casework.batches.work import Order, Result, Task, do_tasks
from service.casework.errors import Fault

T = TypeVar("T")


@dataclass(slots=True)
class _Piece(Generic[T]):
    taken: list[tuple[T, Task | None]]
    tasks: list[Task]
    future: Future[list[Result]]


_DIED = Result(
    "failed",
    faults=(
        Fault(
            "",
            "The process that worked on this row ended without an answer, twice. Check the memory of the machine, and "
            "report it with this row if it stays.",
        ),
    ),
)


def results_of(
    items: Generator[tuple[T, Task | None], None, None],
    order: Order,
    crew: Crew,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Generator[tuple[T, Result | None], None, None]:
    """Each item with the result of its task, in order; one without a task keeps its place and has none.

    Takes an item only when there is room for it. Once `is_stopped`, no new task is begun, and those under way end.
    Raises `OutputError`. Leaves the crew as it is. However it ends, the items are closed, and with them their file.
    """
    with closing(items):
        yield from _in_order(items, order, crew, is_stopped)


def _in_order(
    waiting: Iterator[tuple[T, Task | None]], order: Order, crew: Crew, is_stopped: Callable[[], bool]
) -> Iterator[tuple[T, Result | None]]:
    under_way: deque[_Piece[T]] = deque()
    while True:
        while len(under_way) < crew.window and not is_stopped():
            taken = list(islice(waiting, crew.rows_a_task))
            if not taken:
                break
            tasks = [task for _, task in taken if task is not None]
            under_way.append(_Piece(taken, tasks, _submitted(crew, order, tasks)))
        if not under_way:
            return
        piece = under_way.popleft()
        try:
            results = crew.answer(piece.future)
        except OutputError:
            raise
        except (Exception, CancelledError):  # noqa: BLE001  (a worker that died, by whatever name the engine gives it)
            results = _again(crew, order, piece.tasks)
            _resubmit(crew, order, under_way)
        done = iter(results)
        for item, task in piece.taken:
            yield item, None if task is None else next(done)


def _submitted(crew: Crew, order: Order, tasks: Sequence[Task]) -> Future[list[Result]]:
    if not tasks:
        nothing: Future[list[Result]] = Future()
        nothing.set_result([])
        return nothing
    try:
        return crew.submit(do_tasks, order, tasks)
    except BrokenExecutor as error:
        # It broke between two pieces: this piece fails as the others do, and is done again in its turn.
        broken: Future[list[Result]] = Future()
        broken.set_exception(error)
        return broken


def _again(crew: Crew, order: Order, tasks: Sequence[Task]) -> list[Result]:
    """The tasks one by one, each with an executor that works, so that one bad row takes no other with it."""
    results = []
    for task in tasks:
        with suppress(Exception):
            crew.renew()
        try:
            results += crew.answer(crew.submit(do_tasks, order, [task]))
        except OutputError:
            raise
        except (Exception, CancelledError):  # noqa: BLE001  (as above: the row is named, the rest goes on)
            results.append(_DIED)
            with suppress(Exception):
                crew.renew()
    return results


def _resubmit(crew: Crew, order: Order, under_way: Iterable[_Piece[T]]) -> None:
    """Hand in anew what went down with the executor; doing a row twice does no harm."""
    for piece in under_way:
        if piece.future.cancelled() or (piece.future.done() and piece.future.exception() is not None):
            piece.future = _submitted(crew, order, piece.tasks)
