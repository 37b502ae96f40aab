"""Rules on the two letters: the right law, the right clock."""

from __future__ import annotations

import pytest

from service.casework.advice import advice_for
from service.casework.advice.advisory import is_begun
from tests.builders import TODAY, a_case
from tests.casework.advice.table import Row, heard, holds

REQUEST, LETTER, PLAN = "evaluation_request", "section_504_letter", "reintegration_plan"

ONE = {"documents": [REQUEST]}

ROWS = (
    Row(
        "letter_504_asks_for_idea_notice",
        "prior written notice belongs to the evaluation request and not to the 504 letter",
        f"/{LETTER}/bad_day_plan/0",
        {LETTER: {"bad_day_plan": ["Please send prior written notice."]}},
        {REQUEST: {"reasons": "Please send prior written notice."}},
    ),
    Row(
        "letter_504_claims_deadline",
        "Section 504 sets no number of days",
        f"/{LETTER}/bad_day_plan/0",
        {LETTER: {"bad_day_plan": ["Section 504 requires an answer within 30 days."]}},
        {LETTER: {"bad_day_plan": ["We ask for an answer within 10 days."]}},
    ),
    Row(
        "evaluation_counted_from_letter",
        "the evaluation clock runs from consent and not from the letter",
        f"/{REQUEST}/reasons",
        {REQUEST: {"reasons": "The evaluation must be finished within 60 days of this letter."}},
        {REQUEST: {"reasons": "The evaluation must be finished within 60 days of my signed consent."}},
    ),
    Row(
        "evaluation_counted_from_letter",
        "an answer may be asked for within days of the letter",
        "/concerns/0",
        {"concerns": ["Testing has to be done sixty days after receiving our request."]},
        {"concerns": ["Please send the assessment plan within 15 days of this letter."]},
    ),
    Row(
        "reply_date_far_away",
        "a reply date two months ahead is the clock of the evaluation",
        f"/{REQUEST}/reply_by",
        {"date": "2026-11-16", REQUEST: {"reply_by": "2027-01-15"}},
        {"date": "2026-11-16", REQUEST: {"reply_by": "2026-12-04"}},
    ),
    Row(
        "reply_date_far_away",
        "six weeks for an answer to the 504 letter may pass, and forty-five days are too many",
        f"/{LETTER}/reply_by",
        {"date": "2026-11-16", LETTER: {"reply_by": "2026-12-31"}},
        {"date": "2026-11-16", LETTER: {"reply_by": "2026-12-30"}},
    ),
    Row(
        "reply_date_far_away",
        "where the state's clock starts with the request it is said so",
        f"/{REQUEST}/reply_by",
        {"state": "VA", "date": "2026-11-16", REQUEST: {"reply_by": "2027-01-15"}},
        {"state": "VA", "date": "2026-11-16", REQUEST: {"reply_by": "2026-12-04"}},
    ),
    Row(
        "iep_in_place_request_initial",
        "a student with an IEP has no initial evaluation",
        f"/{REQUEST}/kind",
        {"student.plan": "iep", REQUEST: {"kind": "initial"}},
        {"student.plan": "iep", REQUEST: {"kind": "reevaluation"}},
    ),
    Row(
        "iep_in_place_request_initial",
        "nor does the text ask for one",
        f"/{REQUEST}/reasons",
        {"student.plan": "iep", REQUEST: {"reasons": "Since May we ask for an initial special education evaluation."}},
        {"student.plan": "iep", REQUEST: {"reasons": "We ask to reevaluate; the first evaluation was in 2021."}},
    ),
    Row(
        "letter_504_beside_iep",
        "supports for a student with an IEP are asked for at its meeting",
        "/documents",
        {"student.plan": "iep", "documents": [LETTER]},
        {"student.plan": "iep", "documents": ["iep_meeting_request"], LETTER: {"impairment": "Anxiety"}},
    ),
    Row(
        "iep_meeting_without_iep",
        "a request to review an IEP is for a student who has one",
        "/student/plan",
        {"documents": ["iep_meeting_request"]},
        {"student.plan": "iep", "documents": ["iep_meeting_request"]},
    ),
    Row(
        "reevaluation_without_iep",
        "a student without an IEP has nothing to reevaluate",
        f"/{REQUEST}/kind",
        {"student.plan": "section_504", REQUEST: {"kind": "reevaluation"}},
        {"student.plan": "section_504", REQUEST: {"kind": "initial"}},
    ),
    Row(
        "interim_supports_not_asked",
        "an evaluation request alone asks for supports meanwhile",
        f"/{REQUEST}/interim_supports",
        ONE,
        {"documents": [REQUEST, LETTER]},
    ),
    Row(
        "interim_supports_not_asked",
        "with an IEP in place its meeting is the way to supports",
        f"/{REQUEST}/interim_supports",
        {**ONE, "student.plan": "none", REQUEST: {"requests_meeting": True}},
        {**ONE, "student.plan": "iep", REQUEST: {"requests_meeting": True}},
    ),
    Row(
        "reasons_without_dates",
        "reasons need dates or numbers",
        f"/{REQUEST}/reasons",
        {REQUEST: {"reasons": "She is very anxious and school is hard."}},
        {REQUEST: {"reasons": "Since September she has been very anxious."}},
    ),
    Row(
        "no_reply_date",
        "a letter asks for an answer by a date",
        f"/{REQUEST}/reply_by",
        ONE,
        {**ONE, REQUEST: {"reply_by": "2026-12-04"}},
    ),
    Row(
        "no_reply_date",
        "all documents that ask for an answer are named together",
        f"/{LETTER}/reply_by",
        {"documents": [LETTER, "credit_recovery_proposal"]},
        {"documents": ["reintegration_plan"]},
    ),
    Row(
        "finding_not_enclosed",
        "what a professional found is enclosed",
        "/enclosures",
        {
            "providers": [{"name": "Dr. Ruth Adeyemi", "summary": "Advises a slow return"}],
            "enclosures": ["Report cards"],
        },
        {
            "providers": [{"name": "Dr. Ruth Adeyemi", "summary": "Advises a slow return"}],
            "enclosures": ["Dr. Adeyemi, 2026"],
        },
    ),
    Row(
        "finding_not_enclosed",
        "a diagnosis is a finding too, and a professional is known by the place of work as well",
        "/enclosures",
        {"providers": [{"name": "Ruth Adeyemi"}, {"role": "Tutor", "diagnosis": "Anxiety"}]},
        {
            "providers": [
                {"organization": "Bright Path", "diagnosis": "Anxiety"},
                {"role": "Tutor", "summary": "Reads"},
            ],
            "enclosures": ["Pages from Bright Path", "Notes of the tutor"],
        },
    ),
    Row(
        "advocate_without_client",
        "an advocate says for whom",
        "/sender/on_behalf_of",
        {"sender.role": "advocate"},
        {"sender.role": "advocate", "sender.on_behalf_of": "Adaeze Okafor"},
    ),
    Row(
        "no_responsible_person",
        "a 504 letter that is begun names who answers for the supports",
        f"/{LETTER}/staff_contact",
        {LETTER: {"impairment": "anxiety"}},
        {LETTER: {"impairment": "anxiety", "staff_contact": "Ms. Bell"}},
    ),
    Row(
        "no_responsible_person",
        "so does a plan that is begun",
        f"/{LETTER}/staff_contact",
        {PLAN: {"safe_space": "Room 12"}},
        {PLAN: {"safe_space": "Room 12"}, LETTER: {"staff_contact": "Ms. Bell"}},
    ),
)


