"""Every call that a batch makes of a share fails in its turn: the run says where, loses nothing, and goes on later."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from fsspec import register_implementation
from fsspec.implementations.memory import MemoryFile, MemoryFileSystem

from service.casework.batches import OutputError, Plan, Summary, crew_of_one, place_at, run_into_folder
from service.casework.batches.journal import Start
from service.casework.tables import rows_of, source_of_bytes
from tests.builders import SMALLEST, TODAY
from tests.faces import own_templates


class BrokenStore(MemoryFileSystem):
    """fsspec's own store in memory. The call with the number `fails_at` fails, or all from there on.

    As “oci” it is an object store: one request puts an object whole, and a folder is but the beginning of names. As
    “broken” it has folders, and a file may be moved in one step.
    """

    protocol = "oci"
    store: dict[str, Any] = {}  # noqa: RUF012  (fsspec keeps what is in memory in its class)
    pseudo_dirs = [""]  # noqa: RUF012
    calls: list[str] = []  # noqa: RUF012
    fails_at = 0
    for_good = False
    error: Exception = OSError(errno.EIO, os.strerror(errno.EIO))

    @classmethod
    def filled(cls, content: dict[str, bytes]) -> None:
        """Begin anew, sound and with these files and no other bucket than theirs."""
        cls.store.clear()
        cls.pseudo_dirs[:] = [""]
        cls.fails_at = 0
        for name, value in content.items():
            cls.store[name] = MemoryFile(None, name, value)
        cls.calls.clear()

    @classmethod
    def call(cls, name: str) -> None:
        cls.calls.append(name)
        number = len(cls.calls)
        if number == cls.fails_at or (cls.for_good and cls.fails_at and number > cls.fails_at):
            raise cls.error

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.removeprefix(f"{cls.protocol}://")))

    def makedirs(self, path: str, exist_ok: bool = False) -> None:
        self.call("makedirs")
        assert self.protocol == "broken", "that would make a bucket"
        super().makedirs(path, exist_ok)

    def pipe_file(self, path: str, value: bytes, **more: Any) -> None:
        self.call("pipe_file")
        path = self._strip_protocol(path)
        if not path.startswith("/drafts/"):
            raise FileNotFoundError("no such bucket")
        self.store[path] = MemoryFile(self, path, value)

    def mv(self, path1: str, path2: str, **more: Any) -> None:
        self.call("mv")
        self.store[self._strip_protocol(path2)] = self.store.pop(self._strip_protocol(path1))

    def ls(self, path: str, detail: bool = True, **more: Any) -> Any:
        self.call("ls")
        return super().ls(path, detail=detail, **more)

    def info(self, path: str, **more: Any) -> Any:
        self.call("info")
        return super().info(path, **more)

    def rm(self, path: str, recursive: bool = False, maxdepth: int | None = None) -> None:
        self.call("rm")
        super().rm(path, recursive=recursive, maxdepth=maxdepth)

    def _open(self, path: str, mode: str = "rb", *more: Any, **named: Any) -> Any:
        self.call(f"open {mode}")
        # As every store but this one, nothing stands under a name before it is committed.
        path = self._strip_protocol(path)
        made = _File(self, path, super()._open(path, mode).getvalue() if mode == "rb" else None)
        made.is_committed_by_close = mode == "wb" and named["autocommit"]
        return made


class _File(MemoryFile):
    is_committed_by_close = False

    def write(self, content: Any, /) -> int:
        BrokenStore.call("write")
        return super().write(content)

    def commit(self) -> None:
        BrokenStore.call("commit")
        super().commit()

    def close(self) -> None:
        if self.is_committed_by_close:
            self.is_committed_by_close = False
            self.commit()

    def __next__(self) -> bytes:
        BrokenStore.call("read")
        return super().__next__()


@pytest.fixture(params=["oci", "broken"])
def store(request: pytest.FixtureRequest) -> Iterator[type[BrokenStore]]:
    """A store that can break, empty before and after."""
    BrokenStore.protocol = request.param
    BrokenStore.clear_instance_cache()
    register_implementation(request.param, BrokenStore, clobber=True)
    BrokenStore.filled({})
    yield BrokenStore
    BrokenStore.filled({})


GOOD = [{**SMALLEST, "reference": f"c{number}", "documents": ["evaluation_request"]} for number in range(2)]
FAULTY = {"student": {}}


def run(cases: list[Any], own: Any, mode: str = "new", folder: str = "drafts/november", **more: Any) -> Summary:
    content = "\n".join(json.dumps(case) for case in cases).encode()
    where = f"{BrokenStore.protocol}://{folder}"
    rows = rows_of(source_of_bytes(content, "cases.jsonl"))
    plan = Plan(rows, place_at(where), where, TODAY, own, mode=mode)  # type: ignore[arg-type]
    return run_into_folder(plan, crew_of_one(), mark=lambda faults: repr(faults).encode() if faults else None, **more)


def contents(store: type[BrokenStore]) -> dict[str, bytes]:
    return {name: file.getvalue() for name, file in store.store.items()}


@pytest.mark.parametrize(
    ("for_good", "error", "said"),
    [
        (False, OSError(errno.EIO, os.strerror(errno.EIO)), "The disk does not answer as it should."),
        (True, RuntimeError("secret key of the bucket"), "Nothing can be read or written there (RuntimeError)."),
    ],
    ids=["once", "for good"],
)
@pytest.mark.parametrize("mode", ["new", "resume", "faulty"])
def test_whatever_call_fails_the_run_names_the_place_and_goes_on_to_what_one_run_gives(
    tmp_path: Any, store: type[BrokenStore], mode: str, for_good: bool, error: Exception, said: str
) -> None:
    own = own_templates(tmp_path / "own")
    cases: list[Any] = [GOOD[0], FAULTY, GOOD[1]]
    if mode == "resume":
        seen: list[int] = []
        run(cases, own, is_stopped=lambda: len(seen) > 1, tell=lambda *row: seen.append(1))
    elif mode == "faulty":
        run(cases, own)
        cases = GOOD
    old = contents(store)
    store.filled(old)
    run(cases, own, mode)
    calls, whole = list(store.calls), contents(store)
    assert {"ls", "info", "open wb", "open rb", "write", "commit", "read", "rm"} <= set(calls)
    assert ({"makedirs", "mv"} if store.protocol == "broken" else {"pipe_file"}) <= set(calls)
    for number in range(1, len(calls) + 1):
        store.filled(old)
        store.fails_at, store.for_good, store.error = number, for_good, error
        try:
            run(cases, own, mode)
            store.fails_at = 0
        except OutputError as refused:
            store.fails_at = 0
            assert refused.where == f"{store.protocol}://drafts/november" and said in refused.what
            for name, found in contents(store).items():
                assert "/.iepdocs-" in name or found in (whole.get(name), old.get(name)), (number, name)
            is_begun = "/drafts/november/.iepdocs-journal/start" in store.store
            run(cases, own, "resume" if is_begun or "--resume" in refused.what else mode)
        left = {name for name in store.store if "/.iepdocs-journal/" in name}
        assert {name: found for name, found in contents(store).items() if name not in left} == whole, number
        assert "/drafts/november/.iepdocs-journal/start" not in left


@pytest.mark.parametrize("start", [b"", b"no JSON\n", b"[1]\n", b"{}\n", b"\xff\n"])
def test_a_journal_that_cannot_be_read_is_named_and_left_alone(
    tmp_path: Any, store: type[BrokenStore], start: bytes
) -> None:
    store.filled({"/drafts/november/.iepdocs-journal/start": start})
    with pytest.raises(OutputError, match="The journal there cannot be read"):
        run(GOOD, own_templates(tmp_path / "own"), "resume")
    assert contents(store) == {"/drafts/november/.iepdocs-journal/start": start}


def test_a_run_that_is_killed_after_five_hundred_rows_finds_their_lines_again(store: type[BrokenStore]) -> None:
    place = place_at(f"{store.protocol}://drafts/november")
    place.prepare()
    journal = place.begin_journal(Start("1", "2026-11-16", "", "", False, ()))
    for number in range(502):
        journal.append(b"%d\n" % number)
    found = place.reopen_journal()
    assert found is not None and found.rows_done == 500
    assert list(found.lines()) == [b"%d\n" % number for number in range(500)]


def test_what_is_left_of_the_journal_of_an_earlier_run_is_not_taken_for_a_new_one(
    tmp_path: Any, store: type[BrokenStore]
) -> None:
    store.filled({"/drafts/november/.iepdocs-journal/000000000000.jsonl": b"{}\n"})
    assert run(GOOD, own_templates(tmp_path / "own")).counts.ready == 2
    assert not [name for name in store.store if "/.iepdocs-" in name]


@pytest.mark.parametrize("store", ["oci"], indirect=True)
def test_a_bucket_that_is_not_there_is_named_and_none_is_made(tmp_path: Any, store: type[BrokenStore]) -> None:
    with pytest.raises(
        OutputError, match=r"oci://darfts/november: This place is not there\. Make the bucket or folder"
    ):
        run(GOOD, own_templates(tmp_path / "own"), folder="darfts/november")
    assert not store.store


def test_a_run_that_was_cut_off_leaves_nothing_unfinished_behind(tmp_path: Any, store: type[BrokenStore]) -> None:
    own, seen = own_templates(tmp_path / "own"), list[int]()
    run(GOOD, own, is_stopped=lambda: len(seen) > 0, tell=lambda *row: seen.append(1))
    store.filled({**contents(store), "/drafts/november/.iepdocs-unfinished/half": b"PK"})
    run(GOOD, own, "resume")
    assert not [name for name in store.store if "/.iepdocs-" in name]
