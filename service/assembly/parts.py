"""Which parts of a Word file may hold tags, and how their XML is read for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from service.assembly.editing import relations_of
from service.assembly.package import Package
from service.assembly.validity import order_properties
from service.assembly.word_xml import OFFICE, W

PARTS = re.compile(
    r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments|charts/chart\d*|diagrams/data\d*)\.xml"
    r"|docProps/(core|app|custom)\.xml"
)
TAG = re.compile(rb"\{(?:<[^>]*>)*[{%#]|\{_[{%]|[}%]_\}")
"""A tag in the bytes of a part, also one that Word split, or docxtpl's signs for braces that are meant as braces."""


def normal_root(xml: bytes) -> etree._Element:
    """The root of a part without the white space between elements, which docxtpl drops before it patches.

    Properties that another program wrote out of order are put in the order of the schema. Raises
    lxml.etree.XMLSyntaxError for what is no XML, or nested deeper than any document.
    """
    parser = etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(xml, parser)
    order_properties(root)
    return root


def serialised(root: etree._Element) -> str:
    """`root` as text, written as lxml writes it: the form in which tags are looked for."""
    text: str = etree.tostring(root, encoding="unicode")
    return text


def tracked_changes(element: etree._Element) -> Iterator[etree._Element]:
    """The marks of changes that somebody has still to accept or reject, in `element` and all that it holds."""
    yield from element.iter(*_TRACKED)


_TRACKED = tuple(
    f"{W}{name}"
    for name in """ins del moveFrom moveTo cellIns cellDel cellMerge rPrChange pPrChange sectPrChange tblPrChange
    trPrChange tcPrChange tblGridChange tblPrExChange numberingChange""".split()
)
MAY_BE_TRACKED = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo|cell(?:Ins|Del|Merge)|\w+Change)[ >/]")
"""Bytes of a part that holds tracked changes."""


def links_of(package: Package, name: str) -> frozenset[str]:
    """The ids of the relations by which the part `name` links to somewhere else."""
    return frozenset(each.id for each in relations_of(package, name) if each.type == f"{OFFICE}/hyperlink")
