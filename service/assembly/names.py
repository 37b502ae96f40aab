"""The dotted names that a template asks for, followed through loops and settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jinja2 import nodes

if TYPE_CHECKING:
    from service.assembly.template import Template

Scope = dict[str, str | None]
"""What a name of the template stands for: a dotted path of the context, or None for what the template made itself."""

_BUILTINS = frozenset(("range", "dict", "namespace", "cycler", "joiner", "loop", "caller", "varargs", "kwargs"))


def names_in(template: Template) -> tuple[str, ...]:
    """Every path that `template` reads, sorted: `student.name`, lists marked `plan.goals[]`, `plan.goals[].text`.

    A list that is only looped over is there too, once as itself and once with its mark.
    """
    paths = {path for part in template.parts for path, _ in asked_for(part.tree)}
    return tuple(sorted(path for path in paths if path))


def asked_for(tree: nodes.Template) -> Iterator[tuple[str, nodes.Node]]:
    """Each path that `tree` reads, with the node that reads it, in no promised order."""
    yield from _visit(tree, {})


def _visit(node: nodes.Node, scope: Scope) -> Iterator[tuple[str, nodes.Node]]:
    if isinstance(node, nodes.For):
        yield from _for(node, scope)
    elif isinstance(node, (nodes.Macro, nodes.CallBlock)):
        inner = dict(scope)
        for default in node.defaults:
            yield from _visit(default, scope)
        if isinstance(node, nodes.CallBlock):
            yield from _visit(node.call, scope)
        for parameter in node.args:
            inner[parameter.name] = None
        if isinstance(node, nodes.Macro):
            scope[node.name] = None
        for child in node.body:
            yield from _visit(child, inner)
    elif isinstance(node, nodes.Assign):
        yield from _visit(node.node, scope)
        _bind(node.target, _path(node.node, scope), scope)
    elif isinstance(node, nodes.AssignBlock):
        for child in node.body:
            yield from _visit(child, scope)
        _bind(node.target, None, scope)
    elif isinstance(node, nodes.With):
        inner = dict(scope)
        for target, value in zip(node.targets, node.values, strict=True):
            yield from _visit(value, scope)
            _bind(target, _path(value, scope), inner)
        for child in node.body:
            yield from _visit(child, inner)
    elif isinstance(node, (nodes.Name, nodes.Getattr, nodes.Getitem)):
        yield from _reference(node, scope)
    elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr):
        yield from _visit(node.node.node, scope)
        for argument in (*node.args, *(keyword.value for keyword in node.kwargs)):
            yield from _visit(argument, scope)
    else:
        for child in node.iter_child_nodes():
            yield from _visit(child, scope)


def _for(node: nodes.For, scope: Scope) -> Iterator[tuple[str, nodes.Node]]:
    yield from _visit(node.iter, scope)
    inner = dict(scope)
    path = _path(node.iter, scope)
    _bind(node.target, f"{path}[]" if path else None, inner)
    if path:
        yield f"{path}[]", node.iter
    for child in (*([node.test] if node.test else []), *node.body):
        yield from _visit(child, inner)
    for child in node.else_:
        yield from _visit(child, scope)


def _bind(target: nodes.Node, path: str | None, scope: Scope) -> None:
    if isinstance(target, nodes.Name):
        scope[target.name] = path
    elif isinstance(target, nodes.Tuple):
        for item in target.items:
            _bind(item, None, scope)


def _reference(node: nodes.Name | nodes.Getattr | nodes.Getitem, scope: Scope) -> Iterator[tuple[str, nodes.Node]]:
    path = _path(node, scope)
    if path is not None:
        yield path, node
    inner: nodes.Node | None = node
    while isinstance(inner, (nodes.Getattr, nodes.Getitem, nodes.Filter)):
        if isinstance(inner, nodes.Getitem):
            yield from _visit(inner.arg, scope)
        elif isinstance(inner, nodes.Filter):
            for argument in (*inner.args, *(keyword.value for keyword in inner.kwargs)):
                yield from _visit(argument, scope)
        inner = inner.node
    if path is None and inner is not None and inner is not node:
        yield from _visit(inner, scope)


def _path(node: nodes.Node, scope: Scope) -> str | None:
    """The dotted path that an expression names, or None if it computes something."""
    if isinstance(node, nodes.Name):
        if node.name in scope:
            return scope[node.name]
        return None if node.name in _BUILTINS else node.name
    if isinstance(node, nodes.Getattr):
        parent = _path(node.node, scope)
        return f"{parent}.{node.attr}" if parent else None
    if isinstance(node, nodes.Getitem):
        parent = _path(node.node, scope)
        if parent is None:
            return None
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return f"{parent}.{node.arg.value}"
        return None if isinstance(node.arg, nodes.Slice) else f"{parent}[]"
    if isinstance(node, nodes.Filter) and node.node is not None:
        keeps = (
            "sort",
            "reverse",
            "list",
            "unique",
            "selectattr",
            "rejectattr",
            "select",
            "reject",
            "default",
            "d",
        )
        if node.name in keeps:
            return _path(node.node, scope)
        if node.name in ("first", "last", "min", "max"):
            parent = _path(node.node, scope)
            return f"{parent}[]" if parent else None
    return None
