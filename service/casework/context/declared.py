"""What the template of a declared kind may see: the parts of the case that its TOML file names, and its own fields.

The rest is taken out rather than left unmentioned, so that the file says truly what a document is made of, and a tag
that asks for more is named when the template is checked.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from schemas.kind_files import ALWAYS_USED, DeclaredKind, worded
from schemas.kinds_in_use import case_schema
from service.casework.cases import Case
from service.casework.context.filling import blank
from service.casework.wording import joined, joined_dates, upper_first, without_period

_COMES_FROM = {
    "academic_impact_text": "academic_impact",
    "functional_impact_text": "functional_impact",
    "concern_lines": "concerns",
    "strength_list": "strengths",
    "strength_lines": "strengths",
    "support_rows": "supports_tried",
    "enclosure_rows": "enclosures",
    "copy_rows": "cc",
}
"""Derived values that stand beside the parts of a case, and the part that each is made of."""
_LAST = {"and": {"en": "and", "es": "y"}, "or": {"en": "or", "es": "o"}}
_LINE = {"and": "{label}, with commas and “and”", "or": "{label}, with commas and “or”"}


def add_declared(context: dict[str, Any], case: Case, kind: DeclaredKind) -> None:
    """Leave in `context` what this kind uses, and add each of its lists in one line."""
    for name in [*context]:
        if not _is_used(_COMES_FROM.get(name, name), kind):
            del context[name]
    own = context[kind.slug]
    if "delivery" in own:
        given = case.get(f"{kind.slug}.delivery", "")
        context["delivery"] = upper_first(without_period(given)) or own["delivery"]
    else:
        del context["delivery"]
    for name, of, word in worded(kind):
        given = case.get(f"{kind.slug}.{of}", [])
        own[name] = _in_one_line(given, case.language, word) if given else blank(f"{kind.slug}.{of}")


def derived_of(kind: DeclaredKind, common: dict[str, str]) -> dict[str, str]:
    """The derived values that a template of this kind may use, with a line on each; `common` are those of all kinds."""
    used = {
        path: line
        for path, line in common.items()
        if (first := path.split(".")[0].removesuffix("[]")) and _is_used(_COMES_FROM.get(first, first), kind)
    }
    if all(field.name != "delivery" for field in kind.fields):
        used.pop("delivery", None)
    labels = {name: field.metadata["title"] for name, field in kind.schema().fields.items()}
    lists = {f"{kind.slug}.{name}": _LINE[word].format(label=labels[of]) for name, of, word in worded(kind)}
    return {**used, **lists}


def _is_used(part: str, kind: DeclaredKind) -> bool:
    return part not in case_schema().fields or part in (kind.slug, *ALWAYS_USED, *kind.uses)


def _in_one_line(entries: list[Any], language: str, word: str) -> str:
    last = _LAST[word][language]
    if isinstance(entries[0], dt.date):
        return joined_dates(entries, language, last)
    return joined([without_period(entry) for entry in entries], language, last)
