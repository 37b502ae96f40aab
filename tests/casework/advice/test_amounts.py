"""Numbers and lengths of time as families write them."""

from __future__ import annotations

import pytest

from service.casework.advice.amounts import minutes_in, number_in


@pytest.mark.parametrize(
    ("words", "number"),
    [("7", 7), ("2.5", 2.5), ("Zero", 0), ("nineteen", 19), ("forty", 40), ("Twenty-five", 25), ("ninety nine", 99)],
)
def test_a_number_in_digits_or_words_is_read(words: str, number: float) -> None:
    assert number_in(words) == number


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("She stays for half an hour.", [30]),
        ("a half-hour in the library", [30]),
        ("an hour", [60]),
        ("One hour and a half, then home", [90]),
        ("one and a half hours", [90]),
        ("two hours", [120]),
        ("two hours and a half", [150]),
        ("1.5 hrs", [90]),
        ("3 Hours", [180]),
        ("twenty-five minutes", [25]),
        ("10 min at first, then 45 minutes", [10, 45]),
        ("a 20-minute walk", [20]),
        ("ninety seconds in room 12", []),
    ],
)
def test_lengths_of_time_are_read_in_minutes(text: str, minutes: list[float]) -> None:
    assert minutes_in(text) == minutes
