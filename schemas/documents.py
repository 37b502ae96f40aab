"""What only one document needs: a schema a kind, and the kinds in the order of a packet."""

from __future__ import annotations

from typing import NamedTuple

from schemas.base import CaseObject
from schemas.choices import accommodations, choice_of, choices
from schemas.fields import (
    LINE,
    NAME,
    SHORT_PARAGRAPH,
    Choice,
    Date,
    Group,
    ListOf,
    Number,
    Paragraph,
    Text,
    WholeNumber,
    YesNo,
)

REQUEST_KINDS = ("initial", "reevaluation")
ATTACHES_TO = ("iep", "section_504")
COURSE_STATUSES = ("failed", "incomplete", "no_credit_absence", "in_progress", "not_started")
PRIORITIES = ("essential", "later")


def texts(
    title: str,
    item: str,
    *,
    help: str,
    example: str | None = None,
    most: int = 30,
    max_length: int = SHORT_PARAGRAPH,
) -> ListOf:
    """A list of short texts."""
    return ListOf(Text(item, max_length=max_length, lines=True, example=example), title, help=help, most=most)


class EvaluationRequestSchema(CaseObject):
    """What only the special-education evaluation request needs."""

    kind = Choice(
        "kind of evaluation",
        REQUEST_KINDS,
        help="Without it: reevaluation when the student has an IEP, otherwise initial.",
        example="initial",
    )
    suspected_disabilities = ListOf(
        Text("disability you suspect", max_length=LINE, example="Emotional disability (anxiety)"),
        "disabilities you suspect",
        most=20,
        help="As far as you can say. The school must look at all areas in any case.",
    )
    evaluations = choices(
        "evaluations", "evaluations you ask for", "evaluation", help="Areas the school should look at."
    )
    instruments = choices(
        "instruments",
        "questionnaires you ask for",
        "questionnaire",
        help="Published scales the evaluators could use.",
    )
    reasons = Paragraph(
        "why you suspect a disability",
        help="Dated facts that anyone could have seen.",
        example="Since September 8 Maya has cried and vomited before school on most mornings.",
    )
    requests_meeting = YesNo("ask for a meeting", help="true to ask for a meeting about this request.", example=True)
    consent_ready = YesNo(
        "ready to sign consent",
        help="true if you will sign consent as soon as the assessment plan arrives.",
        example=True,
    )
    consent_given_on = Date(
        "date the school got your signed consent",
        help="Only once you have signed; it starts the clock of a first evaluation in most states.",
        example="2026-12-01",
    )
    interim_supports = YesNo(
        "ask for support meanwhile",
        help="true to ask for support while the evaluation is done.",
        example=True,
    )
    attendance_hold = YesNo(
        "ask to hold truancy steps",
        help="true to ask that attendance penalties wait while the evaluation is done.",
        example=True,
    )
    reply_by = Date(
        "date you ask for a written answer by",
        help="Ten school days from now is common.",
        example="2026-12-04",
    )
    delivery = Text(
        "how the letter is sent",
        max_length=NAME,
        help="By e-mail with read receipt, certified mail, by hand.",
        example="e-mail and certified mail",
    )


class Section504LetterSchema(CaseObject):
    """What only the 504 interim accommodation letter needs."""

    evaluation_requested_on = Date(
        "date the special-education evaluation was requested",
        help="Only if it was asked for.",
        example="2026-11-16",
    )
    impairment = Text(
        "impairment",
        max_length=LINE,
        help="The physical or mental condition, known or suspected.",
        example="Generalized anxiety disorder",
    )
    major_life_activities = ListOf(
        Text("major life activity", max_length=NAME, example="concentrating"),
        "major life activities that are limited",
        most=20,
        help="Such as learning, concentrating, thinking, sleeping, communicating.",
    )
    accommodations = accommodations(
        "accommodations you ask for now", help="What would make attending possible, each tied to a barrier."
    )
    services = choices("services", "services you ask for", "service", help="Such as counseling.")
    bad_day_plan = texts(
        "what to do on a bad day",
        "step on a bad day",
        help="Who is called, what is done and what is not done.",
        example="Ms. Bell calls home; nobody carries the student inside.",
    )
    staff_contact = Text(
        "staff member responsible for the supports",
        max_length=NAME,
        help="One person who answers for the supports.",
        example="Ms. Bell, school counselor",
    )
    stand_in = Text(
        "stand-in for that staff member",
        max_length=NAME,
        help="Who takes over on a day off.",
        example="Mr. Chen, assistant principal",
    )
    attendance_waiver = YesNo(
        "ask that absences do not cost credit",
        help="true to ask for it separately: a 504 plan alone does not waive absences.",
        example=True,
    )
    interim_until = Text(
        "end of the interim supports",
        max_length=LINE,
        help="Normally the eligibility decision.",
        example="the eligibility decision",
    )
    review_on = Date("date to review the supports", help="Four to six weeks ahead is common.", example="2027-01-15")
    reply_by = Date(
        "date you ask for a written answer by",
        help="When you need to hear from the school.",
        example="2026-12-04",
    )
    meeting_dates = ListOf(
        Date("date you could meet", example="2026-12-02"),
        "dates you could meet",
        most=20,
        unique=True,
        help="Two or three days that suit you.",
    )


