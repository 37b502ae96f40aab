"""Small Word files for tests, from a few words: no library, only the parts that a test is about."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
NAMESPACES = f"{W} {R} {WP}"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = {
    "document": f"{_WORD}.document.main+xml",
    "header": f"{_WORD}.header+xml",
    "footer": f"{_WORD}.footer+xml",
    "footnotes": f"{_WORD}.footnotes+xml",
    "endnotes": f"{_WORD}.endnotes+xml",
    "comments": f"{_WORD}.comments+xml",
    "styles": f"{_WORD}.styles+xml",
    "core": "application/vnd.openxmlformats-package.core-properties+xml",
    "app": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}
_SECTION = '<w:sectPr>{}<w:pgSz w:w="12240" w:h="15840"/></w:sectPr>'


def run(text: str, properties: str = "") -> str:
    """A run: `run("Dear", "<w:b/>")`."""
    kept = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{kept}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*texts: str, style: str = "") -> str:
    """A paragraph of runs; what starts with `<` is taken as XML, all else as words."""
    runs = "".join(text if text.startswith("<") else run(text) for text in texts)
    kept = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{kept}{runs}</w:p>"


def table(*rows: list[str], width: int = 9000) -> str:
    """A table of rows of cells, each cell a text or, starting with `<`, the paragraphs in it."""
    columns = max(len(row) for row in rows)
    each = width // columns
    grid = f'<w:gridCol w:w="{each}"/>' * columns
    written = "".join("<w:tr>" + "".join(cell(text, each) for text in row) + "</w:tr>" for row in rows)
    return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{written}</w:tbl>'


def cell(text: str, width: int = 1000) -> str:
    inside = text if text.startswith("<") else paragraph(text)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inside}</w:tc>'


def docx(*body: str, parts: Mapping[str, str] | None = None, members: Mapping[str, bytes] | None = None) -> bytes:
    """A .docx with `body`: XML, or words for a paragraph each.

    `parts` holds further parts by short name (`header1`, `footnotes`, `core` …), the XML inside their root element;
    `members` raw members of the zip by full name.
    """
    parts = dict(parts or {})
    content = "".join(text if text.startswith("<") else paragraph(text) for text in body)
    files: dict[str, bytes] = {}
    types, relations, references = [], [], []
    for number, (name, inside) in enumerate(parts.items(), 2):
        kind = name.rstrip("0123456789")
        path = f"docProps/{name}.xml" if kind in ("core", "app") else f"word/{name}.xml"
        files[path] = _root(kind, inside).encode()
        types.append(f'<Override PartName="/{path}" ContentType="{_TYPES[kind]}"/>')
        if kind not in ("core", "app"):
            relations.append(f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{name}.xml"/>')
        if kind in ("header", "footer"):
            references.append(f'<w:{kind}Reference w:type="default" r:id="rId{number}"/>')
    section = _SECTION.format("".join(references))
    main = f"<w:document {NAMESPACES}><w:body>{content}{section}</w:body></w:document>"
    listed = f'<Override PartName="/word/document.xml" ContentType="{_TYPES["document"]}"/>' + "".join(types)
    properties = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    core = f'<Relationship Id="rId2" Type="{properties}" Target="docProps/core.xml"/>' if "core" in parts else ""
    files = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
        ).encode(),
        "_rels/.rels": _relations(
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>{core}'
        ),
        "word/document.xml": main.encode(),
        "word/_rels/document.xml.rels": _relations("".join(relations)),
        **files,
        **(members or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, written in files.items():
            # One date for all, so that the same words give the same bytes.
            archive.writestr(zipfile.ZipInfo(path), written, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def part(docx_bytes: bytes, name: str = "word/document.xml") -> str:
    """The XML of one part of a Word file."""
    with zipfile.ZipFile(io.BytesIO(docx_bytes)) as archive:
        return archive.read(name).decode()


def body(docx_bytes: bytes) -> str:
    """What stands in the body of a Word file, without its last section."""
    xml = part(docx_bytes)
    return xml[xml.index("<w:body>") + len("<w:body>") : xml.rindex("<w:sectPr>")]


def _relations(inside: str) -> bytes:
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{namespace}">{inside}</Relationships>'.encode()


def _root(kind: str, inside: str) -> str:
    if kind == "core":
        return (
            '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
            f' xmlns:dc="http://purl.org/dc/elements/1.1/">{inside}</cp:coreProperties>'
        )
    if kind == "app":
        return (
            '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
            f"{inside}</Properties>"
        )
    name = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
    return f"<w:{name} {NAMESPACES}>{inside}</w:{name}>"
