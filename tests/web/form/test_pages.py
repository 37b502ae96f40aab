"""The form without a script, page by page, as a person walks through it."""

from __future__ import annotations

import email
import email.policy
import json
from collections.abc import Iterator
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from service.casework import use_kinds
from service.web import create_app
from tests.browser.person import words_of
from tests.faces import write_template
from tests.web.form.visitor import WHOLE, Visitor

CASES = Path(__file__).parents[2] / "cases"
EVALUATION = "Letter: ask the school for a special-education evaluation"
HARD_TO_GET_THERE = "It is hard to get my child to school, and I have not asked the school in writing yet"


def test_an_evaluation_request_takes_twelve_answers(visitor: Visitor) -> None:
    visitor.tick("We get letters about truancy or absences").press("Start")  # 1
    visitor.type_in("Student's full name", "Maya Okafor")  # 2
    visitor.type_date("Student's date of birth", "3", "9", "2015")  # 3
    visitor.choose("Student's grade", "6")  # 4
    visitor.type_in("Name of the school", "Harlan Middle School")  # 5
    visitor.type_in("Name of the school district", "Cedar Valley Unified School District").press("Continue")  # 6
    visitor.type_in("Your full name", "Adaeze Okafor")  # 7
    visitor.choose("Your relation to the student", "Parent")  # 8
    visitor.type_in("Your e-mail address", "adaeze@example.org").press("Continue")  # 9
    visitor.press("Continue").choose("State", "California").press("Continue")  # 10
    visitor.type_in("Full days missed", "19").press("Continue")  # 11
    visitor.press("All questions").press("Why you ask for an evaluation")
    visitor.type_in("Why you suspect a disability", "Since September Maya vomits on school mornings.")  # 12
    visitor.press("Download").press("Go to the download")
    answer = visitor.download("Download (Word)", beside=EVALUATION)
    words = words_of(answer.get_data())
    for said in ("Maya Okafor", "6th grade", "Harlan Middle School", "adaeze@example.org", "vomits on school mornings"):
        assert said in words
    assert "truancy" in words


def test_two_names_are_enough(visitor: Visitor) -> None:
    visitor.tick(HARD_TO_GET_THERE).press("Start")
    visitor.type_in("Student's full name", "Maya Okafor").press("Continue")
    visitor.type_in("Your full name", "Adaeze Okafor").press("Download")
    assert visitor.heading == "Check your answers"
    visitor.press("Go to the download")
    assert "blanks left" in visitor.text
    answer = visitor.download("Download all in one ZIP file")
    with ZipFile(BytesIO(answer.get_data())) as archive:
        assert sum(name.endswith(".docx") for name in archive.namelist()) == 3


def test_a_choice_of_situation_asks_the_questions_of_its_documents_and_no_others(visitor: Visitor) -> None:
    visitor.tick("My child is falling behind on credits").press("Start").press("All questions")
    pages = visitor.all("span[@class='task-name']")
    assert "Courses" in pages and "The student" in pages
    assert not {"Why you ask for an evaluation", "Supports that would help now", "Phases of the return"} & set(pages)
    assert visitor.case["documents"] == ["credit_recovery_proposal"]


def test_a_start_without_a_choice_says_what_to_do(visitor: Visitor) -> None:
    visitor.press("Start")
    assert visitor.response.status_code == 422
    assert visitor.title.startswith("Error:")
    assert "Choose what fits your situation" in visitor.text


def test_the_status_of_a_page_follows_what_is_answered(visitor: Visitor) -> None:
    visitor.tick(HARD_TO_GET_THERE).press("Start").press("All questions")
    assert visitor.all("span[@class='status needed']") == ["A name is needed", "A name is needed"]
    visitor.press("The student").type_in("Student's full name", "Maya").press("All questions")
    assert "1 of 6 answered" in visitor.text
    visitor.press("Who gets it").press("Continue").press("All questions")
    assert "Skipped" in visitor.all("span[@class='status seen']")


