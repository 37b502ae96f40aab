"""The page for people who edit the Word templates: a file is looked at and given back with comments."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from service.web import create_app
from service.web.access import ask_for_tokens
from tests.assembly.word import docx
from tests.browser.person import words_of
from tests.web.form.visitor import Visitor

TOKEN = "the-token-of-this-test"
EVALUATION = "Letter: ask the school for a special-education evaluation"


def test_templates_are_checked_and_given_back_with_comments(visitor: Visitor) -> None:
    template = (Path(__file__).parents[3] / "doc_templates" / "en" / "evaluation_request.docx").read_bytes()
    visitor.open("/form/templates")
    visitor.choose("Which document is it for?", EVALUATION)
    visitor.attach("template", template, "evaluation_request.docx").press("Check it")
    assert "Nothing is wrong in this file" in visitor.text
    visitor.attach("template", b"no Word file", "x.docx").press("Check it")
    assert "is not a Word document" in visitor.text
    visitor.attach("template", template, "x.docx")
    answer = visitor.download("Get it back with comments")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with ZipFile(BytesIO(answer.get_data())) as archive:
        assert "word/document.xml" in archive.namelist()


def test_a_template_is_tried_with_cases_and_not_in_this_process(visitor: Visitor) -> None:
    """A file whose tags are right and whose letter is not: only a trial finds that a text is lost."""
    content = docx("Dear {{ recipient.name }}, about {{ student.name[:3] }}")
    visitor.open("/form/templates").choose("Which document is it for?", EVALUATION)
    visitor.attach("template", content, "evaluation_request.docx").press("Check it")
    assert "Nothing is wrong" not in visitor.text
    visitor.choose("Which document is it for?", "First page of the packet, for the family")
    visitor.attach("template", content, "first_page.docx").press("Check it")
    assert visitor.response.status_code == 200


def test_the_names_for_templates_are_listed(visitor: Visitor) -> None:
    visitor.open("/form/templates/names").choose("Document", "Proposal: earn back missing credits")
    visitor.press("Show its names")
    assert "credit_recovery_proposal.courses[].name" in visitor.text
    assert "reintegration_plan.phases" not in visitor.text


def test_the_names_are_given_as_a_word_file(visitor: Visitor) -> None:
    visitor.open("/form/templates/names").choose("Document", EVALUATION)
    answer = visitor.download("Get the list as a Word file")
    assert "student.name" in words_of(answer.get_data())


def test_where_checks_need_a_token_the_page_asks_for_it_and_takes_no_other() -> None:
    app = create_app()
    ask_for_tokens(app, (hashlib.sha256(TOKEN.encode()).hexdigest(),))
    visitor = Visitor(app.test_client()).open("/form/templates")
    for wrong in ("", "another"):
        visitor.attach("template", docx("x"), "x.docx").type_in("Token", wrong).press("Check it")
        assert visitor.response.status_code == 401
        assert visitor.response.headers["WWW-Authenticate"].startswith("Bearer")
        assert visitor.title.startswith("Error:")
        assert "This token is not known here." in visitor.text
    visitor.attach("template", docx("x"), "x.docx").type_in("Token", TOKEN).press("Check it")
    assert visitor.response.status_code == 200
    assert TOKEN not in visitor.response.get_data(as_text=True)


def test_where_no_token_is_needed_none_is_asked_for(visitor: Visitor) -> None:
    assert "Token" not in visitor.open("/form/templates").text
