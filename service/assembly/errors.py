"""What assembly raises. Errors hold data; the sentence is made in `__str__` and never shows a value of the case."""

from __future__ import annotations

from collections.abc import Iterable

from service.assembly.findings import Finding
from service.errors import IepdocsError


class TemplateError(IepdocsError):
    """A template cannot be used as it is. `findings` holds every reason, `template` the file's name."""

    def __init__(self, template: str, findings: Iterable[Finding]) -> None:
        self.template = template
        self.findings = tuple(findings)
        super().__init__(template, self.findings)

    def __str__(self) -> str:
        return "\n".join(f"{self.template}: {finding}" for finding in self.findings)


class NotAWordFileError(TemplateError):
    """The file is no .docx: another format, damaged, locked with a password, or unsafe to unpack."""


class RenderError(IepdocsError):
    """A template could not be filled with this context.

    `template` is the file's name, `part` the name inside it, `place` the words of the paragraph, `tag` the tag as
    written, `reason` what is wrong. Neither the message nor `reason` holds a value of the context.
    """

    def __init__(self, template: str, part: str, place: str, tag: str, reason: str) -> None:
        self.template = template
        self.part = part
        self.place = place
        self.tag = tag
        self.reason = reason
        super().__init__(template, part, place, tag, reason)

    def __str__(self) -> str:
        where = ", ".join(piece for piece in (self.part, f"“{self.place}”" if self.place else "") if piece)
        tag = f" {self.tag}:" if self.tag else ""
        return f"{self.template}: {where}:{tag} {self.reason}" if where else f"{self.template}:{tag} {self.reason}"
