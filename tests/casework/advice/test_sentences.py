"""Sentences as parents type them: each rule that reads words hears what it is for, and leaves its neighbors alone.

A false alarm costs as much trust as a silence: denials, what others said, what the student feels, other people, and
names such as Best and Will. `sentences.json` is a list to add to: put there what was heard wrongly in real use.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest

from service.casework.advice import (
    RULES,
    advice_for,
    credit,
    first_steps,
    goals,
    law,
    letters,
    packet,
    people,
    phases,
    quoted,
    wording,
)
from service.casework.advice.passages import in_lower_case, plain
from service.casework.cases import load_case

TODAY = dt.date(2026, 11, 29)
CALM_LETTERS = Path(__file__).with_name("calm_letters.txt").read_text(encoding="utf-8").split("\n\n")
TABLE: list[dict[str, Any]] = json.loads(Path(__file__).with_name("sentences.json").read_text(encoding="utf-8"))


def rows(name: str) -> list[Any]:
    return [pytest.param(row, sentence, id=f"{row['rule']}: {sentence}") for row in TABLE for sentence in row[name]]


def rules_that_speak(row: dict[str, Any], sentence: str, *, language: str = "en") -> set[str]:
    """The ids of the advice on a full case with this sentence in the field of the row."""
    raw_case: dict[str, Any] = {
        "student": {"name": "Jordan Best", "pronouns": "he/him", "grade": "7"},
        "sender": {"name": "Will Best", "role": "parent"},
        "date": "2026-11-29",
        "language": language,
        "barriers": [{"kind": "anxiety", "detail": "panic at the door"}],
        "attendance": {
            "from": "2026-09-01",
            "to": "2026-11-25",
            "school_days": 56,
            "days_absent": 19,
            "late_arrivals": 6,
        },
    }
    for path, value in {**row.get("with", {}), row["field"]: sentence}.items():
        put(raw_case, path.split("."), value)
    return {advisory.id for advisory in advice_for(load_case(raw_case, today=TODAY), today=TODAY)}


def put(place: dict[str, Any], steps: list[str], value: Any) -> None:
    """Set `concerns.0` or `reintegration_plan.goals.0.text`; a list gets its one item."""
    name, *rest = steps
    if not rest:
        place[name] = value
    elif rest[0] == "0":
        item: dict[str, Any] = {}
        if rest[1:]:
            put(item, rest[1:], value)
        place[name] = [item or value]
    else:
        put(place.setdefault(name, {}), rest, value)


@pytest.mark.parametrize(("row", "sentence"), rows("heard"))
def test_what_a_rule_is_for_is_heard(row: dict[str, Any], sentence: str) -> None:
    assert row["rule"] in rules_that_speak(row, sentence)


@pytest.mark.parametrize(("row", "sentence"), rows("unheard"))
def test_a_sentence_that_means_no_harm_is_left_alone(row: dict[str, Any], sentence: str) -> None:
    assert row["rule"] not in rules_that_speak(row, sentence)


@pytest.mark.parametrize(("row", "sentence"), rows("heard"))
def test_a_case_in_spanish_hears_nothing_about_words(row: dict[str, Any], sentence: str) -> None:
    assert row["rule"] not in rules_that_speak(row, sentence, language="es")


@pytest.mark.parametrize("letter", CALM_LETTERS, ids=lambda letter: letter[:40])
def test_the_calm_letter_of_a_family_hears_nothing_about_its_words(letter: str) -> None:
    text = " ".join(letter.split())
    by_words = {rule.id for rule in RULES if rule.reads_english}
    assert not by_words & rules_that_speak({"field": "concerns.0"}, text)


@pytest.mark.parametrize(
    "sentence",
    [
        "Queremos la mejor educación para Jordan.",
        "La escuela no hace nada.",
        "Él es perezoso y no quiere ir.",
        "Faltó 25 días.",
    ],
)
def test_spanish_words_in_an_english_case_raise_no_false_alarm(sentence: str) -> None:
    without = rules_that_speak({"field": "concerns.0"}, "Mornings are hard.")
    assert rules_that_speak({"field": "concerns.0"}, sentence) == without


@pytest.mark.parametrize(
    "module",
    [credit, first_steps, goals, law, letters, packet, people, phases, quoted, wording],
    ids=lambda module: module.__name__.rsplit(".", 1)[-1],
)
def test_whatever_a_pattern_finds_is_found_in_lower_case_as_well(module: Any) -> None:
    """Or the quick look in lower case would pass over a text that the rule has something to say of."""
    texts = [plain(sentence) for row in TABLE for name in ("heard", "unheard") for sentence in row[name]]
    texts += [text.upper() for text in texts]
    found = [
        (pattern, text)
        for pattern in vars(module).values()
        if isinstance(pattern, re.Pattern)
        for text in texts
        if pattern.search(text)
    ]
    assert [pair for pair in found if not in_lower_case(pair[0].pattern).search(pair[1].lower())] == []
    assert found
