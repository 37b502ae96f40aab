"""The paragraphs of a part as a person finds them: their words, and the heading they stand under."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from service.assembly.word_xml import W, parsed

_HEADING = re.compile(r"(heading|title|subtitle)\s*\d*$", re.IGNORECASE)
MAX_WORDS = 80


@dataclass(frozen=True, slots=True)
class Spot:
    """One paragraph: its words as written, the last heading before it, the style it names, and its element."""

    words: str
    heading: str
    style: str
    element: etree._Element


def outline(root: etree._Element, style_names: dict[str, str]) -> tuple[Spot, ...]:
    """A spot for each `w:p` under `root`, in the order of the document; `style_names` are display names by style id."""
    spots = []
    heading = ""
    for paragraph in root.iter(f"{W}p"):
        words = words_of(paragraph)
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        identifier = style.get(f"{W}val", "") if style is not None else ""
        name = style_names.get(identifier, identifier)
        spots.append(Spot(words, heading, name, paragraph))
        if _HEADING.match(name) and words.strip() and not words.startswith("{%"):
            heading = shortened(words.strip())
    return tuple(spots)


def words_of(paragraph: etree._Element) -> str:
    """The words of one paragraph, not those of text boxes anchored in it."""
    return "".join(
        text.text or ""
        for text in paragraph.iter(f"{W}t", f"{W}delText")
        if next(text.iterancestors(f"{W}p"), None) is paragraph
    )


def style_names(styles: bytes) -> dict[str, str]:
    """Style names as Word shows them, by style id."""
    names = {}
    for style in parsed(styles).iter(f"{W}style"):
        name = style.find(f"{W}name")
        identifier = style.get(f"{W}styleId", "")
        names[identifier] = display_name(name.get(f"{W}val", identifier) if name is not None else identifier)
    return names


def display_name(name: str) -> str:
    """Word stores `heading 1` and shows “Heading 1”."""
    return name[:1].upper() + name[1:]


def shortened(words: str, limit: int = MAX_WORDS) -> str:
    """`words`, cut with an ellipsis where a message would become too long."""
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"
