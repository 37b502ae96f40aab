"""What the form gives to keep: documents, packet, e-mail draft, the answers themselves."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response

from service.casework import Case, assemble_document, assemble_packet, kind_named
from service.casework.documents import DOCX_TYPE
from service.casework.packets import CALENDAR_NAME
from service.web.downloads import attachment
from service.web.form.arrival import arrived, blueprint, checked
from service.web.form.email_draft import email_draft
from service.web.form.opened import contact_blocks
from service.web.form.results import check_page, done_page
from service.web.form.state import tidied
from service.web.library import library
from service.web.openapi import ZIP_TYPE


def _of_case(make: Callable[[Case], Response]) -> Response:
    """What `make` gives for the case; the check of the answers where they make none."""
    answers = tidied(arrived())
    case, _mistakes = checked(answers)
    return make(case) if case else check_page(answers, mistakes_first=True)


@blueprint.post("/form/files/document/<kind>")
def download_document(kind: str) -> Response:
    """One Word document."""
    named = kind_named(kind)

    def make(case: Case) -> Response:
        document = assemble_document(case, named.slug, library=library())
        return attachment(document.content, DOCX_TYPE, document.filename)

    return _of_case(make)


@blueprint.post("/form/files/packet")
def download_packet() -> Response:
    """All documents in one ZIP."""

    def make(case: Case) -> Response:
        packet = assemble_packet(case, library=library())
        return attachment(packet.archive(), ZIP_TYPE, packet.filename)

    return _of_case(make)


@blueprint.post("/form/files/email")
def download_email() -> Response:
    """A draft for the mail program, with the documents attached."""

    def make(case: Case) -> Response:
        packet = assemble_packet(case, library=library())
        return attachment(email_draft(case, packet), "message/rfc822", "e-mail-draft.eml")

    return _of_case(make)


@blueprint.post("/form/files/calendar")
def download_calendar() -> Response:
    """The dates for a calendar; the page of the documents where no date is known."""

    def make(case: Case) -> Response:
        calendar = assemble_packet(case, library=library()).calendar
        if calendar is None:
            return done_page(case, tidied(arrived()), has_no_dates=True)
        return attachment(calendar, "text/calendar", CALENDAR_NAME)

    return _of_case(make)


@blueprint.post("/form/preview/<kind>")
def preview(kind: str) -> Response:
    """The very bytes that would be downloaded, to show beside the questions; 422 while there are mistakes."""
    named = kind_named(kind)
    case, _mistakes = checked(tidied(arrived()))
    if case is None:
        return Response("", 422, mimetype="text/plain")
    return Response(assemble_document(case, named.slug, library=library()).content, mimetype=DOCX_TYPE)


@blueprint.post("/form/files/answers")
def download_answers() -> Response:
    """The case file: all answers, also with mistakes in them, to come back to."""
    return attachment(tidied(arrived()).file_text.encode(), "application/json", "case.json")


@blueprint.post("/form/files/contacts")
def download_contacts() -> Response:
    """The contact details alone, to open into a new case."""
    return attachment(contact_blocks(tidied(arrived()).raw_case).encode(), "application/json", "contacts.json")
