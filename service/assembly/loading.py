"""From a file to a template: looked at, read, compiled, once."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from jinja2 import nodes
from jinja2.exceptions import TemplateError as JinjaError
from lxml import etree

from service.assembly.cleaning import without_attached_template
from service.assembly.compiler import PartCode, compiled
from service.assembly.dialect import TooManyTagsError, jinja_source
from service.assembly.environment import (
    REFUSED_STATEMENTS,
    TemplateEnvironment,
    concatenated,
    environment_for,
)
from service.assembly.errors import NotAWordFileError, TemplateError
from service.assembly.findings import TOO_DEEP, Finding
from service.assembly.inspection import package_findings, zip_findings
from service.assembly.package import Package, WordFile, content_of, read_package
from service.assembly.parts import MAY_BE_TRACKED, PARTS, TAG, links_of, normal_root, serialised
from service.assembly.places import places_in
from service.assembly.printing import printers
from service.assembly.state import RenderContext, weighed
from service.assembly.template import Part, Template
from service.assembly.validity import Mend, drop_paragraph_ids, marked, mends_for


class _UnusableError(Exception):
    """A part that cannot be compiled; the checks will say why."""


def load_template(
    source: WordFile,
    strict: bool = True,
    *,
    prepare: Callable[[Package], Package] | None = None,
    name: str | None = None,
) -> Template:
    """The template in `source`, a path or the bytes of a .docx.

    With `strict` a name that a context lacks is an error that names it, and words that a block tag would swallow are
    refused, and so are changes that nobody has accepted yet; without, nothing is printed for the name, the words vanish
    and the changes stay, as in docxtpl. Raises NotAWordFileError
    for what is no Word file or not safe to unpack, and TemplateError with every finding for tags that cannot be
    compiled. A path that cannot be read raises OSError. `prepare` changes the file once, before its tags are read: a
    letterhead, properties. `name` is what the template is called by, otherwise the name of its file.
    """
    content, called = content_of(source)
    name = name or called
    package = open_package(content, name, strict=strict)
    if prepare is not None:
        package = prepare(package)
    environment = environment_for(strict=strict)
    parts = []
    usable = True
    for part_name in package.names():
        if not PARTS.fullmatch(part_name):
            continue
        usable = usable and not (strict and MAY_BE_TRACKED.search(package.read(part_name)))
        if TAG.search(package.read(part_name)):
            try:
                part = _compiled_part(part_name, package, environment)
            except _UnusableError:
                usable = False
                continue
            usable = usable and not (strict and part.lost)
            parts.append(part)
    if not usable:
        raise TemplateError(name, _errors(package, environment))
    template = Template(name, package, tuple(parts), environment)
    package.forget()
    return template


def open_package(content: bytes, name: str, *, strict: bool) -> Package:
    """The parts of a Word file that is safe to unpack. NotAWordFileError with every reason if it is not."""
    damaged_or_unsafe(content, name)
    try:
        package = read_package(content)
        refused = [finding for finding in package_findings(package) if finding.severity == "error"]
    except (zipfile.BadZipFile, struct.error) as error:
        message = "is cut short or damaged. Fetch it again, or open it in Word and save it anew"
        raise NotAWordFileError(name, [Finding("damaged", "error", message)]) from error
    if not strict:
        refused = [finding for finding in refused if finding.code != "ole-object"]
    if refused:
        raise NotAWordFileError(name, refused)
    return without_attached_template(package)


def damaged_or_unsafe(content: bytes, name: str) -> None:
    """Raise NotAWordFileError if `content` is no zip file, or one that is not safe to unpack."""
    refused = [finding for finding in zip_findings(content) if finding.severity == "error"]
    if refused:
        raise NotAWordFileError(name, refused)


_CANNOT_BE_COMPILED = f"makes one name twice in a tag, or {TOO_DEEP}"


def _errors(package: Package, environment: TemplateEnvironment) -> list[Finding]:
    from service.assembly.checking import findings_in

    errors = [finding for finding in findings_in(package, environment) if finding.severity == "error"]
    return errors or [Finding("too-complex", "error", _CANNOT_BE_COMPILED)]


def _compiled_part(name: str, package: Package, environment: TemplateEnvironment) -> Part:
    try:
        source, lost = jinja_source(serialised(normal_root(package.read(name))))
        read = _read(marked(source), name, environment)
    except (
        etree.XMLSyntaxError, TooManyTagsError, JinjaError, RecursionError, MemoryError, SyntaxError, ValueError,
    ) as error:  # fmt: skip
        raise _UnusableError from error
    show, soft, finish = printers(read.code.places, links_of(package, name), strict=environment.strict)
    runtime: dict[str, Any] = {
        "environment": environment,
        "guard": _guard,
        "attr": environment.getattr,
        "method": environment.method,
        "concatenated": concatenated,
        "weighed": weighed,
        "show": show,
        "soft": soft,
        "finish": finish,
    }
    return Part(name, read.tree, read.lines, lost, read.code.root(runtime), read.code.debug, read.mends)


class _Read(NamedTuple):
    """What the source of a part comes to, wherever the part is."""

    tree: nodes.Template
    lines: tuple[str, ...]
    code: PartCode
    mends: tuple[Mend, ...]


@lru_cache(maxsize=64)
def _read(source: str, name: str, environment: TemplateEnvironment) -> _Read:
    """Kept: a template that is checked at the start is used next, and a letterhead leaves the body as it is."""
    tree = environment.parse(source)
    if any(tree.find_all(tuple(REFUSED_STATEMENTS))):
        raise _UnusableError
    drop_paragraph_ids(tree)
    code = compiled(environment, tree, places_in(tree), name)
    return _Read(tree, tuple(source.split("\n")), code, mends_for(source, tree))


def _guard(context: RenderContext, values: Any, cost: int) -> Any:
    return context.state.budget.loop(values, cost)
