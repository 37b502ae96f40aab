"""Every field of the walk with its value, or with a blank where the case gives none.

A blank is `assembly.Placeholder`: false in a test, empty in a loop, a labelled place in print. Its tag is the path of
the field, with the place in its list: `attendance.log[2].note`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from schemas.catalogs import BARRIERS, Entry, barrier_label, catalog
from schemas.kinds_in_use import DeclaredKinds, declared_kinds
from schemas.remaining import numbered
from schemas.walk import FieldInfo, walk
from service.assembly import Placeholder
from service.casework.wording import as_sentence, as_sentences, long_date, upper_first, without_period


@dataclass(frozen=True, slots=True)
class Node:
    """A field of the walk with what is inside it."""

    info: FieldInfo
    children: dict[str, Node] = field(default_factory=dict)

    @property
    def item(self) -> Node:
        """What a list holds."""
        return self.children["[]"]

    @property
    def catalog(self) -> str | None:
        """The catalogue that this object chooses from, if it does."""
        return self.children["id"].info.catalog if "id" in self.children else None


def tree() -> dict[str, Node]:
    """The walk as a tree, by the first names of the paths."""
    return _tree_of(declared_kinds())


@lru_cache(maxsize=16)
def _tree_of(kinds: DeclaredKinds) -> dict[str, Node]:
    """Kept by the kinds that the walk is made for."""
    nodes = {"": Node(FieldInfo(path="", label="case", type="object"))}
    for info in walk():
        node = nodes[info.path] = Node(info)
        if info.path.endswith("[]"):
            nodes[info.path.removesuffix("[]")].children["[]"] = node
        else:
            parent, _, name = info.path.rpartition(".")
            nodes[parent].children[name] = node
    return nodes[""].children


def filled(values: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The whole case as a template sees it, before derived values."""
    return {name: _filled(node, values.get(name), name, language) for name, node in tree().items()}


def filled_part(name: str, values: Mapping[str, Any], language: str) -> Any:
    """One part of the same, by its first name."""
    return _filled(tree()[name], values.get(name), name, language)


def blank_item(path: str, index: int = 0) -> Any:
    """A row to fill: the item of the list at `path` (without list marks) with every field blank."""
    node = _node_at(path)
    return _filled(node.item, {} if node.item.info.type == "object" else None, f"{path}[{index}]", "en")


def blank(path: str, label: str | None = None) -> Placeholder:
    """The blank of a field, under its own label or another one."""
    return Placeholder(label or _node_at(path).info.label, path)


def _node_at(path: str) -> Node:
    first, *rest = path.split(".")
    node = tree()[first]
    for name in rest:
        node = node.children[name]
    return node


def _filled(node: Node, value: Any, tag: str, language: str) -> Any:
    if node.info.type == "object":
        given = value or {}
        made = {
            # A field that is not given needs no look into it: most fields of a case are not.
            name: _filled(child, given.get(name), f"{tag}.{name}", language)
            if name in given or child.children
            else Placeholder(child.info.label, f"{tag}.{name}")
            for name, child in node.children.items()
        }
        if node.catalog:
            _add_catalog_wording(made, given, node.catalog, language)
        return made
    if node.info.type == "list":
        return [_filled(node.item, item, f"{tag}[{index}]", language) for index, item in numbered(value or ())]
    if value is None:
        return Placeholder(node.info.label, tag)
    if isinstance(value, dt.date):
        return long_date(value, language)
    return value


def _add_catalog_wording(made: dict[str, Any], choice: Mapping[str, Any], name: str, language: str) -> None:
    """`name` and `text` as they print, and the catalogue's proposal for every column that the case leaves open.

    A barrier that is told by its kind is called as everywhere.
    """
    if choice.get("barrier") in BARRIERS:
        made["barrier"] = barrier_label(choice["barrier"], language)
    entry = catalog(name).get(choice["id"]) if "id" in choice else None
    if entry is None:
        made["name"] = choice.get("text", made["text"])
        if "text" in choice and "detail" in choice:
            made["text"] = f"{as_sentence(choice['text'])} {as_sentences(choice['detail'])}"
        return
    wording = entry.text[language]
    made["name"] = entry.name[language]
    made["text"] = f"{as_sentence(wording)} {as_sentences(choice['detail'])}" if "detail" in choice else wording
    for column in made.keys() - choice.keys() - {"id", "text", "detail", "name"}:
        proposal = _proposal(entry, column, language)
        if proposal is not None:
            made[column] = without_period(proposal)


def list_line(choice: Mapping[str, Any]) -> str:
    """A choice as an entry of a list: a phrase without a period; with a detail, two sentences with theirs."""
    return as_sentences(choice["text"]) if choice["detail"] else upper_first(without_period(choice["text"]))


def _proposal(entry: Entry, column: str, language: str) -> str | None:
    wordings = entry.details.get(column)
    return wordings.get(language) if isinstance(wordings, Mapping) else None
