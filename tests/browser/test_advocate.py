"""An advocate at a wide screen: the live preview, the keyboard, blocks for the next case."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from tests.browser.person import download, go_to, open_case, press, wait_for_preview, words_of


def test_the_preview_is_the_document_and_follows_what_is_typed(open_page: Any, whole_case: Any) -> None:
    page = open_page(width=1440)
    open_case(page, whole_case)
    with page.expect_response("**/form/preview/evaluation_request") as answered:
        press(page, "What you see at home and at school")
    wait_for_preview(page, "Imani Brookfield")
    shown = answered.value.body()
    with page.expect_response("**/form/preview/evaluation_request"):
        page.get_by_label("Effect on school work").fill("Two courses without a grade since October.")
    wait_for_preview(page, "Two courses without a grade since October.")
    page.locator("#preview-kind").select_option("section_504_letter")
    wait_for_preview(page, "Section 504")
    go_to(page, "/form/done")
    _, content = download(page, "Download Letter: ask the school for a special-education evaluation")
    assert "Two courses without a grade since October." in words_of(content)
    open_case(page, whole_case)
    go_to(page, "/form/done")
    _, content = download(page, "Download Letter: ask the school for a special-education evaluation")
    assert content == shown


def test_no_preview_is_loaded_on_a_phone(open_page: Any, whole_case: Any) -> None:
    page = open_page(width=390)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_case(page, whole_case)
    go_to(page, "/form/section/student")
    page.get_by_label("Student's full name").fill("Imani B.")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "vendor" in url or "preview" in url] == []


def test_the_keyboard_alone_leads_from_the_first_page_to_a_document(open_page: Any) -> None:
    page = open_page(width=1000)

    def reach(words: str) -> None:
        """Press Tab until the focus is on something with these words."""
        name = """() => {
          const at = document.activeElement;
          const label = at.labels?.[0]?.textContent ?? at.textContent ?? "";
          return label.replace(/\\s+/g, " ").trim();
        }"""
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.evaluate(name).startswith(words):
                return
        raise AssertionError(f"Tab does not reach “{words}”")

    reach("My child is falling behind on credits")
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    reach("Student's full name")
    page.keyboard.type("Maya Okafor")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("h1").inner_text() == "You"
    reach("Your full name")
    page.keyboard.type("Adaeze Okafor")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    reach("Download")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    reach("Go to the download")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    reach("Download Proposal")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename.startswith("credit-recovery-proposal-")


def test_contact_details_go_into_the_next_case(open_page: Any, whole_case: Any) -> None:
    page = open_page(width=1000)
    open_case(page, whole_case)
    go_to(page, "/form/done")
    name, content = download(page, "Save only the contact details")
    assert name == "contacts.json"
    blocks = json.loads(content)
    assert blocks["sender"] == whole_case["sender"] and "student" not in blocks
    other = open_page(width=1000)
    other.check("#situation-0")
    press(other, "Start")
    other.get_by_label("Student's full name").fill("Rowan Castellano")
    press(other, "All questions")
    open_case(other, blocks, "contacts.json")
    press(other, "The student")
    assert other.get_by_label("Student's full name").input_value() == "Rowan Castellano"
    go_to(other, "/form/section/you")
    assert other.get_by_label("Your full name").input_value() == whole_case["sender"]["name"]


def test_a_returning_advocate_changes_three_pages_for_a_whole_packet(open_page: Any, whole_case: Any) -> None:
    """The next letter for a known student: the date, the absences since, what is asked for."""
    page = open_page(width=1000)
    open_case(page, whole_case)
    go_to(page, "/form/section/place-and-date")
    page.locator("#date-day").fill("20")
    press(page, "All questions")
    press(page, "List of absences")
    page.get_by_label("The list").fill("11/13/2026 absent")
    press(page, "Read the list")
    press(page, "Download", within="header")
    press(page, "Go to the download")
    _, content = download(page, "Download all in one ZIP file")
    with ZipFile(BytesIO(content)) as archive:
        documents = [name for name in archive.namelist() if name.endswith(".docx")]
        case_again = archive.read("case.json")
    assert len(documents) >= 4
    again = open_page(width=1000)
    open_case(again, json.loads(case_again))
    assert again.locator(".status.wrong").count() == 0


def test_a_case_is_the_start_of_another(open_page: Any, whole_case: Any) -> None:
    page = open_page(width=1000)
    open_case(page, whole_case)
    go_to(page, "/form/another")
    page.get_by_label("What is asked for in each document").check()
    press(page, "Start the new case")
    raw_case = json.loads(page.locator("input[name=case]").input_value())
    assert raw_case["sender"] == whole_case["sender"]
    assert raw_case["section_504_letter"] == whole_case["section_504_letter"]
    assert "student" not in raw_case and "attendance" not in raw_case


def test_a_packet_is_opened_by_its_own_case_file(open_page: Any, whole_case: Any) -> None:
    page = open_page(width=1000)
    open_case(page, whole_case)
    go_to(page, "/form/done")
    name, content = download(page, "Download all in one ZIP file")
    again = open_page(width=1000)
    again.locator(".keep summary").click()
    again.set_input_files("#saved", files=[{"name": name, "mimeType": "application/zip", "buffer": content}])
    press(again, "Open this file", within=".keep")
    press(again, "The student")
    assert again.get_by_label("Student's full name").input_value() == "Imani Brookfield"
