"""What one render carries along: what it may still use, what it has numbered, what has to be numbered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2.runtime import Context

from service.assembly.budget import A_TURN, Budget, deep_size
from service.assembly.placeholders import Placeholder


class RenderState:
    """One render: its budget, the content controls it has numbered, the placeholders collected to be printed later.

    `brought_ids` says that a value of the part at hand brought drawings, bookmarks or the like of its own.
    """

    __slots__ = ("brought_ids", "budget", "controls", "deferred", "next_id")

    def __init__(self, next_id: int) -> None:
        self.budget = Budget()
        self.brought_ids = False
        self.controls = 0
        self.deferred: list[Placeholder] = []
        self.next_id = next_id


class RenderContext(Context):
    """Jinja's context, with the state of its render."""

    state: RenderState

    def derived(self, locals: dict[str, Any] | None = None) -> RenderContext:
        context = super().derived(locals)
        assert isinstance(context, RenderContext)
        context.state = self.state
        return context


def pay(context: Context, turns: int, output: int = 0) -> None:
    """Take `turns` of loops and `output` in characters from the budget of the render that `context` belongs to."""
    if isinstance(context, RenderContext):
        context.state.budget.pay(turns, output)


def weighed(context: Context, value: Any) -> Any:
    """`value`, paid for by all that it holds: it is about to be gone through."""
    if isinstance(value, (str, list, tuple, Mapping)):
        pay(context, 1 + deep_size(value) // A_TURN)
    return value
