"""How a clinic's copy of a template differs from ours, in words: paragraph by paragraph, and word by word in them.

Compared are the reading copies, so that what Word writes anew at each saving does not count. Two files whose words
are the same may still differ in layout, pictures and properties; that is told as one thing.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final, Literal, NamedTuple

from service.assembly import TemplateError, WordFile, reading_copy
from service.assembly.outline import shortened
from service.casework.library import shipped_folder

Change = Literal["changed", "added", "taken out"]
Standing = Literal["same", "same words", "differs", "only yours", "unreadable"]

_LINE = re.compile(r"(?:\[([^\]]*)\] ?)?(.*)", re.DOTALL)
_TOKEN = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\s+|[^\s{]+|\{")
_HEADING = re.compile(r"(?:Heading \d|Title)$")
_COUNTED: Final[tuple[Change, ...]] = ("changed", "added", "taken out")
_SENTENCES: Final[dict[Standing, str]] = {
    "same": "is the same as ours.",
    "same words": "has the words of ours; layout, pictures or properties may differ.",
    "only yours": "has no counterpart among ours.",
    "unreadable": "cannot be compared. “iepdocs templates check” says what is wrong with it.",
}
_UNREADABLE: Final = (OSError, ValueError, KeyError, SyntaxError, TemplateError, zipfile.BadZipFile)
"""What reading a file that is no Word file, or a damaged one, may raise."""
_ALIKE: Final = 0.5
"""Paragraphs less alike than this are told as one taken out and one added."""
_MOST_PAIRS: Final = 2_500
_AROUND: Final = 6
"""Words shown on each side of a change."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One paragraph or table row that is not the same. `ours` or `yours` is empty where it is in one of them only."""

    change: Change
    heading: str
    ours: str
    yours: str
    our_style: str = ""
    your_style: str = ""

    @property
    def words(self) -> str:
        """What differs, `[-taken out-]` and `{+put in+}`, with a few words around it and a changed style at the end."""
        if self.change == "added":
            return f"{{+{self.yours}+}}"
        if self.change == "taken out":
            return f"[-{self.ours}-]"
        style = f"style “{self.our_style}” is now “{self.your_style}”" if self.our_style != self.your_style else ""
        if self.ours == self.yours:
            return f"“{shortened(self.ours)}”: {style}"
        return f"{_marked(self.ours, self.yours)} ({style})" if style else _marked(self.ours, self.yours)


def differences_between(ours: WordFile, yours: WordFile) -> tuple[Difference, ...]:
    """The differences of two Word files, paths or bytes, in their order; empty when their words are the same.

    Raises what `reading_copy` raises for a file that is no Word file.
    """
    old, new = _lines(reading_copy(ours)), _lines(reading_copy(yours))
    matcher = SequenceMatcher(None, [line.key for line in old], [line.key for line in new], autojunk=False)
    return tuple(
        difference
        for tag, start, end, new_start, new_end in matcher.get_opcodes()
        if tag != "equal"
        for difference in _paired(old[start:end], new[new_start:new_end])
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """A file of a clinic's own folder beside ours."""

    yours: Path
    standing: Standing
    differences: tuple[Difference, ...] = ()

    @property
    def sentence(self) -> str:
        """The standing in words."""
        if self.standing != "differs":
            return _SENTENCES[self.standing]
        counts = {change: sum(each.change == change for each in self.differences) for change in _COUNTED}
        return ", ".join(f"{count} {change}" for change, count in counts.items() if count) + "."


def comparisons(own_folder: Path) -> tuple[Comparison, ...]:
    """Every template of a clinic's own folder beside ours of the same name and language."""
    paths = [path for path in sorted(own_folder.glob("*/*.docx")) if not path.name.startswith("~$")]
    return tuple(_compared(path) for path in paths)


def _compared(yours: Path) -> Comparison:
    ours = shipped_folder() / yours.parent.name / yours.name
    if not ours.is_file():
        return Comparison(yours, "only yours")
    try:
        content = yours.read_bytes()
        if content == ours.read_bytes():
            return Comparison(yours, "same")
        differences = differences_between(ours, content)
    except _UNREADABLE:
        return Comparison(yours, "unreadable")
    return Comparison(yours, "differs" if differences else "same words", differences)


class _Line(NamedTuple):
    heading: str
    style: str
    words: str

    @property
    def key(self) -> tuple[str, str]:
        return self.style, self.words


def _lines(copy: str) -> list[_Line]:
    lines = []
    part = heading = ""
    for line in copy.splitlines():
        if line.startswith("== "):
            part, heading = line.strip("= ").removeprefix("Body"), ""
            continue
        found = _LINE.fullmatch(line)
        style, words = (found[1] or "", found[2]) if found else ("", line)
        if words.strip():
            lines.append(_Line(heading or part, style, words))
        if _HEADING.match(style):
            heading = words
    return lines


def _paired(old: Sequence[_Line], new: Sequence[_Line]) -> Iterator[Difference]:
    """Lines that stand for each other side by side, the best pair first; the rest as taken out and added."""
    best = _best_pair(old, new)
    if best is None:
        yield from (Difference("taken out", line.heading, line.words, "", line.style) for line in old)
        yield from (Difference("added", line.heading, "", line.words, "", line.style) for line in new)
        return
    at, there = best
    yield from _paired(old[:at], new[:there])
    one, other = old[at], new[there]
    yield Difference("changed", other.heading, one.words, other.words, one.style, other.style)
    yield from _paired(old[at + 1 :], new[there + 1 :])


def _best_pair(old: Sequence[_Line], new: Sequence[_Line]) -> tuple[int, int] | None:
    if not old or not new or len(old) * len(new) > _MOST_PAIRS:
        return None
    rated = [
        (_likeness(one.words, other.words), -at, -there)
        for at, one in enumerate(old)
        for there, other in enumerate(new)
    ]
    likeness, at, there = max(rated)
    return (-at, -there) if likeness >= _ALIKE else None


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, _TOKEN.findall(one), _TOKEN.findall(other), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0


def _marked(ours: str, yours: str) -> str:
    old, new = _TOKEN.findall(ours), _TOKEN.findall(yours)
    pieces = []
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (tag, start, end, new_start, new_end) in enumerate(opcodes):
        if tag == "equal":
            pieces.append(_elided(old[start:end], is_first=number == 0, is_last=number == len(opcodes) - 1))
            continue
        if start < end:
            pieces.append(f"[-{''.join(old[start:end])}-]")
        if new_start < new_end:
            pieces.append(f"{{+{''.join(new[new_start:new_end])}+}}")
    return "".join(pieces).strip()


def _elided(tokens: list[str], *, is_first: bool, is_last: bool) -> str:
    """What both have, its middle left out where it is long."""
    keep = 2 * _AROUND
    if is_first and len(tokens) > keep:
        return "… " + "".join(tokens[-keep:]).lstrip()
    if is_last and len(tokens) > keep:
        return "".join(tokens[:keep]).rstrip() + " …"
    if len(tokens) > 2 * keep:
        return "".join(tokens[:keep]).rstrip() + " … " + "".join(tokens[-keep:]).lstrip()
    return "".join(tokens)
