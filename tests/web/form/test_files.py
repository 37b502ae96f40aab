"""What the form gives to keep, and what of it can be opened again."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from service.casework import KINDS
from service.web.form.opened import CONTACT_BLOCKS, LARGEST_CASE
from tests.faces import client_of, own_templates
from tests.web.form.visitor import WHOLE, Visitor

ZIP = "application/zip"
MISTAKEN = {"student": {"name": "Maya"}, "sender": {"name": "Ada"}, "attendance": {"days_absent": "many"}}


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    """A person at the first page, with templates of two lines."""
    return Visitor(client_of(own_templates(tmp_path / "own"))).open()


def packed(*members: tuple[str, bytes]) -> bytes:
    """A ZIP of these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return made.getvalue()


def done(visitor: Visitor, raw_case: dict[str, Any]) -> Visitor:
    """The page with the documents of this case."""
    return visitor.open_case(raw_case).press("Download").press("Go to the download")


def test_a_packet_from_the_form_opens_as_the_answers_that_made_it(visitor: Visitor) -> None:
    packet = done(visitor, WHOLE).download("Download all in one ZIP file")
    assert packet.mimetype == ZIP
    visitor.open().attach("saved", packet.get_data(), "packet.zip").press("Open this file")
    assert visitor.response.status_code == 200
    assert visitor.case == WHOLE


def test_a_case_in_a_folder_of_a_packet_is_found_as_the_batch_writes_it(visitor: Visitor) -> None:
    content = packed(("2026-7/case.json", json.dumps(WHOLE).encode()), ("report.json", b"{}"))
    assert visitor.attach("saved", content, "drafts.zip").press("Open this file").case == WHOLE


CASE = ("case.json", json.dumps(WHOLE).encode())


@pytest.mark.parametrize(
    "content",
    [
        packed(("letter.docx", b"")),
        packed(CASE, ("second/case.json", CASE[1])),
        packed(("case.json", b" " * (LARGEST_CASE + 1))),
        packed(CASE)[:-30],
        # The list at the end says that the file is locked with a password.
        packed(CASE).replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"),
        # The list at the end names a way of packing that nobody knows.
        packed(CASE).replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x08", b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x63"),
    ],
    ids=["without a case", "two cases", "too large", "cut short", "locked", "unknown packing"],
)
def test_a_zip_that_is_no_packet_is_said_to_be_none_and_leaves_the_answers(visitor: Visitor, content: bytes) -> None:
    visitor.open_case(WHOLE).attach("saved", content, "packet.zip").press("Open this file")
    assert visitor.response.status_code == 422
    assert "not saved here" in visitor.text
    assert visitor.case == WHOLE


def test_contact_details_alone_are_put_into_the_next_case(visitor: Visitor) -> None:
    contacts = done(visitor, WHOLE).download("Save only the contact details")
    assert contacts.headers["Content-Disposition"] == 'attachment; filename="contacts.json"'
    saved = contacts.get_json()
    assert saved == {name: WHOLE[name] for name in CONTACT_BLOCKS if name in WHOLE}
    next_case = {"student": {"name": "Noah Bell"}, "sender": {"name": "Iris Bell"}}
    visitor.open().open_case(next_case).open_case(saved, "contacts.json")
    assert visitor.case == {**next_case, **saved}


@pytest.mark.parametrize("kind", [kind.slug for kind in KINDS])
def test_the_preview_is_the_very_file_that_is_downloaded(visitor: Visitor, kind: str) -> None:
    visitor.open_case(WHOLE)
    answers = [
        visitor.client.post(path, data={"case": json.dumps(WHOLE)})
        for path in (f"/form/preview/{kind}", f"/form/files/document/{kind}")
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].get_data() == answers[1].get_data()


@pytest.mark.parametrize(
    "path",
    [
        *(f"files/{name}" for name in ("document/section_504_letter", "packet", "email", "calendar")),
        "letter/section_504_letter",
    ],
)
def test_no_file_is_made_of_mistakes_and_the_page_that_comes_names_them(visitor: Visitor, path: str) -> None:
    visitor._shown(visitor.client.post(f"/form/{path}", data={"case": json.dumps(MISTAKEN)}))
    assert visitor.response.status_code == 422
    assert "How much school was missed: Type a whole number in digits" in visitor.text


def test_a_preview_waits_while_there_are_mistakes(visitor: Visitor) -> None:
    answer = visitor.client.post("/form/preview/section_504_letter", data={"case": json.dumps(MISTAKEN)})
    assert (answer.status_code, answer.get_data()) == (422, b"")


def test_a_case_without_a_date_to_ring_for_says_so_in_place_of_a_calendar(visitor: Visitor) -> None:
    raw_case = {"documents": ["reintegration_plan"], "student": {"name": "Maya"}, "sender": {"name": "Ada"}}
    visitor._shown(visitor.client.post("/form/files/calendar", data={"case": json.dumps(raw_case)}))
    assert visitor.response.status_code == 200
    assert "calendar" in visitor.text


@pytest.mark.parametrize("kind", ["nothing", "evaluation-reqest"])
def test_a_file_of_no_kind_is_said_on_a_page(visitor: Visitor, kind: str) -> None:
    for path in (f"/form/files/document/{kind}", f"/form/preview/{kind}"):
        visitor._shown(visitor.client.post(path, data={"case": json.dumps(WHOLE)}))
        assert visitor.response.status_code == 404
