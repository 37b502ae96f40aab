"""A reading copy shows what a reviewer must see: words, styles, lists, tables, and what stands outside the body."""

from __future__ import annotations

from service.assembly import Placeholder, load_template, reading_copy
from tests.assembly.word import docx, paragraph, part, run, table

STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="ListBullet"><w:name w:val="List Bullet"/>
<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
"""
NUMBERING = b"""<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""


def copy(*body: str, **parts: str) -> list[str]:
    members = {"word/numbering.xml": NUMBERING}
    return reading_copy(docx(*body, parts={"styles": STYLES, **parts}, members=members)).splitlines()


def field(code: str, result: str) -> str:
    kinds = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{kinds[0]}<w:r><w:instrText>{code}</w:instrText></w:r>{kinds[1]}{run(result)}{kinds[2]}"


def test_each_paragraph_is_a_line_with_the_style_as_word_shows_it() -> None:
    assert copy(paragraph("Plan", style="Heading1"), "Dear {{ name }},", "<w:p/>") == [
        "== Body ==", "[Heading 1] Plan", "[Normal] Dear {{ name }},", "[Normal]",
    ]  # fmt: skip


def test_list_items_show_their_mark_and_level() -> None:
    numbered = '<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>{}</w:p>'
    assert copy(paragraph("one", style="ListBullet"), numbered.format(run("two")))[1:] == [
        "[List Bullet] • one", "[Normal]   #. two",
    ]  # fmt: skip


def test_rows_have_bars_and_header_rows_are_marked() -> None:
    rows = table(["When", "What"], ["a", paragraph("b") + paragraph("c", style="Heading1")])
    rows = rows.replace("<w:tr>", "<w:tr><w:trPr><w:tblHeader/></w:trPr>", 1)
    assert copy(rows)[1:] == ["|= When | What |", "| a | b ¶ [Heading 1] c |"]


def test_signs_and_fields_can_be_seen() -> None:
    signs = (
        run("a")
        + "<w:r><w:tab/></w:r>"
        + run("b")
        + "<w:r><w:br/></w:r>"
        + run("c")
        + "<w:r><w:br w:type='page'/></w:r>"
    )
    assert copy(paragraph(signs.replace("'", '"')), paragraph("Page ", field(" PAGE \\* MERGEFORMAT ", "1")))[1:] == [
        "[Normal] a ⇥ b ↵ c[page break]", "[Normal] Page «PAGE»",
    ]  # fmt: skip


def test_what_stands_outside_the_body_is_under_headings() -> None:
    note = f'<w:footnote w:id="2">{paragraph("see above")}</w:footnote>'
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    box = f"<w:r><w:pict><w:txbxContent>{paragraph('boxed')}</w:txbxContent></w:pict></w:r>"
    lines = copy(paragraph("words", reference, box), header1=paragraph("head"), footer1="<w:p/>", footnotes=note)
    assert lines == [
        "== Body ==", "[Normal] words[^2]",
        "", "== Header (default) ==", "[Normal] head",
        "", "== Footnotes ==", "[^2] [Normal] see above",
        "", "== Text box 1 ==", "[Normal] boxed",
    ]  # fmt: skip


def test_words_marked_as_deleted_are_left_out_and_inserted_ones_are_not() -> None:
    changed = f'<w:ins w:id="1">{run("new")}</w:ins><w:del w:id="2"><w:r><w:delText>old</w:delText></w:r></w:del>'
    assert copy(paragraph(changed))[1:] == ["[Normal] new"]


def test_a_place_to_fill_is_marked() -> None:
    made = load_template(docx("To {{ x }}.")).render({"x": Placeholder("name", "x")})
    assert reading_copy(made).splitlines()[1] == "[Normal] To ‹[name]›."


def test_the_same_file_gives_the_same_copy() -> None:
    template = docx("{{ a }}", parts={"header1": paragraph("h")})
    assert reading_copy(template) == reading_copy(template)
    assert "{{ a }}" in part(template)
