"""The way through the pages: which ones a person is asked, what comes next, and how far each is filled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from service.web.form.mistakes import Mistake
from service.web.form.sections import MORE, Section, sections
from service.web.form.state import Answers
from service.web.form.translation import said
from service.web.form.wording import _


@dataclass(frozen=True, slots=True)
class Task:
    """A page in the list of all pages. `state` is a code for its colour, `status` the words."""

    section: Section
    state: str
    status: str


def pages_asked(answers: Answers) -> tuple[Section, ...]:
    """The pages that the chosen documents need; those that say more about a list, once something is in it."""
    return tuple(
        section
        for section in sections()
        if section.is_needed_for(answers.documents)
        and (not section.says_more or answers.is_answered(section.questions[0]))
    )


def page_after(section: Section, answers: Answers) -> Section | None:
    """The next page, None after the last. The pages with more details are not walked through, only chosen."""
    if section.part == MORE:
        return None
    order = sections()
    later = [each for each in main_pages(answers) if order.index(each) > order.index(section)]
    return later[0] if later else None


def main_pages(answers: Answers) -> tuple[Section, ...]:
    """The pages that a person is led through, one after the other."""
    return tuple(each for each in pages_asked(answers) if each.part != MORE)


def page_before(section: Section, answers: Answers) -> Section | None:
    """The page before, None for the first."""
    order = sections()
    earlier = [each for each in pages_asked(answers) if order.index(each) < order.index(section)]
    return earlier[-1] if earlier else None


def task_of(section: Section, answers: Answers, mistakes: Iterable[Mistake]) -> Task:
    """How far a page is filled in, in words."""
    wrong = sum(1 for mistake in mistakes if mistake.place and mistake.place.section is section)
    answered = sum(1 for question in section.questions if answers.is_answered(question))
    count = len(section.questions)
    is_required = any(question.required and not answers.is_answered(question) for question in section.questions)
    if wrong and not is_required:
        return Task(section, "wrong", _("To correct"))
    if is_required:
        return Task(section, "needed", _("A name is needed"))
    if section.says_more:
        return Task(section, "seen" if section.slug in answers.seen else "open", _("If you like"))
    if answered == count:
        return Task(section, "done", _("Done"))
    if answered:
        return Task(section, "partly", said(_("{answered} of {count} answered")).format(answered=answered, count=count))
    return (
        Task(section, "seen", _("Skipped")) if section.slug in answers.seen else Task(section, "open", _("Not started"))
    )


def parts(answers: Answers, mistakes: Iterable[Mistake]) -> list[tuple[str, list[Task]]]:
    """All pages that are asked, under the titles of their parts."""
    found: dict[str, list[Task]] = {}
    known = tuple(mistakes)
    for section in pages_asked(answers):
        found.setdefault(section.part, []).append(task_of(section, answers, known))
    return list(found.items())
