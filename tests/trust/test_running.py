"""The service under load, in small: who is answered with what. How fast is for `python -m tests.trust.load` to say."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import struct
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from service.casework.documents import DOCX_TYPE
from tests.trust.load import beside_slow_ones, crowd, steady, stopped_midway
from tests.trust.network import apart, without_network
from tests.trust.running import PLAN, ROOT, a_case, ask_once, counted, request, run_apart, service, until_true
from tests.trust.trace import trace_of

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs processes and namespaces of Linux")


@linux
def test_a_crowd_over_the_limit_gets_a_document_or_the_time_to_come_back() -> None:
    with service(IEPDOCS_WAITING="8") as running:
        run = run_apart(crowd(running.address, 120))
        assert {answer.status for answer in run.answers} == {200, 503}, counted(run.answers)
        for answer in run.answers:
            if answer.status == 503:
                assert int(answer.headers["retry-after"]) > 0
                assert answer.headers["content-type"] == "application/problem+json"
                assert answer.headers["cache-control"] == "no-store"
                assert json.loads(answer.body)["type"] == "/api/docs#service-busy"
            else:
                assert answer.body.startswith(b"PK")
        assert {check.status for check in run.checks} == {200}
        again = run_apart(steady(running.address, 2, 2))
        assert counted(again.answers) == "4 × 200"
        running.end()
        logged = Counter(line["status"] for line in running.lines() if line.get("route") != "/healthz")
        assert logged == Counter(answer.status for answer in run.answers + again.answers)


@linux
def test_slow_and_broken_clients_keep_nobody_from_an_answer() -> None:
    # More of them than connections that could have been held by the threads, or opened before.
    with service(IEPDOCS_THREADS="2", IEPDOCS_BATCHES_AT_ONCE="1") as running:
        run = run_apart(beside_slow_ones(running.address, 30, 4, 3))
        assert counted(run.answers) == "12 × 200"
        # Whoever has gone before being taken in leaves no socket to look after.
        for _ in range(200):
            with socket.create_connection(running.address, timeout=60) as raw:
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert run_apart(ask_once(running.address, request("GET", "/readyz"))).status == 200
        assert {check.status for check in run.checks} == {200}


@linux
def test_a_stop_under_load_cuts_no_answer() -> None:
    with service() as running:
        answers = run_apart(stopped_midway(running.address, running.process.terminate, 12, 0.7))
        assert running.process.wait(timeout=60) == 0
        for client in answers:
            assert [answer.status for answer in client] == [200] * len(client)
            assert all(answer.body.startswith(b"PK") for answer in client)
            assert client[-1].headers["connection"] == "close"


@linux
def test_ctrl_c_leaves_a_template_check_that_is_under_way_its_time() -> None:
    # A terminal tells every process of the group; the check must not end, and its answer blame the template.
    program = "import os\nfrom service.cli import main\nos.setpgrp()\nmain()"
    template = (ROOT / "doc_templates/en/evaluation_request.docx").read_bytes()
    asked = request("POST", "/api/v1/templates/check", template, Content_Type=DOCX_TYPE)
    with (
        service(program=(sys.executable, "-u", "-c", program)) as running,
        ThreadPoolExecutor(1) as thread,
    ):
        answer = thread.submit(asyncio.run, ask_once(running.address, asked))
        until_true(lambda: _children(running.process.pid) != "")
        os.killpg(running.process.pid, signal.SIGINT)
        assert json.loads(answer.result().body)["findings"] == []
        assert running.process.wait(timeout=60) == 0


@linux
def test_half_a_request_is_given_a_few_seconds_when_told_to_stop() -> None:
    whole = request("POST", PLAN, a_case())
    with service() as running, socket.create_connection(running.address, timeout=30) as raw:
        raw.sendall(whole[:2000])
        run_apart(ask_once(running.address, request("GET", "/healthz")))
        running.process.send_signal(signal.SIGTERM)
        raw.sendall(whole[2000:])
        assert raw.recv(12) == b"HTTP/1.1 200"
        while raw.recv(1 << 16):
            pass
        assert running.process.wait(timeout=60) == 0


@linux
def test_half_a_request_that_never_ends_keeps_no_service_that_is_told_to_stop() -> None:
    program = "from service.cli import main\nfrom service.web import serving\nserving._LAST_REQUESTS = 0.5\nmain()"
    with (
        service(program=(sys.executable, "-u", "-c", program)) as running,
        socket.create_connection(running.address, timeout=30) as raw,
    ):
        raw.sendall(request("POST", PLAN, a_case())[:2000])
        run_apart(ask_once(running.address, request("GET", "/healthz")))
        assert running.end() == 0


BREAKING = """
from service.cli import main
from service.web.connections import Channel
sound, broken = Channel.readable, []
def breaks_once(self):
    if not broken:
        broken.append(self)
        raise ZeroDivisionError("Zanzibar")
    return sound(self)
