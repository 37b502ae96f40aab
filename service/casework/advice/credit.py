"""Credit recovery: no more work than the return to school can carry, and no right lost to a date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from schemas.catalogs import catalog
from service.casework.advice.advisory import COMMON_PRACTICE, Remark, Rule, block_of, cited_by, federal, is_asked_for
from service.casework.advice.amounts import in_digits
from service.casework.advice.passages import listed, passages, sentences_with
from service.casework.cases import Case
from service.casework.kinds import CREDIT, LETTER_504, PLAN

Course = Mapping[str, Any]

NEAR = 14
"""Days. Appeals are often open for ten school days only, which is two weeks."""
MANY_AT_ONCE = 3
"""Recovery courses at once, beside the current ones, from which advocates object."""
YEARS_LEFT = {"10": 3, "11": 2, "12": 1, "12+": 1}
"""School years left until the usual graduation, this one included."""
YEARS_OF_HIGH_SCHOOL = 4
LEAST_GAP = 1
"""Credits. A gap smaller than one usual course is not worth a word."""

_CREDIT = f"/{CREDIT}"
_COURSES = f"{_CREDIT}/courses"
_WORK = r"(?:work|assignments?|tests?|quizzes|classwork|homework|tasks?|units?|projects?)"
_ALL_MISSED_WORK = re.compile(
    rf"\b(?:all|every|each|entire)(?: (?:of|the|her|his|their|that|\w+'s)){{0,3}} (?:missed|missing|late|overdue"
    rf"|past[- ]due|outstanding|incomplete|make-?up)(?: \w+)? {_WORK}\b"
    rf"|\b(?:all|every)(?: (?:of|the|her|his|their)){{0,2}} {_WORK} missed\b"
    rf"|\b(?:everything|all (?:of )?(?:the |her |his |their )?{_WORK})(?: (?:that|she|he|they|was|were|has been"
    rf"|have been|\w+))"
    r"{1,3} missed\b"
    r"|\b(?:make|makes|making|made) up (?:all|every|everything|each)\b"
    r"|\b(?:catch(?:es|ing)?|caught) up (?:on|with|in) (?:all|every|everything|each)\b",
    re.IGNORECASE,
)
_LET_GO = re.compile(
    r"\b(?:excused?|excuses|waived?|forgiven|drop(?:s|ped)?|chosen?|chooses?|too much|would take|set aside"
    r"|not required|separate plan|exempt|does not|do not"
    r"|cannot|not|without|instead of|rather than|essential|reduced?|reduces|list(?:s|ed|ing)?|sort(?:s|ed)?"
    r"|go(?:es)? through"
    r"|worr\w+|afraid|fears?|overwhelm\w*|stress\w*|dreads?|thinks? (?:of|about)|ashamed|pile[sd]?)\b",
    re.IGNORECASE,
)


def courses_of(case: Case) -> list[Course]:
    """The courses of the proposal."""
    return list(block_of(case, CREDIT).get("courses", ()))


def _all_missed_work(case: Case, today: dt.date) -> Iterator[Remark]:
    """All missed work on top of all current work cannot be done by a student who can hardly come to school."""
    for passage in passages(case, PLAN, CREDIT, LETTER_504):
        if passage.path == f"{CREDIT}.courses[].missing":
            continue
        if any(not _LET_GO.search(sentence) for sentence, _ in sentences_with(_ALL_MISSED_WORK, passage)):
            yield Remark(
                passage.pointer,
                "This asks for all the missed work, which comes on top of all the current work.",
                "Ask for the essential standards first, such as “two essays and the final; the rest is excused, not "
                "postponed”.",
            )
            return


def _hours_above_limit(case: Case, today: dt.date) -> Iterator[Remark]:
    """Hours of recovery work must fit the limit of the proposal and of the phases of the return."""
    proposal = block_of(case, CREDIT)
    loads = [load["weekly_hours"] for load in proposal.get("load_by_phase", ()) if "weekly_hours" in load]
    limit = proposal.get("weekly_hours")
    do = "Lower the hours or move a course later, so that credit work follows the return and does not overtake it."
    if loads and limit is not None and limit > max(loads):
        phases = (
            f"no phase of the return allows more than {_hours(max(loads))}"
            if max(loads)
            else ("the phases of the return allow none")
        )
        yield Remark(f"{_CREDIT}/weekly_hours", f"The proposal allows {_hours(limit)} a week, and {phases}.", do)
    most = max(loads, default=None) if limit is None else limit
    if most is None:
        return
    allowed = proposal.get("courses_at_once", len(courses_of(case)))
    for together in _running_together(courses_of(case)):
        if len(together) > allowed:
            continue  # `more_courses_than_allowed` says so: fewer courses at once are fewer hours
        hours = sum(course.get("weekly_hours", 0) for _, course in together)
        if hours > most:
            numbers = listed(sorted(index + 1 for index, _ in together))
            subject = f"Course {numbers} needs" if len(together) == 1 else f"Courses {numbers} run together and need"
            yield Remark(
                f"{_COURSES}/{together[-1][0]}/weekly_hours",
                f"{subject} {_hours(hours)} a week; the limit is {_hours(most)}.",
                do,
            )
            return


def _starts_before_phase_allows(case: Case, today: dt.date) -> Iterator[Remark]:
    """On the first days of the return the hours of its first phase hold, often none at all."""
    loads = block_of(case, CREDIT).get("load_by_phase", ())
    start_on = block_of(case, PLAN).get("start_on")
    allowed = loads[0].get("weekly_hours") if loads else _proposed_for_first_phase(case)
    if start_on is None or allowed is None:
        return
    for index, course in enumerate(courses_of(case)):
        if "start" not in course or course["start"] > start_on or course.get("due", start_on) < start_on:
            continue
        if course.get("weekly_hours", 0) > allowed:
            yield Remark(
                f"{_COURSES}/{index}/start",
                f"Course {index + 1} runs when the return begins, and the first phase allows {_hours(allowed)} of "
                "credit work a week.",
                "Start the course in a later phase, such as when a half day at school has held for two weeks.",
            )
            return


def _proposed_for_first_phase(case: Case) -> int | None:
    """The hours that the documents print for the first standard phase, where the case has no phases of its own."""
    if block_of(case, PLAN).get("phases"):
        return None
    first, *_ = catalog("phases")
    hours: int | None = first.details.get("recovery_hours")
    return hours


def _more_courses_than_allowed(case: Case, today: dt.date) -> Iterator[Remark]:
    """Courses whose dates overlap must not be more than the proposal itself allows at once."""
    allowed = block_of(case, CREDIT).get("courses_at_once")
    if allowed is None:
        return
    together = max(_running_together(courses_of(case)), key=len, default=())
    if len(together) > allowed:
        yield Remark(
            f"{_COURSES}/{together[-1][0]}/start",
            f"Courses {listed(sorted(index + 1 for index, _ in together), most=5)} run at the same time; the proposal "
            f"allows {allowed} at once.",
            "Start the next course when the one before is finished, the one needed for graduation first.",
        )


def _many_courses_at_once(case: Case, today: dt.date) -> Iterator[Remark]:
    """Three recovery courses beside the current ones are too many for a student on a part day."""
    allowed = block_of(case, CREDIT).get("courses_at_once")
    together = max(_running_together(courses_of(case)), key=len, default=())
    if allowed is not None and allowed >= MANY_AT_ONCE:
        where, seen = f"{_CREDIT}/courses_at_once", f"The proposal allows {allowed} recovery courses at once."
    elif allowed is None and len(together) >= MANY_AT_ONCE:
        where, seen = f"{_CREDIT}/courses_at_once", f"As many as {len(together)} recovery courses run at the same time."
    else:
        return
    yield Remark(
        where,
        seen,
        "Ask for one course at a time, or two when the first goes well.",
    )


def _later_course_first(case: Case, today: dt.date) -> Iterator[Remark]:
    """What is needed to graduate comes first: strength is short, and prerequisites hold up other courses."""
    starts = {
        priority: [
            (course["start"], index)
            for index, course in enumerate(courses_of(case))
            if course.get("priority") == priority and "start" in course
        ]
        for priority in ("essential", "later")
    }
    if starts["essential"] and starts["later"] and min(starts["later"]) < min(starts["essential"]):
        first, essential = min(starts["later"])[1], min(starts["essential"])[1]
        if courses_of(case)[first]["start"] < courses_of(case)[essential]["start"]:
            yield Remark(
                f"{_COURSES}/{first}/start",
                f"Course {first + 1} can wait, yet it starts before course {essential + 1}, which is essential.",
                "Start with the course that graduation or the next course depends on.",
            )


def _senior_short_of_credits(case: Case, today: dt.date) -> Iterator[Remark]:
    """A student who lacks more than the years left can give needs a longer timeline considered.

    Nothing in the federal rules limits high school to four years. A senior hears it first; the grades below hear it
    when their gap is already wider than the years left.
    """
    proposal = block_of(case, CREDIT)
    years = YEARS_LEFT.get(case.get("student.grade", ""))
    required, earned = proposal.get("credits_required"), proposal.get("credits_earned")
    if years is None or required is None or earned is None or _asks_for_more_time(case):
        return
    missing, usual = required - earned, years * required / YEARS_OF_HIGH_SCHOOL
    if missing - usual >= LEAST_GAP:
        span = "this school year" if years == 1 else f"{years} school years"
        yield Remark(
            f"{_CREDIT}/extended_timeline",
            f"The student lacks {in_digits(missing)} credits, more than a usual schedule gives in {span}, and more "
            "time is not asked for.",
            "Ask for more time to graduate, so that the team considers a fifth or sixth year; ask until what age your "
            "state serves students.",
        )


def _appeal_is_past(case: Case, today: dt.date) -> Iterator[Remark]:
    """The date to appeal credit lost to absence has passed: late appeals are sometimes heard, silence never is."""
    appeal_by = block_of(case, CREDIT).get("appeal_by")
    if appeal_by is not None and appeal_by < today:
        yield Remark(
            f"{_CREDIT}/appeal_by",
            "The last day to appeal the lost credit has passed.",
            "Ask in writing today for a late appeal, say how the absences and the suspected disability are connected, "
            "and ask for the school's rule.",
        )


def _appeal_is_near(case: Case, today: dt.date) -> Iterator[Remark]:
    """An appeal has its own date and form: the proposal does not stand in for it."""
    appeal_by = block_of(case, CREDIT).get("appeal_by")
    if appeal_by is not None and today <= appeal_by <= today + dt.timedelta(days=NEAR):
        days = (appeal_by - today).days
        left = "today" if days == 0 else "tomorrow" if days == 1 else f"in {days} days"
        yield Remark(
            f"{_CREDIT}/appeal_by",
            f"The last day to appeal the lost credit is {left}.",
            "Send the appeal on its own now, in the form the school asks for; this proposal does not replace it.",
        )


def _appeal_date_unknown(case: Case, today: dt.date) -> Iterator[Remark]:
    """Credit lost to absence can often be appealed, for a short time only."""
    if "appeal_by" in block_of(case, CREDIT):
        return
    for index, course in enumerate(courses_of(case)):
        if course.get("status") == "no_credit_absence":
            yield Remark(
                f"{_CREDIT}/appeal_by",
                f"Course {index + 1} lost its credit to absences, and no date for an appeal is given.",
                "Ask the office today whether there is an appeal and until when; the time for it is often short.",
            )
            return


def _credit_waiver_not_asked(case: Case, today: dt.date) -> Iterator[Remark]:
    """A 504 plan alone does not keep absences from costing credit: that is asked for separately."""
    if not is_asked_for(case, LETTER_504) or block_of(case, LETTER_504).get("attendance_waiver"):
        return
    for course in courses_of(case):
        if course.get("status") == "no_credit_absence":
            yield Remark(
                f"/{LETTER_504}/attendance_waiver",
                "Credit was lost to absences, and the 504 letter does not ask that absences stop costing credit.",
                "Ask that absences do not cost credit; a 504 plan does not do this by itself.",
            )
            return


def _asks_for_more_time(case: Case) -> bool:
    routes = [course.get("route", {}).get("id") for course in courses_of(case)]
    return bool(block_of(case, CREDIT).get("extended_timeline")) or "extended_timeline" in routes


def _running_together(courses: list[Course]) -> Iterator[tuple[tuple[int, Course], ...]]:
    """For each course with a start, the dated courses that run on the day it starts, itself last."""
    dated = [(index, course) for index, course in enumerate(courses) if "start" in course]
    for index, course in dated:
        day = course["start"]
        others = [
            (at, other)
            for at, other in dated
            if at != index and other["start"] <= day <= other.get("due", other["start"])
        ]
        yield (*others, (index, course))


def _hours(hours: float) -> str:
    return "no hours" if not hours else f"{in_digits(hours)} hour{'' if hours == 1 else 's'}"


_LOAD = cited_by("accommodations", "makeup_terms")
_ONE_AT_A_TIME = cited_by("recovery_routes", "single_course_retake")

CREDIT_RULES: tuple[Rule, ...] = (
    Rule(
        "all_missed_work_at_once",
        "strong",
        _all_missed_work,
        _LOAD,
        (PLAN, CREDIT, LETTER_504),
        reads_english=True,
    ),
    Rule("credit_hours_above_limit", "strong", _hours_above_limit, _LOAD, (CREDIT,)),
    Rule("credit_work_before_phase_allows", "strong", _starts_before_phase_allows, _LOAD, (CREDIT,)),
    Rule("more_courses_than_allowed", "strong", _more_courses_than_allowed, _ONE_AT_A_TIME, (CREDIT,)),
    Rule("many_courses_at_once", "worth_a_look", _many_courses_at_once, _ONE_AT_A_TIME, (CREDIT,)),
    Rule("later_course_first", "worth_a_look", _later_course_first, COMMON_PRACTICE, (CREDIT,)),
    Rule(
        "senior_short_of_credits",
        "strong",
        _senior_short_of_credits,
        federal("no_four_year_limit_in_idea"),
        (CREDIT,),
    ),
    Rule("credit_appeal_past", "strong", _appeal_is_past, COMMON_PRACTICE, (CREDIT,)),
    Rule("credit_appeal_near", "strong", _appeal_is_near, COMMON_PRACTICE, (CREDIT,)),
    Rule("credit_appeal_unknown", "worth_a_look", _appeal_date_unknown, COMMON_PRACTICE, (CREDIT,)),
    Rule("credit_waiver_not_asked", "worth_a_look", _credit_waiver_not_asked, COMMON_PRACTICE, (CREDIT,)),
)
