"""Whatever a case says stands in its documents, whole and alone; nothing else moves when one value changes."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from schemas.walk import fields_by_path
from service.casework import Packet, all_kinds, assemble_packet, load_case, parse_case
from service.casework.packets import dump_case
from service.web.form.sections import sections
from service.web.form.state import Answers, fits_the_form, saved, tidied
from tests.builders import LIBRARY, TODAY
from tests.properties.printed import FIRST, bare, carriers, parts_of, texts_given, words_of
from tests.properties.sizes import tried
from tests.strategies import Raw, marked_text, raw_cases
from tests.web.form.test_answers import page_as_sent

KINDS = [kind.slug for kind in all_kinds()]


def packet_of(raw_case: Raw) -> Packet:
    """Every kind of document that there is, and the first page, in English."""
    case = load_case({**raw_case, "documents": KINDS, "language": "en"}, today=TODAY)
    return assemble_packet(case, library=LIBRARY, today=TODAY)


def documents_of(raw_case: Raw) -> dict[str, bytes]:
    """The same as bytes by kind."""
    packet = packet_of(raw_case)
    return {each.kind.slug: each.content for each in packet.documents} | {FIRST: packet.first_page.content}


@tried(18)
@given(raw_cases())
def test_any_case_gives_well_formed_files_that_hold_its_texts_and_no_leftovers(raw_case: Raw) -> None:
    said = json.dumps(raw_case, ensure_ascii=False)
    documents = documents_of(raw_case)
    for kind, content in documents.items():
        for name, part in parts_of(content).items():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(part)
                for tag in ("{{", "}}", "{%", "%}", "{#"):
                    assert tag in said or tag.encode() not in part, (kind, name, tag)
    assert lost_in(raw_case, documents) == []


@tried(30)
@given(raw_cases(texts=marked_text))
def test_marked_texts_stand_whole_in_the_documents_that_carry_them(raw_case: Raw) -> None:
    assert lost_in(raw_case, documents_of(raw_case)) == []


def lost_in(raw_case: Raw, documents: dict[str, bytes]) -> list[tuple[str, str, str]]:
    """(kind, path, text) of every text that a document should print and does not."""
    printed = {kind: words_of(content) for kind, content in documents.items()}
    return [
        (kind, path, text)
        for path, text in texts_given(raw_case)
        for kind in carriers(path)
        if bare(text) not in printed[kind]
    ]


@tried(18)
@given(raw_cases(texts=marked_text), st.data())
def test_changing_one_text_changes_no_other(raw_case: Raw, data: st.DataObject) -> None:
    places = [place for place, path, text in _places(raw_case) if _is_free(path) and said_once(raw_case, text)]
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    changed = copy.deepcopy(raw_case)
    before = _at(changed, place)
    # Of the same length, so that nothing that depends on a length may change either.
    after = before[:-6] + "".join(str(9 - int(digit)) for digit in before[-6:])
    _put(changed, place, after)
    old, new = documents_of(raw_case), documents_of(changed)
    mark, other = before[-6:].encode(), after[-6:].encode()
    for kind, content in old.items():
        expected = {name: part.replace(mark, other) for name, part in parts_of(content).items()}
        assert parts_of(new[kind]) == expected, (kind, place)


def said_once(raw_case: Raw, text: str) -> bool:
    """Whether the number at the end of a text stands nowhere else in the case."""
    return json.dumps(raw_case).count(text[-6:]) == 1


def _is_free(path: str) -> bool:
    info = fields_by_path()[path]
    return info.type == "text" and not info.choices and not info.catalog and info.name != "email"


def _places(value: Any, place: tuple[str | int, ...] = (), path: str = "") -> Iterator[tuple[Any, str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _places(inner, (*place, name), f"{path}.{name}".removeprefix("."))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _places(inner, (*place, number), f"{path}[]")
    elif isinstance(value, str):
        yield place, path, value


def _at(value: Any, place: tuple[Any, ...]) -> Any:
    for step in place:
        value = value[step]
    return value


def _put(value: Any, place: tuple[Any, ...], new: str) -> None:
    _at(value, place[:-1])[place[-1]] = new


@tried(30)
@given(raw_cases())
def test_the_case_in_a_packet_is_the_case_that_was_sent(raw_case: Raw) -> None:
    case = load_case(raw_case, today=TODAY)
    again = load_case(parse_case(dump_case(case)), today=TODAY)
    assert again == case
    assert dump_case(again) == dump_case(case)


@tried(15)
@given(raw_cases())
def test_a_packet_made_again_from_its_own_case_is_the_same(raw_case: Raw) -> None:
    first = packet_of(raw_case)
    again = assemble_packet(load_case(parse_case(first.case), today=TODAY), library=LIBRARY, today=TODAY)
    for one, other in zip(first.members, again.members, strict=True):
        if one.filename.endswith(".docx"):
            assert parts_of(one.content) == parts_of(other.content), one.filename
        assert one == other, one.filename
    assert again.archive() == first.archive()


@tried(18)
@given(raw_cases())
def test_a_case_that_goes_through_every_page_of_the_form_stays_as_it_is(raw_case: Raw) -> None:
    assert fits_the_form(raw_case)
    answers = tidied(Answers(raw_case))
    for page in sections():
        entries = answers.value(page.paths[0]) if page.one_by_one else ()
        for item in [None, *range(len(entries) if isinstance(entries, list) else 0)]:
            answers = tidied(saved(answers, page, item, page_as_sent(page, answers, item)))
    before = load_case(tidied(Answers(raw_case)).raw_case, today=TODAY)
    assert load_case(answers.raw_case, today=TODAY) == before


@tried(15)
@given(raw_cases(texts=marked_text), st.dates(TODAY, dt.date(2027, 6, 30)))
def test_a_case_kept_with_its_date_means_the_same_on_a_later_day(raw_case: Raw, later: dt.date) -> None:
    case = load_case({**raw_case, "date": TODAY.isoformat()}, today=TODAY)
    assert load_case(parse_case(dump_case(case)), today=later) == case
