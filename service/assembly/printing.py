"""From a value to the bytes that stand for it in one place of a part.

What a value may do: be text. Line breaks, tabs, page breaks and new paragraphs in it become Word's own, as docxtpl
does it; every other sign is written so that Word shows it as it is. A value that is XML already (`__html__`: what a
macro printed, docxtpl's RichText and Listing) goes in as it is; the run that it stands in ends before its runs and goes
on behind them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from functools import partial
from html import unescape
from typing import Any

from jinja2.runtime import Undefined

from service.assembly.budget import LONG_VALUE, deep_size
from service.assembly.placeholders import Placeholder, control
from service.assembly.places import Kind, Place
from service.assembly.state import RenderContext
from service.assembly.validity import brings_ids, ordered_run_properties

_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&#34;", ord("'"): "&#39;"}
_HARMLESS_IN_FIELD = {ord('"'): "'", ord("\\"): "/"}
"""A quote or a backslash would end what the value stands in, and begin a switch or another field."""
_FORBIDDEN = re.compile("[\x00-\x06\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile("[\t\n\f\a]")
_DEFERRED = re.compile("\x01(\\d+)\x02")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
A_BREAK = 100
"""Characters of XML that a tab or a line break comes to."""
_CLOSE_RUN = "</w:t></w:r>"


class UnprintableError(Exception):
    """A value cannot be printed where the template puts it. The message says why, without the value."""


Show = Callable[[RenderContext, int, Any], bytes]
Soft = Callable[[RenderContext, int, Any], str]


def printers(places: Sequence[Place], links: Collection[str], *, strict: bool) -> tuple[Show, Soft, Show]:
    """`show` (a value to bytes), `soft` (a value to text collected for later), `finish` (collected text to bytes).

    Each takes the context of the render, the number of a place in `places`, and the value. `links` are the relations
    of the part by which a value may link.
    """
    markup_of = partial(_markup_of, links=links)

    def show(context: RenderContext, number: int, value: Any) -> bytes:
        place = places[number]
        if value.__class__ is Placeholder:
            return _fitted(_placeholder(context, place, value), place, strict).encode()
        if hasattr(value, "__html__"):
            return finish(context, number, value)
        text = value if isinstance(value, str) else _text_of(value, strict)
        if len(text) >= LONG_VALUE:
            context.state.budget.pay(0, len(text) + A_BREAK * len(_BREAKS.findall(text)))
        return _fitted(_written(text, place, strict), place, strict).encode()

    def soft(context: RenderContext, number: int, value: Any) -> str:
        if value.__class__ is Placeholder:
            if places[number].kind is Kind.ATTRIBUTE:
                return str(value.__html__())
            context.state.deferred.append(value)
            return f"\x01{len(context.state.deferred) - 1}\x02"
        if hasattr(value, "__html__"):
            text = markup_of(value)
            context.state.budget.pay(0, len(text))
            return text
        text = value if isinstance(value, str) else _text_of(value, strict)
        context.state.budget.pay(0, len(text))
        return _checked(text, strict).translate(_ESCAPES)

    def finish(context: RenderContext, number: int, value: Any) -> bytes:
        place = places[number]
        text = markup_of(value)
        context.state.budget.pay(0, len(text))
        if "<w" in text and brings_ids(text):
            context.state.brought_ids = True
        if "\x01" in text:
            deferred = context.state.deferred
            text = _DEFERRED.sub(lambda found: _placeholder(context, place, deferred[int(found[1])]), text)
        if "<w:" in text:
            text = _in_place(text, place)
        if place.kind in (Kind.TEXT, Kind.INLINE, Kind.BLOCK) and _BREAKS.search(text):
            context.state.budget.pay(0, A_BREAK * len(_BREAKS.findall(text)))
            text = _broken(text, place)
        return _fitted(_NOT_IN_XML.sub("", text), place, strict).encode()

    return show, soft, finish


def _markup_of(value: Any, links: Collection[str]) -> str:
    """The XML of a value that brings its own, in the order the schema wants it; a link to nowhere is its words."""
    if value.__class__.__name__ in _BOUND_TO_DOCXTPL and value.__class__.__module__.startswith("docxtpl"):
        raise UnprintableError(f"prints docxtpl's {value.__class__.__name__}, which belongs to a file of docxtpl's own")
    xml = str(value.__html__() if hasattr(value, "__html__") else value)
    if "<w:hyperlink " in xml:
        xml = _LINK.sub(lambda link: link[0] if link[1] in links else link[2], xml)
    return ordered_run_properties(xml) if "<w:rPr>" in xml else xml


def _fitted(xml: str, place: Place, strict: bool) -> str:
    """`xml` so that it may stand in `place`: words get a run or a paragraph, runs leave the run around them."""
    if place.kind is Kind.FIELD:
        return unescape(xml).translate(_HARMLESS_IN_FIELD).translate(_ESCAPES)
    if place.kind is Kind.INLINE:
        return _as_runs(xml, place)
    if (
        place.kind is Kind.BLOCK
        and xml
        and not xml.startswith(("<w:p>", "<w:p ", "<w:tbl", "<w:sdt", "<w:tr", "<w:tc"))
    ):
        if not place.paragraph_fits:
            if strict:
                raise UnprintableError("prints words between rows or cells, where Word has no place for them")
            return ""
        return f"<w:p>{_as_runs(xml, place)}</w:p>"
    return xml


def _in_place(xml: str, place: Place) -> str:
    """What brought XML, as it may stand where only words may: runs between the words of a run, elsewhere no runs."""
    if place.kind is Kind.TEXT:
        return _with_runs(xml, place)
    return xml if place.kind in (Kind.INLINE, Kind.BLOCK) else _ELEMENT.sub("", xml)


def _with_runs(words: str, place: Place) -> str:
    """The words of a run, which ends before the whole runs among them and goes on behind them."""
    go_on = f'<w:r>{place.run_properties}<w:t xml:space="preserve">'
    return _OUT_OF_TEXT.sub(lambda found: f"{_CLOSE_RUN}{found[1]}{go_on}" if found[1] else found[0], words)


def _as_runs(xml: str, place: Place) -> str:
    """`xml` in runs of its own, where words stand in it."""
    beside = _OUT_OF_TEXT.sub("", xml)
    if not beside or beside.startswith("<"):
        return xml
    return f'<w:r><w:t xml:space="preserve">{_with_breaks(_with_runs(xml, place), place)}</w:t></w:r>'


_BOUND_TO_DOCXTPL = ("InlineImage", "Subdoc")
_ELEMENT = re.compile("<[^>]*>")
_OUT_OF_TEXT = re.compile(
    r"</w:t>.*?<w:t(?: [^>]*)?>|((?:<w:(hyperlink|sdt)[ >].*?</w:\2>|<w:r(?: [^>]*)?>.*?</w:r>)+)", re.DOTALL
)
"""From the end of a text to the next, as fixed text has it; or whole runs, links and controls that a value brought."""
_LINK = re.compile(r'<w:hyperlink [^>]*?r:id="([^"]*)"[^>]*>(.*?)</w:hyperlink>', re.DOTALL)


def _placeholder(context: RenderContext, place: Place, value: Placeholder) -> str:
    if place.kind is Kind.BLOCK and place.paragraph_fits:
        return f"<w:p>{_placeholder(context, Place(Kind.INLINE, control_allowed=True), value)}</w:p>"
    if place.kind not in (Kind.TEXT, Kind.INLINE) or not place.control_allowed:
        return str(value.__html__())
    state = context.state
    state.controls += 1
    made = control(value, state.next_id + state.controls, place.run_properties)
    if place.kind is Kind.INLINE:
        return made
    return f'{_CLOSE_RUN}{made}<w:r>{place.run_properties}<w:t xml:space="preserve">'


def _text_of(value: Any, strict: bool) -> str:
    """The text of what is no text. In a strict template only what a reader can read."""
    if isinstance(value, Undefined):
        return str(value)
    if not strict:
        deep_size(value)
        return str(value)
    if isinstance(value, bool) or value is None:
        raise UnprintableError(f"prints {value}. Write {{% if %}} around the words that depend on it")
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, (int, Decimal, date, time)):
        return str(value)
    if isinstance(value, Mapping):
        raise UnprintableError("prints a group of values. Name the one that is meant, after a dot")
    if isinstance(value, (list, tuple, set, frozenset)):
        raise UnprintableError("prints a whole list. Write a {% for %} around it, or add |join(', ')")
    if callable(value):
        raise UnprintableError("prints a function, not a value. Check the name after the dot")
    return str(value)


def _checked(text: str, strict: bool) -> str:
    """`text` in one form of line breaks and without signs that XML cannot hold, which a strict template refuses."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = _FORBIDDEN.search(text)
    if found is None:
        return text
    if strict:
        raise UnprintableError(
            f"prints a value with the character U+{ord(found[0]):04X}, which a Word file cannot hold"
        )
    return _FORBIDDEN.sub("", text)


