"""What is refused, and how that is said: bodies too long, bytes that are no request, more than memory holds."""

from __future__ import annotations

import json
import socket
import sys
import time

import pytest

from service.casework.documents import DOCX_TYPE
from service.web.template_uploads import TEMPLATE_LIMIT
from tests.trust.running import PLAN, Answer, Service, a_case, ask_once, request, run_apart, service, until_true

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs processes and namespaces of Linux")

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
            until_true(lambda: running.handles() == before)


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


def _until(status: int, address: tuple[str, int], asked: bytes) -> Answer:
    """The first answer with this status; what another connection holds is seen a moment later."""
    for _ in range(200):
        answer = run_apart(ask_once(address, asked))
        if answer.status == status:
            return answer
    raise AssertionError(f"never {status}")
