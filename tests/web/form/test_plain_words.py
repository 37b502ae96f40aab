"""The words of the form: plain enough for a tired parent, and all marked for translation."""

from __future__ import annotations

import re
from pathlib import Path

import textstat

from service.web.form.sections import sections

WEB = Path(__file__).parents[3] / "service" / "web"
MARKED = re.compile(r"""_\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)""")
PIECE = re.compile(r'"((?:[^"\\]|\\.)*)"')
PAGE_WORDS = re.compile(r">([^<>{}]*[A-Za-z]{3}[^<>{}]*)<")


def marked_texts() -> list[str]:
    """Every text of the form that a translation must give."""
    sources = [*sorted((WEB / "form").glob("*.py")), *sorted((WEB / "pages" / "form").glob("*.html"))]
    texts = []
    for source in sources:
        for match in MARKED.finditer(source.read_text(encoding="utf-8")):
            texts.append("".join(PIECE.findall(match[1])))
    return texts


def sentences() -> list[str]:
    """The sentences that people read: marked texts, and the help of every question."""
    helps = [question.help for page in sections() for question in page.questions]
    helps += [column.help for page in sections() for question in page.questions for column in question.columns]
    return [text for text in dict.fromkeys([*marked_texts(), *helps]) if text.endswith((".", "?")) and " " in text]


def test_the_form_asks_for_eight_years_of_school_at_most() -> None:
    text = " ".join(re.sub(r"\{\w+\}|%\(\w+\)s", "3", sentence) for sentence in sentences())
    assert len(text.split()) > 800
    found = {"Flesch-Kincaid": textstat.flesch_kincaid_grade(text), "SMOG": textstat.smog_index(text)}
    assert max(found.values()) <= 8.5, found


def test_no_sentence_of_the_form_is_long() -> None:
    long = [
        sentence for text in sentences() for sentence in re.split(r"(?<=[.?!:;]) ", text) if len(sentence.split()) > 24
    ]
    assert long == []


def test_every_word_of_a_page_is_marked_for_translation() -> None:
    unmarked = {
        f"{path.name}: {words.strip()}"
        for path in sorted((WEB / "pages" / "form").glob("*.html"))
        for words in PAGE_WORDS.findall(re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL))
    }
    assert unmarked == {"layout.html: iepdocs"}
