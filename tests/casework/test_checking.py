"""What is still open in a case, in the shape of the contract."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from schemas.walk import fields_by_path
from service.casework import KINDS, check_case, load_case, parse_case
from tests.builders import LIBRARY, TODAY, a_case

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.json"))
BLANK = {"pointer", "label", "documents"}
ADVICE = {"id", "severity", "pointer", "message", "do", "source"}
DEADLINE = {
    *("id", "who", "what", "days", "day_type", "counted_from", "due", "at_the_earliest", "citation", "source_url"),
    *("confidence", "checked_on"),
}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_check_has_the_fields_of_the_contract_in_plain_json(path: Path) -> None:
    case = load_case(parse_case(path.read_bytes()), today=TODAY)
    found = check_case(case, library=LIBRARY, today=TODAY).as_json()
    assert list(found) == ["blanks", "advice", "deadlines", "suggestions"]
    for name, fields in (("blanks", BLANK), ("advice", ADVICE), ("deadlines", DEADLINE)):
        for entry in found[name]:
            assert fields <= entry.keys(), name
    assert {entry["severity"] for entry in found["advice"]} <= {"strong", "worth_a_look"}
    assert json.loads(json.dumps(found)) == json.loads(json.dumps(found, ensure_ascii=False))


def test_what_fits_the_barriers_of_a_case_is_suggested_with_its_reason() -> None:
    case = a_case(barriers=[{"kind": "separation"}], student={"grade": "K"})
    found = check_case(case, library=LIBRARY, today=TODAY).as_json()["suggestions"]
    assert "separate_calmly" in [suggestion["id"] for suggestion in found["goals"]]
    assert all(suggestion["why"] for suggestions in found.values() for suggestion in suggestions)
    assert all(len(suggestions) <= 5 for suggestions in found.values())


def test_the_emptiest_case_has_blanks_in_every_document() -> None:
    blanks = check_case(a_case(), library=LIBRARY, today=TODAY).blanks
    assert {kind for blank in blanks for kind in blank.documents} == {kind.slug for kind in KINDS}


def test_only_documents_that_the_case_names_are_checked() -> None:
    case = a_case(documents=["section_504_letter"])
    blanks = check_case(case, library=LIBRARY, today=TODAY).blanks
    assert {blank.documents for blank in blanks} == {("section_504_letter",)}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_blank_points_at_a_field_that_the_case_could_give(path: Path) -> None:
    case = load_case(parse_case(path.read_bytes()), today=TODAY)
    for blank in check_case(case, library=LIBRARY, today=TODAY).blanks:
        field = re.sub(r"/\d+", "[]", blank.pointer).replace("/", ".").removeprefix(".")
        assert field in fields_by_path(), blank
