"""What a person does on a page, in the words of the page."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import docx


def press(page: Any, words: str, *, within: str = "main") -> None:
    """Press the first button with these words, and wait for the page that answers."""
    with page.expect_navigation():
        page.locator(within).get_by_role("button", name=words).first.click()


def download(page: Any, words: str, *, within: str = "main") -> tuple[str, bytes]:
    """Press a button that gives a file: its name and its bytes."""
    with page.expect_download() as waiting:
        page.locator(within).get_by_role("button", name=words).first.click()
    saved = waiting.value
    return saved.suggested_filename, Path(saved.path()).read_bytes()


def words_of(content: bytes) -> str:
    """All words of a Word file's body, tables included, as Word's own library reads them."""
    document = docx.Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells]).replace("\xa0", " ")


def go_to(page: Any, path: str) -> None:
    """Carry the answers to any page of the form, as a button with this address would."""
    with page.expect_navigation():
        page.evaluate(
            """path => {
              const button = document.querySelector("#answers button");
              button.removeAttribute("name");
              button.setAttribute("formaction", path);
              button.removeAttribute("formenctype");
              button.click();
            }""",
            path,
        )


def open_case(page: Any, raw_case: dict[str, Any], filename: str = "case.json") -> None:
    """Open saved answers from a file."""
    page.locator(".keep summary").click()
    content = json.dumps(raw_case).encode()
    page.set_input_files("#saved", files=[{"name": filename, "mimeType": "application/json", "buffer": content}])
    press(page, "Open this file", within=".keep")


PREVIEW = "() => document.querySelector('#preview-page').shadowRoot?.textContent ?? ''"


def wait_for_preview(page: Any, words: str) -> None:
    """Wait until the preview shows these words. The page's policy allows no waiting by evaluated text."""
    for _ in range(100):
        if words in page.evaluate(PREVIEW):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"the preview does not show “{words}”")
