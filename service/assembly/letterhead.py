"""A clinic's letterhead: header, footer and logo of one Word file, put onto every template when it is loaded.

What it does to a template:

* **The first page** shows the letterhead's header and footer (those of its own first page where it has a different
  one). **The pages after it keep the template's own**: the running line with the student's name and the page number
  is what brings a page back that got apart in a school's files, and paper with a printed head has it on page one only.
  Where the letterhead has only one of the two, the first page keeps the template's other one.
* **Space.** On the first page the text begins no higher and ends no lower than in the letterhead: its header (or
  footer) becomes the one cell of a table that is at least as high as the letterhead's margin. So the pages after it
  keep the template's margins. Only where something in it floats, which a cell would shift, the margins of the whole
  section grow instead. Left and right stay: tables and tabs of the template are made for them.
* **Looks.** The styles that header and footer use come along under names of their own, on top of the letterhead's own
  defaults, and colors and fonts of its theme are written out. So the two files cannot change each other's looks.
* **Left behind**: the letterhead's body, and what a header should not hold (numbered lists, bindings to data of
  another program). Only pictures and links are carried over; anything else that reaches out of header or footer is
  refused, after the file has passed the same inspection as a template.

A tag in the letterhead works like one in a template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from service.assembly.editing import Edited, Relation, content_type_of, relations_of
from service.assembly.errors import TemplateError
from service.assembly.findings import Finding
from service.assembly.letterhead_styles import STYLES, STYLES_TYPE, Looks, with_styles
from service.assembly.loading import load_template
from service.assembly.package import Member, Package, WordFile
from service.assembly.word_xml import DECLARATION, OFFICE, WORD, WP, R, W, parsed

DOCUMENT = "word/document.xml"
_CONTENT_TYPES: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_CARRIED: Final = frozenset({f"{OFFICE}/image", f"{OFFICE}/hyperlink"})
_FLOATING: Final = f"{WP}anchor"
_EDGE: Final = {"header": "top", "footer": "bottom"}
_THIN: Final = 20
"""One point, in twentieths."""
_LEAST_DISTANCE: Final = 288
"""A fifth of an inch. Nearer to the edge the running header of later pages would stand where printers print nothing."""
_AFTER_TITLE_PAGE: Final = ("textDirection", "bidi", "rtlGutter", "docGrid", "printerSettings", "sectPrChange")
"""What follows `w:titlePg` in a section (ECMA-376 Part 1, 17.6.17); order matters to Word."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Something that header or footer shows or links to: a member to copy, or an address."""

    relation: Relation
    content_type: str
    member: Member | None


@dataclass(frozen=True, slots=True)
class Strip:
    """The header or footer of the letterhead, ready to be put into any package, and what it carries along.

    Twentieths of a point: `margin` is how far from the edge of the paper the text stays, `distance` how far the strip
    itself does. `floats`: something in it is placed on the page, not in the line of the text.
    """

    xml: bytes
    carried: tuple[Carried, ...] = ()
    margin: int = 0
    distance: int = 0
    floats: bool = False


@dataclass(frozen=True, slots=True)
class Letterhead:
    """A letterhead, examined and taken apart once. Made by `load_letterhead`; safe to share between threads.

    `styles` are elements of a style sheet as XML.
    """

    name: str
    header: Strip | None
    footer: Strip | None
    styles: tuple[bytes, ...]


def load_letterhead(source: WordFile, name: str | None = None) -> Letterhead:
    """The letterhead in `source`, a path or the bytes of a .docx.

    Raises what `load_template` raises (it is examined like a template, its tags included), and TemplateError where it
    has nothing to put on a page or holds what cannot be carried over.
    """
    template = load_template(source, name=name)
    package, called = template.package, template.name
    section = next(parsed(package.read(DOCUMENT)).iter(f"{W}sectPr"), None)
    looks = Looks(package)
    findings: list[Finding] = []
    header = _strip(package, section, "header", looks, findings)
    footer = _strip(package, section, "footer", looks, findings)
    if header is None and footer is None and not findings:
        message = "has nothing in its header or footer. Put logo and address there (Insert › Header › Edit Header)"
        findings.append(Finding("empty-letterhead", "error", message))
    if findings:
        raise TemplateError(called, findings)
    package.forget()
    return Letterhead(called, header, footer, looks.styles())


