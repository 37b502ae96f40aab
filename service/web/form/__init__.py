"""The form: questions on pages, answers to documents. For a tired parent on a phone, and an advocate every day.

Every page is the answer to a POST that carries the whole case in one hidden field, so nothing is kept here: no
session, no cookie, no file. Read it in this order: `sections` says which questions stand on which page, `questions`
makes each from the walk over the schema, `answers` goes between a case and the controls, `state` is what travels,
`mistakes` puts faults in a person's words, `controls` makes a page ready. Requests are answered by `pages` (questions),
`results` (letter, check, documents), `files` (what is downloaded), `batch_pages`, `template_files` and `trouble`; all
begin with `arrival`.

The pages follow the patterns of the GOV.UK Design System (error summary, task list, dates in three parts, summary
list), in our own short macros and style: its style sheet alone would be heavier than our whole first page, and has no
dark mode. Everything works without JavaScript; the script adds a live preview on wide screens, a copy button, and
keeping answers in the browser for those who ask for it.
"""

from __future__ import annotations

from service.web.form import batch_pages, files, pages, results, template_files, trouble
from service.web.form.arrival import blueprint

__all__ = ["batch_pages", "blueprint", "files", "pages", "results", "template_files", "trouble"]
