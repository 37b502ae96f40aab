"""The names of the templates as a Word file, to keep open beside the template that is being written.

It is made as every document is: `field_list.docx` beside this module is its template, to be changed in Word.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from typing import Any, Final

from service.assembly import load_template
from service.casework.wording import upper_first
from service.casework.workshop.subjects import template_kind, template_kinds
from service.casework.workshop.vocabulary import TemplateField, template_fields

_WHOLE_CASE: Final = "The case as a whole"
_DERIVED: Final = "Made from several fields"
_WORDS: Final = {
    "open_if": "{% if … %}",
    "row_word": "{%tr",
    "paragraph_word": "{%p",
    "entry_word": "“item”",
    "inner_word": "“inner”",
}


def field_list(kind: str | None = None) -> bytes:
    """A Word file with a table of the names for a template of this kind, or of any, under a heading a section.

    The same names give the same bytes. Raises `UnknownKindError`.
    """
    title = f"Names for a template: {template_kind(kind).title}" if kind else "Names for the templates"
    sections = _sections(template_fields(kind))
    template = resources.files(__package__).joinpath("field_list.docx").read_bytes()
    return load_template(template).render({"title": title, "sections": sections, **_WORDS})


def _sections(fields: Sequence[TemplateField]) -> list[dict[str, Any]]:
    """The names by what they are about, in the order of the case; derived values after the fields they go with."""
    nested = {_first(field) for field in fields if "." in field.name}
    rows: dict[str, list[TemplateField]] = {}
    for field in fields:
        whole = _DERIVED if field.is_derived else _WHOLE_CASE
        rows.setdefault(_readable(_first(field)) if _first(field) in nested else whole, []).append(field)
    made = [{"title": title, "fields": [_row(field) for field in group if field.tag]} for title, group in rows.items()]
    return [section for section in made if section["fields"]]


def _row(field: TemplateField) -> dict[str, str]:
    return {
        "write": field.tag,
        "label": field.label,
        "help": field.help,
        "type": field.type,
        "example": field.example,
    }


def _first(field: TemplateField) -> str:
    return field.name.split(".")[0].removesuffix("[]")


def _readable(name: str) -> str:
    titles = {kind.slug: kind.title for kind in template_kinds()}
    return upper_first(titles.get(name, name.replace("_", " ")))
