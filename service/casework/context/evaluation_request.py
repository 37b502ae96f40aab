"""Derived values of the special-education evaluation request."""

from __future__ import annotations

import datetime as dt
from typing import Any

from service.casework.cases import Case
from service.casework.context.filling import list_line
from service.casework.deadlines import clock_sentences
from service.casework.deadlines.requests import request_kind
from service.casework.wording import as_sentences, joined, unbroken

DERIVED = {
    "evaluation_request.is_reevaluation": "true when the student has an IEP or the case asks for a reevaluation",
    "evaluation_request.reasons_text": "the reasons with a capital at their start and a mark at their end",
    "evaluation_request.suspected_list": "the suspected disabilities as a list with commas and “or”",
    "evaluation_request.evaluation_lines": "the evaluations asked for, ready for a list",
    "evaluation_request.asks_for_testing_places": "true when an evaluation asked for is where the testing takes place",
    "evaluation_request.is_beside_504_letter": "true when the case asks for both letters",
    "evaluation_request.instrument_lines": "the questionnaires asked for, ready for a list",
    "evaluation_request.answer_clock": "by when the school answers, as a sentence from the facts of the state",
    "evaluation_request.evaluation_clock": "by when an evaluation is done, as a sentence, from the facts of the state",
}


def add_evaluation_request(context: dict[str, Any], case: Case, today: dt.date) -> None:
    """Add what the evaluation request needs."""
    request = context["evaluation_request"]
    request["is_reevaluation"] = request_kind(case) == "reevaluation"
    reasons = case.get("evaluation_request.reasons")
    request["reasons_text"] = as_sentences(reasons) if reasons else request["reasons"]
    request["suspected_list"] = joined(case.get("evaluation_request.suspected_disabilities", []), last="or")
    request["evaluation_lines"] = [list_line(choice) for choice in request["evaluations"]]
    request["instrument_lines"] = [list_line(choice) for choice in request["instruments"]]
    chosen = {choice.get("id") for choice in case.get("evaluation_request.evaluations", [])}
    request["asks_for_testing_places"] = "testing_arrangements" in chosen
    request["is_beside_504_letter"] = "section_504_letter" in case.get("documents", [])
    clocks = clock_sentences(case, "evaluation_request", today=today)
    request["answer_clock"] = unbroken(clocks.answer.text) if clocks.answer else ""
    request["evaluation_clock"] = unbroken(clocks.evaluation.text) if clocks.evaluation else ""
