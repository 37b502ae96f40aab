"""The vetted wordings a case may choose from: one JSON file a catalogue, and a thin reader.

A case names an entry by its id (`{"id": "named_greeter"}`); a document prints the entry's `text` in its own
language. The files beside this module are the source: they are edited by hand and reviewed as a diff. What
every entry must have is held by `tests/schemas/test_catalogs.py`, so nothing is checked again on reading.

A file is a JSON list of entries. In it a *language map* is an object with exactly the keys of `LANGUAGES`,
`"barriers": "all"` stands for every kind, and `sources` name the works listed once in `sources.json`.
Whatever an entry has beyond the common fields becomes its `details`, whose fields are these (`{}` is a
language map, `[{}]` a language map of lists):

* evaluations: `area`, `looks_at {}`
* instruments: `authors`, `abbreviation`, `completed_by`, `ages {}`, `age_from` and `age_to` (years, where
  known), `published`, `limits {}`
* accommodations: `group`, `barrier {}`, and proposals for the table: `where {}`, `when {}`, `who {}`,
  `signal {}`
* services: `provider_role {}`, `focus {}`
* interventions: `skill {}`, `provider_role {}`, `how_often {}`
* goals: `skill {}`, `measure {}`, `data {}`, `baseline_hint {}`, `target {}`, `who {}`
* phases: `span {}`, `goal {}`, `attendance {}`, `academic_demand {}`, `who {}`, `steps [{}]`,
  `supports [{}]`, `adjustments [{}]`, `data [{}]`, `advance_when [{}]`, `hold_when [{}]`,
  `step_back_when [{}]`, `minutes_share` (`from` and `to`, fractions of the school day) and, where the phase
  has its own, `minutes_from` and `minutes_to`; `recovery_hours` where its work leaves room for no more hours of credit
  recovery a week than these. A phase goes on when all of `advance_when` hold; one of
  `hold_when` is enough to hold it, one of `step_back_when` to step back
* recovery_routes: `good_for {}`, `ask_first {}`

Everything that is read is immutable, because one entry is shared by every case that chooses it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, cached_property
from importlib import resources
from types import MappingProxyType
from typing import Any

from schemas.nearest import unaccented

__all__ = [
    "BARRIERS",
    "CATALOG_NAMES",
    "CATALOG_VERSION",
    "LANGUAGES",
    "Catalog",
    "Entry",
    "Source",
    "barrier_help",
    "barrier_label",
    "catalog",
]

LANGUAGES: tuple[str, ...] = ("en", "es")

CATALOG_NAMES: tuple[str, ...] = (
    "evaluations",
    "instruments",
    "accommodations",
    "services",
    "interventions",
    "goals",
    "phases",
    "recovery_routes",
)

BARRIERS: tuple[str, ...] = (
    "anxiety",
    "separation",
    "social",
    "mood",
    "trauma",
    "academic",
    "executive_function",
    "sensory",
    "transition",
    "bullying",
    "health",
    "sleep",
    "family",
)

# Twelve hexadecimal digits that change whenever a wording, a label or a source changes. Made on first use, in
# `__getattr__` below, so that importing this package opens no file.
CATALOG_VERSION: str

_COMMON_FIELDS = frozenset({"id", "name", "text", "barriers", "sources"})
_LONGEST_QUERY = 80
_NEAR_ENOUGH = 0.6


def catalog(name: str) -> Catalog:
    """The catalogue of this name, read once. KeyError when `CATALOG_NAMES` does not hold the name."""
    if name not in CATALOG_NAMES:
        raise KeyError(f"no catalogue of this name; there are: {', '.join(CATALOG_NAMES)}")
    return _read_catalog(name)


def barrier_label(kind: str, language: str) -> str:
    """What a document calls this kind of barrier: a noun phrase in lower case, to stand inside a sentence.

    KeyError for a kind outside `BARRIERS` or a language outside `LANGUAGES`.
    """
    return str(_barriers()[kind]["label"][language])


def barrier_help(kind: str, language: str) -> str:
    """One sentence that says what this kind of barrier covers, for a form. KeyError as `barrier_label`."""
    return str(_barriers()[kind]["help"][language])


@dataclass(frozen=True)
class Source:
    """Where a point was read. `url` is None for a book-like title or for common practice."""

    title: str
    url: str | None = None


@dataclass(frozen=True, eq=False)
class Entry:
    """One vetted wording: `name` labels it, `text` is what a document prints; both are language maps."""

    catalog: str
    id: str
    name: Mapping[str, str]
    text: Mapping[str, str]
    barriers: tuple[str, ...]
    sources: tuple[Source, ...]
    details: Mapping[str, Any]

    def in_language(self, language: str) -> dict[str, Any]:
        """The entry as plain JSON values, every language map replaced by its text in this language.

        The details stand beside the common fields. A source without an address has no `url`.
        """
        return {
            "id": self.id,
            "name": self.name[language],
            "text": self.text[language],
            "barriers": list(self.barriers),
            "sources": [
                {"title": source.title} | ({"url": source.url} if source.url else {}) for source in self.sources
            ],
            **_plain(self.details, language),
        }

    def __reduce__(self) -> tuple[Any, ...]:
        # Read-only mappings cannot be pickled, and need not be: a worker process reads its own catalogue.
        return _entry, (self.catalog, self.id)


@dataclass(frozen=True, eq=False)
class Catalog:
    """One catalogue: an iterable of its entries, in the order of the file."""

    name: str
    entries: tuple[Entry, ...]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, entry_id: object) -> bool:
        return entry_id in self._by_id

    def get(self, entry_id: str) -> Entry | None:
        """The entry with exactly this id, or None."""
        return self._by_id.get(entry_id)

    def nearest(self, written: str, n: int = 3) -> list[str]:
        """Up to `n` ids that someone who wrote this may have meant, the likeliest first; often none.

        Spelling counts, and so do the words of an entry's name in every language.
        """
        query = unaccented(written[:_LONGEST_QUERY]).replace("-", "_").replace(" ", "_").strip("_")
        words = {word for word in query.split("_") if len(word) > 2}
        likeness = {entry.id: _likeness(query, words, entry) for entry in self.entries}
        near = [entry_id for entry_id, score in likeness.items() if score >= _NEAR_ENOUGH]
        return sorted(near, key=lambda entry_id: -likeness[entry_id])[:n]

    @cached_property
    def _by_id(self) -> Mapping[str, Entry]:
        return {entry.id: entry for entry in self.entries}


def __getattr__(name: str) -> str:
    if name == "CATALOG_VERSION":
        return _version()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@cache
def _read_catalog(name: str) -> Catalog:
    works = _sources()
    return Catalog(name, tuple(_made_entry(name, raw, works) for raw in json.loads(_file(name))))


def _made_entry(catalog_name: str, raw: dict[str, Any], works: Mapping[str, Source]) -> Entry:
    return Entry(
        catalog=catalog_name,
        id=raw["id"],
        name=MappingProxyType(raw["name"]),
        text=MappingProxyType(raw["text"]),
        barriers=BARRIERS if raw["barriers"] == "all" else tuple(raw["barriers"]),
        sources=tuple(works[key] for key in raw["sources"]),
        details=_frozen({field: value for field, value in raw.items() if field not in _COMMON_FIELDS}),
    )


def _entry(catalog_name: str, entry_id: str) -> Entry:
    return _read_catalog(catalog_name)._by_id[entry_id]


@cache
def _sources() -> Mapping[str, Source]:
    return {key: Source(**work) for key, work in json.loads(_file("sources")).items()}


@cache
def _barriers() -> Mapping[str, Any]:
    read: dict[str, Any] = json.loads(_file("barriers"))
    return read


@cache
def _version() -> str:
    digest = hashlib.sha256()
    for name in (*CATALOG_NAMES, "barriers", "sources"):
        # The values are hashed, not the bytes: a checkout with other line ends is the same catalogue.
        digest.update(json.dumps(json.loads(_file(name)), sort_keys=True).encode())
    return digest.hexdigest()[:12]


def _file(name: str) -> str:
    return resources.files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8")


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(inner) for key, inner in value.items()})
    if isinstance(value, list):
        return tuple(_frozen(inner) for inner in value)
    return value


def _plain(value: Any, language: str) -> Any:
    if isinstance(value, Mapping):
        if value.keys() == set(LANGUAGES):
            return _plain(value[language], language)
        return {key: _plain(inner, language) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner, language) for inner in value]
    return value


def _likeness(query: str, words: set[str], entry: Entry) -> float:
    known = set(entry.id.split("_"))
    for name in entry.name.values():
        known.update(unaccented(name).replace("-", " ").split())
    shared = len(words & known) / len(words) if words else 0.0
    return max(SequenceMatcher(None, query, entry.id).ratio(), shared) + shared / 10
