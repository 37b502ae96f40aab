"""What each kind of value becomes in each kind of place of a Word file, as it was reviewed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from docxtpl import Listing, RichText
from lxml import etree
from markupsafe import Markup

from service.assembly import Placeholder, RenderError, Template, load_template
from tests.assembly.word import NAMESPACES, body, docx, paragraph, part, run, table

REVIEWED = Path(__file__).parents[1] / "golden" / "printed.txt"
PARAGRAPH_LOOK = '<w:pPr><w:jc w:val="center"/></w:pPr>'
TAG = run("a {{ x }} z", "<w:b/>")
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF {{ x }} </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
PLACES = {
    "in the text of a run": f"<w:p>{PARAGRAPH_LOOK}{TAG}</w:p>",
    "in a run whose look is a value": paragraph(run("a {{ x }}", "<w:color w:val=\"{{ 'FF0000' }}\"/>")),
    "in a link": paragraph(f'<w:hyperlink w:anchor="h">{TAG}</w:hyperlink>'),
    "in a control for words only": paragraph(
        f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{TAG}</w:sdtContent></w:sdt>"
    ),
    "in a control": paragraph(f"<w:sdt><w:sdtPr/><w:sdtContent>{TAG}</w:sdtContent></w:sdt>"),
    "between runs": f"<w:p>{PARAGRAPH_LOOK}{run('a')}{run('{{r x }}', '<w:i/>')}</w:p>",
    "between paragraphs": paragraph("{{p x }}", style="Note"),
    "between paragraphs of a cell": table([paragraph("{{p x }}") + paragraph("end")]),
    "between rows": table(["{{tr x }}"], ["end"]),
    "in the instruction of a field": paragraph(FIELD),
    "in an attribute": paragraph(
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="p" descr="{{ x }}"/></wp:inline></w:drawing></w:r>'
    ),
    "in a text box": paragraph(f"<w:r><w:pict><w:txbxContent><w:p>{TAG}</w:p></w:txbxContent></w:pict></w:r>"),
    "in a cell": table(["{{ x }}"]),
    "through a macro": paragraph("{% macro m(y) %}‘{{ y }}’{% endmacro %}{{ m(x) }}"),
    "through a set block": paragraph(run("{% set y %}a {{ x }}{% endset %}{{ y }} z", "<w:b/>")),
    "through a macro between runs": paragraph(
        run("{% macro m(y) %}‘{{ y }}\n’{% endmacro %}a") + run("{{r m(x) }}", "<w:i/>")
    ),
    "through a method": paragraph("{% set y %}{{ x }}{% endset %}{{ y.upper() }}"),
    "joined to words": paragraph(run("{{ 'a\n' ~ x ~ '\tz' }}", "<w:b/>")),
    "in a loop": paragraph("{% for y in [x, x] %}{{ y }};{% endfor %}"),
    "through a filter": paragraph("{% filter upper %}a {{ x }}{% endfilter %}"),
}
VALUES = {
    "words": "Smith & “Sons”",
    "signs": "\"1\" < '2' > \\3",
    "breaks": "one\r\ntwo\tthree\rfour",
    "page and paragraph": "one\ftwo\athree",
    "nothing": "",
    "number": 0.1 + 0.2,
    "date": date(2026, 3, 1),
    "place to fill": Placeholder('the "school"', "school.name"),
    "rich text": RichText("rich\ntext", size=20, bold=True),
    "listing": Listing("one\ntwo"),
    "runs": Markup('<w:r><w:t xml:space="preserve">made\there</w:t></w:r>'),
    "paragraphs": Markup("<w:p><w:pPr><w:keepNext/></w:pPr><w:r><w:t>made\ahere</w:t></w:r></w:p>"),
    "sign that no file can hold": "a\x01b",
}


FOR_BLOCKS = ("paragraphs",)


def fits(what: str, where: str) -> bool:
    """Whether a template may put it there: paragraphs go where paragraphs may stand."""
    return what not in FOR_BLOCKS or (where.startswith("between ") and where != "between runs")


def outcome(template: Template, value: object) -> str:
    """The XML of the body with this value in it, or the reason why not."""
    try:
        made = body(template.render({"x": value}))
    except RenderError as refused:
        return f"refused: {refused.reason}"
    etree.fromstring(f"<w:body {NAMESPACES}>{made}</w:body>")
    return made


def test_each_value_in_each_place_is_as_it_was_reviewed(update_golden: bool) -> None:
    lines = []
    for where, place in PLACES.items():
        strict, free = (load_template(docx(place), strict=way) for way in (True, False))
        lines += [f"== {where} ==", ""]
        for what, value in VALUES.items():
            if fits(what, where):
                strictly, freely = outcome(strict, value), outcome(free, value)
                lines += [f"{what}:", strictly, *([f"not strict: {freely}"] if freely != strictly else []), ""]
    now = "\n".join(lines)
    if update_golden:
        REVIEWED.write_text(now, encoding="utf-8")
    assert REVIEWED.read_text(encoding="utf-8") == now


def test_white_space_between_elements_changes_nothing() -> None:
    written = '<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve"> {{ x }} </w:t></w:r></w:p>'
    spaced = written.replace("><w:", ">\n  <w:").replace("</w:r></w:p>", "</w:r>\n</w:p>")
    assert outcome(load_template(docx(spaced)), "Ada") == written.replace("{{ x }}", "Ada")


@pytest.mark.parametrize(("largest", "next_id"), [("7", "8"), ("1999999999", "2000000000"), ("2000000000", "1")])
def test_a_place_to_fill_is_numbered_on_from_the_controls_of_the_template(largest: str, next_id: str) -> None:
    control = f'<w:sdt><w:sdtPr><w:id w:val="{largest}"/></w:sdtPr><w:sdtContent>{run("a")}</w:sdtContent></w:sdt>'
    made = outcome(load_template(docx(paragraph(control), "{{ x }}")), Placeholder("name", "x"))
    assert made.index(f'<w:id w:val="{next_id}"/>') > made.index(f'<w:id w:val="{largest}"/>')


@pytest.mark.parametrize("tag", ["{{ x }}", "{% set y %}{{ x }}{% endset %}{{ y }}", "{{ listing }}", "{{ blank }}"])
def test_no_value_ends_the_instruction_of_a_field_whatever_way_it_comes(tag: str) -> None:
    hostile = 'a" \\o "b" DDE'
    template = load_template(docx(paragraph(FIELD.replace("{{ x }}", tag))))
    made = body(template.render({"x": hostile, "listing": Listing(hostile), "blank": Placeholder(hostile, "x")}))
    (instruction,) = etree.fromstring(f"<w:body {NAMESPACES}>{made}</w:body>").iter("{*}instrText")
    assert "DDE" in instruction.text and '"' not in instruction.text and "\\" not in instruction.text


def test_a_value_in_a_property_of_the_file_is_its_words_on_one_line() -> None:
    template = load_template(docx("x", parts={"core": "<dc:title>{{ x }}</dc:title>"}))
    for value, title in (
        ("a\nb\tc & d", "a\nb\tc &amp; d"),
        ("a\fb\ac", "a b c"),
        (VALUES["place to fill"], "[the &#34;school&#34;]"),
    ):
        assert f"<dc:title>{title}</dc:title>" in part(template.render({"x": value}), "docProps/core.xml")
