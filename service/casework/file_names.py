"""Names of files and folders that Windows, macOS and Linux all take, whatever was wished for."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

FILE_LIMIT = 120
"""Characters of a file name, ending included."""
_FILE_BYTES = 240
# File systems take 255 bytes; browsers add “ (1)” to a name that is taken.

FOLDER_LIMIT = 60
"""Characters of a folder name; the drafts inside must stay below Windows' 260 for a whole path."""
_FOLDER_BYTES = 180
NAMELESS = "client"

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)
"""Device names of Windows, which take no file under any ending:
https://learn.microsoft.com/windows/win32/fileio/naming-a-file"""


def safe_file(wanted: str, default: str) -> str:
    """`wanted` as a file name with the ending of `default`; `default` where nothing usable is left of it.

    Folders, control and invisible characters and what Windows forbids are taken out, long names are cut.
    """
    ending = PurePosixPath(default).suffix
    last = re.split(r"[/\\]", wanted)[-1]
    stem = _FORBIDDEN.sub("", _visible(last).replace("\ufffd", ""))
    if stem.lower().endswith(ending):
        stem = stem[: -len(ending)]
    stem = _no_device(_trimmed(stem, ". "))
    stem = _cut(stem, FILE_LIMIT - len(ending), _FILE_BYTES - len(ending), ". ")
    return f"{stem}{ending}" if stem else default


def safe_folder(wanted: str) -> str:
    """`wanted` as the name of a folder; `client` where nothing of it is left."""
    name = _trimmed(_FORBIDDEN.sub("-", _visible(wanted)), " .-")
    name = _cut(name, FOLDER_LIMIT, _FOLDER_BYTES, " .-")
    return _no_device(name) if any(sign.isalnum() for sign in name) else NAMELESS


def _visible(text: str) -> str:
    """The signs that a reader can see, with a blank for each that stood between words, accents composed."""
    # C: controls, formats (text direction), surrogates; Z: blanks.
    signs = (sign if unicodedata.category(sign)[0] not in "CZ" else " " * sign.isspace() for sign in text)
    return unicodedata.normalize("NFC", "".join(signs))


def _trimmed(name: str, ends: str) -> str:
    return " ".join(name.split()).strip(ends)


def _no_device(name: str) -> str:
    return f"_{name}" if _RESERVED.fullmatch(name.split(".")[0].strip()) else name


def _cut(name: str, characters: int, size: int, ends: str) -> str:
    return name[:characters].encode("utf-8")[:size].decode("utf-8", errors="ignore").strip(ends)
