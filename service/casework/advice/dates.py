"""Dates in order, within a document and across the packet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from service.casework.advice.advisory import COMMON_PRACTICE, Remark, Rule, block_of, cited_by
from service.casework.advice.passages import listed
from service.casework.cases import Case
from service.casework.kinds import CREDIT, EVALUATION, LETTER_504, PLAN, document_name

SATURDAY = 5
OLD_COUNT = 30
"""Days between the last day counted and the letter from which the count looks stale."""


def _review_before_start(case: Case, today: dt.date) -> Iterator[Remark]:
    """What has not begun cannot be reviewed."""
    start_on, review_on = block_of(case, PLAN).get("start_on"), block_of(case, LETTER_504).get("review_on")
    if start_on and review_on and review_on <= start_on:
        yield Remark(
            f"/{LETTER_504}/review_on",
            "The 504 letter reviews the supports on or before the day the return begins.",
            "Move the review to four to six weeks after the date the plan starts.",
        )
    proposal = block_of(case, CREDIT)
    starts = [course["start"] for course in proposal.get("courses", ()) if "start" in course]
    if starts and "review_on" in proposal and proposal["review_on"] < min(starts):
        yield Remark(
            f"/{CREDIT}/review_on",
            "The review of the proposal comes before its first course begins.",
            "Move the review to three or four weeks after the first course starts.",
        )


def _reply_after_review(case: Case, today: dt.date) -> Iterator[Remark]:
    """An answer comes before the review of what it is about, and before the days offered for a meeting are over."""
    for kind in (LETTER_504, CREDIT):
        block = block_of(case, kind)
        reply_by, review_on = block.get("reply_by"), block.get("review_on")
        if reply_by and review_on and reply_by >= review_on:
            yield Remark(
                f"/{kind}/reply_by",
                f"The {document_name(kind, 'en')} asks for an answer on or after the day of its review.",
                "Ask for the answer in about ten school days, and review four to six weeks later.",
            )


def _reply_after_appeal(case: Case, today: dt.date) -> Iterator[Remark]:
    """An answer that comes after the last day to appeal comes too late to act on."""
    proposal = block_of(case, CREDIT)
    reply_by, appeal_by = proposal.get("reply_by"), proposal.get("appeal_by")
    if reply_by and appeal_by and reply_by > appeal_by:
        yield Remark(
            f"/{CREDIT}/reply_by",
            "The answer is asked for after the last day to appeal the lost credit.",
            "Ask for the answer at least two days before the appeal ends, and send the appeal on its own in any case.",
        )


def _reply_after_plan_starts(case: Case, today: dt.date) -> Iterator[Remark]:
    """A plan cannot start before the school has agreed to its supports."""
    start_on, reply_by = block_of(case, PLAN).get("start_on"), block_of(case, LETTER_504).get("reply_by")
    if start_on and reply_by and reply_by > start_on:
        yield Remark(
            f"/{PLAN}/start_on",
            "The plan starts before the day on which you ask the school to answer the 504 letter.",
            "Start the plan a few days after the answer, so that the supports are in place first.",
        )


def _plan_starts_before_letter(case: Case, today: dt.date) -> Iterator[Remark]:
    """A plan sent today cannot have begun last week."""
    start_on = block_of(case, PLAN).get("start_on")
    if start_on and start_on < case.letter_date(today):
        yield Remark(
            f"/{PLAN}/start_on",
            "The plan starts before the date of the letters.",
            "Choose a day by which the school can have answered, or say in the plan that it already runs.",
        )


def _support_starts_after_plan(case: Case, today: dt.date) -> Iterator[Remark]:
    """A support that starts after the return has begun comes after the demand."""
    start_on = block_of(case, PLAN).get("start_on")
    if not start_on:
        return
    for kind in (LETTER_504, PLAN):
        for index, choice in enumerate(block_of(case, kind).get("accommodations", ())):
            day = _as_date(choice.get("start", ""))
            if day and day > start_on:
                yield Remark(
                    f"/{kind}/accommodations/{index}/start",
                    f"Accommodation {index + 1} starts after the return has begun.",
                    "Start it on or before the first day of the plan: supports first, then demands.",
                )
                return


def _request_dated_differently(case: Case, today: dt.date) -> Iterator[Remark]:
    """The request and the letter that quotes its date go out together, so both carry one date."""
    quoted = block_of(case, LETTER_504).get("evaluation_requested_on")
    names_both = {EVALUATION, LETTER_504} <= set(case.documents)
    if names_both and quoted and quoted != case.letter_date(today):
        yield Remark(
            f"/{LETTER_504}/evaluation_requested_on",
            "The 504 letter gives another date for the evaluation request than the date of the letters.",
            "Use one date for both, or leave the request out of the packet if it has gone out already.",
        )


def _old_count(case: Case, today: dt.date) -> Iterator[Remark]:
    """A count that ends weeks before the letter invites the answer that things have changed."""
    last = case.get("attendance.to")
    if last and (case.letter_date(today) - last).days > OLD_COUNT:
        yield Remark(
            "/attendance/to",
            f"The count of absences ends more than {OLD_COUNT} days before the letter.",
            "Bring the count up to date from the school's attendance record, or say why it ends there.",
        )


def _logged_on_weekend(case: Case, today: dt.date) -> Iterator[Remark]:
    """A log with a Saturday in it is doubted as a whole; most often a date is one day off."""
    log = case.get("attendance.log", ())
    weekend = [index for index, entry in enumerate(log) if "date" in entry and entry["date"].weekday() >= SATURDAY]
    if weekend:
        subject = "Entry {} of the log falls" if len(weekend) == 1 else "Entries {} of the log fall"
        yield Remark(
            f"/attendance/log/{weekend[0]}/date",
            f"{subject.format(listed([index + 1 for index in weekend]))} on a weekend.",
            "Check the date against the school's attendance record; keep it only if school was held on that day.",
        )


def _as_date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


_SUPPORTS_FIRST = cited_by("phases", "re_entry")

DATE_RULES: tuple[Rule, ...] = (
    Rule("review_before_start", "strong", _review_before_start, COMMON_PRACTICE, (LETTER_504, CREDIT)),
    Rule("reply_after_review", "strong", _reply_after_review, COMMON_PRACTICE, (LETTER_504, CREDIT)),
    Rule("reply_after_appeal", "strong", _reply_after_appeal, COMMON_PRACTICE, (CREDIT,)),
    Rule("reply_after_plan_starts", "worth_a_look", _reply_after_plan_starts, _SUPPORTS_FIRST, (PLAN,)),
    Rule("plan_starts_before_letter", "worth_a_look", _plan_starts_before_letter, COMMON_PRACTICE, (PLAN,)),
    Rule("support_starts_after_plan", "strong", _support_starts_after_plan, _SUPPORTS_FIRST, (LETTER_504, PLAN)),
    Rule(
        "request_dated_differently",
        "worth_a_look",
        _request_dated_differently,
        COMMON_PRACTICE,
        (LETTER_504,),
    ),
    Rule("count_is_old", "worth_a_look", _old_count, COMMON_PRACTICE),
    Rule("log_day_on_weekend", "worth_a_look", _logged_on_weekend, COMMON_PRACTICE),
)
