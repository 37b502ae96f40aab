"""How hard the documents are to read, by formulas that count words, letters and syllables of sentences.

A grade is a year of American school. The formulas were made for running text, so only sentences are measured: no table,
no address, no heading, and no citation, whose periods would count as ends of sentences. Each formula is off for some
text; a page is as hard as the hardest of them says.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
import textstat

from service.assembly import reading_copy
from service.casework import Packet, assemble_packet, load_case, parse_case
from tests.builders import LIBRARY

CASES = sorted((Path(__file__).parent.parent / "cases").glob("*.json"))
LETTER_CASES = [path for path in CASES if path.stem in ("eleventh_grade", "two_names")]
TODAY = dt.date(2026, 11, 22)
FORMULAS = {
    "Flesch-Kincaid": textstat.flesch_kincaid_grade,
    "SMOG": textstat.smog_index,
    "ARI": textstat.automated_readability_index,
    "Coleman-Liau": textstat.coleman_liau_index,
}
SENTENCES = re.compile(r"\[(?:Body Text[^\]]*|Note|After Table|List Bullet|List Number)\] (?:• |#\. )?(.+)")
CITATION = re.compile(r" ?\((?:[^()]|\([^()]*\))*(?:CFR|Code|Memo)(?:[^()]|\([^()]*\))*\)")
ABBREVIATION = re.compile(r"\b(Dr|Mr|Ms|Mrs|a\.m|p\.m)\.")
PERIOD_INSIDE = re.compile(r"(?<=\w)\.(?=\w)")
"""As in `case.json`, `example.org` and `10.5`."""


def sentences_of(document: bytes) -> str:
    """The running text of a document: what stands in paragraphs and lists, each item a sentence."""
    found = []
    for line in reading_copy(document).splitlines():
        match = SENTENCES.match(line)
        if match:
            text = CITATION.sub("", match[1])
            text = PERIOD_INSIDE.sub("", ABBREVIATION.sub(r"\1", text))
            found.append(text if text.endswith((".", "?", "!", "”")) else f"{text}.")
    return " ".join(found)


def grades(document: bytes) -> dict[str, float]:
    text = sentences_of(document)
    # Below thirty sentences SMOG is a guess; every document here has about as many.
    assert len(text.split()) > 300
    return {name: formula(text) for name, formula in FORMULAS.items()}


def packet_of(path: Path) -> Packet:
    case = load_case(parse_case(path.read_bytes()), today=TODAY)
    return assemble_packet(case, library=LIBRARY, today=TODAY)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_first_page_asks_for_no_more_than_eight_years_of_school(path: Path) -> None:
    found = grades(packet_of(path).first_page.content)
    assert 6 <= max(found.values()) < 9, found


@pytest.mark.parametrize("path", LETTER_CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("kind", ["evaluation_request", "section_504_letter"])
def test_the_letters_are_professional_and_still_readable(path: Path, kind: str) -> None:
    (letter,) = [document for document in packet_of(path).documents if document.kind.slug == kind]
    found = grades(letter.content)
    assert max(found.values()) <= 12.5, found
    assert min(found.values()) >= 7, found


def test_only_sentences_are_measured() -> None:
    page = sentences_of(packet_of(LETTER_CASES[1]).first_page.content)
    assert "You do not have to know the law" in page
    assert "casejson" in page
    for left_out in ("Read this first", "No fixed number of days", "34 CFR", "your mailing address", "legal advice"):
        assert left_out not in page
