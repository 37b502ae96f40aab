"""Every page and state of the form, held against axe-core and against the edges of the screen."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest

from service.casework import KINDS
from service.web.form.sections import sections
from tests.browser.person import go_to, open_case, press, wait_for_preview
from tests.browser.programs import axe

STYLE = Path(__file__).parents[2] / "service" / "web" / "static" / "form" / "form.css"
PHONE = 390
WIDTHS = (1280, 320, PHONE)
"""Pixels. 320 is what is left of 1280 at a zoom of 400 % (WCAG 2.2, 1.4.10). The phone is last, so that it opens the
next page too."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HALVES = (0, 1)
DEPENDS_ON_WIDTH = ["target-size", "scrollable-region-focusable"]
"""The rules that the same page can keep at one width and break at another. Contrast is not among them, as the next test
holds: no colour of a page hangs on the width. It takes the checker longer than all other rules together."""
LOOK = """async rules => {
  if (!('axe' in window)) return null;
  await Promise.all(document.getAnimations().map(each => each.finished));
  const found = await axe.run(document, {runOnly: rules, resultTypes: ['violations']});
  return [found.violations, document.documentElement.scrollWidth, window.innerWidth];
}"""
HEADING = "() => document.querySelector('h1').innerText"
PREVIEW_WAITS = """() => {
  if (document.getElementById('preview')) window.fetch = async () => new Response(null, {status: 422});
}"""
"""The column beside the questions as it is while an answer has to be corrected: a wide screen would otherwise draw the
same document beside every page, and most of the checker's time would go there. A test of its own reads it."""


def findings(page: Any, rules: list[str] = RULES) -> list[str]:
    """What axe-core finds on the page, and what reaches over its edge."""
    found = page.evaluate(LOOK, rules)
    if found is None:
        # The page's policy allows no other script, so the checker comes in beside it.
        page.evaluate(axe())
        found = page.evaluate(LOOK, rules)
    violations, reach, width = found
    made = [
        f"{each['id']}: {node['target']} {node['failureSummary'][:200]}"
        for each in violations
        for node in each["nodes"]
    ]
    return made + ([f"wider than the screen: {reach} of {width}"] if reach > width else [])


def at_every_width(page: Any, where: str) -> list[str]:
    """The findings on this page at each width: all rules on the phone, then those that the width can change."""
    found = []
    page.evaluate(PREVIEW_WAITS)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        rules = RULES if width == PHONE else DEPENDS_ON_WIDTH
        found += [f"{where} at {width}: {each}" for each in findings(page, rules)]
    return found


def test_no_colour_hangs_on_the_width_but_those_of_the_preview_which_has_a_test_of_its_own() -> None:
    style = STYLE.read_text(encoding="utf-8")
    hanging = re.findall(r"@media [^{]*width[^{]*\{((?:[^{}]*\{[^{}]*\})*)\s*\}", style)
    rules = [rule for block in hanging for rule in re.findall(r"([^{}]*)\{([^{}]*)\}", block)]
    assert len(hanging) == len(re.findall(r"@media[^{]*width", style)) > 1
    assert len(rules) > 5
    colours = re.compile(r"colou?r|background|opacity|filter|shadow|--")
    coloured = [
        selector.strip() for selector, declared in rules if colours.search(re.sub(r"var\([^)]*\)", "", declared))
    ]
    assert coloured == ["#preview-page"]


@pytest.mark.parametrize("half", HALVES)
def test_every_page_of_questions_is_free_of_findings_filled_in(
    half: int, open_page: Any, whole_case: dict[str, Any]
) -> None:
    page = open_page()
    open_case(page, whole_case)
    found = []
    for section in sections()[half::2]:
        go_to(page, f"/form/section/{section.slug}")
        assert page.evaluate(HEADING) == section.title
        found += at_every_width(page, section.slug)
    assert found == []


def test_the_checker_sees_what_is_wrong(open_page: Any) -> None:
    page = open_page()
    page.evaluate("() => document.querySelector('#situation-0').nextElementSibling.remove()")
    page.evaluate("() => { document.querySelector('h1').style.width = '3000px' }")
    found = findings(page)
    assert any(each.startswith("label:") for each in found)
    assert any(each.startswith("wider than the screen") for each in found)


def test_the_first_pages_and_their_mistakes_are_free_of_findings(open_page: Any) -> None:
    page = open_page()
    found = at_every_width(page, "start")
    press(page, "Start")
    assert page.title().startswith("Error:")
    found += at_every_width(page, "start, nothing chosen")
    page.check("#situation-0")
    press(page, "Start")
    found += at_every_width(page, "the student, empty")
    page.fill("#student-date_of_birth-month", "13")
    press(page, "Continue")
    assert page.title().startswith("Error:")
    found += at_every_width(page, "the student, mistakes")
    go_to(page, "/form/check")
    found += at_every_width(page, "check, mistakes")
    go_to(page, "/form/tasks")
    found += at_every_width(page, "all questions, mistakes")
    assert found == []


