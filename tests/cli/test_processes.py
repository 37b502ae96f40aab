"""The program as the system runs it: start-up, the service over a real socket, and its end."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest

from tests.faces import SMALLEST, own_templates, write_template

ROOT = Path(__file__).parents[2]
HEAVY = ("docx", "docxtpl", "lxml", "flask", "werkzeug", "marshmallow", "jinja2", "waitress", "holidays", "apispec")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The program with these arguments, to its end."""
    ask = [sys.executable, "-c", "from service.cli import main; main()", *arguments]
    return subprocess.run(ask, cwd=ROOT, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("arguments", [["--help"], ["assemble", "--help"], ["serve", "--help"], ["asemble"]])
def test_help_loads_no_word_and_no_web_library(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom service.cli import main\ntry:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        f"print('LOADED', sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    ask = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(ask, cwd=ROOT, capture_output=True, text=True, timeout=60)
    loaded = done.stdout.splitlines()[-1]
    assert loaded == "LOADED []"


def test_python_imports_every_command_without_the_heavy_libraries() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import service.cli"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    imported = {line.rsplit("|", 1)[1].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert "click" in imported
    assert not imported & set(HEAVY)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_progress_shows_on_a_terminal_alone(tmp_path: Path) -> None:
    import pty

    (tmp_path / "case.json").write_text(json.dumps(SMALLEST))
    program = [sys.executable, "-c", "from service.cli import main; main()", "assemble", str(tmp_path / "case.json")]
    program += ["-o", str(tmp_path), "--templates", str(own_templates(tmp_path / "own"))]
    terminal, end = pty.openpty()
    done = subprocess.run(program, cwd=ROOT, stdout=subprocess.PIPE, stderr=end, timeout=60)
    os.close(end)
    seen = os.read(terminal, 65536).decode()
    os.close(terminal)
    assert done.returncode == 0
    assert "assembling 1 of 4: evaluation_request" in seen and seen.endswith("\r\x1b[K")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices as Unix knows them")
def test_an_output_that_takes_nothing_more_ends_the_program_without_a_traceback() -> None:
    program = [sys.executable, "-c", "from service.cli import main; main()", "schema"]
    reader, writer = os.pipe()
    os.close(reader)  # as “head” does when it has enough
    gone = subprocess.run(program, cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, text=True, timeout=60)
    os.close(writer)
    assert (gone.returncode, gone.stderr) == (1, "")
    if sys.platform == "linux":
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(program, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
        assert (done.returncode, done.stderr) == (1, "iepdocs: the system says “ENOSPC”. Check disk and rights.\n")


@contextmanager
def serving(own_folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The service in a process of its own on a free port, and its address; killed if a test leaves it running."""
    program = [sys.executable, "-u", "-c", "from service.cli import main; main()", "serve", "--port", "0"]
    process = subprocess.Popen(
        [*program, "--templates", str(own_folder), *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("iepdocs answers at http://127.0.0.1:"), line
        yield process, line.split()[3]
    finally:
        process.kill()
        process.communicate()


class Answer(NamedTuple):
    """What came back: status, headers by small name, body."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(url: str, method: str, path: str, body: Any = None) -> Answer:
    """The answer of a running service; a body that is an iterator goes in chunks."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    with closing(connection):
        connection.request(method, path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())


def only_warns_of_templates(errors: str) -> bool:
    """Whether the service said no more than that the two lines of these templates are no whole letters."""
    return all(line.endswith("warnings: “iepdocs templates check” names them.") for line in errors.splitlines())


def test_serve_answers_and_stops_cleanly_when_told_to(tmp_path: Path) -> None:
    with serving(own_templates(tmp_path)) as (process, url):
        assert json.loads(ask(url, "GET", "/healthz").body) == {"status": "ok", "template_problems": []}
        document = ask(url, "POST", "/api/v1/documents/evaluation_request", json.dumps(SMALLEST))
        assert (document.status, document.body[:2]) == (200, b"PK")
        assert "server" not in document.headers
        process.send_signal(signal.SIGTERM)
        rest, errors = process.communicate(timeout=30)
        assert (process.returncode, rest) == (0, "")
        assert only_warns_of_templates(errors)


def test_ctrl_c_stops_it_cleanly_too(tmp_path: Path) -> None:
    with serving(own_templates(tmp_path)) as (process, _):
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        assert process.returncode == 0
        assert only_warns_of_templates(errors)


def test_answers_under_way_are_sent_before_it_stops(tmp_path: Path) -> None:
    own_templates(tmp_path)
    write_template(tmp_path, "evaluation_request", *["{% for a in range(400) %}{{ student.name }} {% endfor %}"] * 300)
    with serving(tmp_path) as (process, url):
        calls = [http.client.HTTPConnection(urlsplit(url).netloc, timeout=60) for _ in range(6)]
        for call in calls:
            path = "/api/v1/documents/evaluation_request"
            call.request("POST", path, json.dumps(SMALLEST), {"Content-Type": "application/json"})
        # It came after them and is answered, so the service has read them all.
        ask(url, "GET", "/healthz")
        process.send_signal(signal.SIGTERM)
        answers = [call.getresponse() for call in calls]
        assert [(answer.status, answer.read()[:2]) for answer in answers] == [(200, b"PK")] * 6
        for call in calls:
            call.close()
        assert process.wait(timeout=60) == 0


class TestWhatTheServerRefusesByItself:
    def test_a_body_far_over_the_limit(self, tmp_path: Path) -> None:
        with serving(own_templates(tmp_path)) as (_, url):
            address = urlsplit(url)
            with socket.create_connection((address.hostname, address.port), timeout=30) as raw:
                raw.sendall(
                    b"POST /api/v1/packets HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                    b"Content-Length: 99999999\r\n\r\n"
                )
                head, _, body = _all_of(raw).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 413 ")
        assert b"Content-Type: application/problem+json" in head and b"Cache-Control: no-store" in head
        assert json.loads(body)["type"] == "/api/docs#body-too-large"

    def test_a_body_over_the_limit_in_one_piece_and_in_chunks(self, tmp_path: Path) -> None:
        with serving(own_templates(tmp_path)) as (_, url):
            whole = ask(url, "POST", "/api/v1/packets", b" " * (2 * 1024 * 1024))
            chunked = ask(url, "POST", "/api/v1/packets", iter([b" " * 70_000] * 30))
            for answer in (whole, chunked):
                assert (answer.status, answer.headers["content-type"]) == (413, "application/problem+json")

    def test_what_is_no_http(self, tmp_path: Path) -> None:
        with serving(own_templates(tmp_path)) as (_, url):
            address = urlsplit(url)
            with socket.create_connection((address.hostname, address.port), timeout=30) as raw:
                raw.sendall(b"zqxmark zqxmark zqxmark\r\n\r\n")
                answer = _all_of(raw)
        assert b"400 Bad Request" in answer and b"application/problem+json" in answer
        assert b"zqxmark" not in answer


def test_a_template_that_cannot_be_used_stops_the_start_with_all_that_is_wrong(tmp_path: Path) -> None:
    own_templates(tmp_path)
    write_template(tmp_path, "evaluation_request", "{{ student.nmae }}")
    write_template(tmp_path, "reintegration_plan", "{% if %}")
    done = run("serve", "--port", "0", "--templates", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert "evaluation_request.docx: error: " in done.stderr and "reintegration_plan.docx: error: " in done.stderr


def test_a_port_that_is_taken_stops_the_start(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port), "--templates", str(own_templates(tmp_path)))
    assert done.returncode == 2
    assert done.stderr.endswith(
        f"127.0.0.1 port {port}: cannot be listened on (address already in use). "
        "Choose another address or port; --port 0 takes a free one.\n"
    )


def _all_of(raw: socket.socket) -> bytes:
    read = b""
    while piece := raw.recv(65536):
        read += piece
    return read
