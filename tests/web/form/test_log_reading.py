"""A school's list of absences, pasted or as a file, becomes the log of the case; what cannot be told is said."""

from __future__ import annotations

from typing import Any

import pytest

from service.web.form.attendance_log import MOST_ENTRIES, decoded, read_log, totals, without_doubles


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
        ("10/5/2026,Something else", {"date": "2026-10-05"}),
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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_in_the_encodings_that_spreadsheets_write(encoding: str) -> None:
    assert decoded("Date,Note\n10/5/2026,Café".encode(encoding)) == "Date,Note\n10/5/2026,Café"


@pytest.mark.parametrize("text", ["", "\x00\x00", ",,,\n;;;", '"unclosed, 10/5/2026', "ÿ" * 1000, "10/5/2026," * 500])
def test_no_text_breaks_the_reading(text: str) -> None:
    assert read_log(text).entries in ((), ({"date": "2026-10-05"},)) or read_log(text).entries


def test_totals_are_those_of_the_log() -> None:
    assert totals([{"kind": "late"}, {"kind": "absent"}, {"kind": "late"}, {}]) == (("absent", 1), ("late", 2))
    assert totals("nothing") == ()
