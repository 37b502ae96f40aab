"""The pages for people who edit the Word templates: check a file, get it back with comments, see every name."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from schemas.catalogs import LANGUAGES
from service.assembly import Finding
from service.casework.documents import DOCX_TYPE
from service.casework.workshop import field_list, template_fields, template_kind, template_kinds
from service.web.access import CHALLENGE, is_known, needs_token
from service.web.downloads import attachment
from service.web.form.arrival import BOTH_METHODS, blueprint, page
from service.web.form.state import Answers
from service.web.form.wording import CHOICE_LABELS, _, kind_labels
from service.web.template_uploads import TEMPLATE_LIMIT
from service.web.templates import examined

NO_FILE = _("Choose a Word file first.")
UNKNOWN_TOKEN = _("This token is not known here. Ask whoever runs this service.")
FIRST_PAGE = _("First page of the packet, for the family")


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
    kind, language = request.form.get("kind", ""), request.form.get("language", "")
    chosen: dict[str, Any] = {"kind": kind, "language": language}
    if not is_known(request.form.get("token", "")):
        refused = _templates_page(**chosen, problem=UNKNOWN_TOKEN, wrong="token", status=401)
        refused.headers.update(CHALLENGE)
        return refused
    if not content:
        return _templates_page(**chosen, problem=NO_FILE, wrong="template", status=422)
    wants_comments = "commented" in request.form
    found = examined(
        content,
        kind if kind in {each.slug for each in template_kinds()} else None,
        language if language in LANGUAGES else "en",
        wants_comments,
    )
    if found.commented is not None:
        return attachment(found.commented, DOCX_TYPE, "template-with-comments.docx")
    return _templates_page(**chosen, findings=found.examination.findings, is_checked=True)


@blueprint.route("/form/templates/names", methods=BOTH_METHODS)
def show_names() -> Response:
    """Every name that the template of a kind may use; as a Word file where that is asked for."""
    chosen = template_kind(request.values.get("kind", template_kinds()[0].slug)).slug
    if "document" in request.form:
        return attachment(field_list(chosen), DOCX_TYPE, f"names-{chosen.replace('_', '-')}.docx")
    fields = template_fields(chosen)
    return page(
        "names.html",
        Answers(),
        kinds=_labels(),
        chosen=chosen,
        fields=[field for field in fields if not field.is_derived],
        derived=[field for field in fields if field.is_derived],
    )


def _labels() -> dict[str, str]:
    return {kind.slug: kind_labels().get(kind.slug, FIRST_PAGE) for kind in template_kinds()}


def _templates_page(
    *,
    kind: str = "",
    language: str = "",
    findings: tuple[Finding, ...] = (),
    problem: str = "",
    wrong: str = "",
    is_checked: bool = False,
    status: int = 200,
) -> Response:
    shown: dict[str, Any] = {"findings": findings, "problem": problem, "wrong": wrong, "is_checked": is_checked}
    return page(
        "templates.html",
        Answers(),
        status=status,
        kinds=_labels(),
        kind=kind,
        languages={each: CHOICE_LABELS["language"].get(each, each) for each in LANGUAGES},
        language=language,
        needs_token=needs_token(),
        **shown,
    )