def with_letterhead(package: Package, letterhead: Letterhead) -> Package:
    """`package` with this letterhead on its first page."""
    edited = Edited(package)
    document = edited.tree(DOCUMENT)
    sections = list(document.iter(f"{W}sectPr"))
    if not sections:
        body = document.find(f"{W}body")
        sections = [etree.SubElement(document if body is None else body, f"{W}sectPr")]
    was_different = _has_title_page(sections[0])
    for kind, strip in (("header", letterhead.header), ("footer", letterhead.footer)):
        was_first = _reference(sections[0], kind, "first") if was_different else None
        running = _reference(sections[0], kind, "default")
        if strip is not None:
            for later in sections[1:]:
                # A section without a first page of its own takes that of the one before: no second letterhead.
                if _has_title_page(later) and _reference(later, kind, "first") is None:
                    _refer(later, kind, "first", was_first or _added(edited, kind, _nothing(kind)))
            _refer(sections[0], kind, "first", _added(edited, kind, strip, sections[0]))
        elif not was_different and running is not None:
            _refer(sections[0], kind, "first", running)
    if not was_different:
        _set_title_page(sections[0])
    if STYLES not in edited:
        edited.add(STYLES, with_styles(None, letterhead.styles), STYLES_TYPE)
        edited.relate(DOCUMENT, f"{OFFICE}/styles", STYLES)
    else:
        sheet = with_styles(edited.tree(STYLES), letterhead.styles)
        edited.add(STYLES, sheet, content_type_of(package, STYLES) or STYLES_TYPE)
    return edited.package()


def _strip(
    package: Package, section: etree._Element | None, kind: str, looks: Looks, findings: list[Finding]
) -> Strip | None:
    """The header or footer that the first page shows; None where there is none, or nothing in it."""
    if section is None:
        return None
    number = _reference(section, kind, "first" if _has_title_page(section) else "default")
    targets = {relation.id: relation.target for relation in relations_of(package, DOCUMENT)}
    name = targets.get(number or "", "")
    if name not in package.names():
        return None
    root = parsed(package.read(name))
    if not _shows_something(root):
        return None
    for element in [*root.iter(f"{W}dataBinding", f"{W}numPr")]:
        _drop(element)
    looks.apply(root)
    floats = any(True for _ in root.iter(_FLOATING, f"{W}framePr", f"{W}tblpPr", f"{W}pict"))
    return Strip(
        etree.tostring(root, encoding="utf-8"),
        tuple(_carried(package, name, root, findings)),
        _margin(section, _EDGE[kind]),
        _margin(section, kind),
        floats,
    )


def _shows_something(root: etree._Element) -> bool:
    if any("".join(text.itertext()).strip() for text in root.iter(f"{W}t")):
        return True
    return any(True for _ in root.iter(f"{W}drawing", f"{W}pict", f"{W}tbl", f"{W}fldSimple", f"{W}instrText"))


def _carried(package: Package, name: str, root: etree._Element, findings: list[Finding]) -> Iterator[Carried]:
    used = {str(value) for element in root.iter() for key, value in element.attrib.items() if key.startswith(R)}
    members = {member.name: member for member in package.members}
    for relation in relations_of(package, name):
        if relation.id not in used:
            continue
        member = members.get(relation.target)
        if relation.type not in _CARRIED or (member is None and not relation.is_external):
            thing = relation.type.rsplit("/", 1)[-1]
            message = f"holds something a letterhead cannot carry over ({thing}). Insert it as a picture"
            findings.append(Finding("letterhead-part", "error", message, name))
            continue
        yield Carried(relation, content_type_of(package, relation.target), member)


def _added(edited: Edited, kind: str, strip: Strip, section: etree._Element | None = None) -> str:
    """Put a header or footer into the package, with room for it in `section`; the id by which it is referred to."""
    name = edited.free_name(f"word/{kind}{{}}.xml")
    root = parsed(strip.xml)
    edited.add(name, b"", _CONTENT_TYPES.format(kind))
    numbers = {}
    for thing in strip.carried:
        target = thing.relation.target
        if thing.member is not None:
            ending = target.rpartition(".")[2]
            target = edited.free_name(f"word/media/letterhead{{}}.{ending}")
            copied = Member(target, thing.member.method, thing.member.crc, thing.member.size, thing.member.packed)
            edited.add(target, copied, thing.content_type)
        numbers[thing.relation.id] = edited.relate(
            name, thing.relation.type, target, is_external=thing.relation.is_external
        )
    for element in root.iter():
        for key, value in element.attrib.items():
            if key.startswith(R) and value in numbers:
                element.set(key, numbers[value])
    if section is not None:
        _make_room(section, kind, strip, root)
    edited.add(name, DECLARATION + etree.tostring(root, encoding="utf-8"), _CONTENT_TYPES.format(kind))
    return edited.relate(DOCUMENT, f"{OFFICE}/{kind}", name)


