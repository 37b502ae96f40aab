"""All that is wrong in a template, at once: its file, its tags, the names it asks for, what it no longer holds, and
what three trial cases make of it.

    for finding in examine_template(path, kind="evaluation_request").findings:
        print(finding)

The trials come last and only for a template that can be used: what its tags have wrong is said already.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from typing import Final

from service.assembly import (
    Finding,
    RenderError,
    Template,
    TemplateError,
    WordFile,
    check_template,
    commented_copy,
    load_template,
)
from service.assembly.contents import Contents, contents_of, paragraph_of
from service.assembly.findings import Severity
from service.assembly.letterhead import load_letterhead
from service.assembly.proof import proof
from service.casework.errors import UnknownKindError
from service.casework.letterhead import LETTERHEAD_NAME
from service.casework.library import shipped_folder
from service.casework.requirements import must_rows
from service.casework.workshop.subjects import ENGLISH, Trial, names_for, template_kind, template_kinds, trials_for

MOST_FINDINGS: Final = 500
"""Nobody reads more of them, and a file made for it could have millions."""

_BODY = "word/document.xml"


@dataclass(frozen=True, slots=True)
class Examination:
    """What an examination found. `kind` is None where the template was checked without names."""

    kind: str | None
    language: str
    findings: tuple[Finding, ...]

    @property
    def is_usable(self) -> bool:
        """Whether documents can be made with the template."""
        return not any(finding.severity == "error" for finding in self.findings)


def examine_template(source: WordFile, kind: str | None = None, language: str = ENGLISH) -> Examination:
    """The findings in the template in `source`, a path or the bytes of a .docx.

    Without a kind any name is allowed, and no trial is made. Raises `UnknownKindError`, and OSError for a path that
    cannot be read.
    """
    known = template_kind(kind).slug if kind is not None else None
    names = names_for(known) if known is not None else None
    findings = list(check_template(source, known_names=names, styles=house_styles()))
    if not any(finding.code in _UNREADABLE for finding in findings):
        contents = contents_of(source)
        findings += _contents_findings(contents, known)
        if known is not None and not any(finding.severity == "error" for finding in findings):
            findings += _trial_findings(source, contents, known, language)
    return Examination(known, language, tuple(_bounded(findings)))


def examine_file(path: PurePath, kind: str | None = None) -> Examination:
    """The findings in the file of a clinic's folder, its kind and language told by `<language>/<kind>.docx`.

    A name that tells no kind is a finding, and the file is checked without names. Raises OSError where it cannot be
    read.
    """
    language = path.parent.name
    if kind is not None:
        return examine_template(path, kind, language)
    if path.name == LETTERHEAD_NAME:  # it has a header and a footer to lend, and is no template of a document
        return Examination(None, language, tuple(_bounded(_letterhead_findings(path))))
    try:
        return examine_template(path, template_kind(path.stem).slug, language)
    except UnknownKindError as error:
        found = examine_template(path, None, language)
        return Examination(None, language, (_unused(error), *found.findings))


def _letterhead_findings(path: PurePath) -> list[Finding]:
    """What is wrong in a letterhead. It goes onto every document, so its tags may read what each of them has."""
    names = frozenset.intersection(*(names_for(kind.slug) for kind in template_kinds()))
    findings = list(check_template(path, known_names=names))
    try:
        load_letterhead(path)
    except TemplateError as error:
        findings += [finding for finding in error.findings if finding not in findings]
    return findings


def with_comments(source: WordFile, examination: Examination) -> bytes | None:
    """The author's own file with a comment at each finding; None where it is no Word file that can take any."""
    try:
        return commented_copy(source, examination.findings)
    except (TemplateError, SyntaxError, KeyError):
        return None


@cache
def house_styles() -> frozenset[str]:
    """The styles of the house as Word shows them: those of the templates that come with iepdocs."""
    return frozenset(style for path in sorted(shipped_folder().glob("*/*.docx")) for style in contents_of(path).styles)


_UNREADABLE: Final = frozenset(
    "not-a-word-file damaged too-large too-many-members duplicate-member member-name encrypted strict-open-xml".split()
)


def _unused(error: UnknownKindError) -> Finding:
    names = " or ".join(error.nearest or error.known)
    message = (
        f"is not named after a kind of document, so it is never used. Name it {names}, if that is meant, or say with "
        "--kind what it is"
    )
    return Finding("unknown-kind", "warning", message)


def _contents_findings(contents: Contents, kind: str | None) -> Iterator[Finding]:
    """What the file as a whole lacks."""
    if not contents.title:
        message = "has no title, which screen readers read first. File › Info › Title"
        yield Finding("no-title", "warning", message, "docProps/core.xml")
    if not contents.language:
        message = "names no language, so screen readers guess how to say it. Review › Language › Set Proofing Language"
        yield Finding("no-language", "warning", message, "docProps/core.xml")
    for row in must_rows(kind) if kind else ():
        if row.bookmark not in contents.bookmarks:
            message = (
                f"no longer holds what it must: {row.says}. Copy the words back from our template, or mark your own "
                f"words for it (Insert › Bookmark › {row.bookmark})"
            )
            yield Finding("requirement-missing", "warning", message, _BODY)


def _trial_findings(source: WordFile, contents: Contents, kind: str, language: str) -> Iterator[Finding]:
    """What filling the template finds: a list printed whole, a number that cannot be reckoned with, a broken table."""
    try:
        template = load_template(source)
    except TemplateError as error:
        yield from error.findings
        return
    seen: set[tuple[str, str, str, str]] = set()
    for trial in trials_for(kind, language):
        for finding in _tried(template, source, trial, contents, kind):
            key = (finding.code, finding.part, finding.tag, finding.message)
            if key not in seen:
                seen.add(key)
                yield finding


def _tried(template: Template, source: WordFile, trial: Trial, contents: Contents, kind: str) -> Iterator[Finding]:
    try:
        document = template.render(trial.context)
    except RenderError as error:
        number, heading = paragraph_of(source, error.part, error.place)
        where = (error.part, error.place, error.tag, heading, number)
        yield Finding("cannot-be-filled", "error", error.reason, *where)
        return
    yield from proof(document, trial.given, has_tag_like_text=bool(trial.given))
    if trial.given:
        return
    printed = contents_of(document).bookmarks
    for row in must_rows(kind):
        if row.bookmark in contents.bookmarks - printed:
            message = (
                f"leaves out, for {trial.case}, what it must hold: {row.says}. Take the condition around the bookmark "
                f"{row.bookmark} away; what is not given prints as a blank"
            )
            yield Finding("requirement-not-printed", "warning", message, _BODY)


def _bounded(findings: list[Finding]) -> list[Finding]:
    if len(findings) <= MOST_FINDINGS:
        return findings
    kept = findings[:MOST_FINDINGS]
    severity: Severity = "error" if any(finding.severity == "error" for finding in findings) else "warning"
    message = f"has {len(findings) - MOST_FINDINGS:,} findings more. Correct these first, then check again"
    return [*kept, Finding("more-findings", severity, message)]
