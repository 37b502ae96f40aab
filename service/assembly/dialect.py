"""docxtpl's dialect, turned into Jinja source: the XML of one part in, the same XML with plain Jinja tags out.

The meaning of each tag is docxtpl's (0.20.2); where docxtpl searches with patterns that start again at every place,
this walks the text once, so that a hostile part of a few hundred kilobytes takes milliseconds and not minutes. Some
things differ on purpose: a tag that begins outside a link, a field or a change and ends inside leaves that whole
(docxtpl takes its beginning away and keeps its end), a line break in the XML of static text stays the white space that
Word shows, an element is the one that encloses the tag (docxtpl takes the nearest opening before it,
which cuts a paragraph that holds a text box), what is inserted into `w:tcPr` stands where the schema wants it, and
`&amp;` in a tag is read as `&`.

Every tag in the result starts on a line of its own. That is the only use of line breaks in it, so a line number
names a tag. And each tag carries the number of the paragraph it was written in, in white space that Jinja passes
over (`origin`): paragraphs vanish on the way, and whoever has to mend a tag wants to know where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from service.assembly.cells import with_cell_properties, with_merged_cells

_SPLIT_BRACES = re.compile(r"(?<=\{)(?:<[^>]*>)++(?=[{%#])|(?<=[%}#])(?:<[^>]*>)++(?=\})")
_OPENING = re.compile(r"\{[{%#]")
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_INSIDE_TAG = re.compile(r"</w:t>.*?<w:t(?: [^>]*)?>", re.DOTALL)
_ELEMENT = re.compile(r"<(/?)([\w:]+)[^<>]*?(/?)>")
_RUN_TAG = re.compile(r"\{[{%]r\s")
_TEXT_OR_TAG = re.compile(r"(<w:t[^>]*>)|\{%|\{\{")

_RUN_BREAK = '</w:t></w:r><w:r><w:t xml:space="preserve">'
MAX_TAGS = 20_000
MAX_TAG = 5_000
"""Longer than any tag a person writes."""


class TooManyTagsError(ValueError):
    """A part has more tags, or a longer one, than a document needs."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Words that stood beside a block tag and vanish with its element: `words` beside `tag`, in element `name`.

    `paragraph` is the number of the paragraph that the tag was written in.
    """

    tag: str
    words: str
    name: str
    paragraph: int


def jinja_source(xml: str) -> tuple[str, tuple[Lost, ...]]:
    """The Jinja source of one part and what its block tags swallow. `xml` is serialised as lxml does it."""
    lost: list[Lost] = []
    if "\n" in xml:
        xml = re.sub(r">\s*\n\s*<", "> <", xml).replace("\n", "&#10;")
    xml = _SPLIT_BRACES.sub("", xml)
    if sum(xml.count(opening) for opening in _CLOSING) > MAX_TAGS:
        raise TooManyTagsError(f"has more than {MAX_TAGS:,} tags, which no document needs")
    xml = _numbered(xml)
    xml = _whole_tags(xml)
    xml = with_cell_properties(xml)
    xml = _preserve_spaces(xml)
    if "{{r" in xml or "{%r" in xml:
        xml = _around_tags(xml, _RUN_TAG, _RUN_BREAK, _RUN_BREAK)
    xml = _merge_before(xml)
    xml = _merge_after(xml)
    for name in ("tr", "tc", "p", "r"):
        xml = _hoist(xml, name, _block_tag(name), lost)
    for name in ("tr", "tc", "p"):
        if "{#" + name in xml:
            xml = _hoist(xml, name, re.compile(r"(\{#)" + name + rf" ([^}}#]{{0,{MAX_TAG}}}+#\}})"), lost)
    xml = with_merged_cells(xml)
    xml = _each_tag(xml, _clean)
    return _around_tags(xml, _OPENING, "\n", ""), tuple(lost)


def unclosed(text: str) -> Iterator[tuple[int, int]]:
    """The tags in `text` that no closing braces end before the next tag begins: where each begins, and that limit.

    Between the braces of a note other tags may stand.
    """
    at = 0
    while found := _OPENING.search(text, at):
        at = found.end()
        if found[0] == "{#":
            limit = text.find("{#", at)
        else:
            following = _OPENING.search(text, at)
            limit = following.start() if following else -1
        limit = limit if limit >= 0 else len(text)
        closing = text.find(_CLOSING[found[0]], at, limit)
        if closing < 0:
            yield found.start(), limit
        else:
            at = closing + 2


def without_unclosed(xml: str) -> str:
    """`xml` without the opening braces of `unclosed` tags, which would swallow the sound tags behind them."""
    xml = _SPLIT_BRACES.sub("", xml)
    pieces: list[str] = []
    at = 0
    for start, _ in unclosed(xml):
        pieces.append(xml[at:start])
        at = start + 2
    return "".join((*pieces, xml[at:]))


def origin(tag: str) -> int:
    """The number of the paragraph a tag of `jinja_source` was written in, counted from 1 in the part; 0 if none."""
    found = ORIGIN.search(tag)
    return int(found[1].translate(_FROM_SPACES)) if found else 0


def as_written(tag: str) -> str:
    """A tag of `jinja_source` without the number it carries."""
    return ORIGIN.sub("", tag)


_EDGE = "\u200a"
_SPACES = "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
_TO_SPACES = str.maketrans("0123456789", _SPACES)
_FROM_SPACES = str.maketrans(_SPACES, "0123456789")
ORIGIN = re.compile(f"{_EDGE}([{_SPACES}]+){_EDGE}")
_PARAGRAPH_OR_TAG = re.compile(r"<w:p(?=[ >/])|\{[{%#]")
_DASH_AT_END = re.compile(r"[-+](?:<[^>]*>)*$")


def _numbered(xml: str) -> str:
    """Each tag with the number of its paragraph before its closing braces, or before the minus that belongs to them."""
    pieces: list[str] = []
    at = start = count = 0
    while found := _PARAGRAPH_OR_TAG.search(xml, at):
        if found[0] == "<w:p":
            count += 1
            at = found.end()
            continue
        end = xml.find(_CLOSING[found[0]], found.end())
        if end < 0:
            break
        tag = xml[found.end() : end]
        dash = _DASH_AT_END.search(tag)
        cut = found.end() + (dash.start() if dash else len(tag))
        pieces += (xml[start:cut], _EDGE, str(count).translate(_TO_SPACES), _EDGE)
        count += tag.count("<w:p ") + tag.count("<w:p>")
        start, at = cut, end + 2
    pieces.append(xml[start:])
    return "".join(pieces)


def _whole_tags(xml: str) -> str:
    """Each tag in one piece: ends and beginnings of runs in it go, or behind it if more than runs ends or begins."""
    pieces: list[str] = []
    at = 0
    while found := _OPENING.search(xml, at):
        end = xml.find(_CLOSING[found[0]], found.end())
        if end < 0:
            break
        tag = xml[found.start() : end]
        pieces.append(xml[at : found.start()])
        at = end
        if "</w:t>" in tag:
            between = "".join(_INSIDE_TAG.findall(tag))
            tag = _INSIDE_TAG.sub("", tag)
            if not _ends_as_it_begins(between):
                tag += _CLOSING[found[0]] + between
                at += 2
        pieces.append(tag)
    pieces.append(xml[at:])
    return "".join(pieces)


def _ends_as_it_begins(xml: str) -> bool:
    """Whether the elements that end in `xml` are those that begin in it anew, such as run and text."""
    ended: list[str] = []
    begun: list[str] = []
    for token in _ELEMENT.finditer(xml):
        if token[3]:
            continue
        if not token[1]:
            begun.append(token[2])
        elif begun:
            begun.pop()
        else:
            ended.append(token[2])
    return ended == begun[::-1]


def _each_tag(xml: str, change: Callable[[str], str]) -> str:
    """`xml` with every tag, from its opening braces up to its closing ones, changed by `change`."""
    pieces: list[str] = []
    at = 0
    while found := _OPENING.search(xml, at):
        end = xml.find(_CLOSING[found[0]], found.end())
        if end < 0:
            break
        pieces += (xml[at : found.start()], change(xml[found.start() : end]))
        at = end
    pieces.append(xml[at:])
    return "".join(pieces)


def _preserve_spaces(xml: str) -> str:
    """Text that a tag stands in keeps its spaces: without the mark Word drops those at either end."""
    pieces = xml.split("<w:t>")
    marked = [pieces[0]]
    for piece in pieces[1:]:
        marked.append('<w:t xml:space="preserve">' if _holds_tag(piece) else "<w:t>")
        marked.append(piece)
    return "".join(marked)


def _holds_tag(text: str) -> bool:
    for opening, closing in (("{{", "}}"), ("{%", "%}")):
        start = text.find(opening)
        if start >= 0 and text.find(closing, start + 2) >= 0:
            return True
    return False


def _around_tags(xml: str, opening: re.Pattern[str], before: str, after: str) -> str:
    """`xml` with `before` and `after` put around each tag that begins as `opening` says."""
    pieces: list[str] = []
    at = 0
    while found := opening.search(xml, at):
        end = xml.find(_CLOSING[found[0][:2]], found.end())
        if end < 0:
            break
        pieces += (xml[at : found.start()], before, xml[found.start() : end + 2], after)
        at = end + 2
    pieces.append(xml[at:])
    return "".join(pieces)


def _merge_before(xml: str) -> str:
    """`{%-` joins its paragraph to the text before: what lies between goes."""
    if "{%-" not in xml:
        return xml
    pieces = xml.split("{%-")
    for number, piece in enumerate(pieces[:-1]):
        end = piece.rfind("</w:t>")
        if end >= 0:
            pieces[number] = piece[:end] + "{%"
        else:
            pieces[number] = piece + "{%-"
    return "".join(pieces)


def _merge_after(xml: str) -> str:
    """`-%}` joins the text that follows: everything up to the next text goes, if no other tag comes first."""
    pieces: list[str] = []
    at = 0
    while (start := xml.find("-%}", at)) >= 0:
        found = _TEXT_OR_TAG.search(xml, start + 3)
        if found is not None and found[1]:
            pieces += (xml[at:start], "%}")
            at = found.end()
        else:
            pieces.append(xml[at : start + 3])
            at = start + 3
    pieces.append(xml[at:])
    return "".join(pieces)


def _block_tag(name: str) -> re.Pattern[str]:
    return re.compile(r"(\{%|\{\{)" + name + rf" ([^}}%]{{0,{MAX_TAG}}}+(?:%\}}|\}}\}}))")


def _hoist(xml: str, name: str, tag: re.Pattern[str], lost: list[Lost]) -> str:
    """Each `w:name` element that holds a block tag becomes the tag alone; of several tags the last one counts."""
    if not tag.search(xml):
        return xml
    token = re.compile(rf"<w:{name}(?: [^>]*?)?(/?)>|</w:{name}>|{tag.pattern}")
    open_elements: list[tuple[int, re.Match[str] | None]] = []
    replaced: list[tuple[int, int, re.Match[str]]] = []
    for found in token.finditer(xml):
        text = found[0]
        if text.startswith("</"):
            if open_elements:
                start, held = open_elements.pop()
                if held is not None:
                    while replaced and replaced[-1][0] >= start:
                        replaced.pop()
                    replaced.append((start, found.end(), held))
        elif text.startswith("<"):
            if not found[1]:
                open_elements.append((found.start(), None))
        elif open_elements:
            open_elements[-1] = (open_elements[-1][0], found)
    pieces: list[str] = []
    at = 0
    for start, end, held in replaced:
        made = f"{held[2]} {held[3]}"
        pieces += (xml[at:start], made)
        at = end
        written = as_written(held[0])
        words = _words(xml[start : held.start()] + xml[held.end() : end]).strip()
        if words:
            lost.append(Lost(written, as_written(words), name, origin(held[0])))
    pieces.append(xml[at:])
    return "".join(pieces)


def _words(xml: str) -> str:
    return re.sub(r"<[^>]*>", "", xml)


def _clean(tag: str) -> str:
    """A tag up to its closing braces, with the quotes that Word curls and the signs that XML escapes put back."""
    if tag.startswith("{#"):
        return tag
    if len(tag) > MAX_TAG:
        raise TooManyTagsError(f"has a tag of more than {MAX_TAG:,} characters, which no document needs")
    if "&" in tag:
        tag = tag.replace("&#8216;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        tag = tag.replace("&#10;", " ")
    return tag.translate(_STRAIGHT)


_STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
