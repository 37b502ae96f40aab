"""How long the running service takes for a plan, beside a canned answer of the same server, for 1 and 16 clients.

The canned answer is a document of the same size through the same sockets, threads and log, without Flask, the case or
the template: what is left is the price of waitress and of this machine. Both take turns in one run.
"""

from __future__ import annotations

import statistics
import sys

from tests.trust.load import steady
from tests.trust.running import Service, percentile, run_apart, service

_CANNED = """
import sys
from service.web.serving import Server
from service.web.settings import Settings

body = b"x" * 19_500
head = [("Content-Type", "application/octet-stream"), ("Content-Length", str(len(body)))]

def answer(environ, start_response):
    environ["wsgi.input"].read()
    start_response("200 OK", head)
    return [body]

server = Server(answer, Settings(port=0))
server.run(when_ready=lambda: print(f"iepdocs answers at {server.url}", flush=True))
"""
ROUNDS = 5
REQUESTS = 320


def print_table() -> None:
    """The table: p50 and p99 in milliseconds, ours and the canned answer, and the ratios."""
    canned_program = (sys.executable, "-c", _CANNED)
    with service() as ours, service(program=canned_program) as canned:
        for clients in (1, 16):
            times: dict[str, list[float]] = {"plan": [], "canned": []}
            halves: list[float] = []
            for _ in range(ROUNDS):
                plan, plain = _times(ours, clients), _times(canned, clients)
                times["plan"] += plan
                times["canned"] += plain
                halves.append(statistics.median(plan) / statistics.median(plain))
            print(f"POST a plan, {clients} client{'s' if clients > 1 else ''}:", end="")
            for name, taken in times.items():
                print(
                    f"  {name} p50 {percentile(taken, 0.5) * 1e3:.1f} p99 {percentile(taken, 0.99) * 1e3:.1f} ms",
                    end="",
                )
            print(f"  ratio of p50 {statistics.median(halves):.1f}")


def _times(running: Service, clients: int) -> list[float]:
    answers = run_apart(steady(running.address, clients, REQUESTS // clients)).answers
    assert {answer.status for answer in answers} == {200}
    return [answer.seconds for answer in answers]


if __name__ == "__main__":
    print_table()
