"""A reading copy shows what a reviewer must see: words, styles, lists, tables, and what stands outside the body."""

from __future__ import annotations

from pathlib import Path

from service.assembly import Placeholder, load_template, reading_copy
from tests.assembly.word import NAMESPACES, docx, paragraph, part, run, table

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


def test_a_header_is_found_by_its_whole_path_too() -> None:
    relations = part(docx("words", parts={"header1": paragraph("head")}), "word/_rels/document.xml.rels")
    whole = relations.replace('Target="header1.xml"', 'Target="/word/header1.xml"')
    assert whole != relations
    made = docx("words", parts={"header1": paragraph("head")}, members={"word/_rels/document.xml.rels": whole.encode()})
    assert "== Header (default) ==" in reading_copy(made)


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


REVIEWED = Path(__file__).parents[1] / "golden" / "rich_file.txt"
RICH_STYLES = """
<w:style w:type="character" w:default="1" w:styleId="Plain"><w:name w:val="Plain"/></w:style>
<w:style w:type="paragraph" w:default="true" w:styleId="Text"><w:name w:val="body text"/></w:style>
<w:style w:type="paragraph" w:styleId="Nameless"/>
<w:style w:type="paragraph" w:styleId="Deep"><w:name w:val="Deep"/>
<w:pPr><w:numPr><w:ilvl w:val="2"/><w:numId w:val="4"/></w:numPr></w:pPr></w:style>
"""
RICH_NUMBERING = b"""<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="none"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl><w:lvl w:ilvl="2"/></w:abstractNum>
<w:abstractNum w:abstractNumId="8"><w:lvl><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:num w:numId="4"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="5"><w:abstractNumId w:val="8"/></w:num>
<w:num w:numId="6"/></w:numbering>"""


def numbered(properties: str, text: str, style: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}<w:numPr>{properties}</w:numPr></w:pPr>{run(text)}</w:p>"


def test_a_file_with_all_that_word_has_reads_as_it_was_reviewed(update_golden: bool) -> None:
    level, number = '<w:ilvl w:val="{}"/>'.format, '<w:numId w:val="{}"/>'.format
    marks = '<w:r><w:footnoteReference w:id="2"/><w:endnoteReference w:id="3"/><w:commentReference w:id="0"/></w:r>'
    signs = (
        "<w:r><w:ptab/><w:cr/><w:noBreakHyphen/><w:softHyphen/></w:r>"
        '<w:r><w:br w:type="column"/></w:r><w:fldSimple w:instr=" DATE  \\* MERGEFORMAT "><w:r><w:t>today</w:t></w:r>'
        "</w:fldSimple>"
    )
    drawing = "<w:r><w:drawing><wp:inline><wp:docPr {}/></wp:inline></w:drawing></w:r>".format
    blank = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>".format(run("name"))
    kept = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('Ada')}</w:sdtContent></w:sdt>"
    nested = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> IF </w:instrText></w:r>'
        + field(" PAGE ", "1")
        + '<w:r><w:instrText> = 1 </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("hidden") + '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )  # fmt: skip
    boxed = "<w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r>".format
    either = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{run('chosen')}</mc:Choice><mc:Fallback>{run('fallback')}</mc:Fallback></mc:AlternateContent>"
    )
    row = "<w:tr>{}{}</w:tr>".format
    not_a_header = '<w:trPr><w:tblHeader w:val="false"/></w:trPr>'
    cells = f"<w:tc>{paragraph('When')}</w:tc><w:sdt><w:sdtContent><w:tc>{paragraph('What', style='Deep')}</w:tc>"
    cells += "</w:sdtContent></w:sdt>"
    rows = "".join((
        row("<w:trPr><w:tblHeader/></w:trPr>", cells),
        f"<w:customXml>{row(not_a_header, cells)}</w:customXml>",
        row('<w:trPr><w:tblHeader w:val="0"/></w:trPr>', "<w:tc><w:p/></w:tc>"),
    ))  # fmt: skip
    notes = "".join(
        f'<w:footnote w:id="{at}" {kind}>{paragraph("note")}{paragraph("more", style="Deep")}</w:footnote>'
        for at, kind in ((1, 'w:type="separator"'), (2, ""), (4, 'w:type="normal"'))
    )
    section = '<w:p><w:pPr><w:sectPr><w:footerReference w:type="even" r:id="rId{}"/>'
    section += '<w:headerReference r:id="rId{}"/></w:sectPr></w:pPr></w:p>'
    now = reading_copy(
        docx(
            numbered(number(4), "no mark"),
            numbered(level(1) + number(4), "bullet"),
            numbered(level(2) + number(4), "number"),
            numbered(level(1), "level of its own", "Deep"),
            numbered(number(0), "taken out of the list", "Deep"),
            numbered(number(5), "first level"),
            numbered(number(6), "list without a form"),
            paragraph("deep", style="Deep"),
            paragraph("nameless", style="Nameless"),
            paragraph("unknown", style="Unknown"),
            paragraph(marks, signs),
            paragraph(drawing('id="1" descr="A logo" title="Logo"'), drawing('id="2" title="Logo"'), drawing('id="3"')),
            paragraph(blank, kept),
            paragraph(nested, "after"),
            paragraph(boxed(paragraph("first box")), either),
            f"<w:tbl>{rows}</w:tbl>",
            f"<w:sdt><w:sdtContent>{paragraph('in a control')}</w:sdtContent></w:sdt>",
            f'<w:moveTo w:id="1">{paragraph("moved here")}</w:moveTo>',
            paragraph(f"<w:moveFrom>{run('away')}</w:moveFrom>"),
            paragraph(boxed(paragraph("second box"))),
            section.format(3, 2),
            parts={
                "header1": paragraph("head"),
                "footer1": paragraph("foot"),
                "header2": "<w:p/>",
                "styles": RICH_STYLES,
                "footnotes": notes,
                "endnotes": f'<w:endnote w:id="3">{paragraph("end")}</w:endnote>',
                "comments": f'<w:comment w:id="0" w:author="Ada">{paragraph("why?")}</w:comment><w:comment w:id="1"/>',
            },
            members={
                "word/numbering.xml": RICH_NUMBERING,
                "word/footer7.xml": f"<w:ftr {NAMESPACES}>{paragraph('left over')}</w:ftr>".encode(),
                "word/header8.xml": f"<w:hdr {NAMESPACES}>{table([''])}</w:hdr>".encode(),
            },
        )
    )
    if update_golden:
        REVIEWED.write_text(now, encoding="utf-8")
    assert REVIEWED.read_text(encoding="utf-8") == now


def test_a_file_of_little_reads_too() -> None:
    bare = docx("x", members={"word/_rels/document.xml.rels": b'<Relationships xmlns="urn:none"/>'})
    assert reading_copy(bare) == "== Body ==\n[Normal] x\n"
