"""A letterhead goes onto the first page of any template, with its logo and its looks, and nothing else of it does."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Inches, Pt

from service.assembly import NotAWordFileError, Template, TemplateError, load_template
from service.assembly.letterhead import Letterhead, load_letterhead, with_letterhead
from service.assembly.package import Package
from service.casework.library import shipped_folder
from tests.assembly.word import docx, paragraph, part, run
from tests.office import converted, faults_for_word

OURS = shipped_folder() / "en" / "evaluation_request.docx"


def png(width: int = 12, height: int = 6) -> bytes:
    """A picture of one color."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = b"".join(b"\0" + b"\x1e\x6e\x5a" * width for _ in range(height))
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def clinic(*, top: float = 1.6, footer: str = "Larkspur Trust") -> bytes:
    """A letterhead as Word makes one: a logo and the name in the header, a line in the footer."""
    document = Document()
    section = document.sections[0]
    section.top_margin = Inches(top)
    header = section.header.paragraphs[0]
    header.add_run().add_picture(io.BytesIO(png()), width=Inches(1.5))
    name = header.add_run(" Larkspur Family Clinic")
    name.font.size = Pt(18)
    if footer:
        section.footer.paragraphs[0].add_run(footer)
    document.add_paragraph("This body stays behind.")
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def plain(header: str = "<w:p><w:r><w:t>Clinic</w:t></w:r></w:p>", **more: str) -> bytes:
    return docx("", parts={"header1": header, **more})


def on(template: bytes | Path, letterhead: Letterhead) -> Template:
    return load_template(template, prepare=lambda package: with_letterhead(package, letterhead))


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def shown(content: bytes, kind: str, which: str) -> str:
    """The XML of the header or footer that the first section shows on pages of that type; empty without."""
    section = re.findall(r"<w:sectPr.*?</w:sectPr>", part(content), re.DOTALL)[0]
    for reference in re.findall(rf"<w:{kind}Reference [^>]*>", section):
        if f'w:type="{which}"' in reference:
            (number,) = re.findall(r'r:id="([^"]+)"', reference)
            relation = next(
                each for each in part(content, "word/_rels/document.xml.rels").split("<") if f'Id="{number}"' in each
            )
            return part(content, "word/" + re.findall(r'Target="([^"]+)"', relation)[0])
    return ""


class TestOnOurTemplates:
    def test_the_first_page_has_it_and_the_others_keep_our_running_lines(self) -> None:
        made = on(OURS, load_letterhead(clinic())).package
        content = members_of(made)
        document = content["word/document.xml"].decode()
        assert document.count("<w:titlePg/>") == 1
        headers = {name: content[name].decode() for name in content if re.match(r"word/header\d+\.xml", name)}
        (ours,) = (name for name, xml in headers.items() if "student.name" in xml)
        (theirs,) = (name for name, xml in headers.items() if "Larkspur" in xml)
        assert ours != theirs
        assert b"This body stays behind" not in b"".join(content.values())

    def test_the_logo_comes_along_byte_for_byte(self) -> None:
        content = members_of(on(OURS, load_letterhead(clinic())).package)
        assert png() in content.values()
        assert "image/png" in content["[Content_Types].xml"].decode()

    def test_margins_of_later_pages_stay(self) -> None:
        before, after = OURS.read_bytes(), members_of(on(OURS, load_letterhead(clinic(top=2.5))).package)
        (margins,) = re.findall(r"<w:pgMar[^>]*>", part(before))
        assert margins in after["word/document.xml"].decode()

    def test_the_text_of_the_first_page_starts_no_higher_than_in_the_letterhead(self) -> None:
        content = members_of(on(OURS, load_letterhead(clinic(top=2.5))).package)
        header = next(xml.decode() for name, xml in content.items() if "header" in name and b"Larkspur" in xml)
        (height,) = re.findall(r'<w:trHeight [^>]*w:val="(\d+)"[^>]*>', header)
        (distance,) = re.findall(r'<w:pgMar[^>]*w:header="(\d+)"', content["word/document.xml"].decode())
        assert int(height) + 20 + int(distance) == 2.5 * 1440

    def test_word_finds_nothing_wrong_and_libreoffice_shows_it(self, tmp_path: Path) -> None:
        letterhead = load_letterhead(clinic())
        kinds = ("evaluation_request", "reintegration_plan", "first_page")
        written = []
        for kind in kinds:
            package = on(shipped_folder() / "en" / f"{kind}.docx", letterhead).package
            written.append(tmp_path / f"{kind}.docx")
            written[-1].write_bytes(zipped(members_of(package)))
        assert faults_for_word(*written) == {path.name: [] for path in written}
        (tmp_path / "pdf").mkdir()
        assert all(path.stat().st_size > 10_000 for path in converted(written, "pdf", tmp_path / "pdf"))


