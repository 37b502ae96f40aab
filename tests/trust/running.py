"""The service in a process of its own, and many clients of it at a time."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from schemas.projections import sample_case

T = TypeVar("T")

ROOT = Path(__file__).parents[2]
PLAN = "/api/v1/documents/reintegration_plan"
PROGRAM = (sys.executable, "-u", "-c", "from service.cli import main; main()")


@dataclass
class Service:
    """A running service. `log` is the file with its standard error."""

    process: subprocess.Popen[str]
    url: str
    log: Path

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        parts = urlsplit(self.url)
        assert parts.hostname and parts.port
        return parts.hostname, parts.port

    def end(self) -> int:
        """Tell it to stop; its exit status. What it logs of the last answer comes after the answer."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def lines(self) -> list[dict[str, Any]]:
        """What it has logged."""
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    def memory(self) -> int:
        """Bytes that it holds, 0 where the system does not say."""
        return _status(self.process.pid, "VmRSS")

    def most_memory(self) -> int:
        """Bytes that it held when it held most."""
        return _status(self.process.pid, "VmHWM")

    def handles(self) -> int:
        """Files and connections that are open, 0 where the system does not say."""
        folder = Path(f"/proc/{self.process.pid}/fd")
        return len(list(folder.iterdir())) if folder.exists() else 0


@contextmanager
def service(
    *arguments: str, program: tuple[str, ...] = PROGRAM, cwd: Path = ROOT, **environment: str
) -> Iterator[Service]:
    """A service on a free port with these variables; ended when left, and killed where that fails."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("w") as errors:
            process = subprocess.Popen(
                [*program, "serve", "--port", "0", *arguments],
                cwd=cwd,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env={**os.environ, "PYTHONPATH": str(ROOT), "IEPDOCS_LOG_LEVEL": "info", **environment},
            )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("iepdocs answers at"), line + log.read_text()
            running = Service(process, line.split()[3], log)
            yield running
            if process.poll() is None:
                running.end()
        finally:
            process.kill()
            process.communicate()


@dataclass(frozen=True)
class Answer:
    """What a client got. `status` is 0 for none, `error` says why; `seconds` from the first byte sent to the last."""

    status: int
    seconds: float
    headers: Mapping[str, str]
    body: bytes
    error: str = ""


def a_case(token: str = "") -> bytes:
    """A whole case as a body, with the token in the names."""
    raw_case = sample_case()
    if token:
        raw_case["student"]["name"] = f"Rowan {token}"
        raw_case["sender"]["name"] = f"Jo {token}"
    return json.dumps(raw_case).encode()


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """A request as its bytes."""
    usual = {"Host": "localhost", "Content-Type": "application/json", "Content-Length": str(len(body))}
    named = usual | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in named.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Client:
    """One connection that stays open between requests."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._address = address
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, asked: bytes) -> Answer:
        """The answer; a connection that the service has closed is opened anew before the next."""
        began = time.perf_counter()
        try:
            if self._streams is None:
                self._streams = await asyncio.open_connection(*self._address, limit=1 << 20)
            reader, writer = self._streams
            writer.write(asked)
            await writer.drain()
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
            if headers.get("transfer-encoding") == "chunked":
                body = await reader.read()
            else:
                body = await reader.readexactly(int(headers.get("content-length", 0)))
            answer = Answer(int(head[0].split()[1]), time.perf_counter() - began, headers, body)
            if headers.get("connection", "").lower() == "close":
                await self.close()
            return answer
        except (OSError, EOFError, asyncio.IncompleteReadError) as error:
            await self.close()
            return Answer(0, time.perf_counter() - began, {}, b"", type(error).__name__)

    async def close(self) -> None:
        """End the connection."""
        if self._streams is not None:
            await end(self._streams[1])
            self._streams = None


async def end(writer: asyncio.StreamWriter) -> None:
    """Close a connection, whatever has become of it."""
    with suppress(OSError):
        writer.close()
        await writer.wait_closed()


async def ask_once(address: tuple[str, int], asked: bytes) -> Answer:
    """The answer on a connection of its own."""
    client = Client(address)
    try:
        return await client.ask(asked)
    finally:
        await client.close()


def run_apart(coroutine: Coroutine[Any, Any, T]) -> T:
    """What it returns, run in a thread of its own: a browser of other tests keeps a loop running in theirs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of them do not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def counted(answers: list[Answer]) -> str:
    """How many of each status, such as “1400 × 200, 600 × 503”."""
    counts = Counter(answer.status or answer.error for answer in answers)
    return ", ".join(f"{count} × {status}" for status, count in sorted(counts.items(), key=str))


def machine() -> str:
    """This machine in a line, for the head of a table."""
    model = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        named = [line.split(":", 1)[1].strip() for line in information.read_text().splitlines() if "model name" in line]
        model = named[0] if named else model
    load = f", load {os.getloadavg()[0]:.1f} before" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} × {model}, {platform.system()}, Python {platform.python_version()}{load}"


def _status(process: int, name: str) -> int:
    file = Path(f"/proc/{process}/status")
    if not file.exists():
        return 0
    return next((int(line.split()[1]) * 1024 for line in file.read_text().splitlines() if line.startswith(name)), 0)


def until_true(holds: Callable[[], bool]) -> None:
    """Wait until it holds; a minute at most, on the slowest machine."""
    for _ in range(600):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it never came true")