class LadderStepSchema(CaseObject):
    """One step of the ladder, rated by the student."""

    step = Text(
        "step",
        max_length=LINE,
        help="One thing to do, small enough to try.",
        example="Sit in the car in the parking lot for ten minutes",
    )
    rating = WholeNumber(
        "how hard it feels (0 to 10)",
        most=10,
        help="The student's own rating: 0 easy, 10 hardest.",
        example=4,
    )


class ArrivalSchema(CaseObject):
    """How a school morning goes."""

    time = Text("time of arrival", max_length=NAME, help="When the student comes.", example="9:15 a.m.")
    transport = Text(
        "how the student gets to school",
        max_length=NAME,
        help="Car, bus, on foot, and with whom.",
        example="By car with a parent",
    )
    door = Text("door the student uses", max_length=NAME, help="Which entrance.", example="Side door by the office")
    greeter = Text(
        "adult who meets the student",
        max_length=NAME,
        help="A name, or a role.",
        example="Ms. Bell, school counselor",
    )
    first_minutes = Paragraph(
        "what happens in the first 15 minutes",
        max_length=SHORT_PARAGRAPH,
        help="Calm and the same each day.",
        example="Check-in in the counselor's room, then a walk to class together.",
    )


class PhaseSchema(CaseObject):
    """One phase of the return."""

    name = Text("name of the phase", max_length=NAME, help="A short name.", example="Re-entry")
    span = Text(
        "about how long",
        max_length=NAME,
        help="An estimate: the student's response sets the pace.",
        example="About one to two weeks",
    )
    goal = Paragraph(
        "goal of the phase",
        max_length=SHORT_PARAGRAPH,
        help="What the student will be able to do.",
        example="Feel safe in the building again",
    )
    attendance = Paragraph(
        "attendance in the phase",
        max_length=SHORT_PARAGRAPH,
        help="What a day at school looks like.",
        example="One to two hours a day in the counseling office",
    )
    minutes_per_day = WholeNumber("minutes a day", most=900, help="Planned minutes at school a day.", example=90)
    steps = texts("steps", "step", help="What the student does, one thing a line.")
    supports = texts("supports in place before the phase starts", "support", help="What must be ready first.")
    adjustments = texts("adjustments", "adjustment", help="What is made lighter or different.")
    data = texts("data kept", "data", help="What is written down each day.")
    who = Paragraph(
        "who is responsible",
        max_length=SHORT_PARAGRAPH,
        help="Names or roles.",
        example="Ms. Bell, school counselor",
    )
    advance_when = texts("go on when", "rule for going on", help="What must be seen before the next phase.")
    hold_when = texts("hold when", "rule for holding", help="What tells the team to stay.")
    step_back_when = texts("step back when", "rule for stepping back", help="What tells the team to go back a step.")


class GoalSchema(choice_of("goals", "goal")):  # type: ignore[misc]
    """A skill goal: a catalogue entry or own words, with its measure."""

    skill = Text(
        "skill the goal teaches",
        max_length=LINE,
        help="What the student learns to do.",
        example="Asking for a break before distress peaks",
    )
    barrier = Text(
        "barrier the goal is about",
        max_length=LINE,
        help="What stands in the way now.",
        example="Panic in crowded rooms",
    )
    baseline = Text(
        "where the student starts",
        max_length=LINE,
        help="What was counted before the goal began.",
        example="Asks for a break in 1 of 5 hard moments",
    )
    measure = Text(
        "how it is measured",
        max_length=LINE,
        help="Who counts what, how often.",
        example="Teacher tally, each school day",
    )
    target = Text(
        "target",
        max_length=LINE,
        help="What will be seen when the goal is met.",
        example="4 of 5 hard moments over three weeks",
    )
    who = Text("who teaches and measures it", max_length=NAME, help="A person or a role.", example="School counselor")


