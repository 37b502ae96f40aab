"""What a file of cases says, row by row, and where its faults stand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from schemas.catalogs import CATALOG_NAMES, catalog
from service.casework.tables import (
    BatchInputError,
    Row,
    empty_workbook,
    rows_of,
    source_of_bytes,
    source_of_path,
    with_changes,
)
from tests.builders import SMALLEST

NAMES = "Student's full name,Your full name"
TWO = "Maya Okafor,Adaeze Okafor"


def csv_rows(text: str | bytes) -> list[Row]:
    return list(rows_of(source_of_bytes(text.encode() if isinstance(text, str) else text, "cases.csv")))


def sheet_rows(*lines: str) -> list[Row]:
    return csv_rows("\n".join(lines))


def cell_of(row: Row) -> dict[str, str]:
    """Cell → message of every fault found on reading."""
    found = {}
    for fault in row.faults:
        cell = row.cell(fault)
        assert cell is not None
        found[cell.name if cell.sheet == next(iter(row.places.values())).sheet else f"{cell.sheet}!{cell.name}"] = (
            fault.message
        )
    return found


class TestSize:
    """What would take long, or much memory, is bounded, and what is bounded is said."""

    def test_a_line_of_many_signs_is_no_long_search_for_the_delimiter(self) -> None:
        # Each of them was tried on the whole line, for hours.
        signs = "".join(map(chr, range(0x2190, 0x2190 + 3_000)))
        with pytest.raises(BatchInputError, match="headings cannot be used"):
            csv_rows(f"{NAMES},{signs}{'a' * 900_000}\n{TWO}")

    def test_a_delimiter_of_ones_own_is_found_beside_many_other_signs(self) -> None:
        (row,) = csv_rows(f"{NAMES.replace(',', '§')}§#€£¥¢%&!?+=^~@\n{TWO.replace(',', '§')}")
        assert row.raw_case["student"] == {"name": "Maya Okafor"}

    def test_of_many_headings_the_first_wrong_ones_are_named(self) -> None:
        names = ",".join(f"student nam{number}" for number in range(30_000))
        with pytest.raises(BatchInputError) as refused:
            csv_rows(f"{NAMES},{names}\n{TWO}")
        assert str(refused.value).count("did you mean") == 20

    def test_a_heading_that_is_nearly_a_path_is_read_in_one_go(self) -> None:
        with pytest.raises(BatchInputError, match="headings cannot be used"):
            csv_rows(f"{NAMES},a.{'a' * 200_000}!\n{TWO}")

    def test_of_many_cells_without_a_heading_the_first_are_named(self) -> None:
        (row,) = csv_rows(f"{NAMES}\n{TWO}{',x' * 5_000}")
        assert list(cell_of(row)) == [*(f"{letter}2" for letter in "CDEFGHIJKLMNOPQRSTUV"), "W2"]
        assert row.faults[-1].message == "More cells of this row have no heading. Look at the row as a whole."

    def test_a_row_too_long_is_a_fault_and_the_next_is_read(self) -> None:
        first, second, third = csv_rows(f"{NAMES}\n{TWO}\n{'x,' * 2_200_000}\n{TWO}")
        assert first.raw_case == third.raw_case and not first.faults + third.faults
        assert second.faults[0].message == "This row is longer than 4,194,304 characters. Shorten it."

    def test_a_row_too_long_with_an_open_quotation_mark_ends_the_reading(self) -> None:
        lines = ("x," * 1_000 + "\n") * 2_200
        first, second = csv_rows(f'{NAMES}\n{TWO}\n"{lines}"\n{TWO}')
        assert not first.faults
        assert "never closed" in second.faults[0].message

    def test_rows_past_the_limit_are_not_read_and_the_last_row_says_so(self) -> None:
        lines = b"\n".join([json.dumps(SMALLEST).encode()] * 5)
        rows = list(rows_of(replace(source_of_bytes(lines, "cases.jsonl"), row_limit=3)))
        assert [bool(row.faults) for row in rows] == [False, False, False, True]
        assert (rows[3].number, rows[3].faults[0].message[:22]) == (4, "Of one file 3 rows are")


class TestCsv:
    def test_headings_may_be_labels_or_paths_in_any_case(self) -> None:
        for headings in (
            NAMES,
            "student/name,sender.name",
            "STUDENT'S FULL NAME *, your full name *",
            "Student’s full\u00a0name,Your full name",
        ):
            (row,) = sheet_rows(headings, TWO)
            assert row.raw_case == SMALLEST

    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~"])
    def test_any_delimiter_is_found(self, delimiter: str) -> None:
        lines = (NAMES, TWO)
        assert sheet_rows(*(line.replace(",", delimiter) for line in lines))[0].raw_case == SMALLEST

    def test_excels_own_first_line_is_understood(self) -> None:
        (row,) = sheet_rows("sep=;", NAMES.replace(",", ";"), TWO.replace(",", ";"))
        assert (row.number, row.raw_case) == (2, SMALLEST)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
    def test_any_encoding_of_a_spreadsheet_is_read(self, encoding: str) -> None:
        rows = rows_of(source_of_bytes(f"{NAMES}\nJosé Núñez,Zoë O’Neil\n".encode(encoding), "cases.csv"))
        assert [row.raw_case["student"]["name"] for row in rows] == ["José Núñez"]
        assert [note[:34] for note in rows.notes] == (
            ["The file is not UTF-8 and was read"] if encoding == "cp1252" else []
        )

    def test_a_cell_may_hold_line_breaks_and_row_numbers_stay_those_of_the_sheet(self) -> None:
        rows = sheet_rows(f"{NAMES},What you see", f'{TWO},"one\nstill one; two"', "", TWO)
        assert [row.number for row in rows] == [2, 4]
        assert rows[0].raw_case["concerns"] == ["one\nstill one", "two"]

    def test_paths_with_places_fill_lists_without_gaps(self) -> None:
        heads = f"{NAMES},attendance/log/0/date,attendance/log/0/kind,attendance/log/2/date,concerns/5"
        (row,) = sheet_rows(heads, f"{TWO},2026-09-01,late,2026-09-03,tired")
        assert row.raw_case["attendance"] == {"log": [{"date": "2026-09-01", "kind": "late"}, {"date": "2026-09-03"}]}
        assert row.raw_case["concerns"] == ["tired"]

    def test_an_unclosed_quotation_mark_is_named_with_its_row(self) -> None:
        first, broken = sheet_rows(NAMES, TWO, '"Maya,Adaeze', TWO, TWO)
        assert not first.faults
        assert (broken.number, "never closed" in broken.faults[0].message) == (3, True)

    def test_a_row_with_quotation_marks_that_do_not_match_is_named_and_the_next_is_read(self) -> None:
        rows = sheet_rows(NAMES, TWO, '"Maya" O,Adaeze', f"{'x' * 2_000_000},Ada", TWO)
        assert [(row.number, bool(row.faults)) for row in rows] == [(2, False), (3, True), (4, True), (5, False)]
        assert ["do not match" in rows[1].faults[0].message, "longer than" in rows[2].faults[0].message] == [True, True]

    def test_the_headings_may_stand_below_a_title(self) -> None:
        for lines in (("Clients 2026", ""), ("Clients 2026;;", ";;")):
            (row,) = sheet_rows(*lines, NAMES.replace(",", ";"), TWO.replace(",", ";"))
            assert (row.number, row.raw_case) == (4, SMALLEST)

    def test_a_sign_that_means_nothing_in_the_encoding_is_a_fault_not_a_question_mark(self) -> None:
        (row,) = csv_rows(f"{NAMES}\nMa".encode() + b"\x81ya,Ad\xe9\n")
        assert list(cell_of(row)) == ["A2"]

    def test_a_cell_without_a_heading_is_a_fault_there(self) -> None:
        (row,) = sheet_rows(NAMES, f"{TWO},,extra")
        assert list(cell_of(row)) == ["D2"]

    @pytest.mark.parametrize(
        ("headings", "said"),
        [
            ("Student's full name,Your name of it", "Your name of it"),
            (f"{NAMES},Attorney", "C “Attorney”"),
            (f"{NAMES},student/name", "a column before it is the same field"),
            ("Child,Parent", "No row near the top has the headings"),
            ("Student's full name,State", "no column “Your full name”"),
        ],
    )
    def test_headings_that_are_no_fields_stop_the_file(self, headings: str, said: str) -> None:
        with pytest.raises(BatchInputError) as caught:
            sheet_rows(headings, TWO)
        assert said in str(caught.value)

    @pytest.mark.parametrize("text", ["\n\n", ",,\n", "\ufeff\n"])
    def test_a_file_without_a_word_cannot_be_read(self, text: str) -> None:
        with pytest.raises(BatchInputError, match="nothing in this file"):
            csv_rows(text)

    def test_a_column_with_a_hash_is_left_out(self) -> None:
        (row,) = sheet_rows(f"{NAMES},# Attorney,", f"{TWO},Dana Ortiz,")
        assert row.raw_case == SMALLEST


class TestCells:
    @pytest.mark.parametrize(
        ("heading", "text", "pointer", "value"),
        [
            ("attendance/from", "2026-09-14", "attendance.from", "2026-09-14"),
            ("attendance/from", "9/14/2026", "attendance.from", "2026-09-14"),
            *(
                ("attendance/from", text, "attendance.from", "2026-09-04")
                for text in (
                    *("9-4-2026", "2026-9-4", "2026/09/04", "2026-09-04 00:00:00", "2026-09-04T00:00:00.000Z"),
                    *("9/4/2026 12:00:00 AM", "September 4, 2026", "Sept. 4 2026", "sep 4th, 2026", "4 September 2026"),
                )
            ),
            ("attendance/days_absent", "12", "attendance.days_absent", 12),
            ("attendance/days_absent", "12.0", "attendance.days_absent", 12),
            ("credit_recovery_proposal/credits_earned", "0.5", "credit_recovery_proposal.credits_earned", 0.5),
            ("credit_recovery_proposal/summer", "Yes", "credit_recovery_proposal.summer", True),
            ("credit_recovery_proposal/summer", "no", "credit_recovery_proposal.summer", False),
            ("sender/role", "Foster parent", "sender.role", "foster_parent"),
            ("state", "tx", "state", "TX"),
            ("student/student_id", "00417", "student.student_id", "00417"),
            (
                "documents",
                "Evaluation request; section-504-letter",
                "documents",
                ["evaluation_request", "section_504_letter"],
            ),
            (
                "barriers",
                "anxiety; sleep: up at 3",
                "barriers",
                [{"kind": "anxiety"}, {"kind": "sleep", "detail": "up at 3"}],
            ),
        ],
    )
    def test_a_cell_is_read_as_its_field_asks(self, heading: str, text: str, pointer: str, value: Any) -> None:
        (row,) = sheet_rows(f"{NAMES};{heading}".replace(",", ";"), f'{TWO};"{text}"'.replace("Okafor,", "Okafor;"))
        found: Any = row.raw_case
        for name in pointer.split("."):
            found = found[name]
        assert (found, row.faults) == (value, ())

    @pytest.mark.parametrize(
        ("heading", "text"),
        [
            ("attendance/from", "14/9/2026"),
            ("attendance/from", "9/14/26"),
            ("attendance/from", "soon"),
            ("attendance/from", "Sept 4"),
            ("attendance/from", "Sectember 4, 2026"),
            ("attendance/from", "2026-09-04 08:30"),
            ("attendance/from", "46269"),
            ("attendance/from", "04.09.2026"),
            ("attendance/days_absent", "1,200"),
            ("attendance/days_absent", "1.5"),
            ("credit_recovery_proposal/summer", "perhaps"),
            ("student/name", "#REF!"),
        ],
    )
    def test_what_cannot_be_read_for_sure_is_a_fault_at_its_cell(self, heading: str, text: str) -> None:
        heads = (
            ["sender/name", "student/name"] if heading == "student/name" else ["student/name", "sender/name", heading]
        )
        (row,) = sheet_rows("|".join(heads), "|".join([*["Ada"] * (len(heads) - 1), text]))
        assert list(cell_of(row)) == ["B2" if heading == "student/name" else "C2"]
        assert text not in "".join(cell_of(row).values())

    def test_an_ambiguous_date_is_read_month_first_and_said_so(self) -> None:
        (row,) = sheet_rows(f"{NAMES},attendance/from,attendance/to", f"{TWO},9/4/2026,9/14/2026")
        assert row.raw_case["attendance"] == {"from": "2026-09-04", "to": "2026-09-14"}
        assert [(advisory.id, advisory.pointer) for advisory in row.advice] == [
            ("sheet_month_first", "/attendance/from")
        ]

    def test_choices_are_ids_names_or_own_words_and_a_misspelt_id_is_refused(self) -> None:
        entry = next(iter(catalog("evaluations")))
        heading = "evaluation_request/evaluations"
        cells = f"{entry.id}; {entry.name['es'].upper()}; a look at reading; functional_behavoir"
        (row,) = sheet_rows(f"{NAMES},{heading}", f'{TWO},"{cells}"')
        assert row.raw_case["evaluation_request"]["evaluations"] == [
            {"id": entry.id},
            {"id": entry.id},
            {"text": "a look at reading"},
            {"id": "functional_behavoir"},
        ]

    def test_no_name_of_a_catalogue_means_two_entries_and_all_fit_a_drop_down(self) -> None:
        for name in CATALOG_NAMES:
            names = [entry.name["en"] for entry in catalog(name)]
            assert len({text.casefold() for text in names}) == len(names), name


class TestChanges:
    def changed(self, *changes: str) -> Any:
        (row,) = with_changes(rows_of(source_of_bytes(json.dumps(SMALLEST).encode(), "case.json")), changes)
        return row.raw_case

    def test_a_path_sets_its_field(self) -> None:
        assert self.changed("student.grade=7")["student"] == {"name": "Maya Okafor", "grade": "7"}

    def test_a_bare_name_sets_it_in_every_document_that_has_it(self) -> None:
        case = self.changed("review_on=2027-01-15")
        day = {"review_on": "2027-01-15"}
        assert (case["section_504_letter"], case["credit_recovery_proposal"]) == (day, day)

    def test_a_list_is_set_as_in_a_cell(self) -> None:
        assert self.changed("documents=evaluation_request; section_504_letter")["documents"] == [
            "evaluation_request",
            "section_504_letter",
        ]

    def test_a_barrier_is_set_with_its_words_as_in_a_cell(self) -> None:
        assert self.changed("barriers=anxiety: mornings; noise")["barriers"] == [
            {"kind": "anxiety", "detail": "mornings"},
            {"kind": "noise"},
        ]

    def test_what_is_no_object_where_one_belongs_stays_for_the_case_to_name(self) -> None:
        raw_case = json.dumps({**SMALLEST, "student": "Maya"}).encode()
        (row,) = with_changes(rows_of(source_of_bytes(raw_case, "case.json")), ["student.grade=7"])
        assert row.raw_case["student"] == "Maya"

    @pytest.mark.parametrize("change", ["review_on", "name=x", "nowhere=1", "date=soon", "attendance.log=1"])
    def test_what_names_no_one_field_or_holds_no_value_is_refused(self, change: str) -> None:
        with pytest.raises(BatchInputError):
            self.changed(change)


class TestSources:
    def test_the_first_bytes_tell_what_a_wrong_ending_hides(self, tmp_path: Path) -> None:
        for name, content in (("cases.csv", json.dumps([SMALLEST]).encode()), ("cases.jsonl", empty_workbook())):
            path = tmp_path / name
            path.write_bytes(content)
            found = [list(rows_of(source)) for source in (source_of_path(path), source_of_bytes(content, name))]
            assert found[0] == found[1] == ([Row(1, SMALLEST)] if name == "cases.csv" else [])

    def test_a_file_without_a_client_says_so(self) -> None:
        for content, name in ((f"{NAMES}\n".encode(), "a.csv"), (b"[]", "a.json"), (empty_workbook(), "a.xlsx")):
            rows = rows_of(source_of_bytes(content, name))
            assert (list(rows), [note[:24] for note in rows.notes]) == ([], ["There is no client in th"])

    def test_a_file_of_another_kind_or_none_is_named(self, tmp_path: Path) -> None:
        for path, said in ((tmp_path / "cases.docx", "ending"), (tmp_path / "no.csv", "no such file")):
            with pytest.raises(BatchInputError, match=said):
                source_of_path(path)
