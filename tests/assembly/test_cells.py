"""The tags that colour, widen and merge the cells of a table: as docxtpl has them, in files that Word can open."""

from __future__ import annotations

import pytest

from service.assembly import TemplateError, load_template
from tests.assembly.oracle import body_of, docxtpl_makes
from tests.assembly.word import body, docx, paragraph, run

CONTEXT = {"colour": "FF0000", "xs": [{"a": "1"}, {"a": "2"}]}
WIDE = '<w:tcW w:w="900" w:type="dxa"/>'
BORDERS = '<w:tcBorders><w:top w:val="single"/><w:bottom w:val="single"/></w:tcBorders>'
MIDDLE = '<w:vAlign w:val="center"/>'
COLOURED = '<w:shd w:val="clear" w:color="auto" w:fill="FF0000"/>'


def cell(inside: str, properties: str | None = WIDE, attributes: str = "") -> str:
    """A cell of words or of paragraphs; `None` for one without properties."""
    kept = "" if properties is None else f"<w:tcPr>{properties}</w:tcPr>" if properties else "<w:tcPr/>"
    return f"<w:tc{attributes}>{kept}{inside if inside.startswith('<') else paragraph(inside)}</w:tc>"


def table(*rows: str) -> str:
    """A table of rows that are cells."""
    written = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    return f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="900"/></w:tblGrid>{written}</w:tbl>'


def each_row(*cells: str) -> str:
    """A table with a row of these cells for each of `xs`."""
    return table(cell("{%tr for x in xs %}"), "".join(cells), cell("{%tr endfor %}"))


def each_cell(made: str, after: str = "") -> str:
    """A table with this cell for each of `xs`, over a row of one cell."""
    return table(cell("{%tc for x in xs %}") + made + cell("{%tc endfor %}") + after, cell("below"))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "made",
    [
        pytest.param(table(cell("{% cellbg colour %}red", WIDE + '<w:shd w:fill="00FF00"/>')), id="colour_instead"),
        pytest.param(table(cell("{% cellbg colour %}red") + cell("not", '<w:shd w:fill="00FF00"/>')), id="next_stays"),
        pytest.param(table(cell("{% cellbg colour %}red", BORDERS + MIDDLE)), id="colour_between_others"),
        pytest.param(table(cell(paragraph("{% cellbg colour %}", "red"))), id="colour_in_a_run_of_its_own"),
        pytest.param(
            table(cell(paragraph(run("{% cellbg colour %}", "<w:b/>"), run("red", "<w:i/>")))), id="looks_of_runs"
        ),
        pytest.param(table(cell(paragraph("one") + paragraph("{% cellbg colour %}two"))), id="colour_further_down"),
        pytest.param(table(cell("{% cellbg colour %}{% colspan 2 %}red")), id="colour_and_width"),
        pytest.param(table(cell("{% colspan 2 %}", WIDE + '<w:gridSpan w:val="3"/>')), id="width_instead"),
        pytest.param(each_row(cell("a{% vm %}b{{ x.a }}"), cell("{{ x.a }}", "")), id="words_around_vm"),
        pytest.param(each_row(cell("{% vm %}{{ x.a }}", WIDE + BORDERS + MIDDLE)), id="vm_between_others"),
        pytest.param(each_row(cell(paragraph("one") + paragraph("{% vm %}two"))), id="vm_further_down"),
        pytest.param(each_row(cell("{% vm %}one"), cell("plain"), cell("{%vm%}three")), id="two_merged_cells"),
        pytest.param(each_row(cell(paragraph("a", "{% vm %}", "b"))), id="vm_between_runs"),
        pytest.param(each_row(cell("{% vm %}{% cellbg colour %}one", WIDE + MIDDLE)), id="vm_and_colour"),
        pytest.param(
            each_row(cell("{% vm %}one"), cell(table(cell("inner")) + paragraph("z"))), id="a_table_in_the_next_cell"
        ),
        pytest.param(each_cell(cell("{% hm %}wide")), id="hm"),
        pytest.param(each_cell(cell("a {% hm %} b", WIDE + MIDDLE)), id="words_around_hm"),
        pytest.param(each_cell(cell("{% hm %}wide", WIDE + '<w:gridSpan w:val="3"/>')), id="hm_of_a_wide_cell"),
        pytest.param(each_cell(cell("{% hm %}wide"), cell("last", MIDDLE)), id="hm_before_another_cell"),
    ],
)
def test_a_cell_tag_means_what_it_means_to_docxtpl(made: str) -> None:
    template = docx(made)
    ours = load_template(template, strict=False).render(CONTEXT)
    assert body_of(ours) == docxtpl_makes(template, CONTEXT)
    assert "{%" not in body(ours)


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        ("{% cellbg colour %}x", WIDE + BORDERS + MIDDLE, WIDE + BORDERS + COLOURED + MIDDLE),
        ("{% colspan 2 %}x", WIDE + BORDERS, WIDE + '<w:gridSpan w:val="2"/>' + BORDERS),
        ("{% cellbg colour %}{% colspan 2 %}x", MIDDLE, '<w:gridSpan w:val="2"/>' + COLOURED + MIDDLE),
        ("{% vm %}x", WIDE + BORDERS, WIDE + '<w:vMerge w:val="restart"/>' + BORDERS),
        ("{% vm %}x", WIDE + '<w:ours w:val="1"/>', WIDE + '<w:vMerge w:val="restart"/><w:ours w:val="1"/>'),
        ("{% vm %}{% cellbg colour %}x", BORDERS, f'<w:vMerge w:val="restart"/>{BORDERS}{COLOURED}'),
        ("x{{ colour }}", MIDDLE + WIDE, WIDE + MIDDLE),
    ],
)
def test_the_properties_of_a_cell_stand_in_the_order_that_word_wants(words: str, before: str, after: str) -> None:
    one = {**CONTEXT, "xs": CONTEXT["xs"][:1]}
    made = body(load_template(docx(each_row(cell(words, before))), strict=False).render(one))
    assert f"<w:tcPr>{after}</w:tcPr>" in made


@pytest.mark.parametrize(
    ("properties", "attributes"), [(None, ""), ("", ""), (None, ' w:id="name"')], ids=["none", "empty", "attributes"]
)
def test_a_cell_without_properties_takes_a_colour_too(properties: str | None, attributes: str) -> None:
    made = body(load_template(docx(table(cell("{% cellbg colour %}red", properties, attributes)))).render(CONTEXT))
    assert f"<w:tc{attributes}><w:tcPr>{COLOURED}</w:tcPr><w:p>" in made


@pytest.mark.parametrize(
    "made", [each_row(cell("{% vm %}x", None)), each_cell(cell("{% hm %}x", None)), paragraph("{% vm %}")]
)
def test_a_cell_tag_that_cannot_do_its_work_is_told(made: str) -> None:
    with pytest.raises(TemplateError, match=r"begins with “.m”, which is no word for a tag"):
        load_template(docx(made), strict=False)
