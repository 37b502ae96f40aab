"""Where a pointer into the case stands in the form: on which page, at which control."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from service.web.form.answers import control_name, within
from service.web.form.questions import Question
from service.web.form.sections import Section, sections
from service.web.form.translation import said


@dataclass(frozen=True, slots=True)
class Place:
    """A control of the form. `item` is the entry on a page of its own, None where the page has no such entry.

    `name` is the control's name; `column` the question about one entry, where there is one; `line` the place in a list
    that is typed one a line.
    """

    section: Section
    question: Question
    name: str
    item: int | None = None
    column: Question | None = None
    line: int | None = None

    @property
    def asked(self) -> Question:
        """The question whose control it is."""
        return self.column or self.question

    @property
    def entry(self) -> str:
        """The entry of a list that it is about, as the page numbers it: “Absence 2”; empty elsewhere."""
        if self.column is not None:
            return self.label
        if self.line is None or self.question.widget not in ("items", "group"):
            return ""
        return f"{said(self.question.noun)} {self.line + 1}"

    @property
    def label(self) -> str:
        """What the question asks, with the entry that it asks about."""
        if self.column is None:
            return self.entry or said(self.question.label)
        number = int(self.name.removeprefix(f"{self.question.path}.").split(".")[0]) + 1
        return f"{said(self.question.noun)} {number}: {said(self.column.label)}"

    @property
    def control_id(self) -> str:
        """The id of the first element to fill in."""
        return first_id(self.asked, self.name)


def element_id(name: str) -> str:
    """The id of an element from the name of its control."""
    return name.replace(".", "-")


def first_id(question: Question, name: str) -> str:
    """The id of the first element of a question's controls."""
    if question.widget == "date":
        return element_id(f"{name}-month")
    if question.widget in ("radios", "yes_no", "ticks", "choices", "barriers"):
        return element_id(f"{name}-0")
    if question.widget == "lines" and question.options:
        return element_id(f"{name}-own")
    if question.widget == "group":
        return first_id(question.columns[0], f"{name}.0.{within(question, question.columns[0])}")
    return element_id(name)


def place_of(pointer: str) -> Place | None:
    """The control for an RFC 6901 pointer, or the nearest one above it; None for a field that no page asks for."""
    tokens = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
    while tokens:
        path = ".".join("[]" if each.isdigit() or each == "-" else each for each in tokens).replace(".[]", "[]")
        found = _known(sections()).get(path)
        if found is not None:
            return _place(*found, [int(token) for token in tokens if token.isdigit()])
        tokens.pop()
    return None


def _place(section: Section, question: Question, column: Question | None, numbers: list[int]) -> Place:
    item = numbers[0] if section.one_by_one and numbers else None
    if column is not None:
        entry = numbers[0] if numbers else 0
        line = numbers[1] if len(numbers) > 1 else None
        return Place(section, question, control_name(column.path, entry), item, column, line)
    return Place(section, question, question.path, item, None, numbers[0] if numbers else None)


@lru_cache(maxsize=16)
def _known(pages: tuple[Section, ...]) -> dict[str, tuple[Section, Question, Question | None]]:
    """Every path of the walk that a page asks about, and where."""
    known: dict[str, tuple[Section, Question, Question | None]] = {}
    for section in pages:
        for question in section.questions:
            known.setdefault(question.path, (section, question, None))
            # An entry as a whole is best corrected where it was chosen.
            known.setdefault(f"{question.path}[]", (section, question, None))
            if question.widget == "choices":
                known[f"{question.path}[].id"] = (section, question, None)
            for column in question.columns:
                known[column.path] = (section, question, column)
                known[f"{column.path}[]"] = (section, question, column)
    # Objects that stand for their first question.
    first_questions = {
        "student": "student.name",
        "sender": "sender.name",
        "recipient": "recipient.name",
        "attendance": "attendance.days_absent",
        "school_calendar": "school_calendar.first_day",
    }
    for path, stands_for in first_questions.items():
        known[path] = known[stands_for]
    courses = "credit_recovery_proposal.courses[]"
    known[f"{courses}.route"] = known[f"{courses}.route.id"]
    return known
