"""A template and a context make one Word file: what the words become, and what must never happen."""

from __future__ import annotations

import io
import threading
import traceback
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.assembly import RenderError, TemplateError, load_template, names_in, reading_copy
from tests.assembly.word import body, docx, paragraph, part, run, table


def lines(template: bytes, context: dict[str, object], strict: bool = True) -> list[str]:
    copy = reading_copy(load_template(template, strict=strict).render(context))
    return copy.splitlines()[1:]


class TestDialect:
    def test_a_value_is_printed_where_its_tag_stood(self) -> None:
        assert lines(docx("Dear {{ name }},"), {"name": "Ada"}) == ["[Normal] Dear Ada,"]

    def test_a_tag_that_word_split_into_runs_is_one_tag(self) -> None:
        split = paragraph(run("{"), run("{ stu", "<w:b/>"), run("dent.na"), run("me }"), run("}"))
        assert lines(docx(split), {"student": {"name": "Ada"}}) == ["[Normal] Ada"]

    def test_paragraph_tags_leave_no_paragraph(self) -> None:
        template = docx("{%p for x in xs %}", "{{ x }}", "{%p endfor %}", "end")
        assert lines(template, {"xs": ["one", "two"]}) == ["[Normal] one", "[Normal] two", "[Normal] end"]

    def test_row_tags_leave_no_row(self) -> None:
        template = docx(
            table(
                ["Goal", "Who"],
                ["{%tr for g in goals %}", ""],
                ["{{ g.text }}", "{{ g.who }}"],
                ["{%tr endfor %}", ""],
            )
        )
        goals = [{"text": "stay", "who": "us"}, {"text": "return", "who": "all"}]
        assert lines(template, {"goals": goals}) == ["| Goal | Who |", "| stay | us |", "| return | all |"]

    def test_cell_tags_widen_the_row_and_the_grid(self) -> None:
        template = docx(table(["{%tc for d in days %}", "{{ d }}", "{%tc endfor %}"]))
        made = load_template(template).render({"days": ["Mo", "Tu", "We", "Th"]})
        assert reading_copy(made).splitlines()[1:] == ["| Mo | Tu | We | Th |"]
        assert body(made).count("<w:gridCol ") == 4

    def test_curly_quotes_in_a_tag_are_quotes(self) -> None:
        assert lines(docx("{% if plan == “iep” %}yes{% else %}no{% endif %}"), {"plan": "iep"}) == ["[Normal] yes"]

    def test_signs_that_xml_escapes_mean_themselves_in_a_tag(self) -> None:
        template = docx("{% if days < 3 %}few{% endif %}{{ ' & ' }}")
        assert lines(template, {"days": 2}) == ["[Normal] few &"]

    def test_comments_are_not_printed(self) -> None:
        assert lines(docx("{#p why #}", "a{# note #}b"), {}) == ["[Normal] ab"]

    def test_braces_can_be_written_for_the_reader(self) -> None:
        assert lines(docx("{_{ x }_} is {{ x }}"), {"x": "y"}) == ["[Normal] {{ x }} is y"]

    def test_a_minus_joins_the_paragraphs_around_a_tag(self) -> None:
        template = docx("at home {% if town -%}", "in town", "{%- endif %}.")
        assert lines(template, {"town": True}) == ["[Normal] at home in town."]

    def test_a_cell_takes_its_colour_and_its_width_from_a_value(self) -> None:
        made = load_template(docx(table(["{% cellbg c %}red", "{% colspan n %}wide"]))).render({"c": "FF0000", "n": 2})
        assert '<w:tcW w:w="4500" w:type="dxa"/><w:shd w:val="clear" w:color="auto" w:fill="FF0000"/>' in body(made)
        assert '<w:tcW w:w="4500" w:type="dxa"/><w:gridSpan w:val="2"/>' in body(made)

    def test_a_tag_beside_a_text_box_takes_its_own_paragraph_with_it(self) -> None:
        box = f"<w:r><w:pict><w:txbxContent>{paragraph('in the box')}</w:txbxContent></w:pict></w:r>"
        template = docx(paragraph(box, "{%p if show %}"), "shown", "{%p endif %}")
        assert lines(template, {"show": True}, strict=False) == ["[Normal] shown"]

    def test_macros_and_set_blocks_print_values_once_escaped(self) -> None:
        template = docx("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m('a & b') }} {% set y %}{{ z }}{% endset %}{{ y }}")
        assert lines(template, {"z": "1 < 2\nnext"}) == ["[Normal] <a & b> 1 < 2 ↵ next"]

    def test_each_part_of_the_file_is_filled(self) -> None:
        note = f'<w:footnote w:id="2">{paragraph("note {{ x }}")}</w:footnote>'
        template = docx(
            "body {{ x }}",
            parts={
                "header1": paragraph("head {{ x }}"),
                "footer1": paragraph("foot {{ x }}"),
                "footnotes": note,
                "endnotes": note.replace("footnote", "endnote"),
                "comments": note.replace("footnote", "comment"),
                "core": "<dc:title>title {{ x }}</dc:title>",
                "app": "<Company>company {{ x }}</Company>",
            },
        )
        made = load_template(template).render({"x": "A & B"})
        for name in ("document", "header1", "footer1", "footnotes", "endnotes", "comments"):
            assert "A &amp; B" in part(made, f"word/{name}.xml")
        assert "<dc:title>title A &amp; B</dc:title>" in part(made, "docProps/core.xml")
        assert "<Company>company A &amp; B</Company>" in part(made, "docProps/app.xml")


