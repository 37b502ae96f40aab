"""Jinja's compiler, writing bytes: fixed text is encoded once, a plain value goes straight into the file.

Everything Jinja means stays as it is; only how a template prints and reads is generated differently:

- fixed text is a bytes literal;
- a printed value is tested in line: a `str` without any sign that XML or Word wants written otherwise is encoded and
  done; anything else goes through `show`, which knows the place it stands in;
- `a.b` looks into a plain `dict` in line, and asks the sandbox only when that fails;
- each loop pays its budget where it is entered, each comparison and slice for the size of what it goes through.

Inside macros, `{% set %}` blocks and the like Jinja collects text, and so does this: there values stay `str`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import CodeType
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context

from service.assembly.dialect import as_written
from service.assembly.environment import TemplateEnvironment
from service.assembly.places import Kind, Place

Root = Callable[[Context], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class PartCode:
    """A part as Python code. `places` are those of its printing nodes, by the numbers that the code names them by;
    `debug` pairs of a line of the code and of the source."""

    code: CodeType
    places: tuple[Place, ...]
    debug: tuple[tuple[int, int], ...]

    def root(self, runtime: Mapping[str, Any]) -> Root:
        """The function that prints the part.

        `runtime` holds what the code calls by name: `environment`, `show`, `soft`, `finish`, `guard`, `attr`,
        `method`, `concatenated`, `weighed`.
        """
        namespace = {**runtime}
        exec(self.code, namespace)  # noqa: S102  # Jinja's own way from source to function
        root: Root = namespace["root"]
        return root


def compiled(
    environment: TemplateEnvironment, tree: nodes.Template, places: Mapping[int, Place], name: str
) -> PartCode:
    """The code that prints the part called `name` with this syntax."""
    generator = _PartGenerator(environment, places, name)
    generator.visit(tree)
    source = generator.stream.getvalue()  # type: ignore[attr-defined]  # a StringIO unless another stream is given
    return PartCode(
        compile(source, name, "exec"),
        tuple(generator.used),
        tuple((code, line) for line, code in generator.debug_info),
    )


class _PartGenerator(CodeGenerator):
    def __init__(self, environment: TemplateEnvironment, places: Mapping[int, Place], name: str) -> None:
        super().__init__(environment, name, name, optimized=False)
        self.places = places
        self.used: list[Place] = []
        self.paid: dict[int, int] = {}
        self.weighed: set[int] = set()

    def use(self, node: nodes.Node) -> int:
        """The number by which generated code names the place of `node`."""
        self.used.append(self.places.get(id(node)) or Place(Kind.PLAIN, line=node.lineno))
        return len(self.used) - 1

    def visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> Any:
        if id(node) in self.weighed:
            self.weighed.remove(id(node))
            self.write("weighed(context, ")
            self.visit(node, *args, **kwargs)
            self.write(")")
            return None
        cost = self.paid.get(id(node))
        if cost is None:
            return super().visit(node, *args, **kwargs)
        self.write("guard(context, ")
        super().visit(node, *args, **kwargs)
        self.write(f", {cost})")
        return None

    def visit_For(self, node: nodes.For, frame: Frame) -> None:
        self.paid[id(node.iter)] = _fixed_length(node)
        super().visit_For(node, frame)

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:
        """A Word file has no parent to fill blocks of: a block is its content."""
        self.visit_Scope(node, frame)  # type: ignore[arg-type]  # it asks for a body, which a block has as well

    def start_write(self, frame: Frame, node: nodes.Node | None = None) -> None:
        super().start_write(frame, node)
        if frame.buffer is None and node is not None:
            self.write(f"finish(context, {self.use(node)}, ")

    def end_write(self, frame: Frame) -> None:
        if frame.buffer is None:
            self.write(")")
        super().end_write(frame)

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:
        if frame.buffer is not None:
            self._collect(node, frame)
            return
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                data = _as_written(child.data)
                if data:
                    self.writeline(f"yield {data.encode()!r}")
            else:
                self._print(child, frame)

    def _print(self, child: nodes.Expr, frame: Frame) -> None:
        number = self.use(child)
        plain = self.used[number].kind in (Kind.TEXT, Kind.PLAIN)
        self.writeline("t_v = ", child)
        self.visit(child, frame)
        if plain:
            self.writeline("if t_v.__class__ is str and t_v.isprintable() and")
            self.write(" '&' not in t_v and '<' not in t_v and '>' not in t_v:")
            self.indent()
            if frame.loop_frame or not frame.toplevel:
                self.writeline("yield t_v.encode() if len(t_v) < 2000 else ")
                self.write(f"show(context, {number}, t_v)")
            else:
                self.writeline("yield t_v.encode()")
            self.outdent()
            self.writeline("else:")
            self.indent()
        self.writeline(f"yield show(context, {number}, t_v)", child)
        if plain:
            self.outdent()

    def _collect(self, node: nodes.Output, frame: Frame) -> None:
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                data = _as_written(child.data)
                if data:
                    self.writeline(f"{frame.buffer}.append({data!r})")
            else:
                self.writeline(f"{frame.buffer}.append(soft(context, {self.use(child)}, ", child)
                self.visit(child, frame)
                self.write("))")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        name = self.temporary_identifier()
        self.write(f"({name}[{node.attr!r}] if ({name} := ")
        self.visit(node.node, frame)
        self.write(f").__class__ is dict and {node.attr!r} in {name} else attr({name}, {node.attr!r}))")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        callee = node.node
        if not isinstance(callee, nodes.Getattr):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.write("environment.call(context, method(")
        self.visit(callee.node, frame)
        self.write(f", {callee.attr!r})")
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")

    def visit_Compare(self, node: nodes.Compare, frame: Frame) -> None:
        """What two values are compared for is paid by their size; beside a constant it is soon told."""
        sides = (node.expr, *(operand.expr for operand in node.ops))
        is_looked_for = any(operand.op in ("in", "notin") for operand in node.ops)
        if is_looked_for or len(sides) > 2 or not any(isinstance(side, nodes.Const) for side in sides):
            self.weighed.update(id(side) for side in sides if not isinstance(side, nodes.Const))
        super().visit_Compare(node, frame)

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:
        if isinstance(node.arg, nodes.Slice):
            self.weighed.add(id(node.node))
        elif not isinstance(node.arg, nodes.Const):
            self.weighed.add(id(node.arg))
        super().visit_Getitem(node, frame)

    def visit_List(self, node: nodes.List, frame: Frame) -> None:
        self._built(node, frame, super().visit_List)

    def visit_Tuple(self, node: nodes.Tuple, frame: Frame) -> None:
        if node.ctx == "load":
            self._built(node, frame, super().visit_Tuple)
        else:
            super().visit_Tuple(node, frame)

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:
        self._built(node, frame, super().visit_Dict)

    def _built(self, node: nodes.Expr, frame: Frame, write: Callable[[Any, Frame], None]) -> None:
        """A list written out in a tag; if it holds more than constants it is looked at when it is made."""
        if not any(node.find(kind) for kind in (nodes.Name, nodes.Call, nodes.Filter)):
            write(node, frame)
            return
        self.write("weighed(context, ")
        write(node, frame)
        self.write(")")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        self.write("concatenated(context, (")
        for piece in node.nodes:
            self.visit(piece, frame)
            self.write(", ")
        self.write("))")


def _as_written(data: str) -> str:
    """Fixed text without the line breaks that only name tags, docxtpl's signs for braces meant as braces put back."""
    data = as_written(data.replace("\n", ""))
    if "{_" in data or "_}" in data:
        data = data.replace("{_{", "{{").replace("}_}", "}}").replace("{_%", "{%").replace("%_}", "%}")
    return data


def _fixed_length(node: nodes.For) -> int:
    """Characters of fixed text that one turn of a loop may print, plus a little for what it reads."""
    length = 64
    for part in node.body:
        for data in part.find_all(nodes.TemplateData):
            length += len(data.data)
    return length
