"""Names, pronouns and verbs that fit: for every pronoun, every role and every name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.people import GRADES, PRONOUNS, SENDER_ROLES, WRITES_FOR_OTHERS
from service.assembly import Placeholder
from service.casework.context import context_for
from service.casework.context.people import DERIVED, possessive
from tests.builders import TODAY, a_case


def people_of(changes: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return context_for(a_case(changes, **more), "evaluation_request", today=TODAY)


def sentence(context: dict[str, Any]) -> str:
    """A sentence in which every verb and pronoun of the student stands."""
    s = context["student"]
    return (
        f"{s['Subject']} {s['is']} here and {s['has']} time. {s['They']} {s['are']} tired; {s['they']} {s['have']} "
        f"work, {s['they']} need{s['es']} help and {s['they']} {s['do']} ask. {s['Possessive']} day, {s['their']} day. "
        f"Call {s['object']}, call {s['them']}. {s['subject']} need{s['s']} help and {s['does']} ask."
    )


class TestStudent:
    @pytest.mark.parametrize(
        ("pronouns", "words"),
        (
            (
                "she/her",
                "Maya is here and has time. She is tired; she has work, she needs help and she does ask. Maya’s day, "
                "her day. Call Maya, call her. Maya needs help and does ask.",
            ),
            (
                "he/him",
                "Maya is here and has time. He is tired; he has work, he needs help and he does ask. Maya’s day, "
                "his day. Call Maya, call him. Maya needs help and does ask.",
            ),
            (
                "they/them",
                "Maya is here and has time. They are tired; they have work, they need help and they do ask. "
                "Maya’s day, their day. Call Maya, call them. Maya needs help and does ask.",
            ),
        ),
    )
    def test_pronouns_and_verbs_agree(self, pronouns: str, words: str) -> None:
        assert sentence(people_of({"student.pronouns": pronouns})) == words

    def test_without_pronouns_is_they(self) -> None:
        assert sentence(people_of()) == sentence(people_of({"student.pronouns": "they/them"}))

    @pytest.mark.parametrize("pronouns", (None, *PRONOUNS))
    def test_who_writes_is_i_whatever_the_pronouns(self, pronouns: str | None) -> None:
        changes = {"sender.role": "student", **({"student.pronouns": pronouns} if pronouns else {})}
        assert sentence(people_of(changes)) == (
            "I am here and have time. I am tired; I have work, I need help and I do ask. My day, my day. Call me, "
            "call me. I need help and do ask."
        )

    @pytest.mark.parametrize(
        ("name", "first"),
        (
            ("Maya Okafor", "Maya"),
            ("Madonna", "Madonna"),
            ("Anne-Sofie van der Berg", "Anne-Sofie"),
            ("王 小明", "王 小明"),
            ("Okafor, Maya", "Maya"),
            ("J. R. Smith", "J. R. Smith"),
            ("محمد علي", "محمد"),
            ("Ольга Петрова", "Ольга"),
            ("Ngũgĩ wa Thiong'o", "Ngũgĩ"),
            ("José\u00a0María Paz", "José"),
        ),
    )
    def test_is_called_by_the_first_name(self, name: str, first: str) -> None:
        assert people_of({"student.name": name})["student"]["first_name"] == first

    def test_is_called_as_the_student_likes_to_be(self) -> None:
        student = people_of({"student.preferred_name": "Mary Jo"})["student"]
        assert (student["first_name"], student["subject"], student["possessive"]) == ("Mary Jo", "Mary Jo", "Mary Jo’s")

    def test_has_another_name_to_go_by_only_where_it_is_another(self) -> None:
        assert people_of({"student.preferred_name": "May"})["student"]["goes_by"] == "May"
        assert people_of({"student.preferred_name": "Maya"})["student"]["goes_by"] == ""
        assert people_of()["student"]["goes_by"] == ""

    @pytest.mark.parametrize(
        ("name", "owns"),
        (("Maya", "Maya’s"), ("James", "James’s"), ("Max", "Max’s"), ("O'Neil", "O'Neil's"), ("字", "字’s")),
    )
    def test_owns_by_the_form_that_style_guides_ask_for(self, name: str, owns: str) -> None:
        assert possessive(name) == owns

    @pytest.mark.parametrize(
        ("grade", "phrase"),
        (
            ("PK", "prekindergarten"),
            ("K", "kindergarten"),
            ("1", "the 1st grade"),
            ("2", "the 2nd grade"),
            ("3", "the 3rd grade"),
            ("4", "the 4th grade"),
            ("11", "the 11th grade"),
            ("12", "the 12th grade"),
            ("12+", "a year of high school beyond the 12th grade"),
        ),
    )
    def test_is_in_a_grade_in_words(self, grade: str, phrase: str) -> None:
        assert people_of({"student.grade": grade})["student"]["grade_phrase"] == phrase

    def test_in_no_known_grade_has_a_blank_there(self) -> None:
        assert people_of()["student"]["grade_phrase"] == Placeholder("student's grade", "student.grade")

    def test_has_diagnoses_in_a_list(self) -> None:
        assert (
            people_of({"student.diagnoses": ["asthma", "anxiety"]})["student"]["diagnosis_list"] == "asthma and anxiety"
        )
        assert people_of()["student"]["diagnosis_list"] == ""


class TestParent:
    @pytest.mark.parametrize("role", [None, *(role for role in SENDER_ROLES if role not in WRITES_FOR_OTHERS)])
    def test_is_i_when_the_family_writes(self, role: str | None) -> None:
        parent = people_of({"sender.role": role} if role else {})["parent"]
        assert (
            f"{parent['Subject']} {parent['is']}, {parent['has']}, ask{parent['s']} {parent['possessive']}"
            == "I am, have, ask my"
        )

    @pytest.mark.parametrize("role", WRITES_FOR_OTHERS)
    def test_has_a_name_when_an_advocate_or_attorney_writes(self, role: str) -> None:
        parent = people_of({"sender": {"name": "Lee Park", "role": role, "on_behalf_of": "Jo Dias"}})["parent"]
        words = f"{parent['Subject']} {parent['is']}, {parent['has']}, ask{parent['s']} {parent['possessive']}"
        assert words == "Jo Dias is, has, asks Jo Dias’s"

    @pytest.mark.parametrize("role", WRITES_FOR_OTHERS)
    def test_without_a_name_is_the_parent(self, role: str) -> None:
        parent = people_of({"sender.role": role})["parent"]
        assert (parent["subject"], parent["Subject"], parent["possessive"]) == (
            "the parent",
            "The parent",
            "the parent’s",
        )


class TestSender:
    @pytest.mark.parametrize(
        ("sender", "introduction", "role_line"),
        (
            ({}, "I am writing about Maya Okafor", ""),
            ({"role": "parent"}, "I am the parent of Maya Okafor", "Parent of Maya Okafor"),
            ({"role": "foster_parent"}, "I am the foster parent of Maya Okafor", "Foster parent of Maya Okafor"),
            ({"role": "guardian"}, "I am the guardian of Maya Okafor", "Guardian of Maya Okafor"),
            ({"role": "student"}, "My name is Maya Okafor, and I am writing for myself", ""),
            (
                {"role": "advocate"},
                "I am writing as the advocate for the family of Maya Okafor",
                "Advocate for the family of Maya Okafor",
            ),
            (
                {"role": "attorney", "on_behalf_of": "Jo Dias"},
                "I am writing as the attorney for Jo Dias, the parent or guardian of Maya Okafor",
                "Attorney for Jo Dias",
            ),
        ),
    )
    def test_says_who_writes_and_for_whom(self, sender: dict[str, str], introduction: str, role_line: str) -> None:
        made = people_of({"sender": sender})["sender"]
        assert (made["introduction"], made["role_line"]) == (introduction, role_line)

    @pytest.mark.parametrize(
        ("sender", "introduction"),
        (
            ({"role": "parent"}, "I am the parent of Maya Okafor, who goes by May"),
            ({"role": "student"}, "My name is Maya Okafor, I go by May, and I am writing for myself"),
            (
                {"role": "advocate", "on_behalf_of": "Jo Dias"},
                "I am writing as the advocate for Jo Dias, the parent or guardian of Maya Okafor, who goes by May",
            ),
        ),
    )
    def test_introduces_the_name_that_the_letter_goes_on_with(self, sender: dict[str, str], introduction: str) -> None:
        made = people_of({"sender": sender, "student.preferred_name": "May"})["sender"]
        assert (made["introduction"], "May" in made["role_line"].split()) == (introduction, False)

    @pytest.mark.parametrize("role", SENDER_ROLES)
    def test_is_known_as_student_or_as_writing_for_a_parent(self, role: str) -> None:
        made = people_of({"sender.role": role})["sender"]
        assert (made["is_student"], made["writes_for_parent"]) == (role == "student", role in WRITES_FOR_OTHERS)

    @pytest.mark.parametrize(
        ("sender", "words"),
        (
            ({}, ""),
            ({"preferred_contact": "email"}, ""),
            ({"phone": "555-0142."}, "You can reach me by phone at 555-0142."),
            ({"email": "a@b.org"}, "You can reach me by e-mail at a@b.org."),
            ({"email": "a@b.org", "phone": "555"}, "You can reach me by e-mail at a@b.org or by phone at 555."),
            (
                {"email": "a@b.org", "phone": "555", "preferred_contact": "phone"},
                "The best way to reach me is by phone at 555; you can also reach me by e-mail at a@b.org.",
            ),
            (
                {"email": "a@b.org", "phone": "555", "preferred_contact": "email"},
                "The best way to reach me is by e-mail at a@b.org; you can also reach me by phone at 555.",
            ),
            ({"phone": "555", "preferred_contact": "email"}, "You can reach me by phone at 555."),
            ({"preferred_contact": "mail"}, "Please write to me at the address above."),
            (
                {"email": "a@b.org", "preferred_contact": "mail"},
                "Please write to me at the address above, or reach me by e-mail at a@b.org.",
            ),
        ),
    )
    def test_says_how_to_be_reached(self, sender: dict[str, str], words: str) -> None:
        assert people_of({"sender": sender})["sender"]["contact_sentence"] == words


names = st.lists(
    st.text(st.characters(categories=("Lu", "Ll", "Lo", "Lm"), max_codepoint=0xFFFF), min_size=1, max_size=8),
    min_size=1,
    max_size=4,
).map(" ".join)


@settings(max_examples=100, deadline=None)
@given(
    name=names,
    parent=names,
    preferred=st.none() | names,
    pronouns=st.sampled_from((None, *PRONOUNS)),
    role=st.sampled_from((None, *SENDER_ROLES)),
    grade=st.sampled_from((None, *GRADES)),
)
def test_every_listed_word_is_there_for_anyone(
    name: str, parent: str, preferred: str | None, pronouns: str | None, role: str | None, grade: str | None
) -> None:
    given_fields = {
        "student.name": name,
        "student.preferred_name": preferred,
        "student.pronouns": pronouns,
        "student.grade": grade,
        "sender.role": role,
        "sender.on_behalf_of": parent if role in WRITES_FOR_OTHERS else None,
    }
    context = people_of({path: value for path, value in given_fields.items() if value is not None})
    for path in DERIVED:
        outer, inner = path.split(".")
        word = context[outer][inner]
        assert isinstance(word, (str, bool, Placeholder)), path
        if isinstance(word, str):
            assert word == word.strip() and "  " not in word, path
    if role != "student":
        assert context["student"]["first_name"] in (preferred or name)
        assert name in context["sender"]["introduction"]