class TeamMemberSchema(CaseObject):
    """Someone who carries the plan."""

    name = Text("name of the team member", max_length=NAME, help="A name.", example="Ms. Bell")
    role = Text(
        "role of the team member",
        max_length=NAME,
        help="The role in the school or family.",
        example="School counselor",
    )
    does = Text(
        "what the team member does",
        max_length=LINE,
        help="The duty in this plan.",
        example="Meets Maya at the side door each morning",
    )


class ReintegrationPlanSchema(CaseObject):
    """What only the reintegration plan appendix needs."""

    attaches_to = Choice(
        "plan that this is attached to", ATTACHES_TO, help="iep or section_504.", example="section_504"
    )
    start_on = Date("date the plan starts", help="The first day of the plan.", example="2026-12-07")
    starting_point = Paragraph(
        "what the student can manage today",
        max_length=SHORT_PARAGRAPH,
        help="As it is now, without pressing.",
        example="Can drive to the parking lot and stay ten minutes",
    )
    first_step = Paragraph(
        "first small step",
        max_length=SHORT_PARAGRAPH,
        help="It may be the parking lot.",
        example="Walk to the side door with Ms. Bell and go home again",
    )
    counts_as_in_school = Paragraph(
        "what counts as being in school",
        max_length=SHORT_PARAGRAPH,
        help="Place, activity and minutes.",
        example="Any time in the building or with a staff member on the grounds",
    )
    student_voice = texts(
        "what the student says",
        "what the student says",
        help="In the student's own words.",
        example="It is too loud and everyone looks at me.",
    )
    ladder = ListOf(
        Group(LadderStepSchema, "step of the ladder"),
        "ladder of steps",
        most=30,
        help="Steps the student has rated from 0 to 10.",
    )
    arrival = Group(ArrivalSchema, "morning routine", help="How a school morning goes.")
    safe_space = Text(
        "safe place at school",
        max_length=LINE,
        help="A room that is always open to the student.",
        example="Counseling office, room 12",
    )
    trusted_adult = Text(
        "trusted adult at school",
        max_length=LINE,
        help="Who the student turns to.",
        example="Ms. Bell, school counselor",
    )
    exit_plan = texts(
        "what happens when the student needs to leave class",
        "step of the exit plan",
        help="From the signal to the way back.",
        example="Shows the blue card and walks to room 12.",
    )
    bad_day_plan = texts(
        "what to do on a bad day",
        "step on a bad day",
        help="Who is called, what is done and what is not done.",
    )
    setback_plan = texts(
        "what to do after a setback",
        "step after a setback",
        help="After weekends, holidays or illness.",
        example="After a holiday the plan starts one step lower for two days.",
    )
    workload = Paragraph(
        "school work during the return",
        max_length=SHORT_PARAGRAPH,
        help="From none, to adapted, to full.",
        example="No make-up work in the first phase; essential tasks only in the second",
    )
    communication = Paragraph(
        "how home and school keep in touch",
        max_length=SHORT_PARAGRAPH,
        help="One channel, how often, who to whom.",
        example="One e-mail from Ms. Bell each Friday",
    )
    attendance_coding = Paragraph(
        "how attendance is recorded",
        max_length=SHORT_PARAGRAPH,
        help="How part days under this plan are coded.",
        example="Time under this plan is recorded as present",
    )
    phases = ListOf(
        Group(PhaseSchema, "phase"),
        "phases of the return",
        most=10,
        help="Without them the four standard phases are proposed.",
    )
    goals = ListOf(
        Group(GoalSchema, "goal"),
        "skill goals",
        most=30,
        help="Skills to learn, never a percentage of attendance.",
    )
    accommodations = accommodations("accommodations in the plan", help="What stays in place during the return.")
    interventions = choices(
        "interventions",
        "skills teaching and therapy",
        "intervention",
        help="What is taught or done to build skills.",
    )
    team = ListOf(Group(TeamMemberSchema, "team member"), "team", most=30, help="Who does what.")
    fade_out = texts(
        "how supports are faded out",
        "step of fading out",
        help="What must be seen before a support is reduced.",
    )
    review_every = Text(
        "how often the plan is reviewed",
        max_length=NAME,
        help="Fixed dates, such as every Friday.",
        example="every week",
    )
    school_day_minutes = WholeNumber(
        "minutes in a full school day",
        least=30,
        most=900,
        help="From the first bell to the last.",
        example=400,
    )


