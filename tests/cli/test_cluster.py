"""A batch on a cluster, with real schedulers, workers and certificates, by the commands of the README."""

from __future__ import annotations

import json
import os
import re
import shlex
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from service.casework.batches import Plan, crew_of_one, crew_of_scheduler, place_at, run_into_folder
from service.casework.batches.errors import OutputError
from service.casework.tables import rows_of, source_of_bytes
from tests.builders import SMALLEST, TODAY
from tests.faces import iepdocs, own_templates
from tests.programs import program

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
SECTION = README.split("### On more than one machine")[1].split("### Over HTTP")[0]
COMMANDS, CERTIFICATES, SETTINGS = re.findall(r"```sh\n(.*?)```", SECTION, re.DOTALL)
NAME = "Marisol Quenneville"

pytestmark = pytest.mark.filterwarnings("default")  # Dask's own, on its way down


@dataclass
class Line:
    """A line to a port of this machine that remembers what went over it, and can be cut."""

    target: int
    passed: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self._ends: list[socket.socket] = []
        self.address = f"tls://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        for end in (self._server, *self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                ends = self._server.accept()[0], socket.create_connection(("127.0.0.1", self.target))
                self._ends += ends
                for one, other in (ends, ends[::-1]):
                    threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while piece := one.recv(65536):
                self.passed += piece
                other.sendall(piece)


