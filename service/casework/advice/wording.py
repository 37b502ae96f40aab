"""Words that weaken a letter: the wrong standard, blame, anger, and promises nobody can measure.

The reader may be a hearing officer two years later. What the student says in their own words, and what professionals
and others said, is left alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from service.casework.advice.advisory import COMMON_PRACTICE, LETTER_504, PLAN, Remark, Rule, federal
from service.casework.advice.passages import Passage, affirmed, passages
from service.casework.cases import Case

_BEST = re.compile(
    r"\bthe best (?:possible |available )?(?:education|schools?|schooling|programs?|programmes?|placements?"
    r"|services?|supports?"
    r"|teachers?|therap(?:y|ist|ists)|help|care|accommodations?|options?|outcomes?|instruction|plan)\b"
    r"(?! (?:so far|has|have|was|were|is|are|until|yet|in|at|for now)\b)"
    r"|\bbest possible\b|\bmaximi[sz](?:e|es|ed|ing)\b|\b(?:full|fullest|highest|maximum|true) potential\b"
    r"|\b(?:ideal|optimal|perfect) (?:education|school|program|programme|placement|services?|supports?|setting"
    r"|environment|learning)\b"
    r"|\boptimi[sz](?:e|es|ed|ing)\b",
    re.IGNORECASE,
)
_SCHOOL = (
    r"(?:you(?: people| all)?|the (?:school|district|teachers?|principal|staff|counselor|team|administration)|(?:his"
    r"|her|their) (?:school|teachers?|counselor)|this (?:school|district))"
)
_BLAMES_SCHOOL = re.compile(
    rf"\b{_SCHOOL} (?:has |have |had |clearly |simply |just |always |obviously |completely ){{0,3}}"
    r"(?:failed (?:her|him|them|us|my|our|to)|ignored|ignores|lied|lies|neglected|neglects|let (?:her|him|them|us) down"
    r"|abandoned|betrayed|(?:don't|doesn't|didn't|do not|does not|did not|never) (?:even |really )?(?:care|cared"
    r"|bother|bothered)|(?:is|are) to blame"
    r"|ruined|destroyed|caused (?:this|her|his|their)|refuses? to (?:help|listen|care))\b"
    r"|\b(?:negligent|negligence|incompetent|incompetence|unprofessional|malicious|lazy (?:teachers?|staff|school)"
    r"|your fault|school's fault"
    r"|district's fault|teacher's fault|blame (?:the )?(?:school|district|teachers?|you)"
    r"|(?:nobody|no one) (?:at|in) (?:the |this )?(?:school|district) (?:cares?|cared|bothers?|bothered|helps?"
    r"|helped))\b",
    re.IGNORECASE,
)
_BLAMES_CHILD = re.compile(
    r"\b(?:lazy|laziness|manipulat(?:ive|es|ing)|defian(?:t|ce)|spoiled|stubborn(?:ness)?|attention[- ]seeking"
    r"|seeking attention"
    r"|faking|fakes (?:it|being|an?)|pretend(?:s|ing)? to be (?:sick|ill)|drama queen|melodramatic|naughty|bratty"
    r"|disobedient"
    r"|chooses? not to|choosing not to|(?:just|simply) (?:doesn't|does not|won't|will not|refuses to) (?:want|try|care)"
    r"|won't even try|bad (?:behavior|attitude|kid|child)|acting out|playing (?:sick|games with us)|tantrums?"
    r"|gets away with"
    r"|willful(?:ly)?|oppositional)\b",
    re.IGNORECASE,
)
_ANGER = re.compile(
    r"!!|\b(?:disgrace(?:ful)?|outrageous|outrage|ridiculous|absurd|disgusting|disgusted|shame on|shameful|fed up"
    r"|sick and tired|furious"
    r"|appalling|appalled|unacceptable|how dare|joke of a|pathetic|we will sue|I will sue|I'll sue|we'll sue"
    r"|sue (?:you|the (?:school|district))|see you in court)\b",
    re.IGNORECASE,
)
_SHOUTING = re.compile(r"\b[A-Z]{4,}(?:[ ,]+[A-Z]{2,}){3,}\b")
_SAID_BY_OTHERS = re.compile(
    r"\b(?:called?|calls|said|says|told|tells|labell?ed|labels|described|describes|wrote|writes|accused|accuses"
    r"|thinks?|thought|seen as|seems)\b",
    re.IGNORECASE,
)
_DIAGNOSIS_NAME = re.compile(r"\boppositional defiant disorder\b|\bODD\b", re.IGNORECASE)
_VAGUE_SUPPORT = re.compile(
    r"\b(?:as needed|when needed|if needed|where needed|as appropriate|where appropriate|when appropriate"
    r"|when possible|if possible|as possible"
    r"|where possible|if time allows|time permitting|at (?:the )?(?:teacher|staff|school)(?:'s|s)? discretion"
    r"|from time to time|occasionally"
    r"|some (?:extra )?(?:help|support)|extra (?:help|support)|more (?:help|support)|be (?:more )?(?:flexible"
    r"|understanding|patient|supportive))\b",
    re.IGNORECASE,
)
_SUPPORT_PATHS = tuple(
    f"{kind}.{name}[]."
    for kind, names in (
        (LETTER_504, ("accommodations", "services")),
        (PLAN, ("accommodations", "interventions")),
    )
    for name in names
)
_OWN_VOICE_OF_OTHERS = (
    "providers",
    f"{PLAN}.student_voice",
    f"{PLAN}.ladder",
    "attendance.log",
    "enclosures",
    "supports_tried[].result",
)


def _asks_for_the_best(case: Case, today: dt.date) -> Iterator[Remark]:
    """The law promises an appropriate education: “best” and “full potential” ask for more and invite a no."""
    for passage in _own_words(case):
        found = affirmed(_BEST, passage.text)
        if found:
            yield Remark(
                passage.pointer,
                f"The words “{found[0].lower()}” ask for more than the law gives.",
                "Say what is needed and why, such as “needs a quiet entrance in order to come in”, and use "
                "“appropriate”.",
            )
            return


def _blames_the_school(case: Case, today: dt.date) -> Iterator[Remark]:
    """Facts and questions move a school; blame makes it defend itself."""
    for passage in _own_words(case):
        for sentence in passage.sentences():
            if affirmed(_BLAMES_SCHOOL, sentence):
                yield Remark(
                    passage.pointer,
                    "A sentence here reads as blame of the school.",
                    "Say what happened and when, and ask, such as “On October 5 no one was at the door; who will "
                    "be there from now on?”.",
                )
                return


def _blames_the_child(case: Case, today: dt.date) -> Iterator[Remark]:
    """Words for will and character make a disability look like a choice."""
    for passage in _own_words(case):
        for sentence in passage.sentences():
            found = affirmed(_BLAMES_CHILD, _DIAGNOSIS_NAME.sub("", sentence))
            if found and not _SAID_BY_OTHERS.search(sentence):
                yield Remark(
                    passage.pointer,
                    f"“{found[0][:1].upper()}{found[0][1:].lower()}” makes it sound like a choice of the student's.",
                    "Describe what is seen, such as “cannot leave the car; shakes and cries”.",
                )
                return


def _writes_in_anger(case: Case, today: dt.date) -> Iterator[Remark]:
    """A calm letter is read to its end, and read well by a stranger later."""
    for passage in _own_words(case):
        if affirmed(_ANGER, passage.text) or _SHOUTING.search(passage.text):
            yield Remark(
                passage.pointer,
                "A sentence here sounds angry, which is easy to understand and easy to use against you.",
                "Keep the fact and drop the judgment, such as “we asked on September 9 and have no answer yet”.",
            )
            return


def _vague_support(case: Case, today: dt.date) -> Iterator[Remark]:
    """“As needed” leaves it to each adult whether a support happens."""
    for passage in passages(case, *_SUPPORT_PATHS):
        found = affirmed(_VAGUE_SUPPORT, passage.text)
        if found:
            yield Remark(
                passage.pointer,
                f"“{found[0][:1].upper()}{found[0][1:].lower()}” leaves open whether the support happens.",
                "Say when, where and who, such as “ten minutes in room 12 on showing the blue card; any teacher lets "
                "her go”.",
            )
            return


def _own_words(case: Case) -> Iterator[Passage]:
    """What the sender says: without what the student, professionals and others are quoted with."""
    return (passage for passage in passages(case) if not passage.path.startswith(_OWN_VOICE_OF_OTHERS))


WORDING_RULES: tuple[Rule, ...] = (
    Rule("asks_for_the_best", "strong", _asks_for_the_best, federal("section_504_fape"), reads_english=True),
    Rule("blames_the_school", "strong", _blames_the_school, COMMON_PRACTICE, reads_english=True),
    Rule("blames_the_child", "strong", _blames_the_child, COMMON_PRACTICE, reads_english=True),
    Rule("writes_in_anger", "strong", _writes_in_anger, COMMON_PRACTICE, reads_english=True),
    Rule(
        "vague_support",
        "worth_a_look",
        _vague_support,
        COMMON_PRACTICE,
        (LETTER_504, PLAN),
        reads_english=True,
    ),
)
