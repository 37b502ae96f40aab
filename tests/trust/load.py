"""`python -m tests.trust.load`: many clients at a time, slow and broken ones, and a stop midway, as a table.

`--clients N` sets the size of the crowd. Options of the service are set as for any service, by `IEPDOCS_…`.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from tests.trust.running import (
    PLAN,
    Answer,
    Client,
    Service,
    a_case,
    ask_once,
    counted,
    end,
    machine,
    percentile,
    request,
    run_apart,
    service,
)

HEALTH = request("GET", "/healthz")
Address = tuple[str, int]


@dataclass(frozen=True)
class Run:
    """What came of a run: the answers, those of the health checks meanwhile, and how long all took in seconds."""

    answers: list[Answer]
    checks: list[Answer]
    seconds: float


async def crowd(address: Address, clients: int) -> Run:
    """So many clients at once, each with a connection of its own and one document."""
    asked = request("POST", PLAN, a_case())
    return await _watched(address, lambda: asyncio.gather(*(ask_once(address, asked) for _ in range(clients))))


async def steady(address: Address, clients: int, each: int) -> Run:
    """So many clients, each asking for its next document when it has the last."""
    asked = request("POST", PLAN, a_case())

    async def one() -> list[Answer]:
        client = Client(address)
        answers = [await client.ask(asked) for _ in range(each)]
        await client.close()
        return answers

    async def everyone() -> list[Answer]:
        return [answer for answers in await asyncio.gather(*(one() for _ in range(clients))) for answer in answers]

    return await _watched(address, everyone)


def soak(running: Service, documents: int) -> None:
    """Print memory and open handles after each tenth of so many documents, made by 32 clients."""
    for part in range(1, 11):
        run = run_apart(steady(running.address, 32, documents // 320))
        held = f"{running.memory() / 1e6:.1f} MB, {running.handles()} handles"
        print(f"{part * (documents // 320) * 32:7} documents: {counted(run.answers)}; {held}", flush=True)


async def beside_slow_ones(address: Address, slow: int, clients: int, each: int) -> Run:
    """`steady`, while so many others dribble headers and bodies, send nothing, cut off, or read nothing."""
    stop = asyncio.Event()
    bad = [asyncio.create_task(_BAD[number % len(_BAD)](address, stop)) for number in range(slow)]
    await asyncio.sleep(1)
    run = await steady(address, clients, each)
    stop.set()
    await asyncio.gather(*bad, return_exceptions=True)
    return run


async def stopped_midway(
    address: Address, stop: Callable[[], object], clients: int, after: float
) -> list[list[Answer]]:
    """The answers of each client until the service, which `stop` stops after so many seconds, closed its connection.

    A client sends its next request as soon as it has an answer, unless that says “Connection: close”.
    """
    asked = request("POST", PLAN, a_case())
    stopped = False

    async def one() -> list[Answer]:
        answers: list[Answer] = []
        client = Client(address)
        while not stopped or not answers or answers[-1].headers.get("connection", "") != "close":
            answers.append(await client.ask(asked))
            if answers[-1].status == 0:
                break
        await client.close()
        return answers

    everyone = asyncio.gather(*(one() for _ in range(clients)))
    await asyncio.sleep(after)
    stop()
    stopped = True
    return await everyone


async def _watched(address: Address, work: Callable[[], Awaitable[list[Answer]]]) -> Run:
    """The work, with a health check four times a second beside it, each on a new connection.

    The checks have a thread of their own, so that they do not wait for these many clients.
    """
    checks: list[Answer] = []
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            checks.append(run_apart(ask_once(address, HEALTH)))
            done.wait(0.25)

    watching = threading.Thread(target=watch)
    watching.start()
    began = time.perf_counter()
    answers = await work()
    seconds = time.perf_counter() - began
    done.set()
    await asyncio.to_thread(watching.join)
    return Run(list(answers), checks, seconds)


async def _dribble_header(address: Address, stop: asyncio.Event) -> None:
    await _dribble(address, stop, b"POST /api/v1/packets HTTP/1.1\r\nHost: a\r\nX-Slow: " + b"a" * 4000)


async def _dribble_body(address: Address, stop: asyncio.Event) -> None:
    await _dribble(address, stop, request("POST", PLAN, b" " * 4000), at_once=120)


async def _dribble(address: Address, stop: asyncio.Event, sent: bytes, at_once: int = 1) -> None:
    _, writer = await asyncio.open_connection(*address)
    writer.write(sent[:at_once])
    for position in range(at_once, len(sent)):
        if stop.is_set() or writer.is_closing():
            break
        await asyncio.sleep(0.2)
        with suppress(OSError):
            writer.write(sent[position : position + 1])
            await writer.drain()
    await end(writer)


async def _say_nothing(address: Address, stop: asyncio.Event) -> None:
    _, writer = await asyncio.open_connection(*address)
    await stop.wait()
    await end(writer)


async def _cut_off(address: Address, stop: asyncio.Event) -> None:
    while not stop.is_set():
        with suppress(OSError):
            _, writer = await asyncio.open_connection(*address)
            whole = request("POST", PLAN, a_case())
            writer.write(whole[: len(whole) // 2])
            await writer.drain()
            writer.transport.abort()
            await end(writer)
        await asyncio.sleep(0.5)


async def _read_nothing(address: Address, stop: asyncio.Event) -> None:
    reader, writer = await asyncio.open_connection(*address, limit=1)
    reader._transport.pause_reading()  # type: ignore[attr-defined]  # asyncio has no public way to stop reading
    for _ in range(4):
        writer.write(request("POST", PLAN, a_case()))
    await stop.wait()
    writer.transport.abort()
    await end(writer)


async def _talk_nonsense(address: Address, stop: asyncio.Event) -> None:
    while not stop.is_set():
        with suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection(*address)
            writer.write(b"\x16\x03\x01 nonsense\r\n\r\n")
            await reader.read()
            await end(writer)
        await asyncio.sleep(0.5)


_BAD = (_dribble_header, _dribble_body, _say_nothing, _cut_off, _read_nothing, _talk_nonsense)


def row(name: str, run: Run) -> str:
    """A run as a line of the table."""
    taken = [answer.seconds for answer in run.answers if answer.status == 200]
    checks = [check.seconds for check in run.checks]
    parts = (
        f"{name:34} {counted(run.answers):24}",
        f"all in {run.seconds:5.1f} s",
        f"p50 {percentile(taken, 0.5) * 1e3:6.0f} ms",
        f"p99 {percentile(taken, 0.99) * 1e3:6.0f} ms",
        f"{len(taken) / run.seconds:5.0f}/s",
        f"health at most {max(checks, default=0) * 1e3:5.0f} ms",
    )
    return "   ".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.trust.load", description=__doc__)
    parser.add_argument("--clients", type=int, default=2000)
    parser.add_argument("--slow", type=int, default=200)
    parser.add_argument("--each", type=int, default=50, help="documents of each of the 16 clients")
    parser.add_argument("--soak", type=int, metavar="N", help="make so many documents and watch memory; nothing else")
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(machine())
    with service() as running:
        if options.soak:
            soak(running, options.soak)
            return
        address = running.address
        run_apart(steady(address, 2, 20))
        print(f"memory before: {running.memory() / 1e6:.0f} MB")
        print(row("1 client", run_apart(steady(address, 1, options.each * 4))))
        print(row("16 clients", run_apart(steady(address, 16, options.each))))
        name = f"16 clients beside {options.slow} bad ones"
        print(row(name, run_apart(beside_slow_ones(address, options.slow, 16, options.each))))
        run = run_apart(crowd(address, options.clients))
        print(row(f"{options.clients} clients at once", run))
        refused = [answer for answer in run.answers if answer.status == 503]
        print(f"  of the 503, with Retry-After: {sum('retry-after' in answer.headers for answer in refused)}")
        after = run_apart(ask_once(address, HEALTH))
        print(f"  health check after it: {after.status} in {after.seconds * 1e3:.1f} ms")
        print(f"  most memory: {running.most_memory() / 1e6:.0f} MB; handles {running.handles()}")
        answers = [
            each
            for client in run_apart(stopped_midway(running.address, running.process.terminate, 64, 2))
            for each in client
        ]
        ended = running.process.wait(timeout=60)
        print(f"64 clients, stopped midway           {counted(answers)}; exit status {ended}")


if __name__ == "__main__":
    main()
