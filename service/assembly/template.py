"""A template, ready to be filled as often as asked, from any thread.

Rendering calls, for each part that holds tags, the function that loading made of it, compresses what it prints, and
puts that between the parts that never change. A render shares nothing with another but what is never written to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NoReturn

from jinja2 import nodes
from jinja2.exceptions import SecurityError, UndefinedError

from service.assembly.budget import BudgetError, NotAListError
from service.assembly.compiler import Root
from service.assembly.dialect import Lost, as_written, origin
from service.assembly.environment import TemplateEnvironment
from service.assembly.errors import RenderError
from service.assembly.package import Member, Package, Writer, packed, unpacked
from service.assembly.parts import PARTS
from service.assembly.printing import UnprintableError
from service.assembly.state import RenderContext, RenderState
from service.assembly.validity import Mend, number_ids
from service.assembly.word_xml import DECLARATION

STYLES = "word/styles.xml"
PLACEHOLDER_STYLE = (
    b'<w:style w:type="character" w:styleId="PlaceholderText"><w:name w:val="Placeholder Text"/>'
    b'<w:uiPriority w:val="99"/><w:semiHidden/><w:rPr><w:color w:val="666666"/></w:rPr></w:style>'
)
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_UNDEFINED = re.compile(r"'([^']*)' is undefined|has no (?:attribute|element) '?([^']*?)'?$")


@dataclass(frozen=True, slots=True)
class Part:
    """One part that holds tags, compiled. `lines` is its Jinja source, a tag a line, `tree` its syntax.

    `lost` are the words that its block tags swallow, `debug` pairs of a line of the generated code and of `lines`.
    """

    name: str
    tree: nodes.Template
    lines: tuple[str, ...]
    lost: tuple[Lost, ...]
    root: Root
    debug: tuple[tuple[int, int], ...]
    mends: tuple[Mend, ...]


class Template:
    """A Word template, ready to be filled. Made by `load_template`; immutable and safe to share between threads."""

    def __init__(self, name: str, package: Package, parts: tuple[Part, ...], environment: TemplateEnvironment) -> None:
        self.name = name
        self.package = package
        self.parts = parts
        self.strict = environment.strict
        self._environment = environment
        changing = {part.name for part in parts}
        self._styles = _styles_with_placeholder(package)
        if self._styles:
            changing.add(STYLES)
        self._writer = Writer(package, frozenset(changing))
        self._first_id = _largest_id(package)

    def render(self, context: Mapping[str, Any]) -> bytes:
        """The .docx that this template and `context` make; the same bytes each time.

        Raises RenderError, naming part, paragraph and tag: an unknown name (if strict), a value that cannot be
        printed where it stands, or a template that asks for more than a document needs.
        """
        state = RenderState(self._first_id)
        values = {**self._environment.globals, **context}
        members = {}
        for part in self.parts:
            variables = RenderContext(self._environment, values, part.name, {})
            variables.state = state
            state.brought_ids = False
            try:
                content = b"".join(part.root(variables))
                for mend in part.mends:
                    content = mend(content)
                if state.brought_ids and number_ids not in part.mends:
                    content = number_ids(content)
            except RecursionError as error:
                self._refuse(part, error, lambda tag: "calls itself without an end")
            except Exception as error:  # noqa: BLE001  # whatever a stranger's template does wrong is named, with its place
                self._refuse(part, error, partial(_reason, error))
            members[part.name] = packed(part.name, DECLARATION + content)
        if self._styles:
            members[STYLES] = self._styles[1 if state.controls else 0]
        return self._writer.write(members)

    def _refuse(self, part: Part, error: BaseException, reason_at: Callable[[str], str]) -> NoReturn:
        line = part.lines[max(_source_line(part, error) - 1, 0)]
        tag = _TAG.match(line)
        place = ""
        if tag is not None and origin(tag[0]):
            from service.assembly.outline import outline, shortened
            from service.assembly.parts import normal_root

            spots = outline(normal_root(self.package.read(part.name)), {})
            place = shortened(spots[origin(tag[0]) - 1].words.strip())
        written = as_written(tag[0]) if tag else ""
        # The cause may hold a value of the case in its message, and whoever logs this error would log it too.
        raise RenderError(self.name, part.name, place, written, reason_at(written)) from None


def _reason(error: BaseException, tag: str) -> str:
    """Why a render failed at `tag`, in words that hold no value of the context.

    A name is told only where the tag itself has it: `{{ student[student.name] }}` asks for a name that is a value.
    """
    if isinstance(error, (BudgetError, NotAListError, UnprintableError)):
        return str(error)
    if isinstance(error, SecurityError):
        return "asks for something that a template may not use"
    if isinstance(error, UndefinedError):
        found = _UNDEFINED.search(str(error))
        name = (found[1] or found[2]) if found else ""
        is_written = bool(name) and name in tag
        return f"asks for “{name}”, which is not given" if is_written else "asks for something that is not given"
    if isinstance(error, ZeroDivisionError):
        return "divides by zero. Put {% if %} around it, so that it is left out where the number is 0"
    if isinstance(error, TypeError):
        return (
            "cannot be computed with what it is given, such as words in a sum or a blank in a division. Join words "
            "with ~, make a number of words with |int, and put {% if %} around what may be blank"
        )
    return f"cannot be computed ({type(error).__name__}). Check what its filters and functions are given"


def _source_line(part: Part, error: BaseException) -> int:
    """The source line that a traceback through generated code points to; 0 if it never got there."""
    line = 0
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == part.name:
            line = next((source for code, source in reversed(part.debug) if code <= trace.tb_lineno), 1)
        trace = trace.tb_next
    return line


def _styles_with_placeholder(package: Package) -> tuple[Member, Member] | None:
    """The style sheet as it is and with a style for placeholders; None if it has one, or if there is no sheet."""
    member = next((member for member in package.members if member.name == STYLES), None)
    if member is None:
        return None
    content = unpacked(member)
    if b'w:styleId="PlaceholderText"' in content or b"</w:styles>" not in content:
        return None
    return member, packed(STYLES, content.replace(b"</w:styles>", PLACEHOLDER_STYLE + b"</w:styles>"))


def _largest_id(package: Package) -> int:
    """An id above every content control's in the template, to number ours from."""
    largest = 0
    for name in package.names():
        if PARTS.fullmatch(name):
            for found in re.finditer(rb'<w:id w:val="(\d{1,10})"/>', package.read(name)):
                largest = max(largest, int(found[1]))
    return largest if largest < 2_000_000_000 else 0
