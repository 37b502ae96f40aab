"""Kinds of document that need no Python: a few lines of TOML beside a Word file.

    # <folder>/iep_meeting_request.toml, beside <folder>/en/iep_meeting_request.docx
    title = { en = "IEP meeting request", es = "solicitud de reunión del IEP" }
    file_stem = "iep-meeting-request"
    uses = ["recipient", "attendance"]

    [fields.reply_by]
    label = "date you ask for a written answer by"
    type = "date"

The name of the file is the name of the kind, and in a case the object that holds its fields. They are made of the same
field types as all others, so they are as strict, and whoever reads the walk over a case meets them there.

In a kind, `title` (a noun phrase, plain or one a language), `file_stem` and `fields` must be there; `uses` names the
parts of the case that the template may read beside student and sender; `purpose` and `goes_to` are what the first page
of a packet says of the document. In a field, `label` and `type` must be there; the rest is in `schemas.kind_fields`.

Whatever is wrong in the files is found at once: `KindFilesError` names file, key and remedy.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from marshmallow import ValidationError

from schemas.base import CaseObject
from schemas.case import CaseSchema
from schemas.catalogs import LANGUAGES
from schemas.documents import KINDS
from schemas.fields import Text
from schemas.kind_fields import CALENDAR_DATES, FIELD_KEYS, MAKERS, TYPES, Wanted
from schemas.nearest import nearest

RESERVED: Final = frozenset(
    "first_page letterhead packet parent concern_lines strength_list strength_lines support_rows enclosure_rows "
    "copy_rows delivery other_diagnosis_list family_language testing_language academic_impact_text "
    "functional_impact_text loop self range dict namespace".split()
)
"""Names that mean something else in a template or in a folder of templates."""

ALWAYS_USED: Final = ("date", "language", "state", "student", "sender")

_KIND_KEYS: Final = ("title", "file_stem", "uses", "purpose", "goes_to", "fields")
_METHODS: Final = frozenset(dir(dict))
_WORDED: Final = ("_with_and", "_with_or")
"""Endings of what a template has beside each list: its entries in one line."""
_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_STEM = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TAKEN_STEMS: Final = frozenset({"1-read-first", *(kind.file_stem for kind in KINDS.values())})


class KindFault(NamedTuple):
    """Something wrong in a file: its path, the key (dotted; empty for the whole file), and what to do."""

    path: Path
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.key}: {self.message}" if self.key else f"{self.path}: {self.message}"


class KindFilesError(Exception):
    """Files that declare kinds of document have faults; all of them are in `faults`."""

    def __init__(self, faults: tuple[KindFault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


@dataclass(frozen=True, slots=True)
class DeclaredField:
    """What the schema of a field does not say: how its days lie to the letter's, and its place in the calendar."""

    name: str
    type: str
    not_before_letter: bool = False
    not_after_letter: bool = False
    calendar: str = ""

    @property
    def is_list(self) -> bool:
        """True for a list."""
        return self.type.startswith("list of ")


@dataclass(frozen=True, eq=False)
class DeclaredKind:
    """A kind of document out of a TOML file. `schema` is that of its object in the case."""

    slug: str
    titles: Mapping[str, str]
    file_stem: str
    uses: tuple[str, ...]
    purposes: Mapping[str, str]
    offices: Mapping[str, str]
    fields: tuple[DeclaredField, ...]
    schema: type[CaseObject]
    example: Mapping[str, Any] = field(default_factory=dict)
    """A raw object of this kind, made of the examples of its fields."""

    def title(self, language: str) -> str:
        """Its name within a sentence, in English where the language has none."""
        return self.titles.get(language, self.titles["en"])

    def purpose(self, language: str) -> str:
        """What it does, in one sentence; empty where the file does not say."""
        return self.purposes.get(language, self.purposes.get("en", ""))

    def office(self, language: str) -> str:
        """Who gets it when the case names nobody; empty where the file does not say."""
        return self.offices.get(language, self.offices.get("en", ""))


