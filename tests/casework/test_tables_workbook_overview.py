"""Workbooks that would take long, or much memory, to open are refused before; what is sound is opened as it was."""

from __future__ import annotations

import subprocess
import sys
import warnings
import zipfile
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from service.casework.tables import BatchInputError, Row, Source, marked_sheet, rows_of, source_of_bytes
from service.casework.tables.workbook_overview import LONGEST, MOST_PARTS, MOST_SHEETS

# As in the service, where openpyxl warns nobody.
pytestmark = pytest.mark.filterwarnings("ignore:Workbook contains no:UserWarning")

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = '<sheet name="Cases" sheetId="1" r:id="rId1"/>'
TYPES = f"""<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/sharedStrings.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>"""
HEADINGS = '<row r="1"><c t="inlineStr"><is><t>{}</t></is></c><c t="inlineStr"><is><t>{}</t></is></c></row>'.format(
    "student.name", "sender.name"
)
CLIENT = '<row r="{}"><c t="inlineStr"><is><t>Maya</t></is></c><c t="inlineStr"><is><t>Ada</t></is></c></row>'
ROWS = HEADINGS + CLIENT.format(2)
LIMIT = 4 * 1024 * 1024
"""Bytes to which these workbooks may unpack: 32,768 cells, 4,096 of anything else."""


def sheet_of(rows: str, before: str = "", after: str = "", declared: str = "") -> str:
    return f"{declared}<worksheet {MAIN}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"


