"""`iepdocs templates`: what each command of the workshop prints, writes and says, and its exit status."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from schemas.walk import walk
from service.assembly import reading_copy
from service.casework import KINDS
from service.casework.library import shipped_folder
from tests.assembly.word import docx
from tests.faces import iepdocs, write_template

pytestmark = pytest.mark.usefixtures("own")


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A folder begun with our evaluation request."""
    iepdocs("templates", "copy", "evaluation_request", "-o", tmp_path / "ours")
    return tmp_path / "ours"


def changed(path: Path, old: str, new: str) -> None:
    """Change words in the body of a Word file, as an author would."""
    with zipfile.ZipFile(path) as archive:
        members = {info: archive.read(info) for info in archive.infolist()}
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for info, content in members.items():
            if info.filename == "word/document.xml":
                assert old in content.decode()
                content = content.decode().replace(old, new).encode()
            archive.writestr(info, content)
    path.write_bytes(out.getvalue())


class TestList:
    def test_says_whose_each_is(self, own: Path) -> None:
        rows = json.loads(iepdocs("templates", "list", "--json").stdout)
        english = {row["kind"]: row for row in rows if row["language"] == "en"}
        assert set(english) >= {kind.slug for kind in KINDS}
        for kind in KINDS:
            row = english[kind.slug]
            assert (row["origin"], row["path"]) == ("own", str(own / "en" / f"{row['kind']}.docx"))
        assert "reintegration_plan" in iepdocs("templates", "list").stdout


