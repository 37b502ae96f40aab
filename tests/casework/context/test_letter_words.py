"""What the two letters say to whom: a student who writes, an advocate who writes, a plan that is there already."""

from __future__ import annotations

from typing import Any

import pytest

from service.casework import TemplateLibrary, assemble_document
from tests.builders import TODAY, a_case
from tests.reading import read

EVALUATION = "evaluation_request"
LETTER = "section_504_letter"
ADVOCATE = {"name": "Lee Park", "role": "advocate", "on_behalf_of": "Jo Dias"}


def printed(kind: str, changes: dict[str, Any] | None = None, /, **more: Any) -> str:
    document = assemble_document(a_case(changes, **more), kind, library=TemplateLibrary(), today=TODAY)
    return "\n".join(read(document.content))


class TestStudentWhoWrites:
    def test_lets_no_missing_signature_stop_the_request(self) -> None:
        text = printed(EVALUATION, {"sender.role": "student"})
        assert "If you need a parent’s or guardian’s signature, please send the forms to my family now." in text
        assert "(34 CFR 300.111(a))" in text
        assert "to me and, if a parent or guardian has to sign it, to my family" in text

    def test_promises_nobody_elses_signature_in_the_letter_of_a_parent(self) -> None:
        text = printed(EVALUATION, {"sender.role": "parent", "evaluation_request.consent_ready": True})
        assert "I am ready to sign it when it arrives." in text
        assert "guardian’s signature" not in text

    def test_speaks_of_the_family_that_needs_an_interpreter(self) -> None:
        text = printed(LETTER, {"sender.role": "student", "sender.needs_interpreter": "Hmong"})
        assert "My family needs notices in Hmong" in text


class TestAdvocateWhoWrites:
    @pytest.mark.parametrize("kind", (EVALUATION, LETTER, "credit_recovery_proposal"))
    def test_asks_that_no_release_holds_the_answer(self, kind: str) -> None:
        text = printed(kind, {"sender": ADVOCATE})
        assert "Please send each answer to Jo Dias as well as to me." in text
        assert "do not hold the answer for it" in text
        assert "release" not in printed(kind, {"sender.role": "parent"})

    @pytest.mark.parametrize("kind", (EVALUATION, LETTER))
    def test_names_the_parent_once_a_sentence(self, kind: str) -> None:
        text = printed(kind, {"sender": ADVOCATE, "evaluation_request.consent_ready": True})
        sentences = text.replace("\n", ". ").split(". ")
        assert [sentence for sentence in sentences if sentence.count("Jo Dias") > 1] == []


class TestPlanThatIsThereAlready:
    def test_is_reviewed_and_not_decided_on_anew(self) -> None:
        text = printed(LETTER, {"student.plan": "section_504"})
        assert "a review of the present plan" in text
        assert "has a disability under that law" not in text
        assert "until the decision on the plan." in text

    def test_is_decided_on_where_there_is_none(self) -> None:
        text = printed(LETTER, {"student.plan": "none"})
        assert "a decision on whether Maya has a disability under that law" in text
        assert "until the eligibility decision and, if Maya is found eligible, until a plan takes their place." in text

    def test_is_named_in_the_evaluation_request(self) -> None:
        assert "and has a Section 504 plan." in printed(EVALUATION, {"student.plan": "section_504"})


class TestEvaluationRequestBesideTheLetter:
    def test_is_named_with_its_date_or_as_a_letter_of_the_same_date(self) -> None:
        dated = printed(LETTER, {"section_504_letter.evaluation_requested_on": "2026-11-02"}).replace("\u00a0", " ")
        assert "That evaluation was requested on November 2, 2026; it goes forward on its own." in dated
        assert "is requested in a separate letter of the same date" in printed(LETTER, documents=[EVALUATION, LETTER])
        assert "One can be requested at any time" in printed(LETTER, documents=[LETTER])


class TestClock:
    def test_starts_whoever_opens_the_letter(self) -> None:
        text = printed(EVALUATION)
        assert "as the date of the request, whichever office handles it." in text
        assert "or sooner where the law sets an earlier date" in text

    @pytest.mark.parametrize("tried", ([], [{"what": "Later start"}]))
    def test_waits_for_no_further_intervention(self, tried: list[dict[str, str]]) -> None:
        assert "OSEP Memorandum 11-07" in printed(EVALUATION, supports_tried=tried)
        assert "tiered support" not in printed(EVALUATION, {"student.plan": "iep"}, supports_tried=tried)
