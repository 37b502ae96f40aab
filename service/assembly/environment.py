"""The one place that makes a Jinja environment, and the rules of what a template may do in it.

A template may read the values it is given, loop, test, and use the filters and methods on the lists. It may not reach
Python: no attribute with an underscore, no function but those given to it, no change of a value, nothing that grows
without a bound. Values are escaped; an undefined name is an error, unless the caller asked for docxtpl's way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from types import ModuleType
from typing import Any

from jinja2 import StrictUndefined, Undefined, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.sandbox import SandboxedEnvironment
from jinja2.tests import TESTS
from jinja2.utils import Cycler, Joiner, Namespace
from markupsafe import Markup, escape

from service.assembly.budget import (
    A_TURN,
    BudgetError,
    bounded_range,
    check_date_format,
    check_format,
    check_number,
    check_size,
    check_width,
    deep_size,
)
from service.assembly.filters import as_it_reads, filters
from service.assembly.placeholders import Placeholder
from service.assembly.state import RenderContext, pay, weighed


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SAFE_METHODS: Mapping[type, frozenset[str]] = {
    str: _words(
        """capitalize casefold center count endswith find format index isalnum isalpha isdecimal isdigit islower
        isnumeric isspace istitle isupper join ljust lower lstrip partition removeprefix removesuffix replace rfind
        rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title upper zfill"""
    ),
    dict: _words("get items keys values"),
    list: _words("count index"),
    tuple: _words("count index"),
    datetime: _words("date isoformat isoweekday strftime time weekday"),
    date: _words("isoformat isoweekday strftime weekday"),
    time: _words("isoformat strftime"),
    timedelta: _words("total_seconds"),
    int: _words("bit_length"),
    float: _words("is_integer"),
    Placeholder: _words("isoformat strftime"),
    LoopContext: _words("changed cycle"),
    Cycler: _words("next reset"),
}

REFUSED_STATEMENTS: Mapping[type[nodes.Node], str] = {
    nodes.Extends: "extends",
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "from",
}
"""Statements that ask for another template, which a Word file has none of."""


class TemplateEnvironment(SandboxedEnvironment):
    """Jinja, sandboxed: attributes and methods from a list, growth bounded, a mapping's entries before its methods."""

    context_class = RenderContext
    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def __init__(self, *, strict: bool) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined if strict else Undefined, optimized=False)
        self.strict = strict
        self.filters = filters(strict=strict)
        tests: dict[str, Any] = {**TESTS}
        self.tests = {name: _weighing(test) if name in _COMPARING else test for name, test in tests.items()}
        self.globals = {
            "range": bounded_range, "dict": dict, "namespace": Namespace, "cycler": Cycler, "joiner": Joiner,
        }  # fmt: skip

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`obj.attribute`: an entry of that name if `obj` has one, else the attribute, if a template may read it."""
        if isinstance(obj, Mapping):
            try:
                return obj[attribute]
            except (LookupError, TypeError):
                pass
        return self._attribute(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """`obj[argument]`, or the attribute of that name, if a template may read it."""
        try:
            return obj[argument]
        except (TypeError, LookupError, AttributeError):
            if isinstance(argument, str):
                return self._attribute(obj, argument)
        return self.undefined(obj=obj, name=argument)

    def method(self, obj: Any, name: str) -> Any:
        """What `obj.name(…)` calls: the method before an entry of that name, for a call needs something to call."""
        if name in _methods_of(obj):
            return self._attribute(obj, name)
        return self.getattr(obj, name)

    def _attribute(self, obj: Any, name: str) -> Any:
        if name.startswith("_"):
            return self.unsafe_undefined(obj, name)
        try:
            value = getattr(obj, name)
        except AttributeError:
            if isinstance(obj, Placeholder) and name in SAFE_METHODS[str]:
                return self._attribute(str(obj), name)
            try:
                return obj[name]
            except (TypeError, LookupError, AttributeError):
                return self.undefined(obj=obj, name=name)
        if not self.is_safe_attribute(obj, name, value):
            return self.unsafe_undefined(obj, name)
        if isinstance(obj, str) and callable(value):
            return _bounded_text_method(self, obj, name)
        if name == "strftime":
            return _bounded_strftime(value)
        return value

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Data may be read; a method only if it is on the list of its type; code and modules never."""
        if attr.startswith("_") or isinstance(value, ModuleType):
            return False
        if callable(value) and not isinstance(value, (Macro, Placeholder)):
            return attr in _methods_of(obj)
        if isinstance(obj, Cycler):
            return attr == "current"
        return super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        """Methods from the list, macros, and functions that the caller put into the context on purpose."""
        return not isinstance(obj, type) or obj in (dict, Namespace, Cycler, Joiner, range)

    def call(__self, __context: Context, __obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call what a template may call, and pay for it."""
        if not __self.is_safe_callable(__obj):
            raise SecurityError("calls something that a template may not call")
        pay(__context, 4)
        owner = getattr(__obj, "__self__", None) or getattr(__obj, "bound_to", None)
        for given in (owner, *args, *kwargs.values()):
            weighed(__context, given)
        value = __context.call(__obj, *args, **kwargs)
        if isinstance(value, range):
            pay(__context, len(value))
        elif isinstance(value, (str, list, tuple, dict)):
            pay(__context, len(value) // A_TURN)
        return value

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic whose result could be huge, looked at before it is done."""
        size = 0
        if isinstance(left, (int, float)) and isinstance(right, (int, float)):
            check_number(operator, left, right)
        elif operator == "*":
            sized, times = (left, right) if isinstance(right, int) else (right, left)
            if isinstance(times, int):
                size = deep_size(sized) * max(times, 0)
        elif operator == "+":
            size = deep_size((left, right))
        elif operator == "%" and isinstance(left, str):
            check_format(left)
            size = len(left) + deep_size(right) * left.count("%")
        elif operator == "**":
            raise BudgetError("raises to a power what is not a number")
        check_size(size)
        pay(context, 1 + size // A_TURN)
        return super().call_binop(context, operator, left, right)


@cache
def environment_for(*, strict: bool) -> TemplateEnvironment:
    """The environment of every template: sandboxed, escaping; strict about unknown names, or as docxtpl."""
    return TemplateEnvironment(strict=strict)


def _methods_of(obj: Any) -> frozenset[str]:
    methods = SAFE_METHODS.get(type(obj))
    if methods is None:
        methods = next((names for kind, names in SAFE_METHODS.items() if isinstance(obj, kind)), frozenset())
    return methods


def _bounded_text_method(environment: TemplateEnvironment, text: str, name: str) -> Callable[..., Any]:
    """A method of `text` that cannot grow it without a bound."""
    method: Callable[..., Any] = getattr(text, name)
    if name in _OF_CASE and isinstance(text, Markup):
        return lambda: escape(getattr(as_it_reads(text), name)())
    if name == "format":
        check_format(text)
        method = environment.wrap_str_format(text.format) or method

    def bounded(*args: Any, **kwargs: Any) -> Any:
        if name in ("center", "ljust", "rjust", "zfill"):
            check_width(f"{name}()", args)
        elif name == "replace" and len(args) > 1:
            check_size((len(text) + 1) * max(1, len(args[1])))
        elif name == "join" and args:
            args = (list(args[0]), *args[1:])
            check_size(deep_size(args[0]) + len(args[0]) * len(text))
        elif name == "format":
            check_size(len(text) + deep_size((args, kwargs)) * text.count("{"))
        return method(*args, **kwargs)

    bounded.bound_to = text  # type: ignore[attr-defined]  # who calls it pays for its length
    return bounded


def _bounded_strftime(method: Callable[[str], Any]) -> Callable[[str], Any]:
    def bounded(pattern: str) -> Any:
        check_date_format(pattern)
        return method(pattern)

    return bounded


def concatenated(context: Context, pieces: tuple[Any, ...]) -> str:
    """`a ~ b`: the pieces as one text, escaped where one of them is markup, up to MAX_VALUE characters."""
    pay(context, 1 + deep_size(pieces) // A_TURN)
    if any(hasattr(piece, "__html__") and piece.__class__ is not Placeholder for piece in pieces):
        return Markup("").join(pieces)
    return "".join([piece if isinstance(piece, str) else str(piece) for piece in pieces])


_OF_CASE = _words("capitalize casefold lower swapcase title upper")
_COMPARING = _words("in eq == equalto ne != lt < lessthan le <= gt > greaterthan ge >= divisibleby")


def _weighing(test: Callable[..., Any]) -> Callable[..., Any]:
    """Jinja's test, paid for by the size of what it compares."""

    @pass_context
    def weighing(context: Context, *args: Any) -> Any:
        for given in args:
            weighed(context, given)
        return test(*args)

    return weighing
