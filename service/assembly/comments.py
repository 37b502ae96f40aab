"""The author's own file with a Word comment at each finding, to be opened beside the list of findings or instead of it.

Only the body of a Word file takes comments; what is wrong elsewhere is said at its first paragraph.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from service.assembly.findings import Finding
from service.assembly.loading import damaged_or_unsafe
from service.assembly.package import Package, WordFile, Writer, content_of, packed, read_package
from service.assembly.word_xml import OFFICE, WORD, W, parsed

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = f"{OFFICE}/comments"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_DOCUMENT, _COMMENTS, _TYPES = "word/document.xml", "word/comments.xml", "[Content_Types].xml"
_RELATIONS = "word/_rels/document.xml.rels"
AUTHOR = "iepdocs"


def commented_copy(docx: WordFile, findings: Iterable[Finding]) -> bytes:
    """`docx`, a path or the bytes of a Word file, with a comment for each of `findings` at the paragraph it names.

    Comments that are already there stay. The same file and findings give the same bytes. Raises NotAWordFileError for
    a file that is no Word file or not safe to unpack.
    """
    content, name = content_of(docx)
    damaged_or_unsafe(content, name)
    package = read_package(content)
    document = parsed(package.read(_DOCUMENT))
    comments = _comments(package)
    number = max((int(each.get(f"{W}id", "-1")) for each in comments), default=-1)
    paragraphs = list(document.iter(f"{W}p"))
    if not paragraphs:
        body = document.find(f"{W}body")
        paragraphs = [etree.Element(f"{W}p")]
        (document if body is None else body).insert(0, paragraphs[0])
    for finding in findings:
        number += 1
        inside = finding.part == _DOCUMENT and 0 < finding.paragraph <= len(paragraphs)
        _mark(paragraphs[finding.paragraph - 1 if inside else 0], number)
        comments.append(_comment(number, finding, inside=inside))
    changed = {_DOCUMENT: document, _COMMENTS: comments, **_listed(package)}
    members = {part: packed(part, _written(root)) for part, root in changed.items()}
    new = [members[part] for part in changed if part not in package.names()]
    whole = Package((*package.members, *new))
    return Writer(whole, frozenset(members)).write(members)


def _written(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _comments(package: Package) -> etree._Element:
    if _COMMENTS in package.names():
        return parsed(package.read(_COMMENTS))
    return etree.Element(f"{W}comments", nsmap={"w": WORD})


def _mark(paragraph: etree._Element, number: int) -> None:
    """Put the anchors of comment `number` around what stands in `paragraph`."""
    identifier = {f"{W}id": str(number)}
    properties = paragraph.find(f"{W}pPr")
    paragraph.insert(0 if properties is None else 1, etree.Element(f"{W}commentRangeStart", identifier))
    etree.SubElement(paragraph, f"{W}commentRangeEnd", identifier)
    run = etree.SubElement(paragraph, f"{W}r")
    etree.SubElement(run, f"{W}commentReference", identifier)


def _comment(number: int, finding: Finding, *, inside: bool) -> etree._Element:
    comment = etree.Element(f"{W}comment", {f"{W}id": str(number), f"{W}author": AUTHOR, f"{W}initials": "i"})
    tag = finding.tag if inside or finding.tag not in finding.place else ""
    first = tag if inside else " ".join(filter(None, (finding.part, finding.place, tag)))
    for words in (first, finding.message[:1].upper() + finding.message[1:], f"({finding.severity}: {finding.code})"):
        if words:
            run = etree.SubElement(etree.SubElement(comment, f"{W}p"), f"{W}r")
            text = etree.SubElement(run, f"{W}t")
            text.text = "".join(sign for sign in words if sign.isprintable())
    return comment


def _listed(package: Package) -> dict[str, etree._Element]:
    """The lists of the file's parts, with the comments in them; empty if they are there already."""
    if _COMMENTS in package.names():
        return {}
    types = parsed(package.read(_TYPES))
    etree.SubElement(
        types, f"{{{_PACKAGE}/content-types}}Override", {"PartName": f"/{_COMMENTS}", "ContentType": _TYPE}
    )
    if _RELATIONS in package.names():
        relations = parsed(package.read(_RELATIONS))
    else:
        relations = etree.Element(
            f"{{{_PACKAGE}/relationships}}Relationships", nsmap={None: f"{_PACKAGE}/relationships"}
        )
    taken = {each.get("Id") for each in relations}
    identifier = next(
        f"rIdComments{number}" for number in range(1, len(taken) + 2) if f"rIdComments{number}" not in taken
    )
    etree.SubElement(
        relations,
        f"{{{_PACKAGE}/relationships}}Relationship",
        {"Id": identifier, "Type": _KIND, "Target": "comments.xml"},
    )
    return {_TYPES: types, _RELATIONS: relations}
