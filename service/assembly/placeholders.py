"""A value that is not there yet: false in a test, empty in a loop, a labelled content control in print."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from markupsafe import escape

MAX_PROPERTY = 64
"""Word refuses a file whose content control has an alias or a tag of more characters than this."""


class Placeholder:
    """A labelled place to fill. `label` is what the reader sees in brackets, `tag` names the field it stands for.

    It is false, has length 0, iterates as empty, equals nothing but another placeholder of the same tag, and is
    neither less nor more than anything, so that `{% if %}` and `{% for %}` treat it as absent. Joined to text, or
    filtered, it becomes the plain text `[label]`.
    """

    __slots__ = ("label", "tag")

    def __init__(self, label: str, tag: str) -> None:
        self.label = label
        self.tag = tag

    def __repr__(self) -> str:
        return f"Placeholder({self.label!r}, {self.tag!r})"

    def __str__(self) -> str:
        return f"[{self.label}]"

    def __html__(self) -> str:
        return str(escape(str(self)))

    def __bool__(self) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __contains__(self, item: object) -> bool:
        return False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Placeholder) and other.tag == self.tag and other.label == self.label

    def __hash__(self) -> int:
        return hash((self.label, self.tag))

    def _never(self, other: object) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _never

    def __add__(self, other: Any) -> str:
        return f"{self}{other}" if isinstance(other, (str, Placeholder)) else str(self)

    def __radd__(self, other: Any) -> str:
        return f"{other}{self}" if isinstance(other, str) else str(self)

    def strftime(self, _pattern: str = "") -> Placeholder:
        """A date that is not given stays a place to fill, whatever its format."""
        return self

    isoformat = strftime


def control(placeholder: Placeholder, number: int, run_properties: str) -> str:
    """`placeholder` as an inline content control in placeholder state, `w:id` given by `number`.

    `run_properties` are those of the run it stands in (`<w:rPr>…</w:rPr>` or nothing): what is typed over the
    label takes them, and the label itself takes all but the character style. It is a rich-text control, without
    `<w:text/>`: LibreOffice turns plain-text controls into input fields and drops the style that makes a blank seen.
    """
    before, after = _around_id(placeholder.label, placeholder.tag, run_properties)
    return f"{before}{number}{after}"


@lru_cache(maxsize=4096)
def _around_id(label: str, tag: str, run_properties: str) -> tuple[str, str]:
    """The control up to its number and after it: labels come from the list of fields, so few are made often."""
    inner = run_properties[len("<w:rPr>") : -len("</w:rPr>")] if run_properties else ""
    if inner.startswith("<w:rStyle "):
        inner = inner[inner.index("/>") + 2 :]
    before = (
        f'<w:sdt><w:sdtPr>{run_properties}<w:alias w:val="{_attribute(label)}"/>'
        f'<w:tag w:val="{_attribute(tag)}"/><w:id w:val="'
    )
    after = (
        '"/><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:rPr>'
        f'<w:rStyle w:val="PlaceholderText"/>{inner}</w:rPr><w:t xml:space="preserve">'
        f"[{escape(label)}]</w:t></w:r></w:sdtContent></w:sdt>"
    )
    return before, after


def _attribute(text: str) -> str:
    return str(escape(" ".join(text[:MAX_PROPERTY].split())))
