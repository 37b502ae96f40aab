"""A school's list of absences, pasted or as a file, becomes the log of the case; what cannot be told is said."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from service.web.form.attendance_log import (
    LEFT_OUT,
    LONGEST_LINE,
    MOST_ENTRIES,
    decoded,
    is_text,
    read_log,
    totals,
    without_doubles,
)
from service.web.form.attendance_words import days_in, school_years, with_years


def entries(text: str, bare: str = "") -> list[dict[str, Any]]:
    return list(read_log(text, bare).entries)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("10/5/2026, Absent, excused", {"date": "2026-10-05", "kind": "absent"}),
        ("2026-10-05\tAbsent Unexcused", {"date": "2026-10-05", "kind": "absent"}),
        ("10/05/26;UNX", {"date": "2026-10-05", "kind": "absent"}),
        ("Mon 10/5/2026 absent", {"date": "2026-10-05", "kind": "absent"}),
        ("October 5, 2026, Tardy, 20 min", {"date": "2026-10-05", "kind": "late", "minutes": 20}),
        ("Oct 5 2026 late", {"date": "2026-10-05", "kind": "late"}),
        ("10/5/2026,T", {"date": "2026-10-05", "kind": "late"}),
        ("10/5/2026,A", {"date": "2026-10-05", "kind": "absent"}),
        ("10/5/2026,Early dismissal,Excused absence", {"date": "2026-10-05", "kind": "early_pickup"}),
        ("10/5/2026,Half day,120 minutes", {"date": "2026-10-05", "kind": "partial", "minutes": 120}),
        ("10/5/2026,Period 3,Absent", {"date": "2026-10-05", "kind": "partial"}),
        ("10/5/2026,Nurse visit", {"date": "2026-10-05", "kind": "nurse"}),
        ("14-Sep-26\tAbsent", {"date": "2026-09-14", "kind": "absent"}),
        ("2026/09/23 late", {"date": "2026-09-23", "kind": "late"}),
        ("2026-09-16T00:00:00,Absent", {"date": "2026-09-16", "kind": "absent"}),
        ("9/14/2026 12:00:00 AM,Absent,Unexcused", {"date": "2026-09-14", "kind": "absent"}),
        ("9/15/2026,8:45 AM,Late arrival", {"date": "2026-09-15", "kind": "late"}),
        ("10/5/2026", {"date": "2026-10-05"}),
    ],
)
def test_a_line_is_read_by_its_date_and_its_words(line: str, expected: dict[str, Any]) -> None:
    assert entries(line) == [expected]


def test_a_table_with_headings_gives_minutes_and_notes() -> None:
    text = "Date,Code,Minutes Missed,Comment\n10/5/2026,Late,35,Sat in the car\n10/6/2026,Absent,400,\n"
    assert entries(text) == [
        {"date": "2026-10-05", "kind": "late", "minutes": 35, "note": "Sat in the car"},
        {"date": "2026-10-06", "kind": "absent"},
    ]


def test_codes_of_a_system_are_read_and_those_that_differ_from_school_to_school_are_asked() -> None:
    codes = {"absent": ("AU", "UE", "AE", "EXC", "UNV"), "late": ("T", "TU", "TE")}
    lines = [f"9/{day}/26\t{code}" for day, code in enumerate((*codes["absent"], *codes["late"], "ISS", "ISS", "V"), 1)]
    reading = read_log("Date\tCode\n" + "\n".join(lines))
    assert reading.counted == (("absent", 5), ("late", 3))
    assert reading.unclear == (("ISS", 2), ("V", 1))
    again = read_log("Date\tCode\n" + "\n".join(lines), "", {"ISS": "absent", "V": LEFT_OUT})
    assert again.counted == (("absent", 7), ("late", 3)) and again.unclear == ()


def test_a_grid_of_periods_tells_whole_days_from_parts_of_days() -> None:
    grid = "Date\tP1(A)\tP2(A)\tP3(A)\n09/14/2026\tUX\tUX\tUX\n09/15/2026\tT\t\t\n09/16/2026\t\tAE\tAE\n"
    assert [entry["kind"] for entry in entries(grid)] == ["absent", "late", "partial"]


def test_a_list_by_period_gives_a_part_of_the_day_with_all_its_minutes() -> None:
    text = (
        "Date,Day,Period,Course,Status,Excuse,Comments,Minutes\n"
        "09/14/2026,Mon,ALL,,Absent,Unexcused,,\n"
        "09/16/2026,Wed,2,Algebra I,Absent,Excused,Doctor note,50\n"
        "09/16/2026,Wed,3,English 9,Absent,Excused,,45\n"
    )
    assert entries(text) == [
        {"date": "2026-09-14", "kind": "absent"},
        {"date": "2026-09-16", "kind": "partial", "minutes": 95, "note": "Doctor note"},
    ]


@pytest.mark.parametrize(
    "above",
    [
        "Student: Maya Okafor  ID 12345 DOB 03/09/2015",
        "Report run 11/16/2026",
        "Attendance from 8/17/2026,to 11/13/2026",
    ],
)
def test_a_date_above_the_headings_or_of_the_print_is_no_absence(above: str) -> None:
    assert entries(f"{above}\nDate,Code\n9/14/2026,A") == [{"date": "2026-09-14", "kind": "absent"}]
    assert entries(f"9/14/2026,A\n{above}") == [{"date": "2026-09-14", "kind": "absent"}]


@pytest.mark.parametrize("line", ["9/14/2026 - 9/18/2026 Absent", "9/14/2026 A\t9/15/2026 A"])
def test_a_line_with_two_days_is_left_out_and_said(line: str) -> None:
    reading = read_log(line)
    assert reading.entries == () and reading.unread == (1,)


def test_a_column_of_other_dates_beside_the_day_is_no_second_day() -> None:
    text = "Date of absence,Entered on,Code\n9/14/2026,9/20/2026,A"
    assert entries(text) == [{"date": "2026-09-14", "kind": "absent"}]


def test_a_note_of_several_lines_in_a_cell_stays_one_note() -> None:
    text = '"Date","Code","Comment"\n"9/14/2026","A","line one\nline two"\n"9/15/2026","T","on foot"'
    assert [entry["note"] for entry in entries(text)] == ["line one line two", "on foot"]


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"%PDF-1.7", b"\x89PNG\r\n", b"\xff\xd8\xff\xe0"])
def test_a_file_that_is_no_text_is_known(content: bytes) -> None:
    assert not is_text(content) and is_text(b"Date,Code\n") and is_text(b"")


def test_dates_without_a_year_are_read_when_the_school_year_is_told() -> None:
    text = "Mon 9/14 absent\nSept 21st late\n1/12 half day\n1/13 1/2 day"
    assert read_log(text).lacks_years and not read_log(text).entries
    reading = read_log(text, school_year=2026)
    assert not reading.lacks_years
    assert [entry["date"] for entry in reading.entries] == ["2026-09-14", "2026-09-21", "2027-01-12", "2027-01-13"]
    assert [entry["kind"] for entry in reading.entries] == ["absent", "late", "partial", "partial"]


def test_numbers_beside_dates_with_a_year_are_no_dates() -> None:
    text = "Page 1/2\n9/14/2026 absent\n2/30 late"
    for school_year in (None, 2026):
        reading = read_log(text, school_year=school_year)
        assert [entry["date"] for entry in reading.entries] == ["2026-09-14"]
        assert not reading.lacks_years


def test_a_school_year_begins_in_summer() -> None:
    assert school_years(dt.date(2026, 11, 29)) == (2026, 2025)
    assert school_years(dt.date(2027, 6, 30)) == (2026, 2025)


def test_a_day_of_presence_is_no_entry() -> None:
    assert entries("10/5/2026,Present\n10/6/2026,P\n10/7/2026,Absent") == [{"date": "2026-10-07", "kind": "absent"}]


def test_dates_alone_mean_what_the_person_says() -> None:
    assert entries("10/5/2026\n10/6/2026", "absent") == [
        {"date": "2026-10-05", "kind": "absent"},
        {"date": "2026-10-06", "kind": "absent"},
    ]
    assert entries("10/5/2026\n10/6/2026 late", "nothing known") == [
        {"date": "2026-10-05"},
        {"date": "2026-10-06", "kind": "late"},
    ]


def test_what_was_read_and_what_not_is_counted() -> None:
    reading = read_log("Attendance of Maya\n10/5/2026 absent\nTotal: 3\n10/6/2026 late\n13/45/2026 absent\n10/7/2026")
    assert reading.counted == (("absent", 1), ("late", 1))
    assert reading.without_kind == 1
    assert reading.unread == (3, 5)
    assert not reading.is_cut


def test_a_class_missed_in_every_period_is_one_partial_day() -> None:
    text = "\n".join(f"10/5/2026,Period {number},Absent" for number in range(1, 6))
    assert entries(text) == [{"date": "2026-10-05", "kind": "partial"}]


def test_entries_stand_in_the_order_of_their_days_and_none_is_doubled() -> None:
    made = without_doubles(
        [
            {"date": "2026-10-06", "kind": "absent"},
            {"date": "2026-10-05", "kind": "late", "note": "first"},
            {"date": "2026-10-05", "kind": "late", "note": "second"},
            {"date": "2026-10-05", "kind": "nurse"},
            {"date": "2026-10-05", "kind": "nurse"},
        ]
    )
    assert [entry["date"] for entry in made] == ["2026-10-05"] * 3 + ["2026-10-06"]
    assert made[0]["note"] == "first"


def test_a_list_longer_than_the_log_is_cut_and_said_so() -> None:
    reading = read_log("\n".join(f"{month}/{day}/202{year} absent" for year in range(7) for month in range(1, 13)
                                 for day in range(1, 8)))  # fmt: skip
    assert len(reading.entries) == MOST_ENTRIES
    assert reading.is_cut


def test_a_line_that_no_list_has_is_cut_and_said_so() -> None:
    reading = read_log("10/5/2026 absent " + "x" * LONGEST_LINE + "\n10/6/2026 absent")
    assert [entry["date"] for entry in reading.entries] == ["2026-10-05", "2026-10-06"]
    assert reading.is_cut and not read_log("10/5/2026 absent").is_cut


def test_a_cell_without_end_swallows_no_other_line() -> None:
    reading = read_log('10/5/2026,absent\n"' + ("x" * 9_000 + "\n") * 20 + '"\n10/6/2026,absent')
    assert [entry["date"] for entry in reading.entries] == ["2026-10-05", "2026-10-06"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_in_the_encodings_that_spreadsheets_write(encoding: str) -> None:
    assert decoded("Date,Note\n10/5/2026,Café".encode(encoding)) == "Date,Note\n10/5/2026,Café"


@pytest.mark.parametrize("text", ["", "\x00\x00", ",,,\n;;;", '"unclosed, 10/5/2026', "ÿ" * 1000, "10/5/2026," * 500])
def test_no_text_breaks_the_reading(text: str) -> None:
    assert read_log(text).entries in ((), ({"date": "2026-10-05"},)) or read_log(text).entries


def test_totals_are_those_of_the_log() -> None:
    assert totals([{"kind": "late"}, {"kind": "absent"}, {"kind": "late"}, {}]) == (("absent", 1), ("late", 2))
    assert totals("nothing") == ()


@pytest.mark.parametrize(
    ("line", "dated"),
    [
        ("9/2 late", "9/2/2026 late"),
        ("Sept. 2 late", "9/2/2026 late"),
        ("1/15 late", "1/15/2027 late"),
        ("9/2/2025 late", "9/2/2025 late"),
        ("2/30 late", "2/30 late"),
        ("9/2 and 9/3 late", "9/2 and 9/3 late"),
        ("1/2 day", "1/2 day"),
        ("Room 12, 2026", "Room 12, 2026"),
    ],
)
def test_a_year_is_put_to_the_one_day_of_a_line_that_has_none(line: str, dated: str) -> None:
    assert with_years(line, 2026) == dated


@pytest.mark.parametrize("words", ["Room 12, 2026", "2/30/2026", "13/1/2026", "Smarch 3, 2026"])
def test_what_is_no_day_is_not_taken_for_one(words: str) -> None:
    assert list(days_in(words)) == []
