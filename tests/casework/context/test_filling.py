"""What a template may see: every field of the case with its value or a blank, and beside them only what is listed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from schemas.catalogs import barrier_label, catalog
from schemas.remaining import numbered
from schemas.walk import fields_by_path, walk
from service.assembly import Placeholder
from service.casework.cases import load_case
from service.casework.context import context_for, derived_values
from service.casework.context.filling import Node, blank, blank_item, filled, tree
from service.casework.kinds import all_kinds
from service.casework.wording import as_sentence, long_date
from tests.builders import TODAY, a_case
from tests.strategies import Raw, plain_text, raw_cases

SLUGS = [kind.slug for kind in all_kinds()]
CASES = sorted((Path(__file__).parents[2] / "cases").glob("*.json"))
WALK = frozenset(info.path for info in walk())


def paths(value: Any, path: str = "") -> Iterator[str]:
    """Every dotted path of a context, list items marked `[]`."""
    if path:
        yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from paths(inner, f"{path}.{name}".removeprefix("."))
    elif isinstance(value, list):
        for inner in value:
            yield from paths(inner, f"{path}[]")


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    else:
        yield value


def assert_filled(node: Node, made: Any, given: Any, tag: str, in_choice: bool = False) -> None:
    """Hold that `made` shows what the case gives at this place, and a blank of this place for the rest."""
    if node.info.type == "object":
        assert made.keys() - {"name"} == node.children.keys() - {"name"}
        for name, child in node.children.items():
            assert_filled(child, made[name], (given or {}).get(name), f"{tag}.{name}", node.catalog is not None)
    elif node.info.type == "list":
        assert len(made) == len(given or [])
        for (index, raw), item in zip(numbered(given or []), made, strict=True):
            assert_filled(node.item, item, raw, f"{tag}[{index}]")
    elif in_choice:
        assert isinstance(made, (str, Placeholder))  # the catalogue may have a proposal where the case is silent
    elif given is None:
        assert (type(made), made) == (Placeholder, Placeholder(node.info.label, tag))
    else:
        assert made == (long_date(given, "en") if isinstance(given, dt.date) else given)


@settings(max_examples=50, deadline=None)
@given(raw_cases())
def test_every_field_has_its_value_or_a_blank_under_its_own_label(raw_case: Raw) -> None:
    values = load_case(raw_case, today=TODAY).values
    made = filled(values, "en")
    assert made.keys() == tree().keys()
    for name, node in tree().items():
        assert_filled(node, made[name], values.get(name), name)


def test_the_emptiest_case_has_a_blank_for_every_single_field() -> None:
    made = filled({}, "en")
    blanks = {value.tag: value.label for value in leaves(made) if isinstance(value, Placeholder)}
    singles = [info for info in walk() if "[" not in info.path and info.type not in ("object", "list")]
    # `text` of a choice has its blank, and `name` beside it shows the same.
    assert blanks == {info.path: info.label for info in singles}


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("path", [None, *CASES], ids=lambda path: path.stem if path else "emptiest")
def test_what_is_added_to_the_fields_is_listed_and_what_is_listed_is_there(path: Path | None, slug: str) -> None:
    case = load_case(json.loads(path.read_text(encoding="utf-8")), today=TODAY) if path else a_case()
    there = set(paths(context_for(case, slug, today=TODAY)))
    listed = derived_values(slug).keys()
    known_names = {known.removesuffix("[]").rsplit(".", 1)[-1] for known in WALK | listed}
    outer = {known.rsplit(".", 1)[0] for known in listed}
    for found in there - WALK - listed - outer:
        # A row shows fields of the list it is made from, and an item of a list is what the list is said to hold.
        assert found.removesuffix("[]").rsplit(".", 1)[-1] in known_names, found
        assert found.rsplit(".", 1)[0] in there, found
        assert found.removesuffix("[]").count(".") or found.endswith("[]"), found
    assert {name for name in listed if "[" not in name} - there == set()


@pytest.mark.parametrize("slug", SLUGS)
def test_every_listed_value_inside_a_list_is_there_in_some_case(slug: str) -> None:
    there: set[str] = set()
    for path in CASES:
        there.update(paths(context_for(load_case(json.loads(path.read_text()), today=TODAY), slug, today=TODAY)))
    assert derived_values(slug).keys() - there == set()


def test_every_listed_value_has_a_line_that_says_what_it_is() -> None:
    for name, line in derived_values().items():
        assert 3 <= len(line) <= 120 and not line.endswith("."), name


def test_listed_values_are_not_fields_under_another_meaning() -> None:
    both = derived_values().keys() & WALK
    assert both == set()


@settings(max_examples=40, deadline=None)
@given(raw_cases(texts=plain_text))
def test_any_case_gives_every_document_plain_values_and_blanks_only(raw_case: Raw) -> None:
    case = load_case(raw_case, today=TODAY)
    for slug in SLUGS:
        context = context_for(case, slug, today=TODAY)
        assert {name for name in derived_values(slug) if "[" not in name} <= set(paths(context))
        for value in leaves(context):
            assert type(value) in (str, int, float, bool, Placeholder)


@settings(max_examples=20, deadline=None)
@given(raw_cases(texts=plain_text))
def test_making_a_context_leaves_the_case_as_it_is(raw_case: Raw) -> None:
    case = load_case(raw_case, today=TODAY)
    before = json.dumps(case.values, default=str)
    for slug in SLUGS:
        context_for(case, slug, today=TODAY)
    assert json.dumps(case.values, default=str) == before


class TestBlanks:
    def test_of_a_field_have_its_label_or_another(self) -> None:
        assert blank("student.school") == Placeholder("name of the school", "student.school")
        assert blank("student.school", "your school") == Placeholder("your school", "student.school")

    def test_of_a_list_are_one_item_with_every_field_blank(self) -> None:
        row = blank_item("cc", 2)
        assert row["name"] == Placeholder("name of the person who gets a copy", "cc[2].name")
        assert row.keys() == {"name", "title", "organization", "address", "email"}
        assert blank_item("enclosures") == Placeholder("enclosure", "enclosures[0]")


class TestChoices:
    WHERE = "section_504_letter.accommodations"

    def row(self, choice: dict[str, str], language: str = "en") -> dict[str, Any]:
        made = filled(a_case({self.WHERE: [choice]}).values, language)
        row: dict[str, Any] = made["section_504_letter"]["accommodations"][0]
        return row

    @pytest.mark.parametrize("language", ("en", "es"))
    def test_an_id_gives_the_wording_and_the_proposals_of_the_catalogue(self, language: str) -> None:
        entry = next(entry for entry in catalog("accommodations") if entry.details.get("where"))
        row = self.row({"id": entry.id, "who": "Ms. Bell"}, language)
        assert (row["name"], row["text"]) == (entry.name[language], entry.text[language])
        assert row["where"] == entry.details["where"][language].removesuffix(".")
        assert row["who"] == "Ms. Bell"

    def test_a_detail_stands_behind_the_wording(self) -> None:
        entry = next(iter(catalog("accommodations")))
        assert (
            self.row({"id": entry.id, "detail": "on Mondays"})["text"] == f"{as_sentence(entry.text['en'])} On Mondays."
        )

    def test_own_words_stand_as_they_are(self) -> None:
        row = self.row({"text": "A seat by the door"})
        assert (row["name"], row["text"]) == ("A seat by the door", "A seat by the door")
        assert row["where"] == Placeholder(fields_by_path()[f"{self.WHERE}[].where"].label, f"{self.WHERE}[0].where")

    @pytest.mark.parametrize("where", ["section_504_letter.accommodations", "reintegration_plan.goals"])
    def test_a_barrier_told_by_its_kind_has_the_label_of_the_kind(self, where: str) -> None:
        choice = {"text": "A list of what comes next", "barrier": "executive_function"}
        document, chosen = where.split(".")
        for language in ("en", "es"):
            made = filled(a_case({where: [choice]}).values, language)[document][chosen][0]
            assert made["barrier"] == barrier_label("executive_function", language)
