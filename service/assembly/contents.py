"""What a Word file carries beside its words: title, language, bookmarks, styles; and where a paragraph stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from lxml import etree

from service.assembly.outline import outline, shortened, style_names
from service.assembly.package import WordFile, content_of, read_package
from service.assembly.parts import PARTS, normal_root

_TITLE = re.compile(rb"<dc:title>([^<]*)</dc:title>")
_LANGUAGE = re.compile(rb"<dc:language>([^<]*)</dc:language>")
_DEFAULT_LANGUAGE = re.compile(rb'<w:rPrDefault>.*?<w:lang [^>]*?w:val="([^"]+)"', re.DOTALL)
_BOOKMARK = re.compile(rb'<w:bookmarkStart [^>]*?w:name="([^"]+)"')
CORE, STYLES = "docProps/core.xml", "word/styles.xml"


@dataclass(frozen=True, slots=True)
class Contents:
    """Title and language of a file (empty where it names none), its bookmarks, and its styles as Word shows them."""

    title: str
    language: str
    bookmarks: frozenset[str]
    styles: frozenset[str]


def contents_of(docx: WordFile) -> Contents:
    """The contents of `docx`, a path or the bytes of a Word file.

    The language is that of the properties, otherwise the one the style sheet sets for all text. Raises what `zipfile`
    and lxml raise for a file that is no Word file.
    """
    package = read_package(content_of(docx)[0])
    names = package.names()
    core = package.read(CORE) if CORE in names else b""
    styles = package.read(STYLES) if STYLES in names else b""
    parts = b"".join(package.read(name) for name in names if PARTS.fullmatch(name) and name.startswith("word/"))
    return Contents(
        title=_first(_TITLE, core),
        language=_first(_LANGUAGE, core) or _first(_DEFAULT_LANGUAGE, styles),
        bookmarks=frozenset(found.decode("utf-8", "replace") for found in _BOOKMARK.findall(parts)),
        styles=frozenset(style_names(styles).values()) if styles else frozenset(),
    )


def paragraph_of(docx: WordFile, part: str, place: str) -> tuple[int, str]:
    """Number, counted from 1, and heading of the first paragraph of `part` with the words `place`; (0, "") if none."""
    package = read_package(content_of(docx)[0])
    if not place or part not in package.names():
        return 0, ""
    names = style_names(package.read(STYLES)) if STYLES in package.names() else {}
    try:
        spots = outline(normal_root(package.read(part)), names)
    except etree.XMLSyntaxError:
        return 0, ""
    for number, spot in enumerate(spots, 1):
        if shortened(spot.words.strip()) == place:
            return number, spot.heading
    return 0, ""


def _first(pattern: re.Pattern[bytes], content: bytes) -> str:
    found = pattern.search(content)
    return unescape(found[1].decode("utf-8", "replace")).strip() if found else ""
