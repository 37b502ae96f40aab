"""The work on more than one machine: the workers of a Dask scheduler (`pip install iepdocs[cluster]`).

A worker that dies is replaced, and its rows are done again, by the scheduler itself. What Dask leaves to its user is
here: it waits for ever where no answer can come, so this crew looks whether scheduler and workers are still there. Keys
and certificates come from Dask's own settings (`distributed.comm.tls`), so nothing about them is here.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, wait
from contextlib import suppress
from typing import Any, ParamSpec, TypeVar

from service.casework.batches.crews import Crew
from service.casework.batches.errors import OutputError
from service.casework.versions import program_version

P = ParamSpec("P")
T = TypeVar("T")

_ENCRYPTED = "tls://"
_CONNECT = 10.0
"""Seconds to find the scheduler, and then a worker."""
_LOOK_EVERY = 2.0


def crew_of_scheduler(address: str, *, patience: float = 60.0) -> Crew:
    """The workers of the scheduler at this address. Raises `OutputError`.

    So does the run, when the scheduler has gone or when there has been no worker for `patience` seconds.
    """
    try:
        import distributed
    except ImportError:
        raise OutputError("--scheduler", "Dask is not installed here. Run: pip install 'iepdocs[cluster]'") from None
    dask: Any = distributed  # it has types for a part of itself only
    for name in ("distributed.client", "tornado.application"):  # what becomes of the cluster is said in our own words
        logging.getLogger(name).setLevel(logging.CRITICAL)
    security = dask.Security()
    _refuse_unusable(security, address)
    try:
        client = dask.Client(address, timeout=_CONNECT, set_as_default=False, security=security)
    except (OSError, TimeoutError, ValueError) as error:
        sure = ", and that it takes the certificate of this machine" if address.startswith(_ENCRYPTED) else ""
        what = f"No Dask scheduler answers there ({type(error).__name__}). Check the address, and that it runs{sure}."
        raise OutputError(address, what) from None
    crew = _ClusterCrew(client, address, patience)
    try:
        crew.muster()
    except BaseException:
        crew.dismiss()
        raise
    return crew


def _refuse_unusable(security: Any, address: str) -> None:
    """See that the settings of Dask fit the address; Dask itself would fail in a way of its own, and late."""
    if not address.startswith(_ENCRYPTED):
        if security.require_encryption:
            what = f"Dask's settings on this machine ask for encryption. Write the address with {_ENCRYPTED}."
            raise OutputError(address, what)
        return
    try:
        is_usable = security.get_connection_args("client")["ssl_context"] is not None
    except OSError as error:  # no such file, or (an SSLError) not what it should be
        what = f"The certificates in Dask's settings cannot be used ({type(error).__name__}). Check the three files."
        raise OutputError(address, what) from None
    if not is_usable:
        raise OutputError(address, "Dask's settings on this machine name no certificate. The README says how.")


class _ClusterCrew(Crew):
    """A crew that knows when its cluster is of no use any more, and says goodbye to the scheduler in the end."""

    def __init__(self, client: Any, address: str, patience: float) -> None:
        # Not pure: a task writes files, so two tasks that look alike are still two.
        super().__init__(lambda: client.get_executor(pure=False), workers=1)
        self._client = client
        self._connection = client.scheduler_comm
        self._address = address
        self._patience = patience

    def muster(self) -> None:
        """Wait for a worker, and see that all there can do this work. Raises `OutputError`."""
        with suppress(TimeoutError):
            self._client.wait_for_workers(1, timeout=min(self._patience, _CONNECT))
        try:
            threads = sum(self._client.nthreads().values())
            versions = self._client.run(program_version, on_error="return")
        except (OSError, TimeoutError) as error:
            raise self._broken() from error
        if not threads:
            raise self._no_worker()
        for worker, version in versions.items():
            if version != program_version():
                what = (
                    f"The worker {worker} does not have version {program_version()} of iepdocs, as this machine has. "
                    "Install it on each machine, and start the workers again."
                )
                raise OutputError(self._address, what)
        self.spread_over(threads)

    def submit(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand in a piece of work."""
        self._see_scheduler()  # without one, Dask would take the work and say nothing
        return super().submit(work, *args, **kwargs)

    def answer(self, future: Future[T]) -> T:
        """What a piece of work gave back, or its error. Raises `OutputError` when nobody is left to do it."""
        seen_at = time.monotonic()
        while not wait([future], timeout=_LOOK_EVERY).done:
            if self._has_worker():
                seen_at = time.monotonic()
            elif time.monotonic() - seen_at > self._patience:
                raise self._no_worker()
        self._see_scheduler()
        return future.result()

    def dismiss(self) -> None:
        """Let the executor go, and close the connection."""
        super().dismiss()
        self._client.close()

    def _let_go(self, executor: Executor) -> None:
        if self._client.status == "running":
            # Dask's executor knows no `cancel_futures`; not waiting is how it is told to cancel.
            executor.shutdown(wait=False)

    def _see_scheduler(self) -> None:
        # Dask connects again by itself, but some of the work that was under way is then never answered.
        if self._client.status != "running" or self._client.scheduler_comm is not self._connection:
            raise self._broken()

    def _has_worker(self) -> bool:
        self._see_scheduler()
        try:
            return bool(self._client.nthreads())
        except (OSError, TimeoutError):  # the connection breaks just now: the next look will tell
            return True

    def _broken(self) -> OutputError:
        what = "The connection to the Dask scheduler broke. See that it runs, and its workers."
        return OutputError(self._address, what)

    def _no_worker(self) -> OutputError:
        what = f"The Dask scheduler there has no worker. Start one: dask worker {self._address}"
        return OutputError(self._address, what)
