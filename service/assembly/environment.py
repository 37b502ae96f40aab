"""The one place that makes a Jinja environment, and the rules of what a template may do in it.

A template may read the values it is given, loop, test, and use the filters and methods named here. It may not reach
Python: no attribute with an underscore, no function but those given to it, no mutation of a value, nothing that
grows without a bound. Values are escaped; what is undefined is an error, unless the caller asked for docxtpl's way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from jinja2 import StrictUndefined, Undefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.sandbox import SandboxedEnvironment
from jinja2.tests import TESTS
from jinja2.utils import Cycler, Joiner, Namespace
from markupsafe import Markup

from service.assembly.budget import MAX_NUMBER_BITS, MAX_VALUE, Budget, BudgetError
from service.assembly.placeholders import Placeholder

MAX_RANGE = 10_000
MAX_WIDTH = 10_000
_WIDE_FORMAT = re.compile(r"\d{4,}|\*")

SAFE_FILTERS = frozenset(
    [
        "abs",
        "attr",
        "batch",
        "capitalize",
        "center",
        "count",
        "d",
        "default",
        "dictsort",
        "e",
        "escape",
        "first",
        "float",
        "forceescape",
        "format",
        "groupby",
        "indent",
        "int",
        "items",
        "join",
        "last",
        "length",
        "list",
        "lower",
        "map",
        "max",
        "min",
        "reject",
        "rejectattr",
        "replace",
        "reverse",
        "round",
        "select",
        "selectattr",
        "slice",
        "sort",
        "string",
        "striptags",
        "sum",
        "title",
        "trim",
        "truncate",
        "unique",
        "upper",
        "wordcount",
        "wordwrap",
    ]
)
LAX_FILTERS = SAFE_FILTERS | {"safe", "filesizeformat", "tojson", "urlencode", "pprint", "xmlattr"}
_WIDE_FILTERS = frozenset(("batch", "center", "indent", "slice", "wordwrap", "truncate"))

SAFE_METHODS: Mapping[type, frozenset[str]] = {
    str: frozenset(
        [
            "capitalize",
            "casefold",
            "center",
            "count",
            "endswith",
            "find",
            "format",
            "index",
            "isalnum",
            "isalpha",
            "isdecimal",
            "isdigit",
            "islower",
            "isnumeric",
            "isspace",
            "istitle",
            "isupper",
            "join",
            "ljust",
            "lower",
            "lstrip",
            "partition",
            "removeprefix",
            "removesuffix",
            "replace",
            "rfind",
            "rindex",
            "rjust",
            "rpartition",
            "rsplit",
            "rstrip",
            "split",
            "splitlines",
            "startswith",
            "strip",
            "swapcase",
            "title",
            "upper",
            "zfill",
        ]
    ),
    dict: frozenset(("get", "items", "keys", "values")),
    list: frozenset(("count", "index")),
    tuple: frozenset(("count", "index")),
    datetime: frozenset(("date", "isoformat", "isoweekday", "strftime", "time", "weekday")),
    date: frozenset(("isoformat", "isoweekday", "strftime", "weekday")),
    time: frozenset(("isoformat", "strftime")),
    timedelta: frozenset(("total_seconds",)),
    int: frozenset(("bit_length",)),
    float: frozenset(("is_integer",)),
    Decimal: frozenset(("quantize",)),
    Placeholder: frozenset(("isoformat", "strftime")),
}
_DATA = (str, int, float, Decimal, date, time, timedelta, dict, list, tuple, set, frozenset, Placeholder)


class RenderContext(Context):
    """Jinja's context with what one render carries along: its budget and what it has printed."""

    __slots__ = ("state",)
    state: RenderState

    def derived(self, locals: dict[str, Any] | None = None) -> RenderContext:
        context = super().derived(locals)
        assert isinstance(context, RenderContext)
        context.state = self.state
        return context


class RenderState:
    """One render: the budget it has left and the content controls it has numbered."""

    __slots__ = ("budget", "controls", "deferred", "next_id")

    def __init__(self, next_id: int) -> None:
        self.budget = Budget()
        self.controls = 0
        self.deferred: list[Placeholder] = []
        self.next_id = next_id