def _nothing(kind: str) -> Strip:
    root = "hdr" if kind == "header" else "ftr"
    return Strip(f'<w:{root} xmlns:w="{WORD}"><w:p/></w:{root}>'.encode())


def _reference(section: etree._Element, kind: str, which: str) -> str | None:
    for reference in section.findall(f"{W}{kind}Reference"):
        if reference.get(f"{W}type", "default") == which:
            number = reference.get(f"{R}id")
            return None if number is None else str(number)
    return None


def _refer(section: etree._Element, kind: str, which: str, number: str) -> None:
    for reference in section.findall(f"{W}{kind}Reference"):
        if reference.get(f"{W}type", "default") == which:
            section.remove(reference)
    added = etree.Element(f"{W}{kind}Reference", {f"{W}type": which, f"{R}id": number})
    section.insert(0, added)


def _has_title_page(section: etree._Element) -> bool:
    mark = section.find(f"{W}titlePg")
    return mark is not None and mark.get(f"{W}val", "1") not in ("0", "false", "off")


def _set_title_page(section: etree._Element) -> None:
    for mark in section.findall(f"{W}titlePg"):
        section.remove(mark)
    after = {f"{W}{name}" for name in _AFTER_TITLE_PAGE}
    place = next((place for place, element in enumerate(section) if element.tag in after), len(section))
    section.insert(place, etree.Element(f"{W}titlePg"))


def _make_room(section: etree._Element, kind: str, strip: Strip, root: etree._Element) -> None:
    """Keep the text of the first page as far from the edge as the letterhead does."""
    sizes = section.find(f"{W}pgMar")
    own, distance = _margin(section, _EDGE[kind]), _margin(section, kind)
    if sizes is None or (strip.margin <= own and not strip.floats):
        return
    if strip.floats:
        sizes.set(f"{W}{_EDGE[kind]}", str(max(own, strip.margin)))
        if strip.distance >= _LEAST_DISTANCE:
            sizes.set(f"{W}{kind}", str(strip.distance))
        return
    inner = max(0, strip.distance - distance)
    _put_into_cell(root, kind, height=strip.margin - distance - _THIN, inner=inner, width=_text_width(section, sizes))


def _put_into_cell(root: etree._Element, kind: str, *, height: int, inner: int, width: int) -> None:
    """Put all that a header or footer holds into one cell of at least this height, `inner` from its outer edge."""
    zero = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))
    edge = _EDGE[kind]
    cell = f'<w:tcMar><w:{edge} w:w="{inner}" w:type="dxa"/></w:tcMar><w:vAlign w:val="{edge}"/>'
    table = parsed(
        f'<w:tbl xmlns:w="{WORD}"><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar>{zero}</w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid>'
        f'<w:tr><w:trPr><w:trHeight w:val="{height}" w:hRule="atLeast"/></w:trPr>'
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{cell}</w:tcPr></w:tc></w:tr></w:tbl>'.encode()
    )
    content = list(root)
    inside = table.find(f".//{W}tc")
    assert inside is not None
    inside.extend(content)
    if content[-1].tag != f"{W}p":
        inside.append(_thin_line())
    root.extend((table, _thin_line()))


def _thin_line() -> etree._Element:
    """What Word wants after a table: a paragraph, as thin as there is."""
    spacing = f'<w:spacing w:before="0" w:after="0" w:line="{_THIN}" w:lineRule="exact"/>'
    return parsed(f'<w:p xmlns:w="{WORD}"><w:pPr>{spacing}</w:pPr></w:p>'.encode())


def _text_width(section: etree._Element, sizes: etree._Element) -> int:
    page = section.find(f"{W}pgSz")
    paper = _number(page.get(f"{W}w")) if page is not None else 12240
    return paper - _number(sizes.get(f"{W}left")) - _number(sizes.get(f"{W}right"))


def _margin(section: etree._Element, side: str) -> int:
    sizes = section.find(f"{W}pgMar")
    return 0 if sizes is None else _number(sizes.get(f"{W}{side}"))


def _number(text: str | None) -> int:
    """Twentieths of a point. A negative top margin says that the text may not move down; here it always may."""
    found = re.match(r"-?(\d+)", text or "")
    return int(found[1]) if found else 0


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