class TestValues:
    @pytest.mark.parametrize(
        "value",
        [
            "Smith & Sons",
            "a <foo",
            "<!--",
            "<?x",
            "]]>",
            "</w:t><w:br/>",
            "{{ 7*7 }}",
            "{% raw %}",
            "{_{ x }_}",
            "=1+1",
            '"quoted"',
        ],
    )
    def test_text_is_shown_as_it_is(self, value: str) -> None:
        assert lines(docx("x {{ v }} y"), {"v": value}) == [f"[Normal] x {value} y"]

    @given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")))
    def test_any_text_survives(self, value: str) -> None:
        made = load_template(TEXT).render({"v": value})
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            from lxml import etree

            root = etree.fromstring(archive.read("word/document.xml"))
        assert "".join(root.itertext()) == f"x{value}y"

    def test_line_breaks_and_tabs_become_words_own(self) -> None:
        made = load_template(docx(paragraph(run("{{ v }}", "<w:b/>")))).render({"v": "a\r\nb\tc"})
        assert lines(docx("{{ v }}"), {"v": "a\r\nb\tc"}) == ["[Normal] a ↵ b ⇥ c"]
        assert body(made).count("<w:rPr><w:b/></w:rPr>") == 3

    def test_form_feed_and_bell_become_a_new_page_and_a_new_paragraph(self) -> None:
        assert lines(docx("{{ v }}"), {"v": "a\fb\ac"}) == [
            "[Normal] a",
            "[Normal] [page break]",
            "[Normal] b",
            "[Normal] c",
        ]

    def test_a_page_break_inside_a_link_keeps_the_link_whole(self) -> None:
        link = f'<w:hyperlink w:anchor="x">{run("{{ v }}")}</w:hyperlink>'
        assert lines(docx(paragraph(link)), {"v": "a\fb\ac"}) == ["[Normal] a[page break]b ↵ c"]

    @pytest.mark.parametrize("sign", ["\x00", "\x01", "\x1b", "\ud800", "\ufffe"])
    def test_a_sign_that_a_word_file_cannot_hold_is_refused_by_name(self, sign: str) -> None:
        with pytest.raises(RenderError) as refused:
            load_template(docx("{{ student.name }}")).render({"student": {"name": f"A{sign}da"}})
        assert refused.value.tag == "{{ student.name }}"
        assert f"U+{ord(sign):04X}" in str(refused.value)
        assert "da" not in refused.value.reason.replace("data", "")

    def test_numbers_and_dates_read_as_people_write_them(self) -> None:
        context = {"a": 0.1 + 0.2, "b": 22.0, "c": date(2026, 3, 1), "d": 7}
        assert lines(docx("{{ a }} {{ b }} {{ c }} {{ d }}"), context) == ["[Normal] 0.3 22 2026-03-01 7"]

    @pytest.mark.parametrize("value", [None, True, ["a"], {"a": 1}, len])
    def test_what_no_reader_can_read_is_refused(self, value: object) -> None:
        with pytest.raises(RenderError, match="prints"):
            load_template(docx("{{ v }}")).render({"v": value})

    def test_words_between_paragraphs_get_a_paragraph(self) -> None:
        assert lines(docx("{{p v }}", "end"), {"v": "alone"}) == ["[Normal] alone", "[Normal] end"]

    def test_words_between_runs_get_a_run(self) -> None:
        assert lines(docx("a {{r v }} b"), {"v": "mid"}) == ["[Normal] a mid b"]

    def test_a_value_in_a_footnote_of_a_file_with_three_sections_is_never_code(self) -> None:
        section = '<w:p><w:pPr><w:sectPr><w:pgSz w:w="1" w:h="1"/></w:sectPr></w:pPr></w:p>'
        template = docx(
            section,
            section,
            "x",
            parts={"footnotes": f'<w:footnote w:id="2">{paragraph("{{ v }}")}</w:footnote>'},
        )
        made = load_template(template).render({"v": "{{ 7*7 }}", "secret": "s"})
        assert "{{ 7*7 }}" in part(made, "word/footnotes.xml")


