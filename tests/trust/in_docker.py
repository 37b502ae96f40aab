"""`python -m tests.trust.in_docker`: the Dockerfile, the compose file and the Caddyfile, built and run for real.

Needs Docker 28 with Compose, and the internet for the images. It takes a free port of this machine and the domain
“localhost”, whose certificate Caddy signs itself, uses the service as families and clinics do, and takes down what it
started.
"""

from __future__ import annotations

import hashlib
import http.client
import io
import json
import secrets
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from docx import Document

from service.casework.documents import DOCX_TYPE
from tests.trust.running import PLAN, ROOT, Answer, a_case, counted, machine, percentile

_SOURCES = ("pyproject.toml", "README.md", "LICENSE", ".deploy", "service", "schemas", "doc_templates")
_TRIAL = """
services:
  iepdocs:
    image: iepdocs-trial
    healthcheck: {interval: 1s, timeout: 2s, retries: 2}
    volumes: ["../our-templates:/mnt:ro"]
  proxy:
    ports: !override ["127.0.0.1::443"]
networks:
  outside:
    ipam: !override {config: [{subnet: "fd7c:1e5d:a0b3:2::/64"}]}
"""
_CLIENTS = 16
_OWN_WORDS = "This clinic writes its own letters."
_JSON, _LINES = "application/json", "application/jsonl"
_PACKET, _BATCH = "/api/v1/packets", "/api/v1/batches"
_LOOK_AROUND = """
import errno, json, os, shutil, socket, sys
def reach(host):
    try:
        socket.create_connection((host, 443), 2).close()
    except OSError as error:  # refused or waited for in vain: there is a way to it
        return error.errno not in (errno.ENETUNREACH, socket.EAI_AGAIN, socket.EAI_NONAME)
    return True
status = dict(line.split(":", 1) for line in open("/proc/1/status"))
# The queues in /dev/mqueue are in memory, and its own.
folders = [at for at, _, _ in os.walk("/") if not at.startswith(("/proc", "/sys", "/dev/mqueue"))]
print(json.dumps({
    "user": status["Uid"].split()[0],
    "capabilities": int(status["CapEff"], 16),
    "gains none": status["NoNewPrivs"].strip(),
    "can write to": [at for at in folders if os.access(at, os.W_OK)][:5],
    "pip or git": [name for name in ("pip", "pip3", "git") if shutil.which(name)],
    # An address and a name kept for documentation (RFC 5737, RFC 2606), and this machine where networks have it.
    "reaches": [host for host in ("192.0.2.1", "example.org", *sys.argv[1:]) if reach(host)],
}))
"""


@dataclass
class Stack:
    """Proxy and service under compose, from a copy of the sources. `token` stands in every case that is sent."""

    folder: Path
    token: str

    def compose(self, *words: str) -> str:
        """What `docker compose` prints."""
        files = [f"--file={self.folder / '.deploy' / name}" for name in ("compose.yaml", "trial.yaml")]
        return docker("compose", "--project-name=iepdocs-trial", *files, *words)

    def start(self, *settings: str) -> None:
        """Run with these lines of settings."""
        lines = ["DOMAIN=localhost", *settings]
        (self.folder / ".deploy" / ".env").write_text("\n".join(lines) + "\n")
        self.compose("up", "--detach", "--wait")
        self.compose("cp", "proxy:/data/caddy/pki/authorities/local/root.crt", str(self.folder / "root.crt"))
        self._port = int(self.compose("port", "proxy", "443").rsplit(":", 1)[1])
        self._trust = ssl.create_default_context(cafile=self.folder / "root.crt")

    def id(self, name: str = "iepdocs") -> str:
        """The container of a service."""
        return self.compose("ps", "--all", "--quiet", name).strip()

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = _JSON, **more: str) -> Answer:
        """The answer through the proxy, over TLS, on a connection of its own; `seconds` to its first byte."""
        connection = http.client.HTTPSConnection("localhost", self._port, context=self._trust, timeout=60)
        headers = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in more.items()}}
        began = time.perf_counter()
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            first = answer.read(1)
            seconds = time.perf_counter() - began
            named = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, seconds, named, first + answer.read())
        except ConnectionRefusedError:
            return Answer(0, 0.0, {}, b"", "refused")
        except (OSError, http.client.HTTPException) as error:
            return Answer(0, 0.0, {}, b"", type(error).__name__)
        finally:
            connection.close()

    def rows(self, count: int) -> bytes:
        """Cases as JSON lines."""
        return (a_case(self.token) + b"\n") * count

    def busy(self, meanwhile: Callable[[], object], seconds: float) -> list[Answer]:
        """What clients get that ask one after the other until they get none; `meanwhile` is called after a second."""
        until = time.monotonic() + seconds

        def one(_: int) -> list[Answer]:
            answers = []
            while time.monotonic() < until and (not answers or answers[-1].status):
                answers.append(self.ask("POST", PLAN, a_case(self.token)))
            return answers

        with ThreadPoolExecutor(_CLIENTS + 1) as clients:
            late = clients.submit(lambda: (time.sleep(1), meanwhile()))
            answers = [answer for each in clients.map(one, range(_CLIENTS)) for answer in each]
            late.result()
        return answers

    def plans_logged(self) -> int:
        """How many of the documents that `busy` asks for the service says it has answered whole."""
        lines = self.compose("logs", "--no-color", "--no-log-prefix", "iepdocs").splitlines()
        return sum('"kind": "reintegration_plan", "status": 200' in line and '"cut": false' in line for line in lines)

    def health(self, wanted: str) -> str:
        """What Docker says of the service, as soon as it is `wanted`, or after half a minute."""
        for _ in range(60):
            found = docker("inspect", "--format={{.State.Health.Status}}", self.id()).strip()
            if found == wanted:
                break
            time.sleep(0.5)
        return found


