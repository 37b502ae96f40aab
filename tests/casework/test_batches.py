"""Many cases into a folder: every row has an outcome, nothing is lost, nothing is overwritten."""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from service.casework.batches import (
    Counts,
    OutputError,
    Plan,
    Summary,
    crew_of_one,
    crew_of_processes,
    place_at,
    run_into_folder,
)
from service.casework.batches.crews import Crew
from service.casework.batches.folders import FolderNames
from service.casework.batches.places import JOURNAL
from service.casework.batches.work import Task
from service.casework.tables import BatchInputError, marked_sheet, rows_of, source_of_bytes
from tests.builders import SMALLEST, TODAY, a_raw_case
from tests.faces import own_templates, write_template


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A clinic's own templates of two lines, so that tests are quick and need none of ours."""
    return own_templates(tmp_path / "own")


def jsonl(*cases: Any) -> bytes:
    """Cases as JSON lines; text stands as it is."""
    return "\n".join(case if isinstance(case, str) else json.dumps(case) for case in cases).encode()


def run(
    content: bytes,
    out: Path,
    own: Path,
    *,
    mode: str = "new",
    settings: tuple[str, ...] = (),
    crew: Crew | None = None,
    format: str = "jsonl",
    **more: Any,
) -> Summary:
    """A batch of this content into `out`."""
    source = source_of_bytes(content, f"cases.{format}")
    plan = Plan(rows_of(source), place_at(str(out)), str(out), TODAY, own, settings, mode)  # type: ignore[arg-type]
    return run_into_folder(plan, crew or crew_of_one(), mark=marked_sheet(source), **more)


def report(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return found


def files(out: Path) -> list[str]:
    return sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())


def contents(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in files(out)}


TWO_KINDS = a_raw_case({"student.name": "Maya Okafor"}, documents=["evaluation_request", "section_504_letter"])


