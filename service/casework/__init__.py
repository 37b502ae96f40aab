"""From a case to its documents. Joins `schemas` (what a case is) and `assembly` (what Word is).

Read one case from top to bottom: `cases.load_case` → `context.context_for` → `library` finds the template →
`Template.render` → `documents.assemble_document` → `packets.assemble_packet`. Nothing here knows HTTP or a command
line, and nothing is kept: what comes in as an argument goes out as a value.

The check of a case and the packet, with all the advice they give, are imported when they are asked for: one letter
should not wait for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.casework.cases import Case, load_case, parse_case
from service.casework.documents import Document, assemble_document
from service.casework.errors import CaseError, Fault, KindDeclarationError, UnknownKindError, UnreadableCaseError
from service.casework.kinds import KINDS, DocumentKind, all_kinds, kind_named, use_kinds
from service.casework.library import TemplateLibrary
from service.later import imported_later

if TYPE_CHECKING:
    from service.casework.checking import CaseCheck, check_case
    from service.casework.packets import Packet, assemble_packet

__all__ = [
    "KINDS",
    "Case",
    "CaseCheck",
    "CaseError",
    "Document",
    "DocumentKind",
    "Fault",
    "KindDeclarationError",
    "Packet",
    "TemplateLibrary",
    "UnknownKindError",
    "UnreadableCaseError",
    "all_kinds",
    "assemble_document",
    "assemble_packet",
    "check_case",
    "kind_named",
    "load_case",
    "parse_case",
    "use_kinds",
]

__getattr__ = imported_later(
    __name__,
    {"CaseCheck": "checking", "check_case": "checking", "Packet": "packets", "assemble_packet": "packets"},
)
