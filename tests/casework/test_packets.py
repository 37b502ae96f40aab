"""All documents of a case in one archive."""

from __future__ import annotations

import io
import zipfile

import pytest

from service.casework import KINDS, TemplateLibrary, assemble_packet, load_case, parse_case
from tests.builders import TODAY, a_case

LIBRARY = TemplateLibrary()


def test_a_packet_holds_all_documents_unless_the_case_names_some() -> None:
    everything = assemble_packet(a_case(), library=LIBRARY, today=TODAY)
    assert [document.kind for document in everything.documents] == list(KINDS)
    some = ["credit_recovery_proposal", "evaluation_request"]
    packet = assemble_packet(a_case(documents=some), library=LIBRARY, today=TODAY)
    assert [document.kind.slug for document in packet.documents] == some


def test_an_archive_holds_the_documents_under_their_names_and_opens() -> None:
    packet = assemble_packet(a_case(), library=LIBRARY, today=TODAY)
    with zipfile.ZipFile(io.BytesIO(packet.archive())) as archive:
        assert archive.testzip() is None
        assert len(set(archive.namelist())) == len(archive.namelist())
        for document in packet.documents:
            assert archive.read(document.filename) == document.content
            assert zipfile.is_zipfile(io.BytesIO(document.content))


def test_no_name_in_a_packet_is_the_childs() -> None:
    case = a_case({"student.name": "Quillon Vex", "sender.name": "Jo Vex"}, reference="../../etc")
    packet = assemble_packet(case, library=LIBRARY, today=TODAY)
    with zipfile.ZipFile(io.BytesIO(packet.archive())) as archive:
        names = " ".join([packet.filename, *archive.namelist()])
    assert packet.filename == "iepdocs-packet-2026-11-16.zip"
    assert "Quillon" not in names and "Vex" not in names and ".." not in names.replace(".docx", "")


def test_same_case_and_day_give_the_same_archive() -> None:
    archives = {assemble_packet(a_case(), library=LIBRARY, today=TODAY).archive() for _ in "ab"}
    assert len(archives) == 1


@pytest.mark.parametrize("changes", ({}, {"attendance.from": "2026-11-02", "concerns": ["", "a", " "]}))
def test_the_case_in_a_packet_loads_again_to_the_same_case(changes: dict[str, object]) -> None:
    case = a_case(changes)
    packet = assemble_packet(case, library=LIBRARY, today=TODAY)
    assert load_case(parse_case(packet.case), today=TODAY).values == case.values
