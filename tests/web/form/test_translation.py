"""Ready for another language: every text is collected, and a catalogue of it shows through on every page."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from lxml import html

from schemas.catalogs import BARRIERS, CATALOG_NAMES, barrier_help, barrier_label, catalog
from service.casework import load_case, use_kinds
from service.casework.deadlines import deadlines_for
from service.casework.facts import state_codes, state_name
from service.web import create_app
from service.web.form.advice import in_language
from service.web.form.sections import sections
from service.web.form.translation import page_language, said
from tests.web.form.visitor import WHOLE, Visitor

ROOT = Path(__file__).parents[3]
MARKED = re.compile("⟦[^⟦⟧]*⟧")


@pytest.fixture(scope="module")
def translations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a “Spanish” that is English in brackets, made of all that `pybabel extract` collects."""
    folder = tmp_path_factory.mktemp("translations")
    CommandLineInterface().run(
        ["pybabel", "-q", "extract", "-F", str(ROOT / "pyproject.toml"), "-o", str(folder / "form.pot"), str(ROOT)]
    )
    with (folder / "form.pot").open("rb") as collected:
        messages = read_po(collected, locale="es")
    for message in messages:
        if message.id:
            message.string = f"⟦{message.id}⟧"
    made = folder / "es" / "LC_MESSAGES" / "messages.mo"
    made.parent.mkdir(parents=True)
    with made.open("wb") as file:
        write_mo(file, messages)
    return folder


@pytest.fixture(scope="module")
def translated(translations: Path) -> Flask:
    """The service that speaks it."""
    return create_app({"BABEL_TRANSLATION_DIRECTORIES": str(translations)})


@pytest.fixture
def spanish(translated: Flask) -> Visitor:
    """A person whose browser asks for Spanish."""
    use_kinds(None)  # another test may have used a clinic's own
    client = translated.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es-MX,es;q=0.9,en;q=0.5"
    return Visitor(client).open()


