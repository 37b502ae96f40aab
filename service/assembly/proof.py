"""A finished document held against what every document must be: whole XML, no tag left over, every given text whole.

A template that reads well can still print a broken letter: a table of which a condition keeps no row, a tag made of
two halves that meet only in print, a text cut in two. So after a trial the result is looked at, not the template.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from service.assembly.findings import Finding
from service.assembly.outline import shortened
from service.assembly.package import Package, read_package
from service.assembly.parts import PARTS
from service.assembly.word_xml import WP, WRAPPERS, W, parsed, within

_LEFTOVER = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_SIGNS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t"}
MARK = re.compile(r"Zq\d+z")
"""What a mark looks like, since hundreds of them looked for one by one in a long document would take minutes."""
_SET_OTHERWISE = re.compile(r"[\s,;]+")
_IDS = {f"{W}bookmarkStart": f"{W}id", f"{WP}docPr": "id"}


@dataclass(frozen=True, slots=True)
class GivenText:
    """A text that was given, what it is called, and the mark (see `MARK`) in it by which it is found again."""

    mark: str
    label: str
    text: str


def proof(docx: bytes, given: Iterable[GivenText] = (), *, has_tag_like_text: bool = False) -> Iterator[Finding]:
    """What is wrong in `docx`, the bytes of a document as it was printed; nothing in a sound one.

    Each of `given` whose mark is found must stand there whole. `has_tag_like_text` says that the given texts
    themselves look like tags, so that what looks like one is none left over.
    """
    package = read_package(docx)
    texts = {each.mark: each for each in given}
    cut: dict[str, Finding] = {}
    for name, root in _roots(package):
        if isinstance(root, Finding):
            yield root
            continue
        if not PARTS.fullmatch(name):
            continue
        yield from _structure(name, root)
        for words in _paragraphs(root) if name.startswith("word/") else ():
            if not has_tag_like_text and (found := _LEFTOVER.search(words)):
                place = shortened(words.strip())
                message = f"still holds “{found[0]}” in print: a tag was not read. Type the tag anew, in one piece"
                yield Finding("leftover-tag", "error", message, name, place, found[0])
            marks = (set(MARK.findall(words)) & texts.keys()) - cut.keys() if texts else set()
            bare = _bare(words) if marks else ""
            for mark in marks:
                if _bare(texts[mark].text) not in bare:
                    cut[mark] = _cut(name, texts[mark])
    yield from (cut[mark] for mark in texts if mark in cut)


def _bare(words: str) -> str:
    """Words without what typography may change: a curly apostrophe, and an address of lines set in one."""
    return _SET_OTHERWISE.sub("", words).replace("’", "'")


def _cut(part: str, given: GivenText) -> Finding:
    message = f"prints only a part of “{given.label}”. Leave out what cuts or changes it, such as a filter"
    return Finding("text-not-whole", "warning", message, part)


def _roots(package: Package) -> Iterator[tuple[str, etree._Element | Finding]]:
    for name in package.names():
        if name.endswith((".xml", ".rels")):
            try:
                yield name, parsed(package.read(name))
            except etree.XMLSyntaxError:
                message = (
                    "comes out as something that Word cannot open. End each condition and loop in the paragraph in "
                    "which it begins, or give both tags paragraphs of their own ({%p if … %}, {%p endif %})"
                )
                yield name, Finding("broken-document", "error", message, name)


def _structure(name: str, root: etree._Element) -> Iterator[Finding]:
    """Tables without rows, rows without cells, cells without a paragraph at their end, ids given twice."""
    for tag, inside, what in (
        (f"{W}tbl", f"{W}tr", "a table without a row"),
        (f"{W}tr", f"{W}tc", "a table row without a cell"),
    ):
        if any(next(within(each, inside), None) is None for each in root.iter(tag)):
            message = f"comes out with {what}. Put the condition around the whole table, in paragraphs of their own"
            yield Finding("empty-table", "error", message, name)
    for cell in root.iter(f"{W}tc"):
        if len(cell) == 0 or cell[-1].tag not in (f"{W}p", *WRAPPERS):
            message = (
                "comes out with a table cell that does not end with a paragraph, which Word refuses. Press Enter at "
                "the end of the cell, so that an empty paragraph stands there"
            )
            yield Finding("cell-without-paragraph", "error", message, name)
            break
    seen: Mapping[str, set[str]] = {tag: set() for tag in _IDS}
    for element in root.iter(*_IDS):
        number = element.get(_IDS[element.tag], "")
        if number in seen[element.tag]:
            message = (
                "comes out with one number for two bookmarks or two drawings, so that Word offers to repair the file. "
                "Take them out of the loop, or insert one of them anew"
            )
            yield Finding("repeated-id", "warning", message, name)
            break
        seen[element.tag].add(number)


def _paragraphs(root: etree._Element) -> Iterator[str]:
    """The words of each paragraph, with those of text boxes in it; of a chart, the words of the whole part."""
    found = False
    for paragraph in root.iter(f"{W}p"):
        found = True
        yield "".join(
            element.text or "" if element.tag == f"{W}t" else _SIGNS[element.tag]
            for element in paragraph.iter(f"{W}t", *_SIGNS)
        )
    if not found:
        yield "".join(root.itertext())
