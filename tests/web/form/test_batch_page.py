"""The page for many students: each row is looked at first, then the drafts come, and the upload is kept by nobody."""

from __future__ import annotations

import io
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from service.web import create_app
from service.web.access import ask_for_tokens
from tests.trust.running import ask_once, request, run_apart, service
from tests.web.form.visitor import Visitor

SHEET = (
    b"your own client number,Student's full name,Your full name,Full days missed\n"
    b"A-1,Maya Okafor,Adaeze Okafor,19\n"
    b"A-2,Rowan Castellano,,many\n"
    b"A-3,Noah Bell,Iris Bell,12\n"
)


@pytest.fixture
def batches(visitor: Visitor) -> Visitor:
    """A person without a script at the page for many students."""
    return visitor.open("/form/batches")


def test_each_row_is_looked_at_before_anything_is_made(batches: Visitor) -> None:
    batches.attach("file", SHEET, "students.csv").press("Check the rows")
    assert batches.response.status_code == 200
    assert "2 rows are ready, 1 row has mistakes." in batches.text
    (faulty,) = batches.all("table[@class='rows'][.//th[text()='What to correct']]/tbody/tr")
    assert faulty.startswith("3A-2 ")
    assert "C3 Add your full name" in faulty and "D3 This must be a number" in faulty
    ready = batches.all("table[@class='rows'][.//th[text()='Blanks']]/tbody/tr")
    assert [row[:4] for row in ready] == ["2A-1", "4A-3"]
    assert "choose the same file again" in batches.text


def test_the_drafts_of_the_rows_in_order_come_as_an_archive(batches: Visitor) -> None:
    answer = batches.attach("file", SHEET, "students.csv").download("Make the drafts (ZIP)")
    assert answer.mimetype == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    with ZipFile(io.BytesIO(answer.get_data())) as archive:
        folders = {name.split("/")[0] for name in archive.namelist() if "/" in name}
        assert len(folders) == 2
        assert archive.namelist()[-2:] == ["marked.xlsx", "report.json"]


def test_the_empty_workbook_can_be_checked_as_it_is(batches: Visitor) -> None:
    answer = batches.client.get("/form/batches/sheet")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="students.xlsx"'
    assert load_workbook(io.BytesIO(answer.get_data())).sheetnames
    batches.attach("file", answer.get_data(), "students.xlsx").press("Check the rows")
    assert "0 rows are ready." in batches.text


@pytest.mark.parametrize("button", ["Check the rows", "Make the drafts (ZIP)"])
@pytest.mark.parametrize(
    ("content", "filename", "said"),
    [
        (b"", "", "Choose a file first"),
        (b"Name,Shoe size\nMaya,7\n", "list.csv", "There is something to correct"),
        (b"PK\x03\x04 damaged", "list.xlsx", "This is no .xlsx workbook"),
    ],
)
def test_a_file_that_is_no_list_of_students_is_said_on_the_page(
    batches: Visitor, button: str, content: bytes, filename: str, said: str
) -> None:
    batches.attach("file", content, filename).press(button)
    assert batches.response.status_code == 422
    assert batches.title.startswith("Error:")
    assert said in batches.text


def test_a_file_over_the_limit_is_said_on_the_page() -> None:
    visitor = Visitor(create_app({"BATCH_MAX_CONTENT_LENGTH": 5_000}).test_client()).open("/form/batches")
    visitor.attach("file", SHEET * 100, "students.csv").press("Check the rows")
    assert visitor.response.status_code == 413
    assert "Send it in parts" in visitor.text


def test_only_the_first_rows_are_listed_and_all_are_counted(batches: Visitor) -> None:
    rows = b"".join(b"B-%d,Maya Okafor,,1\n" % number for number in range(320))
    batches.attach("file", SHEET + rows, "students.csv").press("Check the rows")
    assert "2 rows are ready, 321 rows have mistakes." in batches.text
    assert len(batches.all("table[@class='rows'][.//th[text()='What to correct']]/tbody/tr")) == 300
    assert "And 21 more." in batches.text


def test_a_busy_service_says_on_a_page_when_to_come_back(batches: Visitor) -> None:
    held = [
        batches.client.post("/form/batches/archive", data={"file": (io.BytesIO(SHEET), "students.csv")}, buffered=False)
        for _ in range(2)
    ]
    batches.attach("file", SHEET, "students.csv").press("Check the rows")
    assert batches.response.status_code == 503
    assert int(batches.response.headers["Retry-After"]) > 0
    assert batches.heading == "Other batches are being made"
    for answer in held:
        answer.close()
    batches.open("/form/batches").attach("file", SHEET, "students.csv").press("Check the rows")
    assert batches.response.status_code == 200


def test_where_batches_need_a_token_the_page_asks_for_it_and_its_addresses_are_closed() -> None:
    app = create_app()
    ask_for_tokens(app, ("0" * 64,))
    visitor = Visitor(app.test_client()).open("/form/batches")
    assert "Whoever runs this service gives it to you." in visitor.text
    for path in ("check", "archive"):
        assert visitor.client.post(f"/form/batches/{path}").status_code == 401


def test_nothing_of_an_upload_is_on_disk_or_in_the_page(
    batches: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    batches.attach("file", SHEET, "students.csv").press("Check the rows")
    assert list(tmp_path.iterdir()) == []
    assert b"Maya Okafor" not in batches.response.get_data()


def test_a_list_longer_than_a_case_is_taken_by_the_running_service(tmp_path: Path) -> None:
    lines = (json.dumps({"student": {"name": "Maya"}, "sender": {}, "concerns": ["x" * 1500]}) for _ in range(1_000))
    body = b"\r\n".join(
        [
            b"--edge",
            b'Content-Disposition: form-data; name="file"; filename="students.jsonl"',
            b"",
            "\n".join(lines).encode(),
            b"--edge--",
            b"",
        ]
    )
    assert len(body) > 1_500_000
    with service() as running:
        head = {"Content_Type": "multipart/form-data; boundary=edge", "Connection": "close"}
        answer = run_apart(ask_once(running.address, request("POST", "/form/batches/check", body, **head)))
    assert answer.status == 200
    assert b"1000 rows have mistakes" in answer.body
