"""All that is wrong in a template, before a case meets it: its tags, the names it asks for, and a trial on paper.

The names are held against what two cases really give a template, the smallest and a whole one, beside the declared
fields and derived values. Only what passes is then filled with both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.cli.files import FileError

if TYPE_CHECKING:
    from service.assembly import Finding

Found = tuple[Path, "Finding"]
Context = Mapping[str, Any]


def findings_of(paths: Iterable[Path]) -> list[Found]:
    """All that is wrong in these templates. Raises `FileError` for one that cannot be read."""
    found: list[Found] = []
    for path in paths:
        try:
            found += [(path, finding) for finding in _findings_in(path)]
        except OSError as error:
            raise FileError(str(path), error, "read", "Check the name.") from error
    return found


def _findings_in(path: Path) -> Iterator[Finding]:
    from service.assembly import check_template
    from service.casework import UnknownKindError, kind_named
    from service.casework.context import derived_values
    from service.casework.first_page import DERIVED, FIRST_PAGE

    if path.stem == FIRST_PAGE.slug:
        yield from check_template(path, known_names=_declared(DERIVED))
        return
    try:
        kind = kind_named(path.stem).slug
    except UnknownKindError as error:
        yield _unused(error.nearest or error.known)
        yield from check_template(path)
        return
    contexts = _trial_contexts(kind, path.parent.name)
    given = {name for context in contexts for name in _names_in(context)}
    findings = check_template(path, known_names=_declared(derived_values(kind)) | given)
    yield from findings or _trial(path, contexts)


def _unused(names: Iterable[str]) -> Finding:
    from service.assembly import Finding

    message = (
        f"is not named after a kind of document, so it is never used. Name it {' or '.join(names)}, if that is meant"
    )
    return Finding("unknown-kind", "warning", "", "", "", message)


def _declared(derived: Iterable[str]) -> frozenset[str]:
    from schemas.walk import walk

    return frozenset((*(info.path for info in walk()), *derived))


def _trial(path: Path, contexts: Iterable[Context]) -> list[Finding]:
    """What filling the template finds: a list printed whole, a number that cannot be reckoned with."""
    from service.assembly import Finding, RenderError, load_template

    template = load_template(path)
    found = set()
    for context in contexts:
        try:
            template.render(context)
        except RenderError as error:
            found.add(Finding("cannot-be-filled", "error", error.part, error.place, error.tag, error.reason))
    return sorted(found, key=str)


def _trial_contexts(kind: str, language: str) -> tuple[Context, ...]:
    import datetime as dt

    from schemas.catalogs import LANGUAGES
    from schemas.projections import SMALLEST_CASE, sample_case
    from service.casework import load_case
    from service.casework.context import context_for

    spoken = {"language": language} if language in LANGUAGES else {}
    cases = [load_case({**raw_case, **spoken}) for raw_case in (SMALLEST_CASE, sample_case())]
    return tuple(context_for(case, kind, today=dt.date.today()) for case in cases)


def _names_in(value: Any, path: str = "") -> Iterator[str]:
    """Every path that leads to a value: `student.name`, `attendance.log[].note`."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _names_in(inner, f"{path}.{name}" if path else str(name))
    else:
        yield path
        if isinstance(value, (list, tuple)):
            yield f"{path}[]"
            for item in value:
                yield from _names_in(item, f"{path}[]")
