"""A parent on a phone, from the first page to a document that is opened and read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.browser.person import download, go_to, open_case, press, words_of

WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


def begun(page: Any) -> Any:
    """The two names, which are all that a letter needs; the page after them."""
    page.check("#situation-0")
    press(page, "Start")
    page.get_by_label("Student's full name").fill("Maya Okafor")
    press(page, "Continue")
    page.get_by_label("Your full name").fill("Adaeze Okafor")
    press(page, "Continue")
    return page


@WITH_AND_WITHOUT_SCRIPT
def test_a_parent_gets_a_letter_on_a_phone(script: bool, open_page: Any) -> None:
    page = open_page(script=script)
    page.get_by_label("It is hard to get my child to school").check()
    press(page, "Start")
    page.get_by_label("Student's full name").fill("Maya Okafor")
    page.get_by_label("she/her").check()
    page.get_by_label("Month").fill("March")
    page.get_by_label("Day").fill("9")
    page.get_by_label("Year").fill("2015")
    page.get_by_label("Student's grade").select_option("6")
    page.get_by_label("Name of the school", exact=True).fill("Harlan Middle School")
    press(page, "Continue")
    page.get_by_label("Your full name").fill("Adaeze Okafor")
    page.get_by_label("Parent", exact=True).check()
    press(page, "Continue")
    press(page, "Continue")
    page.get_by_label("State").select_option("California")
    press(page, "Continue")
    page.get_by_label("Full days missed").fill("19")
    press(page, "Continue")
    go_to(page, "/form/section/barriers") if script else press(page, "All questions", within="header")
    if not script:
        press(page, "What makes it hard to attend")
    page.get_by_label("Anxiety", exact=True).check()
    press(page, "Continue")
    assert page.locator("h1").inner_text() == "More about what makes it hard"
    press(page, "Download", within="header")
    assert page.locator("h1").inner_text() == "Check your answers"
    assert "March 9, 2015" in page.locator("main").inner_text()
    press(page, "Go to the download")
    name, content = download(page, "Download Letter: ask the school for a special-education evaluation")
    assert name.startswith("evaluation-request-") and name.endswith(".docx")
    words = words_of(content)
    for part in ("Adaeze Okafor", "Maya Okafor, born March 9, 2015", "Harlan Middle School", "19"):
        assert part in words


@WITH_AND_WITHOUT_SCRIPT
def test_back_shows_the_page_before_with_what_was_typed(script: bool, open_page: Any) -> None:
    page = begun(open_page(script=script))
    assert page.locator("h1").inner_text() == "Who gets it"
    page.go_back()
    assert page.locator("h1").inner_text() == "You"
    assert page.get_by_label("Your full name").input_value() == "Adaeze Okafor"
    page.go_back()
    assert page.locator("h1").inner_text() == "The student"
    page.get_by_label("Student's full name").fill("Maya Ngozi Okafor")
    press(page, "Continue")
    assert page.locator("h1").inner_text() == "You"
    press(page, "Back")
    assert page.get_by_label("Student's full name").input_value() == "Maya Ngozi Okafor"


def test_a_mistake_is_named_at_the_top_and_at_the_control_and_nothing_typed_is_lost(open_page: Any) -> None:
    page = begun(open_page())
    go_to(page, "/form/section/attendance")
    page.get_by_label("Full days missed").fill("about twenty")
    page.locator("#attendance-from-month").fill("2")
    page.locator("#attendance-from-day").fill("30")
    page.locator("#attendance-from-year").fill("2026")
    press(page, "Continue")
    assert page.title().startswith("Error: How much school was missed")
    assert page.evaluate("() => document.activeElement.id") == "summary"
    page.get_by_role("link", name="Type a whole number in digits").click()
    assert page.evaluate("() => document.activeElement.id") == "attendance-days_absent"
    days = page.get_by_label("Full days missed")
    assert days.input_value() == "about twenty"
    assert days.get_attribute("aria-invalid") == "true"
    described = days.get_attribute("aria-describedby").split()
    assert any("whole number" in page.locator(f"#{each}").inner_text() for each in described)
    assert page.locator("#attendance-from-day").input_value() == "30"
    # The person may leave it for later; it is named again before the download.
    press(page, "All questions", within="header")
    assert "To correct" in page.get_by_role("button", name="How much school was missed").inner_text()
    go_to(page, "/form/done")
    press(page, "How much school was missed: Type a whole number")
    assert page.evaluate("() => document.activeElement.id") == "attendance-days_absent"
    page.get_by_label("Full days missed").fill("20")
    page.locator("#attendance-from-day").fill("28")
    press(page, "Continue")
    assert not page.title().startswith("Error:")


@WITH_AND_WITHOUT_SCRIPT
def test_answers_are_saved_to_a_file_and_opened_again(script: bool, open_page: Any, whole_case: Any) -> None:
    page = begun(open_page(script=script))
    page.get_by_label("Name of the person this goes to").fill("Dr. Lena Ortiz")
    name, content = download(page, "Save my answers", within=".keep")
    assert name == "case.json"
    saved = json.loads(content)
    assert saved["recipient"] == {"name": "Dr. Lena Ortiz"}
    again = open_page(script=script)
    open_case(again, saved)
    assert again.locator("h1").inner_text() == "All questions"
    press(again, "Who gets it")
    assert again.get_by_label("Name of the person this goes to").input_value() == "Dr. Lena Ortiz"
    open_case(again, whole_case)
    _, content = download(again, "Save my answers", within=".keep")
    assert json.loads(content) == whole_case


@WITH_AND_WITHOUT_SCRIPT
def test_entries_are_added_and_removed(script: bool, open_page: Any, whole_case: Any) -> None:
    page = open_page(script=script)
    open_case(page, {"student": {"name": "Maya"}, "sender": {"name": "Ada"}})
    press(page, "What was tried so far")
    page.locator("#supports_tried-0-what").fill("Later start")
    press(page, "Add another")
    assert page.locator("fieldset.entry legend").all_inner_texts() == ["Support 1", "Support 2"]
    assert page.evaluate("() => document.activeElement.id") == "supports_tried-1-what"
    page.locator("#supports_tried-1-what").fill("A call home at noon")
    press(page, "Remove Support 1")
    assert page.locator("fieldset.entry legend").all_inner_texts() == ["Support 1"]
    assert page.locator("#supports_tried-0-what").input_value() == "A call home at noon"
    press(page, "Continue")
    assert json.loads(page.locator("input[name=case]").input_value())["supports_tried"] == [
        {"what": "A call home at noon"}
    ]


def test_a_list_of_absences_is_pasted_or_uploaded_and_counted(open_page: Any) -> None:
    page = begun(open_page())
    go_to(page, "/form/section/absences")
    page.get_by_label("The list").fill("10/5/2026\tAbsent\n10/6/2026\tTardy\n10/7/2026\tAbsent")
    press(page, "Read the list")
    assert "3 days read" in page.locator(".notice").inner_text()
    sheet = b"Date,Attendance,Minutes\n10/8/2026,Early dismissal,95\nTotal,,95\n"
    page.set_input_files("#log-file", files=[{"name": "log.csv", "mimeType": "text/csv", "buffer": sheet}])
    press(page, "Read the list")
    assert "Lines without one clear date were left out: 3" in page.locator(".notice").inner_text()
    rows = page.locator("dl.answers > div").all_inner_texts()
    assert len(rows) == 4
    assert "October 8, 2026, Picked up early, 95" in rows[3]
    assert "Absence 2" in rows[1]
    press(page, "Remove Absence 2")
    assert "Counted from the days below: Absent all day: 2, Picked up early: 1" in page.locator(".paste").inner_text()
    go_to(page, "/form/letter/evaluation_request")
    assert "October 7, 2026" in page.locator("article table").first.inner_text().replace("\xa0", " ")


def test_markup_typed_anywhere_is_shown_as_typed(open_page: Any) -> None:
    page = open_page(width=1300)
    nasty = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'>"
    raw_case = {
        "student": {"name": nasty, "school": nasty, "diagnoses": [nasty]},
        "sender": {"name": nasty, "address": nasty},
        "concerns": [nasty],
        "supports_tried": [{"what": nasty}],
        "evaluation_request": {"evaluations": [{"text": nasty}], "reasons": nasty},
        "attendance": {"log": [{"date": "2026-10-05", "kind": "absent", "note": nasty}]},
        "credit_recovery_proposal": {"courses": [{"name": nasty}]},
    }
    open_case(page, raw_case)
    pages = ["student", "what-you-see", "tried", "reasons", "evaluations", "absences", "courses", "professionals"]
    for path in [*(f"section/{slug}" for slug in pages), "check", "done", "letter/evaluation_request", "another"]:
        go_to(page, f"/form/{path}")
        assert page.locator("script:not([src])").count() == 0
        assert page.locator("img").count() == 0
    go_to(page, "/form/check")
    assert nasty in page.locator("main").inner_text()
    # The dialogs and policy violations that this may have caused are looked at when the test ends.


def test_a_blank_leads_into_questions_that_are_folded_away(open_page: Any) -> None:
    page = open_page()
    course = {"courses": [{"name": "Algebra II"}]}
    raw_case = {"documents": ["credit_recovery_proposal"], "student": {"name": "Maya"}, "sender": {"name": "Ada"}}
    open_case(page, {**raw_case, "credit_recovery_proposal": course})
    go_to(page, "/form/section/courses/0")
    folded = page.locator("details.more")
    assert folded.get_attribute("open") is None
    assert page.get_by_label("How the course is graded").is_hidden()
    go_to(page, "/form/done")
    page.get_by_text("Show the blanks").click()
    press(page, "Course 1: How the course is graded")
    assert page.evaluate("() => document.activeElement.id") == "credit_recovery_proposal-courses-0-grading"
    assert page.get_by_label("How the course is graded").is_visible()
    page.get_by_label("How the course is graded").fill("Pass or fail")
    press(page, "Save")
    press(page, "Change Course 1")
    assert page.locator("details.more").get_attribute("open") is not None


def test_a_first_page_without_answers_has_nothing_to_clear(open_page: Any) -> None:
    page = open_page()
    assert not page.get_by_role("link", name="Clear my answers").is_visible()
    page.get_by_label("This is my own device").check()
    assert page.get_by_role("link", name="Clear my answers").is_visible()


def test_answers_stay_in_the_browser_only_when_the_person_asks(open_page: Any) -> None:
    page = begun(open_page())
    kept = "() => Object.keys(window.localStorage).length + document.cookie.length"
    assert page.evaluate(kept) == 0
    page.get_by_label("This is my own device").check()
    in_view = """() => {
      const place = document.getElementById("clear").getBoundingClientRect();
      return window.scrollY === 0 && place.top >= 0 && place.bottom <= window.innerHeight;
    }"""
    page.evaluate("() => window.scrollTo(0, 0)")
    assert page.evaluate(in_view)
    start = page.url.split("/form/")[0]
    page.goto(start)
    press(page, "Go on with them")
    press(page, "You")
    assert page.get_by_label("Your full name").input_value() == "Adaeze Okafor"
    assert page.evaluate(in_view)
    with page.expect_navigation():
        page.get_by_role("link", name="Clear my answers").click()
    assert page.evaluate(kept) == 0
    assert not page.locator("#kept").is_visible()


def test_the_letter_can_be_copied_as_text(open_page: Any) -> None:
    page = begun(open_page())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(page, "See the letter", within="header")
    assert page.locator("article mark").count() > 5
    page.get_by_role("button", name="Copy as text for e-mail").click()
    page.get_by_text("Copied. Paste it into your e-mail.").wait_for()
    text = page.evaluate("() => navigator.clipboard.readText()")
    assert "I am the [your relation to the student] of Maya Okafor." in text
    assert "<" not in text


def test_the_first_page_is_light(open_page: Any) -> None:
    page = open_page()
    page.wait_for_load_state("load")
    sizes = page.evaluate(
        """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
            .map(each => each.encodedBodySize)"""
    )
    assert len(sizes) >= 3
    assert 20_000 < sum(sizes) < 100_000
