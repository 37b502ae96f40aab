"""The workshop of people who change the Word templates: check one, see its names, start from ours, compare with ours.

Only an author comes here; nothing that makes documents imports it.
"""

from __future__ import annotations

from service.casework.workshop.apart import Examined, examine_apart
from service.casework.workshop.differences import Comparison, Difference, comparisons, differences_between
from service.casework.workshop.examination import Examination, examine_file, examine_template, with_comments
from service.casework.workshop.field_list import field_list
from service.casework.workshop.subjects import template_kind, template_kinds
from service.casework.workshop.vocabulary import TemplateField, template_fields

__all__ = [
    "Comparison",
    "Difference",
    "Examination",
    "Examined",
    "TemplateField",
    "comparisons",
    "differences_between",
    "examine_apart",
    "examine_file",
    "examine_template",
    "field_list",
    "template_fields",
    "template_kind",
    "template_kinds",
    "with_comments",
]