def test_a_date_that_is_not_known_is_answered_and_printed_as_a_blank(visitor: Visitor) -> None:
    visitor.open_case({"student": {"name": "Maya"}, "sender": {"name": "Ada"}}).press("The student")
    visitor.tick("I don't know the exact date Student's date of birth").press("Continue").press("All questions")
    assert "2 of 6 answered" in visitor.text
    visitor.press("The student")
    assert visitor.is_ticked("I don't know the exact date Student's date of birth")
    visitor.press("Download")
    assert "Exact date not known" in visitor.text


def test_suggestions_say_why_and_own_words_stay_possible(visitor: Visitor) -> None:
    raw_case = {
        "documents": ["section_504_letter"],
        "student": {"name": "Maya"},
        "sender": {"name": "Ada"},
        "barriers": [{"kind": "sleep"}],
    }
    visitor.open_case(raw_case).press("Supports that would help now")
    assert any("sleep" in why for why in visitor.all("span[@class='reason']"))
    visitor.tick("Later start time").type_in("In your own words", "A lamp at her desk\nA seat by the door")
    visitor.press("Continue")
    assert visitor.heading == "Supports: where, when and who"
    assert visitor.case["section_504_letter"]["accommodations"] == [
        {"id": "later_start"},
        {"text": "A lamp at her desk"},
        {"text": "A seat by the door"},
    ]
    visitor.press("Change", beside="Accommodation 1").type_in("Who is responsible", "Ms. Bell").press("Save")
    visitor.press("All questions").press("Supports that would help now")
    assert visitor.is_ticked("Later start time")
    visitor.press("Continue")
    assert visitor.case["section_504_letter"]["accommodations"][0] == {"id": "later_start", "who": "Ms. Bell"}


def test_entries_with_pages_of_their_own_are_added_changed_and_removed(visitor: Visitor) -> None:
    raw_case = {
        "documents": ["credit_recovery_proposal"],
        "student": {"name": "Maya"},
        "sender": {"name": "Ada"},
    }
    visitor.open_case(raw_case).press("Courses").press("Add the first")
    assert visitor.heading == "Course 1"
    visitor.type_in("Course", "Algebra II").type_in("Credits", "1").press("Save and add another")
    assert visitor.heading == "Course 2"
    visitor.type_in("Course", "Biology").choose("Way to earn the credit", "Essential standards only").press("Save")
    assert visitor.all("dl[@class='answers']//dd[1]") == ["Algebra II", "Biology"]
    visitor.press("Change", beside="Course 1").type_in("Credits", "a half").press("Save")
    assert visitor.title.startswith("Error: Course 1")
    assert "Type a number in digits" in visitor.text
    visitor.type_in("Credits", "0.5").press("Save").press("Remove", beside="Course 2")
    assert visitor.case["credit_recovery_proposal"]["courses"] == [{"name": "Algebra II", "credits": 0.5}]


def test_a_way_chosen_and_written_at_once_is_named_at_the_choice(visitor: Visitor) -> None:
    raw_case = {
        "documents": ["credit_recovery_proposal"],
        "student": {"name": "Maya"},
        "sender": {"name": "Ada"},
    }
    visitor.open_case(raw_case).press("Courses").press("Add the first")
    visitor.choose("Way to earn the credit", "Essential standards only")
    visitor.type_in("Another way, in your own words", "By portfolio").press("Save")
    assert "Choose one from the list or write your own words, not both." in visitor.text


def test_advice_stands_apart_from_mistakes_and_stops_nothing(visitor: Visitor) -> None:
    visitor.open_case(WHOLE).press("Download")
    assert visitor.response.status_code == 200
    assert visitor.all("section[@class='advice']//li")
    assert not visitor.all("*[@id='summary']")
    visitor.press("Go to the download")
    assert visitor.heading == "Your documents"


