"""What docxtpl makes of a template, in a form that two files can be compared in."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from lxml import etree

from tests.assembly.word import part


def docxtpl_makes(template: bytes, context: Mapping[str, Any]) -> Any:
    """The body that docxtpl makes, as `body_of` gives it. Raises what docxtpl raises."""
    from docxtpl import DocxTemplate

    made = DocxTemplate(io.BytesIO(template))
    made.render(dict(context), autoescape=True)
    out = io.BytesIO()
    made.save(out)
    return body_of(out.getvalue())


def body_of(document: bytes) -> Any:
    """The main part of a document, element by element; the properties of a cell in any order."""
    return _comparable(etree.fromstring(part(document).encode()))


def _comparable(element: Any) -> Any:
    children = [_comparable(child) for child in element]
    if element.tag.endswith("}tcPr"):
        children.sort(key=repr)
    return element.tag, sorted(element.attrib.items()), element.text or "", element.tail or "", children