TEXT = docx(paragraph('<w:r><w:t xml:space="preserve">x{{ v }}y</w:t></w:r>'))


class TestNames:
    def test_an_unknown_name_is_named_with_its_paragraph(self) -> None:
        template = load_template(docx("first", "Dear {{ student.nmae }}, hello"))
        with pytest.raises(RenderError) as refused:
            template.render({"student": {"name": "Ada"}})
        assert refused.value.part == "word/document.xml"
        assert refused.value.place == "Dear {{ student.nmae }}, hello"
        assert refused.value.tag == "{{ student.nmae }}"

    def test_an_error_holds_no_value_of_the_case_not_even_in_its_traceback(self) -> None:
        template = load_template(docx("{{ codes[student.name] }}"))
        context = {"codes": {}, "student": {"name": "Marked"}}
        with pytest.raises(RenderError) as refused:
            template.render(context)
        assert "Marked" not in "".join(traceback.format_exception(refused.value))

    def test_without_strict_an_unknown_name_prints_nothing(self) -> None:
        assert lines(docx("a{{ nobody }}b{{ x.nothing }}c"), {"x": {}}, strict=False) == ["[Normal] abc"]

    def test_a_file_is_strict_for_who_asks_so_whoever_loaded_it_before(self) -> None:
        template = docx("a{{ nobody }}b")
        assert lines(template, {}, strict=False) == ["[Normal] ab"]
        with pytest.raises(RenderError):
            load_template(template).render({})
        assert lines(template, {}, strict=False) == ["[Normal] ab"]

    def test_an_entry_comes_before_a_method_of_the_same_name(self) -> None:
        assert lines(docx("{{ plan.items }}"), {"plan": {"items": "two"}}) == ["[Normal] two"]

    def test_a_call_takes_the_method(self) -> None:
        template = docx("{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}")
        assert lines(template, {"d": {"items": 1, "b": 2}}) == ["[Normal] items=1;b=2;"]

    def test_names_are_followed_through_loops_and_settings(self) -> None:
        template = load_template(
            docx("{% for g in plan.goals %}{{ g.text }}{% for s in g.steps %}{{ s }}{% endfor %}{% endfor %}",
                 "{% set n = student %}{{ n.name|upper }}{{ loop }}{{ cc[0].name }}"),
            strict=False,
        )  # fmt: skip
        assert names_in(template) == (
            "cc[].name", "plan.goals", "plan.goals[]", "plan.goals[].steps", "plan.goals[].steps[]",
            "plan.goals[].text", "student", "student.name",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("words", "names"),
        [
            ("{% for n in [1, a.b] %}{{ n }}{{ n.c }}{{ loop.index }}{% else %}{{ d }}{% endfor %}", "a.b d"),
            ("{% for x in xs if x.ok %}{{ x }}{% endfor %}{{ x }}", "x xs xs[] xs[].ok"),
            ("{% for x in xs|selectattr('ok')|d([])|default([]) %}{{ x.a }}{% endfor %}", "xs xs[] xs[].a"),
            ("{{ (xs|sort|reverse|list|unique|select|reject|rejectattr('no')|max).a }}", "xs[].a"),
            ("{{ (xs|first).a }}{{ (xs|sort|last)['b'] }}{{ (xs|length).c }}", "xs xs[].a xs[].b"),
            ("{% for k, v in d.items() %}{{ k }}{{ v.a }}{% endfor %}{{ d.get('b', e.f) }}", "d e.f"),
            ("{{ xs[a.b].c }}{{ xs[0].d }}{{ xs[1:].e }}{{ (a ~ f).g }}", "a a.b f xs xs[].c xs[].d"),
            ("{{ (xs|d(a.b, boolean=c)).d }}{{ (x[1] ~ y)[z].w }}", "a.b c x[] xs.d y z"),
            ("{% with x = a.b, y = 1 %}{{ x.c }}{{ y.d }}{% endwith %}{{ x }}", "a.b a.b.c x"),
            ("{% set x %}{{ a }}{% endset %}{{ x.b }}{% set p, q = c %}{{ p }}{{ q }}", "a c"),
            ("{% macro m(x, y=a.b) %}{{ x }}{{ y }}{{ z }}{% endmacro %}{{ m(c) }}", "a.b c z"),
            ("{% call(x) m(a) %}{{ x }}{{ b }}{% endcall %}", "a b m"),
            ("{% if a and b.c is defined %}{{ d|e(f) if g else h }}{% endif %}", "a b.c d f g h"),
        ],
    )  # fmt: skip
    def test_a_name_is_what_the_case_is_asked_for_and_not_what_the_template_makes(self, words: str, names: str) -> None:
        assert " ".join(names_in(load_template(docx(words), strict=False))) == names


