"""What each document must hold, should hold, or holds when the case gives it: one slug a row.

A template carries the slug as a Word bookmark around the words that meet it (`eval.reply-by` is the bookmark
`eval_reply_by`), so whoever deletes those words in Word deletes the bookmark, and the check of templates can say what
is no longer there. Bookmarks are invisible in Word and harmless in the letter.

Source of the rows: what experienced special-education advocates and parent centers ask of such letters, read together
with the federal rules in `facts/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["must", "should", "when_given"]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row: its slug, how binding it is, and what it asks of the document."""

    slug: str
    level: Level
    says: str

    @property
    def bookmark(self) -> str:
        """The name of the Word bookmark that carries it: letters, digits and underscores, at most 40."""
        return self.slug.replace(".", "_").replace("-", "_")


def must_rows(kind: str) -> tuple[Requirement, ...]:
    """The rows that a document of this kind may never lack; none for a clinic's own kind."""
    return tuple(row for row in REQUIREMENTS.get(kind, ()) if row.level == "must")


def _rows(prefix: str, *rows: tuple[str, Level, str]) -> tuple[Requirement, ...]:
    return tuple(Requirement(f"{prefix}.{name}", level, says) for name, level, says in rows)


REQUIREMENTS: dict[str, tuple[Requirement, ...]] = {
    "evaluation_request": _rows(
        "eval",
        ("sender", "must", "date, and the sender's name, relation, address, phone and e-mail"),
        ("recipient", "must", "who it goes to, with title"),
        ("student", "must", "the student's full name, date of birth, grade, school and district"),
        ("request", "must", "a plain request for a full and individual evaluation that names the IDEA"),
        ("all-areas", "must", "all areas of suspected disability"),
        ("reasons", "must", "dated, observable reasons to suspect a disability"),
        ("attendance", "must", "the attendance pattern: full and partial days, late arrivals, pickups, nurse, onset"),
        ("effect", "must", "the effect on academic and functional performance"),
        ("grades", "when_given", "passing grades do not settle the question (for a first evaluation)"),
        ("providers", "when_given", "diagnoses and what outside professionals found"),
        ("tried", "should", "what home and school have tried, with dates and results"),
        ("suspected", "when_given", "disabilities suspected, without limiting the evaluation to them"),
        ("areas-asked", "should", "the evaluations and questionnaires asked for"),
        ("testing-place", "should", "testing at home, by video or elsewhere when the student cannot come"),
        ("consent", "must", "asks for the consent form; consent to evaluate is not consent to services"),
        ("clocks", "should", "the clocks that apply, each with its basis"),
        ("prior-written-notice", "must", "prior written notice if refused, and the procedural safeguards"),
        ("reply-by", "must", "a written reply by a date, and confirmation of receipt"),
        ("interim", "when_given", "supports while the evaluation runs, not instead of it"),
        ("attendance-hold", "when_given", "truancy steps held and absences coded while the evaluation runs"),
        ("language", "when_given", "interpreter and translation"),
        ("signature", "must", "signature block"),
        ("end-matter", "must", "enclosures, copies and how the letter is sent"),
        ("reevaluation", "when_given", "a reevaluation and review of the IEP when one exists"),
    ),
    "section_504_letter": _rows(
        "letter504",
        ("recipient", "must", "who it goes to, the date, and who the student is"),
        ("two-asks", "must", "evaluation and interim supports asked for separately"),
        ("impairment", "must", "the impairment and the major life activities it limits"),
        ("grades", "should", "grades alone do not settle the question"),
        ("records", "should", "records offered; the team may decide on what exists"),
        ("attendance", "must", "the attendance that shows the need"),
        ("barrier-table", "must", "each accommodation tied to a barrier, with where, when, who, signal and start"),
        ("services", "when_given", "services asked for"),
        ("schedule", "when_given", "a shortened day only as a written team decision with a way back"),
        ("bad-day", "should", "what is done, and not done, on a bad day"),
        ("responsible", "must", "one responsible person and a stand-in; every adult told"),
        ("interim-period", "must", "start, review, end and data of the interim period"),
        ("waiver", "when_given", "credit not lost to absences, asked for separately"),
        ("not-instead", "must", "does not replace or delay an evaluation under the IDEA"),
        ("decision", "must", "a written decision and the Section 504 procedural safeguards notice"),
        ("meeting", "must", "meeting dates offered and a reply by a date"),
        ("signature", "must", "signature block, enclosures, copies and how it is sent"),
    ),
    "reintegration_plan": _rows(
        "plan",
        ("appendix", "must", "an appendix to the IEP or 504 plan: student, owner, start and review dates"),
        ("why", "must", "what kept the student away; barriers are removed first"),
        ("baseline", "must", "where the student starts, in numbers"),
        ("pattern", "must", "pattern, the student's own words, strengths and trusted adults"),
        ("in-school", "must", "what counts as being in school"),
        ("first-step", "must", "a first step the student can manage"),
        ("ladder", "should", "steps rated by the student"),
        ("phases", "must", "phases with goal, time, supports before, person, go-on, hold and step-back rules, data"),
        ("pace", "must", "the student's response sets the pace; review dates are fixed"),
        ("morning", "should", "the morning routine"),
        ("exit", "must", "exit and bad-day plan; a partial success counts and nothing is punished"),
        ("safe-place", "must", "safe place, trusted adult and check-ins named"),
        ("workload", "must", "school work during the return, tied to the credit plan"),
        ("coping", "should", "skills taught before demands rise; contact with outside professionals"),
        ("communication", "must", "one channel between home and school"),
        ("data-sheet", "must", "a daily data sheet"),
        ("setback", "must", "what happens after weekends, holidays and illness"),
        ("goals", "should", "skill goals, not attendance percentages"),
        ("coding", "when_given", "attendance coding and truancy steps"),
        ("fade-out", "should", "when supports are reduced"),
        ("distribution", "must", "every adult at school is told what the plan asks of them"),
        ("agreement", "must", "agreement lines"),
    ),
    "credit_recovery_proposal": _rows(
        "credit",
        ("people", "must", "student, those responsible, and their duties"),
        ("audit", "must", "transcript audit by subject, kinds of lost credit kept apart"),
        ("why", "must", "why credit was lost"),
        ("courses", "must", "course table with route, owner, dates, hours, adjustments and grading"),
        ("routes", "must", "the ways to earn credit that are proposed or to be discussed"),
        ("priority", "must", "essential and prerequisite courses first; a limit on courses at once"),
        ("load", "must", "weekly load tied to the phase of the return"),
        ("appeal", "when_given", "waiver or appeal of credit lost to absences, with its deadline"),
        ("time", "must", "more time: summers, a fifth or sixth year, and what a diploma ends"),
        ("entry-rules", "should", "entry rules of programs checked, exceptions asked for"),
        ("accommodations", "must", "accommodations carried into every route"),
        ("supports", "must", "academic and social-emotional supports, who and when"),
        ("monitoring", "must", "dates of review, what happens when behind, no automatic removal"),
        ("rule-shown", "should", "asks to see any rule said to forbid an option"),
        ("transcript", "when_given", "posting, pass/fail, athletics and college questions"),
        ("team", "must", "links to transition planning; parent and student sign"),
        ("reply", "must", "a written reply and a meeting date"),
    ),
    "iep_meeting_request": _rows(
        "meeting",
        ("sender", "must", "date, and the sender's name, relation, address, phone and e-mail"),
        ("recipient", "must", "who it goes to, with title"),
        ("student", "must", "the student's full name, date of birth, grade, school and district"),
        ("request", "must", "a plain request for a meeting of the IEP team to review and revise the IEP"),
        ("why-now", "must", "why now and not at the yearly review"),
        ("attendance", "when_given", "the attendance that shows the need"),
        ("concerns", "when_given", "what the family sees"),
        ("agenda", "must", "what is to be talked about, point by point"),
        ("people", "must", "who should be there, and who comes with the parent"),
        ("time-place", "must", "days offered, a time and place that both sides agree on, and how to take part"),
        ("records", "must", "records to be seen before the meeting"),
        ("in-writing", "when_given", "changes that could be agreed in writing before the meeting"),
        ("language", "when_given", "interpreter and translation"),
        ("prior-written-notice", "must", "prior written notice of what is refused"),
        ("copy", "should", "a copy of the IEP after the meeting"),
        ("reply-by", "must", "a written reply by a date, and confirmation of receipt"),
        ("signature", "must", "signature block"),
        ("end-matter", "must", "enclosures, copies and how the letter is sent"),
    ),
}
