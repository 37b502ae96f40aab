"""Changes to a package that keep it whole: a new part is listed among the content types and related to its owner."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from lxml import etree

from service.assembly.package import Member, Package, packed
from service.assembly.word_xml import DECLARATION, parsed

TYPES = "[Content_Types].xml"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"


class Relation(NamedTuple):
    """A relation of a part: `target` is the full name of a part, or an address outside where `is_external`."""

    id: str
    type: str
    target: str
    is_external: bool


class Edited:
    """A package while it is changed; `package()` gives the changed one, the first stays as it is."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._members: dict[str, Member | bytes] = {member.name: member for member in package.members}
        self._trees: dict[str, etree._Element] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._members or name in self._trees

    def tree(self, name: str) -> etree._Element:
        """The root of a part, to be read or changed in place. Raises KeyError, or XMLSyntaxError for what is no XML."""
        if name not in self._trees:
            content = self._members[name]
            self._trees[name] = parsed(content if isinstance(content, bytes) else self._package.read(name))
        return self._trees[name]

    def add(self, name: str, content: bytes | Member, content_type: str) -> None:
        """Put a part there, in place of one of this name."""
        self._members[name] = content
        self._trees.pop(name, None)
        types = self.tree(TYPES)
        for override in types.findall(f"{_TYPES}Override"):
            if override.get("PartName") == f"/{name}":
                types.remove(override)
        etree.SubElement(types, f"{_TYPES}Override", PartName=f"/{name}", ContentType=content_type)

    def drop(self, names: Collection[str]) -> None:
        """Take parts out, with their own relations and every relation to them."""
        if not names:
            return
        for name in (*names, *(relations_name(each) for each in names)):
            self._members.pop(name, None)
            self._trees.pop(name, None)
        for override in self.tree(TYPES).findall(f"{_TYPES}Override"):
            if (override.get("PartName") or "").lstrip("/") in names:
                self.tree(TYPES).remove(override)
        for name in [each for each in self._members if each.endswith(".rels")]:
            root = self.tree(name)
            owner = name.replace("_rels/", "").removesuffix(".rels")
            for element, relation in zip(list(root), list(_relations_in(root, owner)), strict=False):
                if relation.target in names and not relation.is_external:
                    root.remove(element)

    def relate(self, owner: str, kind: str, target: str, *, is_external: bool = False) -> str:
        """Relate a part (empty: the package) to another one, and give the id of the relation."""
        name = relations_name(owner)
        if name not in self:
            self._trees[name] = etree.Element(f"{_RELATIONS}Relationships", nsmap={None: _RELATIONS[1:-1]})
            self._members[name] = b""
        root = self.tree(name)
        taken = {each.get("Id") for each in root}
        number = next(number for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
        added = etree.SubElement(root, f"{_RELATIONS}Relationship", Id=f"rId{number}", Type=kind, Target=target)
        if is_external:
            added.set("TargetMode", "External")
        else:
            added.set("Target", posixpath.relpath(target, posixpath.dirname(owner) or "."))
        return f"rId{number}"

    def relations(self, owner: str) -> Iterator[Relation]:
        """The relations of a part (empty: of the package)."""
        name = relations_name(owner)
        if name in self:
            yield from _relations_in(self.tree(name), owner)

    def free_name(self, pattern: str) -> str:
        """`pattern` with the first number that no part has: `word/header{}.xml`."""
        lowered = {name.lower() for name in (*self._members, *self._trees)}
        return next(
            name for number in range(1, len(lowered) + 2) if (name := pattern.format(number)).lower() not in lowered
        )

    def package(self) -> Package:
        """The package as it is now; what was not touched keeps its compressed bytes."""
        members = []
        for name, content in self._members.items():
            if name in self._trees:
                content = DECLARATION + etree.tostring(self._trees[name], encoding="utf-8")
            members.append(packed(name, content) if isinstance(content, bytes) else content)
        return Package(tuple(members))


def relations_name(owner: str) -> str:
    """The part that holds the relations of `owner`: `word/_rels/document.xml.rels`."""
    folder, _, name = owner.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/") if owner else "_rels/.rels"


def content_type_of(package: Package, name: str) -> str:
    """The content type that a package gives to its part `name`; empty if none."""
    types = parsed(package.read(TYPES))
    for override in types.findall(f"{_TYPES}Override"):
        if (override.get("PartName") or "").lower() == f"/{name}".lower():
            return str(override.get("ContentType"))
    ending = name.rpartition(".")[2].lower()
    for default in types.findall(f"{_TYPES}Default"):
        if (default.get("Extension") or "").lower() == ending:
            return str(default.get("ContentType"))
    return ""


def relations_of(package: Package, owner: str) -> tuple[Relation, ...]:
    """The relations of a part of a package (empty: of the package itself)."""
    name = relations_name(owner)
    return tuple(_relations_in(parsed(package.read(name)), owner)) if name in package.names() else ()


def _relations_in(root: etree._Element, owner: str) -> Iterator[Relation]:
    for each in root.findall(f"{_RELATIONS}Relationship"):
        target, is_external = str(each.get("Target", "")), each.get("TargetMode") == "External"
        if not is_external:
            target = _joined(posixpath.dirname(owner), target)
        yield Relation(str(each.get("Id", "")), str(each.get("Type", "")), target, is_external)


def _joined(folder: str, target: str) -> str:
    if re.match(r"[a-z]+:", target):
        return target
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target))
