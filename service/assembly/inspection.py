"""What a template file may hold, looked at before anything in it is used.

First the zip as a list of names and sizes, then the parts as bytes. What could run, reach out or overwhelm is an
error and the file is refused; what is only better left out of a document that goes to a family is a warning.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO

from service.assembly.findings import Finding, Severity
from service.assembly.package import Member, Package, packed

MAX_FILE = 30 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_XML = 20 * 1024 * 1024
MAX_MEMBERS = 2_000
_SAVE_AS_DOCX = "Open it in Word and save it as “Word Document (*.docx)”"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OTHER_KINDS = {
    "wordprocessingml.template.main": f"is a Word template (.dotx). {_SAVE_AS_DOCX}",
    "macroEnabled": f"is made to hold macros (.docm, .dotm). {_SAVE_AS_DOCX}",
    "spreadsheetml": "is an Excel file, not a Word document",
    "presentationml": "is a PowerPoint file, not a Word document",
}
_DOCTYPE = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"), b"<!ENTITY")
_RELATIONSHIP = re.compile(rb"<Relationship [^>]*>")
_ATTRIBUTE = re.compile(rb'(Type|Target|TargetMode)="([^"]*)"')
_INSTRUCTION = re.compile(
    rb"<w:instrText[^>]*>([^<]*)</w:instrText>|<w:fldChar [^>]*fldCharType=\"(\w+)\"|w:instr=\"([^\"]*)\""
)
_REACHING_FIELDS = frozenset(
    b"DDE DDEAUTO INCLUDETEXT INCLUDEPICTURE INCLUDE IMPORT LINK DATABASE RD MACROBUTTON".split()
)


def _finding(code: str, severity: Severity, part: str, message: str) -> Finding:
    return Finding(code, severity, part, "", "", message)


def zip_findings(content: bytes) -> Iterator[Finding]:
    """Why `content` cannot be unpacked, or not safely. Nothing is unpacked for it."""
    if len(content) > MAX_FILE:
        message = f"is larger than {MAX_FILE >> 20} MB. Make its pictures smaller (Picture Format › Compress Pictures)"
        yield _finding("too-large", "error", "", message)
        return
    if not content.startswith(b"PK\x03\x04"):
        yield _finding("not-a-word-file", "error", "", _what_it_is(content))
        return
    try:
        infos = zipfile.ZipFile(BytesIO(content)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError):
        yield _finding("damaged", "error", "", f"is cut short or damaged. Fetch it again, or: {_SAVE_AS_DOCX.lower()}")
        return
    yield from _member_findings(infos)


def _what_it_is(content: bytes) -> str:
    if content.startswith(b"%PDF"):
        return f"is a PDF, which cannot be a template. Find the Word file it was made from, or: {_SAVE_AS_DOCX.lower()}"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return f"is an old Word file (.doc) or locked with a password. Remove the password. {_SAVE_AS_DOCX}"
    if content.startswith(b"{\\rtf"):
        return f"is an RTF file. {_SAVE_AS_DOCX}"
    return f"is not a Word document. {_SAVE_AS_DOCX}"


def _member_findings(infos: list[zipfile.ZipInfo]) -> Iterator[Finding]:
    if len(infos) > MAX_MEMBERS:
        yield _finding("too-many-members", "error", "", f"holds more than {MAX_MEMBERS:,} files, which no letter needs")
    if sum(info.file_size for info in infos) > MAX_UNPACKED:
        yield _finding("too-large", "error", "", f"unpacks to more than {MAX_UNPACKED >> 20} MB, which no letter needs")
    seen: set[str] = set()
    end = 0
    for info in sorted(infos, key=lambda each: each.header_offset):
        name = info.filename
        if name.lower() in seen:
            yield _finding(
                "duplicate-member", "error", name[:200], "stands in the file twice, so readers see different texts"
            )
        seen.add(name.lower())
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
            yield _finding("member-name", "error", name[:200], "has a name that leads out of the file")
        if info.flag_bits & 1:
            yield _finding(
                "encrypted", "error", name[:200], "is encrypted. Remove the password in Word and save the file again"
            )
        if info.compress_type not in (0, 8):
            yield _finding("damaged", "error", name[:200], f"is packed in a way Word does not read. {_SAVE_AS_DOCX}")
        if info.header_offset < end:
            yield _finding("damaged", "error", name[:200], f"overlaps another part of the file. {_SAVE_AS_DOCX}")
        end = info.header_offset + 30 + info.compress_size
        if name.endswith((".xml", ".rels")) and info.file_size > MAX_XML:
            yield _finding(
                "too-large", "error", name[:200], f"is larger than {MAX_XML >> 20} MB, which no letter needs"
            )


def package_findings(package: Package) -> Iterator[Finding]:
    """What in an unpacked file is refused or better left out: by part, in the order of the file."""
    yield from _kind_findings(package)
    for member in package.members:
        yield from _part_findings(member, package)


def _kind_findings(package: Package) -> Iterator[Finding]:
    names = package.names()
    if "[Content_Types].xml" not in names or "word/document.xml" not in names:
        yield _finding("not-a-word-file", "error", "", f"is not a Word document. {_SAVE_AS_DOCX}")
        return
    types = package.read("[Content_Types].xml").decode("utf-8", "replace")
    if _MAIN not in types:
        message = next(
            (text for mark, text in _OTHER_KINDS.items() if mark in types), f"is not a Word document. {_SAVE_AS_DOCX}"
        )
        yield _finding("not-a-word-file", "error", "", message)
    document = package.read("word/document.xml")
    if b"http://purl.oclc.org/ooxml/" in document[:5000]:
        yield _finding(
            "strict-open-xml", "error", "", f"is saved as “Strict Open XML Document”. {_SAVE_AS_DOCX}, without “Strict”"
        )


def _part_findings(member: Member, package: Package) -> Iterator[Finding]:
    name = member.name
    lowered = name.lower()
    if "vbaproject" in lowered or "vbadata" in lowered or "/activex/" in lowered:
        yield _finding(
            "macro", "error", name, f"holds macros or controls that run. {_SAVE_AS_DOCX}, which leaves them out"
        )
    elif lowered.startswith("word/embeddings/") and not lowered.endswith((".xlsx", ".docx", ".pptx")):
        yield _finding(
            "ole-object",
            "error",
            name,
            "is an embedded object that can run. Delete it in Word, or insert it as a picture",
        )
    elif lowered.startswith("customxml/item") and lowered.endswith(".xml") and "props" not in lowered:
        yield from _custom_xml_findings(name, package.read(name))
    if not lowered.endswith((".xml", ".rels")):
        return
    content = package.read(name)
    if any(mark in content for mark in _DOCTYPE):
        yield _finding(
            "doctype", "error", name, f"declares a document type, which a Word file never does. {_SAVE_AS_DOCX}"
        )
    if lowered.endswith(".rels"):
        yield from _relationship_findings(name, content)
    elif lowered.startswith("word/"):
        yield from _content_findings(name, content)
    elif lowered in ("docprops/core.xml", "docprops/app.xml"):
        yield from _property_findings(name, content)


def _relationship_findings(name: str, content: bytes) -> Iterator[Finding]:
    for found in _RELATIONSHIP.finditer(content):
        attributes = dict(_ATTRIBUTE.findall(found[0]))
        kind = attributes.get(b"Type", b"").rsplit(b"/", 1)[-1].decode("ascii", "replace")
        target = attributes.get(b"Target", b"")
        if kind == "aFChunk":
            yield _finding(
                "altchunk", "error", name, "takes in another file when it is opened. Copy its words into the template"
            )
        elif kind == "attachedTemplate":
            yield _finding(
                "attached-template",
                "warning",
                name,
                "is tied to a template on somebody's computer; the tie is left out of every document",
            )
        elif attributes.get(b"TargetMode") == b"External" and kind == "image":
            yield _finding(
                "remote-image",
                "error",
                name,
                "shows a picture that is fetched from elsewhere. Insert the picture into the file",
            )
        elif attributes.get(b"TargetMode") == b"External" and kind != "hyperlink":
            yield _finding(
                "external-link",
                "error",
                name,
                f"reaches for something outside the file ({kind}). Remove the link in Word",
            )
        elif attributes.get(b"TargetMode") != b"External" and b".." in target.split(b"/")[2:]:
            yield _finding("member-name", "error", name, "names a part that lies outside the file")


def _content_findings(name: str, content: bytes) -> Iterator[Finding]:
    if b"<w:altChunk" in content:
        yield _finding(
            "altchunk", "error", name, "takes in another file when it is opened. Copy its words into the template"
        )
    for code in _field_codes(content):
        word = code.split()[0].upper() if code.split() else b""
        if word in _REACHING_FIELDS:
            yield _finding(
                "reaching-field", "error", name,
                f"has a field {word.decode()} that runs or fetches something. Select it and press Delete",
            )  # fmt: skip
        elif word.startswith((b"{{", b"{%")):
            yield _finding(
                "tag-names-field", "error", name,
                "lets a tag decide what a field does. Write the name of the field (PAGE, REF …) in the template",
            )  # fmt: skip


def _field_codes(content: bytes) -> Iterator[bytes]:
    """The instruction of each field, put together from the runs that Word spread it over."""
    if b"<w:instrText" not in content and b"w:instr=" not in content:
        return
    pieces: list[bytes] = []
    for found in _INSTRUCTION.finditer(content):
        if found[3]:
            yield found[3]
        elif found[2] in (b"begin", b"separate", b"end"):
            if pieces:
                yield b"".join(pieces)
            pieces = []
        elif found[1]:
            pieces.append(found[1])
    if pieces:
        yield b"".join(pieces)


def _property_findings(name: str, content: bytes) -> Iterator[Finding]:
    for tag, who in ((b"dc:creator", "author"), (b"cp:lastModifiedBy", "last editor"), (b"Manager", "manager")):
        found = re.search(rb"<" + tag + rb">([^<]+)</", content)
        if found and found[1].strip() and b"{{" not in found[1] and found[1].strip() != b"python-docx":
            yield _finding(
                "personal-metadata", "warning", name,
                f"names its {who}, and so will every document made with it. File › Info › Inspect Document removes it",
            )  # fmt: skip


def _custom_xml_findings(name: str, content: bytes) -> Iterator[Finding]:
    words = re.sub(rb"<[^>]*>", b" ", content).split()
    if words:
        yield _finding(
            "custom-xml", "warning", name,
            "is data that another program left here, perhaps of an earlier client. File › Info › Inspect Document",
        )  # fmt: skip


def without_attached_template(package: Package) -> Package:
    """`package` with its tie to a template on somebody's computer cut; itself if it has none."""
    if "word/_rels/settings.xml.rels" not in package.names():
        return package
    members = []
    for member in package.members:
        if member.name in ("word/settings.xml", "word/_rels/settings.xml.rels"):
            content = package.read(member.name)
            cut = re.sub(rb"<w:attachedTemplate [^>]*/>", b"", content)
            cut = re.sub(rb'<Relationship (?=[^>]*/attachedTemplate")[^>]*/>', b"", cut)
            member = member if cut == content else packed(member.name, cut)
        members.append(member)
    return Package(tuple(members))
