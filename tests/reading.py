"""Word files as lines that a test can compare."""

from __future__ import annotations

import difflib
import html
import io
import re
import zipfile
from collections.abc import Sequence

_PARAGRAPH = re.compile(r"<w:p[ >].*?</w:p>", re.DOTALL)
_PRINTED = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|<w:(tab|br|cr)(?: [^>]*)?/>")
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n"}


def read(docx: bytes) -> list[str]:
    """The words of each paragraph that prints: the body, then headers and footers. Blank paragraphs are “”."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name)]
        xml = "".join(archive.read(name).decode("utf-8") for name in sorted(names))
    return [_words(paragraph) for paragraph in _PARAGRAPH.findall(xml)]


def assert_reads(docx: bytes, expected: Sequence[str]) -> None:
    """Hold that the document has exactly these lines; otherwise show what differs."""
    found = read(docx)
    if found != list(expected):
        differences = difflib.unified_diff(list(expected), found, "expected", "found", lineterm="")
        raise AssertionError("The document reads otherwise:\n" + "\n".join(differences))


def _words(paragraph: str) -> str:
    printed = (_BREAKS[mark] if mark else words for words, mark in _PRINTED.findall(paragraph))
    return html.unescape("".join(printed))