def words_of_others() -> list[str]:
    """What need not be translated here: a person's own words, proper names, and what brings its own Spanish."""

    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for inner in value.values():
                yield from texts(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from texts(inner)
        elif isinstance(value, str):
            yield from value.split("\n")

    entries = [entry for name in CATALOG_NAMES for entry in catalog(name)]
    vetted = [words["es"] for entry in entries for words in (entry.name, entry.text)]
    for kind in BARRIERS:
        vetted += [barrier_help(kind, "es"), barrier_label(kind, "es").capitalize(), barrier_label(kind, "es")]
    case = in_language(load_case(WHOLE, today=dt.date(2026, 11, 16)), "es")
    for each in deadlines_for(case, today=dt.date(2026, 11, 16)):
        vetted += [
            each.who.capitalize(),
            each.what,
            str(each.counted_from),
            str(each.day_type),
            each.citation,
            *each.pauses,
        ]
    states = [state_name(code, "en") for code in state_codes()]
    names = ["iepdocs", "many", "English", "Español", ".docx", "CSV", "case.json", *states]
    return sorted({*texts(WHOLE), *vetted, *names} - {""}, key=len, reverse=True)


OTHERS = words_of_others()
MONTHS = re.compile(
    r"\b(de|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\b"
)
SHOWN = ("aria-label", "placeholder", "title", "alt")


def untranslated(page: Any) -> list[str]:
    """The words of a page that the catalogue does not show through."""
    for element in page.xpath("//body//script | //code | //*[@lang='en'] | //*[@class='reason']"):
        element.drop_tree()
    shown = list(page.xpath("//text()[not(parent::textarea)]"))
    for element in page.iter():
        if isinstance(element.tag, str):
            shown += [
                value for name, value in element.attrib.items() if name in SHOWN or _is_said_by_script(name, value)
            ]
    return sorted({left for text in shown if (left := _left_of(text))})


def _is_said_by_script(name: str, value: str) -> bool:
    return name.startswith("data-") and " " in value


def _left_of(text: str) -> str:
    while MARKED.search(text):
        text = MARKED.sub(" ", text)
    for words in OTHERS:
        text = text.replace(words, " ")
    text = MONTHS.sub(" ", text)
    return " ".join(text.split()) if re.search("[A-Za-z]{2}", text) else ""


def sent(visitor: Visitor, path: str, **more: str) -> Any:
    """The page at an address, with the answers that travel."""
    data = {"case": json.dumps(WHOLE), "seen": " ".join(each.slug for each in sections()), **more}
    answer = visitor.client.post(path, data=data)
    assert answer.mimetype == "text/html", path
    return html.fromstring(answer.get_data(), parser=html.HTMLParser(encoding="utf-8"))


@pytest.mark.parametrize("section", sections(), ids=lambda section: section.slug)
def test_a_page_of_questions_is_in_the_language_of_the_reader(section: Any, spanish: Visitor) -> None:
    page = sent(spanish, f"/form/section/{section.slug}")
    assert page.get("lang") == "es"
    assert untranslated(page) == []
    if section.one_by_one:
        assert untranslated(sent(spanish, f"/form/section/{section.slug}/0")) == []


@pytest.mark.parametrize(
    "path",
    ["tasks", "check", "done", "letter/evaluation_request", "another", "nothing", "section/tried?add=supports_tried"],
)
def test_every_other_page_with_answers_is_in_the_language_of_the_reader(path: str, spanish: Visitor) -> None:
    assert untranslated(sent(spanish, f"/form/{path}")) == []


@pytest.mark.parametrize("path", ["/", "/form/templates", "/form/templates/names", "/form/batches"])
def test_every_page_to_begin_with_is_in_the_language_of_the_reader(path: str, spanish: Visitor) -> None:
    assert untranslated(spanish.open(path).page) == []


def test_mistakes_are_in_the_language_of_the_reader(spanish: Visitor) -> None:
    wrong = {"student": {"date_of_birth": "2026-13-x"}, "attendance": {"days_absent": "many"}}
    assert untranslated(spanish.press("⟦Start⟧").page) == []
    page = sent(spanish, "/form/check", case=json.dumps(wrong))
    assert "⟦Type the student's full name." in page.text_content()
    assert untranslated(page) == []


def test_a_list_that_is_read_is_spoken_of_in_the_language_of_the_reader(spanish: Visitor) -> None:
    text = "11/16/2026 A\n11/17/2026 zz\nnothing"
    page = sent(spanish, "/form/section/absences?read=1", **{"log-text": text, "case": "{}"})
    left = untranslated(page)
    assert [each for each in left if "zz" not in each] == []


def test_the_choice_of_a_language_goes_with_the_answers(translated: Flask) -> None:
    visitor = Visitor(translated.test_client()).open()
    assert visitor.page.get("lang") == "en"
    visitor.press("Español")
    assert visitor.page.get("lang") == "es"
    visitor.tick(visitor.all("label[@for='situation-0']")[0]).press("⟦Start⟧")
    assert (visitor.page.get("lang"), visitor.heading) == ("es", "⟦The student⟧")
    visitor.press("English")
    assert visitor.page.get("lang") == "en"
    assert visitor.heading == "All questions"
    visitor.press("The student")
    assert visitor.page.get("lang") == "en"


def test_english_alone_offers_no_other_language() -> None:
    visitor = Visitor(create_app().test_client())
    visitor.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es"
    visitor.open()
    assert visitor.page.get("lang") == "en"
    assert not visitor.all("*[@class='languages']")


def test_outside_a_request_texts_are_english() -> None:
    assert (page_language(), said("Continue"), said("")) == ("en", "Continue", "")


def test_the_comparison_sees_a_page_that_is_not_translated() -> None:
    visitor = Visitor(create_app().test_client())
    visitor.open().page.set("lang", "es")
    assert {"Start", "What is your situation?"} <= set(untranslated(visitor.page))
