"""From a case to the controls of a page and back: what is not touched stays, what is typed is not lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from schemas.projections import sample_case
from service.web.form.answers import (
    ABSENT,
    Asked,
    Typed,
    answer,
    count_name,
    date_in_line,
    typed,
    typed_entry,
    value_at,
    with_value,
)
from service.web.form.questions import question
from service.web.form.sections import Section, sections
from service.web.form.state import Answers, fits_the_form, saved, tidied, with_entry_added, with_entry_removed

CASES = sorted((Path(__file__).parents[2] / "cases").glob("*.json"))


def sent(controls: Typed) -> Asked:
    """What a browser sends for these controls: line breaks as CR LF, ticks in the order of the page."""
    return lambda name: [value.replace("\r\n", "\n").replace("\n", "\r\n") for value in sorted(controls.get(name, []))]


def page_as_sent(page: Section, answers: Answers, item: int | None) -> Asked:
    """Everything that a browser sends from a page that nobody touched."""
    controls: Typed = {}
    for asked in page.questions:
        value = answers.value(asked.path)
        if asked.widget == "items" and item is not None:
            controls |= typed_entry(asked, f"{asked.path}.{item}", value_at(answers.raw_case, f"{asked.path}.{item}"))
        elif asked.widget != "items":
            controls |= typed(asked, asked.path, value)
            if asked.widget == "group":
                controls[count_name(asked.path)] = [str(max(1, len(value) if isinstance(value, list) else 0))]
    return sent(controls)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_that_goes_through_every_page_untouched_stays_as_it_is(path: Path) -> None:
    raw_case = json.loads(path.read_text(encoding="utf-8"))
    answers = Answers(raw_case)
    for page in sections():
        entries = answers.value(page.paths[0]) if page.one_by_one else ()
        for item in [None, *range(len(entries) if isinstance(entries, list) else 0)]:
            answers = tidied(saved(answers, page, item, page_as_sent(page, answers, item)))
            assert answers.raw_case == raw_case, (page.slug, item)


def test_what_a_control_cannot_hold_stays_while_nobody_touches_it() -> None:
    raw_case: dict[str, Any] = {
        "concerns": ["One line", "Two\nlines"],
        "evaluation_request": {"evaluations": [{"id": "psychological", "detail": "At home"}, {"text": "Own\nwords"}]},
        "barriers": [{"kind": "anxiety"}, {"kind": "anxiety", "detail": "Hallway"}, {"detail": "No kind"}],
        "sender": {"address": "18 Alder Court\r\nCedar Valley"},
        "school_calendar": {"closed": ["2026-11-26", "not a date"]},
        "date": "2026-02-30",
        "attendance": {"days_absent": "twelve", "school_days": 12.5},
    }
    answers = Answers(raw_case)
    for page in sections():
        answers = tidied(saved(answers, page, None, page_as_sent(page, answers, None)))
    assert answers.raw_case == raw_case


@pytest.mark.parametrize(
    ("path", "controls", "expected"),
    [
        ("student.name", {"": " Maya "}, "Maya"),
        ("student.name", {"": "  "}, ABSENT),
        ("attendance.days_absent", {"": "19"}, 19),
        ("attendance.days_absent", {"": "-3"}, -3),
        ("attendance.days_absent", {"": "nineteen"}, "nineteen"),
        ("attendance.days_absent", {"": "19.5"}, "19.5"),
        ("credit_recovery_proposal.credits_earned", {"": "13.5"}, 13.5),
        ("evaluation_request.requests_meeting", {"": "yes"}, True),
        ("evaluation_request.requests_meeting", {"": "no"}, False),
        ("evaluation_request.requests_meeting", {"": ""}, ABSENT),
        ("date", {"-month": "9", "-day": "4", "-year": "2026"}, "2026-09-04"),
        ("date", {"-month": "Sept", "-day": "4", "-year": "2026"}, "2026-09-04"),
        ("date", {"-month": "9"}, "-9-"),
        ("date", {"-month": "9", "-day": "4", "-year": "26"}, "26-09-04"),
        ("date", {}, ABSENT),
        ("concerns", {"": "One\r\n\r\nTwo\r\n"}, ["One", "Two"]),
        ("concerns", {"": "\r\n"}, ABSENT),
        ("section_504_letter.meeting_dates", {"": "12/2/2026\n2026-12-3"}, ["2026-12-02", "2026-12-03"]),
        ("section_504_letter.meeting_dates", {"": "next Monday"}, ["next Monday"]),
        ("documents", {"": "evaluation_request"}, ["evaluation_request"]),
        ("section_504_letter.major_life_activities", {"": "learning", "-own": "walking"}, ["learning", "walking"]),
        ("evaluation_request.evaluations", {"": "cognitive", "-own": "Art"}, [{"id": "cognitive"}, {"text": "Art"}]),
        ("barriers", {"": "sleep"}, [{"kind": "sleep"}]),
    ],
)
def test_what_is_typed_becomes_the_value_of_the_case(path: str, controls: dict[str, str], expected: Any) -> None:
    asked = {f"{path}{suffix}": [value] for suffix, value in controls.items()}
    assert answer(question(path), path, lambda name: asked.get(name, []), ABSENT) == expected


@pytest.mark.parametrize("value", ["-9-", "26-09-04", "2026-02-30", "soon", "2026-9-x"])
def test_a_date_that_cannot_be_right_is_shown_as_it_was_typed_and_stays(value: str) -> None:
    stands = typed(question("date"), "date", value)
    assert answer(question("date"), "date", sent(stands), ABSENT) in (value, f"{value}--")


def test_what_was_said_about_a_choice_stays_when_others_are_ticked() -> None:
    asked = question("section_504_letter.accommodations")
    before = [{"id": "later_start", "who": "Ms. Bell"}, {"text": "A lamp", "where": "Room 12"}]
    controls = {asked.path: ["later_start", "calm_space"], f"{asked.path}-own": ["A small lamp"]}
    assert answer(asked, asked.path, lambda name: controls.get(name, []), before) == [
        {"id": "later_start", "who": "Ms. Bell"},
        {"id": "calm_space"},
        {"text": "A small lamp", "where": "Room 12"},
    ]


def test_a_barrier_that_is_no_longer_ticked_goes_and_the_others_keep_their_detail() -> None:
    before = [{"kind": "anxiety", "detail": "Hallway"}, {"kind": "sleep"}, {"detail": "No kind"}]
    controls = {"barriers": ["anxiety", "mood"]}
    assert answer(question("barriers"), "barriers", lambda name: controls.get(name, []), before) == [
        {"kind": "anxiety", "detail": "Hallway"},
        {"detail": "No kind"},
        {"kind": "mood"},
    ]


def test_a_value_is_put_in_and_taken_out_with_what_is_empty_around_it() -> None:
    raw = with_value({}, "reintegration_plan.arrival.time", "9:15")
    assert raw == {"reintegration_plan": {"arrival": {"time": "9:15"}}}
    assert with_value(raw, "reintegration_plan.arrival.time", ABSENT) == {}
    listed = with_value({}, "providers.1.name", "Dr. A")
    assert listed == {"providers": [{}, {"name": "Dr. A"}]}


def test_entries_are_added_up_to_what_the_case_allows_and_removed() -> None:
    answers = Answers({"cc": [{"name": "A"}]})
    assert with_entry_added(answers, "cc").raw_case == {"cc": [{"name": "A"}, {}]}
    full = Answers({"cc": [{"name": str(number)} for number in range(20)]})
    assert with_entry_added(full, "cc").raw_case == full.raw_case
    assert with_entry_removed(answers, "cc", 0).raw_case == {}
    assert with_entry_removed(answers, "cc", 7).raw_case == answers.raw_case


@pytest.mark.parametrize("line", ["12/2/2026", "12.2.2026", "2026-12-02", " 12 / 2 / 2026 "])
def test_a_date_in_a_line_is_read_month_first_or_year_first(line: str) -> None:
    assert date_in_line(line) == "2026-12-02"


def test_a_line_without_a_date_names_none() -> None:
    assert date_in_line("Monday") is None


def test_only_what_the_case_could_hold_fits_the_form() -> None:
    assert fits_the_form(sample_case())
    assert fits_the_form({"date": "soon", "attendance": {"days_absent": "many"}})
    for raw in ([], {"nothing": 1}, {"student": "Maya"}, {"concerns": "one"}, {"student": {"name": None}}, {"cc": [3]}):
        assert not fits_the_form(raw), raw


def test_a_date_that_is_cleared_is_gone() -> None:
    emptied = sent({"date-month": [""], "date-day": [" "], "date-year": [""]})
    assert answer(question("date"), "date", emptied, "2026-11-16") is ABSENT
