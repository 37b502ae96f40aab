"""Custom properties: put in once, valid, and the same bytes each time."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from service.assembly import load_template
from service.assembly.package import read_package
from service.assembly.properties import custom_properties, with_properties
from tests.assembly.word import docx, part
from tests.office import faults_for_word

SAID = {"iepdocs.template": "letter.en", "odd & <signs>": "“quotes” & <tags> é 字"}


def test_a_document_carries_them_and_its_words_stay() -> None:
    template = load_template(docx("Dear {{ name }}"), prepare=partial(with_properties, properties=SAID))
    made = template.render({"name": "Ada"})
    assert custom_properties(made) == SAID
    assert "Ada" in part(made)
    assert made == template.render({"name": "Ada"})
    assert custom_properties(docx("plain")) == {}


def test_one_of_the_same_name_is_replaced_and_others_stay() -> None:
    first = load_template(docx("x"), prepare=partial(with_properties, properties={"a": "1", "b": "2"})).render({})
    second = load_template(first, prepare=partial(with_properties, properties={"b": "3", "c": "4"})).render({})
    assert custom_properties(second) == {"a": "1", "b": "3", "c": "4"}
    assert part(second, "docProps/custom.xml").count("<property ") == 3
    assert part(second, "[Content_Types].xml").count("docProps/custom.xml") == 1
    assert part(second, "_rels/.rels").count("docProps/custom.xml") == 1


def test_each_has_a_number_of_its_own() -> None:
    first = load_template(docx("x"), prepare=partial(with_properties, properties={"a": "1", "b": "2"})).render({})
    second = load_template(first, prepare=partial(with_properties, properties={"a": "3"})).render({})
    numbers = [piece.split('"')[0] for piece in part(second, "docProps/custom.xml").split('pid="')[1:]]
    assert len(set(numbers)) == len(numbers) == 2 and min(map(int, numbers)) >= 2


def test_what_is_not_touched_keeps_its_compressed_bytes() -> None:
    before = read_package(docx("x", parts={"header1": "<w:p/>"}))
    after = with_properties(before, {"a": "1"})
    kept = {member.name: member for member in after.members}
    for member in before.members:
        if member.name not in ("[Content_Types].xml", "_rels/.rels"):
            assert kept[member.name] is member


def test_word_finds_nothing_wrong_with_them(tmp_path: Path) -> None:
    path = tmp_path / "with-properties.docx"
    path.write_bytes(load_template(docx("x"), prepare=partial(with_properties, properties=SAID)).render({}))
    assert faults_for_word(path) == {path.name: []}
