"""The filters a template may use: Jinja's own, none that grows its value without a bound or reaches outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS

from service.assembly.budget import BudgetError, check_format, check_size, check_width, deep_size
from service.assembly.placeholders import Placeholder
from service.assembly.state import RenderContext, pay

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
_EMPTY_FOR_PLACEHOLDER = _words(
    """attr batch count d default dictsort e escape forceescape groupby items length list map reject rejectattr
    reverse select selectattr slice sort unique wordcount"""
)


def filters(*, strict: bool) -> dict[str, Filter]:
    """The filters by name; raw markup and a program's notation only where docxtpl's way is asked for."""
    names = SAFE_FILTERS if strict else LAX_FILTERS
    return {name: _bounded(name, FILTERS[name]) for name in sorted(names) if name in FILTERS}


def _bounded(name: str, original: Filter) -> Filter:
    """Jinja's filter `name`, its arguments looked at before it works; a placeholder stays one or becomes its label."""
    passes = getattr(original, "jinja_pass_arg", None)
    at = 0 if passes is None else 1

    def bounded(*args: Any, **kwargs: Any) -> Any:
        value = args[at]
        if value.__class__ is Placeholder and name not in _EMPTY_FOR_PLACEHOLDER:
            if name in _PASS_PLACEHOLDER_ON:
                return value
            if name in _LABEL_ONLY:
                return str(value)
            value = str(value)
        rest = args[at + 1 :]
        if name in ("join", "sum"):
            value = list(value)
        _check(name, value, (*rest, *kwargs.values()))
        if passes is not None and isinstance(args[0], RenderContext):
            pay(args[0], 1)
        return original(*args[:at], value, *rest, **kwargs)

    bounded.__name__ = name
    if passes is not None:
        bounded.jinja_pass_arg = passes  # type: ignore[attr-defined]  # Jinja reads this mark from the function
    return bounded


def _check(name: str, value: Any, arguments: tuple[Any, ...]) -> None:
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
