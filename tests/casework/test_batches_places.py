"""Batches that go elsewhere: to more processes of a Dask cluster, and to any place that fsspec knows."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.casework.batches import (
    Counts,
    Crew,
    OutputError,
    Plan,
    crew_of_one,
    crew_of_scheduler,
    place_at,
    run_into_folder,
)
from service.casework.tables import rows_of, source_of_bytes
from tests.builders import SMALLEST, TODAY
from tests.faces import own_templates

fsspec = pytest.importorskip("fsspec")
distributed = pytest.importorskip("distributed")


def run(cases: list[Any], where: str, own: Path, *, mode: str = "new", crew: Crew | None = None, **more: Any) -> Any:
    content = "\n".join(json.dumps(case) for case in cases).encode()
    rows = rows_of(source_of_bytes(content, "cases.jsonl"))
    return run_into_folder(
        Plan(rows, place_at(where), where, TODAY, own, mode=mode),  # type: ignore[arg-type]
        crew or crew_of_one(),
        **more,
    )


def local(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def numbered(count: int) -> list[Any]:
    return [{**SMALLEST, "reference": f"c{number}"} for number in range(count)]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return own_templates(tmp_path / "own")


class TestShares:
    @pytest.fixture
    def memory(self) -> Iterator[Any]:
        """An object store in memory, empty before and after."""
        fs = fsspec.filesystem("memory")
        fs.store.clear()
        yield fs
        fs.store.clear()

    def test_a_share_gets_what_a_folder_gets(self, tmp_path: Path, own: Path, memory: Any) -> None:
        cases = [*numbered(3), {"student": {}}]
        run(cases, str(tmp_path / "out"), own)
        run(cases, "memory://drafts/november", own)
        found = {path.removeprefix("/drafts/november/"): memory.cat(path) for path in memory.find("/drafts/november")}
        assert found == local(tmp_path / "out")

    def test_a_run_onto_a_share_goes_on_where_it_was_stopped(self, tmp_path: Path, own: Path) -> None:
        run(numbered(6), str(tmp_path / "whole"), own)
        seen: list[int] = []
        where = (tmp_path / "share").as_uri()
        run(numbered(6), where, own, is_stopped=lambda: len(seen) > 2, tell=lambda *row: seen.append(1))
        assert (tmp_path / "share" / ".iepdocs-journal").is_dir()
        run(numbered(6), where, own, mode="resume")
        assert local(tmp_path / "share") == local(tmp_path / "whole")

    @pytest.mark.parametrize(
        ("address", "said"),
        [
            ("zip://drafts::file:///tmp/x.zip", "cannot be put into an archive"),
            ("tar:///tmp/x.tar", "cannot be put into an archive"),
            ("gs://bucket/november", "Run: pip install gcsfs"),
            ("ftp://jo:secret@127.0.0.1:9/x", "Check it, and that its server answers."),
            ("data://jo:secret@127.0.0.1:9/x?key=secret", "Nothing can be read or written there"),
        ],
    )
    def test_an_address_that_takes_nothing_is_named_without_its_password(
        self, own: Path, address: str, said: str
    ) -> None:
        with pytest.raises(OutputError) as raised:
            run(numbered(1), address, own)
        assert said in str(raised.value)
        assert "secret" not in repr(raised.value) + str(raised.value)

    def test_what_goes_to_a_worker_shows_no_password(self) -> None:
        assert "secret" not in repr(place_at("file://jo:secret@share/x"))


class TestCluster:
    @pytest.fixture
    def cluster(self) -> Iterator[Any]:
        """Two worker processes of Dask on this machine, told to start again when they die."""
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as made:
            yield made

    def test_a_worker_that_does_not_see_the_folder_says_so_and_makes_none(self, tmp_path: Path) -> None:
        place = place_at(str(tmp_path / "on another machine"))  # as it comes to a worker: nobody prepares it there
        with pytest.raises(OutputError, match=r"not on the machine of a worker\. Name one that every machine sees"):
            place.write("c1", [])
        assert not list(tmp_path.iterdir())

    @pytest.mark.filterwarnings("default")  # Dask's own, on its way down
    def test_a_worker_killed_in_mid_run_loses_nothing(self, tmp_path: Path, own: Path, cluster: Any) -> None:
        run(numbered(160), str(tmp_path / "whole"), own)
        crew = crew_of_scheduler(cluster.scheduler_address)
        killed = threading.Event()

        def kill_one(record: Any, counts: Counts) -> None:
            if counts.total == 20 and not killed.is_set():
                killed.set()
                os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)

        run(numbered(160), str(tmp_path / "spread"), own, crew=crew, tell=kill_one)
        crew.dismiss()
        assert killed.is_set()
        assert local(tmp_path / "spread") == local(tmp_path / "whole")
