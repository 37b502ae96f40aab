"""A file to save, with its name in the header (RFC 6266, RFC 8187)."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

from flask import Response, request

from service.casework.file_names import safe_file


def attachment(content: bytes, media_type: str, filename: str) -> Response:
    """The file as an answer, named `filename` or as the query parameter `filename` says."""
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = disposition(safe_file(request.args.get("filename", ""), filename))
    return response


def disposition(filename: str) -> str:
    """The header's value for a name that `safe_file` gave: plain, and beside it in UTF-8 where it is not ASCII."""
    plain = _in_ascii(filename)
    header = f'attachment; filename="{plain}"'
    return header if plain == filename else f"{header}; filename*=UTF-8''{quote(filename, safe='')}"


def _in_ascii(filename: str) -> str:
    """The name for old clients: accents dropped, the rest replaced. A percent sign would be read as an escape."""
    base = unicodedata.normalize("NFKD", filename)
    letters = "".join(sign for sign in base if not unicodedata.combining(sign))
    return "".join(sign if sign.isascii() and sign.isprintable() and sign not in '%"\\' else "_" for sign in letters)