def kinds_in(folder: Path, *, known: Mapping[str, DeclaredKind]) -> tuple[DeclaredKind, ...]:
    """The kinds that the TOML files of a folder declare, by name. `known` are there already and stay as they are.

    Raises `KindFilesError` with every fault of every file.
    """
    faults: list[KindFault] = []
    found: list[DeclaredKind] = []
    stems = {**dict.fromkeys(_TAKEN_STEMS, ""), **{kind.file_stem: "" for kind in known.values()}}
    for path in sorted(folder.glob("*.toml")):
        reading = _Reading(path)
        kind = reading.kind(known)
        if kind is not None:
            if kind.file_stem in stems:
                reading.fault("file_stem", "Another kind of document has this file stem. Choose another one.")
            stems[kind.file_stem] = ""
            found.append(kind)
        faults += reading.faults
    if faults:
        raise KindFilesError(tuple(faults))
    return tuple(found)


class _Reading:
    """One file: what it says, and what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[KindFault] = []

    def fault(self, key: str, message: str) -> None:
        self.faults.append(KindFault(self.path, key, message))

    def kind(self, known: Mapping[str, DeclaredKind]) -> DeclaredKind | None:
        """The kind, or None where there are faults."""
        said = self._said()
        if said is None:
            return None
        self._check_name(known)
        self._check_keys("", said, _KIND_KEYS)
        titles = self._by_language("title", said, "is the name of the document within a sentence", most=80)
        if not titles and "title" not in said:
            self.fault("title", 'This is missing. Add the name of the document: title = "IEP meeting request".')
        purposes = self._by_language("purpose", said, "says in one sentence what the document does", most=200)
        offices = self._by_language("goes_to", said, "says who usually gets the document", most=200)
        stem, uses = self._stem(said), self._uses(said)
        declared, schema, example = self._fields(said)
        if self.faults:
            return None
        return DeclaredKind(self.path.stem, titles, stem, uses, purposes, offices, declared, schema, example)

    def _said(self) -> dict[str, Any] | None:
        try:
            return tomllib.loads(self.path.read_text(encoding="utf-8-sig"))
        except OSError as error:
            self.fault("", f"This file cannot be read ({type(error).__name__}). Check its rights.")
        except UnicodeDecodeError:
            self.fault("", "This is not UTF-8 text. Save the file as UTF-8.")
        except tomllib.TOMLDecodeError as error:
            self.fault("", f"This is not TOML: {error}. Correct that line; texts stand in quotation marks.")
        return None

    def _check_name(self, known: Mapping[str, DeclaredKind]) -> None:
        name, folder = self.path.stem, self.path.parent
        if not _NAME.fullmatch(name) or len(name) > 40:
            self.fault("", "Name the file in small letters, digits and single underscores, such as home_visit.toml.")
        elif name in KINDS or name in known:
            self.fault("", "iepdocs has a kind of this name. Give your own another name; its Word file goes with it.")
        elif name in CaseSchema().fields or name in RESERVED:
            self.fault("", "This name means something else in a case or a template. Give the file another name.")
        elif not any((folder / language / f"{name}.docx").is_file() for language in LANGUAGES):
            self.fault("", f"The Word file of this kind is missing. Put it at {folder / 'en' / name}.docx.")

    def _check_keys(self, where: str, table: Mapping[str, Any], right: tuple[str, ...]) -> None:
        for key in table:
            if key not in right:
                close = nearest(key, right)
                meant = f"Did you mean {' or '.join(close)}?" if close else f"The keys are: {', '.join(right)}."
                self.fault(f"{where}{key}", f"There is no key of this name here. {meant}")

    def _text(self, key: str, value: Any, what: str, most: int) -> str:
        try:
            made = Text("", max_length=most).deserialize(value)
        except ValidationError as error:
            self.fault(key, f"This {what}. {error.messages[0]}")
            return ""
        if not isinstance(made, str):
            self.fault(key, f"This {what}, and is empty. Write it, or take the line out.")
            return ""
        return made

    def _by_language(self, key: str, said: Mapping[str, Any], what: str, *, most: int) -> dict[str, str]:
        if key not in said:
            return {}
        given = said[key]
        if not isinstance(given, dict):
            return {"en": self._text(key, given, what, most)}
        self._check_keys(f"{key}.", given, LANGUAGES)
        if "en" not in given:
            self.fault(key, 'English is missing. Add en = "…"; it stands in for other languages.')
        return {name: self._text(f"{key}.{name}", text, what, most) for name, text in given.items()}

    def _stem(self, said: Mapping[str, Any]) -> str:
        stem = said.get("file_stem")
        if not isinstance(stem, str) or not _STEM.fullmatch(stem) or len(stem) > 60:
            do = "Write what file names begin with, in small letters, digits and hyphens: file_stem = "
            self.fault("file_stem", f'{do}"{self.path.stem.replace("_", "-").lower()}".')
            return ""
        return stem

    def _uses(self, said: Mapping[str, Any]) -> tuple[str, ...]:
        uses = said.get("uses", [])
        parts = [name for name in CaseSchema().fields if name not in ("documents", "reference", *ALWAYS_USED, *KINDS)]
        if not isinstance(uses, list) or not all(isinstance(name, str) for name in uses):
            self.fault("uses", f'This is a list of parts of the case, such as uses = ["{parts[0]}"].')
            return ()
        for name in uses:
            if name not in parts:
                close = nearest(name, parts)
                meant = f"Did you mean {' or '.join(close)}?" if close else f"The parts are: {', '.join(parts)}."
                self.fault("uses", f"“{name[:40]}” is no part of a case that a document can share. {meant}")
        return tuple(dict.fromkeys(uses))

    def _fields(self, said: Mapping[str, Any]) -> tuple[tuple[DeclaredField, ...], type[CaseObject], dict[str, Any]]:
        tables = said.get("fields")
        declared: list[DeclaredField] = []
        made: dict[str, Any] = {}
        example: dict[str, Any] = {}
        if not isinstance(tables, dict) or not tables:
            self.fault("fields", "This kind has no field of its own. Add one as a table: [fields.reply_by].")
            tables = {}
        for name, table in tables.items():
            key = f"fields.{name}"
            self._check_field_name(key, name)
            if not isinstance(table, dict):
                self.fault(key, f"A field is a table. Write [{key}], and label and type on the lines below it.")
                continue
            found = self._field(key, name, table)
            if found is not None:
                made[name], more, raw = found
                declared.append(more)
                if raw is not None:
                    example[name] = raw
        title = "".join(word.capitalize() for word in self.path.stem.split("_"))
        schema = type(f"{title}Schema", (CaseObject,), {"__doc__": "What only this document needs.", **made})
        return tuple(declared), schema, example

    def _check_field_name(self, key: str, name: str) -> None:
        if not _NAME.fullmatch(name) or len(name) > 40:
            self.fault(key, "Name a field in small letters, digits and single underscores, such as reply_by.")
        elif name in _METHODS or name in _MARSHMALLOW or name.endswith(_WORDED):
            self.fault(key, "This name means something else in a template. Choose another one, such as agenda.")

    def _field(self, key: str, name: str, table: Mapping[str, Any]) -> tuple[Any, DeclaredField, Any] | None:
        before = len(self.faults)
        self._check_keys(f"{key}.", table, tuple(FIELD_KEYS))
        if "label" not in table:
            self.fault(f"{key}.label", "This is missing. Add what the form asks for and a blank prints.")
        kind = table.get("type")
        if kind not in TYPES:
            close = nearest(kind, TYPES, 1) if isinstance(kind, str) else []
            meant = f"Did you mean “{close[0]}”? " if close else ""
            self.fault(f"{key}.type", f"{meant}The types are: {', '.join(TYPES)}.")
            return None
        for setting in table:
            if setting in FIELD_KEYS and kind not in FIELD_KEYS[setting]:
                self.fault(f"{key}.{setting}", f"A field of the type “{kind}” has no “{setting}”. Take the line out.")
        made = self._made(key, kind, table)
        example = table.get("example")
        raw = example.isoformat() if isinstance(example, dt.date) else example
        if isinstance(raw, list):
            raw = [entry.isoformat() if isinstance(entry, dt.date) else entry for entry in raw]
        if raw is not None and made is not None:
            self._check_example(key, made, raw)
        if len(self.faults) > before:
            return None
        more = {name: table[name] for name in ("not_before_letter", "not_after_letter", "calendar") if name in table}
        return made, DeclaredField(name, kind, **more), raw

    def _check_example(self, key: str, made: Any, raw: Any) -> None:
        try:
            made.deserialize(raw)
        except ValidationError as error:
            self.fault(f"{key}.example", f"A case with this would be refused. {_first(error.messages)}")

    def _made(self, key: str, kind: str, table: Mapping[str, Any]) -> Any:
        """The field, None for a choice without choices. Faults are noted; what is at fault has a stand-in."""
        label = self._text(f"{key}.label", table["label"], "is the label of the field", 120) if "label" in table else ""
        help = self._text(f"{key}.help", table["help"], "is the help of the field", 300) if "help" in table else ""
        example = table.get("example")
        if isinstance(example, dt.date):
            example = example.isoformat()
        for flag in ("not_before_letter", "not_after_letter"):
            if not isinstance(table.get(flag, True), bool):
                self.fault(f"{key}.{flag}", "Write true, without quotation marks, or take the line out.")
        if table.get("calendar", "reply") not in CALENDAR_DATES:
            self.fault(f"{key}.calendar", f"In the calendar a date is one of: {', '.join(CALENDAR_DATES)}.")
        item = self._text(f"{key}.item", table["item"], "names one entry", 120) if "item" in table else label
        least, most = self._bounds(key, kind, table)
        choices = self._choices(key, kind, table)
        if kind == "choice" and not choices:
            return None
        return MAKERS[kind](Wanted(label, help, example, item, least, most, choices))

    def _bounds(self, key: str, kind: str, table: Mapping[str, Any]) -> tuple[int, int]:
        limit = 200 if kind.startswith("list") else 10_000
        usual = 30 if kind.startswith("list") else limit
        least, most = table.get("least", 0), table.get("most", usual)
        if type(least) is not int or type(most) is not int or not 0 <= least < most or most > limit:
            self.fault(
                f"{key}.most", f"“least” and “most” are whole numbers from 0 to {limit:,}; “least” is the lesser."
            )
            return 0, usual
        return least, most

    def _choices(self, key: str, kind: str, table: Mapping[str, Any]) -> tuple[str, ...]:
        if kind != "choice":
            return ()
        choices = table.get("choices")
        is_right = isinstance(choices, list) and 1 < len(choices) <= 30 and len({*map(str, choices)}) == len(choices)
        if not is_right or not all(isinstance(word, str) and 0 < len(word.strip()) <= 60 for word in choices or ()):
            self.fault(f"{key}.choices", 'List two or more different words: choices = ["in_person", "by_video"].')
            return ()
        return tuple(word.strip() for word in choices or ())


_MARSHMALLOW: Final = frozenset(name for name in dir(CaseObject) if not name.startswith("_"))
"""Attributes of every schema: a field of such a name would take the place of what loads it."""


def _first(messages: Any) -> str:
    if isinstance(messages, Mapping):
        return _first(next(iter(messages.values())))
    return messages if isinstance(messages, str) else _first(messages[0])


def worded(kind: DeclaredKind) -> Iterator[tuple[str, str, str]]:
    """(name beside the list, name of the list, word before the last entry) for each list of a kind."""
    for declared in kind.fields:
        if declared.is_list:
            for ending in _WORDED:
                yield f"{declared.name}{ending}", declared.name, ending.removeprefix("_with_")
