"""Which Word file serves: a clinic's own before ours, the last good one while a new one cannot be used."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from service.assembly import TemplateError
from service.casework import KINDS, TemplateLibrary
from service.casework.errors import TemplateNotFoundError
from service.casework.library import shipped_folder
from tests.assembly.word import docx, paragraph
from tests.builders import a_template
from tests.reading import assert_reads

KIND = "evaluation_request"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A clinic's own folder, empty."""
    (tmp_path / "en").mkdir()
    return tmp_path


@pytest.fixture
def put(own: Path) -> Callable[[bytes], Path]:
    """Puts bytes into the own folder as the template of `KIND`, each time as a newer file."""
    times = iter(range(1, 100))

    def put_bytes(content: bytes) -> Path:
        path = own / "en" / f"{KIND}.docx"
        path.write_bytes(content)
        os.utime(path, (1_700_000_000, 1_700_000_000 + next(times)))
        return path

    return put_bytes


def test_every_kind_has_a_template_of_ours_in_english() -> None:
    library = TemplateLibrary()
    for kind in KINDS:
        assert library.path(kind.slug, "en") == shipped_folder() / "en" / f"{kind.slug}.docx"
        assert library.template(kind.slug, "en") is library.template(kind.slug, "en")


def test_an_own_file_serves_before_ours_and_ours_for_the_rest(own: Path, put: Callable[[bytes], Path]) -> None:
    path = put(a_template("Own {{ name }}"))
    library = TemplateLibrary(own)
    assert library.path(KIND, "en") == path
    assert_reads(library.template(KIND, "en").render({"name": "words"}), ["Own words"])
    assert library.path("section_504_letter", "en").parent == shipped_folder() / "en"


def test_an_own_folder_that_is_not_there_leaves_ours(tmp_path: Path) -> None:
    assert TemplateLibrary(tmp_path / "none").path(KIND, "en") == TemplateLibrary().path(KIND, "en")


def test_a_language_without_a_template_says_what_to_do(own: Path) -> None:
    with pytest.raises(TemplateNotFoundError) as caught:
        TemplateLibrary(own).template(KIND, "tlh")
    assert str(caught.value) == (
        "There is no template for evaluation_request in the language “tlh”. Set “language” to “en”, or put "
        "tlh/evaluation_request.docx into your own templates folder."
    )


def test_a_changed_file_serves_from_the_next_document_on(own: Path, put: Callable[[bytes], Path]) -> None:
    put(a_template("First"))
    library = TemplateLibrary(own)
    assert_reads(library.template(KIND, "en").render({}), ["First"])
    put(a_template("Second"))
    assert_reads(library.template(KIND, "en").render({}), ["Second"])


@pytest.mark.parametrize("broken", (b"", b"PK\x03\x04 half a file", a_template("{{ not closed")))
def test_a_broken_change_leaves_the_last_good_file_and_is_a_problem(
    own: Path, put: Callable[[bytes], Path], broken: bytes
) -> None:
    put(a_template("Good"))
    library = TemplateLibrary(own)
    library.template(KIND, "en")
    put(broken)
    for _ in range(2):
        assert_reads(library.template(KIND, "en").render({}), ["Good"])
        assert len(library.problems) == 1
    put(a_template("Mended"))
    assert_reads(library.template(KIND, "en").render({}), ["Mended"])
    assert library.problems == ()


def test_a_file_that_never_was_good_is_an_error(own: Path, put: Callable[[bytes], Path]) -> None:
    put(a_template("{% if %}"))
    with pytest.raises(TemplateError):
        TemplateLibrary(own).template(KIND, "en")


def test_an_own_file_that_is_taken_away_leaves_ours(own: Path, put: Callable[[bytes], Path]) -> None:
    path = put(a_template("Own"))
    library = TemplateLibrary(own, patience=0)
    own_template = library.template(KIND, "en")
    path.unlink()
    assert library.template(KIND, "en") is not own_template
    assert library.path(KIND, "en").is_relative_to(shipped_folder())


def test_a_file_that_is_gone_for_a_moment_still_serves(own: Path, put: Callable[[bytes], Path]) -> None:
    path = put(a_template("First"))
    library = TemplateLibrary(own, patience=3600)
    template = library.template(KIND, "en")
    path.unlink()
    assert library.template(KIND, "en") is template
    put(a_template("Second"))
    assert_reads(library.template(KIND, "en").render({}), ["Second"])


def test_a_new_own_file_takes_the_place_of_ours(own: Path, put: Callable[[bytes], Path]) -> None:
    library = TemplateLibrary(own)
    library.template(KIND, "en")
    put(a_template("New"))
    assert_reads(library.template(KIND, "en").render({}), ["New"])


def test_a_new_own_file_that_is_half_there_leaves_ours_serving(own: Path, put: Callable[[bytes], Path]) -> None:
    library = TemplateLibrary(own)
    ours = library.template(KIND, "en")
    put(a_template("New")[:200])
    assert library.template(KIND, "en") is ours
    assert [Path(problem.template).name for problem in library.problems] == [f"{KIND}.docx"]
    put(a_template("New"))
    assert library.problems == ()
    assert_reads(library.template(KIND, "en").render({}), ["New"])


