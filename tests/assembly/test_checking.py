"""Each way to get a template wrong has its finding: code, paragraph, tag as written, and what to write instead."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from service.assembly import (
    Finding,
    RenderError,
    TemplateError,
    check_template,
    load_template,
)
from service.assembly.contents import Contents, contents_of, paragraph_of
from service.assembly.outline import shortened
from tests.assembly.word import docx, paragraph, run, table

NAMES = {
    "student.name",
    "student.date_of_birth",
    "student.diagnoses[]",
    "recipient.name",
    "plan.goals[].text",
    "plan.goals[].steps[]",
    "plan.start_on",
}


def inserted(text: str) -> str:
    return f'<w:ins w:id="1" w:author="A">{run(text)}</w:ins>'


def deleted(text: str) -> str:
    return f'<w:del w:id="2" w:author="A"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


BROKEN = {
    "no name in it": ("{{ }}", "syntax"),
    "two words": ("{{ student name }}", "syntax"),
    "a dot too much": ("{{ student..name }}", "syntax"),
    "a bracket open": ("{{ (student.name }}", "syntax"),
    "a bracket closed": ("{{ student.name) }}", "syntax"),
    "a quote open": ("{{ student.name == 'x }}", "syntax"),
    "a double quote open": ('{{ student.name == "x }}', "syntax"),
    "a sign of nothing": ("{{ student.name § }}", "syntax"),
    "a comma missing": ("{{ student.diagnoses|join(', ' student) }}", "syntax"),
    "a word too much in a condition": ("{% if student.name student %}x{% endif %}", "syntax"),
    "two operators": ("{{ student.name + * 2 }}", "syntax"),
    "no condition": ("{% if %}x{% endif %}", "syntax"),
    "one equals sign": ("{% if student.name = 'x' %}x{% endif %}", "syntax"),
    "a loop without in": ("{% for g of plan.goals %}x{% endfor %}", "syntax"),
    "a loop over nothing": ("{% for g in %}x{% endfor %}", "syntax"),
    "an unknown word": ("{% wenn student.name %}", "syntax"),
    "one brace closes a tag": ("{% if student.name }x", "unclosed-tag"),
    "a number that is set": ("{% set 1 = student.name %}", "syntax"),
    "no end of a tag": ("{{ student.name", "unclosed-tag"),
    "no end of a statement": ("{% if student.name", "unclosed-tag"),
    "no end of a note": ("{# a note", "unclosed-tag"),
    "an if without end": ("{% if student.name %}x", "unbalanced"),
    "an if without end behind raw words": ("{% raw %}{% if %}{% endraw %}{% if student.name %}x", "unbalanced"),
    "a for without end": ("{% for g in plan.goals %}x", "unbalanced"),
    "a paragraph for without end": ("{%p for g in plan.goals %}", "unbalanced"),
    "an elif without if": ("x{% elif student.name %}y", "unbalanced"),
    "an end without if": ("x{% endif %}", "unbalanced"),
    "an else without if": ("x{% else %}y", "unbalanced"),
    "ends crossed": ("{% if student.name %}{% for g in plan.goals %}x{% endif %}{% endfor %}", "unbalanced"),
    "unknown name": ("{{ student.nmae }}", "unknown-name"),
    "unknown root": ("{{ studnet.name }}", "unknown-name"),
    "unknown name in a test": ("{% if student.agee %}x{% endif %}", "unknown-name"),
    "unknown name in a loop": ("{% for g in plan.goals %}{{ g.txt }}{% endfor %}", "unknown-name"),
    "unknown name in a loop in a loop": (
        "{% for g in plan.goals %}{% for s in g.step %}{{ s }}{% endfor %}{% endfor %}", "unknown-name",
    ),
    "unknown name through set": ("{% set s = student %}{{ s.nam }}", "unknown-name"),
    "a list as one value": ("{{ plan.goals.text }}", "unknown-name"),
    "one value as a list": ("{% for s in student.name %}{{ s }}{% endfor %}", "unknown-name"),
    "a method": ("{{ plan.items }}", "method-name"),
    "unknown filter": ("{{ student.name|uper }}", "unknown-filter"),
    "unknown test": ("{% if student.name is emty %}x{% endif %}", "unknown-test"),
    "raw markup": ("{{ student.name|safe }}", "raw-markup"),
    "include": ("{% include 'other.docx' %}", "other-template"),
    "import": ("{% import 'other.docx' as o %}", "other-template"),
    "spaced opening": ("{ { student.name }}", "spaced-braces"),
    "spaced closing": ("{{ student.name } }", "spaced-braces"),
    "spaced statement": ("{ % if student.name %}", "spaced-braces"),
    "one brace": ("{student.name}", "single-brace"),
    "one brace at the end": ("{{ student.name }", "single-brace"),
    "braces of another keyboard": ("｛｛ student.name ｝｝", "lookalike-brace"),
    "zero-width space": ("{{ student.\u200bname }}", "invisible-character"),
    "soft hyphen": ("{{ stu\u00addent.name }}", "invisible-character"),
    "en dash": ("{{ student.name – 1 }}", "dash-in-tag"),
    "German quotes": ("{% if student.name == „x“ %}y{% endif %}", "quotes-in-tag"),
    "angle quotes": ("{% if student.name == «x» %}y{% endif %}", "quotes-in-tag"),
    "words beside a paragraph tag": ("{%p if student.name %} Dear", "text-beside-block-tag"),
    "two paragraph tags and an end": (
        "{%p if student.name %}{%p for g in plan.goals %}{{ g.text }}{%p endfor %}{%p endif %}", "two-block-tags",
    ),
    "two paragraph tags": ("{%p if student.name %}{%p endif %}", "two-block-tags"),
    "words beside a row tag": (
        table(["{%tr for g in plan.goals %}", "lost"], ["{{ g.text }}", ""], ["{%tr endfor %}", ""]),
        "text-beside-block-tag",
    ),
    "tag half inserted": (paragraph(run("{{ stu"), inserted("dent.name }}")), "tag-in-tracked-change"),
    "tag deleted": (paragraph(deleted("{{ student.name }}"), run("x")), "tag-in-deleted-text"),
    "tracked changes": (paragraph(inserted("new words")), "tracked-changes"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_found_at_its_paragraph(name: str) -> None:
    broken, code = BROKEN[name]
    findings = check_template(docx(paragraph("Goals", style="Heading1"), "fine {{ student.name }}", broken), NAMES)
    assert code in {finding.code for finding in findings}
    found = next(finding for finding in findings if finding.code == code)
    assert found.part == "word/document.xml"
    assert found.paragraph >= 3
    assert found.heading == "Goals"
    assert found.message and found.place


def test_a_sound_template_has_no_finding() -> None:
    template = docx(
        "Dear {{ recipient.name }}, about {{ student.name|upper }} ({% if student.date_of_birth %}born{% endif %})",
        "{%p for goal in plan.goals|sort(attribute='text') %}",
        "{{ loop.index }}. {{ goal.text }}",
        "{% for step in goal.steps %}{{ step }}{% if not loop.last %}, {% endif %}{% endfor %}",
        "{%p endfor %}",
        "{% set who = student %}{{ who.name }} {{ student.diagnoses|join(', ') }} {{ plan.start_on.strftime('%d') }}",
        table(["{%tr for d in student.diagnoses %}"], ["{{ d }}"], ["{%tr endfor %}"]),
        "{% raw %}{{ as it is }}{% endraw %}",
        "{% for number in range(2) %}{{ number }}{% endfor %}",
        "{#p a note #}",
        "{# not yet: {{ student.nmae }} {% endif %} #}",
        parts={"header1": paragraph("{{ student.name }}")},
    )
    assert check_template(template, NAMES) == ()


def test_every_finding_is_given_at_once_in_the_order_of_the_file() -> None:
    template = docx(
        "{{ }}", "{{ student.nmae }}", "{% endif %}", "{{ a|nope }}", parts={"header1": paragraph("{{ x y }}")}
    )
    assert [(finding.part, finding.paragraph, finding.code) for finding in check_template(template, NAMES)] == [
        ("word/document.xml", 1, "syntax"),
        ("word/document.xml", 2, "unknown-name"),
        ("word/document.xml", 3, "unbalanced"),
        ("word/document.xml", 4, "unknown-filter"),
        ("word/document.xml", 4, "unknown-name"),
        ("word/header1.xml", 1, "syntax"),
    ]


@pytest.mark.parametrize("unclosed", ["{{ student.name", "{{ student.name }", "{% if student.name }", "{# a note"])
def test_a_tag_without_end_hides_no_other_and_blames_none(unclosed: str) -> None:
    template = docx(
        "{%p if student.name %}", "{{ student.name }}", f"{unclosed} ", "{{ student.nmae }}", "{%p endif %}"
    )
    assert [(finding.paragraph, finding.tag) for finding in check_template(template, NAMES)] == [
        (3, unclosed),
        (4, "{{ student.nmae }}"),
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{{ student.nmae }}", "student.name"),
        ("{{ date_of_birth }}", "student.date_of_birth"),
        ("{% for g in plan.goals %}{{ g.texts }}{% endfor %}", "plan.goals[].text"),
        ("{{ student.name|uper }}", "upper"),
    ],
)
def test_the_message_says_what_was_probably_meant(written: str, meant: str) -> None:
    (finding,) = check_template(docx(written), NAMES)
    assert f"“{meant}”" in finding.message


@pytest.mark.parametrize(
    ("known", "loop"),
    [
        (["plan.goals[].steps[]", "plan.goals[].steps", "plan.goals"], "plan.goals"),
        (["plan.goals[].steps[].text"], "plan.goals.steps"),
    ],
)
def test_what_stands_in_a_list_is_told_by_the_nearest_loop(known: list[str], loop: str) -> None:
    written = "plan.goals.steps.text" if loop == "plan.goals.steps" else "plan.goals.steps"
    (finding,) = check_template(docx(f"{{{{ {written} }}}}"), known)
    assert f"{{% for … in {loop} %}}" in finding.message


@pytest.mark.parametrize(
    ("made", "word"),
    [
        (paragraph("{%p if student.name %} Dear"), "paragraph"),
        (table(["{%tr if student.name %} Dear"]), "row"),
        (table(["{%tc if student.name %} Dear"]), "cell"),
    ],
)
def test_what_a_block_tag_would_take_away_is_named(made: str, word: str) -> None:
    found = {finding.code: finding.message for finding in check_template(docx(made), NAMES)}
    assert f"takes its whole {word} away" in found["text-beside-block-tag"]
    assert f"a {word} of their own" in found["text-beside-block-tag"]


def test_names_may_be_told_by_a_function() -> None:
    assert check_template(docx("{{ a.b }}"), lambda path: path == "a.b") == ()
    assert [finding.code for finding in check_template(docx("{{ a.c }}"), lambda path: path == "a.b")] == [
        "unknown-name"
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("student.nmae", "student.name"),
        ("meeting_dat", "letter.meeting_dates"),
        ("birth_date", ""),
        ("student.items", ""),
    ],
)
def test_the_name_that_was_probably_meant_ends_in_nearly_the_same_word(written: str, meant: str) -> None:
    names = ("student.name", "student.them", "letter.meeting_dates", "meeting_request", "student.grade")
    (finding,) = check_template(docx(f"{{{{ {written} }}}}"), names)
    assert not meant or f"“{meant}”" in finding.message
    assert ("Did you mean" in finding.message) == bool(meant)


def test_a_style_of_nobodys_house_is_named_once() -> None:
    template = docx(paragraph("a", style="Fancy"), paragraph("b", style="Fancy"), paragraph("c", style="Body"))
    (finding,) = check_template(template, styles={"Body", "Heading 1"})
    assert (finding.code, finding.paragraph) == ("unknown-style", 1)


def test_comments_and_the_names_of_people_are_pointed_out() -> None:
    comment = f'<w:comment w:id="0" w:author="Ms. Example">{paragraph("look here")}</w:comment>'
    core = "<dc:creator>Ms. Example</dc:creator>"
    findings = check_template(docx("x", parts={"comments": comment, "core": core}))
    assert {finding.code for finding in findings} == {"comments", "personal-metadata"}
    assert all("Ms. Example" not in finding.message for finding in findings)


def test_what_is_no_word_file_is_a_finding_too() -> None:
    assert [finding.code for finding in check_template(b"%PDF-1.7")] == ["not-a-word-file"]


class TestAsText:
    def test_a_finding_prints_as_a_sentence_with_its_place(self) -> None:
        finding = Finding("x", "error", "is wrong. Write b", "word/document.xml", "Dear {{ a }}", "{{ a }}", "Goals")
        assert str(finding) == "word/document.xml, under “Goals”, “Dear {{ a }}”: is wrong. Write b"
        assert str(replace(finding, place="", heading="")) == "word/document.xml: {{ a }} is wrong. Write b"
        assert str(replace(finding, part="", heading="")) == "“Dear {{ a }}”: is wrong. Write b"
        assert str(replace(finding, part="", place="", heading="")) == "is wrong. Write b"

    def test_what_stopped_a_render_prints_as_a_sentence_with_its_place(self) -> None:
        def said(part: str, place: str, tag: str) -> str:
            return str(RenderError("plan.docx", part, place, tag, "prints a whole list"))

        header = "word/header1.xml"
        assert (
            said(header, "Dear {{ a }}", "{{ a }}")
            == f"plan.docx: {header}, “Dear {{{{ a }}}}”: {{{{ a }}}}: prints a whole list"
        )
        assert said(header, "", "") == f"plan.docx: {header}: prints a whole list"
        assert said("", "", "{{ a }}") == "plan.docx: {{ a }}: prints a whole list"

    @pytest.mark.parametrize("strict", [True, False])
    def test_a_refusal_has_a_line_for_each_error_and_comes_whole_out_of_another_process(self, strict: bool) -> None:
        with pytest.raises(TemplateError) as refused:
            load_template(docx("{{ a b }}", "{{ }}", "fine"), strict=strict, name="plan.docx")
        arrived = pickle.loads(pickle.dumps(refused.value))
        assert str(arrived).splitlines() == [
            "plan.docx: word/document.xml, “{{ a b }}”: goes on with “b” after a complete name. "
            "Names have no spaces: student.name",
            "plan.docx: word/document.xml, “{{ }}”: ends where a name should stand. "
            "Write one, as in {{ student.name }}",
        ]
        failed = RenderError("plan.docx", "word/header1.xml", "Dear {{ a }}", "{{ a }}", "prints a whole list")
        arrived = pickle.loads(pickle.dumps(failed))
        assert (repr(arrived), vars(arrived)) == (repr(failed), vars(failed))
        assert failed.args == tuple(vars(failed).values())


@pytest.mark.parametrize(
    "words", ["{% for g in plan.goals %}" * 25 + "x" + "{% endfor %}" * 25, "{{ student.name(a=1, a=2) }}"]
)
def test_what_shows_only_when_it_is_compiled_is_refused_too(words: str) -> None:
    with pytest.raises(TemplateError) as refused:
        load_template(docx(words))
    message = (
        "makes one name twice in a tag, or nests too deep to be read. "
        "Put fewer brackets, conditions and loops into each other"
    )
    assert refused.value.findings == (Finding("too-complex", "error", message),)


def test_what_other_programs_leave_and_tells_of_nobody_is_no_finding() -> None:
    members = {
        "customXml/item1.xml": b'<b:Sources xmlns:b="b" SelectedStyle="APA"/>',
        "customXml/itemProps1.xml": b'<ds:item xmlns:ds="d" ds:itemID="{1}"/>',
        "customXml/item2.xml": b"<empty> </empty>",
        "docProps/custom.xml": b"<Properties><property name='To'><v>{{ student.name }}</v></property></Properties>",
    }
    core = "<dc:creator>python-docx</dc:creator><cp:lastModifiedBy> </cp:lastModifiedBy>"
    assert check_template(docx("x", parts={"core": core}, members=members)) == ()


def test_a_file_tells_its_title_language_bookmarks_and_styles() -> None:
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:eastAsia="en-US" w:val="es-MX"/></w:rPr></w:rPrDefault>'
        '</w:docDefaults><w:style w:styleId="H"><w:name w:val="heading 1"/></w:style><w:style w:styleId="Bare"/>'
    )
    marked = paragraph('<w:bookmarkStart w:id="1" w:name="ask"/>', "x", '<w:bookmarkEnd w:id="1"/>')
    header = paragraph('<w:bookmarkStart w:id="2" w:name="top"/>', "x")
    core = "<dc:title> Sam &amp; Ada </dc:title>"
    told = contents_of(docx(marked, parts={"styles": styles, "header1": header, "core": core}))
    assert told == Contents("Sam & Ada", "es-MX", frozenset({"ask", "top"}), frozenset({"Heading 1", "Bare"}))
    assert contents_of(docx(parts={"core": "<dc:language>fr</dc:language>", "styles": styles})).language == "fr"
    assert contents_of(docx("x")) == Contents("", "", frozenset(), frozenset())


def test_long_words_are_cut_behind_a_word() -> None:
    assert [shortened(words, 5) for words in ("a two", "one two", "one two three")] == ["a two", "one…", "one…"]


def test_a_place_is_found_again_with_its_number_and_heading() -> None:
    styles = '<w:style w:styleId="H"><w:name w:val="heading 1"/></w:style>'
    made = docx(paragraph("Goals", style="H"), " {{ a }} ", "{{ a }}", parts={"styles": styles})
    body = "word/document.xml"
    assert paragraph_of(made, body, "{{ a }}") == (2, "Goals")
    assert paragraph_of(docx("x", "{{ a }}"), body, "{{ a }}") == (2, "")
    for part_name, place in ((body, ""), (body, "{{ b }}"), ("word/header1.xml", "{{ a }}")):
        assert paragraph_of(made, part_name, place) == (0, "")
    assert paragraph_of(docx(members={body: b"<a>"}), body, "x") == (0, "")


def test_a_template_that_checks_clean_loads() -> None:
    template = docx("{{ student.name }}", "{%p if student.name %}", "x", "{%p endif %}")
    assert check_template(template, NAMES) == ()
    load_template(template)
