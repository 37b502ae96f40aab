"""The pages of questions: which fields of the case stand together, in which order, and for which documents.

A page asks about five things. Every field of the walk stands on exactly one page (lists of choices on two: one to
choose, one to say more about what was chosen), which a test holds, so that nothing a case can say is out of reach. A
kind of document that a TOML file declares gets its pages from its fields.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from schemas.kind_files import ALWAYS_USED, DeclaredKind
from schemas.kinds_in_use import DeclaredKinds, declared_kinds
from service.casework.kinds import CREDIT, EVALUATION, LETTER_504, PLAN
from service.casework.wording import upper_first
from service.web.form.questions import Question, question
from service.web.form.wording import _

LETTERS = (EVALUATION, LETTER_504)
ALL: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A page of questions. `kinds` are the documents that need it, empty for all.

    `one_by_one`: the page lists the entries of its one list, and each entry has a page of its own. `says_more`: its
    list was chosen on another page; this one asks about what was chosen.
    """

    slug: str
    part: str
    title: str
    paths: tuple[str, ...]
    kinds: tuple[str, ...] = ALL
    lead: str = ""
    one_by_one: bool = False
    says_more: bool = False

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions in the order of the page."""
        return tuple(question(path, says_more=self.says_more) for path in self.paths)

    @property
    def blocks(self) -> frozenset[str]:
        """The first names of its fields: `student`, `attendance`."""
        return frozenset(path.split(".")[0] for path in self.paths)

    def is_needed_for(self, documents: Iterable[str]) -> bool:
        """Whether one of these documents uses what this page asks."""
        return any(self._is_used_by(kind) for kind in documents)

    def _is_used_by(self, slug: str) -> bool:
        declared = declared_kinds().by_slug.get(slug)
        if declared is None or slug in self.kinds:
            return not self.kinds or slug in self.kinds
        return bool(self.blocks & {*ALWAYS_USED, *declared.uses, "documents", "reference"})


def _block(prefix: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{prefix}.{name}" for name in names)


BASICS, SITUATION, ASK, SUPPORTS, RETURN, CREDITS, SENDING, MORE = (
    _("Who it is about"),
    _("What is going on"),
    _("Asking for an evaluation"),
    _("Asking for supports now"),
    _("Coming back step by step"),
    _("Earning back credits"),
    _("Sending it"),
    _("If you have time: more details"),
)

_OWN_PAGES: Final[tuple[Section, ...]] = (
    Section(
        "student",
        BASICS,
        _("The student"),
        _block("student", "name", "pronouns", "date_of_birth", "grade", "school", "district"),
        lead=_("Only the name is needed. Skip what you do not know: the letter then has a blank to fill in by hand."),
    ),
    Section(
        "you",
        BASICS,
        _("You"),
        _block("sender", "name", "role", "address", "email", "phone"),
        lead=_("You sign the letter. Only your name is needed."),
    ),
    Section(
        "recipient",
        BASICS,
        _("Who gets it"),
        _block("recipient", "name", "title", "organization", "address", "email"),
        (EVALUATION, LETTER_504, CREDIT),
        lead=_("The school's or district's website names this person. Leave it empty if you cannot find it."),
    ),
    Section(
        "place-and-date",
        BASICS,
        _("State and date"),
        ("state", "date", "student.plan"),
        lead=_("Your state decides how long the school may take."),
    ),
    Section(
        "attendance",
        SITUATION,
        _("How much school was missed"),
        _block("attendance", "from", "to", "school_days", "days_absent", "partial_days"),
        lead=_("The school's office or website has these numbers. If you have a list of absences, use the next page."),
    ),
    Section(
        "absences",
        SITUATION,
        _("List of absences"),
        ("attendance.log",),
        lead=_("Paste or upload what you have, or type a few days that show the pattern."),
        one_by_one=True,
    ),
    Section(
        "pattern",
        SITUATION,
        _("When it happens"),
        _block(
            "attendance",
            "first_noticed",
            "pattern",
            "classes_missed",
            "late_arrivals",
            "early_pickups",
            "nurse_visits",
        ),
    ),
    Section("barriers", SITUATION, _("What makes it hard to attend"), ("barriers",)),
    Section(
        "barrier-details",
        SITUATION,
        _("More about what makes it hard"),
        ("barriers",),
        (EVALUATION, PLAN),
        lead=_("A sentence each is enough. Say what you see."),
        says_more=True,
    ),
    Section(
        "what-you-see",
        SITUATION,
        _("What you see at home and at school"),
        ("concerns", "academic_impact", "functional_impact", "strengths"),
    ),
    Section(
        "tried",
        SITUATION,
        _("What was tried so far"),
        ("supports_tried",),
        LETTERS,
        lead=_("At school or at home. It shows that the family and the school have not been idle."),
    ),
    Section(
        "professionals",
        SITUATION,
        _("Doctors and therapists"),
        ("student.diagnoses", "providers"),
        (EVALUATION, LETTER_504, PLAN),
        lead=_("Skip this page if there are none."),
    ),
    Section(
        "reasons",
        ASK,
        _("Why you ask for an evaluation"),
        _block("evaluation_request", "reasons", "suspected_disabilities", "kind"),
        (EVALUATION,),
    ),
    Section(
        "evaluations",
        ASK,
        _("What the school should test"),
        _block("evaluation_request", "evaluations", "instruments"),
        (EVALUATION,),
        lead=_("You may leave this to the school: it must look at every area of concern."),
    ),
    Section(
        "requests",
        ASK,
        _("What else the letter asks for"),
        _block(
            "evaluation_request",
            "consent_ready",
            "consent_given_on",
            "requests_meeting",
            "interim_supports",
            "attendance_hold",
            "reply_by",
        ),
        (EVALUATION,),
    ),
    Section(
        "condition",
        SUPPORTS,
        _("What limits the student"),
        _block("section_504_letter", "impairment", "major_life_activities", "evaluation_requested_on"),
        (LETTER_504,),
    ),
    Section(
        "accommodations",
        SUPPORTS,
        _("Supports that would help now"),
        ("section_504_letter.accommodations",),
        (LETTER_504,),
        lead=_("Five to eight that matter are better than thirty."),
    ),
    Section(
        "accommodation-details",
        SUPPORTS,
        _("Supports: where, when and who"),
        ("section_504_letter.accommodations",),
        (LETTER_504,),
        one_by_one=True,
        says_more=True,
    ),
    Section(
        "services",
        SUPPORTS,
        _("Services, and a plan for bad days"),
        _block("section_504_letter", "services", "bad_day_plan"),
        (LETTER_504,),
    ),
    Section(
        "responsible",
        SUPPORTS,
        _("Who answers for the supports"),
        _block("section_504_letter", "staff_contact", "stand_in"),
        (LETTER_504, PLAN),
        lead=_("One person at school, and who steps in when that person is away."),
    ),
    Section(
        "until-when",
        SUPPORTS,
        _("Until when, and a reply"),
        _block("section_504_letter", "attendance_waiver", "interim_until", "review_on", "reply_by", "meeting_dates"),
        (LETTER_504,),
    ),
    Section(
        "return-start",
        RETURN,
        _("Where the return starts"),
        _block("reintegration_plan", "attaches_to", "start_on", "starting_point", "first_step", "counts_as_in_school"),
        (PLAN,),
    ),
    Section(
        "student-voice",
        RETURN,
        _("In the student's words"),
        _block("reintegration_plan", "student_voice", "ladder"),
        (PLAN,),
        lead=_("Fill this in together, if the student is willing."),
    ),
    Section(
        "mornings",
        RETURN,
        _("A school morning"),
        _block("reintegration_plan.arrival", "time", "transport", "door", "greeter", "first_minutes"),
        (PLAN,),
    ),
    Section(
        "safety",
        RETURN,
        _("Safe place and hard days"),
        _block("reintegration_plan", "safe_space", "trusted_adult", "exit_plan", "bad_day_plan", "setback_plan"),
        (PLAN,),
    ),
    Section(
        "school-work",
        RETURN,
        _("School work and contact"),
        _block(
            "reintegration_plan",
            "workload",
            "communication",
            "attendance_coding",
            "school_day_minutes",
            "review_every",
        ),
        (PLAN,),
    ),
    Section(
        "plan-supports",
        RETURN,
        _("Supports during the return"),
        _block("reintegration_plan", "accommodations", "interventions"),
        (PLAN, CREDIT),
    ),
    Section(
        "plan-support-details",
        RETURN,
        _("Supports in the plan: where, when and who"),
        ("reintegration_plan.accommodations",),
        (PLAN,),
        one_by_one=True,
        says_more=True,
    ),
    Section("goals", RETURN, _("Skills to learn"), ("reintegration_plan.goals",), (PLAN,)),
    Section(
        "goal-details",
        RETURN,
        _("Skills to learn: how they are measured"),
        ("reintegration_plan.goals",),
        (PLAN,),
        one_by_one=True,
        says_more=True,
    ),
    Section("phases", RETURN, _("Phases of the return"), ("reintegration_plan.phases",), (PLAN,), one_by_one=True),
    Section("team", RETURN, _("Team"), _block("reintegration_plan", "team", "fade_out"), (PLAN, CREDIT)),
    Section(
        "credits",
        CREDITS,
        _("Credits and goal"),
        _block(
            "credit_recovery_proposal",
            "credits_required",
            "credits_earned",
            "graduation_goal",
            "courses_at_once",
            "weekly_hours",
        ),
        (CREDIT,),
        lead=_("The transcript has the numbers. The school counselor can print it for you."),
    ),
    Section(
        "courses",
        CREDITS,
        _("Courses"),
        ("credit_recovery_proposal.courses",),
        (CREDIT,),
        lead=_("One entry for each course in which credit is at stake."),
        one_by_one=True,
    ),
    Section(
        "more-time",
        CREDITS,
        _("Hours and time"),
        _block("credit_recovery_proposal", "load_by_phase", "extended_timeline", "summer"),
        (CREDIT,),
    ),
    Section(
        "credit-follow-up",
        CREDITS,
        _("Dates, and who checks"),
        _block("credit_recovery_proposal", "appeal_by", "monitoring", "review_on", "reply_by"),
        (CREDIT,),
    ),
    Section(
        "delivery",
        SENDING,
        _("How you send it"),
        ("evaluation_request.delivery",),
        (EVALUATION, LETTER_504, CREDIT),
        lead=_("Keep proof of the day: deadlines count from it."),
    ),
    Section(
        "more-student",
        MORE,
        _("More about the student"),
        _block("student", "preferred_name", "student_id", "home_language"),
    ),
    Section(
        "more-you",
        MORE,
        _("More about you"),
        (*_block("sender", "on_behalf_of", "organization", "preferred_contact", "needs_interpreter"), "reference"),
    ),
    Section("copies", MORE, _("Copies and enclosures"), ("enclosures", "cc"), (EVALUATION, LETTER_504, CREDIT)),
    Section(
        "evaluation-details",
        MORE,
        _("Words to add to an evaluation"),
        ("evaluation_request.evaluations",),
        (EVALUATION,),
        one_by_one=True,
        says_more=True,
    ),
    Section(
        "questionnaire-details",
        MORE,
        _("Words to add to a questionnaire"),
        ("evaluation_request.instruments",),
        (EVALUATION,),
        one_by_one=True,
        says_more=True,
    ),
    Section(
        "service-details",
        MORE,
        _("Words to add to a service"),
        ("section_504_letter.services",),
        (LETTER_504,),
        one_by_one=True,
        says_more=True,
    ),
    Section(
        "teaching-details",
        MORE,
        _("Words to add to skills teaching"),
        ("reintegration_plan.interventions",),
        (PLAN,),
        one_by_one=True,
        says_more=True,
    ),
    Section(
        "calendar",
        MORE,
        _("School calendar"),
        _block("school_calendar", "first_day", "last_day", "closed"),
        LETTERS,
        lead=_("With it the deadlines in school days are exact."),
    ),
    Section("documents", MORE, _("Documents and language"), ("documents", "language")),
)


FIELDS_A_PAGE: Final = 5


def sections() -> tuple[Section, ...]:
    """Every page of questions, in order; the same tuple as long as the kinds of document in use are the same."""
    return _sections(declared_kinds())


def first_section() -> Section:
    """The page that a person begins with."""
    return sections()[0]


def section(slug: str) -> Section | None:
    """The page with this name, None when there is none."""
    return next((each for each in sections() if each.slug == slug), None)


@lru_cache(maxsize=16)
def _sections(kinds: DeclaredKinds) -> tuple[Section, ...]:
    """Our pages, and before “more details” those of the kinds that TOML files declare."""
    first_of_more = next(place for place, each in enumerate(_OWN_PAGES) if each.part == MORE)
    declared = [page for kind in kinds.all for page in _pages_of(kind)]
    return (*_OWN_PAGES[:first_of_more], *declared, *_OWN_PAGES[first_of_more:])


def _pages_of(kind: DeclaredKind) -> list[Section]:
    """The fields of a declared kind in the order of its file, about five on a page."""
    title = upper_first(kind.title("en"))
    paths = _block(kind.slug, *(field.name for field in kind.fields))
    page_count = -(-len(paths) // FIELDS_A_PAGE)
    return [
        Section(
            f"{kind.slug.replace('_', '-')}-{number + 1}",
            title,
            title if page_count == 1 else f"{title}, {number + 1} of {page_count}",
            paths[number * FIELDS_A_PAGE : (number + 1) * FIELDS_A_PAGE],
            (kind.slug,),
        )
        for number in range(page_count)
    ]
