"""A page of questions made ready to be shown: each control with its value, its message and its choices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from schemas.catalogs import catalog
from service.casework import Case
from service.casework.suggestions import suggestions_for
from service.web.form.answers import ABSENT, Typed, control_name, count_name, typed, value_at, within
from service.web.form.mistakes import Mistake
from service.web.form.places import element_id, first_id
from service.web.form.questions import Option, Question
from service.web.form.sections import Section
from service.web.form.state import Answers
from service.web.form.translation import as_day, catalog_language, said
from service.web.form.wording import _

SUGGESTED_AT_MOST = 8
FEW_OPTIONS = 14
"""So many choices are shown at once; of longer lists the fitting ones, and the rest to open."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A choice to tick: its option, why it is suggested, whether it is ticked, and its element's id."""

    option: Option
    id: str
    is_ticked: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Control:
    """A question at its place on a page. `typed` is what stands in it, by name; `messages` what is wrong with it."""

    question: Question
    name: str
    typed: Typed = field(default_factory=dict)
    messages: tuple[str, ...] = ()
    is_unknown: bool = False
    fitting: tuple[Tick, ...] = ()
    others: tuple[Tick, ...] = ()
    entries: tuple[Entry, ...] = ()

    @property
    def id(self) -> str:
        """The id that labels and hints refer to."""
        return element_id(self.name)

    @property
    def is_in_use(self) -> bool:
        """Whether something stands in it, or is wrong with it."""
        return bool(self.typed or self.messages or self.is_unknown)

    def value(self, suffix: str = "") -> str:
        """What stands in the control whose name ends so."""
        return (self.typed.get(f"{self.name}{suffix}") or [""])[0]

    @property
    def next_first_id(self) -> str:
        """The id of the first element of an entry that is yet to be added."""
        column = self.question.columns[0]
        return first_id(column, f"{self.name}.{len(self.entries)}.{within(self.question, column)}")

    @property
    def count_name(self) -> str:
        """The hidden control that says how many entries are shown."""
        return count_name(self.name)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list: “Absence 2”, its controls on this page, or its summary where it has a page of its own."""

    title: str
    place: int
    controls: tuple[Control, ...] = ()
    summary: str = ""


def controls_of(
    section: Section, answers: Answers, *, item: int | None, mistakes: Iterable[Mistake], case: Case | None
) -> tuple[Control, ...]:
    """The controls of a page, or of the page of one entry. `case` gives suggestions; without it there are none."""
    messages: dict[str, list[str]] = {}
    for mistake in mistakes:
        if mistake.place and mistake.place.section is section:
            messages.setdefault(mistake.place.name, []).append(mistake.message)
    maker = _Maker(answers, messages, case)
    if item is not None:
        return maker.entry_controls(section.questions[0], item)
    return tuple(maker.control(question, question.path) for question in section.questions)


@dataclass(frozen=True, slots=True)
class _Maker:
    answers: Answers
    messages: dict[str, list[str]]
    case: Case | None

    def control(self, question: Question, name: str) -> Control:
        value = self.answers.value(name)
        stands = typed(question, name, value)
        fitting, others = self._ticks(question, name, stands)
        return Control(
            question,
            name,
            stands,
            tuple(self.messages.get(name, ())),
            name in self.answers.unknown,
            fitting,
            others,
            self._entries(question, value),
        )

    def entry_controls(self, question: Question, place: int) -> tuple[Control, ...]:
        entry = self.answers.value(f"{question.path}.{place}")
        is_of_catalog = isinstance(entry, dict) and "id" in entry
        return tuple(
            self.control(column, control_name(column.path, place))
            for column in question.columns
            if not (is_of_catalog and within(question, column) == "text")
        )

    def _entries(self, question: Question, value: Any) -> tuple[Entry, ...]:
        if question.widget not in ("group", "items"):
            return ()
        # More than the case allows could not be saved either; a file with 20,000 of them made a page of 8 MB.
        entries = value[: question.most_items or 60] if isinstance(value, list) else []
        if question.widget == "items":
            return tuple(
                Entry(f"{said(question.noun)} {place + 1}", place, summary=entry_summary(question, entry))
                for place, entry in enumerate(entries)
            )
        return tuple(
            Entry(f"{said(question.noun)} {place + 1}", place, self.entry_controls(question, place))
            for place in range(max(1, len(entries)))
        )

    def _ticks(self, question: Question, name: str, stands: Typed) -> tuple[tuple[Tick, ...], tuple[Tick, ...]]:
        """The choices that fit, with those already ticked first, and the others."""
        if question.widget not in ("choices", "barriers", "ticks", "lines"):
            return (), ()
        ticked = stands.get(name, [])
        options = self._options(question)
        whys = self._whys(question)
        first = [option for option in options if option.value in ticked]
        fitting = [option for option in options if option.value in whys and option.value not in ticked]
        fitting.sort(key=lambda option: list(whys).index(option.value))
        shown = [*first, *fitting] if whys or first else []
        if len(options) <= FEW_OPTIONS and question.widget != "choices":
            shown = list(options)
        elif not shown or len(options) <= FEW_OPTIONS:
            shown += [option for option in options if option not in shown][:FEW_OPTIONS]
        rest = [option for option in options if option not in shown]
        made = [
            Tick(option, element_id(f"{name}-{number}"), option.value in ticked, whys.get(option.value, ""))
            for number, option in enumerate([*shown, *rest])
        ]
        return tuple(made[: len(shown)]), tuple(made[len(shown) :])

    def _options(self, question: Question) -> tuple[Option, ...]:
        if question.widget != "choices":
            return question.options
        return tuple(Option(entry.id, entry.name["en"], entry.text["en"]) for entry in catalog(question.catalog))

    def _whys(self, question: Question) -> dict[str, str]:
        """Why an entry fits the case, best first; empty without a case or outside the catalogues."""
        if question.widget != "choices" or self.case is None:
            return {}
        found = suggestions_for(self.case, question.catalog, limit=SUGGESTED_AT_MOST)
        return {suggestion.entry.id: suggestion.why for suggestion in found}


def entry_wording(question: Question, entry: Any) -> tuple[str, str]:
    """What was chosen or written for an entry that is told more about: its name, and the text that is printed."""
    if isinstance(entry, dict) and (chosen := catalog(question.catalog).get(str(entry.get("id", "")))):
        return chosen.name[catalog_language()], chosen.text[catalog_language()]
    return entry_title(question, entry), ""


def entry_summary(question: Question, entry: Any) -> str:
    """An entry in one line of the list of entries: all of a day, what names anything else."""
    if question.path == "attendance.log" and isinstance(entry, dict):
        return _all_of(question, entry) or said(_("Nothing filled in yet"))
    return entry_title(question, entry)


def entry_title(question: Question, entry: Any) -> str:
    """What tells one entry of a list from the others: its chosen wording, its name, or its first answer."""
    if not isinstance(entry, dict):
        return str(entry)
    if question.catalog and "id" in entry:
        chosen = catalog(question.catalog).get(str(entry["id"]))
        return chosen.name[catalog_language()] if chosen else str(entry["id"])
    for column in question.columns:
        value = value_at(entry, within(question, column))
        if value is not ABSENT:
            return "; ".join(shown(column, value))
    return str(entry.get("text", "")) or said(_("Nothing filled in yet"))


def shown(question: Question, value: Any) -> tuple[str, ...]:
    """An answer in words, a line each; empty when there is none."""
    if value is ABSENT:
        return ()
    if question.widget in ("group", "items", "choices", "barriers"):
        return tuple(_entry_shown(question, entry) for entry in (value if isinstance(value, list) else [value]))
    values = value if isinstance(value, list) else [value]
    return tuple(_word(question, each) for each in values)


def _entry_shown(question: Question, entry: Any) -> str:
    if not isinstance(entry, dict) or (question.widget != "group" and question.path != "attendance.log"):
        title = entry_title(question, entry)
        labels = {option.value: said(option.label) for option in question.options}
        if question.widget == "barriers" and isinstance(entry, dict):
            title = labels.get(str(entry.get("kind", "")), str(entry.get("kind", "")))
            detail = str(entry.get("detail", ""))
            return f"{title}: {detail}" if title and detail else title or detail
        return title
    return _all_of(question, entry)


def _all_of(question: Question, entry: dict[str, Any]) -> str:
    words = ("; ".join(shown(column, value_at(entry, within(question, column)))) for column in question.columns)
    return ", ".join(word for word in words if word)


def _word(question: Question, value: Any) -> str:
    if isinstance(value, bool):
        return said(_("Yes") if value else _("No"))
    if question.widget in ("date", "dates"):
        try:
            day = dt.date.fromisoformat(str(value))
        except ValueError:
            return str(value)
        return as_day(day)
    if question.path == "attendance.log[].minutes":
        return said(_("{count} minutes")).format(count=value)
    return next((said(option.label) for option in question.options if option.value == value), str(value))
