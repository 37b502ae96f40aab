"""What each command prints, writes and says, and its exit status."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import docx
import pytest

from schemas.projections import case_json_schema, sample_case
from service import casework
from service.assembly import reading_copy
from service.casework import KINDS
from tests.faces import SMALLEST, iepdocs, write_template

pytestmark = pytest.mark.usefixtures("own")


def case_file(folder: Path, raw_case: Any) -> Path:
    """The case as a file."""
    path = folder / "case.json"
    path.write_text(raw_case if isinstance(raw_case, str) else json.dumps(raw_case))
    return path


class TestAssemble:
    def test_it_writes_the_documents_that_the_case_names_and_prints_their_paths(self, tmp_path: Path) -> None:
        path = case_file(tmp_path, {**SMALLEST, "documents": ["section_504_letter", "evaluation_request"]})
        said = iepdocs("assemble", path, "-o", tmp_path / "out")
        written = [
            str(tmp_path / "out" / "504-letter-2026-11-16.docx"),
            str(tmp_path / "out" / "evaluation-request-2026-11-16.docx"),
        ]
        assert (said.exit_code, said.stdout.splitlines(), said.stderr) == (0, written, "")
        assert "section_504_letter for Ada Voss" in reading_copy(Path(written[0]).read_bytes())

    def test_it_writes_all_four_when_the_case_names_none(self, tmp_path: Path) -> None:
        said = iepdocs("assemble", case_file(tmp_path, SMALLEST), "-o", tmp_path / "out")
        assert (said.exit_code, len(said.stdout.splitlines())) == (0, 4)

    def test_it_writes_only_the_kinds_asked_for_each_once(self, tmp_path: Path) -> None:
        kinds = ("-k", "reintegration_plan", "--kind", "reintegration-plan")
        said = iepdocs("assemble", case_file(tmp_path, SMALLEST), *kinds, "-o", tmp_path)
        assert said.stdout.splitlines() == [str(tmp_path / "reintegration-plan-2026-11-16.docx")]

    def test_it_reads_standard_input(self, tmp_path: Path) -> None:
        said = iepdocs("assemble", "-", "-o", tmp_path, stdin=json.dumps(SMALLEST))
        assert (said.exit_code, len(said.stdout.splitlines())) == (0, 4)

    def test_it_replaces_its_own_earlier_file_and_says_so(self, tmp_path: Path) -> None:
        ask = ("assemble", case_file(tmp_path, SMALLEST), "-k", "reintegration_plan", "-o", tmp_path / "out")
        first, again = iepdocs(*ask), iepdocs(*ask)
        assert again.stdout == first.stdout
        assert (
            again.stderr == f"{tmp_path / 'out' / 'reintegration-plan-2026-11-16.docx'}: replaced the earlier file.\n"
        )
        assert [file.name for file in (tmp_path / "out").iterdir()] == ["reintegration-plan-2026-11-16.docx"]

    def test_a_letter_edited_since_stays_and_the_new_one_lies_beside_it(self, tmp_path: Path) -> None:
        path = tmp_path / "reintegration-plan-2026-11-16.docx"
        ask = ("assemble", case_file(tmp_path, SMALLEST), "-k", "reintegration_plan", "-o", tmp_path)
        iepdocs(*ask)
        fresh = path.read_bytes()
        word = docx.Document(str(path))
        word.add_paragraph("In my own words.")
        word.save(str(path))
        edited = path.read_bytes()
        beside = tmp_path / "reintegration-plan-2026-11-16-2.docx"
        for _ in range(2):
            said = iepdocs(*ask)
            assert (said.exit_code, said.stdout) == (0, f"{beside}\n")
            assert said.stderr.startswith(f"{path}: was changed since and stays; the new document is {beside.name}.\n")
            assert (path.read_bytes(), beside.read_bytes()) == (edited, fresh)
        assert sorted(tmp_path.glob("*.docx")) == [beside, path]

    def test_a_document_without_a_tag_is_replaced_by_itself(self, tmp_path: Path, own: Path) -> None:
        write_template(own, "reintegration_plan", "The same words for everybody.")
        ask = ("assemble", case_file(tmp_path, SMALLEST), "-k", "reintegration_plan", "-o", tmp_path)
        first, again = iepdocs(*ask), iepdocs(*ask)
        assert again.stdout == first.stdout

    def test_a_file_of_another_program_under_the_name_of_a_letter_stays(self, tmp_path: Path) -> None:
        path = tmp_path / "reintegration-plan-2026-11-16.docx"
        path.write_bytes(b"not a Word file")
        iepdocs("assemble", case_file(tmp_path, SMALLEST), "-k", "reintegration_plan", "-o", tmp_path)
        assert path.read_bytes() == b"not a Word file"
        assert (tmp_path / "reintegration-plan-2026-11-16-2.docx").exists()

    def test_a_file_it_writes_may_be_read_as_any_other(self, tmp_path: Path) -> None:
        iepdocs("assemble", case_file(tmp_path, SMALLEST), "-k", "reintegration_plan", "-o", tmp_path)
        usual = (tmp_path / "case.json").stat().st_mode
        assert stat.S_IMODE((tmp_path / "reintegration-plan-2026-11-16.docx").stat().st_mode) == stat.S_IMODE(usual)

    def test_a_case_that_fails_leaves_nothing_behind(self, tmp_path: Path, own: Path) -> None:
        write_template(own, "reintegration_plan", "{{ no_such_name }}")
        said = iepdocs("assemble", case_file(tmp_path, SMALLEST), "-o", tmp_path / "out")
        assert said.exit_code == 1
        assert "reintegration_plan" in said.stderr and "no_such_name" in said.stderr
        assert not (tmp_path / "out").exists()

    def test_a_full_disk_leaves_the_earlier_file_and_no_other(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ask = ("assemble", case_file(tmp_path, SMALLEST), "-k", "reintegration_plan", "-o", tmp_path / "out")
        iepdocs(*ask)
        earlier = (tmp_path / "out" / "reintegration-plan-2026-11-16.docx").read_bytes()

        def full(number: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full)
        said = iepdocs(*ask)
        assert said.exit_code == 2
        assert said.stderr.endswith(
            "cannot be written (no space left on device). Check the folder, its rights and the space left.\n"
        )
        assert [file.read_bytes() for file in (tmp_path / "out").iterdir()] == [earlier]


class TestCheck:
    def test_it_lists_blanks_advice_and_deadlines(self, tmp_path: Path) -> None:
        said = iepdocs("check", case_file(tmp_path, SMALLEST))
        assert (said.exit_code, said.stderr) == (0, "")
        assert said.stdout.startswith(
            "Blanks to fill: 1\n"
            "  /recipient/name: name of the person this goes to "
            "(evaluation_request, section_504_letter, reintegration_plan, credit_recovery_proposal)\n"
        )
        assert "\nAdvice: " in said.stdout and "\nDeadlines: " in said.stdout

    def test_advice_has_its_source_and_a_deadline_says_by_when_and_what_to_confirm(self, tmp_path: Path) -> None:
        vermont = {**SMALLEST, "state": "VT", "date": "2026-11-16", "documents": ["evaluation_request"]}
        lines = iepdocs("check", case_file(tmp_path, vermont)).stdout.splitlines()
        advice = lines[lines.index("Advice: 4") + 1 : lines.index("Deadlines: 4")]
        assert [line.startswith("    source: ") for line in advice] == [False, True] * 4
        answer, evaluation = lines[lines.index("Deadlines: 4") + 1 :][:2]
        assert answer.startswith("  2026-12-01: The school district must ask for consent")
        assert answer.endswith("; confirm with your state)")
        assert evaluation.startswith("  60 calendar days from the day the school receives signed consent: ")

    def test_in_json_it_is_what_the_service_gives_and_no_errors(self, tmp_path: Path) -> None:
        found = json.loads(iepdocs("check", case_file(tmp_path, SMALLEST), "--json").stdout)
        assert list(found) == ["errors", "blanks", "advice", "deadlines", "suggestions"]
        assert (found["errors"], len(found["blanks"])) == ([], 1)

    def test_each_fault_is_a_line_with_file_place_and_remedy(self, tmp_path: Path) -> None:
        path = case_file(tmp_path, {"student": {"name": "A", "grade": "13"}})
        said = iepdocs("check", path)
        assert (said.exit_code, said.stdout) == (1, "")
        first, second = said.stderr.splitlines()
        assert first.startswith(f"{path}: /student/grade: This is not one of the choices.")
        assert second.startswith(f"{path}: /sender: Add “sender”")

    def test_in_json_the_faults_are_on_standard_output(self, tmp_path: Path) -> None:
        said = iepdocs("check", case_file(tmp_path, {"student": {"name": "A"}}), "--json")
        assert (said.exit_code, said.stderr) == (1, "")
        assert [fault["pointer"] for fault in json.loads(said.stdout)["errors"]] == ["/sender"]


class TestNew:
    def test_its_case_is_one_that_assemble_takes(self, tmp_path: Path) -> None:
        assert iepdocs("new", tmp_path / "case.json").stdout == f"{tmp_path / 'case.json'}\n"
        said = iepdocs("assemble", tmp_path / "case.json", "-o", tmp_path)
        assert (said.exit_code, len(said.stdout.splitlines())) == (0, 4)

    def test_without_a_name_it_prints_the_case(self) -> None:
        assert json.loads(iepdocs("new").stdout) == sample_case()

    def test_it_keeps_a_file_that_is_there_unless_forced(self, tmp_path: Path) -> None:
        path = case_file(tmp_path, "mine")
        said = iepdocs("new", path)
        assert (said.exit_code, path.read_text()) == (2, "mine")
        assert "Choose another name, or add --force." in said.stderr
        assert iepdocs("new", path, "--force").exit_code == 0
        assert json.loads(path.read_text()) == sample_case()


def test_schema_is_the_published_one() -> None:
    assert json.loads(iepdocs("schema").stdout) == case_json_schema()


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["asemble"], "iepdocs: No such command 'asemble'. Did you mean 'assemble'? Run “iepdocs --help” to see how."),
        (
            ["templates", "chek"],
            "iepdocs templates: No such command 'chek'. Did you mean 'check'? "
            "Run “iepdocs templates --help” to see how.",
        ),
        (["assemble"], "iepdocs assemble: Missing argument 'CASE.json'. Run “iepdocs assemble --help” to see how."),
        (
            ["check", "case.json", "--jsn"],
            "iepdocs check: No such option '--jsn'. Did you mean '--json'? Run “iepdocs check --help” to see how.",
        ),
        (
            ["assemble", "case.json", "-k", "evaluation_reqest"],
            "iepdocs assemble: Invalid value for '-k' / '--kind': There is no document of this kind. "
            "Did you mean evaluation_request? Run “iepdocs assemble --help” to see how.",
        ),
        (["check", "none.json"], "none.json: cannot be read (no such file or directory). "
         "Check the name and your rights; “-” reads standard input."),
    ],
)  # fmt: skip
def test_what_cannot_start_is_one_line_and_status_2(
    arguments: list[str], line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = iepdocs(*arguments)
    assert (said.exit_code, said.stdout, said.stderr) == (2, "", line + "\n")


@pytest.mark.parametrize("body", ["", "{", "[" * 50_000, '{"a": NaN}'])
def test_what_is_no_json_could_not_be_started_on(body: str, tmp_path: Path) -> None:
    said = iepdocs("check", case_file(tmp_path, body))
    assert (said.exit_code, said.stdout, len(said.stderr.splitlines())) == (2, "", 1)


def test_an_own_folder_that_is_not_there_could_not_be_started_with(tmp_path: Path) -> None:
    said = iepdocs("assemble", case_file(tmp_path, SMALLEST), "--templates", tmp_path / "none")
    assert (said.exit_code, len(said.stderr.splitlines())) == (2, 1)


def test_a_template_that_cannot_be_used_is_told_with_all_that_is_wrong_and_nothing_is_written(
    tmp_path: Path, own: Path
) -> None:
    write_template(own, "evaluation_request", "Dear {{ student.nmae }}", "{{ recipient.nmae }}")
    said = iepdocs("assemble", case_file(tmp_path, SMALLEST), "-o", tmp_path / "out")
    assert (said.exit_code, said.stdout) == (1, "")
    assert "student.nmae" in said.stderr
    write_template(own, "evaluation_request", "{% if student.name %}")
    said = iepdocs("assemble", case_file(tmp_path, SMALLEST), "-o", tmp_path / "out")
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.startswith("evaluation_request.docx: ")
    assert not (tmp_path / "out").exists()


def test_a_command_by_itself_shows_its_help() -> None:
    said = iepdocs()
    assert (said.exit_code, said.stdout) == (2, "")
    assert "Commands:\n  new " in said.stderr


def test_the_help_of_assemble_names_every_kind() -> None:
    text = " ".join(iepdocs("assemble", "--help").stdout.split())
    assert all(kind.slug in text for kind in KINDS)


class TestWhatNobodyHasForeseen:
    def test_a_file_that_the_system_does_not_give_is_named(self, tmp_path: Path, own: Path) -> None:
        template = own / "en" / "evaluation_request.docx"
        template.unlink()
        template.mkdir()
        said = iepdocs("assemble", case_file(tmp_path, SMALLEST), "-o", tmp_path / "out")
        assert (said.exit_code, said.stdout) == (1, "")
        assert said.stderr == f"{template}: the system says “EISDIR”. Check disk and rights.\n"

    def test_an_error_of_ours_is_one_line_with_its_place_and_no_word_of_the_case(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*args: Any, **kwargs: Any) -> Any:
            raise ZeroDivisionError(f"{args} {kwargs}")

        monkeypatch.setattr(casework, "check_case", broken)
        said = iepdocs("check", case_file(tmp_path, SMALLEST))
        assert (said.exit_code, said.stdout) == (1, "")
        assert said.stderr.startswith("iepdocs: something went wrong in the program (ZeroDivisionError at tests/cli/")
        assert said.stderr.endswith("). Please report this line.\n") and "Ada" not in said.stderr
