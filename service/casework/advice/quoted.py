"""Numbers quoted in free text, held against what the case counts.

Only clear patterns are read, such as “missed 19 days”; a sentence that speaks of another span (“in October”, “last
year”) is left alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from service.casework.advice.advisory import ANSWERED, COMMON_PRACTICE, Remark, Rule, block_of
from service.casework.advice.amounts import NUMBER, in_digits, number_in
from service.casework.advice.passages import Passage, passages
from service.casework.cases import Case
from service.casework.context.attendance import attendance_totals
from service.casework.kinds import EVALUATION, LETTER_504
from service.casework.wording import month_named

PERCENT_ROUNDING = 1.5
ABOUT = 0.15
"""How far “about 20 days” may lie from the count, as a share of it."""

_ILL = r"(?:flu|cold|strep|covid|fever|virus|surgery|operation|funeral|vacation|trip|appointments?)\b"
_ROUGH = r"(?P<rough>about|around|roughly|approximately|nearly|almost|over|more than|at least|up to|as many as|some) "
_COUNTS: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (total, word, re.compile(pattern, re.IGNORECASE))
    for total, word, pattern in (
        (
            "days_absent",
            "days",
            rf"\b(?:missed|missing|misses|been absent(?: for| on)?|was absent(?: for| on)?|absent(?: for| on)?"
            rf"|(?:been|was) out(?: of school| sick)?(?: for)?|not been (?:in|at) school(?: for| on)?"
            rf"|lost)(?: a total of)? (?:{_ROUGH})?"
            rf"(?P<number>{NUMBER})(?: (?:full|whole|entire))?(?: (?:of"
            rf"|out of) (?:the )?(?P<of>\d+))?(?: full)?(?: school)? days\b"
            rf"(?! (?:of (?!school|class|instruction|\d)|(?:of school )?(?:with|for|because of|due to) (?:an? |the "
            rf"|her |his "
            rf"|their )?{_ILL}))",
        ),
        ("days_absent", "absences", rf"\b(?:{_ROUGH})?(?P<number>{NUMBER})(?: full(?:-day)?| whole)? absences\b"),
        ("partial_days", "partial", rf"\b(?:{_ROUGH})?(?P<number>{NUMBER}) partial days\b"),
        ("late_arrivals", "late", rf"\b(?:{_ROUGH})?(?P<number>{NUMBER}) late arrivals\b"),
        ("late_arrivals", "tardies", rf"\b(?:{_ROUGH})?(?P<number>{NUMBER}) tardies\b"),
        (
            "late_arrivals",
            "times",
            rf"\b(?:was|been|came|arrived) (?:late|tardy) (?:{_ROUGH})?(?P<number>{NUMBER}) times\b",
        ),
        ("early_pickups", "early", rf"\b(?:{_ROUGH})?(?P<number>{NUMBER}) early pick-?ups\b"),
        (
            "nurse_visits",
            "nurse",
            rf"\b(?:{_ROUGH})?(?P<number>{NUMBER}) (?:nurse visits|visits to the (?:school )?nurse)\b",
        ),
    )
)
"""What is counted, a word without which nothing of the kind is said, and how it is said."""
_COUNTABLE = (*dict.fromkeys(word for _, word, _ in _COUNTS), "%", "percent")
_PERCENT = re.compile(
    r"\b(?:missed|missing|misses|absent(?: for| on)?) (?:about |around |nearly |almost |over "
    r"|more than )?(?P<number>\d{1,3}(?:\.\d)?) ?(?:%|percent)"
    r"(?: of)?(?: the| all| her| his| their)?(?: school)? (?:days|year|time)\b",
    re.IGNORECASE,
)
_OTHER_SPAN = re.compile(
    r"\b(?:last|previous|prior|every|each|per|a (?:week|month)|weeks?|months?|week|semester|quarter|trimester|spring"
    r"|summer|winter|fall"
    r"|january|february|march|april|in may|june|july|august|september|october|november|december|20\d\d|grade|when|if"
    r"|after|since|before"
    r"|policy|handbook|law|limit|allow(?:s|ed)?|trigger\w*|threshold|rule|sister|brother|sibling|cousin|friend|mother"
    r"|father|mom|dad"
    r"|in a row|straight|consecutive|more days|by (?:then|may)|kindergarten|unexcused|excused|at (?:his|her"
    r"|their) (?:old|former))\b",
    re.IGNORECASE,
)
_AT_LEAST = ("over", "more than", "at least")
_LESS_CAREFUL = ("supports_tried", "providers", "attendance.log", "enclosures", "credit_recovery_proposal")
_ORDINALS = ("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth").split()
_GRADE = re.compile(
    r"\b(?:is (?:now )?in|is (?:now )?an?|currently in|, an?) (?:the )?"
    rf"(?:(?P<grade>\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(_ORDINALS)})[- ]grade(?:r)?|grade (?P<number>\d{{1,2}}))\b"
    r"(?! (?:math|reading|level|english|science|work|class))",
    re.IGNORECASE,
)
_ANOTHER_CHILD = re.compile(r"\b(?:sister|brother|sibling|cousin|friend|classmate|twin|buddy)s?\b", re.IGNORECASE)
_DAY = (
    r"(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:[a-z]{1,7})?\.? (?P<day>\d{1,2})\b(?:st|nd|rd|th)?"
    r"(?:,? (?P<year>20\d\d))?"
)
_DATES = (
    ("when this was first noticed", re.compile(rf"\bfirst noticed (?:[a-z]+ ){{0,3}}(?:on |since )?{_DAY}")),
    (
        "the evaluation request",
        re.compile(
            r"\b(?:requested|asked for) (?:an|the|a|this|her|his|their) (?:[a-z-]+ ){0,3}evaluation (?:in writing )?on "
            + _DAY
        ),
    ),
    ("the written answer", re.compile(rf"\b(?:answer|reply|respond|response) (?:[a-z]+ ){{0,3}}by {_DAY}")),
)


def _absences_quoted_differently(case: Case, today: dt.date) -> Iterator[Remark]:
    """Absences are quoted alike everywhere: one differing number makes the reader doubt all of them."""
    totals = attendance_totals(case.get("attendance", {}))
    for passage, sentence in _sentences(case, *_COUNTABLE):
        wrong = _differing(sentence, totals)
        if wrong is not None and not _OTHER_SPAN.search(sentence):
            quoted, counted, what = wrong
            yield Remark(
                passage.pointer,
                f"The text speaks of {quoted} {what}, and the attendance you give has {counted}.",
                "Use one number everywhere, and say what it counts and until when, such as “19 of 56 school days up "
                "to November 13”.",
            )
            return


def _grade_quoted_differently(case: Case, today: dt.date) -> Iterator[Remark]:
    """A grade that differs is most often a text from last year, or from another case."""
    grade = case.get("student.grade")
    if grade is None:
        return
    for passage, sentence in _sentences(case, "grade"):
        found = _GRADE.search(sentence)
        if found and _ANOTHER_CHILD.search(sentence) is None and _grade_in(found) != grade.removesuffix("+"):
            yield Remark(
                passage.pointer,
                f"The text says grade {_grade_in(found)}, and the grade given for the student is {grade}.",
                "Correct the one that is wrong; if the text comes from another letter, read it through once more.",
            )
            return


def _grade_in(match: re.Match[str]) -> str:
    word = (match["grade"] or match["number"]).lower()
    return str(_ORDINALS.index(word) + 1) if word in _ORDINALS else "".join(filter(str.isdigit, word))


def _dates_quoted_differently(case: Case, today: dt.date) -> Iterator[Remark]:
    """Dates are quoted alike everywhere: when it began, when the evaluation was asked for, until when to answer."""
    given = _dates_given(case, today)
    for passage, sentence in _sentences(case, "noticed", "evaluation", " by "):
        for (what, pattern), days in zip(_DATES, given, strict=True):
            match = pattern.search(sentence)
            if match and days and not any(_is_that_day(match, day) for day in days):
                yield Remark(
                    passage.pointer,
                    f"The text gives another date for {what} than you give elsewhere.",
                    "Use one date everywhere: correct the text, or the date that you gave.",
                )
                return


def _dates_given(case: Case, today: dt.date) -> tuple[list[dt.date], ...]:
    """The dates that a text may rightly name, in the order of `_DATES`; empty where the case gives none."""
    asked_on = block_of(case, LETTER_504).get("evaluation_requested_on")
    requested = ([asked_on] if asked_on else []) + ([case.letter_date(today)] if EVALUATION in case.documents else [])
    replies = [block_of(case, kind)["reply_by"] for kind in ANSWERED if "reply_by" in block_of(case, kind)]
    noticed = case.get("attendance.first_noticed")
    return [noticed] if noticed else [], requested, replies


def _is_that_day(match: re.Match[str], day: dt.date) -> bool:
    year = match["year"]
    is_day = day.month == month_named(match["month"]) and day.day == int(match["day"])
    return is_day and (year is None or int(year) == day.year)


def _sentences(case: Case, *signs: str) -> Iterator[tuple[Passage, str]]:
    """The sentences in which one of these stands, where a text is held to its numbers."""
    for passage in passages(case):
        if any(sign in passage.lowered for sign in signs) and not passage.path.startswith(_LESS_CAREFUL):
            for sentence in passage.sentences():
                lowered = sentence.lower()
                if any(sign in lowered for sign in signs):
                    yield passage, sentence


_WHAT = {
    "days_absent": "days missed",
    "partial_days": "partial days",
    "late_arrivals": "late arrivals",
    "early_pickups": "early pickups",
    "nurse_visits": "visits to the nurse",
    "school_days": "school days",
}


def _differing(sentence: str, totals: Mapping[str, int]) -> tuple[str, str, str] | None:
    """The number as quoted, the number as counted, and what it counts; None where they agree or nothing is sure."""
    lowered = sentence.lower()
    for total, word, pattern in _COUNTS:
        for match in pattern.finditer(sentence) if word in lowered else ():
            quoted = number_in(match["number"])
            if total in totals and not _agrees(quoted, match["rough"], _counts_as(total, totals)):
                return in_digits(quoted), str(totals[total]), _WHAT[total]
            held = match.groupdict().get("of")
            if held and "school_days" in totals and int(held) != totals["school_days"]:
                return held, str(totals["school_days"]), _WHAT["school_days"]
    percent = _PERCENT.search(sentence)
    if percent and totals.get("school_days") and "days_absent" in totals:
        share = 100 * totals["days_absent"] / totals["school_days"]
        with_partial = 100 * sum(_counts_as("days_absent", totals)[-1:]) / totals["school_days"]
        quoted = float(percent["number"])
        if all(abs(quoted - counted) > PERCENT_ROUNDING for counted in (share, with_partial)):
            return f"{in_digits(quoted)} percent", f"{share:.0f} percent", "of the school days missed"
    return None


def _counts_as(total: str, totals: Mapping[str, int]) -> tuple[int, ...]:
    """The numbers that may rightly be meant: full days missed, or full and partial days together."""
    if total != "days_absent":
        return (totals[total],)
    return (totals[total], totals[total] + totals.get("partial_days", 0))


def _agrees(quoted: float, rough: str | None, counted: tuple[int, ...]) -> bool:
    word = (rough or "").lower()
    if word in _AT_LEAST:
        return any(quoted <= number for number in counted)
    if word:
        return any(abs(quoted - number) <= max(1, ABOUT * number) for number in counted)
    return any(quoted == number for number in counted)


QUOTED_RULES: tuple[Rule, ...] = (
    Rule("absences_quoted_differently", "strong", _absences_quoted_differently, COMMON_PRACTICE, reads_english=True),
    Rule("dates_quoted_differently", "strong", _dates_quoted_differently, COMMON_PRACTICE, reads_english=True),
    Rule("grade_quoted_differently", "worth_a_look", _grade_quoted_differently, COMMON_PRACTICE, reads_english=True),
)
