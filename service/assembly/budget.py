"""What one render may use. A template is a stranger's program: it may loop, call and print only so much.

Each loop pays when it is entered, for all its turns and for the fixed text they print; each call and each filter
pays once. So the price of the check is a few comparisons a loop, and nothing for text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from typing import Any

MAX_TURNS = 1_000_000
MAX_OUTPUT = 64 * 1024 * 1024
MAX_VALUE = 1_000_000
MAX_NUMBER_BITS = 4096
LONG_VALUE = 2_000
"""Values shorter than this, inside a loop, are covered by what its turns pay."""


class BudgetError(Exception):
    """A render wants more than a document needs. The message is for the author of the template."""


class NotAListError(Exception):
    """A loop was given something that has no entries."""


class Budget:
    """What is left for one render: `turns` of loops and calls, `output` in characters."""

    __slots__ = ("output", "turns")

    def __init__(self) -> None:
        self.turns = MAX_TURNS
        self.output = MAX_OUTPUT

    def pay(self, turns: int, output: int = 0) -> None:
        """Take from what is left; raise `BudgetError` when nothing is."""
        self.turns -= turns
        self.output -= output
        if self.turns < 0:
            raise BudgetError(f"goes through more than {MAX_TURNS:,} turns of loops. Loop over what the document shows")
        if self.output < 0:
            raise BudgetError(f"prints more than {MAX_OUTPUT:,} characters. Loop over what the document shows")

    def loop(self, values: Iterable[Any], cost: int) -> Iterable[Any]:
        """`values`, paid for: `cost` is the fixed text of one turn."""
        if isinstance(values, Sized):
            turns = len(values)
            self.pay(turns + 1, turns * cost)
            return values
        if not isinstance(values, Iterable):
            raise NotAListError("loops over something that is no list")
        return self._counted(values, cost)

    def _counted(self, values: Iterable[Any], cost: int) -> Iterator[Any]:
        for value in values:
            self.pay(1, cost)
            yield value
