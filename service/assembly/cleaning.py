"""What a document should not inherit from the Word file that is its template, taken out of it once, when it is loaded.

Each thing that goes is told by the checks (`part_inspection`, `checking`), so nothing is changed in silence.
"""

from __future__ import annotations

import re

from lxml import etree

from service.assembly.editing import Edited
from service.assembly.package import Package
from service.assembly.part_inspection import is_leftover, is_personal
from service.assembly.parts import PARTS

_PERSONAL = {
    "docProps/core.xml": ("{*}creator", "{*}lastModifiedBy"),
    "docProps/app.xml": ("{*}Manager",),
    "docProps/custom.xml": ("{*}property",),
}
_SETTINGS = "word/settings.xml"
_COMMENTS = re.compile(r"word/comments\w*\.xml")
_ANCHORS = ("{*}commentRangeStart", "{*}commentRangeEnd", "{*}commentReference")


def without_attached_template(package: Package) -> Package:
    """`package` with its ties to templates on somebody's computer cut; itself if it has none."""
    owners = [name for name in package.names() if name.endswith(".rels") and b"attachedTemplate" in package.read(name)]
    if not owners:
        return package
    edited = Edited(package)
    for name in owners:
        for relation in list(edited.tree(name)):
            if str(relation.get("Type", "")).endswith("/attachedTemplate"):
                edited.tree(name).remove(relation)
        owner = name.replace("_rels/", "").removesuffix(".rels")
        if owner in edited:
            _remove(edited.tree(owner), ("{*}attachedTemplate",))
    return edited.package()


def without_traces(package: Package) -> Package:
    """`package` without what tells of its authors and of earlier documents; itself if there is nothing of that.

    Comments, names in the properties, properties of its own without a tag, data and variables left by other programs,
    a small picture of the first page, printers.
    """
    names = package.names()
    edited = Edited(package)
    gone = [name for name in names if is_leftover(name) or _COMMENTS.fullmatch(name)]
    edited.drop(gone)
    told = [
        element
        for name, tags in _PERSONAL.items()
        if name in names
        for element in edited.tree(name).iter(*tags)
        if is_personal(element)
    ]
    if _SETTINGS in names and b"docVars" in package.read(_SETTINGS):
        told += edited.tree(_SETTINGS).iter("{*}docVars")
    for element in told:
        _take_out(element)
    if not gone and not told:
        return package
    if any(name.startswith("word/comments") for name in gone):
        for name in names:
            if PARTS.fullmatch(name) and name in edited and b":comment" in package.read(name):
                _remove(edited.tree(name), _ANCHORS)
    return edited.package()


def _remove(root: etree._Element, tags: tuple[str, ...]) -> None:
    for element in list(root.iter(*tags)):
        _take_out(element)


def _take_out(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