class TestPages:
    def test_without_a_footer_the_first_page_keeps_the_templates(self) -> None:
        template = docx("x", parts={"header1": "<w:p/>", "footer1": paragraph("Our footer")})
        made = on(template, load_letterhead(clinic(footer=""))).render({})
        assert "Larkspur" in shown(made, "header", "first") and "Larkspur" not in shown(made, "header", "default")
        assert "Our footer" in shown(made, "footer", "first") and "Our footer" in shown(made, "footer", "default")

    def test_its_own_first_page_is_taken_where_it_has_one(self) -> None:
        document = Document(io.BytesIO(clinic()))
        section = document.sections[0]
        section.different_first_page_header_footer = True
        section.first_page_header.paragraphs[0].add_run("Only on page one")
        content = io.BytesIO()
        document.save(content)
        made = on(docx("x"), load_letterhead(content.getvalue())).render({})
        assert "Only on page one" in shown(made, "header", "first")
        assert "Larkspur" not in "".join(shown(made, "header", which) for which in ("first", "default"))

    def test_a_later_section_with_a_first_page_of_its_own_does_not_show_it_again(self) -> None:
        break_ = "<w:p><w:pPr><w:sectPr><w:titlePg/></w:sectPr></w:pPr></w:p>"
        made = on(_with_title_page(docx("one", break_, "two")), load_letterhead(clinic())).render({})
        sections = re.findall(r"<w:sectPr.*?</w:sectPr>", part(made), re.DOTALL)
        numbers = [re.findall(r'headerReference [^>]*w:type="first"[^>]*', section) for section in sections]
        assert len(numbers) == 2 and numbers[0] and numbers[1] and numbers[0] != numbers[1]

    def test_a_template_without_section_or_styles_takes_it_too(self) -> None:
        bare = zipped({
            name: re.sub(rb"<w:sectPr>.*</w:sectPr>", b"", content, flags=re.DOTALL)
            for name, content in members(docx("x")).items()
        })  # fmt: skip
        made = on(bare, load_letterhead(clinic())).render({})
        assert "Larkspur" in shown(made, "header", "first")
        assert "LetterheadBase" in part(made, "word/styles.xml")

    def test_what_floats_keeps_its_place_and_the_margins_grow(self) -> None:
        anchor = (
            '<w:p><w:r><w:drawing><wp:anchor xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
            'wordprocessingDrawing"/></w:drawing></w:r></w:p>'
        )
        letterhead = load_letterhead(with_margins(plain(anchor), top=2880, header=300))
        made = on(with_margins(docx("x"), top=1000, header=700), letterhead).render({})
        assert "<w:tbl>" not in shown(made, "header", "first")
        assert re.search(r'<w:pgMar[^>]*w:top="2880"[^>]*w:header="300"', part(made))


class TestLooks:
    def test_styles_come_under_names_of_their_own_and_ours_stay(self) -> None:
        before = part(OURS.read_bytes(), "word/styles.xml")
        after = members_of(on(OURS, load_letterhead(clinic())).package)["word/styles.xml"].decode()
        styles = re.findall(r"<w:style .*?</w:style>", before, re.DOTALL)
        assert all(style in after for style in styles)
        assert 'w:styleId="LetterheadHeader"' in after and 'w:val="Letterhead header"' in after
        assert after.count("w:default=") == before.count("w:default=")

    def test_every_style_that_is_asked_for_is_there(self) -> None:
        content = members_of(on(OURS, load_letterhead(clinic())).package)
        sheet = content["word/styles.xml"].decode()
        for name, xml in content.items():
            if re.match(r"word/(header|footer)\d+\.xml", name):
                for style in re.findall(r'<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"', xml.decode()):
                    assert f'w:styleId="{style}"' in sheet, (name, style)
        for base in re.findall(r'<w:basedOn w:val="(Letterhead[^"]+)"', sheet):
            assert f'w:styleId="{base}"' in sheet

    def test_names_of_its_theme_are_written_out(self) -> None:
        content = members_of(on(OURS, load_letterhead(clinic())).package)
        written = content["word/styles.xml"].decode()
        theirs = "".join(
            style for style in re.findall(r"<w:style .*?</w:style>", written, re.DOTALL) if "Letterh" in style
        )
        assert "Theme" not in theirs and "themeColor" not in theirs
        assert 'w:ascii="Cambria"' in theirs  # the minor font of the theme that python-docx writes

    def test_a_second_time_changes_nothing_more(self) -> None:
        letterhead = load_letterhead(clinic())
        once = on(OURS, letterhead).package
        twice = with_letterhead(once, letterhead)
        assert members_of(once)["word/styles.xml"] == members_of(twice)["word/styles.xml"]

    def test_same_template_and_letterhead_give_the_same_bytes(self) -> None:
        first, second = (on(docx("x"), load_letterhead(clinic_bytes)).render({}) for clinic_bytes in (PLAIN, PLAIN))
        assert first == second


