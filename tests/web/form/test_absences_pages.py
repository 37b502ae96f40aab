"""The pages of absences: a list that is pasted or uploaded becomes days, and what it leaves open is asked about."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from service.web.form.attendance_words import school_years
from tests.web.form.visitor import WHOLE, Visitor


def test_numbers_counted_from_the_list_are_shown_where_they_are_asked(visitor: Visitor) -> None:
    visitor.open_case(WHOLE).press("How much school was missed")
    assert "Absent all day: 13" in visitor.text


def test_words_that_the_reading_does_not_know_are_asked_about_once_for_all_their_days(visitor: Visitor) -> None:
    visitor.open_case({"student": {"name": "Maya"}, "sender": {"name": "Ada"}}).press("List of absences")
    visitor.type_in("The list", "9/14/2026 A\n9/15/2026 ISS\n9/16/2026 ISS\n9/17/2026 trip").press("Read the list")
    assert visitor.case["attendance"]["log"] == [{"date": "2026-09-14", "kind": "absent"}]
    visitor.choose("“ISS” (2 days)", "Absent all day").choose("“trip” (1 day)", "Leave these days out")
    visitor.press("Read the list again")
    assert [entry["date"] for entry in visitor.case["attendance"]["log"]] == ["2026-09-14", "2026-09-15", "2026-09-16"]
    assert {entry["kind"] for entry in visitor.case["attendance"]["log"]} == {"absent"}
    assert visitor.value("The list") == ""


@pytest.mark.parametrize("content", [b"PK\x03\x04 a workbook", b"%PDF-1.7"])
def test_a_file_that_is_no_text_is_said_and_what_to_do(visitor: Visitor, content: bytes) -> None:
    visitor.open_case({"student": {"name": "Maya"}, "sender": {"name": "Ada"}}).press("List of absences")
    visitor.attach("log-file", content, "attendance.xlsx").press("Read the list")
    assert "copy the list and paste it, or save it as CSV" in visitor.text
    assert "attendance" not in visitor.case


def test_a_mistake_in_an_entry_of_a_list_says_in_which(visitor: Visitor) -> None:
    days = [{"date": "2026-10-01", "kind": "absent"}, {"date": "2026-10-01", "kind": "late"}]
    raw_case = {"student": {"name": "Maya"}, "sender": {"name": "Ada"}, "attendance": {"log": days}}
    visitor.open_case(raw_case).press("Download")
    assert re.search(r"List of absences: Absence 2: What happened\. A day in the log cannot be both", visitor.text)


def test_a_list_without_years_asks_for_the_school_year(visitor: Visitor) -> None:
    _this, before = school_years(dt.date.today())
    visitor.open_case({"student": {"name": "Maya"}, "sender": {"name": "Ada"}}).press("List of absences")
    visitor.type_in("The list", "Sept 14 absent\n1/12 late").press("Read the list")
    assert "No day could be read. The dates have no year." in visitor.text
    visitor.choose("The dates are in the school year", f"{before}–{before + 1}").press("Read the list again")
    assert visitor.case["attendance"]["log"] == [
        {"date": f"{before}-09-14", "kind": "absent"},
        {"date": f"{before + 1}-01-12", "kind": "late"},
    ]
    assert visitor.value("The list") == ""


def test_what_cannot_be_read_at_all_says_what_a_line_needs(visitor: Visitor) -> None:
    visitor.open_case({"student": {"name": "Maya"}, "sender": {"name": "Ada"}}).press("List of absences")
    visitor.type_in("The list", "many\nin autumn").press("Read the list")
    assert "No day could be read. Each line needs one date" in visitor.text
    assert visitor.value("The list") == "many\nin autumn"
