"""What the form says beside the labels of the schema: choices in plain words, help without code words, why we ask.

Labels come from the walk, as everywhere. Here stands only what a form needs and a file does not: a word for each
choice, a help text where the schema's own speaks of codes (“true to ask …”), and a reason where a question is
delicate. `_` marks what a translation must give, so that Flask-Babel or gettext can collect it as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.casework import all_kinds
from service.casework.wording import upper_first


def _(text: str) -> str:
    """Mark a text for translation; the page translates it when it is shown."""
    return text


CHOICE_LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "documents[]": {
        "evaluation_request": _("Letter: ask the school for a special-education evaluation"),
        "section_504_letter": _("Letter: ask for supports now (Section 504)"),
        "reintegration_plan": _("Plan: come back to school step by step"),
        "credit_recovery_proposal": _("Proposal: earn back missing credits"),
        "iep_meeting_request": _("Letter: ask for a meeting about the IEP"),
    },
    "language": {"en": _("English"), "es": _("Spanish")},
    "student.grade": {
        "PK": _("Preschool"),
        "K": _("Kindergarten"),
        **{str(grade): str(grade) for grade in range(1, 13)},
        "12+": _("After 12th grade"),
    },
    "student.plan": {
        "none": _("No plan"),
        "section_504": _("A 504 plan"),
        "iep": _("An IEP (special education)"),
    },
    "sender.role": {
        "parent": _("Parent"),
        "guardian": _("Guardian"),
        "foster_parent": _("Foster parent"),
        "advocate": _("Advocate"),
        "attorney": _("Attorney"),
        "student": _("I am the student"),
    },
    "sender.preferred_contact": {"email": _("By e-mail"), "phone": _("By phone"), "mail": _("By mail")},
    "attendance.log[].kind": {
        "absent": _("Absent all day"),
        "partial": _("Part of the day missed"),
        "late": _("Came late"),
        "early_pickup": _("Picked up early"),
        "nurse": _("Went to the nurse"),
    },
    "evaluation_request.kind": {
        "initial": _("A first evaluation"),
        "reevaluation": _("A new evaluation; there is an IEP already"),
    },
    "iep_meeting_request.take_part": {
        "in_person": _("At the school"),
        "by_phone": _("By phone"),
        "by_video": _("By video"),
        "any": _("Any of these"),
    },
    "reintegration_plan.attaches_to": {"iep": _("The IEP"), "section_504": _("The 504 plan")},
    "credit_recovery_proposal.courses[].status": {
        "failed": _("Failed"),
        "incomplete": _("Incomplete"),
        "no_credit_absence": _("No credit because of absences"),
        "in_progress": _("In progress"),
        "not_started": _("Not started"),
    },
    "credit_recovery_proposal.courses[].priority": {
        "essential": _("Needed to graduate or for the next course"),
        "later": _("Can wait"),
    },
}


def kind_labels() -> dict[str, str]:
    """What each kind of document in use is called on a page."""
    return {kind.slug: choice_label("documents[]", kind.slug) or upper_first(kind.title) for kind in all_kinds()}


def choice_label(path: str, value: str) -> str:
    """The words for a choice of this field; empty where there are none."""
    return CHOICE_LABELS.get(path, {}).get(value, "")


LABELS: Final[Mapping[str, str]] = {
    "evaluation_request.requests_meeting": _("Ask for a meeting about this request?"),
    "evaluation_request.consent_ready": _("Will you sign the consent form as soon as it comes?"),
    "evaluation_request.consent_given_on": _("On which day did the school get your signed consent?"),
    "evaluation_request.interim_supports": _("Ask for support while the evaluation is done?"),
    "evaluation_request.attendance_hold": _("Ask the school to hold truancy steps meanwhile?"),
    "section_504_letter.attendance_waiver": _("Ask that absences do not cost credit?"),
    "credit_recovery_proposal.extended_timeline": _("Ask for more time to graduate?"),
    "credit_recovery_proposal.summer": _("Are summer courses welcome?"),
    "credit_recovery_proposal.courses[].route.id": _("Way to earn the credit"),
    "credit_recovery_proposal.courses[].route.text": _("Another way, in your own words"),
    "credit_recovery_proposal.courses[].route.detail": _("Detail to add to that way"),
}
"""A noun phrase of the schema asked as a question, where only a yes or a no is wanted."""

HELP: Final[Mapping[str, str]] = {
    "state": _("It picks the deadlines and terms of your state."),
    "documents": _("Change this at any time. Your answers stay. With none ticked you get the four main documents."),
    "date": _("Leave it empty for today's date."),
    "language": _("The form stays in English."),
    "student.grade": "",
    "student.plan": _("An IEP is a special-education plan. A 504 plan lists supports in class."),
    "student.diagnoses": _("Only what a professional has told you. You can ask for an evaluation without one."),
    "sender.role": "",
    "sender.on_behalf_of": _("Only if you are an advocate or attorney."),
    "sender.preferred_contact": "",
    "sender.needs_interpreter": _(
        "Leave it empty if you need none. The school must explain notices so you understand."
    ),
    "attendance.log": _("The totals are counted for you. Leave the numbers on the page before empty."),
    "attendance.log[].kind": "",
    "barriers": _("Tick what fits. You can say more on the next page."),
    "evaluation_request.kind": _("Leave it open if you are not sure: it follows from the plan the student has."),
    "evaluation_request.requests_meeting": "",
    "evaluation_request.consent_ready": _("The clock for the evaluation starts when you sign."),
    "evaluation_request.consent_given_on": _("Leave it empty until then. It gives the date of the evaluation."),
    "evaluation_request.interim_supports": _("Such as a quiet way in, or a later start."),
    "evaluation_request.attendance_hold": _("So that no court or fine letters follow while the school finds out why."),
    "evaluation_request.suspected_disabilities": _(
        "You need not be sure. The school must look at every area in which it may suspect a disability."
    ),
    "evaluation_request.reply_by": _("Ten school days from now is common."),
    "section_504_letter.attendance_waiver": _("A 504 plan alone does not do this, so the letter asks for it apart."),
    "section_504_letter.meeting_dates": _("Two or three days that suit you, one a line, such as 12/2/2026."),
    "section_504_letter.major_life_activities": _("Tick what is hard because of it."),
    "school_calendar.closed": _("One a line, such as 11/26/2026. Weekends need not be listed."),
    "reintegration_plan.attaches_to": "",
    "reintegration_plan.phases": _("Leave this empty and four standard phases are proposed in the plan."),
    "credit_recovery_proposal.courses[].status": "",
    "credit_recovery_proposal.courses[].priority": "",
    "credit_recovery_proposal.courses[].route": "",
    "credit_recovery_proposal.courses[].route.id": _("Choose one, or write your own below."),
    "credit_recovery_proposal.courses[].route.text": _("Only if none of the list fits."),
    "credit_recovery_proposal.extended_timeline": _("A fifth or sixth year."),
    "credit_recovery_proposal.summer": "",
}
"""Help for people who answer on a page; without an entry the schema's own help is shown."""

