"""What loops and conditions can break in a Word file, put right; and only where a template can break it.

Compiling finds which of these a part may need: ids that a loop repeats, containers that a condition may empty, tables
whose cells vary. A part that needs none of them is printed and done.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from jinja2 import nodes
from lxml import etree

from service.assembly.cells import CELL_PROPERTY_ORDER
from service.assembly.word_xml import W

Mend = Callable[[bytes], bytes]

EMPTIED = "\0"
"""Stands in fixed text before the end of a container that a condition may have emptied."""

_MAY_EMPTY = re.compile(r"(%\})(</w:(?:tc|tbl|tr|hdr|ftr|txbxContent|footnote|endnote|comment)>)")
_STARTS_WITH_PARAGRAPH = re.compile(r"<w:tc(?: [^>]*)?>(?:<w:tcPr(?: [^>]*)?(?:/>|>.*?</w:tcPr>))?<w:p[ >]")
_IDS = re.compile(r"<w:(?:bookmarkStart|bookmarkEnd|comment\w+) |<w:sdtPr>|<w:sdtPr |<wp:docPr |<v:\w+ ")
_PARAGRAPH_IDS = re.compile(r' w\w*14:(?:paraId|textId)="[0-9A-Fa-f]*"')
_VARIABLE_CELLS = re.compile(r'(?:</w:tc>|</w:trPr>|<w:tr(?: [^>]*)?>)\n\{%|<w:gridSpan w:val="\n?\{')
_TAG = re.compile(r"\n(?:\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})", re.DOTALL)
_GRID = re.compile(r"<(/?)w:(tbl|tr|tc|gridCol|gridSpan)(?: ([^<>]*?))?(/?)>")
_VALUE = re.compile(r'w:val="(\d+)"')


def marked(source: str) -> str:
    """Jinja source with EMPTIED before the end of each container whose last content hangs on a tag."""
    return _MAY_EMPTY.sub(lambda end: _marked_end(source, end), source)


def _marked_end(source: str, end: re.Match[str]) -> str:
    """The end of a container, marked unless something in it is printed whatever the conditions are."""
    name = end[2][2:-1]
    if name == "w:tbl":
        start = source.rfind("</w:tblGrid>", 0, end.start()) + len("</w:tblGrid>")
        inside = source[start : end.start()]
        always = "</w:tbl>" not in inside and inside.startswith(("<w:tr>", "<w:tr "))
    elif name == "w:tc":
        start = max(source.rfind("<w:tc>", 0, end.start()), source.rfind("<w:tc ", 0, end.start()))
        inside = source[start : end.start()]
        always = "w:tbl>" not in inside and _STARTS_WITH_PARAGRAPH.match(inside) is not None
    else:
        always = False
    return end[0] if always else f"{end[1]}{EMPTIED}{end[2]}"


def mends_for(source: str, tree: nodes.Template) -> tuple[Mend, ...]:
    """What has to be done to the printed part, in order; empty for most."""
    mends: list[Mend] = []
    if EMPTIED in source:
        mends.append(fill_emptied)
    if _VARIABLE_CELLS.search(source) or not _grids_fit(_TAG.sub("", source)):
        from service.assembly.tables import fit_grids

        mends.append(fit_grids)
    if (source.startswith(_BODY) and "<wp:docPr " in source) or any(_IDS.search(text) for text in _repeated_text(tree)):
        mends.append(number_ids)
    return tuple(mends)


def drop_paragraph_ids(tree: nodes.Template) -> None:
    """Take Word's paragraph ids out of what may be printed twice: each may stand once, and Word makes new ones."""
    for loop in tree.find_all((nodes.For, nodes.Macro, nodes.CallBlock)):
        for data in loop.find_all(nodes.TemplateData):
            data.data = _PARAGRAPH_IDS.sub("", data.data)


def _repeated_text(tree: nodes.Template) -> Iterator[str]:
    for loop in tree.find_all((nodes.For, nodes.Macro, nodes.CallBlock)):
        yield "".join(data.data for data in loop.find_all(nodes.TemplateData))


def _grids_fit(xml: str) -> bool:
    """Whether each row of each table is as wide as the table's grid, counted in columns."""
    open_tables: list[list[int]] = []
    for token in _GRID.finditer(xml):
        closing, name, attributes, alone = token.groups()
        if name == "tbl":
            if not closing:
                open_tables.append([0, 0, 0])
            elif open_tables:
                open_tables.pop()
        elif not open_tables:
            continue
        elif name == "gridCol" and not closing:
            open_tables[-1][0] += 1
        elif name == "tr" and not closing:
            open_tables[-1][1:] = [0, 0]
        elif name == "tr":
            columns, spans, cells = open_tables[-1]
            if cells and (spans != columns or cells > columns):
                return False
        elif name == "tc" and not closing and not alone:
            open_tables[-1][1] += 1
            open_tables[-1][2] += 1
        elif name == "gridSpan" and not closing:
            value = _VALUE.search(attributes or "")
            open_tables[-1][1] += int(value[1]) - 1 if value else 0
    return True


