"""Our reading of the dialect against docxtpl's own, on templates made up by chance; and where we differ on purpose."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from docxtpl import RichText
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import TemplateSyntaxError
from lxml import etree

from service.assembly import TemplateError, load_template
from service.assembly.dialect import as_written, jinja_source, origin
from tests.assembly.oracle import body_of, docxtpl_makes
from tests.assembly.word import NAMESPACES, body, docx, paragraph, run, table

CONTEXT: dict[str, Any] = {
    "name": "Ada & <b>",
    "text": "line\nnext\tend",
    "pages": "one\ftwo\athree",
    "yes": True,
    "no": False,
    "xs": [{"a": "1", "b": "x"}, {"a": "2", "b": "y"}],
    "empty": [],
    "colour": "FF0000",
    "rich": RichText("rich\nwords", bold=True),
}
WORDS = [
    "plain words",
    "Dear {{ name }},",
    "{{ text }}{{ name|upper }}",
    "{% if yes %}shown{% else %}hidden{% endif %} after",
    "{% for x in xs %}{{ x.a }}={{ x['b'] }}{% if not loop.last %}, {% endif %}{% endfor %}",
    "{{ pages }}",
    "a {# note #} b",
    "{% set s = name %}{{ s }}",
    "{{ 'curly' if yes == True else “quoted” }}",
    "{{ missing }}{{ 3 < 4 }}",
    "before {{r rich }} after",
    "{_{ braces }_}",
    "{{ 1 + 2 }} and {{ xs|length }}",
]
AROUND = [
    ("{%p if yes %}", "{%p endif %}"),
    ("{%p if no %}", "{%p endif %}"),
    ("{%p for x in xs %}", "{%p endfor %}"),
    ("{% if yes -%}", "{%- endif %}"),
]


def split(text: str, cuts: list[int]) -> str:
    """`text` as a paragraph of runs cut anywhere, also within a tag, each second one bold."""
    places = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    pieces = [text[start:end] for start, end in pairwise(places)]
    return paragraph(*(run(piece, "<w:b/>" if number % 2 else "") for number, piece in enumerate(pieces)))


paragraphs = st.builds(split, st.sampled_from(WORDS), st.lists(st.integers(0, 60), max_size=4))
wrapped = st.builds(
    lambda around, inside, cuts: split(around[0], cuts) + "".join(inside) + split(around[1], []),
    st.sampled_from(AROUND), st.lists(paragraphs, min_size=1, max_size=2), st.lists(st.integers(0, 20), max_size=2),
)  # fmt: skip
tables = st.sampled_from(
    [
        table(["A", "B"], ["{%tr for x in xs %}", ""], ["{{ x.a }}", "{{ x.b }}"], ["{%tr endfor %}", ""]),
        table(["{%tc for x in xs %}", "{{ x.a }}", "{%tc endfor %}"], ["all", "", ""]),
        table(["{% cellbg colour %}red", "{% colspan 2 %}wide", "x"]),
        table(["{%tr for x in xs %}", ""], ["{% vm %}{{ name }}", "{{ x.b }}"], ["{%tr endfor %}", ""]),
    ]
)
bodies = st.lists(st.one_of(paragraphs, wrapped, tables), min_size=1, max_size=5).map("".join)


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=60, deadline=None)
@given(bodies)
def test_a_template_means_what_it_means_to_docxtpl(made: str) -> None:
    template = docx(made)
    try:
        expected = docxtpl_makes(template, CONTEXT)
    except etree.XMLSyntaxError:
        return
    assert body_of(load_template(template, strict=False).render(CONTEXT)) == expected


INNER = table(["{%tr for x in xs %}", ""], ["{{ x.a }}", "{{ x.b }}"], ["{%tr endfor %}", ""])


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "made",
    [
        paragraph(run("{%- if yes %}shown{% endif %}")),
        paragraph("a {% if yes -%}{{ name }}{% endif %}"),
        paragraph("a {% if yes -%}") + paragraph("{{ name }}{% endif %}"),
        paragraph("a {% if yes -%}"),
        paragraph("{%p for x in xs %}") + INNER + paragraph("{%p endfor %}"),
    ],
)
def test_tags_at_the_edge_of_what_they_join_or_take_away_mean_what_they_mean_to_docxtpl(made: str) -> None:
    template = docx(made)
    try:
        expected = docxtpl_makes(template, CONTEXT)
    except TemplateSyntaxError:
        with pytest.raises(TemplateError):
            load_template(template, strict=False)
        return
    assert body_of(load_template(template, strict=False).render(CONTEXT)) == expected


def test_rows_of_a_table_in_a_cell_are_repeated_in_each_row_around_it() -> None:
    made = table(["{%tr for x in xs %}"], [INNER + paragraph("after {{ x.a }}")], ["{%tr endfor %}"])
    xml = body(load_template(docx(made)).render(CONTEXT))
    assert re.findall(r"<w:t[^>]*>([^<]+)<", xml) == ["1", "x", "2", "y", "after 1", "1", "x", "2", "y", "after 2"]


def test_each_tag_knows_the_paragraph_it_was_written_in() -> None:
    xml = "".join(["<w:body>", paragraph("none"), paragraph("{%p if x %}"), paragraph("a {{ y }}"), "</w:body>"])
    tags = [line for line in jinja_source(xml)[0].split("\n") if line.startswith("{")]
    assert [origin(tag) for tag in tags] == [2, 3]
    assert as_written(tags[1]).startswith("{{ y }}")


def test_words_that_a_block_tag_swallows_are_told() -> None:
    _, lost = jinja_source(f"<w:body>{paragraph('{%p if x %} Dear')}</w:body>")
    assert [(each.tag, each.words, each.name) for each in lost] == [("{%p if x %}", "Dear", "p")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<w:hyperlink w:anchor="a">', "</w:hyperlink>"),
        ('<w:fldSimple w:instr="DATE">', "</w:fldSimple>"),
        ('<w:smartTag w:element="a">', "</w:smartTag>"),
    ],
)
def test_a_tag_may_begin_outside_a_link_and_end_inside(before: str, after: str) -> None:
    for template in (
        paragraph(run("a {{ "), before, run("x }} b"), after, run("c")),
        paragraph(before, run("a {{ x"), after, run(" }} b")),
        paragraph(run("a {{ "), before, run("x"), after, run(" }} b")),
    ):
        made = body(load_template(docx(template)).render({"x": "Ada"}))
        words = etree.fromstring(f"<w:body {NAMESPACES}>{made}</w:body>").itertext()
        assert "".join(words).startswith("a Ada b")
