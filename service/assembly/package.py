"""A .docx as a zip of parts: read once, written many times.

A part that no render changes is kept as the compressed bytes it came in and copied as they are. Names, order and
dates are fixed, so the same parts make the same file, byte for byte.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from os import PathLike
from pathlib import Path

from isal import isal_zlib
from isal.igzip_lib import IsalError

_LOCAL = struct.Struct("<IHHHHHIIIHH")
_CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
_END = struct.Struct("<IHHHHIIH")
_DATE, _TIME = 0x21, 0  # 1 January 1980, the first day a zip file can name
_VERSION = 20
_UTF8_NAME = 0x800
DEFLATE_LEVEL = 1
_MAIN = "word/document.xml"

WordFile = bytes | str | PathLike[str]
"""A Word file: its bytes, or the path where it lies."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member of the zip, compressed: everything the file needs of it."""

    name: str
    method: int
    crc: int
    size: int
    packed: bytes


@dataclass(frozen=True)
class Package:
    """The members of a .docx in the order they are written."""

    members: tuple[Member, ...]
    _contents: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)

    def names(self) -> tuple[str, ...]:
        return tuple(member.name for member in self.members)

    def read(self, name: str) -> bytes:
        """The content of the member `name`, unpacked. KeyError if there is none, BadZipFile if it is damaged."""
        content = self._contents.get(name)
        if content is None:
            member = next((member for member in self.members if member.name == name), None)
            if member is None:
                raise KeyError(name)
            content = self._contents[name] = unpacked(member)
        return content

    def forget(self) -> None:
        """Give back the memory of what was read; it is unpacked again when asked for."""
        self._contents.clear()


def unpacked(member: Member) -> bytes:
    """The content of a member, never more than it says. zipfile.BadZipFile if it is damaged or says something else."""
    if member.method == 0:
        content = member.packed
    else:
        try:
            content = isal_zlib.decompressobj(-15).decompress(member.packed, member.size + 1)
        except IsalError as error:  # type: ignore[misc]  # the stub leaves out that it is an exception
            raise zipfile.BadZipFile(f"{member.name} is damaged") from error
    if len(content) != member.size or isal_zlib.crc32(content) != member.crc:
        raise zipfile.BadZipFile(f"{member.name} is damaged")
    return content


def packed(name: str, content: bytes) -> Member:
    """`content` as a compressed member."""
    return Member(name, 8, isal_zlib.crc32(content), len(content), isal_zlib.compress(content, DEFLATE_LEVEL, -15))


def is_as_written(content: bytes) -> bool:
    """Whether `content` is a document as it was assembled: Word and other programs pack differently what they save."""
    try:
        package = read_package(content)
        return any(
            member == packed(member.name, unpacked(member)) for member in package.members if member.name == _MAIN
        )
    except (zipfile.BadZipFile, struct.error):
        return False


def content_of(source: WordFile) -> tuple[bytes, str]:
    """The bytes of a template and the name to call it by."""
    if isinstance(source, (bytes, bytearray, memoryview)):
        return bytes(source), "template"
    path = Path(source)
    return path.read_bytes(), path.name


def read_package(content: bytes) -> Package:
    """The members of the zip file `content`, [Content_Types].xml first, the rest as they came."""
    members = []
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            name_length, extra_length = struct.unpack_from("<HH", content, info.header_offset + 26)
            start = info.header_offset + 30 + name_length + extra_length
            raw = content[start : start + info.compress_size]
            if info.compress_type not in (0, 8):
                raise zipfile.BadZipFile("a compression that Word does not read")
            members.append(Member(info.filename, info.compress_type, info.CRC, info.file_size, raw))
    members.sort(key=lambda member: member.name != "[Content_Types].xml")
    return Package(tuple(members))


class Writer:
    """Writes a package again and again, each time with some parts replaced.

    The parts that never change stand in front, in one piece with its directory ready; those that change follow. Among
    the first are [Content_Types].xml, the relations and a part of `word/`, by which programs tell what kind of file
    this is.
    """

    def __init__(self, package: Package, changing: frozenset[str]) -> None:
        kept = [member for member in package.members if member.name not in changing]
        kept.sort(key=lambda member: _rank(member.name))
        self._changing = [member.name for member in package.members if member.name in changing]
        front: list[bytes] = []
        directory: list[bytes] = []
        at = 0
        for member in kept:
            local, central = _headers(member, at)
            front += (local, member.packed)
            directory.append(central)
            at += len(local) + len(member.packed)
        self._front = b"".join(front)
        self._directory = b"".join(directory)
        self._count = len(package.members)

    def write(self, parts: Mapping[str, Member]) -> bytes:
        """The file, with each changing member taken from `parts`; no other may be missing."""
        pieces = [self._front]
        directory = [self._directory]
        at = len(self._front)
        for name in self._changing:
            member = parts[name]
            local, central = _headers(member, at)
            pieces += (local, member.packed)
            directory.append(central)
            at += len(local) + len(member.packed)
        length = sum(map(len, directory))
        end = _END.pack(0x06054B50, 0, 0, self._count, self._count, length, at, 0)
        return b"".join((*pieces, *directory, end))


def _rank(name: str) -> int:
    if name == "[Content_Types].xml":
        return 0
    if name == "_rels/.rels":
        return 1
    return 2 if name.startswith("word/") and name.endswith((".xml", ".rels")) else 3


def _headers(member: Member, at: int) -> tuple[bytes, bytes]:
    """The local header of a member that starts at byte `at`, and its entry in the directory."""
    name = member.name.encode()
    flags = 0 if name.isascii() else _UTF8_NAME
    packed_size = len(member.packed)
    common = (_VERSION, flags, member.method, _TIME, _DATE, member.crc, packed_size, member.size, len(name))
    local = _LOCAL.pack(0x04034B50, *common, 0) + name
    central = _CENTRAL.pack(0x02014B50, _VERSION, *common, 0, 0, 0, 0, 0, at) + name
    return local, central