def fill_emptied(content: bytes) -> bytes:
    """A cell, header or note left without a paragraph gets one; a row without cells and a table without rows go."""
    pieces = content.split(b"\0")
    kept = [pieces[0]]
    for piece in pieces[1:]:
        before = _tail(kept)
        if piece.startswith(b"</w:tr>") and not before.endswith((b"</w:tc>", b"</w:sdt>")):
            before = _cut(kept, (b"<w:tr>", b"<w:tr "))
            piece = piece[len(b"</w:tr>") :]
        if piece.startswith(b"</w:tbl>"):
            if before.endswith((b"</w:tblGrid>", b"</w:tblPr>", b"<w:tblGrid/>")):
                _cut(kept, (b"<w:tbl>", b"<w:tbl "))
                piece = piece[len(b"</w:tbl>") :]
        elif piece.startswith(_HOLDS_PARAGRAPHS) and not _ends_in_paragraph(before):
            kept.append(b"<w:p/>")
        kept.append(piece)
    return b"".join(kept)


def _ends_in_paragraph(before: bytes) -> bool:
    return before.endswith(b"</w:p>") or _ENDS_IN_PARAGRAPH.search(before[-600:]) is not None


_HOLDS_PARAGRAPHS = tuple(
    f"</w:{name}>".encode() for name in ("tc", "hdr", "ftr", "txbxContent", "footnote", "endnote", "comment")
)
_ENDS_IN_PARAGRAPH = re.compile(rb"(?:</w:p>|<w:p/>|</w:sdt>)(?:<w:(?:bookmark|comment|perm|proof)[^<>]*/>)*$")


def _tail(kept: list[bytes]) -> bytes:
    while len(kept) > 1 and len(kept[-1]) < 16:
        last = kept.pop()
        kept[-1] += last
    return kept[-1]


def _cut(kept: list[bytes], openings: tuple[bytes, bytes]) -> bytes:
    """Take back what was kept since the last of `openings`; the end of what is left."""
    while kept:
        start = max(kept[-1].rfind(opening) for opening in openings)
        if start >= 0:
            kept[-1] = kept[-1][:start]
            return _tail(kept)
        kept.pop()
    kept.append(b"")
    return b""


_ID_TOKENS = re.compile(
    rb"<w:(bookmarkStart|bookmarkEnd|commentRangeStart|commentRangeEnd|commentReference) [^>]*>"
    rb'|<wp:(docPr) [^>]*>|<w:(id) w:val="-?\d+"/>'
    rb"|<v:(shapetype) [^>]*(?<!/)>.*?</v:shapetype>"
    rb"|<v:(shape|rect|roundrect|oval|line|polyline|curve|arc|group|image) [^>]*>",
    re.DOTALL,
)
_ID = re.compile(rb'((?:w:)?\bid=")(-?\d+)(")')
_DRAWING_ID = re.compile(rb'( id=")(\d+)(")')
_ID_VALUE = re.compile(rb'(w:val=")(-?\d+)(")')
_SHAPE_ID = re.compile(rb'( id=")([^"]*)(")')
_NAME = re.compile(rb'(w:name=")([^"]*)(")')
FIRST_DRAWING_ID = 1001
_BODY = "<w:document "


def brings_ids(xml: str) -> bool:
    """Whether the XML of a value holds what needs an id of its own: a drawing, a bookmark, a content control."""
    return _IDS.search(xml) is not None


