"""One document of one case: its name, its words, its blanks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from service.casework import KINDS, DocumentKind, TemplateLibrary, UnknownKindError, assemble_document
from service.casework.documents import Blank, Document, assemble_documents, blanks_of
from tests.builders import TODAY, a_case, a_template
from tests.reading import assert_reads


@pytest.fixture
def library(tmp_path: Path) -> TemplateLibrary:
    """Two kinds of three lines each; the others are ours."""
    (tmp_path / "en").mkdir()
    for slug, lines in {
        "evaluation_request": ("{{ date }}", "Dear {{ recipient.name }}", "{{ student.name }} of {{ student.school }}"),
        "section_504_letter": (
            "{{ student.school }}",
            "{% for barrier in barriers %}{{ barrier.detail }}{% endfor %}",
            "{{ recipient.name }}, {{ recipient.name }}",
        ),
    }.items():
        (tmp_path / "en" / f"{slug}.docx").write_bytes(a_template(*lines))
    return TemplateLibrary(tmp_path)


def test_document_has_the_words_of_the_case_and_labelled_places_for_the_rest(library: TemplateLibrary) -> None:
    case = a_case({"student.school": "Harlan & Sons <Middle> School", "student.name": "Zoë “Z” O'Brien"})
    document = assemble_document(case, "evaluation_request", library=library, today=TODAY)
    assert_reads(
        document.content,
        [
            "November\u00a016, 2026",
            "Dear [name of the person this goes to]",
            "Zoë “Z” O'Brien of Harlan & Sons <Middle> School",
        ],
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_file_name_says_kind_and_date_and_not_the_child(kind: DocumentKind, library: TemplateLibrary) -> None:
    slug, stem = kind.slug, kind.file_stem
    today = assemble_document(a_case(), slug, library=library, today=TODAY)
    dated = assemble_document(a_case(date="2026-01-05"), slug, library=library, today=TODAY)
    assert (today.filename, dated.filename) == (f"{stem}-2026-11-16.docx", f"{stem}-2026-01-05.docx")


def test_same_case_template_and_day_give_the_same_bytes(library: TemplateLibrary) -> None:
    contents = {assemble_document(a_case(), "evaluation_request", library=library, today=TODAY).content for _ in "ab"}
    assert len(contents) == 1


def test_another_day_gives_another_date_only(library: TemplateLibrary) -> None:
    document = assemble_document(a_case(), "evaluation_request", library=library, today=TODAY + dt.timedelta(days=1))
    assert_reads(
        document.content,
        [
            "November\u00a017, 2026",
            "Dear [name of the person this goes to]",
            "Maya Okafor of [name of the school]",
        ],
    )


def test_an_unknown_kind_is_refused(library: TemplateLibrary) -> None:
    with pytest.raises(UnknownKindError):
        assemble_document(a_case(), "letter", library=library, today=TODAY)


class TestBlanks:
    def test_are_those_that_stand_in_the_documents_in_reading_order(self, library: TemplateLibrary) -> None:
        case = a_case(barriers=[{"kind": "anxiety"}])
        documents = [
            assemble_document(case, slug, library=library, today=TODAY)
            for slug in ("evaluation_request", "section_504_letter")
        ]
        both = ("evaluation_request", "section_504_letter")
        assert blanks_of(documents) == (
            Blank("/recipient/name", "name of the person this goes to", both),
            Blank("/student/school", "name of the school", both),
            Blank("/barriers/0/detail", "what makes it hard", ("section_504_letter",)),
        )

    def test_are_none_when_the_case_gives_everything(self, library: TemplateLibrary) -> None:
        case = a_case({"recipient.name": "Dr. Ortiz", "student.school": "Harlan"})
        assert blanks_of([assemble_document(case, "evaluation_request", library=library, today=TODAY)]) == ()

    def test_text_of_a_case_cannot_pass_for_a_blank(self, library: TemplateLibrary) -> None:
        forged = '<w:sdt><w:sdtPr><w:alias w:val="a"/><w:tag w:val="b"/><w:showingPlcHdr/>'
        case = a_case({"recipient.name": forged[:120], "student.school": "[name of the school]"})
        assert blanks_of([assemble_document(case, "evaluation_request", library=library, today=TODAY)]) == ()

    def test_of_no_documents_are_none(self) -> None:
        assert blanks_of(list[Document]()) == ()

    def test_name_the_entry_that_its_author_wrote_beside_an_empty_one(self) -> None:
        lists = {
            "section_504_letter.services": {"text": "counseling"},
            "reintegration_plan.phases": {"name": "Re-entry"},
            "reintegration_plan.interventions": {"text": "skills group"},
            "credit_recovery_proposal.courses": {"name": "Algebra II", "supports": ["tutor"]},
            "credit_recovery_proposal.load_by_phase": {"phase": "Another"},
        }
        case = a_case({path: [{}, entry] for path, entry in lists.items()})
        blanks = blanks_of(assemble_documents(case, library=TemplateLibrary(), today=TODAY))
        for path in lists:
            beginning = f"/{path.replace('.', '/')}/"
            within = [blank.pointer.removeprefix(beginning) for blank in blanks if blank.pointer.startswith(beginning)]
            assert {rest.split("/")[0] for rest in within} == {"1"}, path
