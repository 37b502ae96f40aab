"""The sheet that comes back: its faults in red, said in comments, and listed in front."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from service.casework.tables import empty_workbook, marked_sheet, rows_of, source_of_bytes
from tests.casework.test_tables import NAMES
from tests.casework.test_tables_workbook import book_of

RED = "FFFF9C9C"
HEADS = ["student/name", "sender/name", "state"]


def marked(content: bytes, *faults: tuple[str, str], name: str = "cases.xlsx") -> tuple[bytes, Any]:
    """The marked workbook as bytes and opened."""
    made = marked_sheet(source_of_bytes(content, name))(list(faults))
    assert made is not None
    return made, load_workbook(io.BytesIO(made))


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_what_stood_in_a_workbook_still_stands_there() -> None:
    content = empty_workbook()
    _, after = marked(content, ("B3", "Add the name."), ("B3", "Add the name."), ("Courses!C2", "No such course."))
    before = load_workbook(io.BytesIO(content))
    assert after["Clients"]["B3"].comment.text == "To correct: Add the name."
    assert "No such course." in after["Courses"]["C2"].comment.text
    assert after.sheetnames == ["Faults", *before.sheetnames]
    assert [[cell.value for cell in row] for row in after["Clients"]] == [
        *[[cell.value for cell in row] for row in before["Clients"]],
        [None] * before["Clients"].max_column,
    ]
    assert after["Clients"]["A1"].comment.text == before["Clients"]["A1"].comment.text


def test_a_list_in_front_leads_to_every_fault() -> None:
    content = book_of({"Bo's": [HEADS, ["M", "A", "XX"]], "Team": [["reference", "Role of the team member"]]})
    _, book = marked(content, ("C2", "No state."), ("Team!B9", "No name."), ("C2", "No state."))
    assert [[cell.value for cell in row] for row in book["Faults"]] == [
        ["Cell", "Column", "What to do"],
        ["Bo's!C2", "state", "No state."],
        ["Team!B9", "Role of the team member", "No name."],
    ]
    assert [cell.hyperlink.location for cell in book["Faults"]["A"][1:]] == ["'Bo''s'!C2", "'Team'!B9"]


def test_a_sheet_that_is_left_out_is_not_marked() -> None:
    _, book = marked(
        book_of({"# Old": [HEADS, ["M", "A", "CA"]], "New": [HEADS, ["T", "B", "XX"]]}), ("C2", "No state.")
    )
    assert (book["# Old"]["C2"].comment, book["New"]["C2"].comment.text) == (None, "To correct: No state.")


def test_where_a_sheet_cannot_be_marked_the_list_comes_alone() -> None:
    _, book = marked(book_of({"A": [HEADS]}), ("C2", "No state."), ("Lost!B9", "No name."))
    assert [[cell.value for cell in row] for row in book["Faults"]][1:] == [
        ["C2", None, "No state."],
        ["Lost!B9", None, "No name."],
    ]


def test_a_sheet_that_cannot_be_marked_is_never_replaced_by_an_empty_list() -> None:
    torn = book_of({"A": [HEADS]})[:-40]
    assert marked_sheet(source_of_bytes(torn, "cases.xlsx"), also_without_faults=True)([]) == torn


def test_nothing_is_marked_where_nothing_is_wrong() -> None:
    assert marked_sheet(source_of_bytes(empty_workbook(), "clients.xlsx"))([]) is None


def test_text_like_a_formula_in_a_csv_stays_text_in_the_marked_workbook() -> None:
    _, book = marked(f"{NAMES}\n=1+1,'@SUM(1)\n".encode(), ("A2", "Look."), name="cases.csv")
    assert [(cell.value, cell.data_type) for cell in book["Sheet"][2]] == [("=1+1", "s"), ("@SUM(1)", "s")]


def test_what_an_earlier_run_marked_is_cleared_and_words_of_others_stay() -> None:
    book = load_workbook(io.BytesIO(book_of({"A": [HEADS, ["M", "A", "XX"], ["T", "B", "YY"]]})))
    book["A"]["C2"].comment = Comment("Ask the mother.", "Dana")
    first, _ = marked(saved(book), ("C2", "No state."), ("C3", "No state."))
    second, book = marked(first, ("C3", "Still no state."))
    sheet = book["A"]
    assert [(cell.fill.start_color.rgb == RED, cell.comment.text) for cell in (sheet["C2"], sheet["C3"])] == [
        (False, "Ask the mother."),
        (True, "To correct: Still no state."),
    ]
    assert book.sheetnames == ["Faults", "A"]
    assert [row.number for row in rows_of(source_of_bytes(second, "cases.xlsx"))] == [2, 3]


def test_a_fault_inside_joined_cells_is_marked_where_it_is_seen() -> None:
    book = Workbook()
    sheet: Any = book.active
    for row in (HEADS, ["M", None, "CA"]):
        sheet.append(row)
    sheet.merge_cells("A2:B2")
    _, book = marked(saved(book), ("B2", "Add your full name."))
    assert (book["Sheet"]["A2"].fill.start_color.rgb, book["Sheet"]["A2"].comment.text) == (
        RED,
        "To correct: Add your full name.",
    )


def test_signs_that_no_workbook_holds_are_marked_and_read_back_as_they_were() -> None:
    text = f"{NAMES}\nMaya\x00\x1b\uffff,Ada\n"
    made, _ = marked(text.encode(), ("A2", "Delete it."), name="cases.csv")
    (row,) = rows_of(source_of_bytes(made, "cases.xlsx"))
    assert row.raw_case["student"]["name"] == "Maya\x00\x1b\uffff"


def test_rows_of_a_csv_that_cannot_be_taken_apart_stand_in_the_marked_workbook() -> None:
    _, book = marked(f'{NAMES}\n"Maya" O,Ada\nTheo,Bo\n'.encode(), ("A2", "Quotation marks."), name="cases.csv")
    assert [[cell.value for cell in row] for row in book["Sheet"].iter_rows(min_row=2)] == [
        ['"Maya" O,Ada', None],
        ["Theo", "Bo"],
    ]


def test_a_sheet_is_marked_whole_only_within_the_memory_that_a_service_gives_it() -> None:
    # A CSV of 3 MB, sent to be marked, took 600 MB.
    sheet = f"{NAMES}\n" + "Maya,Ada\n" * 500
    for limit, titles in ((1_000_000, ["Faults"]), (1_100_000, ["Faults", "Sheet"])):
        source = replace(source_of_bytes(sheet.encode(), "cases.csv"), unpacked_limit=limit)
        marked = marked_sheet(source)([("A2", "Add a name.")])
        assert marked is not None
        assert load_workbook(io.BytesIO(marked)).sheetnames == titles