def test_a_change_that_looks_the_same_from_outside_is_seen_by_its_content(own: Path) -> None:
    path = own / "en" / f"{KIND}.docx"
    path.write_bytes(a_template("AAAA"))
    status = path.stat()
    library = TemplateLibrary(own)
    library.template(KIND, "en")
    with path.open("r+b") as file:
        file.write(a_template("BBBB"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert_reads(library.template(KIND, "en").render({}), ["BBBB"])


def test_a_file_that_was_only_touched_is_not_compiled_again(own: Path, put: Callable[[bytes], Path]) -> None:
    put(a_template("Same"))
    library = TemplateLibrary(own)
    template = library.template(KIND, "en")
    put(a_template("Same"))
    assert library.template(KIND, "en") is template


def test_problems_are_found_without_a_document_being_made(own: Path, put: Callable[[bytes], Path]) -> None:
    put(a_template("Good"))
    library = TemplateLibrary(own)
    library.template(KIND, "en")
    path = put(b"half")
    assert len(library.problems) == 1
    path.unlink()
    assert TemplateLibrary(own).problems == ()


def test_a_kind_declared_since_the_start_waits_for_a_restart(own: Path) -> None:
    library = TemplateLibrary(own)
    assert library.problems == ()
    (own / "home_visit.toml").write_text("", encoding="utf-8")
    (problem,) = library.problems
    assert str(problem) == ("home_visit.toml: has changed since iepdocs was started. Restart it to use the change")


def test_paths_are_each_kind_and_language_once_without_words_lock_files(
    own: Path, put: Callable[[bytes], Path]
) -> None:
    path = put(a_template("Own"))
    (own / "en" / f"~${KIND}.docx").write_bytes(b"lock")
    (own / "tlh").mkdir()
    other = own / "tlh" / f"{KIND}.docx"
    other.write_bytes(a_template("Other"))
    paths = TemplateLibrary(own).paths()
    assert path in paths and other in paths
    assert len({(one.parent.name, one.name) for one in paths}) == len(paths)
    assert not [one for one in paths if one.name.startswith("~$")]


def test_many_threads_get_one_compiled_template(own: Path, put: Callable[[bytes], Path]) -> None:
    put(a_template("Own"))
    library = TemplateLibrary(own)
    with ThreadPoolExecutor(8) as pool:
        templates = set(pool.map(lambda _: id(library.template(KIND, "en")), range(64)))
    assert len(templates) == 1


def test_a_file_that_cannot_be_read_leaves_the_last_good_one_and_the_first_time_stops(
    own: Path, put: Callable[[bytes], Path]
) -> None:
    path = put(a_template("Good"))
    library = TemplateLibrary(own)
    template = library.template(KIND, "en")
    path.unlink()
    path.mkdir()  # it can be seen, and not be read
    assert library.template(KIND, "en") is template
    with pytest.raises(IsADirectoryError):
        TemplateLibrary(own).template(KIND, "en")


def test_a_letterhead_that_cannot_be_read_leaves_the_last_good_one_and_the_first_time_stops(own: Path) -> None:
    path = own / "letterhead.docx"
    path.write_bytes(docx("x", parts={"header1": paragraph("Our clinic")}))
    library = TemplateLibrary(own)
    before = library.template(KIND, "en")
    path.unlink()
    path.mkdir()
    assert library.template(KIND, "en") is before
    with pytest.raises(IsADirectoryError):
        TemplateLibrary(own).template(KIND, "en")


def test_whoever_finds_another_at_work_takes_what_was_good_last(own: Path, put: Callable[[bytes], Path]) -> None:
    put(a_template("First"))
    library = TemplateLibrary(own)
    first = library.template(KIND, "en")
    put(a_template("Second"))
    with library._lock:
        assert library.template(KIND, "en") is first
    assert_reads(library.template(KIND, "en").render({}), ["Second"])


def test_a_file_that_goes_before_it_is_opened_leaves_ours(
    own: Path, put: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(a_template("Own"))
    seen = os.stat

    def gone_once_seen(where: Any, *more: Any, **named: Any) -> os.stat_result:
        status = seen(where, *more, **named)
        if where == path:
            path.unlink()
        return status

    monkeypatch.setattr(os, "stat", gone_once_seen)
    found = TemplateLibrary(own).template(KIND, "en")
    monkeypatch.undo()
    assert found.name == path.name
    assert TemplateLibrary(own).path(KIND, "en").is_relative_to(shipped_folder())


def test_a_file_that_is_written_to_all_the_time_is_waited_for_and_then_named(
    own: Path, put: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(a_template("Good"))
    times = count(1)
    opened = os.fstat

    def changing(handle: int) -> os.stat_result:
        os.utime(path, (next(times), next(times)))  # as another program writes while it is read
        return opened(handle)

    library = TemplateLibrary(own, patience=0.1)
    monkeypatch.setattr(os, "fstat", changing)
    with pytest.raises(TemplateError, match="is being written, and there is no earlier version to use"):
        library.template(KIND, "en")
    monkeypatch.undo()
    assert_reads(library.template(KIND, "en").render({}), ["Good"])


def test_a_kind_file_that_leads_nowhere_is_no_problem_of_a_template(own: Path) -> None:
    library = TemplateLibrary(own)
    (own / "home_visit.toml").symlink_to(own / "nothing.toml")
    assert library.problems == ()
