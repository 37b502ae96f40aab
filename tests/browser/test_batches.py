"""A clinic at the page for many students: the rows are checked, then a bar fills while the archive comes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from werkzeug.serving import make_server

from service.web import create_app
from service.web.access import ask_for_tokens
from tests.browser.conftest import Silent
from tests.browser.person import press
from tests.browser.test_access import at_every_width

READY = 12
ROWS = "Student's full name,Your full name,Full days missed\n" + "".join(
    f"Maya Okafor {number},Adaeze Okafor,19\n" for number in range(READY)
)
FAULTY = "Rowan Castellano,,many\n"


def chosen(page: Any, content: str, name: str = "students.csv") -> None:
    """Choose a file of students."""
    page.set_input_files("#file", files=[{"name": name, "mimeType": "text/csv", "buffer": content.encode()}])


def test_rows_are_checked_and_then_the_archive_comes_with_a_bar(open_page: Any) -> None:
    page = open_page(width=1280, address="/form/batches")
    chosen(page, ROWS + FAULTY)
    page.get_by_role("button", name="Check the rows").click()
    page.get_by_role("heading", name="What the check found").wait_for()
    assert page.evaluate("() => document.activeElement.id") == "checked-title"
    assert "12 rows are ready, 1 row has mistakes." in page.locator("#batch-result").inner_text()
    assert "choose the same file again" not in page.locator("main").inner_text()
    # The file is still chosen, so nothing is asked twice.
    assert page.evaluate("() => document.getElementById('file').files.length") == 1
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Make the drafts (ZIP)").click()
    page.get_by_text(f"Done: {READY} folders").wait_for()
    assert page.evaluate(
        "() => [document.getElementById('batch-bar').value, document.getElementById('batch-bar').max]"
    ) == [
        READY,
        READY,
    ]
    assert waiting.value.suggested_filename.startswith("iepdocs-batch-")
    with ZipFile(BytesIO(Path(waiting.value.path()).read_bytes())) as archive:
        assert archive.testzip() is None
        assert json.loads(archive.read("report.json"))["ready"] == READY
    assert page.evaluate("() => window.localStorage.length + document.cookie.length") == 0


def test_without_a_script_the_same_buttons_give_the_check_and_the_archive(open_page: Any) -> None:
    page = open_page(script=False, address="/form/batches")
    chosen(page, ROWS + FAULTY)
    press(page, "Check the rows")
    assert "12 rows are ready, 1 row has mistakes." in page.locator("main").inner_text()
    assert "choose the same file again" in page.locator("main").inner_text()
    chosen(page, ROWS + FAULTY)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Make the drafts (ZIP)").click()
    with ZipFile(BytesIO(Path(waiting.value.path()).read_bytes())) as archive:
        assert json.loads(archive.read("report.json"))["ready"] == READY


def test_a_run_can_be_stopped_and_a_file_that_is_no_list_is_named(open_page: Any) -> None:
    page = open_page(address="/form/batches")
    chosen(page, "Name,Shoe size\nMaya,7\n", "list.csv")
    page.get_by_role("button", name="Make the drafts (ZIP)").click()
    page.locator("#summary").wait_for()
    assert page.title().startswith("Error:")
    assert page.evaluate("() => document.activeElement.id") == "summary"
    chosen(page, ROWS * 40)
    assert page.locator("#summary").count() == 0
    page.get_by_role("button", name="Make the drafts (ZIP)").click()
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped. Nothing was kept.").wait_for()


@pytest.fixture
def closed_site() -> Iterator[str]:
    """The address of a service that makes batches only for those with the token."""
    app = create_app()
    ask_for_tokens(app, (sha256(b"sesame").hexdigest(),))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_token_typed_on_the_page_opens_batches(browser: Any, closed_site: str) -> None:
    page = browser.new_page()
    page.goto(f"{closed_site}/form/batches")
    chosen(page, ROWS)
    page.get_by_role("button", name="Check the rows").click()
    page.get_by_text("This call needs a token").wait_for()
    page.get_by_label("Token").fill("sesame")
    page.get_by_role("button", name="Check the rows").click()
    page.get_by_role("heading", name="What the check found").wait_for()
    assert "12 rows are ready." in page.locator("#batch-result").inner_text()
    page.close()


def test_the_page_for_many_students_is_free_of_findings(open_page: Any) -> None:
    page = open_page(address="/form/batches")
    found = at_every_width(page, "batches")
    chosen(page, ROWS + FAULTY)
    page.get_by_role("button", name="Check the rows").click()
    page.get_by_role("heading", name="What the check found").wait_for()
    page.get_by_text("Rows that are ready, with").click()
    found += at_every_width(page, "batches, checked")
    page.set_input_files("#file", files=[])
    press(page, "Check the rows")
    found += at_every_width(page, "batches, no file")
    dark = open_page(dark=True, address="/form/batches")
    found += at_every_width(dark, "batches, dark")
    assert found == []
