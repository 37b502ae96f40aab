"""The people of a case: student, sender, recipient and copies, outside professionals."""

from __future__ import annotations

from schemas.base import CaseObject
from schemas.fields import (
    LINE,
    NAME,
    PARAGRAPH,
    Choice,
    Date,
    Email,
    ListOf,
    Paragraph,
    Text,
)

GRADES = ("PK", "K", *(str(grade) for grade in range(1, 13)), "12+")
HIGH_SCHOOL = GRADES[GRADES.index("9") :]
PRONOUNS = ("she/her", "he/him", "they/them")
PLANS = ("none", "section_504", "iep")
SENDER_ROLES = ("parent", "guardian", "foster_parent", "advocate", "attorney", "student")
WRITES_FOR_OTHERS = ("advocate", "attorney")
CONTACT_WAYS = ("email", "phone", "mail")


class StudentSchema(CaseObject):
    """The student whom the documents are about."""

    name = Text(
        "student's full name",
        max_length=NAME,
        required="Add the student's full name: no letter can be written without it.",
        help="First and last name as the school has it.",
        example="Maya Okafor",
    )
    preferred_name = Text(
        "name the student goes by",
        max_length=NAME,
        help="Used after the first mention. Leave it out when it is the first name.",
        example="May",
    )
    pronouns = Choice(
        "student's pronouns",
        PRONOUNS,
        help="Without them the documents use the name and “they”.",
        example="she/her",
    )
    date_of_birth = Date("student's date of birth", help="Schools use it to find the right file.", example="2015-03-09")
    grade = Choice("student's grade", GRADES, help="PK, K, 1 to 12, or 12+ after a fourth year.", example="6")
    student_id = Text(
        "student ID number",
        max_length=40,
        help="The number on report cards. It may be left out.",
        example="204417",
    )
    school = Text(
        "name of the school",
        max_length=NAME,
        help="The school of enrollment.",
        example="Harlan Middle School",
    )
    district = Text(
        "name of the school district",
        max_length=NAME,
        help="Requests for an evaluation go to the district.",
        example="Cedar Valley Unified School District",
    )
    plan = Choice(
        "plan the student has now",
        PLANS,
        help="none, section_504 (a 504 plan) or iep (an Individualized Education Program).",
        example="none",
    )
    diagnoses = ListOf(
        Text("diagnosis", max_length=LINE, example="Generalized anxiety disorder"),
        "diagnoses the student has",
        most=20,
        help="Only what a professional has told you. A diagnosis is not needed to ask for an evaluation.",
    )
    home_language = Text(
        "language spoken at home",
        max_length=60,
        help="So that testing is done in the right language.",
        example="English",
    )


class SenderSchema(CaseObject):
    """The person who signs and sends the documents."""

    name = Text(
        "your full name",
        max_length=NAME,
        required="Add your full name: no letter can be sent without the name of the person who signs.",
        help="The person who signs.",
        example="Adaeze Okafor",
    )
    role = Choice(
        "your relation to the student",
        SENDER_ROLES,
        help="parent, guardian, foster_parent, advocate, attorney or student.",
        example="parent",
    )
    on_behalf_of = Text(
        "name of the parent you write for",
        max_length=NAME,
        help="Only when an advocate or attorney writes.",
        example="Adaeze Okafor",
    )
    organization = Text(
        "your organization",
        max_length=NAME,
        help="A clinic or advocacy group.",
        example="Lakeside Education Law Clinic",
    )
    address = Paragraph(
        "your mailing address",
        max_length=500,
        help="Street, then city, state and ZIP code.",
        example="18 Alder Court\nCedar Valley, CA 90000",
    )
    email = Email(
        "your e-mail address",
        max_length=200,
        help="Where the school can answer.",
        example="adaeze@example.org",
    )
    phone = Text(
        "your phone number",
        max_length=60,
        help="With the times that suit you, if you like.",
        example="555-0142, after 3 p.m.",
    )
    preferred_contact = Choice(
        "how the school should reach you", CONTACT_WAYS, help="email, phone or mail.", example="email"
    )
    needs_interpreter = Text(
        "language you need an interpreter for",
        max_length=60,
        help="Schools must explain notices in a language you understand.",
        example="Spanish",
    )


class RecipientSchema(CaseObject):
    """The person the documents go to."""

    name = Text(
        "name of the person this goes to",
        max_length=NAME,
        help="For an evaluation: the special education director. For a 504 letter: the 504 coordinator.",
        example="Dr. Lena Ortiz",
    )
    title = Text(
        "title of the person this goes to",
        max_length=NAME,
        help="Such as Director of Special Education.",
        example="Director of Special Education",
    )
    organization = Text(
        "school or district office this goes to",
        max_length=NAME,
        help="The office as it is called.",
        example="Cedar Valley Unified School District",
    )
    address = Paragraph(
        "address of the school or district office",
        max_length=500,
        help="Street, then city, state and ZIP code.",
        example="200 Oak Street\nCedar Valley, CA 90000",
    )
    email = Email(
        "e-mail address of the person this goes to",
        max_length=200,
        help="If you send it by e-mail.",
        example="l.ortiz@example.org",
    )


class CopySchema(CaseObject):
    """Someone who gets a copy."""

    name = Text(
        "name of the person who gets a copy",
        max_length=NAME,
        help="Often the principal.",
        example="Sam Whitlock",
    )
    title = Text("title of the person who gets a copy", max_length=NAME, help="Such as Principal.", example="Principal")
    organization = Text(
        "school or office of the person who gets a copy",
        max_length=NAME,
        help="Where this person works.",
        example="Harlan Middle School",
    )
    address = Paragraph(
        "address of the person who gets a copy",
        max_length=500,
        help="Only if the copy goes by mail.",
        example="41 Birch Road\nCedar Valley, CA 90000",
    )
    email = Email(
        "e-mail address of the person who gets a copy",
        max_length=200,
        help="Only if the copy goes by e-mail.",
        example="s.whitlock@example.org",
    )


class ProviderSchema(CaseObject):
    """A professional outside the school, and what this person found."""

    name = Text(
        "name of the professional",
        max_length=NAME,
        help="Doctor, therapist, counselor.",
        example="Dr. Ruth Adeyemi",
    )
    role = Text("profession", max_length=NAME, help="Such as pediatrician or therapist.", example="Pediatrician")
    organization = Text(
        "clinic or practice",
        max_length=NAME,
        help="Where the professional works.",
        example="Cedar Valley Children's Clinic",
    )
    diagnosis = Text(
        "what the professional diagnosed",
        max_length=LINE,
        help="In the professional's words.",
        example="Generalized anxiety disorder",
    )
    date = Date("date of the report or visit", help="The date on the report or letter.", example="2026-09-30")
    summary = Paragraph(
        "what the professional found or advised",
        max_length=PARAGRAPH,
        help="One or two sentences; the report itself can be an enclosure.",
        example="Panic symptoms on school mornings; advises a gradual return with support.",
    )
