"""A file to save, under a name that every system can hold (RFC 6266, RFC 8187)."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import quote

from flask import Response, request

NAME_LIMIT = 120
"""Characters of a file name, ending included."""
_BYTE_LIMIT = 240
# File systems take 255 bytes; browsers add “ (1)” to a name that is taken.

_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)
"""Device names of Windows, which take no file under any ending:
https://learn.microsoft.com/windows/win32/fileio/naming-a-file"""


def attachment(content: bytes, media_type: str, filename: str) -> Response:
    """The file as an answer, named `filename` or as the query parameter `filename` says."""
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = disposition(safe_name(request.args.get("filename", ""), filename))
    return response


def disposition(filename: str) -> str:
    """The header's value for a name that `safe_name` gave: plain, and beside it in UTF-8 where it is not ASCII."""
    plain = _in_ascii(filename)
    header = f'attachment; filename="{plain}"'
    return header if plain == filename else f"{header}; filename*=UTF-8''{quote(filename, safe='')}"


def safe_name(wanted: str, default: str) -> str:
    """`wanted` as a file name with the ending of `default`; `default` where nothing usable is left of it.

    Folders, control and invisible characters and what Windows forbids are taken out, long names are cut.
    """
    ending = PurePosixPath(default).suffix
    last = re.split(r"[/\\]", wanted)[-1]
    # C: controls, formats (text direction), surrogates; Z: blanks.
    visible = "".join(sign if unicodedata.category(sign)[0] not in "CZ" else " " * sign.isspace() for sign in last)
    stem = unicodedata.normalize("NFC", _FORBIDDEN.sub("", visible).replace("\ufffd", ""))
    if stem.lower().endswith(ending):
        stem = stem[: -len(ending)]
    stem = " ".join(stem.split()).strip(". ")
    if _RESERVED.fullmatch(stem.split(".")[0].strip()):
        stem = f"_{stem}"
    stem = _cut(stem, NAME_LIMIT - len(ending), _BYTE_LIMIT - len(ending))
    return f"{stem}{ending}" if stem else default


def _cut(stem: str, characters: int, size: int) -> str:
    stem = stem[:characters]
    return stem.encode("utf-8")[:size].decode("utf-8", errors="ignore").strip(". ")


def _in_ascii(filename: str) -> str:
    """The name for old clients: accents dropped, the rest replaced. A percent sign would be read as an escape."""
    base = unicodedata.normalize("NFKD", filename)
    letters = "".join(sign for sign in base if not unicodedata.combining(sign))
    return "".join(sign if sign.isascii() and sign.isprintable() and sign not in '%"\\' else "_" for sign in letters)
