"""What several documents say in the same words."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.catalogs import BARRIERS, barrier_label
from service.assembly import Placeholder
from service.casework.context import context_for
from service.casework.wording import upper_first
from tests.builders import TODAY, a_case


def situation_of(changes: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return context_for(a_case(changes, **more), "evaluation_request", today=TODAY)


class TestBarriers:
    @pytest.mark.parametrize("kind", BARRIERS)
    def test_are_named_in_words(self, kind: str) -> None:
        (barrier,) = situation_of(barriers=[{"kind": kind}])["barriers"]
        label = barrier_label(kind, "en")
        assert (barrier["label"], barrier["line"]) == (label, f"{upper_first(label)}.")

    def test_say_kind_and_detail_in_one_line(self) -> None:
        (barrier,) = situation_of(barriers=[{"kind": "sleep", "detail": "Awake until 2 a.m."}])["barriers"]
        assert barrier["line"] == f"{upper_first(barrier_label('sleep', 'en'))}: Awake until 2 a.m."

    def test_say_the_detail_alone_where_the_kind_is_not_given(self) -> None:
        (barrier,) = situation_of(barriers=[{"detail": "crowded hall"}])["barriers"]
        assert (barrier["label"], barrier["line"]) == ("", "Crowded hall.")


class TestProviders:
    @pytest.mark.parametrize(
        ("provider", "sentence"),
        (
            (
                {
                    "name": "Dr. Ruth Adeyemi",
                    "role": "pediatrician",
                    "organization": "Cedar Clinic",
                    "diagnosis": "anxiety disorder.",
                    "date": "2026-09-30",
                    "summary": "advises a gradual return",
                },
                "Dr. Ruth Adeyemi, pediatrician at Cedar Clinic, has diagnosed anxiety disorder "
                "(September\u00a030, 2026). Advises a gradual return.",
            ),
            ({"name": "Dr. Adeyemi", "diagnosis": "anxiety"}, "Dr. Adeyemi has diagnosed anxiety."),
            (
                {"name": "Dr. Adeyemi", "role": "therapist", "summary": "No physical cause."},
                "Dr. Adeyemi, therapist: No physical cause.",
            ),
            ({"role": "therapist"}, "Therapist has been consulted."),
            (
                {"organization": "Cedar Clinic", "date": "2026-09-30"},
                "Cedar Clinic has been consulted (September\u00a030, 2026).",
            ),
            ({"name": "Dr. Adeyemi", "role": "therapist"}, "Dr. Adeyemi, therapist, has been consulted."),
            ({"diagnosis": "anxiety"}, "A professional outside the school has diagnosed anxiety."),
            ({"date": "2026-09-30"}, "A professional outside the school has been consulted (September\u00a030, 2026)."),
        ),
    )
    def test_are_told_in_sentences_of_what_is_known(self, provider: dict[str, str], sentence: str) -> None:
        assert situation_of(providers=[provider])["providers"][0]["sentence"] == sentence


class TestLinesAndRows:
    def test_concerns_are_sentences(self) -> None:
        lines = situation_of(concerns=["cries before school", "Does she sleep?"])["concern_lines"]
        assert lines == ["Cries before school.", "Does she sleep?"]

    def test_strengths_are_one_list_or_lines_of_their_own(self) -> None:
        made = situation_of(strengths=["draws comics.", "is kind"])
        assert made["strength_list"] == "draws comics and is kind"
        assert made["strength_lines"] == ["Draws comics.", "Is kind."]
        assert (situation_of()["strength_list"], situation_of()["strength_lines"]) == ("", [])

    def test_there_is_one_row_to_fill_where_nothing_is_given(self) -> None:
        made = situation_of()
        assert [row["what"] for row in made["support_rows"]] == [
            Placeholder("what was tried", "supports_tried[0].what")
        ]
        assert made["enclosure_rows"] == [Placeholder("enclosure", "enclosures[0]")]
        assert made["copy_rows"] == [Placeholder("name of the person who gets a copy", "cc[0].name")]

    def test_rows_are_what_is_given(self) -> None:
        made = situation_of(
            supports_tried=[{"what": "Later start", "since": "2026-10-05"}, {"since": "since fall"}],
            enclosures=["Report"],
            cc=[{"name": "Sam Whitlock", "title": "Principal", "email": "s@b.org"}, {"title": "Counselor"}],
        )
        assert [row["since"] for row in made["support_rows"]] == ["October 5, 2026", "Since fall"]
        assert made["enclosure_rows"] == ["Report"]
        assert made["copy_rows"] == ["Sam Whitlock, Principal, s@b.org", "Counselor"]

    def test_the_way_of_delivery_is_given_or_a_blank(self) -> None:
        assert situation_of({"evaluation_request.delivery": "by hand"})["delivery"] == "By hand"
        assert situation_of()["delivery"] == Placeholder("how the letter is sent", "evaluation_request.delivery")

    @pytest.mark.parametrize(
        ("home", "testing"), ((None, ""), ("English", ""), ("english", ""), ("Inglés", ""), ("Spanish", "Spanish"))
    )
    def test_testing_is_asked_for_in_a_language_other_than_english(self, home: str | None, testing: str) -> None:
        made = situation_of({"student.home_language": home} if home else {})
        assert made["testing_language"] == testing

    def test_the_family_has_a_language_only_when_it_needs_an_interpreter(self) -> None:
        assert situation_of({"sender.needs_interpreter": "Hmong"})["family_language"] == "Hmong"
        assert situation_of({"student.home_language": "Hmong"})["family_language"] == ""