def _written(text: str, place: Place, strict: bool) -> str:
    text = _checked(text, strict)
    text = text.translate(_ESCAPES)
    if not _BREAKS.search(text):
        return text
    if place.kind is Kind.TEXT:
        return _with_breaks(text, place)
    text = text.replace("\f", " ").replace("\a", " ")
    return text.replace("\n", "&#10;").replace("\t", "&#9;") if place.kind is Kind.ATTRIBUTE else text


def _with_breaks(text: str, place: Place) -> str:
    """Tabs and breaks in the text of a run as Word writes them; run and paragraph go on with their properties."""
    run, paragraph = place.run_properties, place.paragraph_properties
    open_run = f'<w:r>{run}<w:t xml:space="preserve">'
    text = text.replace("\t", f"{_CLOSE_RUN}<w:r>{run}<w:tab/></w:r>{open_run}")
    text = text.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    if place.new_paragraph_allowed:
        page = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        text = text.replace("\a", f"{_CLOSE_RUN}</w:p><w:p>{paragraph}{open_run}")
        return text.replace("\f", f"{_CLOSE_RUN}</w:p>{page}<w:p>{paragraph}{open_run}")
    text = text.replace("\f", f'{_CLOSE_RUN}<w:r>{run}<w:br w:type="page"/></w:r>{open_run}')
    return text.replace("\a", '</w:t><w:br/><w:t xml:space="preserve">')


