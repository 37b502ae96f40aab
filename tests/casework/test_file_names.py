"""Names that every system can hold, whatever was wished for."""

from __future__ import annotations

import pytest

from service.casework.file_names import safe_file, safe_folder

DEFAULT = "evaluation-request-2026-11-16.docx"


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("", DEFAULT),
        ("   ", DEFAULT),
        ("..", DEFAULT),
        (".docx", DEFAULT),
        ("/", DEFAULT),
        ("letter", "letter.docx"),
        ("letter.docx", "letter.docx"),
        ("Letter.DOCX", "Letter.docx"),
        ("letter.pdf", "letter.pdf.docx"),
        ("evil.exe", "evil.exe.docx"),
        ("../../etc/passwd", "passwd.docx"),
        ("C:\\Users\\x\\letter", "letter.docx"),
        ("letter. .", "letter.docx"),
        ("...hidden", "hidden.docx"),
        ('a"b', "ab.docx"),
        ("a\nb\tc", "a b c.docx"),
        ("a\x00b\x7f", "ab.docx"),
        ("a\u202etxt.docx", "atxt.docx"),
        ("a\ud800b", "ab.docx"),
        ("a<b>:|?*", "ab.docx"),
        ("con", "_con.docx"),
        ("NUL.docx", "_NUL.docx"),
        ("com1.txt", "_com1.txt.docx"),
        ("lpt¹", "_lpt¹.docx"),
        ("console", "console.docx"),
        ("Niño José", "Niño José.docx"),
        ("nin\u0303o", "niño.docx"),
        ("李小龍", "李小龍.docx"),
        ("x" * 500, "x" * 115 + ".docx"),
        ("李" * 500, "李" * 78 + ".docx"),
    ],
)
def test_the_name_of_a_file_becomes_one_that_every_system_can_hold(wanted: str, name: str) -> None:
    assert safe_file(wanted, DEFAULT) == name


@pytest.mark.parametrize(
    ("wanted", "safe"),
    [
        ("", "client"),
        ("///", "client"),
        ("..", "client"),
        ("\u202e\u200b", "client"),
        ("CON", "_CON"),
        ("lpt1.txt", "_lpt1.txt"),
        ("a/b\\c:d*e?f", "a-b-c-d-e-f"),
        ("../../etc/passwd", "etc-passwd"),
        ("ends with dots ...", "ends with dots"),
        ("line\nbreak", "line break"),
        ("字" * 100, "字" * 60),
        ("x" * 100, "x" * 60),
        (".iepdocs-unfinished", "iepdocs-unfinished"),
    ],
)
def test_the_name_of_a_folder_is_safe_on_every_system(wanted: str, safe: str) -> None:
    assert safe_folder(wanted) == safe