class TestTags:
    def test_a_tag_in_it_works_like_one_in_a_template(self) -> None:
        made = on(docx("x"), load_letterhead(plain(paragraph("For {{ sender.name }}")))).render(
            {"sender": {"name": "A & B"}}
        )
        assert "For A &amp; B" in shown(made, "header", "first")

    def test_a_wrong_tag_is_named_with_its_file(self) -> None:
        with pytest.raises(TemplateError) as caught:
            load_letterhead(plain(paragraph("For {{ sender.name")), name="letterhead.docx")
        assert str(caught.value).startswith("letterhead.docx: ")


class TestRefused:
    @pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04 half"])
    def test_what_is_no_word_file(self, content: bytes) -> None:
        with pytest.raises(NotAWordFileError):
            load_letterhead(content)

    @pytest.mark.parametrize(
        ("hostile", "code"),
        [
            ({"word/vbaProject.bin": b"macro"}, "macro"),
            ({"word/embeddings/oleObject1.bin": b"ole"}, "ole-object"),
            (
                {
                    "word/_rels/header1.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
                    b'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
                    b'relationships/image" Target="https://tracker.example/logo.png" TargetMode="External"/>'
                    b"</Relationships>"
                },
                "remote-image",
            ),
        ],
    )
    def test_what_a_template_may_not_hold_either(self, hostile: Mapping[str, bytes], code: str) -> None:
        with pytest.raises(NotAWordFileError) as caught:
            load_letterhead(docx("", parts={"header1": paragraph("Clinic")}, members=hostile))
        assert code in [finding.code for finding in caught.value.findings]

    def test_a_field_that_fetches(self) -> None:
        field = '<w:p><w:fldSimple w:instr=" INCLUDEPICTURE https://tracker.example/x.png "/></w:p>'
        with pytest.raises(NotAWordFileError):
            load_letterhead(plain(field))

    @pytest.mark.parametrize("header", ["<w:p/>", paragraph(" "), ""])
    def test_one_with_nothing_on_it(self, header: str) -> None:
        with pytest.raises(TemplateError) as caught:
            load_letterhead(plain(header) if header else docx("All in the body"))
        assert [(each.code, each.severity) for each in caught.value.findings] == [("empty-letterhead", "error")]

    def test_what_cannot_be_carried_over(self) -> None:
        chart = '<w:p><w:r><w:drawing><c:chart xmlns:c="urn:c" r:id="rId9"/></w:drawing></w:r></w:p>'
        relation = (
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
            b'Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart" '
            b'Target="charts/chart1.xml"/></Relationships>'
        )
        content = docx("", parts={"header1": chart}, members={"word/_rels/header1.xml.rels": relation})
        with pytest.raises(TemplateError) as caught:
            load_letterhead(content)
        assert [finding.code for finding in caught.value.findings] == ["letterhead-part"]


def test_links_stay_links() -> None:
    link = f'<w:p><w:hyperlink r:id="rId4">{run("our page")}</w:hyperlink></w:p>'
    relation = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId4" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" '
        b'Target="https://larkspur.example/" TargetMode="External"/></Relationships>'
    )
    content = docx("", parts={"header1": link}, members={"word/_rels/header1.xml.rels": relation})
    made = members(on(docx("x"), load_letterhead(content)).render({}))
    assert any(b"https://larkspur.example/" in xml for name, xml in made.items() if name.endswith(".rels"))


PLAIN = plain()


def members_of(package: Package) -> dict[str, bytes]:
    return {name: package.read(name) for name in package.names()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_margins(content: bytes, *, top: int, header: int) -> bytes:
    margins = (
        f'<w:pgMar w:top="{top}" w:right="1440" w:bottom="1440" w:left="1440" w:header="{header}" w:footer="700" '
        'w:gutter="0"/>'
    ).encode()
    files = members(content)
    size = b'<w:pgSz w:w="12240" w:h="15840"/>'
    files["word/document.xml"] = files["word/document.xml"].replace(size, size + margins)
    return zipped(files)


def _with_title_page(content: bytes) -> bytes:
    files = members(content)
    files["word/document.xml"] = files["word/document.xml"].replace(b'w:h="15840"/>', b'w:h="15840"/><w:titlePg/>')
    return zipped(files)
