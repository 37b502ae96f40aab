"""What one part of a Word file may hold, read as XML: prefixes, quotes and encodings can hide nothing from it.

What runs, fetches or is fetched when the document is opened is an error. What is left out of the documents that are
made for families, because it tells of people or of earlier documents, is a note (`cleaning` takes it out).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from service.assembly.findings import Finding, Severity
from service.assembly.word_xml import parsed

CAN_RUN = "is an embedded object that can run. Delete it in Word, or insert it as a picture"
HOLDS_MACROS = "holds macros or controls that run"
MAIN_PART = "word/document.xml"

_SAVE_AS_DOCX = "Open it in Word and save it as “Word Document (*.docx)”"
_DOCTYPE = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"), b"<!ENTITY")
_READABLE = re.compile(r"utf-?8|us-ascii|ascii|iso-8859-\d+|windows-125\d", re.IGNORECASE)
"""Encodings in which a tag is the same bytes as in ASCII, so that it is found."""
_REACHING_FIELDS = frozenset(
    "DDE DDEAUTO INCLUDETEXT INCLUDEPICTURE INCLUDE IMPORT LINK DATABASE RD MACROBUTTON".split()
)
_RUNNING = frozenset(
    """vbaproject wordvbadata control activexcontrolbinary attachedtoolbars keymapcustomizations webextension
    webextensiontaskpanes extensibility""".split()
)
"""Kinds of relation, by the last word of their type, to something that Word runs."""
_LINKED = re.compile(r"(https?|mailto|tel|sms):|#", re.IGNORECASE)
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*:|[\\/]{2})", re.IGNORECASE)
MAX_TAGS = 1_000_000
"""Of XML, openings and closings, in one part."""
_VML = "{urn:schemas-microsoft-com:vml}"
_LEFT_OUT = "is left out of every document"


def part_findings(name: str, content: bytes) -> Iterator[Finding]:
    """What in the part `name`, an XML file, is refused or left out."""

    def finding(code: str, severity: Severity, message: str) -> Finding:
        return Finding(code, severity, message, name)

    doctype = finding("doctype", "error", f"declares a document type, which a Word file never does. {_SAVE_AS_DOCX}")
    if any(mark in content for mark in _DOCTYPE):
        yield doctype
        return
    if content.count(b"<") > MAX_TAGS:
        yield finding("too-large", "error", f"holds more than {MAX_TAGS // 2:,} elements, which no letter needs")
        return
    try:
        root = parsed(content)
    except (etree.XMLSyntaxError, LookupError):
        yield finding("damaged", "error", "is damaged. Open the file in Word and save it anew")
        return
    written = root.getroottree().docinfo
    if written.doctype:
        yield doctype
        return
    encoding = "UTF-16" if b"\0" in content[:4] else written.encoding or "UTF-8"
    if not _READABLE.fullmatch(encoding):
        message = f"is written in {encoding}, where tags are not found. {_SAVE_AS_DOCX}"
        yield finding("encoding", "error", message)
        return
    lowered = name.lower()
    if lowered.endswith(".rels"):
        found = _relation_findings(lowered, root)
    elif lowered.startswith("word/"):
        found = _content_findings(root)
    elif lowered in ("docprops/core.xml", "docprops/app.xml", "docprops/custom.xml"):
        found = _property_findings(root)
    elif lowered.startswith("customxml/"):
        found = _custom_xml_findings(lowered, root)
    else:
        found = iter(())
    for code, severity, message in found:
        yield finding(code, severity, message)
    yield from leftover_findings(name)


_Found = Iterator[tuple[str, Severity, str]]


def _relation_findings(name: str, root: etree._Element) -> _Found:
    for relation in root.iter("{*}Relationship"):
        kind = str(relation.get("Type", "")).rpartition("/")[2]
        target = str(relation.get("Target", ""))
        is_external = relation.get("TargetMode") == "External"
        if kind.lower() == "afchunk":
            yield "altchunk", "error", "takes in another file when it is opened. Copy its words into the template"
        elif kind == "attachedTemplate":
            yield "attached-template", "note", f"is tied to a template on somebody's computer; the tie {_LEFT_OUT}"
        elif kind.lower() in _RUNNING:
            yield "macro", "error", f"{HOLDS_MACROS}. {_SAVE_AS_DOCX}, which leaves them out"
        elif is_external and kind == "hyperlink":
            if _SCHEME.match(target) and not _LINKED.match(target.strip()):
                message = "links to something that is no web page and no e-mail address. Remove the link in Word"
                yield "external-link", "error", message
        elif is_external and kind == "image":
            message = "shows a picture that is fetched from elsewhere. Insert the picture into the file"
            yield "remote-image", "error", message
        elif is_external:
            message = f"reaches for something outside the file ({kind}). Remove the link in Word"
            yield "external-link", "error", message
        elif ".." in target.split("/")[2:]:
            yield "member-name", "error", f"names a part that lies outside the file. {_SAVE_AS_DOCX}"
        elif kind == "oleObject":
            yield "ole-object", "error", CAN_RUN
        elif kind == "officeDocument" and name == "_rels/.rels" and target.lstrip("/") != MAIN_PART:
            message = f"keeps its words in “{target}”, where they are not looked for. {_SAVE_AS_DOCX}"
            yield "main-part-elsewhere", "error", message


def _content_findings(root: etree._Element) -> _Found:
    if next(root.iter("{*}altChunk"), None) is not None:
        yield "altchunk", "error", "takes in another file when it is opened. Copy its words into the template"
    if next(root.iter("{*}mailMerge"), None) is not None:
        message = "fetches data for a mail merge. Mailings › Start Mail Merge › Normal Word Document, then save"
        yield "mail-merge", "error", message
    if any(element.get("src") for element in root.iter(f"{_VML}*")):
        yield (
            "remote-image",
            "error",
            "shows a picture that is fetched from elsewhere. Insert the picture into the file",
        )
    if next(root.iter("{*}docVars"), None) is not None:
        yield "leftover", "note", "keeps variables of earlier documents, which are left out of every document"
    for code in _field_codes(root):
        word = code.split()[0].upper() if code.split() else ""
        if word in _REACHING_FIELDS:
            message = f"has a field {word} that runs or fetches something. Select it and press Delete"
            yield "reaching-field", "error", message
        elif "{" in word or "}" in word:
            message = "lets a tag decide what a field does. Write the name of the field (PAGE, REF …) in the template"
            yield "tag-names-field", "error", message


_COMPUTED = "{"
"""Stands in an instruction for what only the finished document tells: a tag beside it, or the result of a field."""


def _field_codes(root: etree._Element) -> Iterator[str]:
    """The instruction of each field, put together from the runs that Word spread it over."""
    open_codes: list[list[str] | None] = []
    for element in root.iter("{*}instrText", "{*}fldChar", "{*}fldSimple", "{*}t"):
        kind = etree.QName(element).localname
        code = open_codes[-1] if open_codes else None
        if kind == "fldSimple":
            yield _attribute(element, "instr")
        elif kind == "fldChar":
            mark = _attribute(element, "fldCharType")
            if mark == "begin":
                if code is not None:
                    code.append(_COMPUTED)
                open_codes.append([])
                continue
            if code is not None:
                yield "".join(code)
            if mark == "separate" and open_codes:
                open_codes[-1] = None
            elif mark == "end" and open_codes:
                open_codes.pop()
        elif kind == "instrText":
            words = "".join(element.itertext())
            if code is None:
                yield words
            else:
                code.append(words)
        elif code is not None and "{" in (element.text or ""):
            code.append(_COMPUTED)
    yield from ("".join(code) for code in open_codes if code)


def _attribute(element: etree._Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if etree.QName(key).localname == name), "")


def _property_findings(root: etree._Element) -> _Found:
    for tag, who in (("creator", "author"), ("lastModifiedBy", "last editor"), ("Manager", "manager")):
        for element in root.iter(f"{{*}}{tag}"):
            if is_personal(element):
                yield "personal-metadata", "note", f"names its {who}, who {_LEFT_OUT}"
    if any(is_personal(element) for element in root.iter("{*}property")):
        yield (
            "personal-metadata",
            "note",
            "has properties of its own (File › Info › Properties), which are left out of every document",
        )


def is_personal(element: etree._Element) -> bool:
    """Whether a property of a file says something that no tag says."""
    words = "".join(element.itertext()).strip()
    return bool(words) and "{{" not in words and words != "python-docx"


def _custom_xml_findings(name: str, root: etree._Element) -> _Found:
    if name.rpartition("/")[2].startswith("itemprops") or (etree.QName(root).localname == "Sources" and not len(root)):
        return
    if any(element.attrib or (element.text or "").strip() for element in root.iter("*")):
        yield (
            "custom-xml",
            "note",
            f"is data that another program left here, perhaps of an earlier client; it {_LEFT_OUT}",
        )


_LEFTOVERS = {
    "docprops/thumbnail.": "shows an earlier document in small",
    "_xmlsignatures/": "signs the template, and no document made with it",
    "word/people.xml": "names the people who changed the file or commented on it",
    "word/printersettings/": "names somebody's printer",
}


def leftover_findings(name: str) -> Iterator[Finding]:
    """What is told by the name of a part alone and left out."""
    for beginning, message in _LEFTOVERS.items():
        if name.lower().startswith(beginning):
            yield Finding("leftover", "note", f"{message}; it {_LEFT_OUT}", name)


def is_leftover(name: str) -> bool:
    """Whether a part tells only of earlier documents and of whoever made them."""
    return name.lower().startswith((*_LEFTOVERS, "customxml/"))