def book_of(
    sheet: str = "",
    *,
    sheets: str = SHEET,
    strings: str = "",
    styles: str = "<cellXfs><xf/></cellXfs>",
    others: tuple[tuple[str, str], ...] = (),
    packing: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A workbook of these parts, small and sound where nothing is said."""
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{name}" Target="{target}"/>'
        for number, (name, target) in enumerate(
            (("worksheet", "sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")), 1
        )
    )
    parts = (
        ("[Content_Types].xml", TYPES),
        *others,
        ("xl/workbook.xml", f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'),
        ("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'),
        ("xl/sharedStrings.xml", f"<sst {MAIN}>{strings}</sst>"),
        ("xl/styles.xml", f"<styleSheet {MAIN}>{styles}</styleSheet>"),
        ("xl/sheet1.xml", sheet or sheet_of(ROWS)),
    )
    stream = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", packing) as package:
        warnings.simplefilter("ignore")  # of a name that stands twice, which is wanted here
        for name, content in parts:
            package.writestr(name, content)
    return stream.getvalue()


def source_of(content: bytes) -> Source:
    source = source_of_bytes(content, "cases.xlsx")
    return Source(source.name, source.format, source.open, LIMIT)


def read(content: bytes) -> list[Row]:
    return list(rows_of(source_of(content)))


TOO_LARGE = {
    # None of the first three came to an end; the styles took 5.6 GB at the size that a service lets in.
    "a row far below": book_of(sheet_of(ROWS + CLIENT.format(1_048_576))),
    "rows of the last column": book_of(
        sheet_of(ROWS + "".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in (3, 4, 5)))
    ),
    "a sheet shown many times": book_of(
        sheets="".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(MOST_SHEETS + 1))
    ),
    "styles": book_of(styles="<cellXfs>" + "<xf/>" * 5_000 + "</cellXfs>"),
    "texts": book_of(strings="<si><t>ab</t></si>" * 20_000),
    "cells": book_of(
        sheet_of(ROWS + '<row r="3">' + "<c/>" * 16_384 + "</row>" + '<row r="4">' + "<c/>" * 16_384 + "</row>")
    ),
    "rows of one cell": book_of(sheet_of(ROWS + "<row><c/></row>" * 4_000)),
    "what is before the rows": book_of(sheet_of(ROWS, before="<cols>" + "<col/>" * 5_000 + "</cols>")),
    "what is after the rows": book_of(sheet_of(ROWS, after="<x/>" * 5_000)),
    "one cell of many pieces": book_of(sheet_of(ROWS + '<row r="3"><c><is>' + "<r/>" * 132_000 + "</is></c></row>")),
    "one text": book_of(sheet_of(ROWS.replace("Maya", "a" * (LONGEST + 200_000)))),
    "one comment": book_of(sheet_of(ROWS, after=f"<!--{' ' * (LONGEST + 200_000)}-->")),
    "many parts": book_of(others=tuple((f"a{n}", "") for n in range(MOST_PARTS))),
    "bytes": book_of(others=(("xl/media/a.png", " " * LIMIT),)),
}
DECLARED = '<!DOCTYPE x [<!ENTITY a "{}">]>'
DAMAGED = {
    "a row past the last": book_of(sheet_of(ROWS + CLIENT.format(999_999_999_999))),
    "a row of 5,000 digits": book_of(sheet_of(ROWS + CLIENT.format("9" * 5_000))),
    "rows out of order": book_of(sheet_of(ROWS + CLIENT.format(2))),
    "a column past the last": book_of(sheet_of(ROWS + '<row r="3"><c r="XFE3"/></row>')),
    "columns out of order": book_of(sheet_of(ROWS + '<row r="3"><c r="B3"/><c r="A3"/></row>')),
    "a reference that is none": book_of(sheet_of(ROWS + '<row r="3"><c r="3A"/></row>')),
    "a sheet shown twice": book_of(sheets=SHEET + SHEET.replace("Cases", "More")),
    "an entity": book_of(sheet_of(ROWS.replace("Maya", "&a;"), declared=DECLARED.format("b" * 9))),
    "a file as an entity": book_of(sheets=SHEET, strings="", sheet=sheet_of(ROWS, declared='<!DOCTYPE x SYSTEM "a">')),
    "a part twice": book_of(others=(("xl/sheet1.xml", ""),)),
    "another packing": book_of(packing=zipfile.ZIP_LZMA),
    "broken, and long": book_of(others=(("xl/a.xml", "<a>" + (" " * 1_000 + "<b/>") * 1_100),)),
    "an encoding of its own": book_of(others=(("xl/a.xml", "\0\0\0<\0\0\0a\0\0\0/\0\0\0>"),)),
}


@pytest.mark.parametrize("name", TOO_LARGE)
def test_a_workbook_that_costs_much_to_open_is_refused_before(name: str) -> None:
    with pytest.raises(BatchInputError, match=r"too large\. Send it in parts"):
        read(TOO_LARGE[name])


@pytest.mark.parametrize("name", DAMAGED)
def test_a_workbook_that_no_program_writes_is_refused_before(name: str) -> None:
    with pytest.raises(BatchInputError, match=r"no \.xlsx workbook, or it is damaged"):
        read(DAMAGED[name])


def test_a_sound_workbook_is_read_however_its_parts_are_written() -> None:
    prefixed = sheet_of(ROWS).replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    drawing = (("xl/drawings/old.vml", "<xml><br></xml>"), ("xl/media/logo.png", "\x89PNG" + " " * 2_000_000))
    gap = sheet_of(ROWS + CLIENT.format("5.0"))
    for content, numbers in ((prefixed, [2]), (sheet_of(ROWS), [2]), (gap, [2, 5])):
        rows = read(book_of(content, others=drawing))
        assert [(row.number, row.raw_case["student"]["name"]) for row in rows] == [(n, "Maya") for n in numbers]


@pytest.mark.parametrize(
    ("cell", "lacks_result"),
    [
        ("<f>1+1</f>", True),
        ("<f>1+1</f><v/>", True),
        ("<f>1+1</f><v></v>", True),
        ("<f>1+1</f><v>2</v>", False),
        ("<v>2</v><f>1+1</f>", False),
        ("<v>2</v>", False),
        ("", False),
    ],
)
def test_a_formula_without_a_result_is_told_from_one_with_and_from_none(cell: str, lacks_result: bool) -> None:
    more = HEADINGS.replace("</row>", '<c t="inlineStr"><is><t>state</t></is></c></row>')
    client = CLIENT.format(4).replace("</row>", f'<c r="C4" t="str">{cell}</c></row>')
    (row,) = read(book_of(sheet_of(more + client)))
    assert ["without a result" in fault.message for fault in row.faults] == [True] * lacks_result


def test_a_workbook_with_vast_joined_cells_comes_back_as_the_list_of_its_faults() -> None:
    joined = '<mergeCells><mergeCell ref="A3:XFD1048576"/></mergeCells>'
    marked = marked_sheet(source_of(book_of(sheet_of(ROWS, after=joined))))([("Cases!A2", "Add a name.")])
    assert marked is not None
    book: Any = load_workbook(BytesIO(marked))
    assert book.sheetnames == ["Faults"]
    assert [cell.value for cell in book["Faults"][2]] == ["Cases!A2", None, "Add a name."]


def test_a_cell_in_the_last_place_that_a_sheet_has_costs_no_more_than_another() -> None:
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    source = source_of_bytes(book_of(sheet_of(ROWS + far)), "a.xlsx")
    assert [row.number for row in rows_of(source)] == [2]
    marked = marked_sheet(source)([("Cases!A2", "Add a name.")])
    assert marked is not None
    book: Any = load_workbook(BytesIO(marked))
    assert book.sheetnames == ["Faults", "Cases"]
    assert book["Cases"]["A2"].comment.text == "To correct: Add a name."


def test_nothing_of_a_cell_is_in_a_warning() -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    content = book_of(
        sheet_of(ROWS.replace('<c t="inlineStr"><is><t>Maya</t></is></c>', '<c s="1"><v>98765432</v></c>')),
        styles=styles,
    )
    program = (
        "import sys; from service.casework.tables import *; "
        "print(len(list(rows_of(source_of_bytes(sys.stdin.buffer.read(), 'a.xlsx')))))"
    )
    done = subprocess.run([sys.executable, "-c", program], input=content, capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"1\n", b"")
