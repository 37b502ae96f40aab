"""The kinds of document, and what someone hears who asks for another one."""

from __future__ import annotations

import pytest

from service.casework import KINDS, DocumentKind, UnknownKindError, kind_named
from service.casework.kinds import CREDIT, EVALUATION, LETTER_504, PLAN


def test_kinds_and_file_names_are_those_of_the_contract_in_the_order_of_a_packet() -> None:
    assert [(kind.slug, kind.file_stem) for kind in KINDS] == [
        ("evaluation_request", "evaluation-request"),
        ("section_504_letter", "504-letter"),
        ("reintegration_plan", "reintegration-plan"),
        ("credit_recovery_proposal", "credit-recovery-proposal"),
    ]


def test_the_names_that_code_uses_for_them_are_theirs() -> None:
    assert [kind.slug for kind in KINDS] == [EVALUATION, LETTER_504, PLAN, CREDIT]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_a_kind_is_found_by_its_slug(kind: DocumentKind) -> None:
    assert kind_named(kind.slug) is kind


@pytest.mark.parametrize(
    ("slug", "nearest"),
    (
        ("evaluation-request", "evaluation_request"),
        ("Evaluation_Request", "evaluation_request"),
        ("504-letter", "section_504_letter"),
        ("reintegration", "reintegration_plan"),
        ("credit_recovery", "credit_recovery_proposal"),
    ),
)
def test_a_near_slug_is_told_the_right_one(slug: str, nearest: str) -> None:
    with pytest.raises(UnknownKindError) as caught:
        kind_named(slug)
    assert caught.value.nearest[0] == nearest
    assert str(caught.value).startswith(f"There is no document of this kind. Did you mean {nearest}")


@pytest.mark.parametrize("slug", ("", "x", "../../etc/passwd", "z" * 10_000))
def test_any_other_slug_is_told_all_kinds(slug: str) -> None:
    with pytest.raises(UnknownKindError) as caught:
        kind_named(slug)
    assert str(caught.value) == (
        "There is no document of this kind. The kinds are: evaluation_request, section_504_letter, "
        "reintegration_plan, credit_recovery_proposal, iep_meeting_request."
    )
