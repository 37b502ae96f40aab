"""Every page and state of the form, held against axe-core and against the edges of the screen."""

from __future__ import annotations

from typing import Any

import pytest

from service.web.form.sections import SECTIONS
from tests.browser.person import go_to, open_case, press
from tests.browser.programs import axe

WIDTHS = (1280, 390, 320)
"""Pixels. 320 is what is left of 1280 at a zoom of 400 % (WCAG 2.2, 1.4.10)."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HALVES = (0, 1)
SETTLED = "() => Promise.all(document.getAnimations().map(each => each.finished)).then(() => null)"


def findings(page: Any) -> list[str]:
    """What axe-core finds on the page, and what reaches over its edge."""
    page.evaluate(SETTLED)
    if not page.evaluate("() => 'axe' in window"):
        # The page's policy allows no other script, so the checker comes in beside it.
        page.evaluate(axe())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES)
    width = page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
    made = [
        f"{each['id']}: {node['target']} {node['failureSummary'][:200]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]
    return made + ([f"wider than the screen: {width}"] if width[0] > width[1] else [])


def at_every_width(page: Any, where: str) -> list[str]:
    """The findings on this page at each width."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{where} at {width}: {each}" for each in findings(page)]
    return found


@pytest.mark.parametrize("half", HALVES)
def test_every_page_of_questions_is_free_of_findings_filled_in(
    half: int, open_page: Any, whole_case: dict[str, Any]
) -> None:
    page = open_page()
    open_case(page, whole_case)
    found = []
    for section in SECTIONS[half::2]:
        go_to(page, f"/form/section/{section.slug}")
        assert page.locator("h1").inner_text() == section.title
        found += at_every_width(page, section.slug)
    assert found == []
