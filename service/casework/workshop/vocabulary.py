"""Every name that a template may use, as an author wants to read it: what it is, an example, and how to write it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from schemas.walk import FieldInfo, walk
from service.assembly import Placeholder
from service.casework.wording import long_date
from service.casework.workshop.subjects import ENGLISH, derived_of, names_for, template_kinds, trials_for

LONGEST_EXAMPLE: Final = 80


@dataclass(frozen=True, slots=True)
class TemplateField:
    """A name of the template language of iepdocs.

    `name` is dotted, the entries of a list marked `[]`. `type` is text, date, integer, number, boolean, object or
    list. `label` is one line on what it prints; `help` what more there is to know, often empty. `example` is what it
    may print, empty where it prints nothing. `is_derived` tells a value that iepdocs makes from the case.
    """

    name: str
    type: str
    label: str
    help: str
    example: str
    is_derived: bool

    @property
    def tag(self) -> str:
        """How to write it in Word: `{{ student.name }}`; inside the loop over its list where it stands in one."""
        *lists, last = self.name.split("[]")
        written = f"{_entry(len(lists))}{last}" if lists else self.name
        if self.type == "list":
            return f"{{%p for {_entry(len(lists) + 1)} in {written} %}} … {{%p endfor %}}"
        if self.type == "object":
            return ""
        return f"{{% if {written} %}} … {{% endif %}}" if self.type == "boolean" else f"{{{{ {written} }}}}"


def template_fields(kind: str | None = None) -> tuple[TemplateField, ...]:
    """The names for a template of this kind, or for any: fields of the case in their order, then derived values.

    Raises `UnknownKindError`.
    """
    declared = (*_case_fields(kind), *_derived_fields(kind))
    return (*declared, *_row_fields(kind, {field.name: field for field in declared}))


def _case_fields(kind: str | None) -> tuple[TemplateField, ...]:
    others = {each.slug for each in template_kinds()} - {kind} if kind else set()
    known = names_for(kind) if kind else None
    return tuple(
        TemplateField(info.path, info.type, info.label, info.help, _example(info), is_derived=False)
        for info in walk()
        if info.section not in others and (known is None or info.path in known)
    )


def _derived_fields(kind: str | None) -> tuple[TemplateField, ...]:
    kinds = [kind] if kind else [each.slug for each in template_kinds()]
    made: dict[str, TemplateField] = {}
    for slug in kinds:
        _, fullest, _ = trials_for(slug, ENGLISH)
        for name, line in derived_of(slug).items():
            value = _value_at(fullest.context, name)
            made.setdefault(name, TemplateField(name, _type_of(value), line, "", _printed(value), is_derived=True))
    return tuple(made.values())


def _row_fields(kind: str | None, listed: Mapping[str, TemplateField]) -> Iterator[TemplateField]:
    """What the rows of derived lists hold: the fields of the case again, each under the label of its blank."""
    seen: set[str] = set()
    for slug in [kind] if kind else [each.slug for each in template_kinds()]:
        smallest, fullest, _ = trials_for(slug, ENGLISH)
        others = {each.slug for each in template_kinds()} - {slug}
        for name in sorted(names_for(slug) - listed.keys() - seen):
            if name.split(".")[0] in others:
                continue
            seen.add(name)
            value = _value_at(fullest.context, name)
            label = _label_of(name, _value_at(smallest.context, name), listed)
            if label and not isinstance(value, Mapping):
                yield TemplateField(name, _type_of(value), label, "", _printed(value), is_derived=True)


def _label_of(name: str, blank: Any, listed: Mapping[str, TemplateField]) -> str:
    """The label of its blank, or of a field with the same last name, best one of the same section; empty if none."""
    if isinstance(blank, Placeholder):
        return blank.label
    section, last = name.split(".")[0], name.removesuffix("[]").rpartition(".")[2]
    if last == "name":
        return "its short name, as a document prints it"
    labels = {field.name: field.label for field in listed.values()} | {info.path: info.label for info in walk()}
    same = [path for path in labels if path.endswith(f"[].{last}")]
    return labels[min(same, key=lambda path: not path.startswith(section))] if same else ""


def _example(info: FieldInfo) -> str:
    """As a document prints it."""
    if info.type == "date" and isinstance(info.example, str):
        return long_date(dt.date.fromisoformat(info.example), ENGLISH)
    return _printed(info.example)


def _value_at(context: Any, name: str) -> Any:
    """The value of a dotted name; in lists, that of the first entry which has one that prints. None where none has."""
    values = [context]
    for step in name.replace("[]", ".[]").split("."):
        if step == "[]":
            values = [entry for value in values if isinstance(value, (list, tuple)) for entry in value]
        else:
            values = [value[step] for value in values if isinstance(value, Mapping) and step in value]
    return next((value for value in values if _printed(value)), values[0] if values else None)


def _type_of(value: Any) -> str:
    kinds = {bool: "boolean", int: "integer", float: "number", list: "list", tuple: "list", dict: "object"}
    return kinds.get(type(value), "text")


def _printed(value: Any) -> str:
    if value is None or isinstance(value, (Placeholder, list, tuple, Mapping)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    words = " ".join(str(value).split())
    return words if len(words) <= LONGEST_EXAMPLE else f"{words[: LONGEST_EXAMPLE - 1].rstrip()}…"


def _entry(depth: int) -> str:
    """What the entry of a list is called in a loop, by how many lists it stands in."""
    return ("item", "inner", "innermost")[depth - 1]