class TestCheck:
    def test_nothing_is_found_in_ours(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("IEPDOCS_TEMPLATES")
        said = iepdocs("templates", "check")
        assert (said.exit_code, said.stdout) == (0, "")
        assert said.stderr.endswith(" checked, 0 cannot be used.\n")

    def test_every_fault_is_named_with_its_file_and_place(self, own: Path) -> None:
        write_template(own, "evaluation_request", "Dear {{ student.nmae }}", "and {{ recipient.name }}")
        write_template(own, "reintegration_plan", "{% if student.name %}")
        (own / "en" / "section_504_letter.docx").write_bytes(b"not a Word file")
        said = iepdocs("templates", "check")
        assert said.exit_code == 1
        errors = [line for line in said.stdout.splitlines() if ": error: " in line]
        assert [Path(line.split(": ")[0]).stem for line in errors] == [
            "evaluation_request",
            "reintegration_plan",
            "section_504_letter",
        ]
        assert (
            "“Dear {{ student.nmae }}”: “student.nmae” is no name of the case. Did you mean “student.name”?"
            in errors[0]
        )
        assert [line.rsplit(" ", 1)[1] for line in errors] == ["[unknown-name]", "[unbalanced]", "[not-a-word-file]"]

    def test_it_takes_files_and_folders(self, tmp_path: Path) -> None:
        bad = write_template(tmp_path / "more", "evaluation_request", "{{ no_such_name }}")
        for path in (bad, tmp_path / "more"):
            said = iepdocs("templates", "check", path, "--json")
            found = json.loads(said.stdout)
            assert (said.exit_code, found["checked"]) == (1, [str(bad)])
            assert {finding["path"] for finding in found["findings"]} == {str(bad)}

    def test_a_file_that_is_named_after_no_kind_is_checked_without_names(self, own: Path) -> None:
        path = write_template(own, "evaluation_reqest", "Dear {{ anything.at_all }}")
        said = iepdocs("templates", "check", path)
        assert said.exit_code == 0
        assert "Name it evaluation_request" in said.stdout

    def test_kind_says_what_such_a_file_is(self, own: Path) -> None:
        path = write_template(own, "my-letter", "Dear {{ anything.at_all }}")
        said = iepdocs("templates", "check", path, "--kind", "evaluation-request")
        assert said.exit_code == 1
        assert "unknown-kind" not in said.stdout and "unknown-name" in said.stdout

    def test_a_misspelt_kind_is_refused_with_the_nearest_named(self) -> None:
        said = iepdocs("templates", "check", "-k", "firstpage")
        assert said.exit_code == 2
        assert "Did you mean first_page?" in said.stderr

    def test_a_path_that_is_not_there_stops_it(self, tmp_path: Path) -> None:
        said = iepdocs("templates", "check", tmp_path / "none.docx")
        assert (said.exit_code, said.stdout) == (2, "")
        none = tmp_path / "none.docx"
        assert said.stderr == f"{none}: cannot be read (no such file or directory). Check the name and your rights.\n"

    def test_output_is_the_authors_own_file_with_a_comment_at_each_finding(self, tmp_path: Path) -> None:
        path = write_template(tmp_path, "evaluation_request", "fine", "Dear {{ student.nmae }}")
        said = iepdocs("templates", "check", path, "-o", tmp_path / "commented.docx")
        assert said.exit_code == 1
        copy = reading_copy(tmp_path / "commented.docx")
        assert "Dear {{ student.nmae }}[^0]" in copy
        assert "Did you mean “student.name”?" in copy
        findings = said.stdout.splitlines()
        assert len(findings) == copy.count("(iepdocs)")
        assert f"commented.docx: your file with {len(findings)} comments." in said.stderr

    def test_output_of_what_is_no_word_file_is_not_written(self, tmp_path: Path) -> None:
        (tmp_path / "letter.docx").write_bytes(b"%PDF-1.7")
        said = iepdocs("templates", "check", tmp_path / "letter.docx", "-o", tmp_path / "out.docx")
        assert said.exit_code == 1
        assert "is no Word file that can hold comments" in said.stderr
        assert not (tmp_path / "out.docx").exists()

    def test_output_takes_one_template_and_never_its_own_name(self, own: Path) -> None:
        path = own / "en" / "evaluation_request.docx"
        kept = path.read_bytes()
        assert "-o takes the comments of one template." in iepdocs("templates", "check", own, "-o", "x.docx").stderr
        said = iepdocs("templates", "check", path, "-o", path)
        assert (said.exit_code, path.read_bytes()) == (2, kept)
        assert "-o would replace the template itself." in said.stderr


class TestFields:
    def test_every_field_and_derived_value_is_listed(self) -> None:
        names = [line.split()[0] for line in iepdocs("templates", "fields").stdout.splitlines()]
        assert set(names) > {info.path for info in walk()}
        assert {"student.first_name", "packet.open_places"} <= set(names)

    def test_a_line_has_name_type_meaning_and_an_example(self) -> None:
        lines = iepdocs("templates", "fields", "evaluation_request").stdout.splitlines()
        line = next(line for line in lines if line.startswith("student.date_of_birth "))
        assert line.split(maxsplit=2)[1:] == ["date", "student's date of birth (such as: March\u00a09, 2015)"]

    def test_those_of_a_kind_leave_out_what_only_others_have(self) -> None:
        rows = json.loads(iepdocs("templates", "fields", "reintegration_plan", "--json").stdout)
        names = {row["name"] for row in rows}
        assert {"student.name", "reintegration_plan.phases[].goal", "student.first_name"} <= names
        assert not {name for name in names if name.startswith(("section_504_letter", "credit_recovery_proposal"))}
        assert all(row["meaning"] for row in rows)

    def test_the_first_page_has_fields_of_its_own(self) -> None:
        names = {row["name"] for row in json.loads(iepdocs("templates", "fields", "first_page", "--json").stdout)}
        assert {"student.name", "packet.blank_rows[].labels"} <= names
        assert "concern_lines" not in names

    def test_docx_writes_them_as_a_word_file(self, tmp_path: Path) -> None:
        said = iepdocs("templates", "fields", "evaluation-request", "--docx", tmp_path / "names.docx")
        assert (said.exit_code, said.stdout) == (0, f"{tmp_path / 'names.docx'}\n")
        copy = reading_copy(tmp_path / "names.docx")
        assert "[Title] Names for a template: special-education evaluation request" in copy
        assert "{{ student.date_of_birth }}" in copy
        again = iepdocs("templates", "fields", "evaluation-request", "--docx", tmp_path / "names.docx")
        assert again.stderr == f"{tmp_path / 'names.docx'}: replaced the earlier file.\n"


class TestCopy:
    def test_ours_are_the_start_of_an_own_folder(self, tmp_path: Path) -> None:
        said = iepdocs("templates", "copy", "-o", tmp_path / "start")
        written = sorted((tmp_path / "start").glob("*/*.docx"))
        assert said.exit_code == 0
        assert sorted(said.stdout.splitlines()) == [str(path) for path in written]
        shipped = sorted(shipped_folder().glob("*/*.docx"))
        assert [path.read_bytes() for path in written] == [path.read_bytes() for path in shipped]

    def test_only_the_kinds_asked_for_are_copied(self, tmp_path: Path) -> None:
        iepdocs("templates", "copy", "first_page", "section-504-letter", "-o", tmp_path / "start")
        assert {path.stem for path in (tmp_path / "start" / "en").iterdir()} == {"first_page", "section_504_letter"}

    def test_a_file_that_is_there_is_kept_unless_forced(self, tmp_path: Path, own: Path) -> None:
        mine = own / "en" / "first_page.docx"
        kept = mine.read_bytes()
        said = iepdocs("templates", "copy", "first_page", "-o", own)
        assert (said.exit_code, said.stdout, mine.read_bytes()) == (1, "", kept)
        assert said.stderr == f"{mine}: is there already and was kept. --force replaces it.\n"
        assert iepdocs("templates", "copy", "first_page", "-o", own, "--force").exit_code == 0
        assert mine.read_bytes() == (shipped_folder() / "en" / "first_page.docx").read_bytes()


class TestDiff:
    def test_a_copy_that_is_as_it_was_is_the_same(self, ours: Path) -> None:
        said = iepdocs("templates", "diff", "--templates", ours)
        assert said.exit_code == 0
        assert said.stdout == f"{ours / 'en' / 'evaluation_request.docx'}: is the same as ours.\n"

    def test_changed_words_are_told_with_the_words_around_them(self, ours: Path) -> None:
        changed(ours / "en" / "evaluation_request.docx", "a full and individual initial", "a whole")
        said = iepdocs("templates", "diff", "--templates", ours)
        assert said.exit_code == 0
        head, line, _ = said.stdout.splitlines()
        assert head.endswith("evaluation_request.docx: 2 changed.")
        assert line.startswith(
            "  changed: RE: ⇥ Request for a [-full and individual initial-]{+whole+} evaluation under"
        )

    def test_in_json_ours_and_yours_stand_side_by_side(self, ours: Path) -> None:
        changed(ours / "en" / "evaluation_request.docx", "a full and individual initial", "a whole")
        (found,) = json.loads(iepdocs("templates", "diff", "--templates", ours, "--json").stdout)
        difference = found["differences"][0]
        assert (found["standing"], difference["change"]) == ("differs", "changed")
        assert difference["ours"].replace("a full and individual initial", "a whole") == difference["yours"]

    def test_a_file_without_counterpart_or_without_words_is_said_so(self, ours: Path) -> None:
        (ours / "en" / "our_own.docx").write_bytes(docx("x"))
        (ours / "en" / "first_page.docx").write_bytes(b"not a Word file")
        said = iepdocs("templates", "diff", "--templates", ours)
        assert said.exit_code == 1
        assert "our_own.docx: has no counterpart among ours." in said.stdout
        assert "first_page.docx: cannot be compared." in said.stdout

    def test_it_needs_a_folder(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("IEPDOCS_TEMPLATES")
        said = iepdocs("templates", "diff")
        assert (said.exit_code, said.stdout) == (2, "")
        assert "Name your own folder with --templates DIR" in said.stderr
