"""What each type of field takes and what it refuses, said through a whole case."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from schemas.fields import STATE_CODES, tidied
from schemas.walk import fields_by_path
from tests.builders import a_case, a_raw_case, faults_of

TEXT, PARAGRAPH, DATE = "student.school", "academic_impact", "student.date_of_birth"
WHOLE, NUMBER, YES_NO = (
    "attendance.days_absent",
    "credit_recovery_proposal.credits_earned",
    "evaluation_request.consent_ready",
)
CHOICE, EMAIL, STATE = "student.grade", "sender.email", "state"
LIST, GROUP = "concerns", "recipient"
EVERY = (TEXT, PARAGRAPH, DATE, WHOLE, NUMBER, YES_NO, CHOICE, EMAIL, STATE, LIST, GROUP)

NOT_TEXT = "This must be text: put it in quotation marks."
NOT_A_DATE = "This must be a date in quotation marks, such as “2026-09-14”."
NOT_WHOLE = "This must be a whole number without quotation marks, such as 12."
NOT_A_NUMBER = "This must be a number without quotation marks, such as 3 or 0.5."
NOT_YES_NO = "This must be true or false, without quotation marks."
NULL = "This is empty (null). Give a value, or leave the field out."


def pointer(path: str) -> str:
    return "/" + path.replace(".", "/")


def refused(path: str, value: Any) -> str:
    """The one message that this value of this field gets, at the field itself."""
    found = faults_of(a_raw_case({path: value}))
    assert list(found) == [pointer(path)], found
    (message,) = found[pointer(path)]
    return message


def taken(path: str, value: Any) -> Any:
    """What becomes of this value of this field; None when it counts as not given."""
    return a_case({path: value}).get(path)


def test_a_bare_id_is_told_to_be_an_object_with_an_id_or_a_text() -> None:
    for path, value in (("section_504_letter.accommodations", ["calm_space"]), ("reintegration_plan.goals", ["x"])):
        block, field = path.split(".")
        (messages,) = faults_of(a_raw_case({block: {field: value}})).values()
        assert messages == [
            "This must be an object: {“id”: …} for an entry of the catalogue, or {“text”: …} for your own words."
        ]


class TestEveryType:
    @pytest.mark.parametrize("path", EVERY)
    def test_null_is_refused_with_a_word_on_leaving_the_field_out(self, path: str) -> None:
        assert refused(path, None) == NULL

    @pytest.mark.parametrize("path", ["student", "student.name", "sender", "sender.name"])
    def test_null_where_something_is_required_asks_for_it(self, path: str) -> None:
        assert refused(path, None).startswith("Add ")

    @pytest.mark.parametrize("path", (TEXT, PARAGRAPH, DATE, CHOICE, EMAIL, STATE))
    @pytest.mark.parametrize(
        "blank", ("", " ", "\t\r\n", "\u00a0\u3000", "\u200b", "\ufeff \u2060", "\u00ad\u200e\u3164\u2800")
    )
    def test_blank_only_text_counts_as_not_given(self, path: str, blank: str) -> None:
        if path == DATE and blank.strip():
            assert "“2026-09-14”" in refused(path, blank)
        else:
            assert taken(path, blank) is None

    @pytest.mark.parametrize(
        ("path", "message"),
        (
            (TEXT, NOT_TEXT),
            (PARAGRAPH, NOT_TEXT),
            (CHOICE, NOT_TEXT),
            (EMAIL, NOT_TEXT),
            (STATE, NOT_TEXT),
            (DATE, NOT_A_DATE),
        ),
    )
    @pytest.mark.parametrize("value", (1, 0, 1.5, True, False, 10**30))
    def test_numbers_and_truth_values_are_not_text(self, path: str, message: str, value: Any) -> None:
        assert refused(path, value) == message

    @pytest.mark.parametrize(("path", "message"), ((WHOLE, NOT_WHOLE), (NUMBER, NOT_A_NUMBER), (YES_NO, NOT_YES_NO)))
    @pytest.mark.parametrize("value", ("3", "true", "", "3.0", "yes", [], {}, [3], {"value": 3}))
    def test_text_lists_and_objects_are_no_numbers_or_truth_values(self, path: str, message: str, value: Any) -> None:
        assert refused(path, value) == message


class TestText:
    @pytest.mark.parametrize(("value", "bracket"), (([], "[square brackets]"), ({}, "{curly braces}")))
    def test_lists_and_objects_are_refused_by_their_brackets(self, value: Any, bracket: str) -> None:
        assert refused(TEXT, value) == f"This must be one text in quotation marks, without {bracket}."

    def test_ends_are_trimmed(self) -> None:
        assert taken(TEXT, " \t\ufeffHarlan  Middle\u200b\u00a0\n") == "Harlan  Middle"

    @pytest.mark.parametrize("end", ("\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"))
    def test_every_line_break_becomes_one_newline(self, end: str) -> None:
        assert taken(PARAGRAPH, f"one{end}two{end}{end}three") == "one\ntwo\n\nthree"
        assert refused(TEXT, f"one{end}two") == "This must stand on one line. Take the line breaks out."

    @pytest.mark.parametrize("sign", [*map(chr, range(0x20)), "\ud800", "\udfff", "\ufffe", "\uffff"])
    def test_signs_that_xml_cannot_hold_are_refused_with_their_place(self, sign: str) -> None:
        if sign in "\t\n\r ":
            assert taken(PARAGRAPH, f"ab{sign}c") == tidied(f"ab{sign}c")
        else:
            message = refused(PARAGRAPH, f"ab{sign}c")
            assert message.startswith(f"Character 3 (U+{ord(sign):04X}) cannot be put in a Word file.")

    @pytest.mark.parametrize("text", ("a\U0001f642b", "\ue000", "\ufffd", "\x7f", "न\u200dमः", "\u202bשלום", "a\u0301"))
    def test_signs_that_xml_can_hold_stay_as_they_are(self, text: str) -> None:
        assert taken(TEXT, text) == text

    def test_limit_counts_characters_after_trimming(self) -> None:
        assert taken(TEXT, " " + "字" * 120 + " ") == "字" * 120
        assert refused(TEXT, "字" * 121) == (
            "This has 121 characters; at most 120 fit. Shorten it, or send the rest as an enclosure."
        )

    def test_paragraphs_hold_a_page(self) -> None:
        assert taken(PARAGRAPH, "a" * 5_000) == "a" * 5_000
        assert "5,001 characters; at most 5,000" in refused(PARAGRAPH, "a" * 5_001)


class TestRequiredNames:
    @pytest.mark.parametrize("blank", ("", "  ", "\u200b"))
    def test_a_blank_name_is_missing(self, blank: str) -> None:
        found = faults_of(a_raw_case({"student.name": blank, "sender.name": blank}))
        assert found == {
            "/student/name": ["Add the student's full name: no letter can be written without it."],
            "/sender/name": ["Add your full name: no letter can be sent without the name of the person who signs."],
        }

    def test_both_objects_are_named_when_both_are_missing(self) -> None:
        assert faults_of({}) == {
            "/student": ["Add “student” with at least the student's full name in “name”."],
            "/sender": ["Add “sender” with at least the full name of the person who signs in “name”."],
        }

    def test_empty_objects_lack_the_name_alone(self) -> None:
        assert list(faults_of({"student": {}, "sender": {}})) == ["/student/name", "/sender/name"]


class TestDate:
    @pytest.mark.parametrize("text", ("1900-01-01", "2024-02-29", " 2020-12-31\n"))
    def test_days_of_the_calendar_are_taken(self, text: str) -> None:
        day = taken("reintegration_plan.start_on", text)
        assert day.isoformat() == text.strip()

    @pytest.mark.parametrize(
        "text",
        (
            "11/16/2026",
            "16.11.2026",
            "2026-9-14",
            "20260914",
            "2026-W38-1",
            "2026-09-14T00:00:00",
            "2026-09-14Z",
            "September 14, 2026",
            "२०२६-०९-१४",
            "2026–09–14",
            "-026-09-14",
            "2026-09-14\x00",
        ),
    )
    def test_other_ways_to_write_a_day_are_told_the_right_one(self, text: str) -> None:
        assert refused("reintegration_plan.start_on", text) == (
            "Write the date as year-month-day with four, two and two digits: “2026-09-14”."
        )

    @pytest.mark.parametrize(
        "text", ("2026-02-29", "2026-13-01", "2026-04-31", "2026-00-10", "2026-01-00", "0000-01-01")
    )
    def test_days_that_no_calendar_has_are_refused(self, text: str) -> None:
        assert refused("reintegration_plan.start_on", text) == (
            "There is no such day in the calendar. Check the month and the day."
        )

    def test_days_of_a_spreadsheet_are_taken_and_held_to_the_same_years(self) -> None:
        path = "reintegration_plan.start_on"
        assert taken(path, dt.date(2026, 9, 14)) == dt.date(2026, 9, 14)
        assert refused(path, dt.date(1899, 12, 30)) == "The year must lie between 1900 and 2100. Check the year."
        assert refused(path, dt.datetime(2026, 9, 14, 8)) == NOT_A_DATE

    @pytest.mark.parametrize("text", ("1899-12-31", "2101-01-01", "0206-09-14", "9999-12-31"))
    def test_years_far_away_are_refused(self, text: str) -> None:
        message = "The year must lie between 1900 and 2100. Check the year."
        assert refused("reintegration_plan.start_on", text) == message


class TestNumbers:
    @pytest.mark.parametrize("value", (0, 2_500, 19.0, -0.0))
    def test_whole_numbers_are_taken_to_the_edge_and_stay_whole(self, value: float) -> None:
        loaded = taken(WHOLE, value)
        assert (type(loaded), loaded) == (int, int(value))

    @pytest.mark.parametrize("value", (-1, 2_501, 10**300, -1.0, 1e300))
    def test_whole_numbers_beyond_the_edge_are_told_where_it_is(self, value: float) -> None:
        assert refused(WHOLE, value) == "This must be a whole number from 0 to 2,500."

    @pytest.mark.parametrize("value", (1.5, float("nan"), float("inf"), float("-inf"), True, False))
    def test_halves_nan_infinity_and_truth_values_are_not_whole(self, value: float) -> None:
        assert refused(WHOLE, value) == NOT_WHOLE

    @pytest.mark.parametrize(
        ("value", "kept"), ((0, 0), (13.5, 13.5), (400, 400), (400.0, 400), (0.0001, 0.0001), (-0.0, 0))
    )
    def test_numbers_are_taken_to_the_edge(self, value: float, kept: float) -> None:
        loaded = taken(NUMBER, value)
        assert loaded == kept and str(loaded) == str(kept)

    @pytest.mark.parametrize("value", (-0.5, 400.25, -(10**300), 1e300))
    def test_numbers_beyond_the_edge_are_told_where_it_is(self, value: float) -> None:
        assert refused(NUMBER, value) == "This must be a number from 0 to 400."

    @pytest.mark.parametrize("value", (float("nan"), float("inf"), True))
    def test_nan_infinity_and_truth_values_are_no_numbers(self, value: float) -> None:
        assert refused(NUMBER, value) == NOT_A_NUMBER

    def test_long_fractions_are_refused(self) -> None:
        assert refused(NUMBER, 0.00001) == "Use at most four digits after the decimal point."

    @pytest.mark.parametrize("value", (0, 1))
    def test_one_and_zero_are_neither_true_nor_false(self, value: int) -> None:
        assert refused(YES_NO, value) == NOT_YES_NO


class TestChoices:
    def test_ends_are_trimmed(self) -> None:
        assert taken(CHOICE, " 12+ ") == "12+"

    @pytest.mark.parametrize(
        ("path", "written", "meant"),
        (
            ("student.pronouns", "She/Her", "she/her"),
            ("sender.role", "foster parent", "foster_parent"),
            (CHOICE, "11th", "11"),
            (CHOICE, "k", "K"),
        ),
    )
    def test_near_words_get_the_right_one_and_all_choices(self, path: str, written: str, meant: str) -> None:
        message = refused(path, written)
        assert f"Did you mean “{meant}”" in message
        assert message.endswith(f"{', '.join(choices_of(path))}.")

    def test_far_words_get_all_choices(self) -> None:
        assert refused("student.pronouns", "ze/zir") == (
            "This is not one of the choices. The choices are: she/her, he/him, they/them."
        )

    def test_every_state_and_dc_is_known(self) -> None:
        assert len(STATE_CODES) == 51
        assert [taken(STATE, code) for code in STATE_CODES] == list(STATE_CODES)

    @pytest.mark.parametrize("written", ("ca", "California", "PR", "XX", "CA, NV"))
    def test_other_words_are_no_state(self, written: str) -> None:
        assert refused(STATE, written) == (
            "This is not the code of a US state or DC. Use two capital letters, such as TX for Texas."
        )


def choices_of(path: str) -> tuple[str, ...]:
    return fields_by_path()[path].choices


class TestEmail:
    @pytest.mark.parametrize("text", ("a@b.org", "j.o+school@mail.example.co", "zoë@exämple.org", " a@b.org "))
    def test_addresses_are_taken(self, text: str) -> None:
        assert taken(EMAIL, text) == text.strip()

    @pytest.mark.parametrize(
        "text",
        ("jo", "jo@", "@example.org", "jo@example", "Jo <jo@b.org>", "a@b.org, c@d.org", "a b@c.org", "a@@b.org"),
    )
    def test_what_is_no_single_address_is_refused(self, text: str) -> None:
        assert refused(EMAIL, text) == "This is not an e-mail address. Write one address, like name@example.org."


class TestListsAndGroups:
    @pytest.mark.parametrize("value", ("Cries", 1, True, {}, {"0": "Cries"}))
    def test_what_is_no_list_is_refused(self, value: Any) -> None:
        assert refused(LIST, value) == "This must be a list: put the entries in [square brackets], also a single one."

    @pytest.mark.parametrize("value", ("Dr. Ortiz", 1, True, [], [{}]))
    def test_what_is_no_object_is_refused(self, value: Any) -> None:
        assert refused(GROUP, value) == "This must be an object: put its fields in {curly braces}."

    def test_what_holds_nothing_counts_as_not_given(self) -> None:
        nothing = {"cc": [{}, {"name": " "}], "recipient": {}, "attendance": {"log": []}, "concerns": ["", "\u200b"]}
        assert a_case(**nothing).values == a_case().values

    def test_blank_entries_are_left_out(self) -> None:
        assert taken(LIST, ["", "one", "  ", "two"]) == ["one", "two"]

    def test_limit_counts_entries(self) -> None:
        assert len(taken(LIST, ["a"] * 30)) == 30
        assert refused(LIST, ["a"] * 31) == "This has 31 entries; at most 30 fit. Keep what matters most."

    def test_a_day_stands_once_in_a_list_of_days(self) -> None:
        found = faults_of(a_raw_case({"section_504_letter.meeting_dates": ["2026-12-01", "", "2026-12-01"]}))
        assert found == {"/section_504_letter/meeting_dates/2": ["This stands in the list twice. Take one out."]}

    def test_each_faulty_entry_is_named_by_its_own_place(self) -> None:
        found = faults_of(a_raw_case(concerns=["", 1, "ok", None, "a\x00"]))
        assert list(found) == ["/concerns/1", "/concerns/3", "/concerns/4"]


class TestCatalogChoices:
    WHERE = "evaluation_request.evaluations"
    ONE_OF = "Give exactly one of “id” (an entry of the catalogue) and “text” (your own words)."

    @pytest.mark.parametrize(
        "choice",
        (
            {"id": "psychological"},
            {"id": "psychological", "detail": "by someone she knows"},
            {"text": "Testing of reading"},
            {"id": "psychological", "text": "  "},
            {"id": "", "text": "Testing of reading"},
        ),
    )
    def test_an_id_or_own_words_are_taken(self, choice: dict[str, str]) -> None:
        (loaded,) = taken(self.WHERE, [choice])
        assert loaded == {name: text for name, text in choice.items() if text.strip()}

    @pytest.mark.parametrize("choice", ({"id": "psychological", "text": "Testing"}, {"detail": "Testing"}))
    def test_both_or_neither_of_id_and_text_are_refused(self, choice: dict[str, str]) -> None:
        assert faults_of(a_raw_case({self.WHERE: [choice]})) == {f"/{self.WHERE.replace('.', '/')}/0": [self.ONE_OF]}

    def test_an_unknown_id_gets_the_nearest_ids(self) -> None:
        found = faults_of(a_raw_case({self.WHERE: [{"id": "psycological"}]}))
        assert found == {
            "/evaluation_request/evaluations/0/id": [
                "This id is not in the catalogue of evaluations. The nearest ids are: psychological. For your own "
                "words use “text” instead of “id”."
            ]
        }

    def test_an_id_like_no_other_gets_the_way_to_all_ids(self) -> None:
        found = faults_of(a_raw_case({"credit_recovery_proposal.courses": [{"route": {"id": "qqqq"}}]}))
        (message,) = found["/credit_recovery_proposal/courses/0/route/id"]
        assert message.startswith(
            "This id is not in the catalogue of recovery routes. The ids are in GET /api/v1/catalog."
        )

    def test_an_id_of_another_catalogue_is_refused(self) -> None:
        assert "/section_504_letter/services/0/id" in faults_of(
            a_raw_case({"section_504_letter.services": [{"id": "psychological"}]})
        )

    def test_a_refused_id_still_counts_as_given(self) -> None:
        """So that both faults come at once, and a wrong id beside a detail is not also told to be missing."""
        both = faults_of(a_raw_case({self.WHERE: [{"id": "qqqq", "text": "Testing"}]}))
        alone = faults_of(a_raw_case({self.WHERE: [{"id": "qqqq", "detail": "soon"}]}))
        assert list(both) == ["/evaluation_request/evaluations/0", "/evaluation_request/evaluations/0/id"]
        assert list(alone) == ["/evaluation_request/evaluations/0/id"]