def test_a_document_is_not_made_of_mistakes(visitor: Visitor) -> None:
    raw_case = {"student": {"name": "Maya"}, "sender": {"name": "Ada"}, "attendance": {"days_absent": "many"}}
    visitor.open_case(raw_case).press("Download").press("Go to the download")
    assert visitor.response.status_code == 422
    assert visitor.title == "Error: Check your answers – iepdocs"
    assert "How much school was missed: Type a whole number in digits, such as 12." in visitor.text


def test_another_case_begins_with_what_was_chosen_of_this_one(visitor: Visitor) -> None:
    visitor.open_case(WHOLE).press("Download").press("Go to the download").press("Start another case from this one")
    visitor.tick("State and school calendar", off=True).tick("What makes it hard, what you see, what was tried")
    visitor.press("Start the new case")
    assert visitor.heading == "All questions"
    kept = ("sender", "recipient", "cc", "documents", "language", "barriers", "concerns", "strengths", "supports_tried")
    assert visitor.case.keys() <= {*kept, "academic_impact", "functional_impact"}
    assert visitor.case["sender"] == WHOLE["sender"] and "barriers" in visitor.case


def test_each_blank_leads_to_its_question(visitor: Visitor) -> None:
    visitor.open_case({"documents": ["evaluation_request"], "student": {"name": "Maya"}, "sender": {"name": "Ada"}})
    visitor.press("Download").press("Go to the download").press("Name of the school district")
    assert visitor.heading == "The student"
    visitor.press("Download").press("Go to the download").press("How the letter is sent")
    assert visitor.heading == "How you send it"


def test_deadlines_are_named_with_their_source(visitor: Visitor) -> None:
    visitor.open_case(WHOLE).press("Download").press("Go to the download")
    assert "By when the school must act" in visitor.text
    assert visitor.all("dl[@class='deadlines']//dt")
    answer = visitor.download("Deadlines for my calendar")
    assert answer.mimetype == "text/calendar"
    assert b"BEGIN:VEVENT" in answer.get_data()


def test_an_email_draft_holds_the_letter_and_the_files(visitor: Visitor) -> None:
    visitor.open_case({**WHOLE, "documents": ["evaluation_request", "section_504_letter"]})
    answer = visitor.press("Download").press("Go to the download").download("E-mail draft with the documents")
    assert answer.mimetype == "message/rfc822"
    message = email.message_from_bytes(answer.get_data(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert message["X-Unsent"] == "1"
    assert message["To"] == WHOLE["recipient"]["email"]
    assert WHOLE["student"]["name"] not in message["Subject"]
    body = message.get_body(("plain",))
    assert body is not None and "Imani Brookfield" in body.get_content()
    assert [part.get_filename() for part in message.iter_attachments()] == [
        "evaluation-request-2026-11-16.docx",
        "504-letter-2026-11-16.docx",
    ]


def test_the_letter_is_read_on_a_page_and_as_text(visitor: Visitor) -> None:
    visitor.open_case({**WHOLE, "documents": ["section_504_letter"]}).press("See the letter")
    assert visitor.all("article//h3")
    assert visitor.all("article//table//th")
    text = visitor.value("Select it all and copy it")
    assert "1. an evaluation under Section 504" in text
    assert "Dear Dr. Paul Whitcombe:" in text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Choose a file first"),
        (b"Hello", "not saved here"),
        (b'{"student": {"name": "Maya", "shoe_size": 7}}', "answers that the form does not know"),
        (b"[]", "not saved here"),
        (b"PK\x03\x04 damaged", "not saved here"),
        (b'{"student": {"name": null}}', "answers that the form does not know"),
    ],
)
def test_a_file_that_cannot_be_opened_leaves_the_answers(visitor: Visitor, content: bytes, said: str) -> None:
    visitor.open_case(WHOLE).attach("saved", content, "case.json").press("Open this file")
    assert visitor.response.status_code == 422
    assert said in visitor.text
    assert visitor.case == WHOLE


