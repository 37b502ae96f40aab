"""The two letters: the right law for each ask, the right clock, and nothing that lets the school wait."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from schemas.people import WRITES_FOR_OTHERS
from service.casework.advice.advisory import (
    ANSWERED,
    COMMON_PRACTICE,
    Remark,
    Rule,
    block_of,
    cited_by,
    federal,
    is_asked_for,
    is_begun,
)
from service.casework.advice.amounts import NUMBER
from service.casework.advice.passages import affirmed_in, listed, passages, plain, sentences_with
from service.casework.cases import Case
from service.casework.facts import state_rules
from service.casework.kinds import CREDIT, EVALUATION, IEP_MEETING, LETTER_504, PLAN, document_name

FAR_AWAY = 45
"""Days. A reply date this late is most often the clock of the evaluation, taken for that of the answer."""

_EVALUATION = f"/{EVALUATION}"
_LETTER_504 = f"/{LETTER_504}"
_IDEA_NOTICE = re.compile(r"\bprior[- ]written[- ]notice\b|\bPWN\b|\b300\.503\b", re.IGNORECASE)
_LAW_SETS_DAYS = re.compile(
    r"\b(?:(?:by|under|per|federal|state|the) (?:federal |state |the )*law|(?:under|per) (?:section )?504|legally"
    r"|legal (?:deadline|time ?limit)|(?:section )?504 (?:requires?|gives?|says?|sets?|demands?|allows?)"
    r"|federal (?:rules?|regulations?)"
    r"|(?:you|(?:the|your) (?:school|district)) (?:must|(?:are|is) (?:required|obligated|obliged)|ha(?:s|ve) to)"
    r"(?=[^.!?;\n]{0,40}?\b(?:within|in|no later than)\b))"
    rf"[^.!?;\n]{{0,60}}?\b{NUMBER}[- ](?:calendar |school |business |working )?days?\b",
    re.IGNORECASE,
)
_SCHOOLS_PART = re.compile(
    r"\b(?:answer|repl(?:y|ies)|respon[ds]\w*|evaluat\w+|assess\w*|decid\w+|decision|meet(?:ing)?|act|deadline"
    r"|time ?limit|hearing|plan in place|implement\w*|you have|gives? (?:you|the (?:school|district)))\b",
    re.IGNORECASE,
)
_ABSENCE = re.compile(r"\b(?:absen(?:t|ces?)|miss(?:es|ed|ing)?|rests?|recover)\b", re.IGNORECASE)
_FROM_LETTER = re.compile(
    rf"\b{NUMBER}[- ](?:calendar |school |business |working )?days? (?:from|of|after|following)"
    r"(?: (?:the (?:date|receipt) of|receipt of|receiving|getting|you (?:get|receive)))? (?:this|my|our|the) (?:\w+ )?"
    r"(?:letter|request|e-?mail|date)\b"
    rf"|\b{NUMBER}[- ](?:calendar |school |business |working )?days? (?:from|of|after) (?:receipt|receiving this"
    rf"|getting this)\b"
    rf"|\b{NUMBER}[- ](?:calendar |school |business |working )?days? (?:from|of|after) (?:today|now)\b"
    rf"|\b{NUMBER}[- ]day (?:clock|timeline|deadline|limit|period) (?:starts?|begins?|runs?)"
    r" (?:today|now|(?:from|with|on) (?:today|(?:the date of |receipt of )?(?:this|my|our) (?:letter|request)))\b",
    re.IGNORECASE,
)
_IS_EVALUATION = re.compile(
    r"\b(?:\w+[- ]day clock|evaluat\w+|assess(?:ment|ed|ing)?|test(?:ing|ed|s)?|eligib\w+)\b", re.IGNORECASE
)
_IS_ANSWER = re.compile(
    r"\b(?:answer|repl(?:y|ies)|respon[ds]\w*|assessment plan|evaluation plan|consent|notice|meet(?:ing)?|writ(?:e"
    r"|ing)|confirm\w*)\b",
    re.IGNORECASE,
)
_ASKS_FOR_FIRST = re.compile(
    r"\b(?:request(?:s|ing)?|ask(?:s|ing)?(?: you)? for|wants?|needs?|would like)(?: (?:an?|the|his|her|their))?"
    r" (?:initial|first)(?: [\w-]+){0,3} evaluation\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    rf"\b{NUMBER}\b|\d|\b(?:last|this|early|late|since|in) (?:spring|summer|fall|autumn|winter|school year|year)\b"
    r"|\b(?:January|February|March|April|June|July|August|September|October|November|December|yesterday|each|every"
    r"|most|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|twice|since May|in May)\b",
    re.IGNORECASE,
)
_ANY_REPORT = re.compile(
    r"\b(?:letters?|reports?(?! cards?)|diagnos\w+|evaluation|assessment|doctor\w*|physician\w*|pediatrician\w*"
    r"|therap\w+"
    r"|psycholog\w+|psychiatr\w+|counselor\w*|clinic\w*|medical)\b",
    re.IGNORECASE,
)


def _asks_for_idea_notice(case: Case, today: dt.date) -> Iterator[Remark]:
    """A 504 decision has the safeguards of Section 504; “prior written notice” belongs to special education."""
    for passage in passages(case, LETTER_504):
        if affirmed_in(_IDEA_NOTICE, passage):
            yield Remark(
                passage.pointer,
                "The 504 letter asks for “prior written notice”, which is special-education law and not Section 504.",
                "Ask here for a written decision and the Section 504 safeguards notice; keep “prior written notice” "
                "for the evaluation request.",
            )
            return


def _claims_504_deadline(case: Case, today: dt.date) -> Iterator[Remark]:
    """Section 504 sets no number of days: a date can be asked for, and not be called the law."""
    for passage in passages(case, LETTER_504):
        for sentence, _ in sentences_with(_LAW_SETS_DAYS, passage):
            if _SCHOOLS_PART.search(sentence) and not _ABSENCE.search(sentence):
                yield Remark(
                    passage.pointer,
                    "The 504 letter gives a number of days as the law, and Section 504 sets none.",
                    "Ask for a date instead, such as “please answer in writing by December 4”.",
                )
                return


def _counts_from_letter(case: Case, today: dt.date) -> Iterator[Remark]:
    """The evaluation clock starts with signed consent, not with the letter; in a few states it starts with it."""
    if _starts_with_request(case):
        return
    for passage in passages(case, EVALUATION, "concerns", "academic_impact", "functional_impact"):
        for sentence, _ in sentences_with(_FROM_LETTER, passage):
            if _IS_EVALUATION.search(sentence) and not _IS_ANSWER.search(sentence):
                yield Remark(
                    passage.pointer,
                    "The text counts the time for the evaluation from the letter; it runs from your signed consent.",
                    "Ask for the consent form by a date, and write “within the time the law allows after I sign”.",
                )
                return


def _starts_with_request(case: Case) -> bool:
    """True where a limit of the state's evaluation clock counts from the request (Connecticut, Maryland, North
    Carolina, Virginia)."""
    rules = state_rules(case.get("state"))
    return (
        rules is not None
        and rules.confidence != "low"
        and any(clock.counted_from == "request" for clock in rules.evaluation)
    )


def _reply_far_away(case: Case, today: dt.date) -> Iterator[Remark]:
    """A reply date two months off hands the school two months in which nothing has to happen."""
    runs = "from your request" if _starts_with_request(case) else "from your signed consent"
    for kind in (EVALUATION, LETTER_504):
        reply_by = block_of(case, kind).get("reply_by")
        if reply_by is not None and (reply_by - case.letter_date(today)).days >= FAR_AWAY:
            yield Remark(
                f"/{kind}/reply_by",
                "The date for a written answer lies more than six weeks ahead.",
                f"Ask for an answer in about ten school days; the time for the evaluation itself runs {runs}.",
            )


def _iep_but_initial(case: Case, today: dt.date) -> Iterator[Remark]:
    """With an IEP in place the request is for a reevaluation or a review: another rule and another clock."""
    if case.get("student.plan") == "iep" and block_of(case, EVALUATION).get("kind") == "initial":
        yield Remark(
            f"{_EVALUATION}/kind",
            "The student has an IEP, and the request is for an initial evaluation.",
            "Ask for a reevaluation in place of an initial evaluation, and for an IEP meeting as well.",
        )
    elif case.get("student.plan") == "iep" and case.language == "en":
        for passage in passages(case, f"{EVALUATION}.reasons", "concerns"):
            if affirmed_in(_ASKS_FOR_FIRST, passage):
                yield Remark(
                    passage.pointer,
                    "The student has an IEP, and the text asks for an initial evaluation.",
                    "Write “reevaluation”, and ask for an IEP meeting as well.",
                )
                return


def _letter_504_beside_iep(case: Case, today: dt.date) -> Iterator[Remark]:
    """The supports of a student with an IEP stand in the IEP, and its team changes them."""
    if case.get("student.plan") == "iep" and LETTER_504 in case.documents:
        is_there = IEP_MEETING in case.documents
        yield Remark(
            "/documents",
            "The student has an IEP, and supports for a student with an IEP are changed in the IEP.",
            f"{'Send' if is_there else 'Make'} the IEP meeting request in place of the 504 letter; keep the letter "
            "only where the school itself speaks of a 504 plan.",
        )


def _iep_meeting_without_iep(case: Case, today: dt.date) -> Iterator[Remark]:
    """The request for an IEP meeting says that there is an IEP: whoever signs it must be able to stand by that."""
    if IEP_MEETING in case.documents and case.get("student.plan") != "iep":
        yield Remark(
            "/student/plan",
            "The IEP meeting request says that the student has an IEP, and you have not named one.",
            "If there is an IEP, give it as the plan the student has now; if not, leave this letter out: the "
            "evaluation request is the first step.",
        )


def _reevaluation_without_iep(case: Case, today: dt.date) -> Iterator[Remark]:
    """Without an IEP there is nothing to reevaluate: the first evaluation has the stronger clock."""
    plan = case.get("student.plan")
    if plan in ("none", "section_504") and block_of(case, EVALUATION).get("kind") == "reevaluation":
        yield Remark(
            f"{_EVALUATION}/kind",
            "The request is for a reevaluation, and the student has no IEP.",
            "Ask for an initial evaluation; if there was an IEP before, say so in the reasons.",
        )


def _no_interim_supports(case: Case, today: dt.date) -> Iterator[Remark]:
    """An evaluation takes months; without supports meanwhile the student loses them.

    Supports are asked for in the request, by a 504 letter in the packet, or, where an IEP is in place, at its meeting.
    """
    request = block_of(case, EVALUATION)
    has_iep = case.get("student.plan") == "iep"
    if (
        is_asked_for(case, LETTER_504)
        or request.get("interim_supports")
        or (has_iep and request.get("requests_meeting"))
    ):
        return
    yield Remark(
        f"{_EVALUATION}/interim_supports",
        "The request does not ask for support while the evaluation runs.",
        "Ask for support meanwhile, or add the 504 letter to the packet; asking does not delay the evaluation.",
    )


def _reasons_without_dates(case: Case, today: dt.date) -> Iterator[Remark]:
    """Dated facts that anyone could have seen carry a request; opinions do not."""
    reasons = block_of(case, EVALUATION).get("reasons")
    if reasons is not None and not _DATED.search(plain(reasons)):
        yield Remark(
            f"{_EVALUATION}/reasons",
            "The reasons name no date and no number.",
            "Add two or three dated facts, such as “since September 8, vomiting before school on four mornings a "
            "week”.",
        )


def _no_reply_date(case: Case, today: dt.date) -> Iterator[Remark]:
    """A letter without a date for the answer is easy to put aside."""
    lacking = [kind for kind in ANSWERED if is_asked_for(case, kind) and "reply_by" not in block_of(case, kind)]
    if lacking:
        letters = listed([f"the {document_name(kind, 'en')}" for kind in lacking])
        yield Remark(
            f"/{lacking[0]}/reply_by",
            f"No date for a written answer is given in {letters}.",
            "Ask for it by a day about ten school days from now, so that you know when to ask again.",
        )


def _finding_not_enclosed(case: Case, today: dt.date) -> Iterator[Remark]:
    """What a professional found counts when the school can read it."""
    enclosed = plain(" ".join(case.get("enclosures", ()))).lower()
    for index, provider in enumerate(case.get("providers", ())):
        if not ("summary" in provider or "diagnosis" in provider):
            continue
        known_by = [provider["name"].split()[-1]] if "name" in provider else []
        known_by += [provider[name] for name in ("organization", "role") if name in provider]
        if any(plain(name).lower() in enclosed for name in known_by) or _ANY_REPORT.search(enclosed):
            continue
        yield Remark(
            "/enclosures",
            f"What professional {index + 1} found is quoted, and no report is enclosed.",
            "Enclose the report or letter and list it, or say that it will follow; black out what the school need not "
            "see.",
        )
        return


def _advocate_without_client(case: Case, today: dt.date) -> Iterator[Remark]:
    """A school answers a parent, or someone who writes for a parent: the letter must say for whom."""
    if case.get("sender.role") in WRITES_FOR_OTHERS and not case.get("sender.on_behalf_of"):
        yield Remark(
            "/sender/on_behalf_of",
            "An advocate or attorney signs, and the letter does not say for which parent.",
            "Add the name of the parent you write for, and enclose the signed permission to share records.",
        )


def _no_responsible_person(case: Case, today: dt.date) -> Iterator[Remark]:
    """Supports that everyone answers for are carried out by nobody."""
    begun = [kind for kind in (LETTER_504, PLAN) if kind in case.documents and is_begun(case, kind)]
    if begun and "staff_contact" not in block_of(case, LETTER_504):
        named = "504 letter" if LETTER_504 in begun else "plan"
        yield Remark(
            f"{_LETTER_504}/staff_contact",
            f"The {named} names nobody at school who is responsible for the supports.",
            "Propose one person and a stand-in, such as “Ms. Bell, school counselor; Mr. Chen when she is away”.",
        )


_REQUEST = (EVALUATION,)

LETTER_RULES: tuple[Rule, ...] = (
    Rule(
        "letter_504_asks_for_idea_notice",
        "strong",
        _asks_for_idea_notice,
        federal("section_504_safeguards"),
        (LETTER_504,),
        reads_english=True,
    ),
    Rule(
        "letter_504_claims_deadline",
        "worth_a_look",
        _claims_504_deadline,
        federal("section_504_no_fixed_deadline"),
        (LETTER_504,),
        reads_english=True,
    ),
    Rule(
        "evaluation_counted_from_letter",
        "strong",
        _counts_from_letter,
        federal("sixty_day_rule"),
        _REQUEST,
        reads_english=True,
    ),
    Rule(
        "reply_date_far_away",
        "worth_a_look",
        _reply_far_away,
        federal("no_federal_deadline_to_answer_request"),
        (EVALUATION, LETTER_504),
    ),
    Rule("iep_in_place_request_initial", "strong", _iep_but_initial, federal("reevaluation"), _REQUEST),
    Rule(
        "letter_504_beside_iep", "worth_a_look", _letter_504_beside_iep, federal("iep_review_and_revise"), (LETTER_504,)
    ),
    Rule(
        "iep_meeting_without_iep", "strong", _iep_meeting_without_iep, federal("iep_review_and_revise"), (IEP_MEETING,)
    ),
    Rule(
        "reevaluation_without_iep",
        "worth_a_look",
        _reevaluation_without_iep,
        federal("parent_may_request_initial_evaluation"),
        _REQUEST,
    ),
    Rule("interim_supports_not_asked", "strong", _no_interim_supports, COMMON_PRACTICE, _REQUEST),
    Rule(
        "reasons_without_dates", "worth_a_look", _reasons_without_dates, COMMON_PRACTICE, _REQUEST, reads_english=True
    ),
    Rule("no_reply_date", "worth_a_look", _no_reply_date, COMMON_PRACTICE, (EVALUATION, LETTER_504, CREDIT)),
    Rule(
        "finding_not_enclosed",
        "worth_a_look",
        _finding_not_enclosed,
        COMMON_PRACTICE,
        (EVALUATION, LETTER_504),
    ),
    Rule("advocate_without_client", "strong", _advocate_without_client, COMMON_PRACTICE),
    Rule(
        "no_responsible_person",
        "worth_a_look",
        _no_responsible_person,
        cited_by("accommodations", "one_contact"),
        (LETTER_504, PLAN),
    ),
)