def test_who_answers_for_a_plan_makes_no_504_letter_of_it() -> None:
    named = {"documents": [PLAN], PLAN: {"safe_space": "Room 12"}, LETTER: {"staff_contact": "Ms. Bell"}}
    assert [
        each.pointer for each in advice_for(a_case(named), today=TODAY) if each.pointer.startswith(f"/{LETTER}")
    ] == []
    with_letter = {**named, LETTER: {"staff_contact": "Ms. Bell", "impairment": "anxiety"}}
    assert is_begun(a_case(with_letter), LETTER) and not is_begun(a_case(named), LETTER)


def test_a_document_that_is_not_sent_is_not_said_to_name_nobody() -> None:
    both = {LETTER: {"impairment": "anxiety"}, PLAN: {"safe_space": "Room 12"}}
    for documents, named in (([PLAN], "plan"), ([LETTER], "504 letter"), ([LETTER, PLAN], "504 letter")):
        said = [each.message for each in advice_for(a_case(both, documents=documents), today=TODAY)]
        assert f"The {named} names nobody at school who is responsible for the supports." in said
        assert sum("names nobody at school" in each for each in said) == 1


@pytest.mark.parametrize("kind", [LETTER, "credit_recovery_proposal"])
def test_how_another_document_is_sent_makes_no_evaluation_request_of_it(kind: str) -> None:
    sent = a_case({REQUEST: {"delivery": "email"}}, documents=[kind])
    assert advice_for(sent, today=TODAY) == advice_for(a_case(documents=[kind]), today=TODAY)
    assert not is_begun(sent, REQUEST)
    assert is_begun(a_case({REQUEST: {"delivery": "email"}}, documents=[kind, REQUEST]), REQUEST)


