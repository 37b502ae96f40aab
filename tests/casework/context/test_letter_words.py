"""What the two letters say to whom: a student who writes, an advocate who writes, a plan that is there already."""

from __future__ import annotations

from typing import Any

import pytest

from service.casework import assemble_document
from tests.builders import LIBRARY, TODAY, a_case
from tests.reading import read

EVALUATION = "evaluation_request"
LETTER = "section_504_letter"
MEETING = "iep_meeting_request"
ADVOCATE = {"name": "Lee Park", "role": "advocate", "on_behalf_of": "Jo Dias"}


def printed(kind: str, changes: dict[str, Any] | None = None, /, **more: Any) -> str:
    document = assemble_document(a_case(changes, **more), kind, library=LIBRARY, today=TODAY)
    return "\n".join(read(document.content)).replace("\u00a0", " ").replace("\u2011", "-")


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
        assert "My family needs an interpreter for Hmong" in printed(
            MEETING, {"sender.role": "student", "sender.needs_interpreter": "Hmong"}
        )


class TestAdvocateWhoWrites:
    @pytest.mark.parametrize("kind", (EVALUATION, LETTER, MEETING, "credit_recovery_proposal"))
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

    def test_says_whom_the_parent_brings(self) -> None:
        text = printed(MEETING, {"sender": ADVOCATE}, iep_meeting_request={"guests": ["Lee Park", "an aunt, Vi"]})
        assert "Jo Dias plans to bring Lee Park and an aunt, Vi." in text


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

    def test_that_is_an_iep_stays_beside_the_504_letter(self) -> None:
        text = printed(LETTER, {"student.plan": "iep"})
        assert "and has an Individualized Education Program (IEP)." in text
        assert "This request does not replace the IEP or delay a reevaluation under the IDEA. One can be" in text

    def test_is_named_in_the_evaluation_request(self) -> None:
        assert "and has a Section 504 plan." in printed(EVALUATION, {"student.plan": "section_504"})


class TestEvaluationRequestBesideTheLetter:
    def test_is_named_with_its_date_or_as_a_letter_of_the_same_date(self) -> None:
        dated = printed(LETTER, {"section_504_letter.evaluation_requested_on": "2026-11-02"})
        assert "That evaluation was requested on November 2, 2026; it goes forward on its own." in dated
        assert "is requested in a separate letter of the same date" in printed(LETTER, documents=[EVALUATION, LETTER])
        assert "One can be requested at any time" in printed(LETTER, documents=[LETTER])

    def test_points_at_the_letter_for_the_supports(self) -> None:
        asked = {"evaluation_request.interim_supports": True}
        assert "now, as asked in a separate letter under Section 504, so that" in printed(
            EVALUATION, asked, documents=[EVALUATION, LETTER]
        )
        assert "now, through Section 504 or general education, so that" in printed(EVALUATION, asked)
        assert "now, through the Section 504 plan, so that" in printed(
            EVALUATION, {**asked, "student.plan": "section_504"}
        )


class TestClock:
    def test_starts_whoever_opens_the_letter(self) -> None:
        text = printed(EVALUATION)
        assert "as the date of the request, whichever office handles it." in text
        assert "or sooner where the law sets an earlier date" in text

    @pytest.mark.parametrize("tried", ([], [{"what": "Later start"}]))
    def test_waits_for_no_further_intervention(self, tried: list[dict[str, str]]) -> None:
        assert "OSEP Memorandum 11-07" in printed(EVALUATION, supports_tried=tried)
        assert "tiered support" not in printed(EVALUATION, {"student.plan": "iep"}, supports_tried=tried)

    @pytest.mark.parametrize("kind", (EVALUATION, LETTER, MEETING))
    def test_stops_at_no_office(self, kind: str) -> None:
        assert "If another office handles such requests, please pass this letter on at once" in printed(kind)

    def test_waits_for_no_diagnosis_where_there_is_none(self) -> None:
        sentence = "Nor does this request depend on a medical diagnosis."
        assert sentence in printed(EVALUATION)
        assert sentence not in printed(EVALUATION, {"student.diagnoses": ["anxiety"]})
        assert sentence not in printed(EVALUATION, {"student.plan": "iep"})


@pytest.mark.parametrize("kind", (EVALUATION, LETTER, MEETING, "reintegration_plan", "credit_recovery_proposal"))
@pytest.mark.parametrize("plan", ("none", "iep", "section_504"))
def test_no_federal_citation_breaks_over_two_lines(kind: str, plan: str) -> None:
    case = a_case({"student.plan": plan, "sender.role": "student"})
    text = "\n".join(read(assemble_document(case, kind, library=LIBRARY, today=TODAY).content))
    assert ("34\u00a0CFR\u00a0" in text) is (kind != "reintegration_plan" or plan == "iep")
    assert " CFR" not in text and "CFR " not in text


def test_every_letter_leads_into_what_is_seen_with_the_same_words() -> None:
    for role, words in (("parent", "What the family has seen or been told:"), ("student", "What it is like for me,")):
        case = {"sender.role": role, "concerns": ["Mornings are the hardest."]}
        assert all(words in printed(kind, case) for kind in (EVALUATION, LETTER, MEETING))


