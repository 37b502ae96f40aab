"""A draft e-mail with the documents attached, for the person's own mail program. Nothing is sent from here."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

from service.casework import Case, Packet
from service.casework.documents import DOCX_TYPE
from service.casework.kinds import EVALUATION, LETTER_504
from service.casework.wording import upper_first
from service.web.form.letter import letter_text


def email_draft(case: Case, packet: Packet) -> bytes:
    """The draft as the bytes of an `.eml` file: addressed where the case knows addresses, letters as its text.

    `X-Unsent` makes Outlook open it as a draft to finish; other programs open it as a message to edit or forward.
    """
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    for header, address in (("From", case.get("sender.email")), ("To", case.get("recipient.email"))):
        if address and address.isascii():
            message[header] = address
    copies = [copy["email"] for copy in case.get("cc", ()) if copy.get("email", "").isascii() and copy.get("email")]
    if copies:
        message["Cc"] = ", ".join(copies)
    message["Subject"] = subject(case, packet)
    letters = [document for document in packet.documents if document.kind.slug in (EVALUATION, LETTER_504)] or list(
        packet.documents
    )
    message.set_content(("\n" + "_" * 40 + "\n\n").join(letter_text(document.content) for document in letters))
    for document in packet.documents:
        maintype, subtype = DOCX_TYPE.split("/")
        message.add_attachment(document.content, maintype=maintype, subtype=subtype, filename=document.filename)
    return message.as_bytes()


def subject(case: Case, packet: Packet) -> str:
    """What the e-mail is about, without the student's name, which a subject line shows to everyone."""
    titles = [document.kind.title for document in packet.documents]
    return "; ".join(map(upper_first, titles))
