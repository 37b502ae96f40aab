"""Who does the work: this process, or several of them (`cluster` has those of more machines). All are executors.

The runner knows nothing but `concurrent.futures.Executor`. Whoever has another engine with such an executor makes a
`Crew` of it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

ROWS_A_TASK = 8
"""Rows that travel together; fewer cost more letters between processes, more make Ctrl-C slower."""
TASKS_A_WORKER = 4
"""Tasks under way for each worker; with the rows of a task it bounds what is in memory."""


class Crew:
    """An executor, how to get a new one when it breaks, and how much may be under way."""

    def __init__(self, hire: Callable[[], Executor], *, workers: int, rows_a_task: int = ROWS_A_TASK) -> None:
        self._hire = hire
        self._executor: Executor | None = None
        self.rows_a_task = rows_a_task
        self.window = 1
        if rows_a_task > 1:
            self.spread_over(workers)

    def spread_over(self, workers: int) -> None:
        """Have as much under way as keeps so many workers busy."""
        self.window = max(1, workers) * TASKS_A_WORKER

    def submit(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand in a piece of work."""
        if self._executor is None:
            self._executor = self._hire()
        return self._executor.submit(work, *args, **kwargs)

    def answer(self, future: Future[T]) -> T:
        """What a piece of work gave back, or its error. Raises `OutputError` where no work can be done any more."""
        return future.result()

    def renew(self) -> None:
        """Take a new executor in place of one that broke."""
        executor, self._executor = self._executor, None
        if executor is not None:
            self._let_go(executor)

    def dismiss(self) -> None:
        """Drop what has not begun, wait for what has, and let the executor go."""
        self.renew()

    def _let_go(self, executor: Executor) -> None:
        executor.shutdown(wait=True, cancel_futures=True)


class InlineExecutor(Executor):
    """Does the work at once, where it is handed in: nothing to start, nothing to stop."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """A future that is done."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  (a future carries every error to whoever asks for its result)
            future.set_exception(error)
        return future


def processors() -> int:
    """How many processes can work at a time here; a container may have fewer than the machine."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def crew_of_one() -> Crew:
    """This process alone, row by row."""
    return Crew(InlineExecutor, workers=1, rows_a_task=1)


def crew_of_processes(workers: int) -> Crew:
    """As many processes on this machine; for a single one none is started, and this process does the work.

    They are started afresh (not forked), which is the same on every system and safe beside threads.
    """
    if workers <= 1:
        return crew_of_one()
    context = multiprocessing.get_context("spawn")
    return Crew(lambda: _Pool(workers, mp_context=context, initializer=_enter_service), workers=workers)


class _Pool(ProcessPoolExecutor):
    """A pool whose processes never see Ctrl-C, not even while they start: what is begun is done, the parent decides."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand in a piece of work; a process that this starts inherits the mask of signals."""
        with _ctrl_c_held():
            return super().submit(fn, *args, **kwargs)


@contextmanager
def _ctrl_c_held() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):  # Windows: there `_enter_service` alone must do
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _enter_service() -> None:
    """Leave Ctrl-C to the parent, and go when the parent is gone, even if it was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent.sentinel,), daemon=True).start()


def _leave_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
