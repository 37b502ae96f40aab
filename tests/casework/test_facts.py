"""The facts hold what they promise: complete, sourced, in two languages, and nothing unsure among what is
printed."""

from __future__ import annotations

import dataclasses
import re
from datetime import date

import pytest

from service.casework.facts import (
    Clock,
    StateRules,
    Text,
    citations,
    federal_fact,
    federal_facts,
    state_codes,
    state_rules,
)

STATES = [
    *("AK", "AL", "AR", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "HI", "IA", "ID", "IL", "IN", "KS"),
    *("KY", "LA", "MA", "MD", "ME", "MI", "MN", "MO", "MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM", "NV"),
    *("NY", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VA", "VT", "WA", "WI", "WV", "WY"),
]


def rules_of(code: str) -> StateRules:
    rules = state_rules(code)
    assert rules is not None
    return rules


def every_clock() -> list[tuple[str, Clock]]:
    return [(code, clock) for code in state_codes() for clock in (*rules_of(code).answer, *rules_of(code).evaluation)]


def every_text() -> list[Text]:
    texts: list[Text] = [rules_of(code).name for code in state_codes()]
    for _, clock in every_clock():
        texts += [text for text in (clock.what, clock.from_text) if text is not None]
        texts += clock.pauses
    return texts


class TestStates:
    def test_fifty_states_and_dc_have_rules(self) -> None:
        assert list(state_codes()) == STATES

    @pytest.mark.parametrize("code", [None, "", "PR", "tx", "ZZ"])
    def test_an_unknown_state_has_none(self, code: str | None) -> None:
        assert state_rules(code) is None

    def test_facts_cannot_be_changed(self) -> None:
        with pytest.raises(dataclasses.FrozenInstanceError):
            rules_of("TX").code = "XX"  # type: ignore[misc]
        with pytest.raises(TypeError):
            rules_of("TX").name["en"] = "Elsewhere"  # type: ignore[index]

    def test_each_was_checked_on_the_day_the_sheets_came_in(self) -> None:
        assert {rules_of(code).checked_on for code in STATES} == {date(2026, 11, 22)}

    def test_four_states_are_too_unsure_to_print(self) -> None:
        assert [code for code in STATES if rules_of(code).confidence == "low"] == ["AK", "IA", "ID", "SD"]

    def test_a_first_evaluation_has_a_clock_in_each(self) -> None:
        assert {len(rules_of(code).evaluation) for code in STATES} == {1, 2}

    def test_two_limits_are_told_from_one(self) -> None:
        joined = {code: rules_of(code).evaluation_limits for code in STATES if len(rules_of(code).evaluation) == 2}
        assert joined == {"DE": "earlier", "MD": "both", "NE": "earlier"}

    def test_the_second_limits_are_those_of_the_rules(self) -> None:
        limits = {
            code: [(clock.days, clock.day_type, clock.counted_from) for clock in rules_of(code).evaluation]
            for code in ("DE", "MD", "NE")
        }
        assert limits == {
            "DE": [(45, "school", "consent"), (90, "calendar", "consent")],
            "MD": [(60, "calendar", "consent"), (90, "calendar", "request")],
            "NE": [(45, "school", "consent"), (60, "calendar", "consent")],
        }

    def test_three_states_count_the_evaluation_from_the_referral(self) -> None:
        assert [code for code in STATES if rules_of(code).evaluation[0].counted_from == "request"] == [
            "CT",
            "NC",
            "VA",
        ]

    def test_a_massachusetts_working_day_is_a_school_day_under_its_own_name(self) -> None:
        clock = rules_of("MA").evaluation[0]
        assert (clock.days, clock.day_type, clock.day_name) == (45, "school", "school_working")

    def test_only_mississippi_counts_the_day_of_the_request(self) -> None:
        assert [code for code, clock in every_clock() if clock.request_day_is_day_one] == ["MS"]

    def test_a_written_request_in_new_york_and_pennsylvania_has_no_number_for_its_answer(self) -> None:
        assert rules_of("NY").answer == rules_of("PA").answer == ()

    def test_what_kansas_knows_from_memory_is_not_claimed(self) -> None:
        assert rules_of("KS").evaluation_covers == "evaluation"

    def test_ages_are_plausible(self) -> None:
        assert {rules_of(code).compulsory_age_to for code in STATES} == {16, 17, 18, 19}
        through = {code: rules_of(code).fape_through_age for code in STATES}
        assert [code for code, age in through.items() if age is None] == ["PA"]
        assert [code for code, age in through.items() if age not in (20, 21, None)] == ["MI"]


class TestClocks:
    def test_each_has_days_a_kind_and_a_start(self) -> None:
        for code, clock in every_clock():
            assert 1 < clock.days <= 90, code
            assert clock.day_type in ("calendar", "school", "business"), code
            assert clock.counted_from in ("request", "consent", "meeting"), code

    def test_each_answer_says_what_is_owed(self) -> None:
        for code in STATES:
            assert len(rules_of(code).answer) <= 2
            assert all(clock.what for clock in rules_of(code).answer), code

    def test_each_source_is_among_those_of_its_state(self) -> None:
        for code, clock in every_clock():
            assert clock.source_url in rules_of(code).sources, code

    def test_sources_are_addresses(self) -> None:
        for code in STATES:
            assert rules_of(code).sources
            assert all(re.fullmatch(r"https?://\S+", source) for source in rules_of(code).sources), code

    def test_no_citation_carries_a_remark_of_ours(self) -> None:
        remark = re.compile(r"not |read|seen|verified|confirmed|number", re.IGNORECASE)
        assert [clock.citation for _, clock in every_clock() if remark.search(clock.citation)] == []

    def test_every_text_is_there_in_both_languages_and_short(self) -> None:
        for text in every_text():
            assert set(text) == {"en", "es"}
            assert all(0 < len(wording) <= 220 for wording in text.values()), text["en"]

    def test_every_pause_is_a_sentence(self) -> None:
        for code, clock in every_clock():
            for pause in clock.pauses:
                assert all(wording[0].isupper() and wording.endswith(".") for wording in pause.values()), code


class TestFederalFacts:
    def test_a_fact_is_found_by_its_id(self) -> None:
        fact = federal_fact("sixty_day_rule")
        assert (fact.citation, fact.days, fact.confidence) == ("34 CFR 300.301(c)(1)", 60, "high")

    def test_an_unknown_fact_is_an_error(self) -> None:
        with pytest.raises(KeyError):
            federal_fact("thirty_day_rule")

    def test_the_days_of_a_fact_are_those_in_its_sentence(self) -> None:
        for fact in federal_facts().values():
            if fact.days is not None:
                assert f"{fact.days} days" in fact.says, fact.id

    def test_each_has_a_sentence_a_citation_and_a_source(self) -> None:
        assert len(federal_facts()) > 50
        for fact in federal_facts().values():
            assert fact.says.endswith("."), fact.id
            assert re.fullmatch(r"https?://\S+", fact.source_url), fact.id
            assert fact.citation, fact.id
            assert fact.checked_on == date(2026, 11, 22), fact.id


class TestCitations:
    def test_each_fact_and_clock_that_may_be_printed_is_among_them(self) -> None:
        for fact in federal_facts().values():
            assert fact.citation in citations()
        for code, clock in every_clock():
            assert clock.citation in citations() or rules_of(code).confidence == "low"

    def test_they_come_whole_and_in_parts(self) -> None:
        assert {
            "34 CFR 300.111(c)(1); 300.101(c)",
            "34 CFR 300.111(c)(1)",
            "34 CFR 300.101(c)",
        } <= citations()
        assert {"Ariz. Rev. Stat. 15-766", "OSEP Memorandum 11-07", "20 USC 1412(a)(1)"} <= citations()

    def test_what_is_never_printed_is_not_among_them(self) -> None:
        assert not {"4 AAC 52.115", "ARSD 24:05:25:03", "Idaho Special Education Manual"} & citations()
