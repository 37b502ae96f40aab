"""Where in the XML each tag prints: in the text of a run, in an attribute, between paragraphs …

A value is written differently in each of them, and which it is never changes from one render to the next. So it is
found once, by walking the fixed text of the compiled part in the order of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from jinja2 import nodes

_MARKUP = re.compile(r"<(/?)([\w:.-]+)[^<>]*?(/?)>|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_INLINE_PARENTS = frozenset(
    (
        "w:p",
        "w:hyperlink",
        "w:ins",
        "w:del",
        "w:smartTag",
        "w:fldSimple",
        "w:sdtContent",
        "w:moveTo",
        "w:dir",
        "w:bdo",
    )
)
_PARAGRAPH_PARENTS = frozenset(
    (
        "w:body",
        "w:tc",
        "w:hdr",
        "w:ftr",
        "w:txbxContent",
        "w:sdtContent",
        "w:footnote",
        "w:endnote",
        "w:comment",
    )
)


class Kind(Enum):
    """What stands around a tag."""

    TEXT = "the text of a run"
    PLAIN = "text of another kind: a document property, a chart"
    FIELD = "the instruction of a field"
    ATTRIBUTE = "the value of an attribute"
    INLINE = "between runs, within a paragraph"
    BLOCK = "between paragraphs, rows or cells"


@dataclass(frozen=True, slots=True)
class Place:
    """Surroundings of one tag: the run's and the paragraph's properties as XML, and what may stand here."""

    kind: Kind
    run_properties: str = ""
    paragraph_properties: str = ""
    control_allowed: bool = False
    new_paragraph_allowed: bool = False
    paragraph_fits: bool = False
    line: int = 0


@dataclass(slots=True)
class _Open:
    name: str
    start: int
    properties: str = ""


@dataclass(slots=True)
class _Walk:
    text: list[str] = field(default_factory=list)
    length: int = 0
    marks: list[tuple[int, nodes.Node]] = field(default_factory=list)


def places_in(template: nodes.Template) -> dict[int, Place]:
    """The place of each printing node of `template`, by the node's `id`."""
    walk = _Walk()
    _collect(template, walk)
    return dict(_located("".join(walk.text), walk.marks))


def _collect(node: nodes.Node, walk: _Walk) -> None:
    if isinstance(node, nodes.Output):
        for printed in node.nodes:
            if isinstance(printed, nodes.TemplateData):
                data = printed.data.replace("\n", "")
                walk.text.append(data)
                walk.length += len(data)
            else:
                walk.marks.append((walk.length, printed))
        return
    if isinstance(node, (nodes.CallBlock, nodes.FilterBlock, nodes.For)):
        walk.marks.append((walk.length, node))
    for child in node.iter_child_nodes():
        _collect(child, walk)


def _located(xml: str, marks: list[tuple[int, nodes.Node]]) -> Iterator[tuple[int, Place]]:
    stack: list[_Open] = []
    at = 0
    for token in _MARKUP.finditer(xml):
        while at < len(marks) and marks[at][0] <= token.start():
            yield id(marks[at][1]), _place(stack, marks[at][1].lineno)
            at += 1
        holed = False
        while at < len(marks) and marks[at][0] < token.end():
            yield id(marks[at][1]), Place(Kind.ATTRIBUTE, line=marks[at][1].lineno)
            holed = True
            at += 1
        name = token[2]
        if not name or token[3]:
            if holed:
                _spoil(stack)
            continue
        if not token[1]:
            stack.append(_Open(name, token.start()))
            if holed:
                _spoil(stack)
            continue
        _close(stack, name, xml, token.end())
    for _, node in marks[at:]:
        yield id(node), _place(stack, node.lineno)


def _spoil(stack: list[_Open]) -> None:
    """Properties that differ from render to render cannot be repeated after a tab or a new paragraph."""
    for entry in stack:
        if entry.name in ("w:rPr", "w:pPr"):
            entry.start = -1


def _close(stack: list[_Open], name: str, xml: str, end: int) -> None:
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth].name == name:
            closed = stack[depth]
            del stack[depth:]
            break
    else:
        return
    if stack and closed.start >= 0:
        parent = stack[-1]
        if (name == "w:rPr" and parent.name == "w:r") or (name == "w:pPr" and parent.name == "w:p"):
            parent.properties = xml[closed.start : end]
        elif name == "w:sdtPr" and parent.name == "w:sdt" and "<w:text" in xml[closed.start : end]:
            parent.properties = "text only"


def _place(stack: list[_Open], line: int) -> Place:
    if not stack:
        return Place(Kind.BLOCK, line=line)
    top = stack[-1].name
    paragraph = next((entry for entry in reversed(stack) if entry.name == "w:p"), None)
    if top == "w:t" and len(stack) > 1 and stack[-2].name == "w:r":
        parent = stack[-3].name if len(stack) > 2 else ""
        text_only = any(entry.name == "w:sdt" and entry.properties for entry in stack)
        return Place(
            Kind.TEXT,
            run_properties=stack[-2].properties,
            paragraph_properties=paragraph.properties if paragraph else "",
            control_allowed=parent in _INLINE_PARENTS and not text_only,
            new_paragraph_allowed=parent == "w:p",
            line=line,
        )
    if top == "w:instrText":
        return Place(Kind.FIELD, line=line)
    if top in _INLINE_PARENTS and paragraph is not None:
        return Place(Kind.INLINE, "", paragraph.properties, control_allowed=True, line=line)
    if top in _PARAGRAPH_PARENTS:
        return Place(Kind.BLOCK, paragraph_fits=True, line=line)
    if top in ("w:tr", "w:tbl"):
        return Place(Kind.BLOCK, line=line)
    return Place(Kind.PLAIN, line=line)