def test_a_file_over_the_limit_is_refused_on_a_page() -> None:
    visitor = Visitor(create_app({"MAX_CONTENT_LENGTH": 10_000}).test_client()).open()
    visitor.attach("saved", b"x" * 20_000, "case.json").press("Open this file")
    assert visitor.response.status_code == 413
    assert "too large" in visitor.text


@pytest.mark.parametrize("case", ["{", "[]", '{"student": 3}', '{"nothing": 1}', "\x00", '{"concerns": ["\\ud800"]}'])
def test_answers_that_were_changed_on_the_way_are_refused_on_a_page(case: str) -> None:
    visitor = Visitor(create_app().test_client())
    visitor._shown(visitor.client.post("/form/tasks", data={"case": case}))
    assert visitor.response.status_code in (400, 422)
    assert visitor.title.startswith("Error:")


@pytest.mark.parametrize("page", ["section/nothing", "section/student/0", "section/courses/x", "next/nothing"])
def test_a_page_that_is_not_there_is_said_on_a_page(visitor: Visitor, page: str) -> None:
    visitor.open(f"/form/{page}")
    assert visitor.response.status_code == 404
    assert visitor.heading == "There is no such page"


@pytest.mark.parametrize(
    ("page", "typed"),
    [("courses/9", {"credit_recovery_proposal.courses.9.name": "Algebra"}), ("courses/0", {}), ("providers/60", {})],
)
def test_an_entry_that_is_not_there_or_has_nothing_in_it_is_none(page: str, typed: dict[str, str]) -> None:
    visitor = Visitor(create_app().test_client())
    raw_case = {"student": {"name": "Maya"}, "sender": {"name": "Ada"}}
    data = {"case": json.dumps(raw_case), "from": page, **typed}
    visitor._shown(visitor.client.post("/form/tasks", data=data))
    assert (visitor.response.status_code, visitor.case) == (200, raw_case)


def test_every_page_can_be_opened_empty() -> None:
    visitor = Visitor(create_app().test_client())
    for path in ("tasks", "check", "another", "first", "next/student", "section/student", "section/courses/0"):
        visitor.open(f"/form/{path}")
        assert visitor.response.status_code == 200, path
        assert visitor.case == {} or path == "another"


def test_pages_forbid_what_they_do_not_need_and_keep_nothing(visitor: Visitor) -> None:
    visitor.open_case(WHOLE)
    headers = visitor.response.headers
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "camera=()" in headers["Permissions-Policy"]
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy and "default-src 'none'" in policy
    assert "Set-Cookie" not in headers
    answer = visitor.download("Save my answers to a file")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_json() == WHOLE


def test_no_page_has_script_or_style_of_its_own(visitor: Visitor) -> None:
    visitor.open_case(WHOLE)
    for button in ("See the letter", "Download", "All questions"):
        visitor.press(button)
        html = visitor.response.get_data(as_text=True)
        assert "<style" not in html and " style=" not in html and " onclick=" not in html
        assert html.count("<script") == html.count("<script src=")


@pytest.fixture
def only_in_english(tmp_path: Path) -> Iterator[Visitor]:
    """The form of a clinic with a kind of its own whose template is in English alone."""
    (tmp_path / "home_visit.toml").write_text(
        'title = { en = "home visit note", es = "nota de visita" }\nfile_stem = "home-visit"\nuses = ["recipient"]\n'
        '[fields.seen]\nlabel = "what was seen"\ntype = "paragraph"\n',
        encoding="utf-8",
    )
    write_template(tmp_path, "home_visit", "Seen at home: {{ home_visit.seen }}")
    yield Visitor(create_app({"TEMPLATES": tmp_path}).test_client()).open()
    use_kinds(None)


def test_a_language_without_documents_leads_to_the_choice_of_language(only_in_english: Visitor) -> None:
    raw_case = {
        "documents": ["home_visit"],
        "language": "es",
        "student": {"name": "Maya"},
        "sender": {"name": "Ada"},
    }
    visitor = only_in_english.open_case(raw_case).press("Download")
    assert visitor.heading == "Documents and language"
    assert "Choose another language" in visitor.text
    visitor.choose("Language of the documents", "English").press("Download")
    assert visitor.heading == "Check your answers"
    visitor.press("All questions").press("Documents and language")
    assert "Spanish" not in visitor.text