def test_the_place_of_testing_is_asked_for_once() -> None:
    once = printed(EVALUATION)
    asked = printed(EVALUATION, evaluation_request={"evaluations": [{"id": "testing_arrangements"}]})
    assert "If Maya cannot come to the building for testing, please offer it at home, by video" in once
    assert "cannot come to the building" not in asked and asked.count("at home, by video") == 1
    assert "I will make Maya available for testing at any place and time that they can manage." in asked


class TestRequests:
    def test_are_counted_and_the_waiver_is_one_of_its_own(self) -> None:
        two, three = (printed(LETTER, {"section_504_letter.attendance_waiver": asked}) for asked in (False, True))
        assert "ask for two things" in two
        assert "under that law; and\n" in two and "and stay there.\n" in two
        assert "ask for three things" in three
        assert "under that law;\n" in three and "and stay there; and\n" in three
        assert "a decision that absences tied to this condition do not by themselves cost credit.\n" in three
        assert "Third request: attendance and credit\n" in three and "Third request" not in two


class TestWordsOfTheFamily:
    """What a family writes fits the letter, whether it ends with a period or not and begins with a capital or not."""

    @pytest.mark.parametrize("words", ("cries every morning", "Cries every morning."))
    def test_are_sentences(self, words: str) -> None:
        case = {
            "academic_impact": words,
            "functional_impact": words,
            "attendance": {"pattern": words},
            "evaluation_request": {"reasons": words},
            "section_504_letter": {"bad_day_plan": [words]},
        }
        evaluation, letter = (printed(kind, case) for kind in (EVALUATION, LETTER))
        assert evaluation.splitlines().count("Cries every morning.") == 3
        assert letter.splitlines().count("Cries every morning.") == 3
        assert "]. Cries every morning.\n" in evaluation

    @pytest.mark.parametrize("period", ("", "."))
    def test_fit_into_a_sentence(self, period: str) -> None:
        text = printed(
            LETTER,
            section_504_letter={
                "impairment": f"an anxiety disorder{period}",
                "staff_contact": f"Ms. Lin, principal{period}",
                "stand_in": f"the nurse{period}",
                "interim_until": f"Until the end of January{period}",
            },
        )
        assert "has an impairment (an anxiety disorder) that" in text
        assert "I suggest Ms. Lin, principal; as stand-in, the nurse. Please" in text
        assert "would stay in place until the end of January and, if" in text

    def test_have_a_capital_where_they_stand_alone(self) -> None:
        row = {"what": "talked", "who": "counselor", "since": "fall", "result": "no change"}
        text = printed(EVALUATION, supports_tried=[row], enclosures=["a note"])
        assert {"Talked", "Counselor", "Fall", "No change", "A note"} <= set(text.replace("\t", "\n").splitlines())


class TestNumber:
    @pytest.mark.parametrize(
        ("activities", "words"),
        (
            (["learning"], "the major life activity of learning ("),
            (["a", "b"], "the major life activities of a and b ("),
        ),
    )
    def test_of_activities(self, activities: list[str], words: str) -> None:
        assert words in printed(LETTER, {"section_504_letter.major_life_activities": activities})

    @pytest.mark.parametrize(
        ("days", "words"),
        (
            (["2026-12-01"], "If that day does not work, please"),
            (["2026-12-01", "2026-12-02"], "If none of these days works, please"),
            ([], "If none of these days works, please"),
        ),
    )
    def test_of_days(self, days: list[str], words: str) -> None:
        assert words in printed(MEETING, {"iep_meeting_request.meeting_dates": days})

    @pytest.mark.parametrize("kind", (EVALUATION, LETTER, MEETING))
    def test_of_whole_days_missed(self, kind: str) -> None:
        counted = {"school_days": 40, "days_absent": 0, "late_arrivals": 12}
        assert "Maya missed no whole day in 40 school days." in printed(kind, attendance=counted)
        assert "on 1 of 40 school days" in printed(kind, attendance={**counted, "days_absent": 1})


class TestSalutation:
    @pytest.mark.parametrize(
        ("recipient", "greeting"),
        (
            ({"name": "Dr. Lind", "title": "Director"}, "Dear Dr. Lind:"),
            ({"title": "director of special education"}, "Dear Director of special education:"),
            ({}, "Dear [name of the person this goes to]:"),
        ),
    )
    def test_is_the_name_else_the_title_else_a_blank(self, recipient: dict[str, str], greeting: str) -> None:
        assert greeting in printed(EVALUATION, recipient=recipient).splitlines()


class TestImpairment:
    def test_is_what_professionals_found_where_the_family_names_none(self) -> None:
        found = [{"diagnosis": "migraine."}, {"name": "Dr. Lo"}, {"diagnosis": "anxiety"}]
        assert "has an impairment (migraine and anxiety) that" in printed(LETTER, providers=found)


@pytest.mark.parametrize(
    ("kind", "field", "entry"), [(EVALUATION, "evaluations", "psychological"), (LETTER, "services", "mentoring")]
)
def test_a_listed_choice_ends_in_a_period_only_where_a_detail_makes_a_sentence_of_it(
    kind: str, field: str, entry: str
) -> None:
    bare, detailed = (printed(kind, {kind: {field: [{"id": entry, **more}]}}) for more in ({}, {"detail": "at home"}))
    assert ". At home." not in bare
    assert any(line.endswith(". At home.") for line in detailed.splitlines())
