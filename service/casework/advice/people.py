"""Another child in the text: the worst slip of a busy office is a paragraph from another family's letter.

Two signs are read: a first name that belongs to nobody in this case, and pronouns other than the student's in a text
that speaks of nobody else.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any

from service.casework.advice.advisory import COMMON_PRACTICE, Remark, Rule
from service.casework.advice.first_names import FIRST_NAMES
from service.casework.advice.passages import Passage, passages, plain
from service.casework.cases import Case
from service.casework.kinds import PLAN

_VERB = (
    r"(?:is|was|has|had|will|would|can|cannot|can't|could|does|doesn't|did|didn't|needs|feels|felt|cries|cried|gets"
    r"|got|says|said|goes|went"
    r"|comes|came|refuses|refused|attends|attended|misses|missed|struggles|uses|asks|rates|enters|leaves|left"
    r"|returns|arrives|starts"
    r"|shows|must|should|may|may not|won't|wants|knows|becomes|became|stays|stayed|sits|tries|likes|loves|enjoys|works)"
)
_NAME_ACTS = re.compile(
    rf"(?:\b(?P<before>[\w.']{{1,20}}) )?\b(?P<name>[A-Z][a-z]{{2,14}})(?: (?P<next>[A-Z][\w'-]{{1,20}}))? {_VERB}\b"
)
_NAME_OWNS = re.compile(
    r"(?:\b(?P<before>[\w.']{1,20}) )?\b(?P<name>[A-Z][a-z]{2,14})'s? "
    r"(?:\w+ )?(?:anxiety|absences?|attendance|needs|education|IEP|504|plan|team|teachers?|parents?|diagnos[ie]s"
    r"|disabilit\w+|evaluation|goals?"
    r"|barriers?|return|distress|grades?|work|day|own|mornings?)\b"
)
_CAPITALIZED = re.compile(r"[A-Z][a-z]{2,14}")
_GOAL_BEGINS = re.compile(r"^(?P<name>[A-Z][a-z]{2,14})(?: [A-Z][\w'-]{1,20})? will\b")
_NOT_A_NAME = frozenset(
    "student students staff teacher teachers she he they it we you this that goal parents parent counselor school "
    "child "
    "learner mom dad family nurse aide team everyone nobody work homework math english".split()
)
_BESIDE = frozenset(
    "with and or by from mr mrs ms miss dr mr. mrs. ms. dr. aunt uncle coach nurse grandma grandpa st. saint".split()
)
_PLACE_WORDS = frozenset(
    "school elementary middle high academy district county city street avenue road lane park hall house center clinic "
    "hospital university college church library unified".split()
)
_RELATION = (
    r"(?:brother|sister|friend|cousin|classmate|twin|sibling|aunt|uncle|grandmother|grandfather|grandma|grandpa"
    r"|mother|father|mom|dad"
    r"|stepmother|stepfather|dog|cat|horse|teacher|therapist|counselor|tutor|coach|aide|nurse|mentor|buddy|neighbor"
    r"|son|daughter|nephew|niece)"
)
_INTRODUCED = (
    re.compile(rf"\b{_RELATION}s?,? (?:named |called )?(?P<name>[A-Z][a-z]+)(?: and (?P<other>[A-Z][a-z]+))?\b"),
    re.compile(rf"\b(?P<name>[A-Z][a-z]+), (?:her|his|their|the|a|our|my) (?:\w+ ){{0,2}}{_RELATION}\b"),
)
_PERSON_FIELDS = frozenset(
    "name who owner greeter staff_contact stand_in trusted_adult on_behalf_of school district organization "
    "preferred_name".split()
)

_HE, _SHE = (
    re.compile(r"\b(?:he|him|his|himself)\b"),
    re.compile(r"\b(?:she|her|hers|herself)\b"),
)
_OTHER_PRONOUNS = {"she/her": (_HE,), "he/him": (_SHE,), "they/them": (_HE, _SHE)}
_OTHER_PERSON = re.compile(
    rf"\b(?:{_RELATION}s?|parents?|boys?|girls?|man|woman|kids?|child(?:ren)?|bab(?:y|ies)|peers?|adults?|someone"
    rf"|anyone|whoever|person|people"
    r"|principals?|psychologists?|psychiatrists?|doctors?|pediatricians?|physicians?|greeters?|staff|driver|officer"
    r"|secretary|assistant|librarian"
    r"|social worker|case manager|boyfriend|girlfriend|partner|guardian|caregiver|caretaker|mr|mrs|ms|miss|mx|dr"
    r"|his or her|his/her|he or she|he/she|s/he"
    r"|author|character|hero|singer|player|king|queen|god|god's)\b",
)
_ABOUT_STUDENT = (
    "concerns",
    "strengths",
    "academic_impact",
    "functional_impact",
    "barriers",
    "attendance.pattern",
    "evaluation_request.reasons",
    f"{PLAN}.starting_point",
    f"{PLAN}.first_step",
    f"{PLAN}.exit_plan",
    f"{PLAN}.goals",
    f"{PLAN}.phases",
    f"{PLAN}.fade_out",
)
_OTHERS_SPEAK = ("providers", "enclosures", f"{PLAN}.student_voice", "supports_tried[].who")


def _names_another_child(case: Case, today: dt.date) -> Iterator[Remark]:
    """A first name that nobody in the case bears: a paste from another case, or a child who should not be named."""
    known = _names_in(case.values)
    strangers = [
        (passage, name)
        for passage in passages(case)
        if not passage.path.startswith(_OTHERS_SPEAK)
        for name in _unknown_names(passage, known)
    ]
    introduced = _introduced_in(case) if strangers else set()
    for passage, name in strangers:
        if name.lower() not in introduced:
            yield Remark(
                passage.pointer,
                f"The text names “{name}”, who is not among the people you have named.",
                "If the text comes from another letter, replace it; if this is another child, write “a classmate” "
                "and leave the name out.",
            )
            return


def _pronouns_differ(case: Case, today: dt.date) -> Iterator[Remark]:
    """Pronouns other than the student's, where nobody else is spoken of, are a sign of a text from another case."""
    others = _OTHER_PRONOUNS.get(case.get("student.pronouns", ""), ())
    for passage in _about_student_with(others, case):
        yield Remark(
            passage.pointer,
            f"The pronouns in this text differ from “{case.get('student.pronouns')}”.",
            "Read the text once more: correct the pronouns, or take the text out if it is about another child.",
        )
        return


