"""What a packet holds, in which order, and that it can be had again."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from service.casework import TemplateLibrary, assemble_document, assemble_packet, load_case, parse_case
from service.casework.documents import assemble_documents
from service.casework.packets import Packet, dump_case
from tests.assembly.word import docx, paragraph
from tests.builders import LIBRARY

CASES = sorted((Path(__file__).parent.parent / "cases").glob("*.json"))
TODAY = dt.date(2026, 11, 22)
SMALLEST: dict[str, Any] = {"student": {"name": "Ada Voss"}, "sender": {"name": "Bo Voss"}, "date": "2026-11-16"}


def packet_of(raw_case: Any, library: TemplateLibrary = LIBRARY) -> Packet:
    return assemble_packet(load_case(raw_case, today=TODAY), library=library, today=TODAY)


def raw(path: Path) -> Any:
    return parse_case(path.read_bytes())


def names_in_archive(packet: Packet) -> list[str]:
    with zipfile.ZipFile(BytesIO(packet.archive())) as archive:
        assert archive.testzip() is None
        return archive.namelist()


class TestMembers:
    def test_the_page_to_read_first_comes_first_then_documents_dates_and_case(self) -> None:
        assert names_in_archive(packet_of({**SMALLEST, "state": "OH"})) == [
            "1-read-first-2026-11-16.docx",
            "evaluation-request-2026-11-16.docx",
            "504-letter-2026-11-16.docx",
            "reintegration-plan-2026-11-16.docx",
            "credit-recovery-proposal-2026-11-16.docx",
            "deadlines.ics",
            "case.json",
        ]

    def test_only_the_documents_that_the_case_names_are_in_it(self) -> None:
        packet = packet_of({**SMALLEST, "documents": ["section_504_letter"]})
        assert names_in_archive(packet) == ["1-read-first-2026-11-16.docx", "504-letter-2026-11-16.docx", "case.json"]

    def test_without_a_known_date_there_is_no_calendar(self) -> None:
        packet = packet_of(SMALLEST)
        assert packet.calendar is None
        assert "deadlines.ics" not in names_in_archive(packet)

    def test_the_page_to_read_first_sorts_before_all_others(self) -> None:
        names = names_in_archive(packet_of({**SMALLEST, "state": "OH"}))
        assert sorted(names)[0] == names[0]

    @pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
    def test_no_file_name_says_whose_it_is(self, path: Path) -> None:
        raw_case = raw(path)
        packet = packet_of(raw_case)
        for name in (packet.filename, *names_in_archive(packet)):
            assert not any(part.casefold() in name.casefold() for part in raw_case["student"]["name"].split())
            assert name.isascii() and "/" not in name and "\\" not in name and ".." not in name

    def test_documents_are_those_that_are_assembled_alone(self) -> None:
        case = load_case(SMALLEST, today=TODAY)
        alone = tuple(assemble_document(case, kind, library=LIBRARY, today=TODAY) for kind in case.documents)
        assert assemble_documents(case, library=LIBRARY, today=TODAY) == alone
        assert assemble_packet(case, library=LIBRARY, today=TODAY).documents == alone


class TestSameness:
    def test_a_case_with_empty_entries_gives_the_same_packet_out_of_its_own_file(self) -> None:
        # A blank is tagged with the place of its entry: it must not move when the case comes back.
        tried = [{"what": ""}, {"what": "Later start"}, {}, {"what": "Calls home"}, {}]
        first = packet_of({**SMALLEST, "supports_tried": tried, "concerns": [" ", "Cries"], "barriers": [{}]})
        assert json.loads(first.case)["supports_tried"] == [{}, {"what": "Later start"}, {}, {"what": "Calls home"}]
        assert json.loads(first.case)["concerns"] == ["", "Cries"]
        assert packet_of(parse_case(first.case)).archive() == first.archive()

    @pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
    def test_same_case_gives_the_same_bytes(self, path: Path) -> None:
        assert packet_of(raw(path)).archive() == packet_of(raw(path)).archive()


class TestCase:
    @pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
    def test_what_is_saved_is_the_case_that_was_given(self, path: Path) -> None:
        saved = packet_of(raw(path)).case
        assert json.loads(saved) == json.loads(path.read_bytes())
        assert load_case(parse_case(saved), today=TODAY) == load_case(raw(path), today=TODAY)

    @pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
    def test_a_packet_of_the_saved_case_is_the_same_packet(self, path: Path) -> None:
        packet = packet_of(raw(path))
        assert packet_of(parse_case(packet.case)).archive() == packet.archive()

    def test_it_is_readable_text_with_dates_as_they_were_given(self) -> None:
        raw_case = {"date": "2026-11-16", "student": {"name": "Zoë Peña"}, "sender": {"name": "O’Neil & <Voss>"}}
        assert dump_case(load_case(raw_case, today=TODAY)).decode() == (
            "{\n"
            '  "date": "2026-11-16",\n'
            '  "student": {\n'
            '    "name": "Zoë Peña"\n'
            "  },\n"
            '  "sender": {\n'
            '    "name": "O’Neil & <Voss>"\n'
            "  }\n"
            "}\n"
        )

    def test_what_was_left_out_stays_left_out(self) -> None:
        raw_case = {"student": {"name": "Ada Voss"}, "sender": {"name": "Bo Voss"}}
        assert json.loads(packet_of(raw_case).case) == raw_case


class TestOwnTemplates:
    def test_a_clinic_puts_its_own_page_first(self, tmp_path: Path) -> None:
        (tmp_path / "en").mkdir()
        (tmp_path / "en" / "first_page.docx").write_bytes(
            docx(paragraph("{{ packet.blank_count }} blanks for {{ student.first_name }}"))
        )
        page = packet_of(SMALLEST, TemplateLibrary(tmp_path)).first_page
        with zipfile.ZipFile(BytesIO(page.content)) as archive:
            assert " blanks for Ada" in archive.read("word/document.xml").decode()
