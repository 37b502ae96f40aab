"""Numbers and lengths of time as families write them: “ten minutes”, “an hour and a half”, “19 days”."""

from __future__ import annotations

import re

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {word: number for number, word in enumerate(_UNITS)} | {
    word: 10 * number for number, word in enumerate(_TENS, start=2)
}

NUMBER = (
    r"(?:\d{1,4}(?:\.\d)?|(?:" + "|".join(_TENS) + r")(?:[- ](?:" + "|".join(_UNITS[1:10]) + r"))?|"
    r"(?:" + "|".join(sorted(_UNITS, key=len, reverse=True)) + r"))"
)
"""A pattern for a number in digits or in words up to ninety-nine; `number_in` reads it."""

_DURATION = re.compile(
    r"\b(?P<half_hour>half an hour|half-hour|a half hour)\b"
    rf"|\b(?:(?P<number>{NUMBER})|an(?= hour))(?P<half>[- ]and a half)?[- ](?P<unit>minutes?|min|hours?|hrs?)\b"
    r"(?P<half_after> and a half)?",
    re.IGNORECASE,
)


def number_in(words: str) -> float:
    """The number that `words` (a match of `NUMBER`) name."""
    words = words.lower()
    if words[0].isdigit():
        return float(words)
    return float(sum(_WORDS[word] for word in words.replace("-", " ").split()))


def in_digits(amount: float) -> str:
    """The number as a sentence of advice prints it: “2”, “2.5”, “16.67”."""
    return f"{round(amount, 2):g}"


def minutes_in(text: str) -> list[float]:
    """Every length of time in the text, in minutes, in its order."""
    return [_minutes(match) for match in _DURATION.finditer(text)]


def _minutes(match: re.Match[str]) -> float:
    if match["half_hour"]:
        return 30
    amount = number_in(match["number"] or "one") + (0.5 if match["half"] or match["half_after"] else 0)
    return amount * 60 if match["unit"].lower().startswith("h") else amount