class TestOutcomes:
    def test_a_good_row_gives_its_documents_and_its_case_in_a_folder_of_its_name(
        self, tmp_path: Path, own: Path
    ) -> None:
        summary = run(jsonl(TWO_KINDS), tmp_path / "out", own)
        assert summary == Summary(Counts(1, 1, 0, 2), is_complete=True)
        assert files(tmp_path / "out") == [
            "Maya Okafor/504-letter-2026-11-16.docx",
            "Maya Okafor/case.json",
            "Maya Okafor/evaluation-request-2026-11-16.docx",
            "report.json",
        ]
        assert json.loads((tmp_path / "out/Maya Okafor/case.json").read_text()) == TWO_KINDS

    def test_the_report_names_every_row_with_its_documents_blanks_advice_and_faults(
        self, tmp_path: Path, own: Path
    ) -> None:
        run(
            jsonl({**TWO_KINDS, "reference": "2026-7"}, "{", {"student": {"name": "x"}, "stat": "CA"}),
            tmp_path / "out",
            own,
        )
        good, broken, faulty = report(tmp_path / "out")["rows"]
        assert list(good) == [
            *("row", "reference", "status", "folder", "documents", "errors", "blanks", "advice", "digest"),
        ]
        assert good["documents"][0] == {
            "kind": "evaluation_request",
            "file": "2026-7/evaluation-request-2026-11-16.docx",
            "bytes": (tmp_path / "out/2026-7/evaluation-request-2026-11-16.docx").stat().st_size,
        }
        assert good["blanks"][0]["pointer"] == "/recipient/name"
        assert (broken["row"], broken["status"], broken["errors"][0]["pointer"]) == (2, "faulty", "")
        assert [fault["pointer"] for fault in faulty["errors"]] == ["/sender", "/stat"]

    def test_a_template_that_cannot_be_used_fails_its_rows_by_name(self, tmp_path: Path, own: Path) -> None:
        (own / "en" / "section_504_letter.docx").write_bytes(b"no Word file")
        only_request = {**SMALLEST, "documents": ["evaluation_request"]}
        run(jsonl(TWO_KINDS, only_request), tmp_path / "out", own)
        failed, ready = report(tmp_path / "out")["rows"]
        assert (failed["status"], ready["status"]) == ("failed", "ready")
        assert "section_504_letter.docx" in failed["errors"][0]["message"]

    def test_a_kind_without_a_template_in_the_language_of_a_row_fails_that_row_alone(
        self, tmp_path: Path, own: Path
    ) -> None:
        write_template(own, "visit", "Visit to {{ student.name }}")
        (own / "visit.toml").write_text(
            'title = "visit note"\nfile_stem = "visit"\n[fields.seen]\nlabel = "what was seen"\ntype = "text"\n'
        )
        in_spanish = {**SMALLEST, "documents": ["visit"], "language": "es"}
        run(jsonl(in_spanish, {**SMALLEST, "documents": ["visit"]}), tmp_path / "out", own)
        faulty, ready = report(tmp_path / "out")["rows"]
        assert (faulty["status"], ready["status"]) == ("faulty", "ready")
        assert [fault["pointer"] for fault in faulty["errors"]] == ["/language"]

    def test_no_word_of_a_case_is_in_a_log(
        self, tmp_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def broken(*args: Any, **kwargs: Any) -> Any:
            raise ZeroDivisionError(f"{args} {kwargs} Zanzibar")

        monkeypatch.setattr("service.casework.batches.work.advice_for", broken)
        caplog.set_level(logging.DEBUG)
        run(jsonl(a_raw_case({"student.name": "Zanzibar"})), tmp_path / "out", own)
        (row,) = report(tmp_path / "out")["rows"]
        assert row["status"] == "failed"
        assert "ZeroDivisionError" in caplog.text
        assert "Zanzibar" not in caplog.text + json.dumps(row["errors"])
        assert "Zanzibar" not in repr(Task(1, {"student": "Zanzibar"}, "Zanzibar"))

    def test_a_sheet_comes_back_with_its_faults_in_red(self, tmp_path: Path, own: Path) -> None:
        sheet = b"Student's full name,Your full name,Full days missed\nMaya Okafor,Adaeze Okafor,many\n"
        run(sheet, tmp_path / "out", own, format="csv")
        marked: Any = load_workbook(tmp_path / "out" / "marked.xlsx")["Sheet"]
        assert marked["C2"].fill.start_color.rgb == "FFFF9C9C"
        assert marked["A2"].fill.start_color.rgb != "FFFF9C9C"

    @pytest.mark.parametrize("workers", [1, 2])
    def test_any_number_of_workers_gives_the_same_files(self, tmp_path: Path, own: Path, workers: int) -> None:
        cases = [a_raw_case({"student.name": f"Maya {number % 5}"}) for number in range(23)]
        run(jsonl(*cases), tmp_path / "one", own)
        crew = crew_of_processes(workers)
        run(jsonl(*cases), tmp_path / "other", own, crew=crew)
        crew.dismiss()
        assert contents(tmp_path / "one") == contents(tmp_path / "other")


class TestFolderNames:
    def test_two_clients_of_one_name_get_two_folders(self) -> None:
        names = FolderNames()
        cases = [
            a_raw_case({"student.name": name}) for name in ("Maya Okafor", "maya okafor", "Maya Okafor", "José", "José")
        ]
        assert [names.name_for(case) for case in cases] == [
            *("Maya Okafor", "maya okafor-2", "Maya Okafor-3", "José", "José-2"),
        ]

    def test_a_number_of_ours_never_meets_a_name_of_theirs(self) -> None:
        names = FolderNames()
        wanted = ["A", "A-2", "A", "a-2", "A"]
        given = [names.name_for({"reference": name}) for name in wanted]
        assert len({name.casefold() for name in given}) == len(given)

    def test_the_clinics_own_number_comes_before_the_name(self) -> None:
        assert FolderNames().name_for({"reference": "2026-7", "student": {"name": "Maya"}}) == "2026-7"

    @pytest.mark.parametrize(
        "raw_case", [None, 3, [], {}, {"student": 3}, {"reference": ["x"], "student": {"name": {}}}]
    )
    def test_a_case_without_a_name_gets_a_folder_name_all_the_same(self, raw_case: Any) -> None:
        assert FolderNames().name_for(raw_case) == "client"

    def test_names_that_stand_in_the_folder_are_left_alone(self, tmp_path: Path, own: Path) -> None:
        mine = tmp_path / "out" / "Maya Okafor" / "my own notes.txt"
        mine.parent.mkdir(parents=True)
        mine.write_text("keep me")
        run(jsonl(TWO_KINDS), tmp_path / "out", own)
        assert mine.read_text() == "keep me"
        assert report(tmp_path / "out")["rows"][0]["folder"] == "Maya Okafor-2"


class TestAgain:
    def test_a_second_run_into_the_folder_is_refused_and_changes_nothing(self, tmp_path: Path, own: Path) -> None:
        run(jsonl(TWO_KINDS), tmp_path / "out", own)
        before = contents(tmp_path / "out")
        with pytest.raises(OutputError, match="A batch stands in this folder already"):
            run(jsonl(SMALLEST), tmp_path / "out", own)
        assert contents(tmp_path / "out") == before

    def test_what_is_done_is_not_done_again(self, tmp_path: Path, own: Path) -> None:
        first = run(jsonl(TWO_KINDS, "{"), tmp_path / "out", own)
        edited = tmp_path / "out/Maya Okafor/504-letter-2026-11-16.docx"
        edited.write_bytes(b"edited by hand")
        again = run(jsonl(TWO_KINDS, "{"), tmp_path / "out", own, mode="resume")
        assert (again.counts.ready, again.counts.faulty) == (first.counts.ready, first.counts.faulty)
        assert edited.read_bytes() == b"edited by hand"

    def test_a_run_that_was_stopped_goes_on_to_what_one_run_gives(self, tmp_path: Path, own: Path) -> None:
        cases = [a_raw_case({"student.name": f"Maya {number % 3}"}, reference="") for number in range(12)]
        run(jsonl(*cases), tmp_path / "whole", own)
        for stop_after in (1, 5, 11):
            out = tmp_path / f"stopped-{stop_after}"
            seen: list[int] = []
            stopped = run(
                jsonl(*cases),
                out,
                own,
                is_stopped=lambda seen=seen, last=stop_after: len(seen) >= last,  # type: ignore[misc]
                tell=lambda record, counts, seen=seen: seen.append(record["row"]),  # type: ignore[misc]
            )
            assert (stopped.is_complete, stopped.counts.total) == (False, stop_after)
            assert report(out)["complete"] is False
            run(jsonl(*cases), out, own, mode="resume")
            assert contents(out) == contents(tmp_path / "whole")

    def test_a_run_goes_on_on_the_day_it_was_begun(self, tmp_path: Path, own: Path) -> None:
        seen: list[int] = []
        content = jsonl(TWO_KINDS, SMALLEST)
        run(content, tmp_path / "out", own, is_stopped=lambda: bool(seen), tell=lambda *row: seen.append(1))
        source = source_of_bytes(content, "cases.jsonl")
        tomorrow = TODAY + dt.timedelta(days=1)
        plan = Plan(rows_of(source), place_at(str(tmp_path / "out")), "out", tomorrow, own, mode="resume")
        run_into_folder(plan, crew_of_one())
        assert not [name for name in files(tmp_path / "out") if tomorrow.isoformat() in name]

    def test_a_run_does_not_go_on_with_other_rows_settings_or_templates(self, tmp_path: Path, own: Path) -> None:
        seen: list[int] = []
        content = jsonl(TWO_KINDS, SMALLEST)
        run(content, tmp_path / "out", own, is_stopped=lambda: bool(seen), tell=lambda *row: seen.append(1))
        before = contents(tmp_path / "out")

        def refused(content: bytes, mode: str = "resume", settings: tuple[str, ...] = ()) -> str:
            with pytest.raises((BatchInputError, OutputError)) as caught:
                run(content, tmp_path / "out", own, mode=mode, settings=settings)
            assert contents(tmp_path / "out") == before
            return str(caught.value)

        for other in (jsonl(SMALLEST, TWO_KINDS), b"[]"):
            assert "These are not the rows that this batch was begun with" in refused(other)
        assert "has not ended. Go on with it by --resume first" in refused(content, mode="faulty")
        assert "begun with another --set" in refused(content, settings=("grade=6",))
        (own / "en" / "section_504_letter.docx").write_bytes((own / "en" / "reintegration_plan.docx").read_bytes())
        assert "templates have changed" in refused(content)

    def test_a_run_does_not_go_on_with_another_version_of_the_program(self, tmp_path: Path, own: Path) -> None:
        seen: list[int] = []
        content = jsonl(TWO_KINDS, SMALLEST)
        run(content, tmp_path / "out", own, is_stopped=lambda: bool(seen), tell=lambda *row: seen.append(1))
        journal = tmp_path / "out" / JOURNAL
        start, *rows = journal.read_bytes().splitlines(keepends=True)
        earlier = {**json.loads(start), "program": "0.0.9 of last year"}
        journal.write_bytes(json.dumps(earlier).encode() + b"\n" + b"".join(rows))
        with pytest.raises(OutputError, match="another version of iepdocs"):
            run(content, tmp_path / "out", own, mode="resume")

    @pytest.mark.parametrize("mode", ["new", "resume", "faulty"])
    def test_a_report_of_another_program_is_left_as_it_is(self, tmp_path: Path, own: Path, mode: str) -> None:
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "report.json").write_bytes(b'{"rows": 3}\n')
        with pytest.raises(BatchInputError, match="This is not a report that iepdocs wrote"):
            run(jsonl(SMALLEST), tmp_path / "out", own, mode=mode)
        assert (tmp_path / "out" / "report.json").read_bytes() == b'{"rows": 3}\n'

    def test_a_sheet_that_is_not_filled_in_yet_keeps_nobody_from_filling_it_in(self, tmp_path: Path, own: Path) -> None:
        assert run(b"[]", tmp_path / "out", own).counts.total == 0
        assert run(jsonl(SMALLEST), tmp_path / "out", own).counts.ready == 1
        with pytest.raises(OutputError, match="A batch stands in this folder already"):
            run(jsonl(SMALLEST), tmp_path / "out", own)

    def test_only_what_failed_is_done_again(self, tmp_path: Path, own: Path) -> None:
        faulty = a_raw_case({"student.name": "Theo Weiss"}, state="nowhere")
        run(jsonl(TWO_KINDS, faulty, "{"), tmp_path / "out", own)
        edited = tmp_path / "out/Maya Okafor/504-letter-2026-11-16.docx"
        edited.write_bytes(b"edited by hand")
        summary = run(jsonl({**faulty, "state": "CA"}, TWO_KINDS, "{"), tmp_path / "out", own, mode="faulty")
        assert (summary.counts.total, summary.counts.ready) == (3, 2)
        assert edited.read_bytes() == b"edited by hand"
        assert [(row["row"], row["status"], row.get("folder")) for row in report(tmp_path / "out")["rows"]] == [
            (1, "ready", "Theo Weiss"),
            (2, "ready", "Maya Okafor"),
            (3, "faulty", None),
        ]

    def test_what_failed_is_not_done_again_with_another_set_which_would_do_every_row_twice(
        self, tmp_path: Path, own: Path
    ) -> None:
        out, content, settings = tmp_path / "out", jsonl(TWO_KINDS, "{"), ("student.grade=6",)
        run(content, out, own, settings=settings)
        assert report(out)["set"] == ["student.grade=6"]
        before = contents(out)
        for other in ((), ("student.grade=7",)):
            with pytest.raises(OutputError, match=r"made with another --set, see “set” in report\.json"):
                run(content, out, own, mode="faulty", settings=other)
        assert contents(out) == before
        assert run(content, out, own, mode="faulty", settings=settings).counts == Counts(2, 1, 1, 2)
        assert contents(out) == before

    def test_a_second_try_that_was_stopped_keeps_the_report_of_the_first_until_it_has_gone_on(
        self, tmp_path: Path, own: Path
    ) -> None:
        faulty = a_raw_case({"student.name": "Theo Weiss"}, state="nowhere")
        out, mended = tmp_path / "out", jsonl({**faulty, "state": "CA"}, {**faulty, "state": "TX"})
        run(jsonl(faulty, "{"), out, own)
        before, seen = report(out), []
        run(mended, out, own, mode="faulty", is_stopped=lambda: bool(seen), tell=lambda *row: seen.append(1))
        assert report(out) == before
        with pytest.raises(OutputError, match="A batch stands in this folder already"):
            run(mended, out, own)
        assert run(mended, out, own, mode="resume").counts == Counts(2, 2, 0, 8)

    def test_the_marked_sheet_goes_when_nothing_is_faulty_any_more(self, tmp_path: Path, own: Path) -> None:
        sheet = "Student's full name,Your full name,State\nMaya Okafor,Adaeze Okafor,{}\n"
        run(sheet.format("nowhere").encode(), tmp_path / "out", own, format="csv")
        assert "marked.xlsx" in files(tmp_path / "out")
        run(sheet.format("CA").encode(), tmp_path / "out", own, format="csv", mode="faulty")
        assert "marked.xlsx" not in files(tmp_path / "out")

    def test_a_file_that_cannot_be_read_leaves_the_folder_free_for_the_corrected_one(
        self, tmp_path: Path, own: Path
    ) -> None:
        with pytest.raises(BatchInputError):
            run(b"Student's full name,Your name of it\nMaya,Ada\n", tmp_path / "out", own, format="csv")
        assert run(b"student/name,sender/name\nMaya,Ada\n", tmp_path / "out", own, format="csv").counts.ready == 1

    def test_two_runs_into_one_folder_are_kept_apart(self, tmp_path: Path, own: Path) -> None:
        def meddle(record: Any, counts: Counts) -> None:
            with pytest.raises(OutputError, match="Another run is writing"):
                run(jsonl(TWO_KINDS), tmp_path / "out", own, mode="resume")

        run(jsonl(TWO_KINDS), tmp_path / "out", own, tell=meddle)

    def test_a_torn_last_line_of_the_journal_is_done_again(self, tmp_path: Path, own: Path) -> None:
        content, out, seen = jsonl(TWO_KINDS, SMALLEST, TWO_KINDS), tmp_path / "out", []
        run(content, tmp_path / "whole", own)
        run(content, out, own, is_stopped=lambda: len(seen) > 1, tell=lambda *row: seen.append(1))
        journal = out / ".iepdocs-journal.jsonl"
        journal.write_bytes(journal.read_bytes()[:-40])
        run(content, out, own, mode="resume")
        assert contents(out) == contents(tmp_path / "whole")

    @pytest.mark.parametrize("is_gone", [False, True])
    def test_a_document_that_a_power_cut_tore_or_took_is_made_again(
        self, tmp_path: Path, own: Path, is_gone: bool
    ) -> None:
        content, out, seen = jsonl(TWO_KINDS, SMALLEST), tmp_path / "out", []
        run(content, tmp_path / "whole", own)
        run(content, out, own, is_stopped=lambda: bool(seen), tell=lambda *row: seen.append(1))
        torn = out / "Maya Okafor/504-letter-2026-11-16.docx"
        torn.unlink() if is_gone else torn.write_bytes(b"")
        run(content, out, own, mode="resume")
        assert contents(out) == contents(tmp_path / "whole")


def test_every_document_under_a_final_name_opens(tmp_path: Path, own: Path) -> None:
    run(jsonl(TWO_KINDS), tmp_path / "out", own)
    for name in files(tmp_path / "out"):
        if name.endswith(".docx"):
            assert zipfile.ZipFile(io.BytesIO((tmp_path / "out" / name).read_bytes())).testzip() is None
