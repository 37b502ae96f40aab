"""Rules on another child in the text, and on pronouns."""

from __future__ import annotations

import pytest

from tests.casework.advice.table import Row, heard, holds

REQUEST, LETTER, PLAN, CREDIT = (
    "evaluation_request",
    "section_504_letter",
    "reintegration_plan",
    "credit_recovery_proposal",
)

ROWS = (
    Row(
        "names_another_child",
        "a name that belongs to nobody in the case is noticed",
        "/concerns/0",
        {"concerns": ["Jacob cannot leave the car."]},
        {"concerns": ["Maya cannot leave the car."]},
    ),
    Row(
        "names_another_child",
        "a goal begins with this student's name",
        f"/{PLAN}/goals/0/text",
        {PLAN: {"goals": [{"text": "Tzeitel will show the card in 4 of 5 hard moments."}]}},
        {PLAN: {"goals": [{"text": "Maya will show the card in 4 of 5 hard moments."}]}},
    ),
    Row(
        "pronouns_differ",
        "pronouns other than the student's are a sign of another case",
        "/concerns/0",
        {"student.pronouns": "she/her", "concerns": ["He cries on most mornings."]},
        {"student.pronouns": "she/her", "concerns": ["Her father drives; he waits in the car."]},
    ),
    Row(
        "pronouns_differ",
        "a pronoun may be that of a person whom the case names",
        "/concerns/0",
        {"student.pronouns": "they/them", "concerns": ["Tyler waits with Maya, and he sings."]},
        {
            "student.pronouns": "they/them",
            "concerns": ["Tyler waits with Maya, and he sings."],
            "supports_tried": [{"what": "Walks to the door", "who": "Tyler Moss"}],
        },
    ),
    Row(
        "pronouns_not_given",
        "a letter does not say they beside a family's own he",
        "/student/pronouns",
        {"concerns": ["He cries on most mornings."]},
        {"student.pronouns": "he/him", "concerns": ["He cries on most mornings."]},
    ),
    Row(
        "pronouns_not_given",
        "a student who writes speaks of someone else",
        "/student/pronouns",
        {"sender.role": "parent", "strengths": ["Loves that she can draw."]},
        {"sender.role": "student", "strengths": ["I love that she can draw."]},
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_rule(row: Row) -> None:
    holds(row)


@pytest.mark.parametrize(
    "text",
    [
        "Her brother Jacob walks with her. Jacob is in 8th grade.",
        "Plays with Emma, and Emma was kind.",
        "Emma, her best friend, moved. Emma is missed.",
        "Mr. Tyler has met her at the door.",
        "Homework is hard, Monday is worst, and English was dropped.",
        "Okafor's needs are known. Maya's absences are listed.",
        "She met Dr. Jacob and Nurse Emma is kind.",
        "Harrison Middle School is loud, and Taylor Street is closed.",
    ],
)
def test_names_that_belong_here_are_left_alone(text: str) -> None:
    assert heard({"concerns": [text]}, "names_another_child") == []


def test_people_named_in_any_field_belong_to_the_case() -> None:
    changes = {
        "providers": [{"name": "Rebecca Stone"}],
        "supports_tried": [{"what": "Walks", "who": "Tyler Moss"}],
        "concerns": ["Rebecca was sure of it. Tyler has tried."],
    }
    assert heard(changes, "names_another_child") == []


@pytest.mark.parametrize(
    "text",
    [
        "She loves his songs and the singer.",
        "Cries when a boy says that he hates her.",
        "They all leave, and she stays.",
        "Ms. Bell lends her his notes.",
    ],
)
def test_pronouns_of_other_people_are_left_alone(text: str) -> None:
    assert heard({"student.pronouns": "she/her", "concerns": [text]}, "pronouns_differ") == []
