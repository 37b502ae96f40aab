"""Dates, lists, numbers and sentences as a letter writes them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.casework.wording import (
    as_sentence,
    counted,
    date_in_words,
    dated,
    joined,
    joined_dates,
    long_date,
    lower_first,
    percent,
    unbroken,
    upper_first,
    without_period,
)

DAYS = [dt.date(2026, 12, 1), dt.date(2026, 12, 3), dt.date(2027, 1, 8)]


class TestDates:
    @pytest.mark.parametrize(
        ("day", "language", "words"),
        (
            (dt.date(2026, 9, 1), "en", "September\u00a01, 2026"),
            (dt.date(1999, 12, 31), "en", "December\u00a031, 1999"),
            (dt.date(2026, 9, 1), "es", "1\u00a0de septiembre de 2026"),
        ),
    )
    def test_are_written_out_in_each_language(self, day: dt.date, language: str, words: str) -> None:
        assert long_date(day, language) == words

    @given(st.dates(), st.sampled_from(("en", "es")))
    def test_name_day_and_year_and_do_not_part_the_day_from_the_month(self, day: dt.date, language: str) -> None:
        words = long_date(day, language)
        assert str(day.year) in words and "\u00a0" in words
        assert str(day.day) in words.replace("\u00a0", " ").replace(",", "").split()

    def test_in_words_may_part_at_every_space(self) -> None:
        assert date_in_words(dt.date(2026, 12, 4), "en") == "December 4, 2026"
        assert date_in_words(dt.date(2026, 12, 4), "es") == "4 de diciembre de 2026"

    @pytest.mark.parametrize(
        ("text", "shown"),
        (
            ("2026-10-05", "October 5, 2026"),
            ("since 2026-10-05", "since 2026-10-05"),
            ("2026-02-30", "2026-02-30"),
            ("2026-10", "October 2026"),
            ("2026-13", "2026-13"),
            ("since September", "since September"),
            ("", ""),
        ),
    )
    def test_typed_as_text_are_written_out_where_the_text_is_a_date_and_nothing_else(
        self, text: str, shown: str
    ) -> None:
        assert dated(text, "en") == shown

    @pytest.mark.parametrize(
        ("days", "words"),
        (
            (DAYS[:1], "December\u00a01, 2026"),
            (DAYS[:2], "December\u00a01 or December\u00a03, 2026"),
            (DAYS[1:], "December\u00a03, 2026, or January\u00a08, 2027"),
            (DAYS, "December\u00a01, 2026; December\u00a03, 2026; or January\u00a08, 2027"),
            ([*DAYS[:2], dt.date(2026, 12, 9)], "December\u00a01, December\u00a03 or December\u00a09, 2026"),
        ),
    )
    def test_in_a_list_say_the_year_once_where_it_is_the_same(self, days: list[dt.date], words: str) -> None:
        assert joined_dates(days, "en", "or") == words

    def test_in_a_spanish_list_are_whole(self) -> None:
        assert joined_dates(DAYS[:2], "es", "o") == "1\u00a0de diciembre de 2026 o 3\u00a0de diciembre de 2026"


class TestLists:
    @pytest.mark.parametrize(
        ("items", "words"),
        (
            ([], ""),
            (["a"], "a"),
            (["a, b"], "a, b"),
            (["a", "b"], "a and b"),
            (["a", "b", "c"], "a, b and c"),
            (["a, b", "c"], "a, b; and c"),
            (["a", "b, c"], "a and b, c"),
            (["a", "b, c", "d"], "a; b, c; and d"),
        ),
    )
    def test_are_joined_so_that_items_stay_apart(self, items: list[str], words: str) -> None:
        assert joined(items) == words

    def test_use_the_word_of_the_language_or_another(self) -> None:
        assert joined(["a", "b"], "es") == "a y b"
        assert joined(["a", "b"], last="or") == "a or b"

    @given(st.lists(st.text(alphabet="12,", min_size=1), min_size=2, max_size=6))
    def test_keep_every_item_in_its_place(self, items: list[str]) -> None:
        apart = "; " if any("," in item for item in items) else ", "
        before, _, last = joined(items).rpartition(" and ")
        assert [*before.removesuffix(";").split(apart), last] == items


class TestNumbers:
    @pytest.mark.parametrize(
        ("count", "words"),
        (
            (0, "no late arrivals"),
            (1, "one late arrival"),
            (2, "two late arrivals"),
            (9, "nine late arrivals"),
            (10, "10 late arrivals"),
            (1_234, "1,234 late arrivals"),
        ),
    )
    def test_are_words_up_to_nine_and_agree_with_what_is_counted(self, count: int, words: str) -> None:
        assert counted(count, "late arrival", "late arrivals") == words

    @pytest.mark.parametrize(
        ("part", "whole", "words"),
        (
            (19, 56, "34 percent"),
            (56, 56, "100 percent"),
            (0, 56, "0 percent"),
            (1, 400, "less than 1 percent"),
            (2, 201, "less than 1 percent"),
            (3, 201, "1 percent"),
        ),
    )
    def test_as_shares_are_rounded_and_a_small_share_is_not_none(self, part: int, whole: int, words: str) -> None:
        assert percent(part, whole) == words


class TestSentences:
    @pytest.mark.parametrize(
        ("text", "sentence"),
        (
            ("She cries", "She cries."),
            ("She cries.", "She cries."),
            ("Why?", "Why?"),
            ("No!", "No!"),
            ("And then…", "And then…"),
            ("She said “no.”", "She said “no.”"),
        ),
    )
    def test_end_with_one_mark(self, text: str, sentence: str) -> None:
        assert as_sentence(text) == sentence
        assert as_sentence(as_sentence(text)) == as_sentence(text)

    @pytest.mark.parametrize(
        ("text", "part"),
        (("She cries.", "She cries"), ("She cries", "She cries"), ("and so on...", "and so on..."), ("", "")),
    )
    def test_lose_their_period_inside_another_sentence(self, text: str, part: str) -> None:
        assert without_period(text) == part

    @pytest.mark.parametrize(
        ("text", "lower"), (("Parent", "parent"), ("ADHD", "ADHD"), ("A", "A"), ("", ""), ("éa", "éa"), ("Éa", "éa"))
    )
    def test_begin_in_lower_case_unless_they_begin_with_an_abbreviation(self, text: str, lower: str) -> None:
        assert lower_first(text) == lower

    @pytest.mark.parametrize(
        ("text", "upper"), (("parent", "Parent"), ("", ""), ("élan", "Élan"), ("字", "字"), ("7 days", "7 days"))
    )
    def test_begin_with_a_capital_where_there_is_one(self, text: str, upper: str) -> None:
        assert upper_first(text) == upper

    def test_keep_a_federal_citation_on_one_line(self) -> None:
        assert (
            unbroken("Due (34 CFR 300.503(a); 20 USC 1412)")
            == "Due (34\u00a0CFR\u00a0300.503(a); 20\u00a0USC\u00a01412)"
        )
        assert unbroken("(OSEP Memorandum 11-07)") == "(OSEP Memorandum 11\u201107)"
        assert unbroken("WAC 392-172A, 34 CFR") == "WAC 392-172A, 34 CFR"
