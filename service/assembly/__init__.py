"""From a Word template and a mapping to Word bytes. Knows Word and no school, no request and no command line.

    template = load_template("letter.docx")
    docx = template.render({"student": {"name": "Ada"}})

The rule of the package: a template is examined, checked and compiled once; rendering only joins what was compiled
with values, so it needs no lock, no second parse and no library of the Word world.

A template on its way: `loading` lets `inspection` look whether the file is safe and `package` take it apart; `dialect`
turns docxtpl's tags into Jinja's; `places` finds where in the XML each of them prints, and `compiler` makes a function
of the part, within the rules of `environment`, `filters` and `budget`. `template` calls these functions, `printing`
makes XML of each value, and `validity` puts right what loops and conditions break. What is done to a file once, before
its tags are read, is in `cleaning`, `letterhead` and `properties`, all through `editing`. For authors `checking` says
all that is wrong, `comments` puts it into their file, `proof` looks at what came out, and `reading` shows a file as
text.

What only an author needs (checks, reading copies) is imported when it is asked for: a process that makes one document
should not wait for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.assembly.errors import NotAWordFileError, RenderError, TemplateError
from service.assembly.findings import Finding
from service.assembly.loading import load_template
from service.assembly.package import WordFile
from service.assembly.placeholders import Placeholder
from service.assembly.template import Template
from service.later import imported_later

if TYPE_CHECKING:
    from service.assembly.checking import check_template
    from service.assembly.comments import commented_copy
    from service.assembly.names import names_in
    from service.assembly.reading import reading_copy

__all__ = [
    "Finding",
    "NotAWordFileError",
    "Placeholder",
    "RenderError",
    "Template",
    "TemplateError",
    "WordFile",
    "check_template",
    "commented_copy",
    "load_template",
    "names_in",
    "reading_copy",
]

__getattr__ = imported_later(
    __name__,
    {
        "check_template": "checking",
        "commented_copy": "comments",
        "names_in": "names",
        "reading_copy": "reading",
    },
)
