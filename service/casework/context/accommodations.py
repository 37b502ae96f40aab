"""The table of accommodations, which the 504 letter and the reintegration plan print in the same words.

A support that both name is described once: a column that one of them leaves open takes what the other says, before the
proposal of the catalogue. So nobody reads in the letter that the librarian is responsible, and in the plan that the
counselor is.
"""

from __future__ import annotations

from typing import Any

from service.assembly import Placeholder
from service.casework.cases import Case
from service.casework.context.filling import blank_item
from service.casework.kinds import LETTER_504, PLAN
from service.casework.wording import dated, upper_first, without_period

Row = dict[str, Any]

_COLUMNS = ("barrier", "where", "when", "who", "signal")
START = {"en": "At once", "es": "De inmediato"}
"""When a support of the letter starts that the case gives without a start: the letter asks for supports now."""


def letter_rows(context: dict[str, Any], case: Case) -> list[Row]:
    """The accommodations that the letter asks for; a row to fill for each barrier when it names none."""
    rows = _given(context, case, LETTER_504, other=PLAN) or _rows_to_fill(context, LETTER_504)
    return [_row(row, START[case.language] if row["name"] else row["start"], case.language) for row in rows]


def plan_rows(context: dict[str, Any], case: Case) -> list[Row]:
    """Those of the plan; without any, those of the letter; without either, a row to fill for each barrier."""
    rows = (
        _given(context, case, PLAN, other=LETTER_504)
        or _given(context, case, LETTER_504, other=PLAN)
        or _rows_to_fill(context, PLAN)
    )
    return [_row(row, context[PLAN]["start_on"], case.language) for row in rows]


def _given(context: dict[str, Any], case: Case, own: str, *, other: str) -> list[Row]:
    """The rows of one document, each with what the other one says of the same support."""
    said = {
        _name(choice): (choice, row)
        for choice, row in zip(_choices(case, other), context[other]["accommodations"], strict=True)
    }
    rows = []
    for choice, row in zip(_choices(case, own), context[own]["accommodations"], strict=True):
        their_choice, their_row = said.get(_name(choice), ({}, {}))
        rows.append(
            {**row, **{name: their_row[name] for name in _COLUMNS if name in their_choice.keys() - choice.keys()}}
        )
    return rows


def _choices(case: Case, document: str) -> list[dict[str, Any]]:
    choices: list[dict[str, Any]] = case.get(f"{document}.accommodations", [])
    return choices


def _name(choice: dict[str, Any]) -> str:
    """What makes two choices the same support: the id, or the words without regard to capitals."""
    name: str = choice.get("id") or without_period(choice["text"]).casefold()
    return name


def _rows_to_fill(context: dict[str, Any], document: str) -> list[Row]:
    """A row a barrier of the case, with the accommodation to fill in; one empty row without barriers."""
    rows = []
    for index, barrier in enumerate(context["barriers"] or [None]):
        row = blank_item(f"{document}.accommodations", index)
        if barrier and barrier["line"]:
            row["barrier"] = without_period(barrier["line"])
        row["text"] = Placeholder("accommodation that would help", f"{document}.accommodations[{index}].text")
        rows.append(row)
    return rows


def _row(row: Row, start: Any, language: str) -> Row:
    return {
        **row,
        **{name: upper_first(row[name]) for name in ("barrier", "text") if row[name]},
        "start": upper_first(dated(row["start"], language)) if row["start"] else start,
        "where_and_when": _in_one_cell(row["where"], row["when"], "where and when it applies"),
        "who_and_signal": _in_one_cell(row["who"], row["signal"], "who is responsible, and the signal"),
    }


def _in_one_cell(first: Any, second: Any, label: str) -> Any:
    """Both, a line each; the one that is there; or one blank for the two."""
    given = [upper_first(words) for words in (first, second) if words]
    return "\n".join(given) or Placeholder(label, first.tag)
