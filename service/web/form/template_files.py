"""The pages for people who edit the Word templates: check a file, get it back with comments, see every name."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from schemas.walk import walk
from service.assembly import Finding, TemplateError, check_template, commented_copy
from service.casework import UnknownKindError, all_kinds, kind_named
from service.casework.context import derived_values
from service.casework.documents import DOCX_TYPE
from service.casework.names import known_names
from service.web.downloads import attachment
from service.web.form.arrival import BOTH_METHODS, blueprint, page
from service.web.form.state import Answers
from service.web.form.wording import _

TEMPLATE_LIMIT = 12 * 1024 * 1024
"""Bytes of an uploaded template: a letterhead with pictures takes a few million."""

NO_FILE = _("Choose a Word file first.")


@blueprint.get("/form/templates")
def show_templates() -> Response:
    """Where a template can be checked, and every name it may use."""
    return _templates_page()


@blueprint.post("/form/templates/check")
def check_template_file() -> Response:
    """What is wrong in an uploaded template; or the file itself with a comment at each finding."""
    request.max_content_length = TEMPLATE_LIMIT
    upload = request.files.get("template")
    content = upload.read() if upload else b""
    kind = request.form.get("kind", "")
    if not content:
        return _templates_page(kind=kind, problem=NO_FILE, status=422)
    findings = check_template(content, known_names=_names(kind))
    if "commented" in request.form:
        try:
            return attachment(commented_copy(content, findings), DOCX_TYPE, "template-with-comments.docx")
        except TemplateError as error:
            findings = error.findings
    return _templates_page(kind=kind, findings=findings, is_checked=True)


@blueprint.route("/form/templates/names", methods=BOTH_METHODS)
def show_names() -> Response:
    """Every name that the template of a kind may use."""
    chosen = kind_named(request.values.get("kind", all_kinds()[0].slug)).slug
    others = {each.slug for each in all_kinds()} - {chosen}
    fields = [(info.path, info.label) for info in walk() if info.section not in others]
    return page(
        "names.html", Answers(), kinds=all_kinds(), chosen=chosen, fields=fields, derived=derived_values(chosen).items()
    )


def _names(kind: str) -> frozenset[str] | None:
    """The names of a kind; None, which allows any, where the person does not say which."""
    try:
        return known_names(kind_named(kind).slug)
    except UnknownKindError:
        return None


def _templates_page(
    *,
    kind: str = "",
    findings: tuple[Finding, ...] = (),
    problem: str = "",
    is_checked: bool = False,
    status: int = 200,
) -> Response:
    shown: dict[str, Any] = {"kind": kind, "findings": findings, "problem": problem, "is_checked": is_checked}
    return page("templates.html", Answers(), status=status, kinds=all_kinds(), **shown)
