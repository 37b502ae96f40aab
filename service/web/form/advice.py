"""Advice for the reader of a page: where the form asks about it, and in the words that stand there."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from schemas.walk import fields_by_path
from service.casework import Case
from service.casework.advice import Advisory, advice_for
from service.web.form.places import Place, place_of
from service.web.form.questions import question

ADVICE_LANGUAGE = "en"
"""Advice is written in English; pages in another language mark it so."""

_CODE_NAME = re.compile(r"“([a-z]+(?:_[a-z]+)+)”")
_SET_TO_TRUE = re.compile(r"\b([Ss])et (“[a-z_]+”) to true")


def in_language(case: Case, language: str) -> Case:
    """The same case, for what stands on a page in another language than its documents."""
    return Case({**case.values, "language": language})


def advice_on_pages(case: Case) -> tuple[tuple[Advisory, Place | None], ...]:
    """The advice about a case, each with its place in the form; None where no page asks about it."""
    given = advice_for(in_language(case, ADVICE_LANGUAGE), today=dt.date.today())
    return tuple(
        (
            replace(
                each,
                message=in_words_of_the_form(each.message, each.pointer),
                do=in_words_of_the_form(each.do, each.pointer),
            ),
            place_of(each.pointer),
        )
        for each in given
    )


def in_words_of_the_form(text: str, pointer: str) -> str:
    """A text about a case file as a person at a page reads it: labels for the names of fields, “yes” for true."""
    answered = _SET_TO_TRUE.sub(lambda found: f"{'A' if found[1] == 'S' else 'a'}nswer {found[2]} with yes", text)
    block = pointer.split("/")[1] if pointer.startswith("/") else ""
    worded = _CODE_NAME.sub(lambda found: f"“{_label(found[1], block) or found[1]}”", answered)
    return worded.replace(": true asks", ": yes asks")


def _label(name: str, block: str) -> str:
    """The label of the field with this name, of the block that the text is about where it has one."""
    paths = [path for path in fields_by_path() if path.rsplit(".", 1)[-1] == name]
    paths.sort(key=lambda path: not path.startswith(f"{block}."))
    return question(paths[0]).label if paths else ""
