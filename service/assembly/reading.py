"""A Word file as plain text, to read, to review in a diff and to compare in a test. The same file gives the same text.

    == Body ==
    [Heading 1] Attendance
    [Normal] Dear {{ recipient.name }},
    [List Bullet] • what was tried
    |= When | What |
    | {{ row.date }} | [Strong] {{ row.note }} |

A line is a paragraph with its style in brackets; a table row has bars, a header row `|=`; paragraphs of one cell are
set apart by ` ¶ `. ‹…› is a content control that still shows its placeholder, «…» a field, ⇥ a tab, ↵ a line break.
Headers, footers, notes, comments and text boxes stand under headings of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from service.assembly.outline import display_name
from service.assembly.package import Package, WordFile, content_of, read_package
from service.assembly.word_xml import WP, R, W, parsed, within

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_SKIPPED = {f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}instrText", f"{_MC}Fallback"}


def reading_copy(docx: WordFile) -> str:
    """`docx`, a path or the bytes of a Word file, as text: body, headers, footers, notes, comments, text boxes.

    Ends with a line break. Parts without any text are left out. Raises what `zipfile` and lxml raise for a file that
    is no Word file.
    """
    package = read_package(content_of(docx)[0])
    reader = _Reader(package)
    lines = ["== Body ==", *reader.blocks(_root(package, "word/document.xml").find(f"{W}body"))]
    for title, name in _other_parts(package):
        root = _root(package, name)
        if name.endswith(("notes.xml", "comments.xml")):
            lines += reader.notes(title, root)
        else:
            content = list(reader.blocks(root))
            if any(_bare(line) for line in content):
                lines += ["", f"== {title} ==", *content]
    for number, box in enumerate(reader.boxes, 1):
        lines += ["", f"== Text box {number} ==", *reader.blocks(box)]
    return "\n".join(lines) + "\n"


def _root(package: Package, name: str) -> etree._Element:
    return parsed(package.read(name))


def _bare(line: str) -> str:
    return re.sub(r"^\[[^\]]*\]", "", line).strip(" |=")


def _other_parts(package: Package) -> Iterator[tuple[str, str]]:
    """Headers and footers as the sections name them, then those that no section names, then the notes."""
    names = set(package.names())
    targets = {}
    if "word/_rels/document.xml.rels" in names:
        for relation in _root(package, "word/_rels/document.xml.rels").iter(_RELATION):
            target = relation.get("Target", "")
            targets[relation.get("Id")] = target.lstrip("/") if target.startswith("/") else f"word/{target}"
    seen = set()
    sections = list(_root(package, "word/document.xml").iter(f"{W}sectPr"))
    for number, section in enumerate(sections, 1):
        for reference in section:
            if reference.tag in (f"{W}headerReference", f"{W}footerReference"):
                name = targets.get(reference.get(f"{R}id"), "")
                if name in names and name not in seen:
                    seen.add(name)
                    what = "Header" if reference.tag.endswith("headerReference") else "Footer"
                    of = f", section {number}" if len(sections) > 1 else ""
                    yield f"{what} ({reference.get(f'{W}type', 'default')}{of})", name
    for name in sorted(names):
        if re.fullmatch(r"word/(header|footer)\d*\.xml", name) and name not in seen:
            yield f"{name.removeprefix('word/')} (not shown)", name
    for title, name in (("Footnotes", "footnotes"), ("Endnotes", "endnotes"), ("Comments", "comments")):
        if f"word/{name}.xml" in names:
            yield title, f"word/{name}.xml"


class _Reader:
    """Reads the parts of one file, with the file's own style names and list marks."""

    def __init__(self, package: Package) -> None:
        names = package.names()
        self.boxes: list[etree._Element] = []
        self.style_names: dict[str, str] = {}
        self.style_lists: dict[str, tuple[str, int]] = {}
        self.default_style = "Normal"
        self.formats: dict[tuple[str, int], str] = {}
        if "word/styles.xml" in names:
            self._learn_styles(_root(package, "word/styles.xml"))
        if "word/numbering.xml" in names:
            self._learn_lists(_root(package, "word/numbering.xml"))

    def _learn_styles(self, root: etree._Element) -> None:
        for style in root.iter(f"{W}style"):
            identifier = style.get(f"{W}styleId", "")
            name = style.find(f"{W}name")
            self.style_names[identifier] = display_name(
                name.get(f"{W}val", identifier) if name is not None else identifier
            )
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true"):
                self.default_style = self.style_names[identifier]
            number = style.find(f"{W}pPr/{W}numPr/{W}numId")
            if number is not None:
                level = style.find(f"{W}pPr/{W}numPr/{W}ilvl")
                self.style_lists[identifier] = (
                    number.get(f"{W}val", ""), int(level.get(f"{W}val", "0")) if level is not None else 0,
                )  # fmt: skip

    def _learn_lists(self, root: etree._Element) -> None:
        abstract: dict[str | None, dict[int, str]] = {}
        for definition in root.iter(f"{W}abstractNum"):
            levels = {}
            for level in definition.iter(f"{W}lvl"):
                form = level.find(f"{W}numFmt")
                levels[int(level.get(f"{W}ilvl", "0"))] = (
                    form.get(f"{W}val", "decimal") if form is not None else "decimal"
                )
            abstract[definition.get(f"{W}abstractNumId")] = levels
        for number in root.iter(f"{W}num"):
            reference = number.find(f"{W}abstractNumId")
            levels = abstract.get(reference.get(f"{W}val") if reference is not None else None, {})
            for depth, form in levels.items():
                self.formats[(number.get(f"{W}numId", ""), depth)] = form

    def blocks(self, parent: etree._Element | None) -> Iterator[str]:
        """The paragraphs and rows under `parent`, a line each."""
        for child in () if parent is None else within(parent, f"{W}p", f"{W}tbl"):
            if child.tag == f"{W}p":
                yield self.paragraph(child)
            else:
                yield from self.rows(child)

    def notes(self, title: str, root: etree._Element) -> Iterator[str]:
        """Footnotes, endnotes or comments: those a person wrote, each behind its number."""
        written = [note for note in root if note.get(f"{W}type", "normal") == "normal"]
        if written:
            yield ""
            yield f"== {title} =="
        for note in written:
            lines = list(self.blocks(note))
            author = note.get(f"{W}author")
            by = f" ({author})" if author else ""
            yield f"[^{note.get(f'{W}id')}]{by} {(lines or [''])[0]}"
            yield from lines[1:]

    def paragraph(self, paragraph: etree._Element) -> str:
        style, mark = self._style(paragraph)
        return f"[{style}] {mark}{self.text(paragraph)}".rstrip()

    def rows(self, table: etree._Element) -> Iterator[str]:
        for row in within(table, f"{W}tr"):
            header = row.find(f"{W}trPr/{W}tblHeader")
            bar = "|=" if header is not None and header.get(f"{W}val", "1") not in ("0", "false") else "|"
            cells = " | ".join(self._cell(cell) for cell in within(row, f"{W}tc"))
            yield f"{bar} {cells} |"

    def _cell(self, cell: etree._Element) -> str:
        lines = []
        for line in self.blocks(cell):
            prefix = f"[{self.default_style}]"
            lines.append(line[len(prefix) :].lstrip() if line.startswith(prefix) else line)
        return " ¶ ".join(lines)

    def _style(self, paragraph: etree._Element) -> tuple[str, str]:
        properties = paragraph.find(f"{W}pPr")
        style = properties.find(f"{W}pStyle") if properties is not None else None
        identifier = style.get(f"{W}val", "") if style is not None else ""
        name = self.style_names.get(identifier, identifier) if identifier else self.default_style
        number, level = self.style_lists.get(identifier, ("", 0))
        own = properties.find(f"{W}numPr") if properties is not None else None
        if own is not None:
            own_number, own_level = own.find(f"{W}numId"), own.find(f"{W}ilvl")
            number = own_number.get(f"{W}val", "") if own_number is not None else number
            level = int(own_level.get(f"{W}val", "0")) if own_level is not None else level
        if number in ("", "0"):
            return name, ""
        form = self.formats.get((number, level), "decimal")
        mark = "•" if form == "bullet" else "" if form == "none" else "#."
        return name, f"{'  ' * level}{mark} " if mark else ""

    def text(self, paragraph: etree._Element) -> str:
        pieces: list[str] = []
        self._text(paragraph, pieces, [])
        return "".join(pieces)

    def _text(self, parent: etree._Element, pieces: list[str], fields: list[list[str]]) -> None:
        for child in parent:
            tag = child.tag
            if tag == f"{W}fldChar":
                self._field(child.get(f"{W}fldCharType"), pieces, fields)
            elif tag == f"{W}instrText" and fields and fields[-1][0] == "code":
                fields[-1].append(child.text or "")
            elif tag in _SKIPPED:
                continue
            elif tag == f"{W}txbxContent":
                self.boxes.append(child)
            elif fields:
                self._text(child, pieces, fields)
            elif tag == f"{W}t":
                pieces.append(child.text or "")
            elif tag in _SIGNS:
                pieces.append(_SIGNS[tag])
            elif tag == f"{W}br":
                pieces.append("[page break]" if child.get(f"{W}type") == "page" else " ↵ ")
            elif tag == f"{W}fldSimple":
                pieces.append(f"«{_field_code(child.get(f'{W}instr', ''))}»")
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference", f"{W}commentReference"):
                pieces.append(f"[^{child.get(f'{W}id')}]")
            elif tag == f"{WP}docPr":
                description = child.get("descr") or child.get("title") or ""
                pieces.append(f"[drawing: {description}]" if description else "[drawing]")
            elif tag == f"{W}sdt" and child.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
                inside: list[str] = []
                self._text(child, inside, fields)
                pieces.append(f"‹{''.join(inside)}›")
            else:
                self._text(child, pieces, fields)

    def _field(self, kind: str | None, pieces: list[str], fields: list[list[str]]) -> None:
        if kind == "begin":
            fields.append(["code"])
        elif kind == "separate" and fields:
            fields[-1][0] = "result"
        elif kind == "end" and fields:
            code = _field_code("".join(fields.pop()[1:]))
            if not fields:
                pieces.append(f"«{code}»")


_SIGNS = {
    f"{W}tab": " ⇥ ", f"{W}ptab": " ⇥ ", f"{W}cr": " ↵ ", f"{W}noBreakHyphen": "\u2011", f"{W}softHyphen": "\u00ad",
}  # fmt: skip


def _field_code(code: str) -> str:
    return " ".join(code.replace(r"\* MERGEFORMAT", "").split())
