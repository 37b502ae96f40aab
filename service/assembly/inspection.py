"""What a template file may hold, looked at before anything in it is used.

First the zip as a list of names and sizes, then the parts, each unpacked and read as XML (`part_inspection`). What
could run, reach out or overwhelm is an error and the file is refused.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import unquote

from service.assembly.findings import Finding
from service.assembly.package import Member, Package, unpacked
from service.assembly.part_inspection import CAN_RUN, HOLDS_MACROS, leftover_findings, part_findings

MAX_FILE = 30 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_XML = 20 * 1024 * 1024
MAX_MEMBERS = 2_000
_SAVE_AS_DOCX = "Open it in Word and save it as “Word Document (*.docx)”"
_OR_SAVE_AS_DOCX = "open it in Word and save it as “Word Document (*.docx)”"
_NOT_FROM_WORD = "Word writes no such file. Use another copy, from somebody you know"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OTHER_KINDS = {
    "wordprocessingml.template.main": f"is a Word template (.dotx). {_SAVE_AS_DOCX}",
    "macroEnabled": f"is made to hold macros (.docm, .dotm). {_SAVE_AS_DOCX}",
    "spreadsheetml": "is an Excel file, not a Word document. Choose the Word file",
    "presentationml": "is a PowerPoint file, not a Word document. Choose the Word file",
}


def zip_findings(content: bytes) -> Iterator[Finding]:
    """Why `content` cannot be unpacked, or not safely. Nothing is unpacked for it."""
    if len(content) > MAX_FILE:
        message = f"is larger than {MAX_FILE >> 20} MB. Make its pictures smaller (Picture Format › Compress Pictures)"
        yield Finding("too-large", "error", message)
        return
    if not content.startswith(b"PK\x03\x04"):
        yield Finding("not-a-word-file", "error", _what_it_is(content))
        return
    try:
        infos = zipfile.ZipFile(BytesIO(content)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError):
        yield Finding("damaged", "error", f"is cut short or damaged. Fetch it again, or: {_OR_SAVE_AS_DOCX}")
        return
    yield from _member_findings(infos)


def _what_it_is(content: bytes) -> str:
    if content.startswith(b"%PDF"):
        return f"is a PDF, which cannot be a template. Find the Word file it was made from, or: {_OR_SAVE_AS_DOCX}"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return f"is an old Word file (.doc) or locked with a password. Remove the password. {_SAVE_AS_DOCX}"
    if content.startswith(b"{\\rtf"):
        return f"is an RTF file. {_SAVE_AS_DOCX}"
    if not content:
        return "is empty. Choose the file again, or save it anew in Word"
    return f"is not a Word document. {_SAVE_AS_DOCX}"


def _member_findings(infos: list[zipfile.ZipInfo]) -> Iterator[Finding]:
    if len(infos) > MAX_MEMBERS:
        yield Finding("too-many-members", "error", f"holds more than {MAX_MEMBERS:,} files, which no letter needs")
    if sum(info.file_size for info in infos) > MAX_UNPACKED:
        yield Finding("too-large", "error", f"unpacks to more than {MAX_UNPACKED >> 20} MB, which no letter needs")
    seen: set[str] = set()
    end = 0
    for info in sorted(infos, key=lambda each: each.header_offset):
        name = info.filename
        if name.lower() in seen:
            yield Finding(
                "duplicate-member",
                "error",
                f"stands in the file twice, so that readers see different texts. {_NOT_FROM_WORD}",
                name[:200],
            )
        seen.add(name.lower())
        if _leads_out(name) or _leads_out(unquote(name)):
            yield Finding(
                "member-name", "error", f"has a name that leads out of the file. {_NOT_FROM_WORD}", name[:200]
            )
        if not info.orig_filename.isprintable():
            shown = info.orig_filename.encode("unicode_escape").decode()[:200]
            yield Finding(
                "member-name", "error", f"has a name with characters that cannot be seen. {_NOT_FROM_WORD}", shown
            )
        if info.flag_bits & 1:
            yield Finding(
                "encrypted", "error", "is encrypted. Remove the password in Word and save the file again", name[:200]
            )
        if info.compress_type not in (0, 8):
            yield Finding("damaged", "error", f"is packed in a way Word does not read. {_SAVE_AS_DOCX}", name[:200])
        if info.header_offset < end:
            yield Finding("damaged", "error", f"overlaps another part of the file. {_SAVE_AS_DOCX}", name[:200])
        end = info.header_offset + 30 + info.compress_size
        if name.endswith((".xml", ".rels")) and info.file_size > MAX_XML:
            yield Finding("too-large", "error", f"is larger than {MAX_XML >> 20} MB, which no letter needs", name[:200])


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def package_findings(package: Package) -> Iterator[Finding]:
    """What in an unpacked file is refused or left out of documents: by part, in the order of the file.

    Raises zipfile.BadZipFile for a part that is damaged or larger than it says.
    """
    yield from _kind_findings(package)
    for member in package.members:
        yield from _part_findings(member, package)


def _kind_findings(package: Package) -> Iterator[Finding]:
    names = package.names()
    if "[Content_Types].xml" not in names or "word/document.xml" not in names:
        yield Finding("not-a-word-file", "error", f"is not a Word document. {_SAVE_AS_DOCX}")
        return
    types = package.read("[Content_Types].xml").decode("utf-8", "replace")
    if _MAIN not in types:
        message = next(
            (text for mark, text in _OTHER_KINDS.items() if mark in types), f"is not a Word document. {_SAVE_AS_DOCX}"
        )
        yield Finding("not-a-word-file", "error", message)
    document = package.read("word/document.xml")
    if b"http://purl.oclc.org/ooxml/" in document[:5000]:
        yield Finding(
            "strict-open-xml", "error", f"is saved as “Strict Open XML Document”. {_SAVE_AS_DOCX}, without “Strict”"
        )


def _part_findings(member: Member, package: Package) -> Iterator[Finding]:
    name = member.name
    lowered = name.lower()
    if "vbaproject" in lowered or "vbadata" in lowered or "/activex/" in lowered:
        yield Finding("macro", "error", f"{HOLDS_MACROS}. {_SAVE_AS_DOCX}, which leaves them out", name)
    elif lowered.startswith("word/embeddings/") and not lowered.endswith((".xlsx", ".docx", ".pptx")):
        yield Finding("ole-object", "error", CAN_RUN, name)
    if lowered.endswith((".xml", ".rels")):
        yield from part_findings(name, package.read(name))
    else:
        unpacked(member)
        yield from leftover_findings(name)
