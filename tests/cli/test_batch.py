"""`iepdocs batch`, `sheet` and `cases`: what they print, write and say, and their exit status."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.faces import SMALLEST, iepdocs

pytestmark = pytest.mark.usefixtures("own")


def cases_file(folder: Path, *cases: Any, name: str = "cases.jsonl") -> Path:
    path = folder / name
    path.write_text("\n".join(case if isinstance(case, str) else json.dumps(case) for case in cases))
    return path


FAULTY = {"student": {"name": "Bea Voss"}, "sender": {"name": "Bo Voss"}, "state": "nowhere"}


class TestBatch:
    def test_all_rows_done_is_status_0(self, tmp_path: Path) -> None:
        said = iepdocs("batch", cases_file(tmp_path, SMALLEST), "-o", tmp_path / "out", "--workers", "1")
        assert (said.exit_code, said.stderr) == (0, "")
        assert said.stdout == f"{tmp_path / 'out'}: drafts for 1 of 1 row.\n"
        assert len(list((tmp_path / "out" / "Ada Voss").iterdir())) == 5

    def test_a_row_with_faults_is_named_with_its_place_and_status_is_1(self, tmp_path: Path) -> None:
        said = iepdocs("batch", cases_file(tmp_path, SMALLEST, FAULTY), "-o", tmp_path / "out", "--workers", "1")
        assert said.exit_code == 1
        assert said.stderr == (
            "row 2: /state: This is not the code of a US state or DC. Use two capital letters, such as TX for Texas.\n"
        )
        assert "drafts for 1 of 2 rows; 1 with faults, see report.json" in said.stdout

    def test_a_sheet_names_the_cell(self, tmp_path: Path) -> None:
        sheet = cases_file(tmp_path, "Student's full name,Your full name,State", "Ada,Bo,nowhere", name="cases.csv")
        said = iepdocs("batch", sheet, "-o", tmp_path / "out", "--workers", "1")
        assert said.stderr.startswith("row 2 (C2): /state: ")
        assert said.stdout.endswith("drafts for 0 of 1 row; 1 with faults, see marked.xlsx.\n")
        assert (tmp_path / "out" / "marked.xlsx").exists()

    def test_the_marked_sheet_may_be_corrected_where_it_stands(self, tmp_path: Path) -> None:
        sheet, out = (
            cases_file(tmp_path, "Student's full name,Your full name,State", "Ada,Bo,X", name="c.csv"),
            tmp_path / "out",
        )
        iepdocs("batch", sheet, "-o", out, "--workers", "1")
        book = load_workbook(out / "marked.xlsx")
        book["Sheet"]["C2"].value = "CA"
        book.save(out / "marked.xlsx")
        said = iepdocs("batch", out / "marked.xlsx", "-o", out, "--only", "faulty", "--workers", "1")
        assert (said.exit_code, said.stderr) == (0, "")
        book = load_workbook(out / "marked.xlsx")
        assert (book.sheetnames, book["Sheet"]["C2"].value, book["Sheet"]["C2"].comment) == (["Sheet"], "CA", None)

    def test_what_is_missing_only_because_its_cell_cannot_be_read_is_not_said_twice(self, tmp_path: Path) -> None:
        sheet = cases_file(tmp_path, "Student's full name,Your full name", "#REF!,Bo", name="cases.csv")
        said = iepdocs("batch", sheet, "--check", "--workers", "1")
        assert said.stderr == (
            "row 2 (A2): /student/name: The formula in this cell gives an error. Mend it, or type the value.\n"
        )

    def test_json_prints_the_report(self, tmp_path: Path) -> None:
        said = iepdocs(
            "batch", cases_file(tmp_path, SMALLEST, FAULTY), "-o", tmp_path / "out", "--json", "--workers", "1"
        )
        assert said.exit_code == 1
        assert said.stdout == (tmp_path / "out" / "report.json").read_text()
        assert [row["status"] for row in json.loads(said.stdout)["rows"]] == ["ready", "faulty"]

    def test_check_writes_nothing(self, tmp_path: Path) -> None:
        source = cases_file(tmp_path, SMALLEST, FAULTY)
        before = sorted(tmp_path.rglob("*"))
        said = iepdocs("batch", source, "--check", "--workers", "1")
        assert (said.exit_code, said.stdout) == (1, "1 of 2 rows ready, 1 with faults.\n")
        assert said.stderr.startswith("row 2: /state: ")
        assert sorted(tmp_path.rglob("*")) == before

    def test_a_check_that_is_stopped_says_that_it_has_not_seen_all(self, tmp_path: Path) -> None:
        source = cases_file(tmp_path, FAULTY, *[SMALLEST] * 3000)
        command = [sys.executable, "-c", "from service.cli import main; main()", "batch", str(source), "--check"]
        with subprocess.Popen([*command, "--workers", "1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stderr is not None
            assert process.stderr.readline().startswith(b"row 1: /state")
            process.send_signal(signal.SIGINT)
            printed, said = process.communicate(timeout=60)
        assert process.returncode == 130
        assert re.fullmatch(rb"Stopped after [\d,]+ rows?\. The rest was not looked at\.\n", said)
        assert printed.endswith(b" ready, 1 with faults.\n")

    def test_check_in_json_says_what_is_wrong_or_open_in_each_row(self, tmp_path: Path) -> None:
        said = iepdocs("batch", cases_file(tmp_path, SMALLEST, FAULTY), "--check", "--json", "--workers", "1")
        found = json.loads(said.stdout)
        assert (found["total"], found["ready"], found["faulty"], said.stderr) == (2, 1, 1, "")
        assert [bool(row["blanks"]) for row in found["rows"]] == [True, False]

    @pytest.mark.parametrize("start", ["{", "[", "Student's"])
    def test_standard_input_is_read_whatever_it_holds(self, tmp_path: Path, start: str) -> None:
        text = {
            "{": json.dumps(SMALLEST),
            "[": json.dumps([SMALLEST], indent=1),
            "Student's": "Student's full name,Your full name\nAda Voss,Bo Voss\n",
        }[start]
        said = iepdocs("batch", "-", "-o", tmp_path / "out", "--workers", "1", stdin=text)
        assert (said.exit_code, said.stderr) == (0, "")
        assert (tmp_path / "out" / "Ada Voss").is_dir()

    def test_set_changes_a_field_in_every_row(self, tmp_path: Path) -> None:
        source = cases_file(tmp_path, SMALLEST)
        said = iepdocs("batch", source, "-o", tmp_path / "out", "--set", "review_on=2027-01-15", "--workers", "1")
        case = json.loads((tmp_path / "out" / "Ada Voss" / "case.json").read_text())
        assert (said.exit_code, case["section_504_letter"]) == (0, {"review_on": "2027-01-15"})

    def test_only_faulty_does_again_what_failed(self, tmp_path: Path) -> None:
        iepdocs("batch", cases_file(tmp_path, SMALLEST, FAULTY), "-o", tmp_path / "out", "--workers", "1")
        mended = cases_file(tmp_path, SMALLEST, {**FAULTY, "state": "CA"})
        said = iepdocs("batch", mended, "-o", tmp_path / "out", "--only", "faulty", "--workers", "1")
        assert (said.exit_code, said.stderr) == (0, "")
        assert (tmp_path / "out" / "Bea Voss").is_dir()

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["no such file.csv", "-o", "out"], "There is no such file"),
            (["cases.docx", "-o", "out"], "ending must be .json, .jsonl, .csv or .xlsx"),
            (["cases.jsonl"], "Say by -o DIR"),
            (["cases.jsonl", "-o", "out", "--resume", "--only", "faulty"], "exclude each other"),
            (["cases.jsonl", "-o", "out", "--workers", "2", "--scheduler", "tcp://x:1"], "exclude each other"),
            (["cases.jsonl", "-o", "out", "--check", "--resume"], "--check looks at every row"),
            (["cases.jsonl", "-o", "out", "--set", "name=x"], "More than one field"),
            (["cases.jsonl", "-o", "out", "--set", "grade"], "FIELD=VALUE"),
            (["cases.jsonl", "-o", "cases.jsonl"], "This is a file"),
            (["cases.jsonl", "-o", "cases.jsonl/out"], "A part of this path is a file. Choose another folder."),
            (["cases.jsonl", "-o", "x" * 300], "The path is too long. Choose a folder nearer to the top."),
            (["cases.jsonl", "-o", "loop/out"], "Nothing can be written there (Too many levels of symbolic links)."),
            (["cases.jsonl", "-o", "nowhere://out"], "cannot be opened"),
            (["cases.jsonl", "-o", "abfs://drafts/out"], "is missing. Run: pip install adlfs"),
            (["cases.jsonl", "-o", "out", "--only", "faulty"], "no report in this folder"),
            (["cases.jsonl", "-o", "out", "--scheduler", "tcp://127.0.0.1:9"], "No Dask scheduler answers there"),
            (["headings.csv", "-o", "out"], "no column “Your full name”"),
        ],
    )
    def test_what_cannot_start_is_one_line_and_status_2(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
    ) -> None:
        cases_file(tmp_path, SMALLEST)
        cases_file(tmp_path, "Student's full name", "Ada", name="headings.csv")
        (tmp_path / "loop").symlink_to("loop")
        monkeypatch.setattr("service.casework.batches.cluster._CONNECT", 0.5)
        monkeypatch.chdir(tmp_path)
        answer = iepdocs("batch", *arguments)
        assert answer.exit_code == 2, answer.output
        assert said in answer.stderr
        assert len(answer.stderr.splitlines()) == 1

    @pytest.mark.parametrize(
        ("package", "arguments"),
        [
            ("fsspec.core", ["-o", "ftp://nobody/out"]),
            ("distributed", ["-o", "out", "--scheduler", "tcp://127.0.0.1:9"]),
        ],
    )
    def test_what_only_a_cluster_needs_is_named_where_it_is_not_installed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str, arguments: list[str]
    ) -> None:
        monkeypatch.setitem(sys.modules, package, None)
        said = iepdocs("batch", cases_file(tmp_path, SMALLEST), *arguments)
        assert said.exit_code == 2
        assert said.stderr.endswith(" is not installed here. Run: pip install 'iepdocs[cluster]'\n")

    def test_what_is_assumed_of_the_file_as_a_whole_is_said_once(self, tmp_path: Path) -> None:
        source = cases_file(tmp_path, "Student's full name,Your full name", name="cases.csv")
        for more in (["-o", tmp_path / "out"], ["--check"]):
            said = iepdocs("batch", source, *more, "--workers", "1")
            assert said.exit_code == 0
            assert said.stderr.startswith("There is no client in this file.")

    def test_ctrl_c_ends_it_cleanly_with_what_is_done(self, tmp_path: Path) -> None:
        source = cases_file(tmp_path, *[{**SMALLEST, "reference": str(number)} for number in range(3000)])
        command = [sys.executable, "-c", "from service.cli import main; main()", "batch", str(source)]
        process = subprocess.Popen(
            [*command, "-o", str(tmp_path / "out"), "--workers", "2"], stderr=subprocess.PIPE, start_new_session=True
        )
        while not list((tmp_path / "out").glob("*/case.json")):
            time.sleep(0.05)
            assert process.poll() is None
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
        _, said = process.communicate(timeout=60)
        assert process.returncode == 130
        assert b"The same command with --resume goes on." in said
        assert b"Traceback" not in said
        report = json.loads((tmp_path / "out" / "report.json").read_text())
        assert not report["complete"]
        assert 0 < report["total"] < 3000
        for row in report["rows"]:
            assert (tmp_path / "out" / row["folder"]).is_dir()


class TestSheet:
    def test_it_writes_a_workbook_that_can_be_run_at_once(self, tmp_path: Path) -> None:
        path = tmp_path / "clients.xlsx"
        assert iepdocs("sheet", "-o", path).stdout == f"{path}\n"
        book = load_workbook(path)
        book["Clients"].append(["7", "Ada Voss", "Bo Voss"])
        book.save(path)
        said = iepdocs("batch", path, "-o", tmp_path / "out", "--workers", "1")
        assert (said.exit_code, (tmp_path / "out" / "7").is_dir()) == (0, True)

    def test_it_replaces_no_file(self, tmp_path: Path) -> None:
        path = tmp_path / "clients.xlsx"
        path.write_bytes(b"filled in")
        assert iepdocs("sheet", "-o", path).exit_code == 2
        assert path.read_bytes() == b"filled in"

    def test_it_writes_xlsx_alone(self, tmp_path: Path) -> None:
        assert iepdocs("sheet", "-o", tmp_path / "clients.ods").exit_code == 2


class TestCases:
    @pytest.mark.parametrize("ending", ["xlsx", "csv", "jsonl"])
    def test_the_drafts_of_a_batch_come_back_as_one_sheet(self, tmp_path: Path, ending: str) -> None:
        second = {**SMALLEST, "student": {"name": "Bea Voss"}, "cc": [{"name": "=Ms. Tran"}]}
        iepdocs("batch", cases_file(tmp_path, SMALLEST, second), "-o", tmp_path / "out", "--workers", "1")
        sheet = tmp_path / f"back.{ending}"
        said = iepdocs("cases", tmp_path / "out", "-o", sheet)
        assert (said.exit_code, said.stdout) == (0, f"{sheet}: 2 cases.\n")
        iepdocs("batch", sheet, "-o", tmp_path / "again", "--workers", "1")
        for name in ("Ada Voss", "Bea Voss"):
            for file in (tmp_path / "out" / name).iterdir():
                assert (tmp_path / "again" / name / file.name).read_bytes() == file.read_bytes()

    def test_a_file_with_faults_is_named_and_the_rest_is_there(self, tmp_path: Path) -> None:
        folder = tmp_path / "cases"
        folder.mkdir()
        cases_file(folder, SMALLEST, name="a.json")
        cases_file(folder, {**FAULTY, "language": "fr"}, name="b.json")
        said = iepdocs("cases", folder, "-o", tmp_path / "back.xlsx")
        begins = sorted(line.split(": ")[:2] for line in said.stderr.splitlines())
        assert begins == [[str(folder / "b.json"), "/language"], [str(folder / "b.json"), "/state"]]
        assert said.exit_code == 1
        assert "1 case." in said.stdout

    def test_a_folder_without_cases_is_refused(self, tmp_path: Path) -> None:
        assert iepdocs("cases", tmp_path, "-o", tmp_path / "back.xlsx").exit_code == 2

    @pytest.mark.parametrize(
        ("name", "said"), [("back.ods", "end the name in .xlsx, .csv or .jsonl"), ("there.csv", "is there already")]
    )
    def test_a_sheet_of_another_kind_or_one_that_is_there_is_not_written(
        self, tmp_path: Path, name: str, said: str
    ) -> None:
        (tmp_path / "there.csv").write_text("of last week")
        answer = iepdocs("cases", tmp_path, "-o", tmp_path / name)
        assert (answer.exit_code, said in answer.stderr) == (2, True)
        assert [path.name for path in tmp_path.glob("*.*")] == ["there.csv"]
        assert (tmp_path / "there.csv").read_text() == "of last week"
