"""`python -m tests.trust.trace [--documents N]`: what is left of N documents, of faults and of a kill -9.

Each document, faulty case, page and batch carries tokens that stand nowhere else. Afterwards every token is looked for
in the log, the error answers, the command line and environment of the process, and in every file changed since the
start wherever the service may write: its own temporary folder, home and working folder and the system's. While it
runs, the interpreter also reports each file that it opens to write, each connection it makes and each program it
starts.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.trust.running import PLAN, Answer, Client, Service, a_case, ask_once, machine, request, run_apart, service

_WATCHED_PROGRAM = """
import os, sys

def watch(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and str(path) != os.devnull:
            os.write(report, f"wrote {path}\\n".encode())
    elif event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.exec", "os.posix_spawn", "os.fork"):
        os.write(report, f"{event} {arguments[:3]}\\n".encode())

report = os.open(sys.argv.pop(1), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
sys.addaudithook(watch)
from service.cli import main
main()
"""
_SYSTEM = ("/tmp", "/var/tmp", "/dev/shm", "/run", "/var/log")


@dataclass
class Trace:
    """What was found. All but `statuses` must be empty."""

    statuses: dict[int, int] = field(default_factory=dict)
    places: list[str] = field(default_factory=list)
    """Where a token stands: a file, “log”, “command line”, “error answer”."""
    reported: list[str] = field(default_factory=list)
    """What the interpreter reported: files opened to write, connections made, programs started."""


class Tokens:
    """Words that stand nowhere else, each given out once."""

    def __init__(self) -> None:
        self._stem = f"zqx{secrets.token_hex(6)}"
        self.given = 0

    def next(self) -> str:
        """A new one."""
        self.given += 1
        return f"{self._stem}n{self.given}"

    @property
    def stem(self) -> bytes:
        """What every one of them begins with; looking for it finds them all."""
        return self._stem.encode()


def trace_of(documents: int) -> Trace:
    """What a service leaves of so many documents, half as many faulty requests, and its violent end."""
    tokens, trace = Tokens(), Trace()
    with tempfile.TemporaryDirectory(prefix="trust-") as name:
        folder = Path(name)
        own = {each: folder / each for each in ("tmp", "home", "work")}
        for each in own.values():
            each.mkdir()
        report = folder / "report"
        report.touch()
        program = (sys.executable, "-B", "-u", "-c", _WATCHED_PROGRAM, str(report))
        began = time.time() - 2
        with service(
            program=program, cwd=own["work"], TMPDIR=str(own["tmp"]), HOME=str(own["home"]), IEPDOCS_LOG_LEVEL="debug"
        ) as running:
            from_start = report.read_text()
            answers = run_apart(_use(running, tokens, documents, trace))
            running.process.wait()
            log = running.log.read_bytes()
        for answer in answers:
            trace.statuses[answer.status] = trace.statuses.get(answer.status, 0) + 1
            if answer.status >= 400 and tokens.stem in answer.body + repr(answer.headers).encode():
                trace.places.append(f"error answer {answer.status}")
        if tokens.stem in log:
            trace.places.append("log")
        trace.places += [str(path) for path in _changed(folder, began) if tokens.stem in _bytes_of(path)]
        trace.reported = report.read_text()[len(from_start) :].splitlines()
    return trace


async def _use(running: Service, tokens: Tokens, documents: int, trace: Trace) -> list[Answer]:
    client = Client(running.address)
    answers = []
    for asked in _requests(tokens, documents):
        answers.append(await client.ask(asked))
    for part in ("cmdline", "environ"):
        if tokens.stem in _bytes_of(Path(f"/proc/{running.process.pid}/{part}")):
            trace.places.append(part)
    # A few more are under way when it is killed.
    late = [asyncio.create_task(ask_once(running.address, _plan(tokens))) for _ in range(8)]
    await asyncio.sleep(0.01)
    running.process.kill()
    await asyncio.gather(*late)
    await client.close()
    return answers


def _requests(tokens: Tokens, documents: int) -> Iterator[bytes]:
    for number in range(documents):
        yield _plan(tokens)
        if number % 2 == 0:
            yield from _faulty(tokens, number // 2)
        if number % 10 == 0:
            yield from _others(tokens)


def _plan(tokens: Tokens) -> bytes:
    token = tokens.next()
    return request("POST", f"{PLAN}?filename={token}", a_case(token), Authorization=token, Cookie=f"a={token}")


def _faulty(tokens: Tokens, number: int) -> Iterator[bytes]:
    """One of the ways to fail; a pointer to an unknown field would rightly repeat its name, so none is sent."""
    token = tokens.next()
    whole = json.loads(a_case(token))
    wrong = (
        request("POST", PLAN, json.dumps({**whole, "date": token}).encode()),
        request("POST", PLAN, f'{{"student": "{token}"'.encode()),
        request("POST", f"/api/v1/documents/{token}", a_case(token)),
        request("GET", f"/{token}?{token}={token}"),
        request("POST", PLAN, f"{token} ".encode() * 100_000),
        request("POST", PLAN, a_case(token), Content_Type=f"text/{token}"),
        request(token.upper(), f"/{token}"),
        request("POST", "/api/v1/batches", f'{{"a": "{token}", "a"'.encode() * 9, Content_Type="application/json"),
    )
    yield wrong[number % len(wrong)]


def _others(tokens: Tokens) -> Iterator[bytes]:
    """Packets, checks, batches and pages of the form."""
    yield request("POST", "/api/v1/packets", a_case(tokens.next()))
    yield request("POST", "/api/v1/cases/check", a_case(tokens.next()))
    rows = b"\n".join(a_case(tokens.next()) for _ in range(2))
    yield request("POST", "/api/v1/batches/check", rows, Content_Type="application/jsonl", Connection="close")
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    yield request("POST", "/form/tasks", f"student.name={tokens.next()}&zqx={tokens.next()}".encode(), **form)
    part = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{tokens.next()}.json"\r\n\r\n'.encode()
    upload = part + a_case(tokens.next()) + b" " * 700_000 + b"\r\n--b--\r\n"
    yield request("POST", "/form/open", upload, Content_Type="multipart/form-data; boundary=b")


def _changed(own: Path, since: float) -> Iterator[Path]:
    """Every file under the service's own folders, and every one of the system's that has changed since."""
    for top in {str(own), *_SYSTEM}:
        for folder, _, names in os.walk(top, onerror=None):
            for name in names:
                path = Path(folder, name)
                try:
                    if path.is_file() and not path.is_symlink() and path.stat().st_mtime >= since:
                        yield path
                except OSError:
                    continue


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.trust.trace", description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    options = parser.parse_args()
    print(machine())
    trace = trace_of(options.documents)
    print("answers:", ", ".join(f"{count} × {status}" for status, count in sorted(trace.statuses.items())))
    print("places with a token:", trace.places or "none")
    print("files opened to write, connections made, programs started:", trace.reported or "none")
    sys.exit(bool(trace.places or trace.reported))


if __name__ == "__main__":
    main()
