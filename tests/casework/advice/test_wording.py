"""Rules on words that weaken a letter."""

from __future__ import annotations

import pytest

from service.casework.advice import wording
from tests.casework.advice.table import Row, heard, holds

REQUEST, LETTER, PLAN, CREDIT = (
    "evaluation_request",
    "section_504_letter",
    "reintegration_plan",
    "credit_recovery_proposal",
)

ROWS = (
    Row(
        "asks_for_the_best",
        "the law gives what is appropriate and not the best",
        "/academic_impact",
        {"academic_impact": "Maya deserves the best education and should reach her full potential."},
        {"academic_impact": "Maya does her best; her best friend helps her, and mornings are best."},
    ),
    Row(
        "blames_the_school",
        "facts move a school more than blame",
        "/concerns/0",
        {"concerns": ["The school has ignored us since May."]},
        {"concerns": ["We wrote on May 4 and have no answer yet. She failed math at the school."]},
    ),
    Row(
        "blames_the_child",
        "a disability is no choice",
        "/functional_impact",
        {"functional_impact": "At home she is lazy and defiant."},
        {"functional_impact": "She is not lazy. A teacher called her defiant."},
    ),
    Row(
        "writes_in_anger",
        "a calm letter is read to its end",
        "/concerns/0",
        {"concerns": ["This is outrageous!!"]},
        {"concerns": ["This has to change soon!"]},
    ),
    Row(
        "vague_support",
        "a support says when, where and who",
        f"/{LETTER}/accommodations/0/text",
        {LETTER: {"accommodations": [{"text": "Breaks as needed"}]}},
        {LETTER: {"accommodations": [{"text": "A ten-minute break in room 12 on showing the card"}]}},
    ),
    Row(
        "vague_support",
        "another field of the support may say what sets it going",
        f"/{LETTER}/accommodations/0/text",
        {LETTER: {"accommodations": [{"text": "Breaks as needed", "where": "Room 12"}]}},
        {LETTER: {"accommodations": [{"text": "Breaks as needed", "when": "On showing the blue card"}]}},
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_rule(row: Row) -> None:
    holds(row)


def test_curly_quotes_and_odd_spaces_change_nothing() -> None:
    assert heard({"concerns": ["The school\u00a0doesn\u2019t care."]}, "blames_the_school")
    assert heard({"functional_impact": "She isn\u2019t lazy."}, "blames_the_child") == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("asks_for_the_best", "The best way to reach me is by phone. What works best is a slow start."),
        ("asks_for_the_best", "The best support so far was a quiet door. We act in her best interest."),
        ("asks_for_the_best", "We are not asking for the best education, only for an appropriate one."),
        ("blames_the_school", "The counselor cared for her on September 9. The team is kind."),
        ("blames_the_school", "Nobody is to blame, and we do not blame the school."),
        ("blames_the_school", "The principal said that the class has failed the test."),
        ("blames_the_child", "She acts in the school play. School refusal is not a choice."),
        ("blames_the_child", "Dr. Adeyemi ruled out oppositional defiant disorder."),
        ("writes_in_anger", "The IEP, FBA and BIP of 2025 are enclosed; ADHD and OCD were ruled out."),
        ("writes_in_anger", "He was furious with himself, he says."),
    ],
)
def test_innocent_sentences_are_left_alone(rule: str, text: str) -> None:
    assert heard({"concerns": [text]}, rule) == []


def test_the_students_own_words_are_left_alone() -> None:
    said = {PLAN: {"student_voice": ["I am lazy. School is RIDICULOUS!!", "Jacob is mean and he hits."]}}
    for rule in ("blames_the_child", "writes_in_anger", "names_another_child", "pronouns_differ"):
        assert heard(said, rule) == []


def test_a_vague_word_is_left_alone_where_another_field_says_what_sets_the_support_going() -> None:
    vague = {"text": "Breaks as needed"}
    assert heard({LETTER: {"accommodations": [vague]}}, "vague_support")
    told = {**vague, "signal": "the blue card on the desk"}
    assert heard({LETTER: {"accommodations": [told]}}, "vague_support") == []


def test_capitals_without_end_are_looked_at_in_one_go() -> None:
    # Each of them was tried as the first of a shout: a case of these alone took six seconds, and this one minutes.
    assert not wording._SHOUTING.search("A" * 300_000)
    for shout in ("THIS MUST STOP NOW", "xTHIS MUST STOP NOW", "so: THIS IS NOT OK"):
        assert wording._SHOUTING.search(shout)
    for calm in ("THE IEP AND ADHD", "ABC DE FG HI", "THIS MUST STOPnow"):
        assert not wording._SHOUTING.search(calm)