def test_pages_of_entries_are_free_of_findings(open_page: Any, whole_case: dict[str, Any]) -> None:
    page = open_page()
    open_case(page, whole_case)
    found = []
    for section in sections():
        if section.one_by_one:
            go_to(page, f"/form/section/{section.slug}/0")
            found += at_every_width(page, f"{section.slug}, first entry")
    go_to(page, "/form/section/tried")
    press(page, "Add another")
    found += at_every_width(page, "tried, one added")
    go_to(page, "/form/section/absences")
    page.fill("#log-text", "2026-11-02 absent\nnothing here\n2026-11-03\n2026-11-04 ISS")
    page.select_option("#log-kind", "")
    press(page, "Read the list")
    found += at_every_width(page, "absences, a list read")
    assert found == []


def test_documents_and_what_follows_are_free_of_findings(open_page: Any, whole_case: dict[str, Any]) -> None:
    page = open_page()
    open_case(page, whole_case)
    found = at_every_width(page, "all questions")
    for path in ("check", "done", "another", *(f"letter/{kind.slug}" for kind in KINDS)):
        go_to(page, f"/form/{path}")
        found += at_every_width(page, path)
    page.locator(".keep summary").click()
    found += at_every_width(page, "a file to open")
    press(page, "Open this file", within=".keep")
    found += at_every_width(page, "no file chosen")
    assert found == []


def test_pages_for_templates_and_trouble_are_free_of_findings(open_page: Any) -> None:
    page = open_page(address="/form/templates")
    found = at_every_width(page, "templates")
    press(page, "Check it")
    found += at_every_width(page, "templates, no file")
    broken = a_template("Dear {{ student.nmae }}, {% if %}")
    page.set_input_files("#template", files=[{"name": "t.docx", "mimeType": "application/zip", "buffer": broken}])
    press(page, "Check it")
    assert page.locator("#found").inner_text() != "Nothing is wrong in this file"
    found += at_every_width(page, "templates, findings")
    page.goto(page.url.split("/form/")[0] + "/form/nothing")
    assert page.locator("h1").inner_text() == "There is no such page"
    found += at_every_width(page, "no such page")
    page.goto(page.url.split("/form/")[0] + "/form/templates/names")
    found += at_every_width(page, "names")
    assert found == []


def test_a_wide_screen_with_its_preview_is_free_of_findings(open_page: Any, whole_case: dict[str, Any]) -> None:
    page = open_page(width=1280)
    found = findings(page)
    open_case(page, whole_case)
    found += findings(page)
    pages = ["student", "tried", "accommodations"]
    for path in [*(f"section/{slug}" for slug in pages), "check", "done", "letter/reintegration_plan"]:
        go_to(page, f"/form/{path}")
        if path.startswith("section"):
            wait_for_preview(page, "Imani Brookfield")
        found += [f"{path}: {each}" for each in findings(page)]
    assert found == []


def test_a_dark_screen_is_legible(open_page: Any, whole_case: dict[str, Any]) -> None:
    # The rest of a page is the same in the light.
    page = open_page(dark=True)
    found = findings(page, ["color-contrast"])
    press(page, "Start")
    found += findings(page, ["color-contrast"])
    open_case(page, whole_case)
    found += findings(page, ["color-contrast"])
    pages = ["tried", "accommodations", "absences", "attendance"]
    for path in [*(f"section/{slug}" for slug in pages), "check", "done", "letter/evaluation_request"]:
        go_to(page, f"/form/{path}")
        found += findings(page, ["color-contrast"])
    assert found == []


def test_pages_of_a_person_on_an_own_device_are_free_of_findings(open_page: Any) -> None:
    page = open_page()
    page.get_by_label("This is my own device").check()
    page.check("#situation-0")
    found = at_every_width(page, "start, own device")
    press(page, "Start")
    found += at_every_width(page, "the student, own device")
    assert found == []


def test_focus_is_visible_on_everything_that_takes_it(open_page: Any, whole_case: dict[str, Any]) -> None:
    page = open_page()
    open_case(page, whole_case)
    go_to(page, "/form/section/student")
    unmarked = []
    for _ in range(30):
        page.keyboard.press("Tab")
        state = page.evaluate(
            """() => {
              const at = document.activeElement;
              const style = getComputedStyle(at);
              return [at.outerHTML.slice(0, 80), style.outlineStyle, parseFloat(style.outlineWidth)];
            }"""
        )
        if state[0].startswith("<body"):
            break
        if state[1] == "none" or state[2] < 2:
            unmarked.append(state)
    assert unmarked == []


def a_template(text: str) -> bytes:
    """A Word file with one paragraph."""
    document = docx.Document()
    document.add_paragraph(text)
    content = BytesIO()
    document.save(content)
    return content.getvalue()
