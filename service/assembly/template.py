"""A template: examined, checked and compiled when it is loaded, filled as often as asked, from any thread.

Loading makes of each part that holds a tag a Python function that prints it; rendering calls those functions with the
context, compresses what they print and puts it between the parts that never change. A render shares nothing with
another but what is never written to.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from typing import Any, NoReturn

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError
from lxml import etree

from service.assembly.budget import BudgetError, NotAListError
from service.assembly.compiler import Root, compiled
from service.assembly.dialect import Lost, TooManyTagsError, jinja_source
from service.assembly.environment import (
    REFUSED_STATEMENTS,
    TemplateEnvironment,
    built,
    concatenated,
    make_environment,
    metered,
)
from service.assembly.errors import NotAWordFileError, RenderError, TemplateError
from service.assembly.findings import Finding
from service.assembly.inspection import package_findings, without_attached_template, zip_findings
from service.assembly.package import Member, Package, Writer, content_of, packed, read_package, unpacked
from service.assembly.places import places_in
from service.assembly.printing import UnprintableError, printers
from service.assembly.state import RenderContext, RenderState
from service.assembly.validity import Mend, drop_paragraph_ids, marked, mends_for, order_properties

_TAG = re.compile(rb"\{(?:<[^>]*>)*[{%#]")
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = "word/styles.xml"
PLACEHOLDER_STYLE = (
    b'<w:style w:type="character" w:styleId="PlaceholderText"><w:name w:val="Placeholder Text"/>'
    b'<w:uiPriority w:val="99"/><w:semiHidden/><w:rPr><w:color w:val="666666"/></w:rPr></w:style>'
)
_PARTS = re.compile(
    r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments|charts/chart\d*|diagrams/data\d*)\.xml"
    r"|docProps/(core|app|custom)\.xml"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part that holds tags, compiled. `lines` is its Jinja source, a tag a line, `tree` its syntax."""

    name: str
    tree: nodes.Template
    lines: tuple[str, ...]
    lost: tuple[Lost, ...]
    root: Root
    places: tuple[Any, ...]
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
            try:
                content = b"".join(part.root(variables))
                for mend in part.mends:
                    content = mend(content)
            except RecursionError as error:
                self._refuse(part, error, "calls itself without an end")
            except Exception as error:  # noqa: BLE001  # whatever a stranger's template does wrong is named, with its place
                self._refuse(part, error, _reason(error))
            members[part.name] = packed(part.name, _DECLARATION + content)
        if self._styles:
            members[STYLES] = self._styles[1 if state.controls else 0]
        return self._writer.write(members)

    def _refuse(self, part: Part, error: BaseException, reason: str) -> NoReturn:
        line = _source_line(part, error)
        place, tag = place_of(part.lines, line)
        raise RenderError(self.name, part.name, place, tag, reason) from error


def load_template(source: bytes | str | PathLike[str], strict: bool = True) -> Template:
    """The template in `source`, a path or the bytes of a .docx.

    With `strict` a name that a context lacks is an error that names it; without, nothing is printed for it, as
    docxtpl does. Raises NotAWordFileError for what is no Word file or not safe to unpack, and TemplateError with
    every finding for tags that cannot be compiled. A path that cannot be read raises OSError.
    """
    content, name = content_of(source)
    package = open_package(content, name, strict=strict)
    environment = make_environment(strict=strict)
    findings: list[Finding] = []
    parts = []
    for part_name in package.names():
        if not _PARTS.fullmatch(part_name):
            continue
        xml = package.read(part_name)
        if not _TAG.search(xml):
            continue
        part = _compile(part_name, xml, environment, findings)
        if part is not None:
            parts.append(part)
    if findings:
        raise TemplateError(name, findings)
    return Template(name, package, tuple(parts), environment)


def open_package(content: bytes, name: str, *, strict: bool) -> Package:
    """The parts of a Word file that is safe to unpack. NotAWordFileError with every reason if it is not."""
    refused = [finding for finding in zip_findings(content) if finding.severity == "error"]
    if refused:
        raise NotAWordFileError(name, refused)
    try:
        package = read_package(content)
        refused = [finding for finding in package_findings(package) if finding.severity == "error"]
    except (zipfile.BadZipFile, struct.error) as error:
        message = "is cut short or damaged. Fetch it again, or open it in Word and save it anew"
        raise NotAWordFileError(name, [Finding("damaged", "error", "", "", "", message)]) from error
    if not strict:
        refused = [finding for finding in refused if finding.code != "ole-object"]
    if refused:
        raise NotAWordFileError(name, refused)
    return without_attached_template(package)


