"""Who writes, about whom, to whom: names, pronouns and verbs that fit.

Three grammatical persons stand in the letters. `student` is the one it is about: “Maya … she”, or “I” when the
student writes. `parent` is the one who decides: “I” when a parent writes, the parent's name when an advocate writes
for one. `sender` is the one who signs and is always “I”.
"""

from __future__ import annotations

from typing import Any

from schemas.people import WRITES_FOR_OTHERS
from service.casework.cases import Case
from service.casework.wording import joined, lower_first, upper_first, without_period

DERIVED = {
    "student.first_name": "name used after the first mention: the name the student goes by, or the first name",
    "student.goes_by": "the name the student goes by, where it is another than the first name; otherwise empty",
    "student.subject": "the student as subject: “Maya”, or “I” when the student writes",
    "student.Subject": "the same with a capital at its start",
    "student.object": "the student as object: “Maya”, or “me”",
    "student.possessive": "“Maya's”, or “my”",
    "student.Possessive": "the same with a capital at its start",
    "student.is": "verb after student.subject: “is”, or “am”",
    "student.has": "verb after student.subject: “has”, or “have”",
    "student.does": "verb after student.subject: “does”, or “do”",
    "student.s": "ending of a verb after student.subject: “need{{ student.s }}”",
    "student.they": "pronoun: “she”, “he”, “they”, or “I”",
    "student.They": "the same with a capital",
    "student.them": "pronoun: “her”, “him”, “them”, or “me”",
    "student.their": "pronoun: “her”, “his”, “their”, or “my”",
    "student.Their": "the same with a capital",
    "student.are": "verb after student.they: “is”, “are”, or “am”",
    "student.have": "verb after student.they: “has”, “have”",
    "student.do": "verb after student.they: “does”, “do”",
    "student.were": "verb after student.they: “was”, “were”",
    "student.es": "ending of a verb after student.they: “s”, or nothing",
    "student.grade_phrase": "“the 6th grade”, “kindergarten”",
    "student.diagnosis_list": "the diagnoses as a list with commas and “and”",
    "parent.subject": "the parent as subject: “I”, or the parent's name when an advocate or attorney writes",
    "parent.Subject": "the same with a capital at its start",
    "parent.object": "the parent as object: “me”, or the name",
    "parent.possessive": "“my”, or the name with 's",
    "parent.is": "verb after parent.subject: “am”, or “is”",
    "parent.has": "verb after parent.subject: “have”, or “has”",
    "parent.s": "ending of a verb after parent.subject",
    "recipient.salutation": "who the letter greets: the name, else the title, else a blank for the name",
    "sender.introduction": "first sentence, without its period: who writes, and for whom",
    "sender.role_line": "line under the signature: “Parent of Maya Okafor”",
    "sender.contact_sentence": "how the school can reach the sender; empty without phone and e-mail",
    "sender.is_student": "true when the student writes",
    "sender.writes_for_parent": "true when an advocate or attorney writes",
}

_PRONOUNS = {
    "she/her": ("she", "her", "her", "is", "has", "does", "was", "s"),
    "he/him": ("he", "him", "his", "is", "has", "does", "was", "s"),
    "they/them": ("they", "them", "their", "are", "have", "do", "were", ""),
    "I": ("I", "me", "my", "am", "have", "do", "was", ""),
}
_ROLE_TITLES = {
    "parent": "Parent",
    "guardian": "Guardian",
    "foster_parent": "Foster parent",
    "advocate": "Advocate",
    "attorney": "Attorney",
    "student": "Student",
}
_ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def add_people(context: dict[str, Any], case: Case) -> None:
    """Add the derived values of student, parent and sender."""
    student, sender = context["student"], context["sender"]
    role = case.get("sender.role", "")
    first_person = role == "student"
    student.update(_student_grammar(case, first_person))
    student["grade_phrase"] = _grade_phrase(case.get("student.grade")) or student["grade"]
    student["diagnosis_list"] = joined(case.get("student.diagnoses", []))
    recipient = context["recipient"]
    recipient["salutation"] = recipient["name"] or upper_first(case.get("recipient.title", "")) or recipient["name"]
    context["parent"] = _parent_grammar(case)
    sender["is_student"] = first_person
    sender["writes_for_parent"] = _writes_for_parent(case)
    sender["introduction"] = _introduction(case, role)
    sender["role_line"] = _role_line(case, role)
    sender["contact_sentence"] = _contact_sentence(case)


def _writes_for_parent(case: Case) -> bool:
    """Whether the sender writes for the parent: by role, or because the case names the parent it is written for."""
    return case.get("sender.role") in WRITES_FOR_OTHERS or case.get("sender.on_behalf_of") is not None


