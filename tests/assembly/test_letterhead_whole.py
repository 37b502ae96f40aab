"""Every feature of a letterhead at once, as it was reviewed; and the edges at which it is treated another way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from lxml import etree

from service.assembly.letterhead import load_letterhead, with_letterhead
from service.assembly.package import Package, read_package
from tests.assembly.test_letterhead import members, members_of, on, plain, png, shown, with_margins, zipped
from tests.assembly.word import docx, paragraph

REVIEWED = Path(__file__).parents[1] / "golden" / "letterhead.txt"


LOGO_STYLES = """
<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"
 w:eastAsiaTheme="minorEastAsia" w:cstheme="minorBidi"/><w:sz w:val="22"/><w:lang w:val="en-US"/></w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr><w:keepNext/><w:spacing w:after="160" w:line="259"/><w:ind w:left="10"/></w:pPr></w:pPrDefault>
</w:docDefaults>
<w:style w:type="character" w:default="1" w:styleId="Plain"><w:name w:val="Plain"/></w:style>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:rsid w:val="1"/>
</w:style>
<w:style w:type="paragraph" w:styleId="Header"><w:name w:val="header"/><w:aliases w:val="Kopf"/><w:basedOn w:val="Top"/>
<w:next w:val="Normal"/><w:link w:val="HeaderChar"/><w:autoRedefine/><w:uiPriority w:val="9"/><w:locked/>
<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr><w:jc w:val="right"/></w:pPr>
<w:rPr><w:rFonts w:asciiTheme="majorHAnsi" w:hAnsiTheme="majorHAnsi" w:eastAsia="Kai"/>
<w:color w:val="1E6E5A" w:themeColor="accent1" w:themeShade="BF" w:themeTint="99"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Top"><w:name w:val="Top"/><w:basedOn w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Round"><w:name w:val="Round"/><w:basedOn w:val="Round2"/></w:style>
<w:style w:type="paragraph" w:styleId="Round2"><w:name w:val="Round 2"/><w:basedOn w:val="Round"/></w:style>
<w:style w:type="paragraph" w:styleId="LetterheadName"><w:name w:val="Letterhead Name"/>
<w:basedOn w:val="Gone"/></w:style>
<w:style w:type="character" w:styleId="Loud"><w:name w:val="Loud"/><w:basedOn w:val="Gone"/>
<w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="table" w:styleId="Grid"><w:name w:val="Grid"/><w:tblPr/><w:tcPr><w:shd w:val="clear" w:fill="DDEEEE"
 w:themeFill="accent1" w:themeFillTint="33" w:themeFillShade="99"/></w:tcPr></w:style>
<w:style w:type="paragraph" w:styleId="Unused"><w:name w:val="Unused"/></w:style>
"""
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
THEME = f"""<a:theme xmlns:a="{DRAWING}"><a:themeElements><a:clrScheme name="c"><a:dk1><a:sysClr val="windowText"
 lastClr="101010"/></a:dk1>
