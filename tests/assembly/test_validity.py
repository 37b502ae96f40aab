"""What loops and conditions could break in a Word file stays whole."""

from __future__ import annotations

import re

import pytest
from lxml import etree
from markupsafe import Markup

from service.assembly import Placeholder, load_template, reading_copy
from tests.assembly.word import NAMESPACES, body, cell, docx, paragraph, part, run, table


def made(*template: str, **context: object) -> str:
    return body(load_template(docx(*template)).render(context))


class TestEmptied:
    def test_a_cell_whose_only_paragraph_is_left_out_gets_an_empty_one(self) -> None:
        inside = paragraph("{%p if show %}") + paragraph("words") + paragraph("{%p endif %}")
        assert re.search(r"</w:tcPr><w:p/></w:tc>", made(table([inside, "x"]), show=False))

    def test_a_cell_that_a_table_would_end_gets_a_paragraph(self) -> None:
        inside = table(["inner"]) + paragraph("{%p if show %}") + paragraph("words") + paragraph("{%p endif %}")
        assert "</w:tbl><w:p/></w:tc>" in made(table([inside]), show=False)
        assert "<w:p/>" not in made(table([inside]), show=True)

    def test_a_table_without_rows_goes(self) -> None:
        rows = table(["{%tr for x in xs %}"], ["{{ x }}"], ["{%tr endfor %}"])
        assert made("a", rows, "b", xs=[]).count("<w:tbl>") == 0
        assert made("a", rows, "b", xs=[1]).count("<w:tr>") == 1

    def test_an_outer_table_without_rows_goes_with_the_table_in_it(self) -> None:
        inner = table(["static"], ["{%tr for y in xs %}"], ["{{ y }}"], ["{%tr endfor %}"]) + paragraph("after")
        rows = table(["{%tr for x in xs %}"], [inner], ["{%tr endfor %}"])
        assert "<w:tbl>" not in made("a", rows, "b", xs=[])
        assert made("a", rows, "b", xs=[1]).count("<w:tbl>") == 2

    def test_a_table_with_a_header_row_stays(self) -> None:
        rows = table(["Goal"], ["{%tr for x in xs %}"], ["{{ x }}"], ["{%tr endfor %}"])
        assert made(rows, xs=[]).count("<w:tr>") == 1

    def test_a_row_without_cells_goes(self) -> None:
        rows = table(["{%tc for x in xs %}", "{{ x }}", "{%tc endfor %}"], ["a", "b", "c"])
        assert made(rows, xs=[]).count("<w:tr>") == 1

    def test_a_table_whose_only_row_has_no_cells_goes(self) -> None:
        rows = table(["{%tc for x in xs %}", "{{ x }}", "{%tc endfor %}"])
        assert "<w:tbl>" not in made("a", rows, "b", xs=[])

    @pytest.mark.parametrize(("name", "end"), [("header1", "hdr"), ("footer1", "ftr")])
    def test_an_emptied_header_or_footer_keeps_a_paragraph(self, name: str, end: str) -> None:
        inside = paragraph("{%p if show %}") + paragraph("words") + paragraph("{%p endif %}")
        template = load_template(docx("x", parts={name: inside}))
        assert part(template.render({"show": False}), f"word/{name}.xml").endswith(f"<w:p/></w:{end}>")

    def test_a_bookmark_at_the_end_of_a_cell_needs_no_paragraph_of_its_own(self) -> None:
        inside = (
            paragraph("{%p if show %}") + paragraph("words") + paragraph("{%p endif %}")
            + '<w:p><w:bookmarkStart w:id="1" w:name="a"/></w:p><w:bookmarkEnd w:id="1"/>'
        )  # fmt: skip
        assert "<w:p/>" not in made(table([inside]), show=False)


