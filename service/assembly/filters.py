"""The filters a template may use: Jinja's own, none that grows its value without a bound or reaches outside."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from jinja2 import pass_context
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import Context
from markupsafe import Markup, escape

from service.assembly.budget import A_TURN, BudgetError, check_format, check_size, check_width, deep_size
from service.assembly.placeholders import Placeholder
from service.assembly.printing import UnprintableError
from service.assembly.state import pay

Filter = Callable[..., Any]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SAFE_FILTERS = _words(
    """abs attr batch capitalize center count d default dictsort e escape first float forceescape format groupby
    indent int items join last length list lower map max min reject rejectattr replace reverse round select
    selectattr slice sort string striptags sum title trim truncate unique upper wordcount wordwrap"""
)
LAX_FILTERS = SAFE_FILTERS | _words("safe filesizeformat tojson urlencode pprint xmlattr")
_WIDE = _words("batch center indent slice truncate wordwrap")
_PASS_PLACEHOLDER_ON = _words("first join last max min safe string")
_LABEL_ONLY = _words("abs float format int round sum")
_ON_LETTERS = _words("capitalize center lower title truncate upper wordcount wordwrap")
"""They look at letters, so they are given text that a macro or a block printed as it reads: `&`, not `&amp;`."""
_EMPTY_FOR_PLACEHOLDER = _words(
    """attr batch count d default dictsort e escape forceescape groupby items length list map reject rejectattr
    reverse select selectattr slice sort unique wordcount"""
)


def filters(*, strict: bool) -> dict[str, Filter]:
    """The filters by name; raw markup and a program's notation only where docxtpl's way is asked for."""
    names = SAFE_FILTERS if strict else LAX_FILTERS
    return {name: _bounded(name, FILTERS[name]) for name in sorted(names) if name in FILTERS}


def _bounded(name: str, original: Filter) -> Filter:
    """Jinja's filter `name`, its arguments looked at before it works; a placeholder stays one or becomes its label.

    It pays for what it is given and for what it makes, also where `map` or `select` applies it to each entry.
    """
    passes = getattr(original, "jinja_pass_arg", None)

    @pass_context
    def bounded(context: Context, value: Any, *rest: Any, **kwargs: Any) -> Any:
        if value.__class__ is Placeholder and name not in _EMPTY_FOR_PLACEHOLDER:
            if name in _PASS_PLACEHOLDER_ON:
                return value
            if name in _LABEL_ONLY:
                return str(value)
            value = str(value)
        if name in ("join", "sum"):
            value = list(value)
        is_printed = value.__class__ is Markup and name in _ON_LETTERS
        if is_printed:
            value = as_it_reads(value)
        size = _check(name, value, (*rest, *kwargs.values()))
        entries = len(value) if isinstance(value, (list, tuple)) else 0
        pay(context, 1 + entries + size // A_TURN)
        made = original(*_leading(passes, context), value, *rest, **kwargs)
        if isinstance(made, str):
            pay(context, len(made) // A_TURN, len(made))
            return escape(made) if is_printed else made
        if isinstance(made, (list, tuple, dict)):
            pay(context, len(made))
        return made

    bounded.__name__ = name
    return bounded


def as_it_reads(printed: Markup) -> str:
    """The letters of what a macro or a block printed: `&`, not `&amp;`. Refuses what holds elements of Word."""
    if "<" in printed:
        raise UnprintableError("changes the letters of words that bring a look of their own. Print them as they are")
    return str(printed.unescape())


def _leading(passes: Any, context: Context) -> tuple[Any, ...]:
    """What Jinja gives to a filter before its value, by the mark on the filter."""
    if passes is None:
        return ()
    return ({"context": context, "eval_context": context.eval_ctx, "environment": context.environment}[passes.name],)


def _check(name: str, value: Any, arguments: tuple[Any, ...]) -> int:
    """Refuse what grows without a bound; how much the filter is given."""
    size = deep_size(value) + deep_size(arguments)
    if name in _WIDE:
        check_width(f"the filter “{name}”", arguments)
    if name == "format":
        check_format(str(value))
    elif name == "replace" and len(arguments) > 1:
        check_size((len(str(value)) + 1) * max(1, len(str(arguments[1]))))
    elif name == "join" and arguments:
        check_size(size + len(value) * len(str(arguments[0])))
    elif name == "indent":
        check_size(size + str(value).count("\n") * 1000)
    elif name == "round" and any(isinstance(argument, int) and abs(argument) > 100 for argument in arguments):
        raise BudgetError("rounds to a place that no document needs")
    elif name == "attr" and str(arguments[0] if arguments else "").startswith("_"):
        raise SecurityError("reads an attribute that a template may not read")
    elif name == "sum" and any(not isinstance(each, (int, float, Decimal, str)) for each in arguments):
        raise BudgetError("adds up lists. Add up numbers")
    return size
