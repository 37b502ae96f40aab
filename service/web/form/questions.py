"""A field of the case as a question on a page: which control, which words, which choices. Made from the walk."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from schemas.catalogs import BARRIERS, barrier_help, barrier_label, catalog
from schemas.kinds_in_use import DeclaredKinds, declared_kinds
from schemas.walk import FieldInfo, fields_by_path, walk
from service.casework.facts import state_name
from service.casework.wording import upper_first
from service.web.form import wording

Widget = Literal[
    "line",  # one line of text
    "text",  # several lines
    "date",  # month, day, year
    "number",  # a whole number
    "decimal",
    "yes_no",
    "radios",
    "select",
    "lines",  # a list of texts, one a line; with presets to tick where there are some
    "dates",  # a list of dates, one a line
    "ticks",  # a list of words of a fixed list
    "choices",  # a list of catalogue choices to tick, and own words
    "barriers",  # the kinds of barrier to tick
    "group",  # a list of small objects, all on the page
    "items",  # a list of larger objects, each on a page of its own
]

LONGEST_RADIOS = 6
NEVER_INLINE = ("attendance.log", "reintegration_plan.phases", "credit_recovery_proposal.courses")
"""Lists with long entries or many of them: a page for each entry."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: its value in the case, what it is called, and what it means."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One field of the case as the form asks for it.

    `path` is the field's path in the walk. `columns` are the questions about one entry, for a list of objects;
    `noun` is what one entry is called.
    """

    path: str
    widget: Widget
    label: str
    help: str = ""
    why: str = ""
    example: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    columns: tuple[Question, ...] = ()
    noun: str = ""
    catalog: str = ""
    autocomplete: str = ""
    input_type: str = "text"
    max_length: int | None = None
    most_items: int | None = None


def question(path: str, *, says_more: bool = False) -> Question:
    """The question for a field of the walk; for a list of choices with `says_more`, about what was chosen."""
    return _question(path, says_more, declared_kinds())


@lru_cache(maxsize=4_096)
def _question(path: str, says_more: bool, kinds: DeclaredKinds) -> Question:
    """Kept by the kinds of document in use, which the walk is made for."""
    info = fields_by_path()[path]
    widget = _widget(info, says_more)
    item = fields_by_path().get(f"{path}[]")
    chosen_from = fields_by_path().get(f"{path}[].id")
    return Question(
        path=path,
        widget=widget,
        label=wording.LABELS.get(path) or upper_first(info.label),
        help=wording.HELP.get(path, _help(info)),
        why=wording.WHY_WE_ASK.get(path, ""),
        example=_example(info, item),
        required=info.required,
        options=_options(info, item, widget),
        columns=_columns(path, widget, has_id=chosen_from is not None) if widget in ("group", "items") else (),
        noun=wording.ITEM_NOUNS.get(path, ""),
        catalog=(chosen_from.catalog or "") if chosen_from else "",
        autocomplete=wording.AUTOCOMPLETE.get(path, ""),
        input_type="email" if info.name == "email" else "tel" if info.name == "phone" else "text",
        max_length=info.max_length,
        most_items=info.most_items,
    )


def _widget(info: FieldInfo, says_more: bool) -> Widget:
    if info.type == "list":
        return _list_widget(info, says_more)
    if info.type == "text":
        if info.choices or info.catalog:
            is_short = 0 < len(info.choices) <= LONGEST_RADIOS
            # Beside other fields of an entry a list that opens is easier to take in than six lines of radios.
            return "radios" if is_short and "[]" not in info.path else "select"
        return "text" if info.is_multiline else "line"
    widgets: dict[str, Widget] = {"date": "date", "integer": "number", "number": "decimal", "boolean": "yes_no"}
    return widgets[info.type]


def _list_widget(info: FieldInfo, says_more: bool) -> Widget:
    item = fields_by_path()[f"{info.path}[]"]
    if item.type == "date":
        return "dates"
    if item.type != "object":
        return "ticks" if item.choices else "lines"
    if info.path == "barriers":
        return "group" if says_more else "barriers"
    if f"{info.path}[].id" in fields_by_path():
        return "items" if says_more else "choices"
    return "items" if info.path in NEVER_INLINE else "group"


def _columns(path: str, widget: Widget, *, has_id: bool) -> tuple[Question, ...]:
    """The fields of one entry. The id of a catalogue choice is chosen on the page before, so it is not asked again."""
    prefix = f"{path}[]."
    leaves: list[Question] = []
    for info in walk():
        rest = info.path.removeprefix(prefix)
        if rest == info.path or rest.endswith("[]") or info.type == "object":
            continue
        if not (has_id and rest == "id"):
            leaves.append(question(info.path))
    # What is chosen from a list comes before the words to add to it.
    for chosen in [each for each in leaves if each.path.endswith(".id")]:
        leaves.remove(chosen)
        block = chosen.path.removesuffix("id")
        leaves.insert(next(place for place, each in enumerate(leaves) if each.path.startswith(block)), chosen)
    return tuple(leaves)


def _options(info: FieldInfo, item: FieldInfo | None, widget: Widget) -> tuple[Option, ...]:
    if widget == "barriers":
        return tuple(
            Option(kind, upper_first(barrier_label(kind, "en")), barrier_help(kind, "en")) for kind in BARRIERS
        )
    if widget == "lines":
        return tuple(Option(text, upper_first(text)) for text in wording.PRESETS.get(info.path, ()))
    named = item if widget == "ticks" and item else info
    if named.catalog:
        return tuple(Option(entry.id, entry.name["en"], entry.text["en"]) for entry in catalog(named.catalog))
    return tuple(Option(value, _choice_label(named.path, value)) for value in named.choices)


def _choice_label(path: str, value: str) -> str:
    if path == "state":
        return state_name(value, "en")
    if path == "barriers[].kind":
        return upper_first(barrier_label(value, "en"))
    if path == "documents[]":
        return wording.kind_labels().get(value, value)
    return wording.choice_label(path, value) or upper_first(value.replace("_", " "))


def _help(info: FieldInfo) -> str:
    """The schema's own help, unless all it does is to name the code words of the choices."""
    names_codes = info.choices and any("_" in choice and choice in info.help for choice in info.choices)
    return "" if names_codes else info.help


def _example(info: FieldInfo, item: FieldInfo | None) -> str:
    example = info.example if info.example is not None else item.example if item else None
    is_typed = (
        info.type in ("text", "list") and not info.choices and not (item and (item.choices or item.type != "text"))
    )
    return str(example) if is_typed and isinstance(example, str) else ""
