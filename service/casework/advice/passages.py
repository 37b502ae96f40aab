"""The free text of a case, and how the rules read it.

Text is matched with curly quotes made straight and odd spaces made plain, one character for one, so that places stay
the same. Every pattern is bounded to a sentence and a few dozen characters: reading is linear in the length of a text.
Hardly any text has what a rule looks for, so each is looked through in lower case first: that takes half the time of
a pattern that ignores case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from schemas.walk import FieldInfo, fields_by_path
from service.casework.cases import Case

_STRAIGHT = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014\u00a0\u202f\u2011", "''\"\"--  -")
_SENTENCE = re.compile(r"[^.!?\n]+(?:\.(?=\S)[^.!?\n]+)*[.!?]*")
_DENIAL = re.compile(
    r"\b(?:not|never|no|nobody|none|neither|nor|without|instead of|rather than|\w+n't|cannot|avoid|avoids)\b",
    re.IGNORECASE,
)
_SAID_BY_OTHERS = re.compile(
    r"\b(?:called|calls|calling|said|says|told|tells|label(?:l?ed|s)|described|describes|wrote|writes|claim(?:s|ed)"
    r"|accused?|accuses|assumed|assumes|believed|believes|thought|thinks|felt|feels|feeling|fears|feared|finds|found"
    r"|seems?|looks?|appears?|worries|worried|used to|tends? to|according to"
    r"|(?:sees?|saw|seen|treat(?:s|ed)?|view(?:s|ed)?|regard(?:s|ed)?) (?:\w+ ){0,3}as)\b"
    r"|(?<!\bwe )(?<!\bI )(?<!\bto )\b(?:call|say|tell|assume|believe|think|feel|find|accuse|claim)\b",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"\\.|\(\?P<\w+>|(?P<capital>[A-Z])")
"""A capital of a pattern that stands for itself; passed over are escapes such as `\\W`, and names of groups."""
_DENIAL_REACH = 40
"""Characters. “We are not asking you for a diagnosis”: a denial this near before a word turns it round."""

_NOT_PROSE = ("student", "sender", "recipient", "cc", "school_calendar", "reference")
"""Where the case holds names, addresses and numbers, and no sentences."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A free text of the case: its pointer, its path in the walk, and the text made plain.

    `lowered` is the same in lower case.
    """

    pointer: str
    path: str
    text: str
    lowered: str

    def sentences(self) -> Iterator[str]:
        """The text, sentence by sentence; a line is a sentence too."""
        return sentences_of(self.text)


@dataclass(frozen=True, slots=True)
class CaseWithTexts(Case):
    """A case whose free texts have been gathered once, because many rules look at them."""

    texts: tuple[Passage, ...] = ()


def with_texts(case: Case) -> CaseWithTexts:
    """The same case with its free texts gathered; as it is where they are already."""
    if isinstance(case, CaseWithTexts):
        return case
    texts: list[Passage] = []
    fields = fields_by_path()
    for path in fields:
        if path in case.values and path not in _NOT_PROSE:
            _gather(texts, fields, case.values[path], f"/{path}", path)
    return CaseWithTexts(case.values, tuple(texts))


def passages(case: Case, *beginnings: str) -> Iterator[Passage]:
    """Every free text of the case in its order, or those whose path begins with one of `beginnings`."""
    return (passage for passage in with_texts(case).texts if not beginnings or passage.path.startswith(beginnings))


def plain(text: str) -> str:
    """The text with straight quotes, hyphens and plain spaces; of the same length."""
    return text if text.isascii() else text.translate(_STRAIGHT)


def sentences_of(text: str) -> Iterator[str]:
    """The text made plain, sentence by sentence; a line is a sentence too."""
    for match in _SENTENCE.finditer(plain(text)):
        yield match[0].strip()


def affirmed(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first match that no denial shortly before it, in the same sentence, turns round; None without one."""
    match = pattern.search(text)
    while match:
        before = text[max(0, match.start() - _DENIAL_REACH) : match.start()]
        before = re.split(r"[.!?;\n]", before)[-1]
        if not _DENIAL.search(before):
            return match
        match = pattern.search(text, match.end())
    return None


def sentences_with(pattern: re.Pattern[str], passage: Passage) -> Iterator[tuple[str, re.Match[str]]]:
    """The sentences of a passage in which the pattern is affirmed, each with its match; a passage without one is read
    once."""
    if in_lower_case(pattern.pattern).search(passage.lowered):
        for sentence in passage.sentences():
            found = affirmed(pattern, sentence)
            if found:
                yield sentence, found


def affirmed_in(pattern: re.Pattern[str], passage: Passage) -> re.Match[str] | None:
    """The same as `affirmed` for a whole passage, and quicker where it has no match at all."""
    return affirmed(pattern, passage.text) if in_lower_case(pattern.pattern).search(passage.lowered) else None


@cache
def in_lower_case(pattern: str) -> re.Pattern[str]:
    """The pattern for a text in lower case: it finds all that the pattern finds in any case, and seldom more."""
    any_letter = pattern.replace("(?-i:[A-Z])", "[a-z]")
    return re.compile(
        _CAPITAL.sub(lambda found: found["capital"].lower() if found["capital"] else found[0], any_letter)
    )


def is_said_by_others(sentence: str) -> bool:
    """True where the sentence tells what somebody says, thinks or feels, other than the sender now: “some staff call
    it laziness”, and not “we think that he is lazy”."""
    return bool(_SAID_BY_OTHERS.search(sentence))


def listed(items: Sequence[object], most: int = 3) -> str:
    """“1”, “1 and 2”, “1, 2 and 3”, “1, 2, 3 and more”: for a sentence of advice."""
    words = [str(item) for item in items]
    if len(words) > most:
        words = [*words[:most], "more"]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _gather(texts: list[Passage], fields: Mapping[str, FieldInfo], value: Any, pointer: str, path: str) -> None:
    if isinstance(value, dict):
        for name, below in value.items():
            if isinstance(below, (str, dict, list)):
                _gather(texts, fields, below, f"{pointer}/{name}", f"{path}.{name}")
    elif isinstance(value, list):
        for index, below in enumerate(value):
            _gather(texts, fields, below, f"{pointer}/{index}", f"{path}[]")
    elif isinstance(value, str):
        info = fields.get(path)
        if info is not None and _is_prose(info):
            text = plain(value)
            texts.append(Passage(pointer, path, text, text.lower()))


def _is_prose(info: FieldInfo) -> bool:
    return info.type == "text" and not info.choices and info.catalog is None