def number_ids(content: bytes) -> bytes:
    """Bookmarks, content controls, drawings, shapes with an id of their own each; a comment stays at its first place.

    Those of the body count from FIRST_DRAWING_ID, as docxtpl numbers them; elsewhere the first keeps its id.
    """
    used: dict[str, set[int]] = {"bookmark": set(), "control": set(), "drawing": set()}
    for found in _ID_TOKENS.finditer(content):
        if found[3]:
            used["control"].add(int(_ID_VALUE.search(found[0])[2]))  # type: ignore[index]  # the token holds one
        elif found[2] and (value := _DRAWING_ID.search(found[0])):
            used["drawing"].add(int(value[2]))
        elif found[1] == b"bookmarkStart" and (value := _ID.search(found[0])):
            used["bookmark"].add(int(value[2]))
    numbers = {kind: max(values, default=0) for kind, values in used.items()}
    seen: dict[str, set[bytes]] = {
        kind: set() for kind in ("bookmark", "control", "drawing", "name", "comment", "shape")
    }
    current: dict[bytes, bytes] = {}
    if content.startswith(_BODY.encode()):
        numbers["drawing"] = FIRST_DRAWING_ID - 1
        seen["drawing"] |= {b"%d" % number for number in used["drawing"]}

    def fresh(kind: str, value: bytes) -> bytes:
        if value not in seen[kind]:
            seen[kind].add(value)
            return value
        numbers[kind] += 1
        return b"%d" % numbers[kind]

    def changed(found: re.Match[bytes]) -> bytes:
        token = found[0]
        if found[2]:
            return _DRAWING_ID.sub(lambda old: old[1] + fresh("drawing", old[2]) + old[3], token, count=1)
        if found[4] or found[5]:
            identifier = _SHAPE_ID.search(token)
            if identifier is None:
                return token
            if found[4] and identifier[2] in seen["shape"]:
                return b""
            return _SHAPE_ID.sub(lambda old: old[1] + _unused(old[2], seen["shape"]) + old[3], token, count=1)
        if found[3]:
            return _ID_VALUE.sub(lambda value: value[1] + fresh("control", value[2]) + value[3], token)
        value = _ID.search(token)
        if value is None:
            return token
        if found[1].startswith(b"comment"):
            key = found[1] + value[2]
            if key in seen["comment"]:
                return b""
            seen["comment"].add(key)
            return token
        if found[1] == b"bookmarkStart":
            current[value[2]] = fresh("bookmark", value[2])
            token = _NAME.sub(lambda name: name[1] + _unused(name[2], seen["name"]) + name[3], token)
        return _ID.sub(lambda old: old[1] + current.get(old[2], old[2]) + old[3], token, count=1)

    return _ID_TOKENS.sub(changed, content)


def _unused(name: bytes, seen: set[bytes]) -> bytes:
    """`name`, or `name_2` and so on, within the 40 characters that Word allows a bookmark."""
    candidate, number = name, 1
    while candidate in seen:
        number += 1
        candidate = b"%s_%d" % (name[:34], number)
    seen.add(candidate)
    return candidate


RUN_PROPERTY_ORDER = (
    "ins", "del", "moveFrom", "moveTo", "rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps",
    "strike", "dstrike", "outline", "shadow", "emboss",
    "imprint", "noProof", "snapToGrid", "vanish", "webHidden", "color", "spacing", "w", "kern", "position", "sz",
    "szCs", "highlight", "u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang",
    "eastAsianLayout", "specVanish", "oMath", "rPrChange",
)  # fmt: skip
_RUN_PROPERTIES = re.compile(r"<w:rPr>(.*?)</w:rPr>", re.DOTALL)
_SINGLE = re.compile(r"<w:(\w+)[^<>]*/>")


def ordered_run_properties(xml: str) -> str:
    """The runs of a rich text value with their properties in the order of the schema, shading with its pattern."""
    order = {name: place for place, name in enumerate(RUN_PROPERTY_ORDER)}

    def ordered(found: re.Match[str]) -> str:
        properties = list(_SINGLE.finditer(found[1]))
        if "".join(each[0] for each in properties) != found[1]:
            return found[0]
        properties.sort(key=lambda each: order.get(each[1], len(order)))
        inner = "".join(each[0] for each in properties).replace("<w:shd w:fill=", '<w:shd w:val="clear" w:fill=')
        return f"<w:rPr>{inner}</w:rPr>"

    return _RUN_PROPERTIES.sub(ordered, xml)


def order_properties(root: etree._Element) -> None:
    """Put the elements of each `w:rPr` and `w:tcPr` in the order of the schema; most are, and are left alone.

    Of a property that stands there twice (LibreOffice writes such) the last one counts, as it does in Word.
    """
    for name, order in (("rPr", RUN_PROPERTY_ORDER), ("tcPr", CELL_PROPERTY_ORDER)):
        rank = {f"{W}{child}": place for place, child in enumerate(order)}
        for properties in root.iter(f"{W}{name}"):
            ranks = [rank.get(child.tag, len(rank)) for child in properties]
            if ranks != sorted(set(ranks)) and len(rank) not in ranks:
                last = dict(zip(ranks, properties, strict=True))
                properties[:] = [last[place] for place in sorted(last)]
