"""The workshop of people who change the Word templates: check one, see its names, start from ours, compare with ours.

Only an author comes here; nothing that makes documents imports it.
"""

from __future__ import annotations

from service.casework.workshop.examination import Examination, examine_file, examine_template, with_comments
from service.casework.workshop.subjects import template_kind, template_kinds

__all__ = [
    "Examination",
    "examine_file",
    "examine_template",
    "template_kind",
    "template_kinds",
    "with_comments",
]
