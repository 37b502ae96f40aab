"""Broken and hostile templates, each a file in few words, with the finding it must give.

Three sorts: what is wrong in the tags (`test_checking.BROKEN`), what should not be unpacked
(`test_hostile_files.REFUSED_FILES`), and here what only shows when the file is held against a kind of document, its
requirements and three trial cases.
`FILES` holds them all by a name that can be a file's.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tests.assembly.test_checking import BROKEN
from tests.assembly.test_comments import OFFICE, RELATIONS
from tests.assembly.test_hostile_files import REFUSED_FILES, of_type
from tests.assembly.word import NAMESPACES, docx, paragraph, run, table

KIND = "evaluation_request"
"""What every one of them is checked as."""


class BrokenTemplate(NamedTuple):
    """The bytes of a file, and the code of the finding that they must give."""

    content: bytes
    code: str


def bookmarked(name: str, words: str, number: int = 1) -> str:
    """A paragraph of words with a bookmark around them."""
    start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    return paragraph(start, words, f'<w:bookmarkEnd w:id="{number}"/>')


_TIED = {
    "word/settings.xml": f'<w:settings {NAMESPACES}><w:attachedTemplate r:id="rId1"/></w:settings>'.encode(),
    "word/_rels/settings.xml.rels": RELATIONS.format(
        f'<Relationship Id="rId1" Type="{OFFICE}/attachedTemplate" Target="file:///C:/x.dotx" TargetMode="External"/>'
    ).encode(),
}
_CELL_ALONE = "<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:tcPr/></w:tc></w:tr></w:tbl>"

_HEADING = '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'


def _under_a_heading(words: str) -> bytes:
    """Broken words in the third paragraph, with a sound tag before them."""
    return docx(paragraph("Goals", style="Heading1"), "{{ student.name }}", words, parts={"styles": _HEADING})


HELD_AGAINST_A_CASE = {
    "a name of nothing": (docx("{{ x }}"), "unknown-name"),
    "a title is missing": (docx("x"), "no-title"),
    "no language is named": (docx("x"), "no-language"),
    "a request that must be there is gone": (docx("x"), "requirement-missing"),
    "a request stands under a condition": (
        docx("{%p if student.school %}", bookmarked("eval_request", "Please evaluate"), "{%p endif %}"),
        "requirement-not-printed",
    ),
    "a style from elsewhere": (docx(paragraph("x", style="ComicHeading")), "unknown-style"),
    "a field of another kind's rows": (docx("{{ packet.open_places }}"), "unknown-name"),
    "a field one level too high": (docx("{{ date_of_birth }}"), "unknown-name"),
    "an entry outside its list": (docx("{{ providers.summary }}"), "unknown-name"),
    "an entry misspelt in its list": (
        docx("{% for p in providers %}{{ p.sumary }}{% endfor %}"), "unknown-name",
    ),
    "a list printed whole": (_under_a_heading("{{ concerns }}"), "cannot-be-filled"),
    "a part of a text reckoned with": (docx("{{ student.name + 1 }}"), "cannot-be-filled"),
    "a number out of all bounds": (docx("{{ 9**(9**9) }}"), "cannot-be-filled"),
    "a name made of another": (docx("{{ student[student.name] }}"), "unknown-name"),
    "the class of a value": (docx("{{ student.name.__class__.__mro__ }}"), "unknown-name"),
    "a method that changes the case": (docx("{{ student.update({}) }}"), "cannot-be-filled"),
    "a tag that prints a tag": (docx("{{ '{' ~ '{' }} student.name"), "leftover-tag"),
    "a filter that takes signs away": (docx("{{ student.name|replace('b', '') }}"), "text-not-whole"),
    "a table without a row": (docx("<w:tbl><w:tblPr/><w:tblGrid/></w:tbl>", "x"), "empty-table"),
    "a row without a cell": (docx("<w:tbl><w:tblPr/><w:tblGrid/><w:tr/></w:tbl>", "x"), "empty-table"),
    "a cell without a paragraph": (docx(_CELL_ALONE, "x"), "cell-without-paragraph"),
    "a bookmark number twice": (docx(bookmarked("a", "x"), bookmarked("b", "y")), "repeated-id"),
    "a condition that ends in another paragraph": (
        docx("If {% if student.district %} so", "{%p endif %}", "x"), "broken-document",
    ),
    "tags without number": (docx("{{ date }}" * 20_001), "too-many-tags"),
    "nested without an end": (docx("{{ " + "(" * 2000 + "1" + ")" * 2000 + " }}"), "too-complex"),
    "conditions in conditions": (
        docx("{% if student.name %}" * 500, "x", "{% endif %}" * 500), "too-complex",
    ),
    "a note without end in a title": (docx("x", parts={"core": "<dc:title>{# x</dc:title>"}), "syntax"),
    "comments of two colleagues": (
        docx(
            "x", parts={"comments": "".join(f'<w:comment w:id="{n}">{paragraph("look")}</w:comment>' for n in (0, 1))}
        ),
        "comments",
    ),
    "changes in two paragraphs": (
        docx(*(paragraph(f'<w:ins w:id="{n}" w:author="A">{run("new")}</w:ins>') for n in (0, 1))), "tracked-changes",
    ),
    "a power point": (of_type("application/x-presentationml"), "not-a-word-file"),
    "errors without number": (docx(*["{{ student.nmae }}"] * 600), "more-findings"),
    "warnings without number": (docx(*(paragraph("x", style=f"S{n}") for n in range(510))), "more-findings"),
    "comments of a colleague": (
        docx("x", parts={"comments": f'<w:comment w:id="0" w:author="A">{paragraph("look")}</w:comment>'}), "comments",
    ),
    "an author's name": (docx("x", parts={"core": "<dc:creator>Ms. Example</dc:creator>"}), "personal-metadata"),
    "an earlier client": (
        docx("x", members={"customXml/item1.xml": b"<client>Ada Example</client>"}), "custom-xml",
    ),
    "a tie to somebody's disk": (docx("x", members=_TIED), "attached-template"),
    "a tag cut by bold braces": (docx(paragraph(run("{"), run(" {student.name}}"))), "spaced-braces"),
    "a row tag beside words": (
        docx(table(["{%tr for line in concern_lines %}", "lost"], ["{{ line }}", ""], ["{%tr endfor %}", ""])),
        "text-beside-block-tag",
    ),
}  # fmt: skip

FILES: dict[str, BrokenTemplate] = {
    re.sub(r"\W+", "-", f"{sort} {name}"): BrokenTemplate(content, code)
    for sort, templates in (
        ("tags", {name: (_under_a_heading(words), code) for name, (words, code) in BROKEN.items()}),
        ("file", REFUSED_FILES),
        ("case", HELD_AGAINST_A_CASE),
    )
    for name, (content, code) in templates.items()
}
