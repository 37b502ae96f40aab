"""A Word file as a page and as text: headings, lists, tables, blanks; pictures by their description."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn

from service.web.form.letter import letter_html, letter_text

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def word_file(fill: Any) -> bytes:
    document = docx.Document()
    fill(document)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def test_text_and_markup_are_told_apart() -> None:
    content = word_file(lambda document: document.add_paragraph("<b>5 < 6 & 7</b>"))
    assert letter_html(content) == "<p>&lt;b&gt;5 &lt; 6 &amp; 7&lt;/b&gt;</p>"
    assert letter_text(content) == "<b>5 < 6 & 7</b>\n"


def test_headings_lists_and_tables_become_text_that_reads_well() -> None:
    def fill(document: Any) -> None:
        document.add_heading("Why", 1)
        for words in ("One", "Two"):
            document.add_paragraph(words, style="List Number")
        document.add_paragraph("Three", style="List Bullet")
        table = document.add_table(2, 2)
        for cell, words in zip((cell for row in table.rows for cell in row.cells), "ABCD", strict=True):
            cell.text = words
        document.add_paragraph("End")

    content = word_file(fill)
    assert letter_text(content).splitlines() == [
        "Why",
        "",
        "1. One",
        "2. Two",
        "",
        "- Three",
        "",
        "A | B",
        "C | D",
        "",
        "End",
    ]
    html = letter_html(content)
    assert "<h3>Why</h3>" in html
    assert '<div class="wide" role="region" tabindex="0" aria-label="Table 1"><table>' in html


def test_the_lines_of_an_address_follow_each_other_and_a_paragraph_comes_after_them() -> None:
    def fill(document: Any) -> None:
        for name in ("Sender Name", "Sender Address"):
            document.styles.add_style(name, 1)
        for style, words in (("Sender Name", "Ada Voss"), ("Sender Address", "1 Oak St"), ("Sender Address", "555")):
            document.add_paragraph(words, style=style)
        document.add_paragraph("November 16, 2026")
        document.add_paragraph("Dear Dr. Ortiz:")

    assert letter_text(word_file(fill)) == "Ada Voss\n1 Oak St\n555\n\nNovember 16, 2026\n\nDear Dr. Ortiz:\n"


def test_a_picture_is_its_description() -> None:
    def fill(document: Any) -> None:
        document.add_paragraph("Seal: ").add_run().add_picture(BytesIO(DOT))
        drawing = next(document.element.iter(qn("wp:docPr")))
        drawing.set("descr", 'The clinic\'s "seal"')

    html = letter_html(word_file(fill))
    assert "<img" not in html
    assert "The clinic" in html
