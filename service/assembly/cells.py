"""The tags of docxtpl's dialect that change a table cell: `colspan` and `cellbg`, `vm` and `hm`."""

from __future__ import annotations

import re
from collections.abc import Iterator

CELL_PROPERTY_ORDER = (
    "cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "textDirection",
    "tcFitText", "vAlign", "hideMark", "headers", "cellIns", "cellDel", "cellMerge", "tcPrChange",
)  # fmt: skip

_CELL = re.compile(r"(?=<w:tc[ >])")
_EMPTY_RUN = re.compile(r"<w:r[ >](?:(?!<w:r[ >]).)*?<w:t></w:t>.*?</w:r>", re.DOTALL)
_CELL_PROPERTIES = re.compile(r"<w:tcPr(?: [^>]*)?>.*?</w:tcPr>", re.DOTALL)


def with_cell_properties(xml: str) -> str:
    """The XML of a part in which each `colspan` and `cellbg` has become a property of its cell."""
    xml = _in_cells(xml, "colspan", r'<w:gridSpan w:val="{{%s}}"/>', "gridSpan")
    return _in_cells(xml, "cellbg", r'<w:shd w:val="clear" w:color="auto" w:fill="{{%s}}"/>', "shd")


def with_merged_cells(xml: str) -> str:
    """The XML in which each `vm` and `hm` merges its cell; the properties of cells that have tags in their order."""
    return _CELL_PROPERTIES.sub(_ordered_cell_properties, _merge_horizontally(_merge_vertically(xml)))


def _in_cells(xml: str, word: str, element: str, name: str) -> str:
    """`{% colspan x %}` and `{% cellbg x %}`: the tag goes, `element` comes into the properties of its cell."""
    if word not in xml:
        return xml
    pattern = re.compile(r"\{%\s*" + word + r"\s+([^%]*?)\s*%\}")
    cells = _CELL.split(xml)
    for number, cell in enumerate(cells):
        tags = list(pattern.finditer(cell)) if number else []
        if not tags:
            continue
        tag = tags[-1]
        end = cell.find("</w:tc>", tag.end())
        inside, after = (cell[:end], cell[end:]) if end >= 0 else (cell, "")
        inside = inside[: tag.start()] + inside[tag.end() :]
        inside = _EMPTY_RUN.sub("", inside)
        inside = re.sub(rf"<w:{name}[^/]*/>", "", inside, count=1)
        made = element % tag[1]
        if "<w:tcPr/>" in inside:
            inside = inside.replace("<w:tcPr/>", f"<w:tcPr>{made}</w:tcPr>", 1)
        elif "<w:tcPr" in inside:
            inside = _after(r"<w:tcPr[^>]*>", made, inside)
        else:
            inside = _after(r"<w:tc(?: [^>]*)?>", f"<w:tcPr>{made}</w:tcPr>", inside)
        cells[number] = inside + after
    return "".join(cells)


def _after(pattern: str, made: str, xml: str) -> str:
    """`xml` with `made` behind what `pattern` finds first."""
    found = re.search(pattern, xml)
    return xml[: found.end()] + made + xml[found.end() :] if found else xml


def _merge_vertically(xml: str) -> str:
    """`{% vm %}`: the cell and its copies in a loop are merged downwards, the text stands in the first."""
    mark = re.compile(r"\{%\s*vm\s*%\}")
    if not mark.search(xml):
        return xml
    cells = _CELL.split(xml)
    for number, cell in enumerate(cells):
        parts = _around(cell, mark) if number else None
        if parts is None:
            continue
        before, inner, left, right, after = parts
        cells[number] = (
            f'{before}<w:vMerge w:val="{{% if loop.first %}}restart{{% else %}}continue{{% endif %}}"/>{inner}'
            f"{{% if loop.first %}}{left}{right}{{% endif %}}{after}"
        )
    return "".join(cells)


def _merge_horizontally(xml: str) -> str:
    """`{% hm %}`: the copies of the cell in a loop become one cell as wide as all of them."""
    mark = re.compile(r"\{%\s*hm\s*%\}")
    if not mark.search(xml):
        return xml
    cells = _CELL.split(xml)
    for number, cell in enumerate(cells):
        if not number or not mark.search(cell):
            continue
        end = cell.find("</w:tc>", mark.search(cell).end())  # type: ignore[union-attr]  # searched one line above
        end = len(cell) if end < 0 else end + len("</w:tc>")
        inside, after = cell[:end], cell[end:]
        if "w:gridSpan" in inside:
            inside = re.sub(r'(w:gridSpan w:val=")(\d+)(")', r"\1{{ \2 * loop.length }}\3", inside)
            inside = mark.sub("", inside)
        elif (parts := _around(inside, mark)) is not None:
            before, inner, left, right, rest = parts
            inside = f'{before}<w:gridSpan w:val="{{{{ loop.length }}}}"/>{inner}{left}{right}{rest}'
        cells[number] = f"{{% if loop.first %}}{inside}{{% endif %}}{after}"
    return "".join(cells)


def _around(cell: str, mark: re.Pattern[str]) -> tuple[str, str, str, str, str] | None:
    """`cell` cut at its mark: up to the end of its properties, on to its text, the text before and after, the rest."""
    found = mark.search(cell)
    properties = cell.find("</w:tcPr>")
    if found is None or properties < 0:
        return None
    text = re.compile(r"<w:t.*?>").search(cell, properties)
    end = cell.find("</w:t>", found.end())
    if text is None or text.end() > found.start() or end < 0:
        return None
    return (
        cell[:properties],
        cell[properties : text.end()],
        cell[text.end() : found.start()],
        cell[found.end() : end],
        cell[end:],
    )


def _ordered_cell_properties(found: re.Match[str]) -> str:
    """`w:tcPr` with its elements in the order of the schema, if a tag of ours stands in it."""
    whole = found[0]
    if "{" not in whole:
        return whole
    start = whole.index(">") + 1
    children = list(_children(whole[start : -len("</w:tcPr>")]))
    order = {name: place for place, name in enumerate(CELL_PROPERTY_ORDER)}
    children.sort(key=lambda child: order.get(child[0], len(order)))
    return whole[:start] + "".join(text for _, text in children) + "</w:tcPr>"


def _children(xml: str) -> Iterator[tuple[str, str]]:
    """The elements of `xml`, one level deep, each with its local name; loose text stays with the one before."""
    depth = 0
    start = 0
    name = ""
    for token in re.finditer(r"<(/?)w:(\w+)[^<>]*?(/?)>", xml):
        if depth == 0 and not token[1]:
            name = token[2]
        depth += (-1 if token[1] else 1) - (1 if token[3] else 0)
        if depth == 0:
            yield name, xml[start : token.end()]
            start = token.end()
    if start < len(xml):
        yield name, xml[start:]