def test_supports_and_a_team_given_for_a_proposal_make_no_plan_of_it() -> None:
    block = {
        "accommodations": [{"text": "A later bus"}],
        "team": [{"name": "Ms. Bell", "role": "counselor", "does": "Meets"}],
    }
    alone = a_case({PLAN: block}, documents=["credit_recovery_proposal"])
    assert not is_begun(alone, PLAN)
    assert [each.pointer for each in advice_for(alone, today=TODAY) if each.pointer.startswith(f"/{PLAN}")] == []
    assert is_begun(a_case({PLAN: block}, documents=["credit_recovery_proposal", PLAN]), PLAN)
    assert is_begun(a_case({PLAN: {**block, "safe_space": "Room 12"}}, documents=["credit_recovery_proposal"]), PLAN)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_rule(row: Row) -> None:
    holds(row)


def test_a_rule_about_a_document_is_silent_when_the_case_neither_asks_for_it_nor_carries_it() -> None:
    assert heard({"documents": [LETTER]}, "interim_supports_not_asked") == []
    assert heard({"documents": [REQUEST]}, "no_safe_place_or_trusted_adult") == []


def test_a_rule_about_a_document_speaks_when_the_case_carries_it_without_asking_for_it() -> None:
    carried = {"documents": [REQUEST], LETTER: {"bad_day_plan": ["Please send prior written notice."]}}
    assert heard(carried, "letter_504_asks_for_idea_notice")


def test_the_letters_without_a_reply_date_are_named_together() -> None:
    (advisory,) = heard({}, "no_reply_date")
    assert "the evaluation request, the 504 letter and the credit-recovery proposal" in advisory.message


@pytest.mark.parametrize("state", ["CT", "MD", "NC", "VA"])
def test_where_the_states_clock_starts_with_the_request_nobody_is_told_that_it_starts_with_consent(state: str) -> None:
    changes = {
        "state": state,
        "date": "2026-11-16",
        REQUEST: {
            "reasons": "The evaluation must be finished within 60 days of this letter.",
            "reply_by": "2027-01-15",
        },
    }
    assert heard(changes, "evaluation_counted_from_letter") == []
    (far_away,) = heard(changes, "reply_date_far_away")
    assert far_away.do.endswith("runs from your request.")
    assert heard({**changes, "state": "OH"}, "evaluation_counted_from_letter")
    assert heard({**changes, "state": "OH"}, "reply_date_far_away")[0].do.endswith("runs from your signed consent.")


@pytest.mark.parametrize("text", ["She has missed nineteen days.", "It began last spring.", "Most mornings she cries."])
def test_reasons_with_a_number_or_a_time_in_words_are_dated(text: str) -> None:
    assert heard({REQUEST: {"reasons": text}}, "reasons_without_dates") == []
