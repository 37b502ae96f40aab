"""What one render may use. A template is a stranger's program: it may loop, call, compare and print only so much.

Each loop pays when it is entered, for all its turns and for the fixed text they print; each call, filter, comparison
and slice pays for the size of what it is given and of what it makes. So the price of the check is a few comparisons a
loop, and nothing for text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sized
from typing import Any

MAX_TURNS = 1_000_000
MAX_OUTPUT = 16 * 1024 * 1024
MAX_VALUE = 1_000_000
MAX_NUMBER_BITS = 256
MAX_RANGE = 10_000
MAX_WIDTH = 10_000
A_TURN = 4
"""Entries or characters that are gone through in the time of about one turn of a loop."""
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
        if values.__class__ is list or isinstance(values, Sized):
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


_WIDE_FORMAT = re.compile(r"\d{4,}|\*|\{[^{}]*\{")
_WIDE_DATE_FORMAT = re.compile(r"%[^%A-Za-z]*\d{3,}")


def check_size(size: int) -> None:
    """Refuse to make a text or a list of more than MAX_VALUE characters or entries."""
    if size > MAX_VALUE:
        raise BudgetError(f"makes a value of more than {MAX_VALUE:,} characters or entries")


def deep_size(value: Any) -> int:
    """Entries and characters in `value` and in all that it holds, counted as often as they would print.

    Lists that hold one list many times over grow without costing memory, until something prints or compares them.
    """
    size = 0
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            size += len(one)
        elif isinstance(one, Mapping):
            waiting += one.values()
            size += len(one)
        elif isinstance(one, (list, tuple, set, frozenset)):
            waiting += one
            size += len(one)
        check_size(size)
    return size


def check_number(operator: str, left: float, right: float) -> None:
    """Refuse `left ** right` or `left * right` if the result has more than MAX_NUMBER_BITS."""
    if not (isinstance(left, int) and isinstance(right, int)):
        return
    bits = left.bit_length()
    if operator == "**":
        bits *= max(right, 1)
    elif operator == "*":
        bits += right.bit_length()
    if bits > MAX_NUMBER_BITS:
        raise BudgetError("makes a number that no document needs")


def check_format(pattern: str) -> None:
    """Refuse a format whose width is four digits long or comes from a value."""
    if _WIDE_FORMAT.search(pattern):
        raise BudgetError("formats to a width that no document needs")


def check_date_format(pattern: str) -> None:
    if len(pattern) > 200 or _WIDE_DATE_FORMAT.search(pattern):
        raise BudgetError("formats a date to a width that no document needs")


def check_width(name: str, arguments: Iterable[Any]) -> None:
    """Refuse to fill a text or a list up to more than MAX_WIDTH."""
    for argument in arguments:
        if isinstance(argument, int) and argument > MAX_WIDTH:
            raise BudgetError(f"asks {name} for a width of more than {MAX_WIDTH:,}")


def bounded_range(*args: int) -> range:
    """Python's `range`, up to MAX_RANGE numbers."""
    numbers = range(*args)
    if len(numbers) > MAX_RANGE:
        raise BudgetError(f"asks for a range of more than {MAX_RANGE:,} numbers")
    return numbers