def possessive(name: str) -> str:
    """“Maya's”, “James's”: the form most style guides ask for."""
    return f"{name}'s" if "'" in name else f"{name}’s"


def _first_name(case: Case) -> str:
    return case.get("student.preferred_name") or _given_name(case.get("student.name"))


def _given_name(name: str) -> str:
    """The first name in a full name: after the comma in “Okafor, Maya”; all of it where it begins with initials."""
    given = name.split(",", 1)[1] if "," in name else name
    first = given.split()[0] if given.split() else name
    return name if first.endswith(".") or len(first) == 1 else first


def _goes_by(case: Case) -> str:
    name = _first_name(case)
    return "" if name == _given_name(case.get("student.name")) else name


def _student_grammar(case: Case, first_person: bool) -> dict[str, str]:
    pronouns = _PRONOUNS["I" if first_person else case.get("student.pronouns", "they/them")]
    they, them, their, are, have, do, were, ending = pronouns
    name = _first_name(case)
    return {
        "first_name": name,
        "goes_by": _goes_by(case),
        "subject": "I" if first_person else name,
        "object": "me" if first_person else name,
        "possessive": "my" if first_person else possessive(name),
        "Subject": "I" if first_person else upper_first(name),
        "Possessive": "My" if first_person else possessive(upper_first(name)),
        "is": "am" if first_person else "is",
        "has": "have" if first_person else "has",
        "does": "do" if first_person else "does",
        "s": "" if first_person else "s",
        "they": they,
        "They": they[0].upper() + they[1:],
        "them": them,
        "their": their,
        "Their": their[0].upper() + their[1:],
        "are": are,
        "have": have,
        "do": do,
        "were": were,
        "es": ending,
    }


def _parent_grammar(case: Case) -> dict[str, str]:
    if not _writes_for_parent(case):
        return {
            "subject": "I",
            "Subject": "I",
            "object": "me",
            "possessive": "my",
            "is": "am",
            "has": "have",
            "s": "",
        }
    name = case.get("sender.on_behalf_of") or "the parent"
    return {
        "subject": name,
        "Subject": upper_first(name),
        "object": name,
        "possessive": possessive(name),
        "is": "is",
        "has": "has",
        "s": "s",
    }


def _introduction(case: Case, role: str) -> str:
    """Who writes; a name that the letter goes on to use is introduced here, so that no one takes it for a sibling's."""
    student, goes_by = case.get("student.name"), _goes_by(case)
    if role == "student":
        return f"My name is {student}{f', I go by {goes_by}' if goes_by else ''}, and I am writing for myself"
    if goes_by:
        student = f"{student}, who goes by {goes_by}"
    if role in WRITES_FOR_OTHERS:
        for_whom = case.get("sender.on_behalf_of")
        family = f"{for_whom}, the parent or guardian of {student}" if for_whom else f"the family of {student}"
        return f"I am writing as the {role} for {family}"
    if _writes_for_parent(case):
        return f"I am writing on behalf of {case.get('sender.on_behalf_of')}, the parent or guardian of {student}"
    if role:
        return f"I am the {lower_first(_ROLE_TITLES[role])} of {student}"
    return f"I am writing about {student}"


def _role_line(case: Case, role: str) -> str:
    student = case.get("student.name")
    if not role and _writes_for_parent(case):
        return f"For {case.get('sender.on_behalf_of')}"
    if role == "student" or not role:
        return ""
    if role in WRITES_FOR_OTHERS:
        for_whom = case.get("sender.on_behalf_of")
        return (
            f"{_ROLE_TITLES[role]} for {for_whom}" if for_whom else f"{_ROLE_TITLES[role]} for the family of {student}"
        )
    return f"{_ROLE_TITLES[role]} of {student}"


def _contact_sentence(case: Case) -> str:
    email, phone = case.get("sender.email"), without_period(case.get("sender.phone", ""))
    first = case.get("sender.preferred_contact")
    ways = [f"by e-mail at {email}" if email else "", f"by phone at {phone}" if phone else ""]
    if first == "phone":
        ways.reverse()
    ways = [way for way in ways if way]
    if first == "mail":
        also = f", or reach me {joined(ways, last='or')}" if ways else ""
        return f"Please write to me at the address above{also}."
    if not ways:
        return ""
    if first and len(ways) == 2:
        return f"The best way to reach me is {ways[0]}; you can also reach me {ways[1]}."
    return f"You can reach me {joined(ways, last='or')}."


def _grade_phrase(grade: str | None) -> str:
    if grade is None:
        return ""
    if grade == "PK":
        return "prekindergarten"
    if grade == "K":
        return "kindergarten"
    if grade == "12+":
        return "a year of high school beyond the 12th grade"
    number = int(grade)
    return f"the {number}{'th' if number > 3 else _ORDINALS[number]} grade"
