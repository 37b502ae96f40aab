"""The letterhead of a clinic's own folder: on every document, picked up while running, told of in the document."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.catalogs import CATALOG_VERSION
from service.assembly import TemplateError
from service.assembly.properties import custom_properties
from service.casework import TemplateLibrary, all_kinds, assemble_document, assemble_packet
from service.casework.letterhead import letterhead_path
from service.casework.workshop.examination import examine_file
from tests.assembly.word import docx, paragraph
from tests.builders import TODAY, a_case, a_template
from tests.faces import client_of
from tests.reading import read

TIMES: Iterator[int] = iter(range(1_700_000_000, 1_800_000_000))


def letterhead(words: str) -> bytes:
    return docx("", parts={"header1": paragraph(words)})


def put(folder: Path, content: bytes) -> Path:
    """The letterhead of a folder, each time as a newer file."""
    path = letterhead_path(folder)
    path.write_bytes(content)
    os.utime(path, (0, next(TIMES)))
    return path


def made_with(library: TemplateLibrary, kind: str = "evaluation_request") -> bytes:
    return assemble_document(a_case(), kind, library=library, today=TODAY).content


@pytest.mark.parametrize("kind", [kind.slug for kind in all_kinds()])
def test_it_is_on_every_document_and_the_sender_stays(tmp_path: Path, kind: str) -> None:
    put(tmp_path, letterhead("Larkspur Clinic"))
    library = TemplateLibrary(tmp_path)
    lines = read(made_with(library, kind))
    assert "Larkspur Clinic" in lines
    without = read(made_with(TemplateLibrary(), kind))
    assert [line for line in lines if line not in ("Larkspur Clinic", "")] == [line for line in without if line]


def test_it_is_on_the_first_page_of_a_packet_too(tmp_path: Path) -> None:
    put(tmp_path, letterhead("Larkspur Clinic"))
    packet = assemble_packet(a_case(documents=["section_504_letter"]), library=TemplateLibrary(tmp_path), today=TODAY)
    assert "Larkspur Clinic" in read(packet.first_page.content)


def test_a_new_a_changed_and_a_removed_one_are_picked_up(tmp_path: Path) -> None:
    library = TemplateLibrary(tmp_path, patience=0)
    assert "First" not in read(made_with(library))
    put(tmp_path, letterhead("First"))
    assert "First" in read(made_with(library))
    path = put(tmp_path, letterhead("Second"))
    assert "Second" in read(made_with(library)) and library.letterhead == path
    path.unlink()
    assert "Second" not in read(made_with(library)) and library.letterhead is None


def test_half_a_letterhead_leaves_the_last_good_one_and_health_says_so(tmp_path: Path) -> None:
    client = client_of(tmp_path)
    put(tmp_path, letterhead("First"))
    library = TemplateLibrary(tmp_path)
    made_with(library)
    put(tmp_path, letterhead("Second")[:300])
    assert "First" in read(made_with(library))
    assert [problem.template for problem in library.problems] == ["letterhead.docx"]
    put(tmp_path, letterhead("Second"))
    assert library.problems == ()
    assert "Second" in read(made_with(library))
    assert client.get("/healthz").get_json()["template_problems"] == []


def test_one_that_never_was_good_is_an_error(tmp_path: Path) -> None:
    put(tmp_path, docx("All in the body"))
    with pytest.raises(TemplateError) as caught:
        made_with(TemplateLibrary(tmp_path))
    assert str(caught.value).startswith("letterhead.docx: ")


def test_a_document_says_what_made_it(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    template = a_template("Own {{ student.name }}")
    (tmp_path / "en" / "evaluation_request.docx").write_bytes(template)
    head = letterhead("Clinic")
    put(tmp_path, head)
    library = TemplateLibrary(tmp_path)
    said = custom_properties(made_with(library))
    assert said.pop("iepdocs.version")
    assert said == {
        "iepdocs.template": "evaluation_request.en",
        "iepdocs.template.from": "own",
        "iepdocs.template.hash": hashlib.sha256(template).hexdigest()[:12],
        "iepdocs.catalog": CATALOG_VERSION,
        "iepdocs.letterhead.hash": hashlib.sha256(head).hexdigest()[:12],
    }
    ours = custom_properties(made_with(library, "section_504_letter"))
    assert ours["iepdocs.template.from"] == "iepdocs"
    assert "iepdocs.letterhead.hash" not in custom_properties(made_with(TemplateLibrary()))


def test_what_it_says_is_the_same_for_every_case() -> None:
    library = TemplateLibrary()
    other = a_case({"student.name": "Zoe Quill", "sender.name": "Max Quill"}, reference="secret-7")
    first = made_with(library)
    second = assemble_document(other, "evaluation_request", library=library, today=TODAY).content
    assert custom_properties(first) == custom_properties(second)
    assert first == made_with(TemplateLibrary())
    assert not re.search("Zoe|Quill|secret", str(custom_properties(second)))


def test_a_check_of_it_names_what_is_missing_and_what_no_document_has(tmp_path: Path) -> None:
    assert examine_file(put(tmp_path, letterhead("For {{ sender.name }}, {{ date }}"))).findings == ()
    found = examine_file(put(tmp_path, letterhead("For {{ sender.nmae }} {{ reintegration_plan.goals }}"))).findings
    assert [finding.code for finding in found] == ["unknown-name", "unknown-name"]
    (empty,) = examine_file(put(tmp_path, docx("All in the body"))).findings
    assert empty.code == "empty-letterhead" and empty.severity == "error"