def _pronouns_not_given(case: Case, today: dt.date) -> Iterator[Remark]:
    """Without pronouns the documents say “they”: odd beside a family's own “he”, and easily taken for two people."""
    if case.get("student.pronouns") is None and any(_about_student_with((_HE, _SHE), case)):
        yield Remark(
            "/student/pronouns",
            "No pronouns are given, so the documents say “they”, while the text says “he” or “she”.",
            "Give the student's pronouns, so that every letter uses the same ones.",
        )


def _about_student_with(pronouns: Iterable[re.Pattern[str]], case: Case) -> Iterator[Passage]:
    """The texts about the student in which one of these pronouns stands and nobody else is spoken of."""
    if case.get("sender.role") == "student":
        return
    suspects = [passage for passage in passages(case, *_ABOUT_STUDENT) if _has_only(pronouns, passage.lowered)]
    known = (_names_in(case.values) | _introduced_in(case)) - _names_in(case.values["student"]) if suspects else set()
    for passage in suspects:
        if not known & {word.lower() for word in re.findall(r"\b[A-Z]\w+", passage.text)}:
            yield passage


def _has_only(pronouns: Iterable[re.Pattern[str]], lowered: str) -> bool:
    """True where one of these pronouns stands and no other person is spoken of."""
    return any(pronoun.search(lowered) for pronoun in pronouns) and not _OTHER_PERSON.search(lowered)


def _unknown_names(passage: Passage, known: set[str]) -> Iterator[str]:
    if passage.path == f"{PLAN}.goals[].text":
        begins = _GOAL_BEGINS.match(passage.text)
        if begins and begins["name"].lower() not in known | _NOT_A_NAME:
            yield begins["name"]
    strange = FIRST_NAMES.intersection(map(str.lower, _CAPITALIZED.findall(passage.text))) - known
    for pattern in (_NAME_ACTS, _NAME_OWNS) if strange else ():
        for match in pattern.finditer(passage.text):
            before = (match["before"] or "").lower()
            is_place = (match.groupdict().get("next") or "").lower() in _PLACE_WORDS
            if match["name"].lower() in strange and before not in _BESIDE and not is_place:
                yield match["name"]


def _introduced_in(case: Case) -> set[str]:
    """Every name, in lower case, that a text introduces as somebody's relation."""
    return {
        name.lower()
        for passage in passages(case)
        for pattern in _INTRODUCED
        for match in pattern.finditer(passage.text)
        for name in match.groupdict().values()
        if name
    }


def _names_in(value: Any) -> set[str]:
    """Every name, in lower case, of a person whom the case names in a field."""
    names: set[str] = set()
    for field, below in value.items() if isinstance(value, dict) else ((None, below) for below in value):
        if isinstance(below, (dict, list)):
            names |= _names_in(below)
        elif field in _PERSON_FIELDS and isinstance(below, str):
            names.update(re.findall(r"[^\W\d_]+", plain(below).lower()))
    return names


PEOPLE_RULES: tuple[Rule, ...] = (
    Rule("names_another_child", "strong", _names_another_child, COMMON_PRACTICE, reads_english=True),
    Rule("pronouns_differ", "worth_a_look", _pronouns_differ, COMMON_PRACTICE, reads_english=True),
    Rule("pronouns_not_given", "worth_a_look", _pronouns_not_given, COMMON_PRACTICE, reads_english=True),
)