def docker(*words: str, given: str | None = None) -> str:
    """What `docker` prints. Ends this program with its words where it fails."""
    done = subprocess.run(["docker", *words], input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"docker {' '.join(words)}\n{done.stderr}")
    return done.stdout


@contextmanager
def stack() -> Iterator[Stack]:
    """The image built, nothing started yet; all of it taken down when left."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for source in _SOURCES:
            copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
            copy(ROOT / source, folder / source)
        (folder / ".deploy" / "trial.yaml").write_text(_TRIAL)
        (folder / ".deploy" / ".env").write_text("DOMAIN=localhost\n")
        own = folder / "our-templates" / "en"
        own.mkdir(parents=True)
        own.parent.chmod(0o755)
        letter = Document(str(ROOT / "doc_templates" / "en" / "section_504_letter.docx"))
        letter.add_paragraph(_OWN_WORDS)
        letter.save(str(own / "section_504_letter.docx"))
        running = Stack(folder, f"zqx{secrets.token_hex(6)}")
        running.compose("build")
        try:
            yield running
        finally:
            running.compose("down", "--volumes", "--timeout", "5")
            docker("image", "rm", "--force", "iepdocs-trial")


Found = Iterator[tuple[str, object, bool]]
"""What was looked at, what was seen, and whether it is as it should be."""


def confined(running: Stack) -> Found:
    """The image, and what a process in the container may do."""
    size = int(docker("image", "inspect", "--format={{.Size}}", "iepdocs-trial"))
    yield "size of the image", f"{size / 1e6:.0f} MB", True
    gateways = "--format={{range .IPAM.Config}}{{.Gateway}} {{end}}"
    machine_there = docker("network", "inspect", gateways, "bridge", "iepdocs-trial_inside").split()
    seen = json.loads(docker("exec", "-i", running.id(), "python", "-", *machine_there, given=_LOOK_AROUND))
    bare = {"user": "10001", "capabilities": 0, "gains none": "1", "can write to": [], "pip or git": [], "reaches": []}
    yield "inside", seen, seen == bare


def used(running: Stack) -> Found:
    """What families and clinics do, through the proxy."""
    packet = running.ask("POST", _PACKET, a_case(running.token))
    letters = _letters(packet.body)
    named = sum(running.token in text for text in letters)
    yield (
        "a packet",
        f"{packet.status}, {named} of {len(letters)} letters open and have the name",
        named == len(letters) > 3,
    )
    yield "HSTS", packet.headers.get("strict-transport-security"), "strict-transport-security" in packet.headers
    shut = [running.ask("GET", path).status for path in ("/metrics", "/readyz", "//metrics", "/READYZ")]
    yield "/metrics, /readyz from outside", shut, set(shut) == {404}
    wrong = running.ask("POST", _PACKET, json.dumps({"student": {"name": [running.token]}}).encode())
    yield "a wrong case", wrong.status, wrong.status == 422
    template = (ROOT / "doc_templates/en/reintegration_plan.docx").read_bytes()
    checked = running.ask("POST", "/api/v1/templates/check?kind=reintegration_plan", template, DOCX_TYPE)
    yield "a template check", checked.body.decode(), json.loads(checked.body).get("is_usable") is True
    began = time.perf_counter()
    batch = running.ask("POST", _BATCH, running.rows(300), _LINES)
    whole = time.perf_counter() - began
    with zipfile.ZipFile(io.BytesIO(batch.body)) as archive:
        report = json.loads(archive.read("report.json"))
    yield (
        "a batch streams",
        f"begins after {batch.seconds:.2f} s of {whole:.2f}: {list(report)[:3]}",
        batch.seconds < whole / 2,
    )
    large = running.ask("POST", _BATCH, running.rows(1) + b" " * (30 << 20), _LINES)
    yield "a body of 30 MiB", f"{large.status}, {len(large.body)} bytes", large.status == 200
    busy = running.busy(lambda: None, 8)
    seconds = [answer.seconds for answer in busy]
    yield f"{_CLIENTS} clients", f"{counted(busy)}, p99 {percentile(seconds, 0.99) * 1000:.0f} ms", _all_whole(busy)
    most = "cat /sys/fs/cgroup/memory.peak 2>/dev/null || cat /sys/fs/cgroup/memory/memory.max_usage_in_bytes"
    memory = int(docker("exec", running.id(), "sh", "-c", most))
    yield "most memory so far", f"{memory / 1e6:.0f} MB", memory < 300e6
    changed = docker("diff", running.id()).split()
    yield "files changed in the container", changed, not changed
    logs = running.compose("logs", "--no-color")
    yield "logs", f"{len(logs.splitlines())} lines", running.token not in logs


def ended(running: Stack) -> Found:
    """A service that hangs, dies, is started anew or stopped while many ask."""
    docker("kill", "--signal=STOP", running.id())
    yield "frozen, it is", (health := running.health("unhealthy")), health == "unhealthy"
    docker("kill", "--signal=CONT", running.id())
    yield "and then", (health := running.health("healthy")), health == "healthy"
    anew = running.busy(lambda: running.compose("restart", "iepdocs"), 12)
    yield "started anew while many ask", counted(anew), _all_whole(anew)
    with ThreadPoolExecutor(1) as client:
        path, rows = f"{_BATCH}?{running.token}", running.rows(300)
        batch = client.submit(running.ask, "POST", path, rows, _LINES, User_Agent=running.token)
        time.sleep(1)
        docker("kill", running.id())
    yield "killed while it makes an archive, the client sees", batch.result().error, bool(batch.result().error)
    away = running.ask("POST", f"{_PACKET}?{running.token}", b"{}", User_Agent=running.token)
    yield (
        "away, the proxy says",
        f"{away.status} {away.body.decode()}",
        away.status == 503 and "retry-after" in away.headers,
    )
    logs = running.compose("logs", "--no-color", "proxy")
    yield "and logs nothing of who asked", f"{len(logs.splitlines())} lines", running.token not in logs
    docker("start", running.id())
    running.health("healthy")
    before = running.plans_logged()
    seconds: list[float] = []
    stopped = running.busy(lambda: seconds.append(_seconds_of(lambda: running.compose("stop"))), 40)
    arrived = [answer for answer in stopped if answer.status]
    made = running.plans_logged() - before
    yield (
        "stopped while many ask",
        f"{made} made, {counted(arrived)}, {seconds[0]:.1f} s",
        _all_whole(arrived) and len(arrived) == made and seconds[0] < 30,
    )


def set_up(running: Stack) -> Found:
    """Settings of the operator."""
    token = secrets.token_urlsafe()
    digest = hashlib.sha256(token.encode()).hexdigest()
    running.start("IEPDOCS_RATE_LIMIT=5/minute", f"IEPDOCS_TOKENS={digest}", "IEPDOCS_TEMPLATES=/mnt")
    letter = running.ask("POST", "/api/v1/documents/section_504_letter", a_case())
    own = _OWN_WORDS in "\n".join(each.text for each in Document(io.BytesIO(letter.body)).paragraphs)
    yield "a template of their own", letter.status, own
    without = running.ask("POST", _BATCH, a_case(), _LINES)
    with_it = running.ask("POST", _BATCH, a_case(), _LINES, Authorization=f"Bearer {token}")
    statuses = (without.status, with_it.status)
    yield "a batch without and with a token", statuses, statuses == (401, 200)
    many = [running.ask("POST", _PACKET, b"{}", X_Forwarded_For=f"192.0.2.{number}").status for number in range(8)]
    yield "a rate, whatever a client says it is", dict(Counter(many)), many[-1] == 429


def _seconds_of(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _letters(packet: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(packet)) as archive:
        files = [archive.read(name) for name in archive.namelist() if name.endswith(".docx")]
    return ["".join(Document(io.BytesIO(file)).element.body.itertext()) for file in files]


def _all_whole(answers: list[Answer]) -> bool:
    return bool(answers) and all(
        answer.status == 200 and len(answer.body) == int(answer.headers["content-length"]) for answer in answers
    )


def main() -> None:
    if shutil.which("docker") is None:
        sys.exit("This needs Docker, 28 or later, with Compose.")
    print(machine())
    all_held = True
    with stack() as running:
        running.start()
        for part in (confined, used, ended, set_up):
            for what, seen, held in part(running):
                print(f"{'as it should' if held else 'WRONG':12} {what}: {seen}", flush=True)
                all_held &= held
    sys.exit(not all_held)


if __name__ == "__main__":
    main()
