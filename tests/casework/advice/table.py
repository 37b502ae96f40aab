"""A row a rule: a case in which it speaks, nearly the same case in which it is silent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from service.casework.advice import Advisory, advice_for
from tests.builders import TODAY, a_case

Changes = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """`says` is the sentence that must hold; `pointer` is where the rule points in the case `speaks`."""

    rule: str
    says: str
    pointer: str
    speaks: Changes
    silent: Changes


def heard(changes: Changes, rule: str, *, today: dt.date = TODAY) -> list[Advisory]:
    """What this rule says of the smallest case with these changes."""
    return [advisory for advisory in advice_for(a_case(changes), today=today) if advisory.id == rule]


def holds(row: Row) -> None:
    """Assert that the row is true."""
    assert [advisory.pointer for advisory in heard(row.speaks, row.rule)] == [row.pointer]
    assert heard(row.silent, row.rule) == []