class TestIds:
    LOOP = ("{%p for x in xs %}", "{%p endfor %}")

    def test_bookmarks_in_a_loop_have_ids_and_names_of_their_own(self) -> None:
        marked = paragraph('<w:bookmarkStart w:id="3" w:name="goal"/>', run("{{ x }}"), '<w:bookmarkEnd w:id="3"/>')
        words = made(self.LOOP[0], marked, self.LOOP[1], xs=[1, 2, 3])
        assert re.findall(r'bookmarkStart w:id="(\d+)" w:name="(\w+)"', words) == [
            ("3", "goal"), ("4", "goal_2"), ("5", "goal_3"),
        ]  # fmt: skip
        assert re.findall(r'bookmarkEnd w:id="(\d+)"', words) == ["3", "4", "5"]

    def test_drawings_are_numbered(self) -> None:
        drawing = '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="p"/></wp:inline></w:drawing></w:r>'
        words = made(self.LOOP[0], paragraph(drawing, "{{ x }}"), self.LOOP[1], xs=[1, 2])
        assert re.findall(r'docPr id="(\d+)"', words) == ["1001", "1002"]

    def test_shapes_have_ids_of_their_own_and_their_type_stands_once(self) -> None:
        vml = 'xmlns:v="urn:schemas-microsoft-com:vml"'
        shape = (
            f'<v:shapetype {vml} id="_x0000_t202"><v:path/></v:shapetype><v:shape {vml} id="Box" type="#_x0000_t202"/>'
        )
        words = made(
            self.LOOP[0], paragraph(f"<w:r><w:pict>{shape}</w:pict></w:r>", "{{ x }}"), self.LOOP[1], xs=[1, 2]
        )
        assert re.findall(r'<v:\w+ [^>]*? id="(\w+)"', words) == ["_x0000_t202", "Box", "Box_2"]

    def test_drawings_that_come_with_values_are_numbered(self) -> None:
        drawing = '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="p"/></wp:inline></w:drawing></w:r>'
        words = made("{{ x }}", "{{r x }}", x=Markup(drawing))
        assert re.findall(r'docPr id="(\d+)"', words) == ["1001", "1002"]

    def test_drawings_of_a_header_keep_their_ids_until_one_is_repeated(self) -> None:
        drawing = '<w:r><w:drawing><wp:inline><wp:docPr id="{}" name="p"/></wp:inline></w:drawing></w:r>'
        repeated = (paragraph(self.LOOP[0]), paragraph(drawing.format(5)), paragraph(self.LOOP[1]))
        header = "".join([paragraph(drawing.format(4), "{{ y }}"), *repeated])
        for xs, ids in (([], ["4"]), ([1], ["4", "5"]), ([1, 2], ["4", "5", "6"])):
            rendered = load_template(docx("x", parts={"header1": header})).render({"xs": xs, "y": "z"})
            assert re.findall(r'docPr id="(\d+)"', part(rendered, "word/header1.xml")) == ids

    def test_content_controls_are_numbered_also_those_of_placeholders(self) -> None:
        control = f'<w:sdt><w:sdtPr><w:id w:val="7"/></w:sdtPr><w:sdtContent>{run("{{ x }}")}</w:sdtContent></w:sdt>'
        blank = Placeholder("name", "x")
        words = made(self.LOOP[0], paragraph(control), self.LOOP[1], xs=[blank, blank, 1])
        ids = re.findall(r'<w:id w:val="(\d+)"/>', words)
        assert len(ids) == 5 and len(set(ids)) == 5

    def test_a_comment_stays_at_its_first_place(self) -> None:
        anchors = '<w:commentRangeStart w:id="0"/>', '<w:commentRangeEnd w:id="0"/>'
        reference = '<w:r><w:commentReference w:id="0"/></w:r>'
        marked = paragraph(anchors[0], run("{{ x }}"), anchors[1], reference)
        words = made(self.LOOP[0], marked, self.LOOP[1], xs=[1, 2])
        assert words.count("commentRangeStart") == words.count("commentReference") == 1

    def test_words_own_paragraph_ids_are_not_repeated(self) -> None:
        w14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
        marked = f'<w:p {w14} w14:paraId="00000001" w14:textId="77777777">{run("{{ x }}")}</w:p>'
        assert "paraId" not in made(self.LOOP[0], marked, self.LOOP[1], xs=[1, 2])


class TestOrder:
    def test_run_properties_out_of_order_are_put_in_order(self) -> None:
        assert "<w:rPr><w:b/><w:color w:val=" in made(paragraph(run("{{ x }}", '<w:color w:val="FF0000"/><w:b/>')), x=1)

    def test_rich_text_comes_out_in_order(self) -> None:
        from docxtpl import RichText

        rich = RichText("words", size=20, bold=True, font="Arial", highlight="#FFFF00")
        words = made("{{r x }}", x=rich)
        names = re.findall(r"<w:(\w+)", re.search(r"<w:rPr>(.*?)</w:rPr>", words)[1])  # type: ignore[index]
        assert names == ["rFonts", "b", "sz", "szCs", "shd"]
        assert 'w:shd w:val="clear"' in words

    @pytest.mark.parametrize("tag", ["{{ x }}", "{{r x }}", "{% set y %}{{ x }}{% endset %}{{ y }}", "{{ 'a ' ~ x }}"])
    def test_a_link_stays_where_the_file_has_its_address_and_is_its_words_elsewhere(self, tag: str) -> None:
        from docxtpl import RichText

        hyperlink = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
        relation = f'<Relationship Id="rId9" Type="{hyperlink}" Target="https://example.org" TargetMode="External"/>'
        relations = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation}'
        template = load_template(
            docx(tag, members={"word/_rels/document.xml.rels": f"{relations}</Relationships>".encode()})
        )
        there = body(template.render({"x": RichText("words", url_id="rId9")}))
        assert '<w:hyperlink r:id="rId9" w:tgtFrame="_blank"><w:r>' in there
        etree.fromstring(f"<w:body {NAMESPACES}>{there}</w:body>")
        elsewhere = body(template.render({"x": RichText("words", url_id="rId8")}))
        assert "hyperlink" not in elsewhere and ">words<" in elsewhere
        same_words = load_template(docx(tag))
        without_it = body(same_words.render({"x": RichText("words", url_id="rId9")}))
        assert "hyperlink" not in without_it and ">words<" in without_it

    def test_rich_text_in_a_plain_tag_is_not_lost(self) -> None:
        from docxtpl import Listing, RichText

        template = docx("a {{ x }} b", "c {{r y }} d")
        copy = reading_copy(load_template(template).render({"x": RichText("rich"), "y": Listing("plain\nnext")}))
        assert copy.splitlines()[1:] == ["[Normal] a rich b", "[Normal] c plain ↵ next d"]

    def test_a_merged_cell_keeps_the_order_of_its_properties(self) -> None:
        merged = cell("{% hm %}{{ x }}").replace("</w:tcPr>", "<w:vAlign w:val='center'/></w:tcPr>").replace("'", '"')
        cells = cell("{%tc for x in xs %}") + merged + cell("{%tc endfor %}")
        row = f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="1"/></w:tblGrid><w:tr>{cells}</w:tr></w:tbl>'
        words = made(row, xs=[1, 2])
        assert '<w:gridSpan w:val="2"/><w:vAlign w:val="center"/>' in words


