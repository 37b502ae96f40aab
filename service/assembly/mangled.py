"""Tags that Word, a keyboard or an editor's correction turned into something that is no tag any more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from service.assembly.dialect import unclosed
from service.assembly.word_xml import W

Mangled = tuple[str, str, str]
"""Code, the tag as it stands, and what is wrong with it."""

MAX_UNCLOSED = 20
MAX_WORDS = 5_000
"""How far a paragraph is looked at: patterns take their time on what is made to be slow."""
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_SPACED = re.compile(r"\{[ \u00a0]+[{%#][^{}]*[%}#]?[ \u00a0]*\}?|\{[{%#][^{}]*[}%#][ \u00a0]+\}")
_SINGLE = re.compile(r"(?<![{])\{\s*[A-Za-z_][\w.]*\s*\}\}?(?!\})|\{\{\s*[A-Za-z_][\w.|]*\s*\}(?!\})")
INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202e]")
_DASH = re.compile("[\u2010-\u2015\u2212]")
_QUOTES = re.compile("[„‚‟‛«»‹›`´′″]")
_LOOKALIKE = re.compile("[｛｝❴❵]")
_STRING = re.compile(r"\"[^\"]*\"|'[^']*'|“[^”]*”|‘[^’]*’")
_CHANGE = (f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo")


def mangled_tags(paragraph: etree._Element, words: str) -> Iterator[Mangled]:
    """What is wrong with the tags in `words`, the text of `paragraph`."""
    words = words[:MAX_WORDS]
    if not ("{" in words or "}" in words or _LOOKALIKE.search(words)):
        return
    for found in _LOOKALIKE.finditer(words):
        yield "lookalike-brace", found[0], f"is not the brace of the keyboard. Type {{ or }} instead of “{found[0]}”"
    for found in _SPACED.finditer(words):
        if not _TAG.fullmatch(found[0]):
            together = re.sub(r"(?<=[{%#}])[ \u00a0]+(?=[{%#}])", "", found[0])
            yield "spaced-braces", found[0], f"has a space between its braces, so it prints as text. Write {together}"
    masked = _SPACED.sub(_mask, _TAG.sub(_mask, words))
    for found in _SINGLE.finditer(masked):
        name = found[0].strip("{} ")
        yield "single-brace", found[0], f"has one brace where two belong. Write {{{{ {name} }}}}"
    for found in _TAG.finditer(words):
        yield from _signs(found[0])
    yield from _in_changes(paragraph)


def unclosed_tags(paragraphs: list[str]) -> Iterator[tuple[int, str]]:
    """Tags that no closing braces end before the next tag begins: the number of the paragraph, and the tag so far."""
    whole = "\n".join(paragraphs)
    for start, limit in islice(unclosed(whole), MAX_UNCLOSED):
        yield whole.count("\n", 0, start) + 1, whole[start:limit].split("\n")[0].rstrip()


def _mask(found: re.Match[str]) -> str:
    return "\0" * len(found[0])


def _signs(tag: str) -> Iterator[Mangled]:
    if tag.startswith("{#"):
        return
    if INVISIBLE.search(tag):
        yield (
            "invisible-character",
            INVISIBLE.sub("", tag),
            "holds a character that cannot be seen. Delete the tag and type it anew",
        )
    bare = _STRING.sub("''", tag)
    if _DASH.search(bare):
        yield "dash-in-tag", tag, "holds a long dash, which Word makes of a hyphen. Press Ctrl+Z after Word changes it"
    if _QUOTES.search(bare):
        yield "quotes-in-tag", tag, "holds quotation marks that are no quotes here. Write ' or \""


def _in_changes(paragraph: etree._Element) -> Iterator[Mangled]:
    """Tags that a tracked change cuts in two, or that stand in text marked as deleted."""
    if next(paragraph.iter(*_CHANGE), None) is None:
        return
    text = ""
    owners: list[etree._Element | None] = []
    for run_text in paragraph.iter(f"{W}t", f"{W}delText"):
        owner = next((up for up in run_text.iterancestors(*_CHANGE)), None)
        text += run_text.text or ""
        owners += [owner] * len(run_text.text or "")
    for found in _TAG.finditer(text[:MAX_WORDS]):
        inside = owners[found.start() : found.end()]
        if any(owner is not inside[0] for owner in inside):
            yield (
                "tag-in-tracked-change",
                found[0],
                "is half in a tracked change. Review › Accept All Changes, then save",
            )
        elif inside[0] is not None and inside[0].tag in (f"{W}del", f"{W}moveFrom"):
            yield (
                "tag-in-deleted-text",
                found[0],
                "is marked as deleted and still counts. Review › Accept All Changes, then save",
            )
