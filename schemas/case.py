"""The whole case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import ValidationError, validates_schema

from schemas.attendance import AttendanceSchema
from schemas.base import CaseObject
from schemas.catalogs import BARRIERS, LANGUAGES
from schemas.documents import KINDS
from schemas.fields import (
    LINE,
    PARAGRAPH,
    SHORT_PARAGRAPH,
    Choice,
    Date,
    Group,
    ListOf,
    Paragraph,
    StateCode,
    Text,
    is_blank,
)
from schemas.people import CopySchema, ProviderSchema, RecipientSchema, SenderSchema, StudentSchema
from schemas.rules import DateBound, contradictions


class SchoolCalendarSchema(CaseObject):
    """The district's calendar: it makes clocks that count school days exact."""

    first_day = Date("first day of the school year", help="From the district's calendar.", example="2026-08-24")
    last_day = Date("last day of the school year", help="From the district's calendar.", example="2027-06-10")
    closed = ListOf(
        Date("day without school", example="2026-11-26"),
        "days without school",
        most=200,
        unique=True,
        help="Holidays and breaks, one by one; weekends need not be listed.",
    )


class BarrierSchema(CaseObject):
    """Something that makes attending hard."""

    kind = Choice("kind of barrier", BARRIERS, help="The kind that fits closest.", example="anxiety")
    detail = Paragraph(
        "what makes it hard",
        max_length=SHORT_PARAGRAPH,
        help="As you see it.",
        example="Panic when the hallway fills before first period",
    )


class SupportTriedSchema(CaseObject):
    """Something that was tried, and what came of it."""

    what = Text("what was tried", max_length=LINE, help="At school or at home.", example="Later start on Mondays")
    who = Text("who tried it", max_length=LINE, help="A person or a role.", example="School counselor")
    since = Text("when it was tried", max_length=LINE, help="A date or a span.", example="October 2026")
    result = Text(
        "what came of it",
        max_length=LINE,
        help="What was seen afterwards.",
        example="Came in on two of five Mondays",
    )


class CaseSchema(CaseObject):
    """One student's situation. `student.name` and `sender.name` are required, nothing else.

    It knows the four kinds of document of the contract; `schemas.kinds_in_use.case_schema` gives the schema that
    knows every kind in use.

    `load` gives plain nested dicts with the names of the JSON, dates as `datetime.date`, and nothing for what is
    absent; it raises marshmallow's `ValidationError` with every fault at once.
    """

    date_bounds: ClassVar[tuple[DateBound, ...]] = ()
    """Days of further kinds of document that must lie on one side of the letter's date."""

    documents = ListOf(
        Choice("kind of document", tuple(KINDS), example="evaluation_request"),
        "documents to make",
        most=len(KINDS),
        unique=True,
        help="Which documents a packet holds. Without it: evaluation request, 504 letter, plan and proposal.",
    )
    language = Choice("language of the documents", LANGUAGES, help="en or es; en without it.", example="en")
    date = Date("date on the letters", help="Today without it.", example="2026-11-16")
    state = StateCode("state", help="Two letters. It picks the deadlines and terms of your state.", example="CA")
    reference = Text(
        "your own client number",
        max_length=60,
        help="It names folders and is never printed.",
        example="2026-0417",
    )
    school_calendar = Group(SchoolCalendarSchema, "school calendar", help="Makes deadlines in school days exact.")
    student = Group(StudentSchema, "student", required="Add “student” with at least the student's full name in “name”.")
    sender = Group(
        SenderSchema,
        "sender",
        required="Add “sender” with at least the full name of the person who signs in “name”.",
    )
    recipient = Group(RecipientSchema, "recipient", help="Who the documents go to.")
    cc = ListOf(Group(CopySchema, "copy"), "copies", most=20, help="Who gets a copy.")
    attendance = Group(AttendanceSchema, "attendance", help="What was missed.")
    barriers = ListOf(
        Group(BarrierSchema, "barrier"), "what makes attending hard", most=30, help="One entry a barrier."
    )
    concerns = ListOf(
        Text("concern", max_length=SHORT_PARAGRAPH, lines=True, example="Vomits before school on most mornings"),
        "what you see",
        most=30,
        help="In your own words, one thing an entry.",
    )
    strengths = ListOf(
        Text("strength", max_length=SHORT_PARAGRAPH, lines=True, example="Draws comics for hours"),
        "what the student does well and likes",
        most=30,
        help="Strengths and interests help the team plan.",
    )
    academic_impact = Paragraph(
        "effect on school work",
        max_length=PARAGRAPH,
        help="Grades, work not done, credits at risk.",
        example="Missing work in four classes; grade in math from B to D.",
    )
    functional_impact = Paragraph(
        "effect on daily life",
        max_length=PARAGRAPH,
        help="Daily life, friends, feelings, family.",
        example="No longer sees friends; sleeps three hours on Sunday nights.",
    )
    supports_tried = ListOf(
        Group(SupportTriedSchema, "support tried"),
        "what was tried so far",
        most=30,
        help="At school and at home.",
    )
    providers = ListOf(
        Group(ProviderSchema, "professional"),
        "professionals outside the school",
        most=20,
        help="Doctors, therapists and others.",
    )
    enclosures = ListOf(
        Text("enclosure", max_length=LINE, example="Letter of Dr. Adeyemi, September 30, 2026"),
        "enclosures",
        most=30,
        help="What you send along.",
    )
    evaluation_request = Group(
        KINDS["evaluation_request"].schema, "evaluation request", help="What only this document needs."
    )
    section_504_letter = Group(KINDS["section_504_letter"].schema, "504 letter", help="What only this document needs.")
    reintegration_plan = Group(
        KINDS["reintegration_plan"].schema, "reintegration plan", help="What only this document needs."
    )
    credit_recovery_proposal = Group(
        KINDS["credit_recovery_proposal"].schema,
        "credit-recovery proposal",
        help="What only this document needs.",
    )

    @validates_schema(skip_on_field_errors=False, pass_original=True)
    def _check_across_fields(self, values: dict[str, Any], raw: Any, **kwargs: Any) -> None:
        """Run every cross-field rule over what is valid so far, so that all faults come at once."""
        is_date_refused = "date" not in values and isinstance(raw, Mapping) and not is_blank(raw.get("date", ""))
        faults = contradictions(values, is_date_refused=is_date_refused, date_bounds=self.date_bounds)
        if faults:
            raise ValidationError(faults)
