"""The service under load, in small: who is answered with what. How fast is for `python -m tests.trust.load` to say."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import struct
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from service.casework.documents import DOCX_TYPE
from service.web.template_uploads import TEMPLATE_LIMIT
from tests.trust.load import beside_slow_ones, crowd, steady, stopped_midway
from tests.trust.network import apart, without_network
from tests.trust.running import PLAN, ROOT, Answer, Service, a_case, ask_once, counted, request, run_apart, service
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
        _until_true(lambda: _children(running.process.pid) != "")
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


TOO_MUCH = 40 * 1024 * 1024
BATCH = "POST /api/v1/batches HTTP/1.1\r\nContent-Type: text/csv\r\n"
REFUSED_FILE = f"{BATCH}Content-Length: {TOO_MUCH}\r\n\r\n".encode()
REFUSED_CHUNKS = f"{BATCH}Transfer-Encoding: chunked\r\n\r\n{TOO_MUCH:x}\r\n".encode()


@linux
@pytest.mark.parametrize("head", [REFUSED_FILE, REFUSED_CHUNKS], ids=["length", "chunks"])
def test_who_sends_all_of_a_file_that_is_too_large_before_reading_is_told_so(head: bytes, usual: Service) -> None:
    with socket.create_connection(usual.address, timeout=60) as raw:
        raw.sendall(head + b" " * TOO_MUCH)
        answer = b""
        while piece := raw.recv(1 << 16):
            answer += piece
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 413 ") and b"connection: close" in head.lower()
        assert json.loads(body)["type"] == "/api/docs#batch-too-large"


@linux
def test_who_opens_a_file_that_is_too_large_in_the_form_gets_a_page(usual: Service) -> None:
    with socket.create_connection(usual.address, timeout=60) as raw:
        head = (
            f"POST /form/open HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {TOO_MUCH}"
        )
        raw.sendall(f"{head}\r\n\r\n".encode() + b" " * TOO_MUCH)
        answer = b""
        while piece := raw.recv(1 << 16):
            answer += piece
        assert answer.startswith(b"HTTP/1.1 413 ") and b"<h1>That is too much at once</h1>" in answer


@linux
def test_a_template_may_be_as_long_as_said_however_short_a_case_must_be() -> None:
    with service(IEPDOCS_BODY_LIMIT="100000") as running:
        for length, status in ((TEMPLATE_LIMIT, 200), (TEMPLATE_LIMIT + 1, 413)):
            sent = request("POST", "/api/v1/templates/check", b" " * length, Content_Type=DOCX_TYPE)
            assert run_apart(ask_once(running.address, sent)).status == status


LINGERING = """
from service.cli import main
from service.web import connections, serving
connections.LINGER, serving.LOOK_EVERY = {linger}, 1
main()
"""


@linux
@pytest.mark.parametrize("goes_on", [False, True], ids=["silent", "sending"])
def test_who_stays_after_a_refusal_is_let_go(goes_on: bool) -> None:
    program = (sys.executable, "-u", "-c", LINGERING.format(linger=1 if goes_on else 10_000))
    with service(program=program) as running:
        before = running.handles()
        with socket.create_connection(running.address, timeout=60) as raw:
            raw.sendall(REFUSED_FILE)
            assert raw.recv(1 << 16).startswith(b"HTTP/1.1 413 ")
            if goes_on:
                with pytest.raises(OSError):
                    while True:
                        raw.sendall(b" " * 10_000)
                        time.sleep(0.01)
            _until_true(lambda: running.handles() == before)


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
        _until_true(lambda: running.handles() > before)
        _until_true(lambda: running.handles() == before)


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
        _until_true(lambda: running.handles() > before)
        _until_true(lambda: running.handles() == before)


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


_CHUNKED = b"POST /api/v1/packets HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"
HOSTILE = {
    "a length beside chunks": _CHUNKED + b"Content-Length: 4\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
    "chunks in HTTP/1.0": _CHUNKED.replace(b"1.1", b"1.0") + b"Connection: keep-alive\r\n\r\n0\r\n\r\n",
    "a chunk's size without end": _CHUNKED + b"\r\n" + b"0" * 100_000,
    "no end after the chunks": _CHUNKED + b"\r\n0\r\n" + b"X: y\r\n" * 20_000,
    "chunks of a byte": _CHUNKED + b"\r\n" + b"1\r\n \r\n" * 20_000,
    # Each of these took minutes once, and nobody else was answered meanwhile.
    "blanks in a header": b"GET / HTTP/1.1\r\nX: " + b" " * 60_000 + b"x\r\n\r\n",
    "a header of many lines": b"GET / HTTP/1.1\r\nX: a" + b"\r\n " * 15_000 + b"x\r\n\r\n",
    "digits in the first line": b"GET a://" + b"1" * 60_000 + b" x\r\n\r\n",
    "two lengths": b"POST /api/v1/packets HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "a length without end": b"POST /api/v1/packets HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
    "a length below nothing": b"POST /api/v1/packets HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    "a length that is no number": b"POST /api/v1/packets HTTP/1.1\r\nContent-Length: x\r\n\r\n{}",
    # What is sent after the refusal was decided must not take the answer back.
    "too large a file, and much of it": REFUSED_FILE + b"x" * 500_000,
    "an unknown encoding": b"POST /api/v1/packets HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
    "no chunk": b"POST /api/v1/packets HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "a long header": b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
    "a line break in a header": b"GET / HTTP/1.1\r\nX: a\rSet-Cookie: b\r\n\r\n",
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
    "a way out of the folder": b"GET /static/%2e%2e%2f%2e%2e%2fetc/passwd HTTP/1.1\r\nConnection: close\r\n\r\n",
    "a line break in a path": b"GET /%0d%0aSet-Cookie:a%00 HTTP/1.1\r\nConnection: close\r\n\r\n",
    "too large a file of cases": REFUSED_FILE,
}


@linux
def test_whatever_bytes_come_the_answer_has_our_shape() -> None:
    with service() as running:
        for name, sent in HOSTILE.items():
            with socket.create_connection(running.address, timeout=60) as raw:
                raw.sendall(sent)
                answer = b""
                while piece := raw.recv(1 << 16):
                    answer += piece
            head, _, body = answer.partition(b"\r\n\r\n")
            assert head.split()[1] in (b"400", b"404", b"413", b"431", b"501"), name
            assert json.loads(body)["status"] == int(head.split()[1]), name
            assert b"set-cookie" not in head.lower(), name
        renamed = f"{PLAN}?filename=a%0d%0aSet-Cookie:%20x=1%22;%20b=..%2f..%2fc"
        document = run_apart(ask_once(running.address, request("POST", renamed, a_case())))
        assert document.headers["content-disposition"] == 'attachment; filename="c.docx"'
        assert "set-cookie" not in document.headers
        running.end()
        assert not [line for line in running.lines() if line["event"] == "message"]


@linux
def test_bodies_share_a_bounded_memory() -> None:
    limits = {"IEPDOCS_BODY_MEMORY": str(1 << 20), "IEPDOCS_BATCH_LIMIT": str(1 << 20)}
    with service(**limits) as running:
        part = request("POST", "/api/v1/batches", b" " * 900_000, Content_Type="application/jsonl")
        padded = request("POST", PLAN, a_case() + b" " * 500_000)
        for _ in range(100):
            # Whichever of the two is read first is taken, so that it may be the other that is refused.
            with socket.create_connection(running.address, timeout=30) as held:
                held.sendall(part[:-1000])
                refused = run_apart(ask_once(running.address, padded))
            if refused.status == 503:
                break
        assert refused.status == 503 and refused.headers["retry-after"] == "5"
        _until(200, running.address, padded)


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


def _until(status: int, address: tuple[str, int], asked: bytes) -> Answer:
    """The first answer with this status; what another connection holds is seen a moment later."""
    for _ in range(200):
        answer = run_apart(ask_once(address, asked))
        if answer.status == status:
            return answer
    raise AssertionError(f"never {status}")


def _until_true(holds: Callable[[], bool]) -> None:
    """Wait until it holds; a minute at most, on the slowest machine."""
    for _ in range(600):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it never came true")


def _children(process: int) -> str:
    return "".join(each.read_text() for each in Path(f"/proc/{process}/task").glob("*/children"))
