"""What is wrong in a template, as values: one `Finding` for each thing an author has to change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

TOO_DEEP: Final = "nests too deep to be read. Put fewer brackets, conditions and loops into each other"
Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in one place of a template.

    `code` is stable and can be tested for; `severity` is `error` (the template is refused), `warning` (it renders,
    but not as meant) or `note`. `message` says what is wrong and what to write instead. `part` is the name inside the
    Word file (`word/document.xml`, empty for the file as a whole), `place` the words of the paragraph or cell, `tag`
    the tag as the author wrote it, `heading` the heading it stands under, `paragraph` the number of its paragraph in
    the part, counted from 1 (0 where there is none).
    """

    code: str
    severity: Severity
    message: str
    part: str = ""
    place: str = ""
    tag: str = ""
    heading: str = ""
    paragraph: int = 0

    def __str__(self) -> str:
        where = [self.part] if self.part else []
        if self.heading:
            where.append(f"under “{self.heading}”")
        if self.place:
            where.append(f"“{self.place}”")
        lead = ", ".join(where)
        tag = f" {self.tag}" if self.tag and self.tag not in self.place else ""
        return f"{lead}:{tag} {self.message}" if lead else self.message