class CourseSchema(CaseObject):
    """One course in which credit is at stake."""

    name = Text("course", max_length=NAME, help="As on the transcript.", example="Algebra II")
    subject = Text("subject", max_length=NAME, help="The subject it counts for.", example="Mathematics")
    credits = Number("credits", most=40, help="What the course is worth.", example=1)
    status = Choice(
        "what the transcript says",
        COURSE_STATUSES,
        help="failed, incomplete, no_credit_absence, in_progress or not_started.",
        example="incomplete",
    )
    missed_because = Paragraph(
        "why the work was missed",
        max_length=SHORT_PARAGRAPH,
        help="Absence because of the disability, illness, or earlier difficulty.",
        example="Absences because of anxiety, October to December",
    )
    standards_met = Text(
        "share of the standards already met",
        max_length=LINE,
        help="As the teacher counts it.",
        example="7 of 12 standards",
    )
    missing = Text(
        "what is still missing",
        max_length=LINE,
        help="Units, tests or hours.",
        example="Units 6 to 9 and the final",
    )
    priority = Choice(
        "priority",
        PRIORITIES,
        help="essential (needed to graduate or for the next course) or later.",
        example="essential",
    )
    route = Group(
        choice_of("recovery_routes", "way to earn the credit"),
        "way to earn the credit",
        help="A route of the catalogue, or own words.",
    )
    owner = Text(
        "staff member responsible for the course",
        max_length=NAME,
        help="Who answers for it.",
        example="Mr. Alvarez",
    )
    start = Date("date work starts", help="First day of work on it.", example="2027-01-11")
    due = Date("date work is due", help="Last day for it.", example="2027-03-26")
    weekly_hours = Number("hours a week", most=60, help="Hours a week for this course.", example=2)
    adjustments = texts("adjustments in the course", "adjustment", help="What is reduced or done in another way.")
    supports = texts("supports in the course", "support", help="Who helps, when.")
    grading = Text(
        "how the course is graded",
        max_length=LINE,
        help="Such as pass/fail, or the grade of the assessment.",
        example="Grade on the essential standards only",
    )


class PhaseLoadSchema(CaseObject):
    """The most weekly hours that a phase of the return allows."""

    phase = Text(
        "phase of the reintegration plan",
        max_length=NAME,
        help="The name used in the plan.",
        example="Re-entry",
    )
    weekly_hours = Number("hours a week", most=60, help="Most hours of recovery work a week.", example=0)


class CreditRecoveryProposalSchema(CaseObject):
    """What only the credit-recovery proposal needs."""

    credits_required = Number(
        "credits required to graduate", most=400, help="From the district's graduation rules.", example=24
    )
    credits_earned = Number("credits earned so far", most=400, help="From the transcript.", example=13.5)
    graduation_goal = Text(
        "graduation goal",
        max_length=LINE,
        help="When and with which diploma.",
        example="Regular diploma in June 2028",
    )
    courses = ListOf(Group(CourseSchema, "course"), "courses", most=40, help="The courses in which credit is at stake.")
    courses_at_once = WholeNumber(
        "most courses at once", least=1, most=12, help="How many at the same time.", example=1
    )
    weekly_hours = Number("most hours a week", most=60, help="For all recovery work together.", example=3)
    load_by_phase = ListOf(
        Group(PhaseLoadSchema, "load in a phase"),
        "hours by phase",
        most=10,
        help="So that credit work follows the return to school.",
    )
    extended_timeline = YesNo(
        "ask for more time to graduate", help="true to ask for a fifth or sixth year.", example=True
    )
    summer = YesNo("use the summer", help="true if summer courses are welcome.", example=False)
    appeal_by = Date(
        "last day to appeal lost credit", help="From the school's letter or handbook.", example="2026-12-11"
    )
    monitoring = Paragraph(
        "how progress is checked",
        max_length=SHORT_PARAGRAPH,
        help="Who looks at what, how often.",
        example="The counselor and Ana look at each course every second Friday",
    )
    review_on = Date("date to review the proposal", help="A date for the team.", example="2027-02-05")
    reply_by = Date(
        "date you ask for a written answer by",
        help="When you need to hear from the school.",
        example="2026-12-11",
    )


class Kind(NamedTuple):
    """A kind of document: the schema of what only it needs, its name, and how its file names begin."""

    schema: type[CaseObject]
    title: str
    file_stem: str


KINDS: dict[str, Kind] = {
    "evaluation_request": Kind(EvaluationRequestSchema, "special-education evaluation request", "evaluation-request"),
    "section_504_letter": Kind(Section504LetterSchema, "504 interim accommodation letter", "504-letter"),
    "reintegration_plan": Kind(ReintegrationPlanSchema, "reintegration plan appendix", "reintegration-plan"),
    "credit_recovery_proposal": Kind(
        CreditRecoveryProposalSchema, "credit-recovery proposal", "credit-recovery-proposal"
    ),
}
"""The kinds of the contract, in the order of a packet."""
