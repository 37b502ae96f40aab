"""Our own script and style: an address that changes with the content, so that a browser may keep what it has.

Asked for at each page anew, they would cost a phone a round trip before every page it shows.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request

_VERSION = "v"
_KEPT = "public, max-age=31536000, immutable"
_ASKED_FOR = "no-cache"


def use_versions(app: Flask) -> None:
    """Let `url_for` give each file of the static folder an address with its version."""
    app.url_defaults(_add_version)


def caching_of(filename: str) -> str:
    """How long a browser may keep the file that was just asked for, as Cache-Control says it.

    For ever where the address names the version that was sent. While replicas are replaced one by one a page of the new
    one may ask the old one: what comes then is not what the address says, and must not be kept.
    """
    asked_for = request.args.get(_VERSION)
    return _KEPT if asked_for and asked_for == _version_in(current_app, filename) else _ASKED_FOR


def version_of(path: Path) -> str | None:
    """Some letters of the hash of a file's content; None where there is no such file."""
    try:
        return _digest(path, path.stat().st_mtime_ns) if path.is_file() else None
    except OSError:
        return None


def _add_version(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and (version := _version_in(current_app, values["filename"])):
        values[_VERSION] = version


def _version_in(app: Flask, filename: str) -> str | None:
    return version_of(Path(app.static_folder or "") / filename)


@lru_cache(maxsize=256)
def _digest(path: Path, changed_at: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
