"""The names in Word's XML, and how it is read: no entity is resolved and nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
W, R, WP = (f"{{{space}}}" for space in (WORD, OFFICE, DRAWING))

DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
"""What a part begins with."""

WRAPPERS = (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo")
"""Elements that stand around paragraphs, rows or cells and are none themselves."""


def parsed(content: bytes, *, is_printed: bool = False) -> etree._Element:
    """The root of an XML part. What is printed already may be as long as a render allows."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=is_printed)
    return etree.fromstring(content, parser)


def within(parent: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """The children of these tags, also those in wrappers such as content controls; not those of what else is inside.

    So the rows of a table are not those of a table in one of its cells.
    """
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag in WRAPPERS:
            yield from within(child, *tags)
