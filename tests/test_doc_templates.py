"""The Word files that ship: clean, reviewed by their reading copies, complete, and right in Word."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from service.assembly import load_template, names_in, reading_copy
from service.casework import Case, TemplateLibrary, all_kinds, assemble_document, load_case, parse_case
from service.casework.facts import citations
from service.casework.library import shipped_folder
from service.casework.names import known_names
from service.casework.requirements import REQUIREMENTS, must_rows
from tests.builders import LIBRARY
from tests.office import converted, faults_for_word

CASES = sorted((Path(__file__).parent / "cases").glob("*.json"))
GOLDEN = Path(__file__).parent / "golden"
TODAY = dt.date(2026, 11, 22)
SLUGS = [kind.slug for kind in all_kinds()]
HOUSE_STYLES = frozenset(
    "Normal DefaultParagraphFont TableNormal NoList BodyText BodyTextLead BodyTextKeep Heading1 Heading2 Attachment "
    "Title Subtitle SenderName SenderAddress Date InsideAddress DeliveryLine SubjectLine SubjectDetail Salutation "
    "Closing Signature EndNotes EndNotesItem ListBullet ListNumber Caption AfterTable TableText TableHeading "
    "TableBullet SignatureLine SignatureCaption Note Header Footer Strong PlaceholderText HouseTable".split()
)
# A citation as documents print it, to be found again among the citations of the facts.
CITATION = re.compile(r"\d+ CFR \d+\.\d+(?:\([a-z0-9]+\))*|\d+ USC \d+(?:\([a-z0-9]+\))*|OSEP Mem\w+ [\d-]+")


def template_bytes(slug: str) -> bytes:
    return (shipped_folder() / "en" / f"{slug}.docx").read_bytes()


def loaded(path: Path) -> Case:
    return load_case(parse_case(path.read_bytes()), today=TODAY)


def assembled(path: Path, slug: str, library: TemplateLibrary = LIBRARY) -> bytes:
    return assemble_document(loaded(path), slug, library=library, today=TODAY).content


def part(docx: bytes, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        return archive.read(name).decode()


def text_of(docx: bytes) -> list[str]:
    return [line for line in reading_copy(docx).splitlines() if line.strip()]


def bookmarks(docx: bytes) -> set[str]:
    return set(re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', part(docx)))


@pytest.mark.parametrize("slug", SLUGS)
class TestTemplate:
    def test_loads_strictly_and_asks_only_for_names_that_the_context_has(self, slug: str) -> None:
        asked = set(names_in(load_template(template_bytes(slug))))
        assert not asked - known_names(slug)

    def test_reading_copy_beside_it_is_current(self, slug: str, update_golden: bool) -> None:
        kept = shipped_folder() / "en" / f"{slug}.txt"
        now = reading_copy(template_bytes(slug))
        if update_golden:
            kept.write_text(now, encoding="utf-8")
        assert kept.read_text(encoding="utf-8") == now

    def test_holds_every_row_of_its_checklist(self, slug: str) -> None:
        held = bookmarks(template_bytes(slug))
        assert [row.slug for row in REQUIREMENTS[slug] if row.bookmark not in held] == []

    def test_uses_the_house_styles_and_no_formatting_by_hand(self, slug: str) -> None:
        body = part(template_bytes(slug))
        used = set(re.findall(r'<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"', body))
        assert used <= HOUSE_STYLES
        by_hand = re.findall(r"<w:rPr>(?!<w:rStyle [^>]*/></w:rPr>).*?</w:rPr>", body)
        assert by_hand == []

    def test_carries_no_author_comment_or_tracked_change(self, slug: str) -> None:
        docx = template_bytes(slug)
        core = part(docx, "docProps/core.xml")
        assert not re.search(r"<dc:creator>[^<]+|<cp:lastModifiedBy>[^<]+", core)
        assert "<dc:title>" in core and "<dc:language>en-US</dc:language>" in core
        assert not re.search(r"<w:(ins|del|commentReference|commentRangeStart) ", part(docx))

    def test_table_headers_repeat_and_rows_do_not_break(self, slug: str) -> None:
        for table in re.findall(r"<w:tbl>.*?</w:tbl>", part(template_bytes(slug)), re.DOTALL):
            rows = re.findall(r"<w:tr\b.*?</w:tr>", table, re.DOTALL)
            printed = [row for row in rows if "{%tr" not in row]
            assert all("<w:cantSplit/>" in row for row in printed)

    def test_keeps_the_close_of_a_letter_with_the_words_before_it(self, slug: str) -> None:
        """So that no signature, and no list of enclosures and copies, stands alone on a last page."""
        styles = part(template_bytes(slug), "word/styles.xml")
        for style in ("BodyTextKeep", "Closing", "Signature", "EndNotes", "EndNotesItem"):
            if f'w:val="{style}"' in part(template_bytes(slug)):
                (found,) = re.findall(rf'<w:style [^>]*w:styleId="{style}".*?</w:style>', styles, re.DOTALL)
                assert "<w:keepNext/>" in found, style

    def test_numbers_its_pages(self, slug: str) -> None:
        footer = part(template_bytes(slug), "word/footer1.xml")
        assert " PAGE " in footer and " NUMPAGES " in footer


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
class TestDocument:
    def test_holds_what_it_may_never_lack(self, path: Path, slug: str) -> None:
        held = bookmarks(assembled(path, slug))
        assert [row.slug for row in must_rows(slug) if row.bookmark not in held] == []

    def test_is_free_of_leftovers(self, path: Path, slug: str) -> None:
        docx = assembled(path, slug)
        printed = "\n".join(_paragraphs(docx))
        for leftover in ("{{", "{%", "None", "  ", "Dear ,", " ,", " .", "..", "()", "<built-in", "Placeholder("):
            assert leftover not in printed.replace("  ·  ", " · "), leftover
        assert not re.search(r'<w:pStyle w:val="(ListBullet|ListNumber|TableBullet)"/></w:pPr>\s*</w:p>', part(docx))

    def test_cites_only_what_the_facts_carry(self, path: Path, slug: str) -> None:
        cited = set(CITATION.findall("\n".join(_paragraphs(assembled(path, slug)))))
        carried = " ".join(citations())
        assert {cite for cite in cited if cite not in carried} == set()

    def test_reads_as_it_was_reviewed(self, path: Path, slug: str, update_golden: bool) -> None:
        if slug not in loaded(path).documents:
            return
        kept = GOLDEN / f"{slug}.en.{path.stem}.txt"
        now = reading_copy(assembled(path, slug))
        if update_golden:
            kept.write_text(now, encoding="utf-8")
        assert kept.read_text(encoding="utf-8") == now

    def test_same_case_gives_the_same_bytes(self, path: Path, slug: str) -> None:
        assert assembled(path, slug) == assembled(path, slug) == assembled(path, slug, TemplateLibrary())


def test_every_document_is_valid_in_word_and_opens_in_libreoffice(tmp_path: Path) -> None:
    documents = list(_written(tmp_path))
    assert {name: faults for name, faults in faults_for_word(*documents).items() if faults} == {}
    (tmp_path / "pdf").mkdir()
    pages = converted(documents, "pdf", tmp_path / "pdf")
    assert all(page.stat().st_size > 10_000 for page in pages)


def _written(folder: Path) -> Iterator[Path]:
    for path in CASES:
        for slug in loaded(path).documents:
            document = folder / f"{path.stem}-{slug}.docx"
            document.write_bytes(assembled(path, slug))
            yield document


def _paragraphs(docx: bytes) -> list[str]:
    """The words of each paragraph that prints, body first, then headers and footers."""
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        names = [name for name in archive.namelist() if re.match(r"word/(document|header\d|footer\d)\.xml", name)]
        xml = "".join(archive.read(name).decode() for name in sorted(names))
    paragraphs = re.findall(r"<w:p[ >].*?</w:p>", xml, re.DOTALL)
    return [_words(paragraph) for paragraph in paragraphs]


def _words(paragraph: str) -> str:
    marked = re.sub(r"<w:(?:tab|br)\b[^>]*/>", "<w:t>\t</w:t>", paragraph)
    words = "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", marked)).replace("&amp;", "&")
    return words.translate({0x00A0: " ", 0x2011: "-"})


def test_the_command_that_shows_a_word_file_in_a_diff_prints_its_reading_copy() -> None:
    root = Path(__file__).parents[1]
    attributes = (root / ".gitattributes").read_text(encoding="utf-8")
    (command,) = re.findall(r'textconv "python (.+)"', attributes)
    shipped = "doc_templates/en/evaluation_request.docx"
    done = subprocess.run(
        [sys.executable, *command.split(), shipped], cwd=root, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == reading_copy((root / shipped).read_bytes())
    assert done.stderr == ""
