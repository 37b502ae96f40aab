"""Widths of columns, custom properties and relations of a package, held as exact values."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace

import pytest

from service.assembly import load_template
from service.assembly.editing import Edited, Relation, content_type_of, relations_of
from service.assembly.package import packed, read_package, unpacked
from service.assembly.properties import custom_properties, with_properties
from service.assembly.tables import fit_grids
from service.assembly.validity import fill_emptied, number_ids
from tests.assembly.word import NAMESPACES, cell, docx, part

SPAN = '<w:tc><w:tcPr><w:gridSpan w:val="{}"/></w:tcPr><w:p/></w:tc>'.format


def grid(*widths: int | str, rows: str) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(each if each.startswith("<") else cell(each) for each in cells) + "</w:tr>"


@pytest.mark.parametrize(
    ("table", "widths"),
    [
        (grid(3000, 3000, rows=row("a", "b")), ["3000", "3000"]),
        (grid(3000, 3000, rows=row("a", "b", "c")), ["2000", "2000", "2000"]),
        (grid(4000, 2000, rows=row("a") + row("a", "b", "c")), ["2666", "1333", "2000"]),
        (grid(3000, 2000, 1000, rows=row("a", "b")), ["3500", "2500"]),
        (grid(3000, 2000, 500, 501, rows=row("a") + row("a", "b")), ["3500", "2500"]),
        (grid(3000, 2000, 1000, rows=row(SPAN(2), "b")), ["3000", "2000", "1000"]),
        (grid(3000, 2000, 1000, rows=row(SPAN(2))), ["3500", "2500"]),
        (grid(0, 0, rows=row("a", "b", "c")), ["0", "0"]),
        (grid("", 1000, rows=row("a")), ["1000"]),
        (grid(3000, 3000, rows=""), ["3000", "3000"]),
        (grid(rows=row("a")), []),
        (f"<w:tbl>{row('a')}</w:tbl>", []),
        (
            grid(
                900, rows="<w:sdt><w:sdtContent>" + row("a", f"<w:ins>{cell('b')}</w:ins>") + "</w:sdtContent></w:sdt>"
            ),
            ["450", "450"],
        ),
        (grid(900, rows=row(cell(grid(600, rows=row("a", "b")) + "<w:p/>"))), ["900", "300", "300"]),
    ],
)
def test_columns_follow_the_widest_row_and_the_width_of_the_table_stays(table: str, widths: list[str]) -> None:
    made = fit_grids(f"<w:body {NAMESPACES}>{table}<w:p>Zoë</w:p></w:body>".encode()).decode()
    assert re.findall(r'<w:gridCol w:w="(\d*)"/>', made) == widths
    assert made.startswith("<w:body") and "Zoë" in made


@pytest.mark.parametrize(
    ("body", "needs_fitting"),
    [
        ("<w:p/>" + grid(1, 1, rows=row("a", "b")) + grid(2, rows=row("a")), False),
        (grid(1, 1, rows=row("a", "b")) + grid(1, 1, rows=row("a")), True),
        (grid(1, 1, rows=row(SPAN(2)) + row("a", "b")), False),
        (grid(1, 1, rows=row(SPAN(3)) + row("a", "b")), True),
        (grid(1, 1, rows=row("a", cell(grid(1, rows=row("a")) + "<w:p/>"))), False),
        (grid(1, 1, rows=row("a", cell(grid(1, 1, rows=row("a")) + "<w:p/>"))), True),
        (grid(1, 1, rows=row("{%tc for x in xs %}", "{{ x }}", "{%tc endfor %}")), True),
    ],
)
def test_only_a_table_whose_rows_do_not_fit_its_grid_is_looked_at_again(body: str, needs_fitting: bool) -> None:
    (compiled,) = load_template(docx(body, "{{ y }}")).parts
    assert (fit_grids in compiled.mends) is needs_fitting


EMPTIED = {
    "<w:tc><w:tcPr/>\0</w:tc>": "<w:tc><w:tcPr/><w:p/></w:tc>",
    "<w:tc><w:p><w:r/></w:p>\0</w:tc>": "<w:tc><w:p><w:r/></w:p></w:tc>",
    "<w:tc><w:tbl></w:tbl>\0</w:tc>": "<w:tc><w:tbl></w:tbl><w:p/></w:tc>",
    '<w:tc><w:p/><w:bookmarkEnd w:id="1"/>\0</w:tc>': '<w:tc><w:p/><w:bookmarkEnd w:id="1"/></w:tc>',
    "<w:tc><w:sdt></w:sdt>\0</w:tc>": "<w:tc><w:sdt></w:sdt></w:tc>",
    "<w:ftr>\0</w:ftr>": "<w:ftr><w:p/></w:ftr>",
    '<w:footnote w:id="2">\0</w:footnote>': '<w:footnote w:id="2"><w:p/></w:footnote>',
    '<a/><w:tr w:rsidR="1"><w:trPr/>\0</w:tr><b/>': "<a/><b/>",
    "<w:tr><w:tc></w:tc>\0</w:tr>": "<w:tr><w:tc></w:tc></w:tr>",
    "<w:tr><w:sdt></w:sdt>\0</w:tr>": "<w:tr><w:sdt></w:sdt></w:tr>",
    "<a/><w:tbl><w:tblPr></w:tblPr><w:tblGrid/>\0</w:tbl><b/>": "<a/><b/>",
    "<a/><w:tbl><w:tblGrid></w:tblGrid><w:tr><w:trPr/>\0</w:tr>\0</w:tbl><b/>": "<a/><b/>",
    "<a/><w:tbl><w:tblGrid></w:tblGrid><w:tr></w:tr>\0</w:tbl>": "<a/>"
    "<w:tbl><w:tblGrid></w:tblGrid><w:tr></w:tr></w:tbl>",
    "<a/><w:tbl><w:tblGrid></w:tblGrid>\0</w:tbl><w:tc>\0</w:tc>": "<a/><w:tc><w:p/></w:tc>",
    "nothing emptied": "nothing emptied",
}


@pytest.mark.parametrize("before", EMPTIED)
def test_what_a_condition_emptied_is_filled_or_goes(before: str) -> None:
    assert fill_emptied(before.encode()).decode() == EMPTIED[before]


NUMBERED = {
    "each drawing of a body counts on from 1001": (
        '<w:document ><wp:docPr id="5" name="a"/><wp:docPr id="1001" name="b"/></w:document>',
        '<w:document ><wp:docPr id="1001" name="a"/><wp:docPr id="1002" name="b"/></w:document>',
    ),
    "elsewhere the first keeps its id": (
        '<w:hdr ><wp:docPr id="5" name="a"/><wp:docPr id="5" name="b"/><wp:docPr id="7" name="c"/></w:hdr>',
        '<w:hdr ><wp:docPr id="5" name="a"/><wp:docPr id="8" name="b"/><wp:docPr id="7" name="c"/></w:hdr>',
    ),
    "controls, also those with a negative id": (
        '<w:id w:val="-7"/><w:id w:val="-7"/><w:id w:val="3"/><w:id w:val="3"/>',
        '<w:id w:val="-7"/><w:id w:val="4"/><w:id w:val="3"/><w:id w:val="5"/>',
    ),
    "bookmarks with their ends and a name of at most 40 characters": (
        f'<w:bookmarkStart w:id="1" w:name="{"n" * 40}"/><w:bookmarkEnd w:id="1"/>' * 2 + '<w:bookmarkEnd w:id="9"/>',
        f'<w:bookmarkStart w:id="1" w:name="{"n" * 40}"/><w:bookmarkEnd w:id="1"/>'
        f'<w:bookmarkStart w:id="2" w:name="{"n" * 34}_2"/><w:bookmarkEnd w:id="2"/><w:bookmarkEnd w:id="9"/>',
    ),
    "marks of a comment stay once each": (
        '<w:commentRangeStart w:id="0"/><w:commentRangeEnd w:id="0"/><w:commentReference w:id="0"/>' * 2,
        '<w:commentRangeStart w:id="0"/><w:commentRangeEnd w:id="0"/><w:commentReference w:id="0"/>',
    ),
    "shapes, and their type once": (
        '<v:shapetype id="t"><v:path/></v:shapetype><v:shape id="s"/>' * 3 + "<v:rect />",
        '<v:shapetype id="t"><v:path/></v:shapetype><v:shape id="s"/><v:shape id="s_2"/><v:shape id="s_3"/><v:rect />',
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", NUMBERED)
def test_ids_are_given_out_once(what: str) -> None:
    before, after = NUMBERED[what]
    assert number_ids(before.encode()).decode() == after


CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"


def test_custom_properties_are_written_as_office_writes_them() -> None:
    made = with_properties(read_package(docx("x")), {"a": "1", "Ö & <b>": "é"})
    assert made.read("docProps/custom.xml").decode() == (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{CUSTOM}" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="a"><vt:lpwstr>1</vt:lpwstr></property>'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="3" name="Ö &amp; &lt;b&gt;">'
        "<vt:lpwstr>é</vt:lpwstr></property></Properties>"
    )
    again = with_properties(made, {"b": "2", "a": "3"}).read("docProps/custom.xml").decode()
    assert re.findall(r'pid="(\d+)" name="([^"]+)"', again) == [("3", "Ö &amp; &lt;b&gt;"), ("4", "b"), ("5", "a")]
    assert relations_of(made, "")[-1] == Relation("rId2", RELATION, "docProps/custom.xml", False)
    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    assert content_type_of(made, "docProps/custom.xml") == kind


def test_custom_properties_are_found_where_the_package_says_they_are() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        f'Target="/word/document.xml"/><Relationship Id="rId4" Type="{RELATION}" Target="other/props.xml"/>'
        "</Relationships>"
    )
    props = f'<Properties xmlns="{CUSTOM}"><property pid="x" name="a"><b>1</b></property></Properties>'
    file = docx("x", members={"_rels/.rels": relations.encode(), "other/props.xml": props.encode()})
    assert custom_properties(file) == {"a": "1"}
    made = with_properties(read_package(file), {"b": "2"})
    assert "docProps/custom.xml" not in made.names()
    assert re.findall(r'pid="(\w+)" name="(\w)"', made.read("other/props.xml").decode()) == [("x", "a"), ("2", "b")]
    gone = docx("x", members={"_rels/.rels": relations.encode()})
    assert custom_properties(gone) == {}


def test_parts_are_added_related_and_taken_out_with_all_that_speaks_of_them() -> None:
    edited = Edited(read_package(docx("x", parts={"header1": "<w:p/>", "footnotes": "<w:p/>"})))
    assert (
        edited.free_name("word/header{}.xml") == "word/header2.xml" and edited.free_name("word/Header{}.XML")[-5] == "2"
    )
    edited.add("word/header2.xml", b"<a/>", "old")
    edited.add("word/header2.xml", b"<b/>", "new")
    assert edited.relate("word/document.xml", "urn:k", "word/header2.xml") == "rId1"
    assert edited.relate("word/document.xml", "urn:k", "docProps/core.xml") == "rId4"
    assert edited.relate("word/header2.xml", "urn:k", "https://a.example/", is_external=True) == "rId1"
    assert edited.relate("word/header2.xml", "urn:k", "word/footnotes.xml") == "rId2"
    made = edited.package()
    assert relations_of(made, "word/document.xml")[2:] == (
        Relation("rId1", "urn:k", "word/header2.xml", False), Relation("rId4", "urn:k", "docProps/core.xml", False),
    )  # fmt: skip
    assert 'Target="../docProps/core.xml"' in made.read("word/_rels/document.xml.rels").decode()
    assert [each.target for each in relations_of(made, "word/header2.xml")] == [
        "https://a.example/",
        "word/footnotes.xml",
    ]
    assert (content_type_of(made, "word/HEADER2.xml"), content_type_of(made, "a.XML")) == ("new", "application/xml")
    assert content_type_of(made, "a.unknown") == "" and made.read("word/header2.xml") == b"<b/>"
    edited.drop(["word/header2.xml", "word/footnotes.xml"])
    left = edited.package()
    assert not {"word/header2.xml", "word/_rels/header2.xml.rels", "word/footnotes.xml"} & set(left.names())
    assert [each.target for each in relations_of(left, "word/document.xml")] == [
        "word/header1.xml",
        "docProps/core.xml",
    ]
    assert "header2" not in left.read("[Content_Types].xml").decode() + part(docx("x"))


def test_a_member_that_is_not_what_it_says_is_damaged() -> None:
    good = packed("a", b"content" * 99)
    for changed in ({"size": 5}, {"crc": 1}, {"packed": b"\xff\xff"}, {"method": 0}):
        with pytest.raises(zipfile.BadZipFile, match=r"^a is damaged$"):
            unpacked(replace(good, **changed))  # type: ignore[arg-type]  # one field at a time
    assert unpacked(good) == b"content" * 99