def normal_xml(xml: bytes) -> str:
    """The root element of a part as lxml writes it, without the white space between elements: what docxtpl patches;
    properties that another program wrote out of order are put in the order of the schema."""
    parser = etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(xml, parser)
    order_properties(root)
    normal: str = etree.tostring(root, encoding="unicode")
    return normal


def _compile(name: str, xml: bytes, environment: TemplateEnvironment, findings: list[Finding]) -> Part | None:
    try:
        source, lost = jinja_source(normal_xml(xml))
    except etree.XMLSyntaxError:
        message = "is damaged. Open the file in Word and save it anew"
        findings.append(Finding("damaged", "error", name, "", "", message))
        return None
    except TooManyTagsError as error:
        findings.append(Finding("too-many-tags", "error", name, "", "", str(error)))
        return None
    source = marked(source)
    lines = tuple(source.split("\n"))
    try:
        tree = environment.parse(source)
        refused = [(word, node) for kind, word in REFUSED_STATEMENTS.items() for node in tree.find_all(kind)]
        for word, node in refused:
            place, tag = place_of(lines, node.lineno)
            message = f"“{word}” asks for another template, and a Word file has no other. Copy its words in"
            findings.append(Finding("other-template", "error", name, place, tag, message))
        if refused:
            return None
        drop_paragraph_ids(tree)
        root, places, debug = _root(name, tree, environment)
    except TemplateSyntaxError as error:
        place, tag = place_of(lines, error.lineno)
        findings.append(Finding("syntax", "error", name, place, tag, error.message or "cannot be read"))
        return None
    except (RecursionError, MemoryError, SyntaxError, ValueError) as error:
        findings.append(
            Finding("too-complex", "error", name, "", "", f"nests its tags too deep ({type(error).__name__})")
        )
        return None
    return Part(name, tree, lines, lost, root, places, debug, mends_for(source, tree))


def _root(name: str, tree: nodes.Template, environment: TemplateEnvironment) -> tuple[Root, Any, Any]:
    runtime: dict[str, Any] = {
        "guard": _guard,
        "attr": environment.getattr,
        "method": environment.method,
        "concatenated": concatenated,
        "built": built,
        "metered": metered,
    }
    root, places, debug = compiled(environment, tree, places_in(tree), runtime, name)
    show, soft, finish = printers(places, strict=environment.strict)
    root.__globals__.update(show=show, soft=soft, finish=finish)
    return root, places, debug


def _guard(context: RenderContext, values: Any, cost: int) -> Any:
    return context.state.budget.loop(values, cost)


def place_of(lines: tuple[str, ...], line: int) -> tuple[str, str]:
    """The words of the paragraph around a source line, and the tag on that line as written."""
    at = min(max(line - 1, 0), len(lines) - 1)
    tag = _TAG_TEXT.match(lines[at])
    whole = "\n".join(lines)
    position = sum(len(text) + 1 for text in lines[:at])
    start = max(whole.rfind("<w:p>", 0, position), whole.rfind("<w:p ", 0, position), 0)
    end = whole.find("</w:p>", position)
    words = re.sub(r"<[^>]*>", "", whole[start : end if end >= 0 else len(whole)].replace("\n", ""))
    return shortened(words.strip()), tag[0] if tag else ""


_TAG_TEXT = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{[{%#].*")


def shortened(words: str, limit: int = 80) -> str:
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


def _reason(error: BaseException) -> str:
    if isinstance(error, (BudgetError, NotAListError, UnprintableError)):
        return str(error)
    from jinja2.exceptions import SecurityError, UndefinedError

    if isinstance(error, SecurityError):
        return "asks for something that a template may not use"
    if isinstance(error, UndefinedError):
        return str(error)
    return f"cannot be computed ({type(error).__name__})"


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
        if name.startswith("word/") and name.endswith(".xml"):
            for found in re.finditer(rb'<w:id w:val="(\d{1,10})"/>', package.read(name)):
                largest = max(largest, int(found[1]))
    return largest if largest < 2_000_000_000 else 0
