"""The page that a family reads first: what it says, where it says nothing, and what its template may ask for."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from schemas.walk import walk
from service.assembly import load_template, names_in, reading_copy
from service.casework import Case, assemble_packet, load_case, parse_case
from service.casework.deadlines import deadlines_for
from service.casework.documents import assemble_documents
from service.casework.facts import citations, state_codes
from service.casework.first_page import DERIVED, first_page_context
from service.casework.library import shipped_folder
from tests.builders import LIBRARY
from tests.office import converted, faults_for_word

CASES = sorted((Path(__file__).parent.parent / "cases").glob("*.json"))
CASES_BY_NAME = {path.stem: path for path in CASES}
TEMPLATE = shipped_folder() / "en" / "first_page.docx"
TODAY = dt.date(2026, 11, 22)
SMALLEST: dict[str, Any] = {"student": {"name": "Ada Voss"}, "sender": {"name": "Bo Voss"}, "date": "2026-11-16"}
CITATION = re.compile(r"\d+ CFR \d+\.\d+(?:\([a-z0-9]+\))*|OSEP Mem\w+ [\d-]+")


def a_case(**values: Any) -> Case:
    return load_case({**SMALLEST, **values}, today=TODAY)


def from_file(path: Path) -> Case:
    return load_case(parse_case(path.read_bytes()), today=TODAY)


def page_of(case: Case, today: dt.date = TODAY) -> bytes:
    return assemble_packet(case, library=LIBRARY, today=today).first_page.content


def lines_of(case: Case, today: dt.date = TODAY) -> list[str]:
    """The page as lines without style names; the cells of a row between bars."""
    copy = reading_copy(page_of(case, today))
    return [re.sub(r"\[(?:Table|Signature) [^\]]*\] ", "", line) for line in copy.splitlines() if line.strip()]


def text_of(case: Case, today: dt.date = TODAY) -> str:
    return "\n".join(lines_of(case, today))


def packet_values(case: Case, today: dt.date = TODAY) -> dict[str, Any]:
    documents = assemble_documents(case, library=LIBRARY, today=today)
    context = first_page_context(case, documents, deadlines_for(case, today=today), today=today)
    packet: dict[str, Any] = context["packet"]
    return packet


def date_rows(case: Case, today: dt.date = TODAY) -> list[tuple[str, str, str, str]]:
    rows = packet_values(case, today)["date_rows"]
    return [(row["by_when"], row["what"], row["note"], row["rule"]) for row in rows]


class TestContents:
    def test_each_document_is_named_with_what_it_does_and_where_it_goes(self) -> None:
        case = a_case(recipient={"name": "Dr. Iris Quill", "title": "Director of Special Education"})
        assert [line for line in lines_of(case) if line.startswith("| ")][:4] == [
            "| Evaluation request | Asks the school to find out what help is needed. | "
            "Dr. Iris Quill, Director of Special Education |",
            "| 504 letter | Asks for help at school now, until the team decides. | "
            "Dr. Iris Quill, Director of Special Education |",
            "| Reintegration plan | A way back to school, in small steps. | "
            "Dr. Iris Quill, Director of Special Education. Bring a copy to the meeting. |",
            "| Credit-recovery proposal | A way to earn missing credits, not all at once. | "
            "Dr. Iris Quill, Director of Special Education |",
        ]

    def test_without_a_recipient_the_usual_office_is_named(self) -> None:
        assert [row["goes_to"] for row in packet_values(a_case())["document_rows"]] == [
            "The special education office of the district, or the principal",
            "The school’s 504 coordinator, or the principal",
            "The team at school. Bring it to the meeting.",
            "The school counselor, or the principal",
        ]

    def test_copies_are_named(self) -> None:
        text = text_of(a_case(cc=[{"name": "Mei Tanaka"}, {"title": "Principal"}, {"email": "x@example.org"}]))
        assert "Send a copy to Mei Tanaka and Principal." in text

    def test_the_calendar_is_mentioned_only_when_it_is_there(self) -> None:
        assert "deadlines.ics" not in text_of(a_case())
        assert "deadlines.ics" in text_of(a_case(state="OH"))

    def test_it_says_that_nothing_is_kept_and_what_to_save(self) -> None:
        assert "The service keeps nothing, so save case.json" in text_of(a_case())

    def test_it_is_information_and_says_so(self) -> None:
        assert "This page gives information. It is not legal advice." in text_of(a_case())

    def test_the_log_has_eight_empty_rows(self) -> None:
        lines = lines_of(a_case())
        head = lines.index("|= Date | Who, and how | What was said or sent | Next step, by when |")
        rows = lines[head + 1 : head + 10]
        assert [line.startswith("|") and not line.strip("| ") for line in rows] == [True] * 8 + [False]


class TestBlanks:
    def test_they_are_counted_and_listed_with_the_document_they_stand_in(self) -> None:
        case = a_case(documents=["evaluation_request", "section_504_letter"])
        packet = packet_values(case)
        rows = [(row["where"], row["count"]) for row in packet["blank_rows"]]
        assert [where for where, _ in rows] == [
            "First: who writes, about whom, and to whom",
            "In more than one document",
            "Evaluation request",
            "504 letter",
        ]
        assert sum(count for _, count in rows) == packet["blank_count"]
        assert packet["blank_rows"][0]["labels"].startswith("your mailing address; your phone number;")
        assert f"{packet['blank_count']} places are still open, marked in color." in text_of(case)

    def test_those_to_fill_before_sending_are_counted_apart_from_what_the_team_fills_in(self) -> None:
        case = a_case(documents=["evaluation_request", "reintegration_plan"])
        packet = packet_values(case)
        in_letter = sum(row["count"] for row in packet["blank_rows"])
        assert 0 < in_letter < packet["blank_count"]
        assert "Reintegration plan" not in [row["where"] for row in packet["blank_rows"]]
        assert f"{in_letter} places are still open in the evaluation request, marked in color." in text_of(case)
        assert "What is open in the reintegration plan you can fill in with the school" in text_of(case)

    def test_without_a_letter_all_are_counted_and_no_document_is_named(self) -> None:
        case = a_case(documents=["reintegration_plan"])
        assert f"{packet_values(case)['blank_count']} places are still open, marked in color." in text_of(case)

    def test_a_long_list_ends_with_how_many_more(self) -> None:
        case = a_case(documents=["reintegration_plan", "credit_recovery_proposal"])
        (row,) = [row for row in packet_values(case)["blank_rows"] if row["where"] == "Reintegration plan"]
        *named, left = row["labels"].split("; ")
        assert len(named) == 8
        assert left == f"and {row['count'] - 8} more"

    def test_what_stands_there_more_than_once_is_named_once(self) -> None:
        case = from_file(CASES_BY_NAME["eleventh_grade"])
        (row,) = [row for row in packet_values(case)["blank_rows"] if row["where"] == "Credit-recovery proposal"]
        assert row["labels"].startswith("how the course is graded (3 times); adjustments in the course (3 times); ")
        times = [int(count) for count in re.findall(r"\((\d+) times\)", row["labels"])]
        left = int(re.findall(r"and (\d+) more", row["labels"])[0])
        assert sum(times) + (8 - len(times)) + left == row["count"]

    def test_without_a_blank_the_page_says_so(self) -> None:
        lines = lines_of(from_file(CASES_BY_NAME["kindergarten_separation"]))
        assert any("No blank is left. Read each document once more" in line for line in lines)
        assert not any("What to fill in" in line for line in lines)

    def test_letters_that_are_ready_are_called_so(self) -> None:
        text = text_of(from_file(CASES_BY_NAME["sixth_grade_bullied"]))
        assert "No blank is left in the evaluation request and 504 letter." in text
        assert "still open in the reintegration plan, marked in color." in text

    def test_the_page_itself_has_no_blank(self) -> None:
        for path in CASES:
            assert "showingPlcHdr" not in body_of(page_of(from_file(path)))


class TestDates:
    def test_an_exact_date_an_open_number_and_a_start_with_consent(self) -> None:
        rows = date_rows(a_case(state="OH"))
        assert rows[0] == (
            "December 16, 2026",
            "The school district must obtain parental consent, or give prior written notice that no disability is "
            "suspected.",
            "",
            "Ohio Admin. Code 3301-51-06(B)(3)",
        )
        assert rows[1][0] == "60 calendar days after your signed consent"
        assert rows[-1][0] == "No fixed number of days"

    def test_at_the_earliest_is_said_and_explained(self) -> None:
        case = a_case(state="TX")
        assert date_rows(case)[0][0] == "December 8, 2026, at the earliest"
        assert "“At the earliest” means that the true date may be later" in text_of(case)
        assert "“At the earliest”" not in text_of(a_case(state="OH"))

    def test_what_was_read_second_hand_is_to_be_confirmed(self) -> None:
        assert {row[2] for row in date_rows(a_case(state="FL"))[:2]} == {"Confirm with your state."}

    def test_a_states_own_start_of_its_clock_is_printed(self) -> None:
        rows = date_rows(a_case(state="CA"))
        by_when = [row[0] for row in rows]
        assert "60 calendar days, counted from the day the district receives consent to the assessment plan" in by_when

    def test_dates_come_in_their_order_the_familys_own_among_them(self) -> None:
        case = a_case(
            state="OH",
            evaluation_request={"reply_by": "2026-12-20"},
            section_504_letter={"meeting_dates": ["2026-12-01", "2026-12-03"], "reply_by": "2026-12-20"},
            credit_recovery_proposal={"appeal_by": "2026-12-04"},
        )
        assert [(by_when, rule) for by_when, _, _, rule in date_rows(case)[:4]] == [
            ("December 1 or December 3, 2026", "Your own date"),
            ("December 4, 2026", "Your own date"),
            ("December 16, 2026", "Ohio Admin. Code 3301-51-06(B)(3)"),
            ("December 20, 2026", "Your own date"),
        ]

    def test_a_day_that_has_passed_is_said_with_what_to_do(self) -> None:
        later = dt.date(2027, 1, 5)
        case = a_case(state="OH", credit_recovery_proposal={"appeal_by": "2026-12-04"})
        assert [row[2] for row in date_rows(case, later)[:2]] == [
            "This day has passed. Ask the school if you can still appeal.",
            "This day has passed. Ask the school for its answer.",
        ]
        own = a_case(section_504_letter={"meeting_dates": ["2026-12-01", "2026-12-03"], "reply_by": "2026-12-07"})
        assert [row[2] for row in date_rows(own, later)[:2]] == [
            "These days have passed.",
            "This day has passed. If no answer has come, write again.",
        ]
        earliest = date_rows(a_case(state="TX"), later)[0]
        assert earliest[2] == "The true date may have passed. Ask the school for its answer."

    def test_dates_are_counted_from_the_letter_or_from_the_earlier_request(self) -> None:
        assert "counted from November 16, 2026." in text_of(a_case(state="OH")).replace("\u00a0", " ")
        earlier = a_case(
            state="OH",
            documents=["section_504_letter"],
            section_504_letter={"evaluation_requested_on": "2026-11-02"},
        )
        assert "counted from November 2, 2026." in text_of(earlier).replace("\u00a0", " ")

    def test_a_family_that_comes_back_with_the_day_of_its_consent_sees_when_the_evaluation_is_due(self) -> None:
        # December 2 to 31 are 30 days, and 30 more end on January 30.
        case = a_case(state="OH", evaluation_request={"consent_given_on": "2026-12-01"})
        by_when = {rule: when for when, _, _, rule in date_rows(case)}
        assert by_when["Ohio Admin. Code 3301-51-06(B)(4)"] == "January 30, 2027"
        said = text_of(case).replace("\u00a0", " ")
        assert "counted from November 16, 2026; where your consent starts the clock, from December 1, 2026." in said
        calendar = assemble_packet(case, library=LIBRARY, today=TODAY).calendar
        assert calendar is not None and b"DTSTART;VALUE=DATE:20270130" in calendar

    def test_consent_is_not_spoken_of_where_the_clock_starts_with_the_request(self) -> None:
        case = a_case(state="VA", evaluation_request={"consent_given_on": "2026-12-01"})
        assert "consent starts the clock" not in text_of(case)

    def test_a_packet_without_any_date_or_clock_has_no_table_of_them(self) -> None:
        assert "By when" not in text_of(a_case(documents=["reintegration_plan"])).replace("Next step, by when", "")

    @pytest.mark.parametrize("state", state_codes())
    def test_each_deadline_of_each_state_has_its_row(self, state: str) -> None:
        case = a_case(state=state)
        found = sorted(rule for *_, rule in date_rows(case))
        assert found == sorted(deadline.citation for deadline in deadlines_for(case, today=TODAY))

    @pytest.mark.parametrize("state", state_codes())
    def test_every_state_has_spanish_rows_too(self, state: str) -> None:
        # The Spanish templates are no part of this: the rows need the deadlines alone.
        case = a_case(state=state, language="es")
        context = first_page_context(case, (), deadlines_for(case, today=TODAY), today=TODAY)
        for row in context["packet"]["date_rows"]:
            assert " debe " in row["what"]
            assert not re.search(r"\b(days|after|counted|earliest)\b", row["by_when"])


class TestWhenTheAnswerIsNo:
    def test_prior_written_notice_stands_where_special_education_rules_apply(self) -> None:
        assert "prior written notice" in text_of(a_case(documents=["evaluation_request"]))
        only_504 = text_of(a_case(documents=["section_504_letter"]))
        assert "prior written notice" not in only_504
        assert "notice of your rights under Section 504" in only_504
        with_iep = a_case(documents=["reintegration_plan"], student={"name": "Ada Voss", "plan": "iep"})
        assert "prior written notice" in text_of(with_iep)

    @pytest.mark.parametrize("kind", ["evaluation_request", "section_504_letter", "credit_recovery_proposal"])
    def test_a_no_is_answered_in_every_packet(self, kind: str) -> None:
        text = text_of(a_case(documents=[kind]))
        assert text.count("The answer is no?") + text.count("A no to the 504 letter?") == 1

    def test_other_help_first_is_answered_for_a_first_evaluation_only(self) -> None:
        first = a_case(documents=["evaluation_request"])
        again = a_case(documents=["evaluation_request"], student={"name": "Ada Voss", "plan": "iep"})
        assert "Let us try other help first" in text_of(first)
        assert "Let us try other help first" not in text_of(again)

    def test_it_cites_only_what_the_facts_carry(self) -> None:
        carried = " ".join(citations()).replace("Memorandum", "Memo")
        for case in (a_case(), *map(from_file, CASES)):
            for cited in CITATION.findall(text_of(case)):
                assert cited.replace("Memorandum", "Memo") in carried


class TestTemplate:
    def test_asks_only_for_what_it_is_given(self) -> None:
        asked = {name.removesuffix("[]") for name in names_in(load_template(TEMPLATE))}
        assert asked - {info.path for info in walk()} <= DERIVED.keys()

    def test_each_value_of_the_packet_is_listed_and_is_there(self) -> None:
        case = from_file(CASES_BY_NAME["eleventh_grade"])
        offered = {path for path in paths(packet_values(case), "packet") if not path.endswith("[]")} - {"packet"}
        assert offered == {path for path in DERIVED if path.startswith("packet.")}

    def test_reading_copy_beside_it_is_current(self, update_golden: bool) -> None:
        kept = TEMPLATE.with_suffix(".txt")
        now = reading_copy(TEMPLATE)
        if update_golden:
            kept.write_text(now, encoding="utf-8")
        assert kept.read_text(encoding="utf-8") == now

    def test_carries_no_formatting_by_hand_and_no_author(self) -> None:
        body = body_of(TEMPLATE.read_bytes())
        assert re.findall(r"<w:rPr>(?!<w:rStyle [^>]*/></w:rPr>).*?</w:rPr>", body) == []
        assert "<dc:creator></dc:creator>" in body_of(TEMPLATE.read_bytes(), "docProps/core.xml")

    @pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
    def test_is_free_of_leftovers(self, path: Path) -> None:
        text = text_of(from_file(path))
        for leftover in ("{{", "{%", "None", "  ", " ,", " .", "..", "()", "Placeholder("):
            assert leftover not in text.replace("|  |", "| |"), leftover


def test_in_every_packet_it_is_valid_in_word_and_two_pages_at_most(tmp_path: Path) -> None:
    pages = {path.stem: page_of(from_file(path)) for path in CASES}
    fullest = parse_case(CASES_BY_NAME["eleventh_grade"].read_bytes())
    # The states with the most rows, and rows of the most words.
    for state in ("DE", "IL", "MD", "NJ", "WI"):
        pages[f"smallest-{state}"] = page_of(a_case(state=state))
        pages[f"fullest-{state}"] = page_of(load_case({**fullest, "state": state}, today=TODAY))
    files = []
    for name, content in pages.items():
        files.append(tmp_path / f"{name}.docx")
        files[-1].write_bytes(content)
    assert {name: faults for name, faults in faults_for_word(*files).items() if faults} == {}
    for pdf in converted(files, "pdf", tmp_path):
        assert len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes())) in (1, 2), pdf.stem


def body_of(page: bytes, part: str = "word/document.xml") -> str:
    with zipfile.ZipFile(BytesIO(page)) as archive:
        return archive.read(part).decode()


def paths(value: Any, path: str) -> Iterator[str]:
    yield path
    if isinstance(value, Mapping):
        for name, below in value.items():
            yield from paths(below, f"{path}.{name}")
    elif isinstance(value, list):
        for item in value:
            yield from paths(item, f"{path}[]")