class TestPlaceholders:
    BLANK = Placeholder("name of the principal", "recipient.name")

    def test_a_placeholder_is_a_labelled_control_that_takes_the_look_of_its_run(self) -> None:
        words = made(paragraph(run("Dear {{ x }},", "<w:b/>")), x=self.BLANK)
        assert words == (
            '<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">Dear </w:t></w:r>'
            '<w:sdt><w:sdtPr><w:rPr><w:b/></w:rPr><w:alias w:val="name of the principal"/>'
            '<w:tag w:val="recipient.name"/><w:id w:val="1"/><w:showingPlcHdr/></w:sdtPr><w:sdtContent>'
            '<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/><w:b/></w:rPr>'
            '<w:t xml:space="preserve">[name of the principal]</w:t></w:r></w:sdtContent></w:sdt>'
            '<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">,</w:t></w:r></w:p>'
        )

    def test_it_is_false_empty_and_equal_to_nothing(self) -> None:
        template = (
            "{% if x %}1{% endif %}{% for y in x %}2{% endfor %}{{ x|length }}{% if x == 'a' or x < 5 %}3{% endif %}"
        )
        assert ">0<" in made(template, x=self.BLANK)

    def test_in_a_list_it_is_printed_like_any_other(self) -> None:
        copy = reading_copy(
            load_template(docx("{% for x in xs %}{{ x }};{% endfor %}")).render({"xs": ["a", self.BLANK]})
        )
        assert copy.splitlines()[1] == "[Normal] a;‹[name of the principal]›;"

    def test_filtered_or_joined_it_is_its_label(self) -> None:
        words = made("{{ x|upper }} {{ xs|join(', ') }} {{ x ~ '!' }}", x=self.BLANK, xs=["a", self.BLANK])
        assert "[NAME OF THE PRINCIPAL] a, [name of the principal] [name of the principal]!" in words

    def test_through_a_macro_and_a_set_block_it_stays_a_control(self) -> None:
        template = "{% macro m(y) %}<{{ y }}>{% endmacro %}{% set z %}{{ x }}{% endset %}{{ m(x) }}{{ z }}"
        assert made(template, x=self.BLANK).count("<w:showingPlcHdr/>") == 2

    def test_where_no_control_may_stand_it_is_its_label(self) -> None:
        control = f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{run('{{ x }}')}</w:sdtContent></w:sdt>"
        title = load_template(docx(paragraph(control), parts={"core": "<dc:title>To {{ x }}</dc:title>"}))
        rendered = title.render({"x": self.BLANK})
        assert "<dc:title>To [name of the principal]</dc:title>" in part(rendered, "docProps/core.xml")
        assert body(rendered).count("<w:sdt>") == 1

    def test_label_and_tag_are_cut_to_what_word_takes(self) -> None:
        words = made("{{ x }}", x=Placeholder("l" * 100, "t" * 100))
        assert f'<w:alias w:val="{"l" * 64}"/><w:tag w:val="{"t" * 64}"/>' in words
        assert f"[{'l' * 100}]" in words

    def test_a_style_for_it_is_added_only_where_it_is_needed(self) -> None:
        styles = docx("{{ x }}", parts={"styles": '<w:style w:type="paragraph" w:styleId="Normal"/>'})
        template = load_template(styles)
        assert "PlaceholderText" in part(template.render({"x": self.BLANK}), "word/styles.xml")
        assert "PlaceholderText" not in part(template.render({"x": "y"}), "word/styles.xml")