@dataclass(frozen=True)
class Cluster:
    """A scheduler and workers in processes of their own, and the settings of those who may use them."""

    port: int
    folder: Path
    settings: dict[str, str]

    @contextmanager
    def as_client(self, **changes: str) -> Iterator[None]:
        """Dask's settings of a machine that may use it; `changes` are some that differ."""
        with dask.config.set(
            {
                name.removeprefix("DASK_").lower().replace("__", "."): dask.config.interpret_value(value)
                for name, value in {**self.settings, **changes}.items()
            }
        ):
            yield


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """An encrypted cluster as the README starts it, but for the port; each part in a folder of its own."""
    program("openssl")
    folder = tmp_path_factory.mktemp("cluster")
    shown = _bash(f"{CERTIFICATES}\n{SETTINGS}\nenv", folder)
    settings = dict(line.split("=", 1) for line in shown.splitlines() if line.startswith("DASK_"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    begun = []
    try:
        for number, line in enumerate(COMMANDS.splitlines()[1:3]):
            own = folder / str(number)
            own.mkdir()
            words = shlex.split(line.replace("tcp://", "tls://").replace("8786", str(port)))
            assert words[0] == "dask"
            begun.append(_process([sys.executable, "-m", *words], own, {**os.environ, **settings}))
        made = Cluster(port, folder, settings)
        with (
            made.as_client(),
            distributed.Client(f"tls://127.0.0.1:{port}", timeout="30s", set_as_default=False) as seen,
        ):
            seen.wait_for_workers(2, timeout=60)
        yield made
    finally:
        for process in reversed(begun):
            process.terminate()
            process.wait(timeout=30)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return own_templates(tmp_path / "own")


@pytest.fixture
def empty_scheduler() -> Iterator[str]:
    """The address of a scheduler without a worker."""
    with distributed.LocalCluster(n_workers=0, protocol="tcp://", host="127.0.0.1", dashboard_address=None) as made:
        yield made.scheduler_address


def cases(folder: Path, count: int = 40) -> Path:
    path = folder / "cases.jsonl"
    lines = [{**SMALLEST, "student": {"name": NAME}, "reference": f"c{number}"} for number in range(count)]
    path.write_text("".join(json.dumps(case) + "\n" for case in lines))
    return path


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def plan(source: Path, where: Path, own: Path, **more: Any) -> Plan:
    return Plan(
        rows_of(source_of_bytes(source.read_bytes(), source.name)), place_at(str(where)), str(where), TODAY, own, **more
    )


class TestEncryptedCluster:
    def test_the_readmes_commands_give_what_this_machine_gives_and_no_case_can_be_read_on_the_way(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: Path, cluster: Cluster
    ) -> None:
        monkeypatch.chdir(tmp_path)  # where no worker was started, so the folder must not be taken from there
        source, line = cases(tmp_path), Line(cluster.port)
        assert iepdocs("batch", source, "-o", "here", "--workers", "1", "--templates", "own").exit_code == 0
        with cluster.as_client():
            answer = iepdocs("batch", source, "-o", "there", "--scheduler", line.address, "--templates", "own")
        line.cut()
        assert answer.exit_code == 0, answer.output
        assert answer.stderr == ""
        assert files(tmp_path / "there") == files(tmp_path / "here")
        assert len(line.passed) > 10_000
        assert not [word for word in NAME.split() if word.encode() in line.passed]

    @pytest.mark.parametrize(
        ("scheme", "changes", "said"),
        [
            ("tcp", {"DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "False"}, "No Dask scheduler answers there"),
            ("tcp", {}, "Write the address with tls://."),
            ("tls", {"DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT": ""}, "name no certificate"),
            ("tls", {"DASK_DISTRIBUTED__COMM__TLS__CA_FILE": "nowhere.pem"}, "cannot be used (FileNotFoundError)"),
            ("tls", {"DASK_DISTRIBUTED__COMM__TLS__CA_FILE": __file__}, "cannot be used (SSLError)"),
        ],
        ids=["plain client", "plain address", "no certificate", "no file", "no certificate in the file"],
    )
    def test_settings_that_do_not_fit_are_refused_in_one_line(
        self, tmp_path: Path, cluster: Cluster, scheme: str, changes: dict[str, str], said: str
    ) -> None:
        address = f"{scheme}://127.0.0.1:{cluster.port}"
        with cluster.as_client(**changes):
            answer = iepdocs("batch", cases(tmp_path), "-o", tmp_path / "out", "--scheduler", address)
        assert answer.exit_code == 2, answer.output
        assert said in answer.stderr
        assert len(answer.stderr.splitlines()) == 1
        assert not (tmp_path / "out").exists()

    def test_who_has_no_certificate_of_the_authority_is_turned_away(self, tmp_path: Path, cluster: Cluster) -> None:
        _bash(CERTIFICATES, tmp_path)  # those of another authority
        other = {
            name: value.replace(str(cluster.folder), str(tmp_path))
            if value.endswith(("cert.pem", "key.pem"))
            else value
            for name, value in cluster.settings.items()
        }
        with cluster.as_client(**other):
            answer = iepdocs(
                "batch", cases(tmp_path), "-o", tmp_path / "out", "--scheduler", f"tls://127.0.0.1:{cluster.port}"
            )
        assert answer.exit_code == 2
        assert "that it takes the certificate of this machine" in answer.stderr
        assert len(answer.stderr.splitlines()) == 1
        bare = ssl.create_default_context(cafile=str(cluster.folder / "ca.pem"))
        bare.check_hostname = False
        with (
            socket.create_connection(("127.0.0.1", cluster.port), timeout=30) as line,
            pytest.raises(ssl.SSLError, match="certificate required"),
            bare.wrap_socket(line) as secured,
        ):
            secured.recv(1)

    def test_a_connection_that_breaks_stops_the_run_and_it_can_be_resumed(
        self, tmp_path: Path, own: Path, cluster: Cluster
    ) -> None:
        source, line, count = cases(tmp_path, 160), Line(cluster.port), 0

        def cut(*_: Any) -> None:
            nonlocal count
            count += 1
            if count == 20:
                line.cut()

        run_into_folder(plan(source, tmp_path / "whole", own), crew_of_one())
        with cluster.as_client():
            crew = crew_of_scheduler(line.address)
            with pytest.raises(OutputError, match=r"connection to the Dask scheduler broke.*--resume goes on\."):
                run_into_folder(plan(source, tmp_path / "out", own), crew, tell=cut)
            crew.dismiss()
            assert (tmp_path / "out" / ".iepdocs-journal.jsonl").exists()
            crew = crew_of_scheduler(f"tls://127.0.0.1:{cluster.port}")
            run_into_folder(plan(source, tmp_path / "out", own, mode="resume"), crew)
            crew.dismiss()
        assert files(tmp_path / "out") == files(tmp_path / "whole")


class TestWorkersThatCannotWork:
    def test_a_scheduler_without_a_worker_is_said_to_have_none(self, empty_scheduler: str) -> None:
        with pytest.raises(OutputError, match=f"has no worker. Start one: dask worker {empty_scheduler}"):
            crew_of_scheduler(empty_scheduler, patience=0.5)

    def test_a_worker_without_iepdocs_is_named_before_any_row(self, tmp_path: Path, empty_scheduler: str) -> None:
        with (
            _worker(empty_scheduler, tmp_path, "import sys; sys.modules['service'] = None"),
            pytest.raises(OutputError, match=r"The worker tcp://127\.0\.0\.1:\d+ does not have version"),
        ):
            crew_of_scheduler(empty_scheduler)

    def test_when_the_last_worker_has_died_the_run_stops_and_can_be_resumed(
        self, tmp_path: Path, own: Path, empty_scheduler: str
    ) -> None:
        source, count = cases(tmp_path, 160), 0
        with _worker(empty_scheduler, tmp_path) as worker:
            # The patience is for the end: how long a worker takes to begin is no matter here.
            with distributed.Client(empty_scheduler, set_as_default=False) as seen:
                seen.wait_for_workers(1, timeout=60)
            crew = crew_of_scheduler(empty_scheduler, patience=1)

            def kill(*_: Any) -> None:
                nonlocal count
                count += 1
                if count == 10:
                    worker.kill()

            with pytest.raises(OutputError, match=r"has no worker\. .*--resume goes on\."):
                run_into_folder(plan(source, tmp_path / "out", own), crew, tell=kill)
            crew.dismiss()
        run_into_folder(plan(source, tmp_path / "out", own, mode="resume"), crew_of_one())
        run_into_folder(plan(source, tmp_path / "whole", own), crew_of_one())
        assert files(tmp_path / "out") == files(tmp_path / "whole")


@contextmanager
def _worker(address: str, folder: Path, before: str = "pass") -> Iterator[subprocess.Popen[bytes]]:
    """A worker of this scheduler in a process that first does what `before` says."""
    program = f"{before}\nfrom dask.__main__ import main\nmain()"
    words = f"worker {address} --host 127.0.0.1 --dashboard-address 127.0.0.1:0 --nthreads 1 --no-nanny"
    worker = _process([sys.executable, "-c", program, *words.split()], folder, os.environ)
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait(timeout=30)


def _bash(script: str, folder: Path) -> str:
    done = subprocess.run(["bash", "-euc", script], cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _process(command: list[str], folder: Path, environment: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