<a:lt1><a:sysClr val="window" lastClr="FEFEFE"/></a:lt1><a:dk2><a:srgbClr val="44546A"/></a:dk2>
<a:lt2><a:srgbClr val="E7E6E6"/></a:lt2><a:accent1><a:srgbClr val="1E6E5A"/></a:accent1>
<a:hlink><a:sysClr val="window"/></a:hlink></a:clrScheme><a:fontScheme name="f"><a:majorFont>
<a:latin typeface="Lora"/></a:majorFont><a:minorFont><a:latin typeface="Carlito"/></a:minorFont></a:fontScheme>
</a:themeElements></a:theme>"""
COLORS = "".join(
    f'<a:schemeClr val="{name}"><a:lumMod val="75000"/></a:schemeClr>'
    for name in ("tx1", "bg1", "tx2", "bg2", "accent1", "hlink", "phClr")
)
FONTS = "".join(f'<a:latin typeface="{name}"/>' for name in ("+mj-lt", "+mn-lt", "Arial"))
EVERYTHING = (
    '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="logo"/>'
    f'<a:graphic xmlns:a="{DRAWING}"><a:blip r:embed="rId1"/>{COLORS}{FONTS}</a:graphic>'
    "</wp:inline></w:drawing></w:r></w:p>"
    '<w:p><w:pPr><w:pStyle w:val="Header"/><w:shd w:val="clear" w:fill="DDEEEE" w:themeFill="accent1"/></w:pPr>'
    '<w:hyperlink r:id="rId2"><w:r><w:rPr><w:rStyle w:val="Loud"/>'
    '<w:rFonts w:asciiTheme="majorHAnsi" w:cs="Amiri"/></w:rPr>'
    "<w:t>Zoë Larkspur</w:t></w:r></w:hyperlink></w:p>"
    '<w:p><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr><w:jc w:val="center"/></w:pPr>'
    '<w:r><w:rPr><w:rStyle w:val="Gone"/></w:rPr><w:t>12 Hill Road</w:t></w:r></w:p>'
    '<w:p><w:pPr><w:pStyle w:val="LetterheadName"/></w:pPr></w:p><w:p><w:pPr><w:pStyle w:val="Round"/></w:pPr></w:p>'
    '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/a"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>'
    '<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/></w:tblPr><w:tblGrid><w:gridCol w:w="900"/></w:tblGrid>'
    "<w:tr><w:tc><w:tcPr/><w:p/></w:tc></w:tr></w:tbl>"
)
RELATION_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(*each: tuple[str, str, str]) -> bytes:
    """Relations as (id, kind, target); an address is outside."""
    written = ""
    for number, kind, target in each:
        outside = ' TargetMode="External"' if ":" in target else ""
        written += f'<Relationship Id="{number}" Type="{RELATION_TYPES}/{kind}" Target="{target}"{outside}/>'
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{written}</Relationships>'.encode()


def everything() -> bytes:
    """A letterhead that uses all that one may: styles, theme, picture, link, table, a first page of its own."""
    files = members(
        docx(
            "This body stays behind.",
            parts={
                "styles": LOGO_STYLES,
                "header1": paragraph("Running, not shown"),
                "footer1": paragraph("Trust no. 7, page ") + '<w:p><w:fldSimple w:instr=" PAGE "/></w:p>',
                "header2": EVERYTHING,
            },
            members={
                "word/_rels/header2.xml.rels": relations(
                    ("rId1", "image", "media/logo.png"),
                    ("rId2", "hyperlink", "https://larkspur.example/"),
                    ("rId3", "image", "media/unused.png"),
                ),
                "word/media/logo.png": png(),
                "word/media/unused.png": png(3, 3),
                "word/theme/theme1.xml": THEME.encode(),
            },
        )
    )
    listed = files["word/_rels/document.xml.rels"]
    files["word/_rels/document.xml.rels"] = listed.replace(
        b"</Rel", relations(("rId9", "theme", "theme/theme1.xml")).partition(b">")[2].partition(b"</Rel")[0] + b"</Rel"
    )
    types = files["[Content_Types].xml"]
    files["[Content_Types].xml"] = types.replace(
        b"<Override", b'<Default Extension="png" ContentType="image/png"/><Override', 1
    )
    document = files["word/document.xml"].decode()
    document = document.replace('"default" r:id="rId5"', '"first" r:id="rId5"')
    document = document.replace(
        'w:h="15840"/>',
        'w:h="15840"/><w:pgMar w:top="2880" w:right="1440" w:bottom="2000" w:left="1440" '
        'w:header="500" w:footer="600"/><w:titlePg/>',
    )
    document = document.replace('<w:footerReference w:type="default"', '<w:footerReference w:type="first"')
    return zipped({**files, "word/document.xml": document.encode()})


MARGINS = (
    '<w:pgMar w:top="1000" w:right="1100" w:bottom="1440" w:left="1200" w:header="400" w:footer="700" w:gutter="0"/>'
)


def in_sections(*sections: str, parts: Mapping[str, str], **files: bytes) -> bytes:
    """A template with a section for each of `sections`, the XML inside it."""
    made = members(docx("x", parts=parts, members=files))
    document = made["word/document.xml"].decode()
    earlier = "".join(f"<w:p><w:pPr><w:sectPr>{each}</w:sectPr></w:pPr></w:p>" for each in sections[:-1])
    document = re.sub(
        r"<w:sectPr>.*</w:sectPr>", lambda _: f"{earlier}<w:sectPr>{sections[-1]}</w:sectPr>", document, flags=re.DOTALL
    )
    return zipped({**made, "word/document.xml": document.encode()})


def to_review(package: Package, before: bytes) -> str:
    """Each part that is not in `before` as it is in `package`: XML in one form, pictures by their size."""
    kept, lines = members(before), []
    for name, content in members_of(package).items():
        if kept.get(name) == content:
            continue
        lines += ["", f"== {name} =="]
        if name.endswith((".xml", ".rels")):
            assert content.startswith(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<')
            root = etree.fromstring(content)
            etree.cleanup_namespaces(root)
            etree.indent(root)
            lines += etree.tostring(root, encoding="unicode").splitlines()
        else:
            lines.append(f"{len(content)} bytes")
    return "\n".join(lines[1:]) + "\n"


class TestWhole:
    def test_all_that_a_letterhead_can_use_comes_along_as_it_was_reviewed(self, update_golden: bool) -> None:
        reference = '<w:{}Reference w:type="{}" r:id="rId{}"/>'
        page = '<w:pgSz w:w="11000" w:h="15840"/>'
        template = in_sections(
            reference.format("header", "default", 2) + reference.format("footer", "default", 3) + page + MARGINS
            + '<w:titlePg w:val="0"/><w:docGrid w:linePitch="360"/>',
            page + "<w:titlePg/>",
            reference.format("header", "first", 2) + page + "<w:titlePg/>",
            page,
            parts={
                "header1": paragraph("Our running line"),
                "footer1": paragraph("Our footer"),
                "styles": '<w:style w:type="paragraph" w:styleId="Old"><w:name w:val="letterhead base"/></w:style>'
                '<w:style w:type="paragraph" w:styleId="LetterheadHeader"><w:name w:val="Older"/></w:style>'
                '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>',
            },
            **{"word/media/letterhead1.PNG": b"taken"},
        )  # fmt: skip
        now = to_review(with_letterhead(read_package(template), load_letterhead(everything())), template)
        if update_golden:
            REVIEWED.write_text(now, encoding="utf-8")
        assert REVIEWED.read_text(encoding="utf-8") == now
        assert "Zoë Larkspur" in now

    def test_a_first_page_that_the_template_had_is_replaced_and_goes_on_where_it_went_on(self) -> None:
        first = '<w:headerReference w:type="first" r:id="rId2"/><w:footerReference w:type="first" r:id="rId3"/>'
        template = in_sections(
            f"{first}{MARGINS}<w:titlePg/>", "<w:titlePg w:val='true'/>", "<w:titlePg w:val='off'/>",
            parts={"header1": paragraph("Ours"), "footer1": paragraph("Foot")},
        )  # fmt: skip
        made = with_letterhead(read_package(template), load_letterhead(with_margins(plain(), top=2880, header=300)))
        assert '<w:gridCol w:w="9940"/>' in made.read("word/header2.xml").decode()  # of the 12240 that Word takes
        document = made.read("word/document.xml").decode()
        sections = re.findall(r"<w:sectPr>(.*?)</w:sectPr>", document)
        kept, header = (
            '<w:footerReference w:type="first" r:id="rId3"/>',
            '<w:headerReference w:type="first" r:id="{}"/>',
        )
        assert sections == [
            header.format("rId1") + kept + MARGINS + "<w:titlePg/>",
            header.format("rId2") + '<w:titlePg w:val="true"/>',
            '<w:titlePg w:val="off"/>',
        ]

    @pytest.mark.parametrize(
        ("inside", "floats"),
        [
            ('<w:p><w:pPr><w:framePr w:w="900"/></w:pPr></w:p><w:tbl/>', True),
            ('<w:tbl><w:tblPr><w:tblpPr w:tblpY="5"/></w:tblPr><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>', True),
            ("<w:p><w:r><w:pict/></w:r></w:p>", True),
            ("<w:p><w:r><w:drawing/></w:r></w:p>", False),
            ('<w:p><w:fldSimple w:instr=" PAGE "/></w:p>', False),
            (
                '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
                '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
                False,
            ),
            ("<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>", False),
        ],
    )
    def test_a_frame_a_table_a_shape_or_a_field_is_something_to_show_and_some_of_it_floats(
        self, inside: str, floats: bool
    ) -> None:
        letterhead = load_letterhead(plain(inside))
        assert letterhead.header is not None and letterhead.footer is None
        assert letterhead.header.floats is floats

    @pytest.mark.parametrize(
        ("top", "distance", "margins"),
        [
            (2880, 288, 'w:top="2880" {} w:header="288"'),
            (2880, 287, 'w:top="2880" {} w:header="700"'),
            (900, 300, 'w:top="1000" {} w:header="300"'),
            (-2880, 300, 'w:top="2880" {} w:header="300"'),
        ],
    )
    def test_what_floats_takes_its_margins_along_unless_a_printer_could_not_reach_them(
        self, top: int, distance: int, margins: str
    ) -> None:
        letterhead = load_letterhead(with_margins(plain("<w:p><w:r><w:pict/></w:r></w:p>"), top=top, header=distance))
        made = with_letterhead(read_package(with_margins(docx("x"), top=1000, header=700)), letterhead)
        document = made.read("word/document.xml").decode()
        assert margins.format('w:right="1440" w:bottom="1440" w:left="1440"') in document

    @pytest.mark.parametrize(("top", "is_put_into_a_cell"), [(1000, False), (1001, True)])
    def test_only_where_it_needs_more_room_than_there_is_it_is_put_into_a_cell(
        self, top: int, is_put_into_a_cell: bool
    ) -> None:
        letterhead = load_letterhead(with_margins(plain(), top=top, header=700))
        made = on(with_margins(docx("x"), top=1000, header=700), letterhead).render({})
        assert ("<w:tbl>" in shown(made, "header", "first")) is is_put_into_a_cell
