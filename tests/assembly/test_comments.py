"""The author's own file with a comment at each finding."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from service.assembly import Finding, check_template, commented_copy, reading_copy
from tests.assembly.test_checking import NAMES
from tests.assembly.word import docx, paragraph, part

RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

COMMENTED = """
== Body ==
[Normal] fine[^2]
[A] {{ student.nmae }}[^0][^1]

== Header (default) ==
[Normal] {{ x y }}

== Comments ==
[^0] (iepdocs) [Normal] Uses the style “A”, which the house set does not have. Use one of the house's styles
[Normal] (warning: unknown-style)
[^1] (iepdocs) [Normal] {{ student.nmae }}
[Normal] “student.nmae” is no name of the case. Did you mean “student.name”?
[Normal] (error: unknown-name)
[^2] (iepdocs) [Normal] word/header1.xml {{ x y }}
[Normal] Goes on with “y” after a complete name. Names have no spaces: student.name
[Normal] (error: syntax)
"""


def test_each_finding_is_a_comment_at_its_paragraph() -> None:
    template = docx("fine", paragraph("{{ student.nmae }}", style="A"), parts={"header1": paragraph("{{ x y }}")})
    findings = check_template(template, NAMES, styles=())
    commented = commented_copy(template, findings)
    assert reading_copy(commented).splitlines() == COMMENTED.strip().splitlines()
    assert part(commented).count('<w:commentRangeStart w:id="0"/><w:r>') == 1
    assert '<w:pStyle w:val="A"/></w:pPr><w:commentRangeStart w:id="1"/>' in part(commented)


def test_a_file_without_a_paragraph_gets_one_for_its_comments() -> None:
    finding = Finding("x", "note", "is empty")
    copy = reading_copy(commented_copy(docx("<w:tbl/>"), [finding]))
    assert "[Normal] [^0]" in copy and "[^0] (iepdocs) [Normal] Is empty" in copy


def test_comments_that_are_there_stay() -> None:
    comment = f'<w:comment w:id="4" w:author="A">{paragraph("mine")}</w:comment>'
    template = docx("{{ a b }}", parts={"comments": comment})
    commented = commented_copy(template, check_template(template))
    assert "mine" in part(commented, "word/comments.xml")
    assert 'w:id="5"' in part(commented, "word/comments.xml")


def test_the_copy_is_whole_and_the_same_each_time() -> None:
    template = docx("{{ a b }}")
    findings = check_template(template)
    assert commented_copy(template, findings) == commented_copy(template, findings)
    with zipfile.ZipFile(io.BytesIO(commented_copy(template, findings))) as archive:
        assert archive.testzip() is None
        assert "comments+xml" in archive.read("[Content_Types].xml").decode()


def test_the_comments_are_related_to_the_document_by_a_name_that_is_not_taken() -> None:
    taken = RELATIONS.format(f'<Relationship Id="rIdComments1" Type="{OFFICE}/theme" Target="theme.xml"/>')
    template = docx("x", members={"word/_rels/document.xml.rels": taken.encode()})
    commented = commented_copy(template, [Finding("x", "note", "is empty")])
    related = etree.fromstring(part(commented, "word/_rels/document.xml.rels").encode())
    assert [dict(each.attrib) for each in related] == [
        {"Id": "rIdComments1", "Type": f"{OFFICE}/theme", "Target": "theme.xml"},
        {"Id": "rIdComments2", "Type": f"{OFFICE}/comments", "Target": "comments.xml"},
    ]