class TemplateEnvironment(SandboxedEnvironment):
    """Jinja, sandboxed: attributes and methods from a list, growth bounded, a mapping's entries before its methods."""

    context_class = RenderContext
    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def __init__(self, *, strict: bool) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined if strict else Undefined, optimized=False)
        self.strict = strict
        names = SAFE_FILTERS if strict else LAX_FILTERS
        self.filters = {name: _bounded(name, FILTERS[name]) for name in sorted(names) if name in FILTERS}
        self.tests = dict(TESTS)
        self.globals = {
            "range": _bounded_range, "dict": dict, "namespace": Namespace, "cycler": Cycler, "joiner": Joiner,
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
        methods = _methods_of(obj)
        if methods is not None and name in methods:
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
        """Data may be read; a method only if it is in the list of its type; code never."""
        if attr.startswith("_"):
            return False
        methods = _methods_of(obj)
        if callable(value) and not isinstance(value, (Macro, Placeholder)):
            if isinstance(obj, (LoopContext, Namespace, Cycler, Joiner)):
                return attr in ("cycle", "changed", "next", "reset")
            return methods is not None and attr in methods
        return not isinstance(value, type(re)) and super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        """Methods from the list, macros, and functions that the caller put into the context on purpose."""
        return not isinstance(obj, type) or obj in (dict, Namespace, Cycler, Joiner, range)

    def call(__self, __context: Context, __obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call what a template may call, and pay for it."""
        if not __self.is_safe_callable(__obj):
            raise SecurityError("calls something that a template may not call")
        _pay(__context, 1)
        value = __context.call(__obj, *args, **kwargs)
        if isinstance(value, range):
            _pay(__context, len(value))
        return value

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic whose result could be huge, looked at before it is done."""
        if isinstance(left, (int, float)) and isinstance(right, (int, float)):
            _check_number(operator, left, right)
        elif operator == "*":
            sized, times = (left, right) if isinstance(right, int) else (right, left)
            if hasattr(sized, "__len__") and isinstance(times, int):
                _check_size(len(sized) * max(times, 0))
        elif operator == "+" and hasattr(left, "__len__") and hasattr(right, "__len__"):
            _check_size(len(left) + len(right))
        elif operator == "%" and isinstance(left, str):
            _check_format(left)
        elif operator == "**":
            raise BudgetError("raises to a power what is not a number")
        value = super().call_binop(context, operator, left, right)
        if isinstance(value, (str, list, tuple)):
            _pay(context, 1 + len(value) // 1000)
        return value


def make_environment(*, strict: bool) -> TemplateEnvironment:
    """The environment of every template: sandboxed, escaping; strict about unknown names, or as docxtpl."""
    return TemplateEnvironment(strict=strict)


def _methods_of(obj: Any) -> frozenset[str] | None:
    methods = SAFE_METHODS.get(type(obj))
    if methods is None:
        for kind, names in SAFE_METHODS.items():
            if isinstance(obj, kind):
                return names
    return methods


def _pay(context: Context, turns: int) -> None:
    if isinstance(context, RenderContext):
        context.state.budget.pay(turns)


def _check_size(size: int) -> None:
    if size > MAX_VALUE:
        raise BudgetError(f"makes a value of more than {MAX_VALUE:,} characters or entries")


def _check_number(operator: str, left: float, right: float) -> None:
    if not (isinstance(left, int) and isinstance(right, int)):
        return
    bits = left.bit_length()
    if operator == "**":
        bits *= max(right, 1)
    elif operator == "*":
        bits += right.bit_length()
    if bits > MAX_NUMBER_BITS:
        raise BudgetError("makes a number that no document needs")


def _check_format(pattern: str) -> None:
    if _WIDE_FORMAT.search(pattern):
        raise BudgetError("formats to a width that no document needs")


def _bounded_range(*args: int) -> range:
    """Python's `range`, up to MAX_RANGE numbers."""
    numbers = range(*args)
    if len(numbers) > MAX_RANGE:
        raise BudgetError(f"asks for a range of more than {MAX_RANGE:,} numbers")
    return numbers


def _bounded(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    """A filter of Jinja's that cannot grow its value without a bound, and takes a placeholder as its label."""
    passes = getattr(original, "jinja_pass_arg", None)
    at = 0 if passes is None else 1

    def bounded(*args: Any, **kwargs: Any) -> Any:
        value = args[at]
        if value.__class__ is Placeholder:
            if name in ("join", "first", "last", "string", "min", "max", "safe"):
                return value
            if name not in _EMPTY_FOR_PLACEHOLDER:
                args = (*args[:at], str(value), *args[at + 1 :])
                if name in ("float", "int", "round", "abs", "sum", "format"):
                    return args[at]
        rest = args[at + 1 :]
        if name in _WIDE_FILTERS:
            for argument in (*rest, *kwargs.values()):
                if isinstance(argument, int) and argument > MAX_WIDTH:
                    raise BudgetError(f"asks the filter “{name}” for a width of more than {MAX_WIDTH:,}")
        elif name == "format":
            _check_format(str(value))
        elif name == "replace" and len(rest) > 1:
            _check_size(len(str(value)) * max(1, len(str(rest[1]))))
        elif name == "round" and rest and isinstance(rest[0], int) and abs(rest[0]) > 100:
            raise BudgetError("rounds to a place that no document needs")
        elif name == "attr" and str(rest[0] if rest else kwargs.get("name", "")).startswith("_"):
            raise SecurityError("reads an attribute that a template may not read")
        elif name in ("join", "sum"):
            value, total = _listed(value)
            _check_size(total + len(value) * len(str(rest[0] if name == "join" and rest else "")))
            args = (*args[:at], value, *rest)
        if passes is not None and isinstance(args[0], RenderContext):
            _pay(args[0], 1)
        return original(*args, **kwargs)

    bounded.__name__ = name
    if passes is not None:
        bounded.jinja_pass_arg = passes  # type: ignore[attr-defined]  # Jinja reads this mark from the function
    return bounded


_EMPTY_FOR_PLACEHOLDER = frozenset(
    [
        "batch",
        "count",
        "d",
        "default",
        "dictsort",
        "groupby",
        "items",
        "length",
        "list",
        "map",
        "reject",
        "rejectattr",
        "select",
        "selectattr",
        "slice",
        "sort",
        "unique",
        "reverse",
        "wordcount",
        "e",
        "escape",
        "forceescape",
        "attr",
    ]
)


def _listed(values: Any) -> tuple[list[Any], int]:
    listed = list(values)
    return listed, sum(len(value) if isinstance(value, str) else 8 for value in listed)


def _bounded_text_method(environment: TemplateEnvironment, text: str, name: str) -> Callable[..., Any]:
    """A method of `text` that cannot grow it without a bound."""
    if name == "format":
        _check_format(text)
        return environment.wrap_str_format(text.format) or text.format
    method: Callable[..., Any] = getattr(text, name)

    def bounded(*args: Any, **kwargs: Any) -> Any:
        if name in ("center", "ljust", "rjust", "zfill") and args and isinstance(args[0], int) and args[0] > MAX_WIDTH:
            raise BudgetError(f"asks {name}() for a width of more than {MAX_WIDTH:,}")
        if name == "replace" and len(args) > 1:
            _check_size((len(text) + 1) * max(1, len(args[1])))
        if name == "join" and args:
            listed, total = _listed(args[0])
            _check_size(total + len(listed) * len(text))
            args = (listed, *args[1:])
        return method(*args, **kwargs)

    return bounded


def _bounded_strftime(method: Callable[[str], Any]) -> Callable[[str], Any]:
    def bounded(pattern: str) -> Any:
        if len(pattern) > 200 or re.search(r"%[^%A-Za-z]*\d{3,}", pattern):
            raise BudgetError("formats a date to a width that no document needs")
        return method(pattern)

    return bounded


def concatenated(pieces: tuple[Any, ...]) -> str:
    """`a ~ b`: the pieces as one text, escaped where one of them is markup, up to MAX_VALUE characters."""
    texts = [piece if isinstance(piece, str) else str(piece) for piece in pieces]
    _check_size(sum(map(len, texts)))
    if any(hasattr(piece, "__html__") and piece.__class__ is not Placeholder for piece in pieces):
        return Markup("").join(pieces)
    return "".join(texts)


REFUSED_STATEMENTS: Mapping[type[nodes.Node], str] = {
    nodes.Extends: "extends", nodes.Include: "include", nodes.Import: "import", nodes.FromImport: "from … import",
}  # fmt: skip
