"""The letterhead of a clinic's own folder, and what a document says of what it was made from.

`letterhead.docx` lies at the top of the folder, beside the folders of the languages, and goes onto every document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from schemas import catalogs
from service.assembly.cleaning import without_traces
from service.assembly.letterhead import Letterhead, with_letterhead
from service.assembly.package import Package
from service.assembly.properties import with_properties
from service.casework.versions import program_version

LETTERHEAD_NAME = "letterhead.docx"
HASH_LENGTH = 12
"""Hexadecimal digits of a SHA-256 that are told: enough to know a file again."""


def letterhead_path(own_folder: Path) -> Path:
    """Where a clinic's letterhead lies, if it has one."""
    return own_folder / LETTERHEAD_NAME


def provenance(
    kind: str, language: str, *, is_own: bool, digest: str, letterhead_digest: str | None
) -> Mapping[str, str]:
    """What a document says of what made it, as custom properties: names of files and versions, nothing of a case.

    `iepdocs.template` is kind and language, `iepdocs.template.from` whose it is (`own` or `iepdocs`); the hashes are
    those of the Word files as they lay in the folder; `iepdocs.catalog` changes with any wording of the catalogues.
    """
    told = {
        "iepdocs.version": program_version(),
        "iepdocs.template": f"{kind}.{language}",
        "iepdocs.template.from": "own" if is_own else "iepdocs",
        "iepdocs.template.hash": digest[:HASH_LENGTH],
        "iepdocs.catalog": catalogs.CATALOG_VERSION,
    }
    if letterhead_digest is not None:
        told["iepdocs.letterhead.hash"] = letterhead_digest[:HASH_LENGTH]
    return told


def preparation(letterhead: Letterhead | None, properties: Mapping[str, str]) -> Callable[[Package], Package]:
    """What is done to a template once, before its tags are read."""

    def prepare(package: Package) -> Package:
        cleaned = without_traces(package)
        return with_properties(with_letterhead(cleaned, letterhead) if letterhead else cleaned, properties)

    return prepare
