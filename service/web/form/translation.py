"""The language that the pages speak. English is in the sources; every other is a catalogue of Flask-Babel beside them.

A text of the form is written in English where it is used, marked by `_`, and said in the reader's language when it is
shown: by `_("…")` in a page, and by `said` where it comes from Python or from the schema. To add a language, Spanish
for example:

    pybabel extract -F pyproject.toml -o /tmp/form.pot .
    pybabel init -i /tmp/form.pot -d service/web/translations -l es     # “update” when the texts have changed
    pybabel compile -d service/web/translations

Nothing else is to be done: a reader whose browser prefers the language gets it, and each page has a link to it. The
vetted wordings of the catalogues bring their own languages. Advice comes from `service.casework` in English and is
marked as such.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, Any, Final

from babel import Locale
from babel.dates import format_date
from flask import current_app, has_request_context, request
from flask_babel import Babel, get_locale, gettext
from werkzeug.exceptions import RequestEntityTooLarge

from schemas.catalogs import BARRIERS, CATALOG_NAMES, LANGUAGES, barrier_help, barrier_label, catalog
from service.casework.wording import upper_first
from service.web.batch_uploads import BATCH_PATHS

SOURCE_LANGUAGE: Final = "en"
SHIPPED: Final = Path(__file__).parents[1] / "translations"


def use_translations(app: Any) -> None:
    """Let the pages of this application speak the languages that are there, and their templates use `_`, `|said`."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(SHIPPED))
    Babel(app, locale_selector=_wanted)
    app.jinja_env.filters.update(said=said, as_day=as_day)
    app.jinja_env.globals.update(page_language=page_language, page_languages=page_languages)


def page_language() -> str:
    """The language of the page that is being made; English outside a request."""
    locale = get_locale() if has_request_context() else None
    return str(locale.language) if locale else SOURCE_LANGUAGE


def page_languages() -> dict[str, str]:
    """Every language that the pages speak, each under its own name."""
    found = {SOURCE_LANGUAGE, *(path.parents[1].name for path in _folder().glob("*/LC_MESSAGES/messages.mo"))}
    return {code: str(Locale.parse(code).get_display_name(code)).capitalize() for code in sorted(found)}


def asked_language() -> str:
    """The language that the reader has chosen by a link of a page; empty where only the browser has said one."""
    asked = request.args.getlist("lang")
    if not request.path.startswith(BATCH_PATHS):  # whose body is read as a file, once
        with suppress(RequestEntityTooLarge):  # which the page says that is being made
            asked += request.form.getlist("lang")
    return asked[-1] if asked and asked[-1] in page_languages() else ""


def said(text: str) -> str:
    """A text of our own, which was marked or declared in English, in the language of the page."""
    if not text or page_language() == SOURCE_LANGUAGE:
        return text
    translated = str(gettext(text))
    return translated if translated != text else _of_catalogs(page_language()).get(text, text)


def as_day(day: dt.date) -> str:
    """A day in words: “March 9, 2015”."""
    return format_date(day, "long", locale=page_language())


def catalog_language() -> str:
    """The language of the page where the catalogues speak it, English otherwise."""
    return page_language() if page_language() in LANGUAGES else SOURCE_LANGUAGE


def form_texts(
    source: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[int, str, str, list[str]]]:
    """For `pybabel extract`: what the form says of the fields of a case, which stands in the schema without a mark."""
    from service.web.form.questions import Question
    from service.web.form.sections import sections

    def texts_of(question: Question) -> Iterator[str]:
        yield from (question.label, question.help, question.why, question.example, question.noun)
        for option in question.options:
            yield from (option.label, option.hint)
        for column in question.columns:
            yield from texts_of(column)

    known = _of_catalogs("es")
    for section in sections():
        yield from ((0, "_", text, []) for text in (section.part, section.title) if text)
        for question in section.questions:
            yield from ((0, "_", text, []) for text in texts_of(question) if text and text not in known)


def _wanted() -> str | None:
    return asked_language() or request.accept_languages.best_match(list(page_languages()), SOURCE_LANGUAGE)


def _folder() -> Path:
    return Path(current_app.config["BABEL_TRANSLATION_DIRECTORIES"])


@cache
def _of_catalogs(language: str) -> dict[str, str]:
    """The vetted wordings in English and in another language; empty where they do not speak it."""
    if language not in LANGUAGES:
        return {}
    entries = [entry for name in CATALOG_NAMES for entry in catalog(name)]
    pairs = [(each[SOURCE_LANGUAGE], each[language]) for entry in entries for each in (entry.name, entry.text)]
    for kind in BARRIERS:
        for words in (barrier_label, barrier_help):
            english, other = words(kind, SOURCE_LANGUAGE), words(kind, language)
            pairs += [(english, other), (upper_first(english), upper_first(other))]
    return dict(pairs)
