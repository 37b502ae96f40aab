"""What the letters say of their clocks: true to the facts, no more than is known, and fit to be read by a
school."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from service.casework.cases import Case
from service.casework.deadlines import ClockSentence, ClockSentences, clock_sentences
from service.casework.deadlines.wording import left_out_in_words, state_in_words
from service.casework.facts import LeftOut, citations, federal_fact, state_codes, state_rules

TODAY = date(2026, 11, 22)
LANGUAGES = ("en", "es")
NO_CLOCK = "no_federal_deadline_to_answer_request"


def sentences(
    state: str | None = None, *, kind: str = "evaluation_request", language: str = "en", **values: Any
) -> ClockSentences:
    case = {
        "student": {"name": "Robin Vale"},
        "sender": {"name": "Ash Vale"},
        "date": TODAY,
        "language": language,
        **values,
    }
    return clock_sentences(Case({**case, "state": state} if state else case), kind, today=TODAY)


def both(*args: Any, **values: Any) -> tuple[ClockSentence, ClockSentence]:
    found = sentences(*args, **values)
    assert found.answer is not None
    assert found.evaluation is not None
    return found.answer, found.evaluation


class TestWording:
    def test_a_rule_that_was_read_is_stated(self) -> None:
        assert sentences("OH").texts == (
            "In Ohio, the school district has 30 calendar days from receiving this request to obtain "
            "parental consent, or give prior written notice that no disability is suspected (Ohio Admin. "
            "Code 3301-51-06(B)(3)). If you receive this letter on its date, that time ends on "
            "December 22, 2026.",
            "The evaluation clock in Ohio starts with signed consent, not with this letter: from the day it "
            "receives consent, the school district has 60 calendar days to complete the initial evaluation "
            "and determine eligibility (Ohio Admin. Code 3301-51-06(B)(4)).",
        )

    def test_a_rule_read_second_hand_is_put_as_understood_and_the_school_is_asked_to_confirm(self) -> None:
        answer, evaluation = both("VT")
        assert answer.text.startswith("As I understand it, in Vermont the school district has 15 calendar days")
        assert answer.text.endswith("Please confirm the timeline that applies in Vermont.")
        assert evaluation.text.startswith(
            "As I understand it, the evaluation clock in Vermont starts with signed consent"
        )
        assert evaluation.text.endswith("Please confirm this timeline as well.")

    @pytest.mark.parametrize("state", ["AK", "IA", "ID", "SD"])
    def test_a_state_whose_facts_are_unsure_has_the_federal_rule_and_is_asked_for_its_own(self, state: str) -> None:
        answer, evaluation = both(state)
        rules = state_rules(state)
        assert rules is not None
        name = rules.name["en"]
        assert answer.text.endswith(f"If {name} sets a number of days for the answer, please tell me which.")
        assert evaluation.text.endswith(f"Please tell me which timeline applies in {name}.")
        assert (answer.citation, evaluation.citation) == (
            "34 CFR 300.503(a); OSEP Memorandum 11-07",
            "34 CFR 300.301(c)(1)",
        )

    def test_without_a_state_the_letter_speaks_of_ours(self) -> None:
        answer, evaluation = both()
        assert "If our state sets a number of days" in answer.text
        assert "unless the state has set its own time" in evaluation.text

    def test_a_date_that_may_move_is_at_the_earliest_and_the_school_is_asked_for_its_own(self) -> None:
        answer, _ = both("TX")
        assert "December 14, 2026 at the earliest; please tell me the exact date." in answer.text

    def test_a_calendar_that_ends_first_leaves_the_date_to_the_school(self) -> None:
        calendar = {"first_day": date(2026, 8, 24), "last_day": date(2026, 12, 1)}
        answer, _ = both("TX", school_calendar=calendar)
        assert answer.text.endswith("Please tell me on which date that time ends.")

    def test_a_clock_of_the_referral_is_not_said_to_wait_for_consent(self) -> None:
        for state in ("CT", "NC", "VA"):
            _, evaluation = both(state)
            assert "starts with this referral, not with consent" in evaluation.text

    def test_two_limits_are_both_named(self) -> None:
        assert "45 school days, and never more than 60 calendar days," in both("NE")[1].text
        assert "45 school days, and never more than 90 calendar days," in both("DE")[1].text
        maryland = both("MD")[1].text
        assert (
            "60 calendar days from signed consent, and 90 calendar days from receiving this written referral"
            in maryland
        )
        assert "the second limit ends on February 20, 2027" in maryland

    def test_absences_that_lengthen_a_clock_are_met_with_a_request(self) -> None:
        for state in state_codes():
            assert ("Because absences can lengthen this time" in both(state)[1].text) == (state in ("FL", "TX"))

    def test_days_that_do_not_count_are_named(self) -> None:
        assert "20 calendar days, not counting school holidays," in both("NJ")[0].text
        assert "60 calendar days, not counting the summer," in both("PA")[1].text
        california = "15 calendar days, not counting the summer or school breaks longer than 5 school days,"
        assert california in both("CA")[0].text
        assert "not counting the summer or school holidays," in both("FL")[1].text
        assert "14 calendar days, the day of the request included," in both("MS")[0].text
        assert "45 school working days" in both("MA")[1].text
        assert "in the District of Columbia" in both("DC")[1].text
        district = state_rules("DC")
        assert district is not None
        assert state_in_words(district, "es") == "el Distrito de Columbia"

    @pytest.mark.parametrize(
        ("left_out", "english", "spanish"),
        [
            (LeftOut(), None, None),
            (
                LeftOut(consent_wait=True),
                "days of waiting for consent",
                "los días de espera del consentimiento",
            ),
            (LeftOut(summer=True), "the summer", "el verano"),
            (LeftOut(breaks_from=1), "school holidays", "los feriados escolares"),
        ],
    )
    def test_days_left_out_are_a_noun_in_each_language(
        self, left_out: LeftOut, english: str | None, spanish: str | None
    ) -> None:
        assert left_out_in_words(left_out, "en") == english
        assert left_out_in_words(left_out, "es") == spanish

    def test_a_request_to_confirm_is_made_whole_once(self) -> None:
        for state in state_codes():
            answer, evaluation = both(state)
            asks_already = "Please confirm the timeline that applies" in answer.text
            assert ("Please confirm this timeline as well." in evaluation.text) == (
                asks_already and evaluation.confidence == "medium"
            )

    def test_each_sentence_says_what_it_is_and_where_its_rule_was_read(self) -> None:
        for state in state_codes():
            rules = state_rules(state)
            assert rules is not None
            answer, evaluation = both(state)
            if rules.confidence == "low":
                assert (answer.id, evaluation.id) == ("answer_federal", "evaluation_federal")
                continue
            assert evaluation.source_url == rules.evaluation[0].source_url
            assert evaluation.id in ("evaluation", "evaluation_both", "evaluation_from_request")
            assert answer.source_url == (
                rules.answer[0].source_url if rules.answer else federal_fact(NO_CLOCK).source_url
            )
            assert answer.id == ("answer" if rules.answer else "answer_federal")

    def test_a_reevaluation_claims_no_number_of_days(self) -> None:
        answer, evaluation = both("TX", student={"name": "Robin Vale", "plan": "iep"})
        assert "15 school days" not in answer.text
        assert evaluation.text == (
            "A reevaluation is owed when a parent asks for one, though not more than once a year unless "
            "both sides agree (34 CFR 300.303). Please tell me which timeline Texas sets for it."
        )


class TestOtherLetters:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_504_letter_states_no_deadline(self, language: str) -> None:
        found = sentences("TX", kind="section_504_letter", language=language)
        assert found.answer is None
        assert found.evaluation is not None
        assert not re.search(r"\d+ (school |calendar |business )?days|\d+ días", found.evaluation.text)
        assert "34 CFR 104.35" in found.evaluation.text

    @pytest.mark.parametrize("kind", ["reintegration_plan", "credit_recovery_proposal"])
    def test_plan_and_proposal_have_no_clock_sentence(self, kind: str) -> None:
        assert sentences("TX", kind=kind).texts == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", [None, *state_codes()])
class TestEveryState:
    def test_each_number_of_days_is_one_of_the_facts(self, state: str | None, language: str) -> None:
        rules = state_rules(state)
        known = {"60"}
        if rules is not None and rules.confidence != "low":
            clocks = (*rules.answer, *rules.evaluation)
            known = {str(clock.days) for clock in clocks}
            # A break that does not count is longer than so many days.
            known |= {str(clock.left_out.breaks_from - 1) for clock in clocks if clock.left_out.breaks_from}
        # The ten days of Virginia's school-based team stand in what its answer may be.
        known |= {"10"} if state == "VA" else set()
        text = " ".join(sentences(state, language=language).texts)
        printed = set(re.findall(r"(\d+) (?:[a-z]+ ){0,2}d(?:ays|ías)", text))
        assert printed
        assert printed <= known

    def test_each_citation_is_printed_and_known(self, state: str | None, language: str) -> None:
        for sentence in both(state, language=language):
            assert f"({sentence.citation})" in sentence.text
            assert sentence.citation in citations()
            assert sentence.confidence in ("high", "medium")

    def test_medium_asks_the_school_to_confirm_and_high_does_not(self, state: str | None, language: str) -> None:
        asks = re.compile("confirm" if language == "en" else "confirmen")
        for sentence in both(state, language=language):
            assert bool(asks.search(sentence.text)) == (sentence.confidence == "medium")

    def test_it_reads_as_whole_sentences(self, state: str | None, language: str) -> None:
        for text in sentences(state, language=language).texts:
            assert text[0].isupper()
            assert text.endswith(".")
            assert not re.search(r"[{}]|None|  |,,|\.\.| ,", text)
