"""What travels from page to page: the raw case, and which pages were seen. Nothing of it stays on the server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from schemas.documents import KINDS
from schemas.walk import fields_by_path
from service.casework import parse_case
from service.errors import IepdocsError
from service.web.form.answers import (
    ABSENT,
    Asked,
    answer,
    control_name,
    entry_answer,
    value_at,
    with_value,
)
from service.web.form.questions import Question
from service.web.form.sections import Section, section


class UnreadableAnswersError(IepdocsError):
    """What came with a page is no case that the form could have made. It names no value."""


@dataclass(frozen=True, slots=True)
class Answers:
    """All that a person has answered so far.

    `seen` are the pages that were gone through, `unknown` the names of dates that the person does not know.
    """

    raw_case: Mapping[str, Any] = field(default_factory=dict)
    seen: tuple[str, ...] = ()
    unknown: frozenset[str] = frozenset()

    @property
    def documents(self) -> tuple[str, ...]:
        """The kinds of document asked for: all four where the case names none."""
        chosen = self.raw_case.get("documents")
        return tuple(str(kind) for kind in chosen) if isinstance(chosen, list) and chosen else tuple(KINDS)

    @property
    def case_text(self) -> str:
        """The raw case as it travels."""
        return json.dumps(self.raw_case, ensure_ascii=False, separators=(",", ":"))

    @property
    def file_text(self) -> str:
        """The raw case as a file to keep, readable for people; entries without anything in them are left out."""
        return json.dumps(without_empty(self.raw_case), ensure_ascii=False, indent=2) + "\n"

    def value(self, name: str) -> Any:
        """What was answered at a control, `ABSENT` when nothing."""
        return value_at(self.raw_case, name)

    def with_value(self, name: str, value: Any) -> Answers:
        """The same answers with another one in this place."""
        return replace(self, raw_case=with_value(self.raw_case, name, value))

    def is_answered(self, question: Question) -> bool:
        """Whether something is there, or the person said that the date is not known."""
        value = self.value(question.path)
        return question.path in self.unknown or not (value is ABSENT or without_empty(value) in ("", [], {}))


def read_answers(asked: Asked) -> Answers:
    """The answers that a page carries, before what was typed on it. Raises `UnreadableAnswersError`."""
    text = (asked("case") or [""])[0]
    raw_case = raw_case_in(text) if text else {}
    return Answers(raw_case, _words(asked, "seen"), frozenset(_words(asked, "unknown")))


def raw_case_in(text: str | bytes) -> dict[str, Any]:
    """The raw case in a file or a hidden field. Raises `UnreadableAnswersError`, or what `parse_case` raises."""
    raw_case = parse_case(text)
    if not fits_the_form(raw_case):
        raise UnreadableAnswersError
    made: dict[str, Any] = raw_case
    return made


def fits_the_form(raw: Any, path: str = "") -> bool:
    """Whether every name in it is a field, with an object, a list or a single value where the case has one.

    The values themselves may be wrong; the pages show and name them.
    """
    info = fields_by_path().get(path)
    kind = "object" if not path else info.type if info else None
    if kind == "object":
        prefix = f"{path}." if path else ""
        return isinstance(raw, dict) and all(fits_the_form(value, f"{prefix}{name}") for name, value in raw.items())
    if kind == "list":
        return isinstance(raw, list) and all(fits_the_form(item, f"{path}[]") for item in raw)
    return kind is not None and isinstance(raw, str | int | float | bool) and not _is_half_a_sign(raw)


def _is_half_a_sign(raw: Any) -> bool:
    """Whether a text holds half of a surrogate pair, which JSON can write and no page can show."""
    return isinstance(raw, str) and any("\ud800" <= sign <= "\udfff" for sign in raw)


def saved(answers: Answers, page: Section, item: int | None, asked: Asked) -> Answers:
    """The answers with what was typed on a page. Entries that were left empty stay until `tidied`."""
    answers = replace(answers, seen=tuple(dict.fromkeys((*answers.seen, page.slug))))
    for question in page.questions:
        if question.widget == "items":
            if item is not None:
                answers = _with_entry(answers, question, item, asked)
            continue
        before = answers.value(question.path)
        after = answer(question, question.path, asked, before)
        if after is not before:
            answers = answers.with_value(question.path, after)
        answers = _with_unknown(answers, question, question.path, asked)
        if question.widget == "group":
            for place in range(len(_entries(answers, question.path))):
                for column in question.columns:
                    answers = _with_unknown(answers, column, control_name(column.path, place), asked)
    return answers


def tidied(answers: Answers) -> Answers:
    """The answers without list entries that have nothing in them."""
    return replace(answers, raw_case=without_empty(answers.raw_case))


def without_empty(value: Any) -> Any:
    """The value without empty objects and lists, at any depth."""
    if isinstance(value, dict):
        kept = {name: without_empty(inner) for name, inner in value.items()}
        return {name: inner for name, inner in kept.items() if inner not in ({}, [])}
    if isinstance(value, list):
        return [inner for inner in map(without_empty, value) if inner not in ({}, [])]
    return value


def with_entry_added(answers: Answers, path: str) -> Answers:
    """The answers with one more empty entry in the list, up to what the case allows."""
    info = fields_by_path()[path]
    entries = _entries(answers, path)
    if len(entries) >= (info.most_items or 60):
        return answers
    # A page shows one empty entry even where the list has none, so one more makes two.
    added = [*(entries or [{}]), {}]
    return replace(answers, raw_case=_with_list(answers.raw_case, path, added))


def with_entry_removed(answers: Answers, path: str, place: int) -> Answers:
    """The answers without this entry of the list; the others move up."""
    entries = _entries(answers, path)
    left = [entry for number, entry in enumerate(entries) if number != place]
    unknown = frozenset(name for name in answers.unknown if not name.startswith(f"{path}."))
    return replace(answers, raw_case=_with_list(answers.raw_case, path, left), unknown=unknown)


def _with_list(raw_case: Mapping[str, Any], path: str, entries: list[Any]) -> dict[str, Any]:
    made: dict[str, Any] = with_value(raw_case, path, entries or ABSENT)
    return made


def _entries(answers: Answers, path: str) -> list[Any]:
    value = answers.value(path)
    return value if isinstance(value, list) else []


def _with_entry(answers: Answers, question: Question, item: int, asked: Asked) -> Answers:
    entries = _entries(answers, question.path)
    if item > len(entries) or item >= (question.most_items or 60):
        return answers
    name = f"{question.path}.{item}"
    before = entries[item] if item < len(entries) else {}
    after = entry_answer(question, name, asked, before)
    for column in question.columns:
        answers = _with_unknown(answers, column, control_name(column.path, item), asked)
    if after == {} and item == len(entries):
        return answers
    return replace(
        answers,
        raw_case=_with_list(answers.raw_case, question.path, [*entries[:item], after, *entries[item + 1 :]]),
    )


def _with_unknown(answers: Answers, question: Question, name: str, asked: Asked) -> Answers:
    if question.widget != "date":
        return answers
    is_unknown = bool(asked(f"{name}-unknown")) and answers.value(name) is ABSENT
    unknown = answers.unknown | {name} if is_unknown else answers.unknown - {name}
    return replace(answers, unknown=unknown)


def _words(asked: Asked, name: str) -> tuple[str, ...]:
    return tuple((asked(name) or [""])[0].split())


def page_named(words: str) -> tuple[Section, int | None] | None:
    """The page that `from` names: its slug, and the entry's place where it is about one (`courses/2`)."""
    slug, _, item = words.partition("/")
    found = section(slug)
    if found is None or (item and not is_place(item)):
        return None
    return found, int(item) if item else None


def is_place(words: str) -> bool:
    """Whether these are the digits of a place in a list, which has fewer than a thousand entries."""
    return words.isascii() and words.isdecimal() and len(words) < 4
