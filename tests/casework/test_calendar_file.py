"""The calendar of a packet: valid, the same each time, and silent about whose it is."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar, Event

from service.casework import load_case
from service.casework.calendar_file import calendar_file
from service.casework.deadlines import deadlines_for
from service.casework.own_dates import OwnDate, own_dates

CASES = sorted((Path(__file__).parent.parent / "cases").glob("*.json"))
CASES_WITH_DATES = [path for path in CASES if path.stem != "two_names"]
TODAY = dt.date(2026, 11, 22)
SMALLEST: dict[str, Any] = {"student": {"name": "Ada Voss"}, "sender": {"name": "Bo Voss"}, "date": "2026-11-16"}


def calendar_of(raw_case: dict[str, Any], today: dt.date = TODAY) -> bytes | None:
    case = load_case(raw_case, today=today)
    return calendar_file(case, deadlines_for(case, today=today), today=today)


def given(raw_case: dict[str, Any]) -> bytes:
    content = calendar_of(raw_case)
    assert content is not None
    return content


def events(raw_case: dict[str, Any]) -> list[Event]:
    return [event for event in Calendar.from_ical(given(raw_case)).walk("VEVENT") if isinstance(event, Event)]


def a_case(**values: Any) -> dict[str, Any]:
    return {**SMALLEST, **values}


class TestDates:
    def test_a_deadline_with_a_date_is_an_event_of_one_whole_day(self) -> None:
        (event,) = events(a_case(state="OH"))
        assert event.decoded("dtstart") == dt.date(2026, 12, 16)
        assert event.decoded("dtend") == dt.date(2026, 12, 17)
        assert str(event["summary"]) == "School: answer to your request is due"
        assert str(event["description"]).splitlines() == [
            "The school district must obtain parental consent, or give prior written notice that no disability is "
            "suspected.",
            "If nothing has come by the end of this day, write to the school again.",
            "Counted from the day the school receives the request, taken here as the date of the letter.",
            "Rule: Ohio Admin. Code 3301-51-06(B)(3). Read at "
            + next(d.source_url for d in deadlines_for(load_case(a_case(state="OH")), today=TODAY) if d.due),
            "This is information. It is not legal advice.",
        ]

    def test_an_earliest_date_says_so_in_its_title_and_why(self) -> None:
        (event,) = events(a_case(state="TX"))
        assert str(event["summary"]) == "School: answer to your request is due, at the earliest"
        assert "The true day may be later." in str(event["description"])

    def test_a_rule_read_second_hand_is_to_be_confirmed(self) -> None:
        (event,) = events(a_case(state="FL"))
        assert "Confirm this with your state." in str(event["description"])

    def test_the_dates_that_the_family_set_are_events_too(self) -> None:
        raw_case = a_case(
            evaluation_request={"reply_by": "2026-12-07"},
            section_504_letter={
                "reply_by": "2026-12-07",
                "review_on": "2027-01-22",
                "meeting_dates": ["2026-12-01", "2026-12-03"],
            },
            reintegration_plan={"start_on": "2026-11-30"},
            credit_recovery_proposal={"appeal_by": "2026-12-04", "reply_by": "2026-12-10", "review_on": "2027-02-05"},
        )
        assert [(event.decoded("dtstart").isoformat(), str(event["summary"])) for event in events(raw_case)] == [
            ("2026-11-30", "Proposed first day of the plan"),
            ("2026-12-01", "You offered this day for a meeting"),
            ("2026-12-03", "You offered this day for a meeting"),
            ("2026-12-04", "You: last day to appeal lost credit"),
            ("2026-12-07", "School: the written answer you asked for"),
            ("2026-12-10", "School: the written answer you asked for"),
            ("2027-01-22", "You and the school: review what helps"),
            ("2027-02-05", "You and the school: review what helps"),
        ]

    def test_two_documents_with_one_date_make_one_event(self) -> None:
        raw_case = a_case(evaluation_request={"reply_by": "2026-12-07"}, section_504_letter={"reply_by": "2026-12-07"})
        case = load_case(raw_case, today=TODAY)
        assert own_dates(case) == (
            OwnDate("reply", dt.date(2026, 12, 7), ("evaluation_request", "section_504_letter")),
        )
        (event,) = events(raw_case)
        assert "in your evaluation request and 504 letter." in str(event["description"])

    def test_a_document_that_is_not_in_the_packet_sets_no_date(self) -> None:
        raw_case = a_case(
            documents=["reintegration_plan"],
            evaluation_request={"reply_by": "2026-12-07"},
            reintegration_plan={"start_on": "2026-11-30"},
        )
        assert [str(event["summary"]) for event in events(raw_case)] == ["Proposed first day of the plan"]

    def test_without_a_date_there_is_no_calendar(self) -> None:
        assert calendar_of(SMALLEST) is None

    def test_it_speaks_the_language_of_the_case(self) -> None:
        raw_case = a_case(language="es", state="TX", evaluation_request={"reply_by": "2026-12-07"})
        assert [str(event["summary"]) for event in events(raw_case)] == [
            "Escuela: la respuesta por escrito que usted pidió",
            "Escuela: vence la respuesta, como muy pronto",
        ]


class TestAlarms:
    def test_each_event_rings_at_nine_in_the_morning_and_not_too_late(self) -> None:
        for path in CASES_WITH_DATES:
            for event in events(json.loads(path.read_bytes())):
                rings = [alarm.decoded("trigger") for alarm in event.walk("VALARM")]
                assert rings
                for ring in rings:
                    at = dt.datetime.combine(event.decoded("dtstart"), dt.time()) + ring
                    assert at.time() == dt.time(9)
                    assert at.date() <= event.decoded("dtstart")

    def test_what_the_school_owes_rings_on_its_own_day(self) -> None:
        for event in events(a_case(state="OH", evaluation_request={"reply_by": "2026-12-07"})):
            (alarm,) = event.walk("VALARM")
            assert alarm.decoded("trigger") == dt.timedelta(hours=9)

    def test_what_the_family_prepares_rings_before(self) -> None:
        raw_case = a_case(
            section_504_letter={"meeting_dates": ["2026-12-01"]}, reintegration_plan={"start_on": "2026-12-09"}
        )
        assert [event.walk("VALARM")[0].decoded("trigger") for event in events(raw_case)] == [
            dt.timedelta(days=-2, hours=9),
            dt.timedelta(days=-3, hours=9),
        ]

    def test_the_last_day_to_appeal_rings_a_week_before_and_once_more(self) -> None:
        (event,) = events(a_case(credit_recovery_proposal={"appeal_by": "2026-12-04"}))
        rings = [alarm.decoded("trigger") for alarm in event.walk("VALARM")]
        assert rings == [dt.timedelta(days=-7, hours=9), dt.timedelta(days=-2, hours=9)]


class TestFile:
    @pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
    def test_same_case_gives_the_same_bytes_on_another_day(self, path: Path) -> None:
        raw_case = json.loads(path.read_bytes())
        assert calendar_of(raw_case) == calendar_of(raw_case, TODAY + dt.timedelta(days=1))

    def test_lines_are_folded_at_75_octets_and_no_letter_is_cut(self) -> None:
        content = given(a_case(language="es", state="CA", section_504_letter={"review_on": "2027-01-22"}))
        assert content.endswith(b"END:VCALENDAR\r\n")
        lines = content.split(b"\r\n")
        assert max(map(len, lines)) <= 75
        assert b"\n" not in b"".join(lines)
        assert any(line.startswith(b" ") for line in lines)
        for line in lines:
            line.decode("utf-8")

    def test_each_event_has_what_rfc_5545_asks_for(self) -> None:
        for path in CASES_WITH_DATES:
            calendar = Calendar.from_ical(given(json.loads(path.read_bytes())))
            assert (str(calendar["version"]), str(calendar["prodid"])) == ("2.0", "-//iepdocs//packet//EN")
            uids = [str(event["uid"]) for event in calendar.walk("VEVENT")]
            assert len(uids) == len(set(uids))
            for event in calendar.walk("VEVENT"):
                assert {"DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= event.keys()
                assert event.decoded("dtstamp").utcoffset() == dt.timedelta()

    def test_a_corrected_date_moves_the_event_of_the_first_file(self) -> None:
        first, second = (events(a_case(evaluation_request={"reply_by": day})) for day in ("2026-12-07", "2026-12-09"))
        assert [event["uid"] for event in first] == [event["uid"] for event in second]

    def test_brothers_and_sisters_do_not_overwrite_each_other(self) -> None:
        one, other = (events(a_case(state="OH", student={"name": name})) for name in ("Ada Voss", "Cy Voss"))
        assert one[0]["uid"] != other[0]["uid"]


class TestPrivacy:
    @pytest.mark.parametrize("path", CASES_WITH_DATES, ids=lambda path: path.stem)
    def test_nothing_that_the_case_says_in_words_is_in_it(self, path: Path) -> None:
        raw_case = json.loads(path.read_bytes())
        unfolded = given(raw_case).replace(b"\r\n ", b"").decode().casefold()
        case = {name: value for name, value in raw_case.items() if name not in ("documents", "language", "state")}
        for word in words_of(case):
            assert word.casefold() not in unfolded, word

    def test_events_are_private_and_leave_the_day_free(self) -> None:
        (event,) = events(a_case(state="OH"))
        assert (str(event["class"]), str(event["transp"])) == ("PRIVATE", "TRANSPARENT")


def words_of(value: Any) -> list[str]:
    """Every text of a case but codes and titles such as “Principal”: names, schools, diagnoses, what was written."""
    if isinstance(value, dict):
        return [word for name, below in value.items() if name not in ("role", "title") for word in words_of(below)]
    if isinstance(value, list):
        return [word for below in value for word in words_of(below)]
    is_words = isinstance(value, str) and len(value) > 3 and not re.fullmatch(r"[a-z_/\d-]+", value)
    return [value] if is_words else []
