"""Properties of a Word file that a program has added to it: where a document says what it was made from.

They stand in File › Info › Properties › Advanced › Custom. They are put into the template when it is loaded, so a
render copies them as compressed bytes like every part that never changes.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from service.assembly.editing import Edited
from service.assembly.package import Package, read_package
from service.assembly.word_xml import DECLARATION, OFFICE, parsed

PART = "docProps/custom.xml"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATION = f"{OFFICE}/custom-properties"
_SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The property set of user-defined properties, the same in every Office file ([MS-OLEPS] 3.1.6)."""


def with_properties(package: Package, properties: Mapping[str, str]) -> Package:
    """`package` with these custom properties, each in place of one of the same name; others stay."""
    edited = Edited(package)
    owned = [relation.target for relation in edited.relations("") if relation.type == _RELATION]
    name = owned[0] if owned and owned[0] in edited else PART
    if name in edited and owned:
        root = edited.tree(name)
    else:
        root = etree.Element(f"{{{_SPACE}}}Properties", nsmap={None: _SPACE, "vt": _VALUES})
    for each in list(root):
        if each.get("name") in properties:
            root.remove(each)
    taken = [int(pid) for each in root if (pid := each.get("pid", "")).isdecimal()]
    for pid, (key, value) in enumerate(properties.items(), max([1, *taken]) + 1):
        added = etree.SubElement(root, f"{{{_SPACE}}}property", fmtid=_FORMAT, pid=str(pid), name=key)
        etree.SubElement(added, f"{{{_VALUES}}}lpwstr").text = value
    if not (name in edited and owned):
        edited.add(name, DECLARATION + etree.tostring(root, encoding="utf-8"), _CONTENT_TYPE)
        edited.relate("", _RELATION, name)
    return edited.package()


def custom_properties(docx: bytes) -> dict[str, str]:
    """The custom properties of a Word file: name → value as text; empty when it has none."""
    package = read_package(docx)
    edited = Edited(package)
    names = [relation.target for relation in edited.relations("") if relation.type == _RELATION]
    if not names or names[0] not in package.names():
        return {}
    root = parsed(package.read(names[0]))
    return {str(each.get("name")): "".join(each.itertext()) for each in root}
