"""Tables whose rows changed their number of cells: the grid follows the widest row, the width of the table stays."""

from __future__ import annotations

from lxml import etree

from service.assembly.word_xml import W, parsed, within


def fit_grids(content: bytes) -> bytes:
    """`content` with each `w:tblGrid` as wide as its table; read and written with lxml, for few templates need it."""
    root = parsed(content, is_printed=True)
    for table in root.iter(f"{W}tbl"):
        _fit(table)
    fitted: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=False)
    return fitted


def _fit(table: etree._Element) -> None:
    grid = table.find(f"{W}tblGrid")
    if grid is None:
        return
    rows = [list(within(row, f"{W}tc")) for row in within(table, f"{W}tr")]
    most = max((len(row) for row in rows), default=0)
    columns = grid.findall(f"{W}gridCol")
    width = sum(_width(column) for column in columns)
    if columns and most > len(columns) and width > 0:
        average = width / most
        for column in columns:
            column.set(f"{W}w", str(int(_width(column) * average / (width / len(columns)))))
        for _ in range(most - len(columns)):
            etree.SubElement(grid, f"{W}gridCol", {f"{W}w": str(int(average))})
    columns = grid.findall(f"{W}gridCol")
    spans = max((sum(_span(cell) for cell in row) for row in rows), default=0)
    surplus = columns[spans:] if 0 < spans < len(columns) else []
    if surplus:
        left = columns[:spans]
        share = int(sum(_width(column) for column in surplus) / len(left))
        for column in surplus:
            grid.remove(column)
        for column in left:
            column.set(f"{W}w", str(int(_width(column) + share)))


def _width(column: etree._Element) -> float:
    return float(column.get(f"{W}w") or 0)


def _span(cell: etree._Element) -> int:
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    return int(span.get(f"{W}val", "1")) if span is not None else 1