WHY_WE_ASK: Final[Mapping[str, str]] = {
    "student.date_of_birth": _("The school finds the right file with it. It is printed once."),
    "student.pronouns": _("The letter says “she”, “he” or “they” as you choose. Without an answer it says “they”."),
    "student.diagnoses": _(
        "A diagnosis can help, but is not needed. What you write here is printed in the letter. Leave out what you do "
        "not want the school to know."
    ),
    "barriers": _(
        "What makes it hard decides which supports are suggested to you. Only the barriers that you tick are named in "
        "the request and the plan."
    ),
    "functional_impact": _("The law looks at daily life too, not only at grades. Say as much as you are fine with."),
    "sender.needs_interpreter": _("The letter asks for an interpreter in this language."),
    "providers": _("What a doctor or therapist wrote carries weight. Leave out what is private."),
    "section_504_letter.impairment": _(
        "Section 504 protects students with a physical or mental condition that limits a major life activity. The "
        "letter must name it. “Suspected” is enough."
    ),
    "reintegration_plan.student_voice": _("A plan works better when the student's own words are in it."),
}
"""Why a delicate question is asked, shown on request beneath it."""

PRESETS: Final[Mapping[str, tuple[str, ...]]] = {
    # The categories of 34 CFR 300.8(c) that keep students from school most often come first.
    "evaluation_request.suspected_disabilities": (
        _("emotional disturbance (such as anxiety or depression)"),
        _("other health impairment (such as ADHD or a chronic illness)"),
        _("autism"),
        _("specific learning disability (such as dyslexia)"),
        _("speech or language impairment"),
        _("traumatic brain injury"),
    ),
    # 42 U.S.C. 12102(2)(A), those that a school day asks for.
    "section_504_letter.major_life_activities": (
        _("learning"),
        _("concentrating"),
        _("thinking"),
        _("reading"),
        _("sleeping"),
        _("eating"),
        _("communicating"),
        _("interacting with others"),
        _("caring for oneself"),
    ),
}
"""Answers that many give, to tick instead of typing; own words stay possible beside them."""

ITEM_NOUNS: Final[Mapping[str, str]] = {
    "cc": _("Copy"),
    "barriers": _("Barrier"),
    "supports_tried": _("Support"),
    "providers": _("Professional"),
    "attendance.log": _("Absence"),
    "reintegration_plan.ladder": _("Step"),
    "reintegration_plan.team": _("Team member"),
    "reintegration_plan.phases": _("Phase"),
    "reintegration_plan.goals": _("Goal"),
    "section_504_letter.accommodations": _("Accommodation"),
    "reintegration_plan.accommodations": _("Accommodation"),
    "credit_recovery_proposal.courses": _("Course"),
    "credit_recovery_proposal.load_by_phase": _("Phase"),
    "evaluation_request.evaluations": _("Evaluation"),
    "evaluation_request.instruments": _("Questionnaire"),
    "section_504_letter.services": _("Service"),
    "reintegration_plan.interventions": _("Support"),
}
"""What one entry of a list is called, with its number: “Absence 2”."""

AUTOCOMPLETE: Final[Mapping[str, str]] = {
    "sender.name": "name",
    "sender.email": "email",
    "sender.phone": "tel",
    "sender.address": "street-address",
    "sender.organization": "organization",
}
"""What the browser may fill in, because it is about the person at the keyboard (WCAG 2.2, 1.3.5)."""