def _broken(xml: str, place: Place) -> str:
    """Collected text with its breaks as Word writes them: each takes the properties of the run it is found in."""
    if "<w:r>" not in xml and "<w:r " not in xml:
        return _with_breaks(xml, place) if place.kind is Kind.TEXT else xml
    if place.kind is Kind.TEXT:
        start = f'<w:r>{place.run_properties}<w:t xml:space="preserve">'
        whole = _RUN.sub(lambda run: _broken_run(run[0], place.paragraph_properties), f"{start}{xml}{_CLOSE_RUN}")
        return whole[len(start) : -len(_CLOSE_RUN)]
    if "<w:p>" not in xml and "<w:p " not in xml:
        return _RUN.sub(lambda run: _broken_run(run[0], place.paragraph_properties), xml)

    def paragraph(found: re.Match[str]) -> str:
        properties = _PARAGRAPH_PROPERTIES.search(found[0])
        return _RUN.sub(lambda run: _broken_run(run[0], properties[0] if properties else ""), found[0])

    return _PARAGRAPH.sub(paragraph, xml)


def _broken_run(run: str, paragraph_properties: str) -> str:
    properties = _RUN_PROPERTIES.search(run)
    place = Place(Kind.TEXT, properties[0] if properties else "", paragraph_properties, new_paragraph_allowed=True)
    return _TEXT.sub(lambda text: _with_breaks(text[0], place), run)


_PARAGRAPH = re.compile(r"<w:p(?: [^>]*)?>.*?</w:p>", re.DOTALL)
_PARAGRAPH_PROPERTIES = re.compile(r"<w:pPr>.*?</w:pPr>", re.DOTALL)
_RUN = re.compile(r"<w:r(?: [^>]*)?>.*?</w:r>", re.DOTALL)
_RUN_PROPERTIES = re.compile(r"<w:rPr>.*?</w:rPr>", re.DOTALL)
_TEXT = re.compile(r"<w:t(?: [^>]*)?>.*?</w:t>", re.DOTALL)
