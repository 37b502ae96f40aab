"""The catalogues as the JSON that /api/v1/catalog gives."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from schemas.catalogs import (
    BARRIERS,
    CATALOG_NAMES,
    CATALOG_VERSION,
    LANGUAGES,
    Entry,
    barrier_help,
    barrier_label,
    catalog,
)


@cache
def catalogs_text(language: str | None) -> str:
    """Every catalogue under its name, the kinds of barrier, and a version that changes with any wording.

    A wording is plain text in `language`, or an object of all languages where none is asked for.
    """
    catalogs: dict[str, Any] = {"version": CATALOG_VERSION}
    catalogs["barriers"] = [_barrier(kind, language) for kind in BARRIERS]
    for name in CATALOG_NAMES:
        catalogs[name] = [entry.in_language(language) if language else _in_every(entry) for entry in catalog(name)]
    return json.dumps(catalogs, ensure_ascii=False)


def _barrier(kind: str, language: str | None) -> dict[str, Any]:
    return {
        "id": kind,
        "name": _said(barrier_label, kind, language),
        "help": _said(barrier_help, kind, language),
    }


def _said(wording: Callable[[str, str], str], kind: str, language: str | None) -> Any:
    return wording(kind, language) if language else {each: wording(kind, each) for each in LANGUAGES}


def _in_every(entry: Entry) -> dict[str, Any]:
    """The entry with its language maps as they are."""
    return {
        **entry.in_language(LANGUAGES[0]),
        "name": dict(entry.name),
        "text": dict(entry.text),
        **_plain(entry.details),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return value