def test_the_page_of_a_chosen_support_says_which_it_is(visitor: Visitor) -> None:
    raw_case = {
        "documents": ["section_504_letter"],
        "student": {"name": "Maya"},
        "sender": {"name": "Ada"},
        "section_504_letter": {"accommodations": [{"id": "later_start"}, {"text": "A lamp"}]},
    }
    visitor.open_case(raw_case).press("Supports: where, when and who").press("Change", beside="Accommodation 1")
    assert "Later start time" in visitor.text
    assert "In your own words" not in visitor.text
    visitor.press("Back to the list").press("Change", beside="Accommodation 2")
    assert visitor.value("In your own words") == "A lamp"


def test_a_kind_that_a_toml_file_declares_is_asked_about_and_made(visitor: Visitor) -> None:
    visitor.tick("My child has an IEP, and it does not help with getting to school").press("Start")
    assert visitor.case["documents"] == ["reintegration_plan", "iep_meeting_request"]
    visitor.type_in("Student's full name", "Noah Bell").press("Continue")
    visitor.type_in("Your full name", "Iris Bell").press("All questions")
    first, *others = [name for name in visitor.all("span[@class='task-name']") if "IEP meeting request" in name]
    visitor.press(first)
    visitor.type_in("What the meeting should talk about", "The way into the building\nWork missed").press("Continue")
    assert visitor.heading == others[0]
    visitor.choose("How you can take part", "By video").press("Download").press("Go to the download")
    answer = visitor.download("Download (Word)", beside="Letter: ask for a meeting about the IEP")
    words = words_of(answer.get_data())
    assert "The way into the building" in words and "video" in words


def test_a_declared_kind_asks_only_about_what_its_file_uses(visitor: Visitor) -> None:
    raw_case = {"documents": ["iep_meeting_request"], "student": {"name": "Noah"}, "sender": {"name": "Iris"}}
    visitor.open_case(raw_case)
    pages = visitor.all("span[@class='task-name']")
    assert {"The student", "Who gets it", "How much school was missed"} <= set(pages)
    assert any("IEP meeting request" in name for name in pages)
    assert not {"What was tried so far", "School calendar", "Courses"} & set(pages)


def test_a_calendar_without_dates_is_said_and_not_given(visitor: Visitor) -> None:
    raw_case = {"documents": ["reintegration_plan"], "student": {"name": "Noah"}, "sender": {"name": "Iris"}}
    visitor.open_case(raw_case).press("Download").press("Go to the download").press("Deadlines for my calendar")
    assert visitor.heading == "Your documents"
    assert "No date is known yet" in visitor.text


def test_the_check_shows_answers_first_and_names_what_is_open(visitor: Visitor) -> None:
    raw_case = {"student": {"name": "Maya", "grade": "6"}, "sender": {"name": "Ada"}}
    visitor.open_case(raw_case).press("Download")
    first, *_ = visitor.all("dl[@class='answers']")
    assert first == "Student's full name Maya Student's grade 6"
    assert "Not answered: Student's pronouns; Student's date of birth;" in visitor.text
    visitor.press("Who gets it")
    assert visitor.heading == "Who gets it"


def test_contact_details_are_added_and_all_answers_replaced(visitor: Visitor) -> None:
    visitor.open_case({"student": {"name": "Noah"}, "sender": {"name": "Iris"}, "concerns": ["Cries"]})
    visitor.open_case({"sender": {"name": "Tobias", "role": "advocate"}, "state": "PA"}, "contacts.json")
    assert visitor.case == {
        "student": {"name": "Noah"},
        "sender": {"name": "Tobias", "role": "advocate"},
        "concerns": ["Cries"],
        "state": "PA",
    }
    visitor.open_case(WHOLE)
    assert visitor.case == WHOLE
