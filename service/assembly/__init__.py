"""From a Word template and a mapping to Word bytes. Knows Word and no school, no request and no command line.

    template = load_template("letter.docx")
    docx = template.render({"student": {"name": "Ada"}})

The rule of the package: a template is examined, checked and compiled once; rendering only joins what was compiled
with values, so it needs no lock, no second parse and no library of the Word world.
"""

from __future__ import annotations

from service.assembly.checking import check_template
from service.assembly.commented_copy import commented_copy
from service.assembly.errors import NotAWordFileError, RenderError, TemplateError
from service.assembly.findings import Finding
from service.assembly.loading import load_template
from service.assembly.names import names_in
from service.assembly.placeholders import Placeholder
from service.assembly.reading_copy import reading_copy
from service.assembly.template import Template

__all__ = [
    "Finding",
    "NotAWordFileError",
    "Placeholder",
    "RenderError",
    "Template",
    "TemplateError",
    "check_template",
    "commented_copy",
    "load_template",
    "names_in",
    "reading_copy",
]