class TestFile:
    def test_the_same_context_makes_the_same_bytes(self) -> None:
        template = docx("{{ a }}", parts={"header1": paragraph("{{ a }}")})
        assert load_template(template).render({"a": "1"}) == load_template(template).render({"a": "1"})

    def test_a_part_without_tags_is_copied_as_it_came(self) -> None:
        template = docx("{{ a }}", members={"word/media/image1.png": b"\x89PNG {{ a }}"})
        made = load_template(template).render({"a": "1"})
        assert zipfile.ZipFile(io.BytesIO(made)).read("word/media/image1.png") == b"\x89PNG {{ a }}"
        assert zipfile.ZipFile(io.BytesIO(made)).testzip() is None

    def test_content_types_come_first(self) -> None:
        names = zipfile.ZipFile(io.BytesIO(load_template(docx("x")).render({}))).namelist()
        assert names[0] == "[Content_Types].xml"

    def test_every_fault_of_a_template_is_named_at_once(self) -> None:
        template = docx("{{ a", parts={"header1": paragraph("{% for x in %}"), "footer1": paragraph("{{ a|nope }}")})
        with pytest.raises(TemplateError) as refused:
            load_template(template)
        assert {finding.part for finding in refused.value.findings} == {
            "word/document.xml", "word/header1.xml", "word/footer1.xml",
        }  # fmt: skip

    def test_threads_that_share_a_template_never_see_each_other(self) -> None:
        template = load_template(
            docx("{% set n = who %}{% for x in xs %}{{ n }} {{ x }} {{ loop.index }};{% endfor %}",
                 parts={"header1": paragraph("{{ who }}")})
        )  # fmt: skip
        wrong: list[str] = []

        def work(who: str) -> None:
            for _ in range(200):
                made = load_and_read(template.render({"who": who, "xs": [who] * 5}))
                if made.count(who) != 11 or "other" in made.replace(who, ""):
                    wrong.append(who)

        threads = [threading.Thread(target=work, args=(f"other{number:03}",)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []

    def test_a_failed_render_leaves_nothing_for_the_next(self) -> None:
        template = load_template(docx("{{ a }}", parts={"header1": paragraph("{{ b.c }}")}))
        with pytest.raises(RenderError):
            template.render({"a": "ALICE", "b": {}})
        assert "ALICE" not in load_and_read(template.render({"a": "BOB", "b": {"c": "x"}}))


def load_and_read(made: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.startswith("word/"))
