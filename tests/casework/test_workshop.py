"""The workshop: what a template is held against, what trial cases find, what authors read of names and differences."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.walk import walk
from service.assembly import Finding, load_template, reading_copy
from service.assembly.proof import GivenText, proof
from service.casework.errors import UnknownKindError
from service.casework.library import shipped_folder
from service.casework.names import paths_in
from service.casework.requirements import must_rows
from service.casework.workshop import (
    differences_between,
    examine_file,
    examine_template,
    field_list,
    template_fields,
    template_kind,
    template_kinds,
    with_comments,
)
from service.casework.workshop.subjects import derived_of, names_for, trials_for
from service.casework.workshop.trial_cases import fullest_case, hostile_case, smallest_case
from tests.assembly.broken_templates import bookmarked
from tests.assembly.word import docx, paragraph, table
from tests.office import faults_for_word

KIND = "evaluation_request"
SLUGS = [kind.slug for kind in template_kinds()]
SHIPPED = sorted(shipped_folder().glob("*/*.docx"))


def codes(content: bytes, kind: str | None = KIND, severity: str = "error") -> list[str]:
    """The codes of what is found, without what these few words lack of a letter."""
    return [found.code for found in examine_template(content, kind).findings if found.severity == severity]


class TestTrialCases:
    def test_the_fullest_gives_every_field_there_is(self) -> None:
        given = set(paths_in(fullest_case().values))
        assert {info.path for info in walk() if info.type not in ("object", "list")} - given == set()

    def test_the_hostile_one_gives_every_free_text_a_mark_of_its_own(self) -> None:
        case, given = hostile_case()
        free = [info for info in walk() if info.type == "text" and not (info.choices or info.catalog)]
        assert len(given) >= len(free)
        assert len({each.mark for each in given}) == len(given)
        assert all(each.text.endswith(each.mark) or "@" in each.text for each in given)
        assert "<b>&amp;" in case.get("student.name")

    @pytest.mark.parametrize("language", ["en", "es", "xx"])
    def test_they_are_right_in_every_language_and_english_in_one_that_there_is_not(self, language: str) -> None:
        spoken = language if language != "xx" else "en"
        cases = (smallest_case(language), fullest_case(language), hostile_case(language)[0])
        assert [case.language for case in cases] == [spoken] * 3


class TestExamination:
    @pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
    def test_nothing_is_wrong_with_ours(self, path: Path) -> None:
        assert examine_file(path).findings == ()

    @pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
    def test_ours_can_be_filled_in_spanish_too(self, path: Path) -> None:
        assert examine_template(path, path.stem, "es").is_usable

    def test_each_request_that_a_template_no_longer_holds_is_named_with_what_it_asks(self) -> None:
        held = [row for row in must_rows(KIND) if row.slug != "eval.consent"]
        template = docx(*(bookmarked(row.bookmark, "x", number) for number, row in enumerate(held, 1)))
        (missing,) = (found for found in examine_template(template, KIND).findings if found.code.startswith("requi"))
        assert missing.message.startswith("no longer holds what it must: asks for the consent form")
        assert missing.severity == "warning"

    def test_a_failed_trial_is_told_at_its_paragraph_and_heading(self) -> None:
        template = docx(paragraph("Grades", style="Heading1"), "fine", "Dear {{ student.name + 1 }}")
        (error,) = (found for found in examine_template(template, KIND).findings if found.severity == "error")
        assert (error.code, error.paragraph, error.tag) == ("cannot-be-filled", 3, "{{ student.name + 1 }}")
        assert error.place == "Dear {{ student.name + 1 }}"

    def test_no_trial_is_made_of_what_has_errors_already(self) -> None:
        assert codes(docx("{{ student.nmae }}", "{{ 9**(9**9) }}")) == ["unknown-name"]

    def test_without_a_kind_any_name_is_allowed(self) -> None:
        assert codes(docx("{{ any.name }}"), kind=None) == []

    def test_the_names_of_the_first_page_are_its_own(self) -> None:
        assert codes(docx("{{ packet.open_places }} {{ student.name }}"), "first_page") == []
        assert codes(docx("{{ concern_lines }}"), "first_page") == ["unknown-name"]

    def test_an_unknown_kind_is_refused_with_the_nearest(self) -> None:
        with pytest.raises(UnknownKindError) as refused:
            examine_template(docx("x"), "evaluation-reqest")
        assert KIND in refused.value.nearest

    def test_a_letterhead_is_no_misnamed_template(self, tmp_path: Path) -> None:
        path = tmp_path / "letterhead.docx"
        path.write_bytes(docx("{{ sender.nmae }}", parts={"header1": paragraph("{{ sender.name }}")}))
        assert [found.code for found in examine_file(path).findings if found.severity == "error"] == ["unknown-name"]

    def test_a_misnamed_template_is_told_what_it_may_be_called(self, tmp_path: Path) -> None:
        near = "evaluation_request or iep_meeting_request"
        for name, meant in (("evaluation_requst", near), ("x", " or ".join(SLUGS))):
            path = tmp_path / f"{name}.docx"
            path.write_bytes(docx("x"))
            message = (
                f"is not named after a kind of document, so it is never used. Name it {meant}, if that is meant, or "
                "say with --kind what it is"
            )
            examination = examine_file(path)
            assert (examination.kind, examination.language) == (None, tmp_path.name)
            assert examination.findings[0] == Finding("unknown-kind", "warning", message)

    def test_what_cannot_be_unpacked_takes_no_comments(self) -> None:
        for content in (b"%PDF", docx("x")[:300]):
            examination = examine_template(content)
            assert not examination.is_usable
            assert with_comments(content, examination) is None

    def test_the_commented_file_is_valid_in_word(self, tmp_path: Path) -> None:
        ours = (shipped_folder() / "en" / "section_504_letter.docx").read_bytes()
        examination = examine_template(ours, KIND)
        commented = with_comments(ours, examination)
        assert commented is not None and len(examination.findings) > 20
        (tmp_path / "commented.docx").write_bytes(commented)
        assert faults_for_word(tmp_path / "commented.docx") == {"commented.docx": []}


class TestProof:
    def made(self, *body: str, **context: object) -> bytes:
        return load_template(docx(*body)).render(context)

    def test_a_sound_document_has_nothing_wrong(self) -> None:
        given = GivenText("Zq1z", "name", "<b> {{ 7 }} ’ and “so” Zq1z")
        made = self.made("Dear {{ name }},", table(["a", "{{ name }}"]), name=given.text)
        assert list(proof(made, [given], has_tag_like_text=True)) == []

    def test_a_text_that_lost_a_sign_is_named_by_its_label(self) -> None:
        (found,) = proof(self.made("{{ name }}", name="b> Zq1z"), [GivenText("Zq1z", "name of the school", "<b> Zq1z")])
        assert (found.code, "“name of the school”" in found.message) == ("text-not-whole", True)

    def test_a_text_that_is_not_printed_is_none_that_was_cut(self) -> None:
        assert list(proof(self.made("{{ name }}", name="x"), [GivenText("Zq1z", "name", "y Zq1z")])) == []

    def test_lines_of_a_text_are_found_again(self) -> None:
        given = GivenText("Zq1z", "address", "1 Elm\n2 Oak\tZq1z")
        assert list(proof(self.made("{{ address }}", address=given.text), [given])) == []

    @pytest.mark.parametrize("left", ["{{ x }}", "{% endif %}", "{# note #}"])
    def test_what_looks_like_a_tag_is_one_left_over(self, left: str) -> None:
        (found,) = proof(self.made("a {{ words }}", words=left))
        message = f"still holds “{left[:2]}” in print: a tag was not read. Type the tag anew, in one piece"
        assert found == Finding("leftover-tag", "error", message, "word/document.xml", f"a {left}", left[:2])

    def test_a_table_of_wrapped_rows_and_cells_with_a_paragraph_at_their_end_is_sound(self) -> None:
        def wrapped(inside: str) -> str:
            return f"<w:sdt><w:sdtContent>{inside}</w:sdtContent></w:sdt>"

        cell = f"<w:tc><w:tcPr/>{wrapped(paragraph('x'))}</w:tc>"
        assert list(proof(docx(f"<w:tbl>{wrapped(f'<w:tr>{wrapped(cell)}</w:tr>')}</w:tbl>"))) == []

    def test_each_part_tells_once_what_is_broken_in_it(self) -> None:
        bare = "<w:tbl><w:tr><w:tc><w:tcPr/></w:tc><w:tc/></w:tr><w:tr/></w:tbl><w:tbl/><w:tbl/>"
        drawing = '<w:r><w:drawing><wp:docPr id="7" name="x"/></w:drawing></w:r>'
        twice = paragraph(drawing, drawing, drawing)
        mark = bookmarked("a", "b", number=7)
        made = docx(bare, mark, parts={"header1": twice}, members={"word/a.xml": b"<a>", "word/b.rels": b"<a>"})
        assert [(found.code, found.severity, found.part) for found in proof(made)] == [
            ("empty-table", "error", "word/document.xml"),
            ("empty-table", "error", "word/document.xml"),
            ("cell-without-paragraph", "error", "word/document.xml"),
            ("repeated-id", "warning", "word/header1.xml"),
            ("broken-document", "error", "word/a.xml"),
            ("broken-document", "error", "word/b.rels"),
        ]

    def test_texts_are_told_in_the_order_in_which_they_were_given_each_once(self) -> None:
        given = [GivenText(f"Zq{number}z", f"text {number}", f"<b> Zq{number}z") for number in (3, 1, 2)]
        made = docx("Zq1z", "Zq3z", "<b> Zq2z".replace("<", "‹"), "Zq1z", parts={"header1": paragraph("Zq1z")})
        message = "prints only a part of “{}”. Leave out what cuts or changes it, such as a filter"
        assert list(proof(made, given)) == [
            Finding("text-not-whole", "warning", message.format(label), "word/document.xml")
            for label in ("text 3", "text 1", "text 2")
        ]


class TestFields:
    @pytest.mark.parametrize("kind", SLUGS)
    def test_every_name_listed_may_be_used_and_every_derived_value_is_listed(self, kind: str) -> None:
        listed = [field.name for field in template_fields(kind)]
        assert set(listed) <= names_for(kind)
        assert set(derived_of(kind)) <= set(listed)
        assert len(set(listed)) == len(listed)

    @pytest.mark.parametrize("kind", SLUGS)
    def test_every_name_that_prints_is_listed(self, kind: str) -> None:
        listed = {field.name for field in template_fields(kind)}
        others = set(SLUGS) - {kind}
        _, fullest, _ = trials_for(kind, "en")
        given = set(paths_in(fullest.context))
        groups = {name.rpartition(".")[0] for name in given}
        printing = {name for name in given - groups if not name.endswith("[]")}
        assert {name for name in printing - listed if name.split(".")[0] not in others} == set()

    def test_a_tag_says_how_to_write_a_name(self) -> None:
        tags = {field.name: field.tag for field in template_fields("reintegration_plan")}
        assert tags["student.name"] == "{{ student.name }}"
        assert tags["attendance.log"] == "{%p for item in attendance.log %} … {%p endfor %}"
        assert tags["attendance.log[].note"] == "{{ item.note }}"
        assert tags["reintegration_plan.phases[].steps"] == "{%p for inner in item.steps %} … {%p endfor %}"
        assert tags["reintegration_plan.phases[].steps[]"] == "{{ inner }}"
        assert tags["sender.is_student"] == "{% if sender.is_student %} … {% endif %}"
        assert tags["student"] == ""

    def test_a_derived_value_has_the_example_of_a_case(self) -> None:
        fields = {field.name: field for field in template_fields(KIND)}
        assert (fields["student.they"].example, fields["student.they"].type) == ("she", "text")
        assert fields["sender.is_student"].type == "boolean"

    @pytest.mark.parametrize("kind", [None, *SLUGS])
    def test_the_word_file_holds_them_all_and_repeats_its_header_rows(self, kind: str | None, tmp_path: Path) -> None:
        content = field_list(kind)
        copy = reading_copy(content)
        assert all(field.tag in copy for field in template_fields(kind))
        assert copy.count("|= [Table Heading] Write this |") == copy.count("[Heading 1]") > 5
        assert content == field_list(kind)

    def test_the_word_file_is_valid_in_word(self, tmp_path: Path) -> None:
        (tmp_path / "names.docx").write_bytes(field_list())
        assert faults_for_word(tmp_path / "names.docx") == {"names.docx": []}


class TestDifferences:
    @pytest.mark.parametrize(
        ("ours", "yours", "words"),
        [
            (["Dear {{ a }},"], ["Dear {{ a }},"], []),
            (["one two three"], ["one 2 three"], ["one [-two-]{+2+} three"]),
            (["one two three"], ["one three"], ["one [-two -]three"]),
            (["We ask {{ a.b }} now"], ["We ask {{ a.c }} now"], ["We ask [-{{ a.b }}-]{+{{ a.c }}+} now"]),
            (["one", "two"], ["one"], ["[-two-]"]),
            (["one"], ["one", "two"], ["{+two+}"]),
            (["quite other words"], ["nothing of that here"], ["[-quite other words-]", "{+nothing of that here+}"]),
        ],
    )  # fmt: skip
    def test_words_that_differ_are_told_in_words(self, ours: list[str], yours: list[str], words: list[str]) -> None:
        assert [each.words for each in differences_between(docx(*ours), docx(*yours))] == words

    def test_a_long_paragraph_shows_the_words_around_the_change_alone(self) -> None:
        long = " ".join(f"w{number}" for number in range(100))
        (found,) = differences_between(docx(long), docx(long.replace("w50", "new")))
        assert found.words.startswith("… w44 w45") and found.words.endswith("w55 w56 …")
        assert "[-w50-]{+new+}" in found.words

    def test_another_style_is_a_difference_too(self) -> None:
        (found,) = differences_between(docx(paragraph("x", style="A")), docx(paragraph("x", style="B")))
        assert (found.change, found.words) == ("changed", "“x”: style “A” is now “B”")

    def test_each_is_told_under_its_heading_or_part(self) -> None:
        heading = paragraph("Grades", style="Heading1")
        styles = '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
        ours = docx(heading, "good grades", parts={"styles": styles, "header1": paragraph("Our clinic")})
        yours = docx(heading, "fine grades", parts={"styles": styles, "header1": paragraph("Your clinic")})
        assert [each.heading for each in differences_between(ours, yours)] == ["Grades", "Header (default)"]


def test_hyphens_are_taken_for_underscores_in_the_name_of_a_kind() -> None:
    assert template_kind("first-page").slug == "first_page"
    assert template_kind("evaluation-request").slug == KIND
