"""What can be wrong with a case, as data. The sentence is made in `__str__`; status and exit code come later still."""

from __future__ import annotations

from dataclasses import dataclass

from service.errors import IepdocsError


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in the case: an RFC 6901 pointer, and a sentence that says what to do. Never a value."""

    pointer: str
    message: str


class CaseError(IepdocsError):
    """The case has faults; all of them are in `faults`, in the order of the case."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(f"{fault.pointer or '/'}: {fault.message}" for fault in self.faults)


class UnreadableCaseError(IepdocsError):
    """The bytes are no JSON, so there is no case to speak of. `line` and `column` count from 1 where known."""

    def __init__(self, what: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(what, line, column)
        self.what, self.line, self.column = what, line, column

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column is not None else ""
        where = f"Line {self.line}{column}: " if self.line is not None else ""
        return f"{where}{self.what}"


class UnknownKindError(IepdocsError):
    """There is no document of this kind; `nearest` names the kinds that were probably meant."""

    def __init__(self, kind: str, nearest: tuple[str, ...], known: tuple[str, ...]) -> None:
        super().__init__(kind)
        self.kind, self.nearest, self.known = kind, nearest, known

    def __str__(self) -> str:
        if self.nearest:
            return f"There is no document of this kind. Did you mean {' or '.join(self.nearest)}?"
        return f"There is no document of this kind. The kinds are: {', '.join(self.known)}."


class TemplateNotFoundError(IepdocsError):
    """No template for this kind in this language."""

    def __init__(self, kind: str, language: str) -> None:
        super().__init__(kind, language)
        self.kind, self.language = kind, language

    def __str__(self) -> str:
        return (
            f"There is no template for {self.kind} in the language “{self.language}”. Set “language” to “en”, or put "
            f"{self.language}/{self.kind}.docx into your own templates folder."
        )


class KindDeclarationError(IepdocsError):
    """TOML files that declare kinds of document have faults: a line each with file, key and what to do."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(self.faults)