Channel.readable = breaks_once
main()
"""
"""The service in which the first connection fails in a way that nobody has foreseen."""


@linux
def test_a_connection_that_fails_ends_no_other_and_is_logged_without_its_words() -> None:
    with service(program=(sys.executable, "-u", "-c", BREAKING)) as running:
        assert [run_apart(ask_once(running.address, request("GET", "/healthz"))).status for _ in range(2)] == [200, 200]
        assert running.end() == 0
        log = running.log.read_text()
    assert log.count("could not be looked after") == 1
    assert "ZeroDivisionError" in log and "Zanzibar" not in log


IMPATIENT = """
from service.cli import main
from service.web import connections, serving
connections.PATIENCE, connections.WAIT_AT_MOST, serving.LOOK_EVERY = 1, {wait}, 1
main()
"""
"""The service that waits for a client a second or two instead of half a minute, and for a thread so long."""


@linux
@pytest.mark.parametrize("part", ["header", "body"])
def test_who_sends_half_a_request_is_told_so_and_let_go(part: str) -> None:
    whole = request("POST", PLAN, a_case())
    with (
        service(program=(sys.executable, "-u", "-c", IMPATIENT.format(wait=8))) as running,
        socket.create_connection(running.address, timeout=60) as raw,
    ):
        raw.sendall(whole[:60] if part == "header" else whole[:-60])
        answer = b""
        while piece := raw.recv(1 << 16):
            answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith((b"HTTP/1.1 408 ", b"HTTP/1.0 408 ")) and b"Connection: close" in head
    assert json.loads(body)["type"] == "/api/docs#too-slow"


LONG_ANSWER = request("POST", "/api/v1/cases/check", json.dumps(dict.fromkeys(map(str, range(60_000)), 1)).encode())
"""A request whose answer of 6 MB, a fault for each name, is more than the system takes for a client that does not."""


@linux
def test_who_takes_nothing_of_an_answer_is_let_go() -> None:
    with (
        service(program=(sys.executable, "-u", "-c", IMPATIENT.format(wait=8))) as running,
        socket.socket() as raw,
    ):
        before = running.handles()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.connect(running.address)
        raw.sendall(LONG_ANSWER)
        until_true(lambda: running.handles() > before)
        until_true(lambda: running.handles() == before)


FULL = """
from service.cli import main
from service.web import connections, serving
connections.ANSWERS_HELD, serving.LOOK_EVERY = 1, 1
connections.PATIENCE = 10_000
main()
"""
"""The service that is patient for hours, but not when as much as a byte of answers waits for those who take nothing."""


@linux
def test_who_takes_nothing_is_let_go_sooner_where_answers_pile_up() -> None:
    with service(program=(sys.executable, "-u", "-c", FULL)) as running, socket.socket() as raw:
        before = running.handles()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.connect(running.address)
        raw.sendall(LONG_ANSWER)
        until_true(lambda: running.handles() > before)
        until_true(lambda: running.handles() == before)


@linux
def test_of_requests_sent_without_waiting_the_first_is_answered_and_the_connection_closed() -> None:
    # 200 connections with 60 requests each made the service hold 2.4 GB of answers.
    with service() as running, socket.create_connection(running.address, timeout=60) as raw:
        raw.sendall(request("GET", "/healthz") * 3)
        answers = b""
        while piece := raw.recv(1 << 16):
            answers += piece
        assert answers.count(b"HTTP/1.1 200 OK") == 1
        assert b"Connection: close" in answers
        running.end()
        assert [line["status"] for line in running.lines()] == [200]


@linux
def test_who_has_waited_too_long_is_told_to_come_back() -> None:
    with service(program=(sys.executable, "-u", "-c", IMPATIENT.format(wait=0))) as running:
        answer = run_apart(ask_once(running.address, request("POST", PLAN, a_case())))
        assert (answer.status, answer.headers["retry-after"]) == (503, "5")
        assert run_apart(ask_once(running.address, request("GET", "/healthz"))).status == 200


@linux
def test_nothing_of_a_case_is_left_anywhere_also_after_a_kill() -> None:
    trace = trace_of(20)
    assert {200, 400, 404, 413, 415, 422} <= set(trace.statuses)
    assert trace.places == []
    assert trace.reported == []


@linux
def test_documents_are_made_without_any_network() -> None:
    if apart() is None:
        pytest.skip("namespaces cannot be made here")
    done = without_network()
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("\n200 ") == 6


@linux
def test_a_request_leaves_one_line_of_known_words_in_the_log() -> None:
    with service() as running:
        answer = run_apart(ask_once(running.address, request("POST", f"{PLAN}?filename=zqx", a_case("zqx"))))
        run_apart(ask_once(running.address, request("GET", "/zqx?zqx=zqx")))
        running.end()
        first, second = running.lines()
    assert first["request"] == answer.headers["x-request-id"]
    assert (first["method"], first["route"], first["kind"]) == (
        "POST",
        "/api/v1/documents/<kind>",
        "reintegration_plan",
    )
    assert (first["status"], first["bytes_out"], first["cut"]) == (200, len(answer.body), False)
    assert (second["status"], second["route"], second["kind"]) == (404, None, None)


@linux
def test_the_log_is_quiet_unless_asked() -> None:
    with service(IEPDOCS_LOG_LEVEL="warning") as running:
        run_apart(ask_once(running.address, request("POST", PLAN, a_case())))
        assert running.lines() == []


@linux
def test_it_takes_as_many_handles_as_it_needs_and_fewer_connections_where_there_are_none() -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    try:
        with service() as running:
            limits = Path(f"/proc/{running.process.pid}/limits").read_text().splitlines()
            (files,) = (line.split() for line in limits if "open files" in line)
            assert int(files[3]) == min(hard, 4064)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _children(process: int) -> str:
    return "".join(each.read_text() for each in Path(f"/proc/{process}/task").glob("*/children"))
