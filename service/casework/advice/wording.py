"""Words that weaken a letter: the wrong standard, blame, anger, and promises nobody can measure.

The reader may be a hearing officer two years later. What the student says in their own words, and what professionals
and others said, is left alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from service.casework.advice.advisory import COMMON_PRACTICE, Remark, Rule, federal
from service.casework.advice.passages import Passage, affirmed_in, is_said_by_others, passages, sentences_with
from service.casework.cases import Case
from service.casework.kinds import LETTER_504, PLAN

_BEST = re.compile(
    r"\bthe (?:very )?best (?:possible |available )?(?:education|schools?|schooling|programs?|programmes?|placements?"
    r"|services?|supports?"
    r"|teachers?|therap(?:y|ist|ists)|help|care|accommodations?|options?|outcomes?|instruction|plan)\b"
    r"(?! (?:so far|has|have|was|were|is|are|until|yet|in|at|for now)\b)"
    r"|\bbest possible\b|\bmaximi[sz](?:e|es|ed|ing)\b"
    r"|\b(?:full|fullest|highest|maximum|true) potential\b|\bnothing but the best\b|\b(?:live|lives) up to (?:his"
    r"|her|their) potential\b"
    r"|\b(?:want|wants|deserves?|expects?|demands?|ask(?:s|ing)? for)(?: only)?(?: what(?:'s"
    r"| is))?(?: the)?(?: very)? best"
    r"(?= (?:for|from|that)\b|[.,;!\n]|$)"
    r"|\b(?:ideal|optimal|perfect) (?:education|school|program|programme|placement|services?|supports?|setting"
    r"|environment|learning)\b"
    r"|\boptimi[sz](?:e|es|ed|ing)\b",
    re.IGNORECASE,
)
_SCHOOL = (
    r"(?:you(?: people| all)?|(?:the|this|your|our|his|her|their|\w+'s) (?:school|district|teachers?|principal"
    r"|vice principal"
    r"|dean|staff|counselors?|team|administration|office))"
)
_BLAMES_SCHOOL = re.compile(
    rf"(?<!\bat )(?<!\bin )(?<!\bof )(?<!\bfrom )\b{_SCHOOL} (?:has |have |had |clearly |simply |just |always "
    rf"|obviously |completely |keeps? |kept |been ){{0,3}}"
    r"(?:failed (?:her|him|them|us|my|our|to|(?-i:[A-Z])\w+)|ignored|ignores|ignoring|lied|lies|neglected|neglects"
    r"|let (?:her|him|them|us) down|abandoned|betrayed|humiliated|humiliates"
    r"|(?:don't|doesn't|didn't|do not|does not|did not|never) (?:even |really )?(?:cares?|cared|bothers?|bothered"
    r"|listens?|listened|want to (?:help|listen))"
    r"|(?:does|do|did|done) (?:absolutely )?nothing(?=[.,;!\n]| (?:about|for|at all|when|but)\b|$)"
    r"|(?:is|are|was|were) (?:to blame|useless)|(?:won't|will not|wouldn't|didn't|doesn't|don't) do anything"
    r"|turned a blind eye|(?:totally |really )?dropped the ball"
    r"|looked the other way"
    r"|drove (?:her|him|them) to (?:this|it)|made (?:her|him|them|it|this|things|everything) (?:much )?(?:worse|sick"
    r"|ill)"
    r"|ruined|destroyed|caused (?:this|her|his|their)|refuses? to (?:help|listen|care))(?!\w)"
    r"|\b(?:negligent|negligence|incompetent|incompetence|unprofessional|malicious|lazy (?:teachers?|staff|school)"
    r"|your fault|school's fault"
    r"|district's fault|teacher's fault|blame (?:the )?(?:school|district|teachers?|you)"
    r"|(?:nobody|no one) (?:at|in) (?:the |this )?(?:school|district) (?:cares?|cared|bothers?|bothered|helps?"
    r"|helped))\b",
    re.IGNORECASE,
)
_BLAMES_CHILD = re.compile(
    r"\b(?:lazy(?! (?:eye|river|\w*day|morning|afternoon|weekend)s?\b)|laziness|manipulat(?:ive|es|ing)"
    r"|(?<!oppositional )defian(?:t|ce)"
    r"|(?:he|she|they) (?:is|are|was|were) (?:a |so |just |too |very )?spoiled|spoiled (?:child|kid|brat)"
    r"|stubborn(?:ness)?|attention[- ]seeking|seeking attention|quitter"
    r"|(?:it|this|that|all|just|only|cries|acts up) (?:all |just |only )?for attention"
    r"|faking|fakes (?:it|being|an?)|pretend(?:s|ing)? to be (?:sick|ill)|drama queen|melodramatic|naughty|bratty"
    r"|disobedient"
    r"|chooses? not to|choosing not to|(?:just|simply) (?:doesn't|does not|won't|will not|refuses to) (?:want|try|care)"
    r"|(?:won't|will not|refuses to|doesn't|does not)(?: even)? try(?=[.,;!\n]| (?:hard|harder|at|in|anymore)\b|$)"
    r"|(?:doesn't"
    r"|does not) care(?= about (?:school"
    r"|grades|learning|anything)|[.,;!\n]|$)"
    r"|mak(?:es|ing) excuses|being (?:difficult|dramatic)|unmotivated|not motivated|playing us"
    r"|bad (?:behavior|attitude|kid|child)|acting out(?! (?:stor|scene|play|part|role)\w*)|playing (?:sick"
    r"|games with us)"
    r"|tantrums?(?!-)|gets away with"
    r"|willful(?:ly)?|oppositional(?! defiant))\b",
    re.IGNORECASE,
)
_ANGER = re.compile(
    r"\b(?:disgrace(?:ful)?|outrageous|outrage|ridiculous|absurd|disgusting|shame on|be ashamed of (?:your|them)\w*"
    r"|should be ashamed|shameful|appalling|unacceptable|how dare|(?:is|was) a joke(?! \w)"
    r"|joke of a"
    r"|pathetic|enough is enough|gives? a damn|bullshit|for god's sake|(?:we|I)(?:'m|'re"
    r"|'ve)?\b[^.!?\n]{0,20}? (?:fed up|sick and tired|had it with)|what is wrong with you"
    r"|how many times (?:do|must|have) (?:I|we)"
    r"|(?:we|I)(?: will|'ll) sue|sue (?:you|the (?:school|district))|see you in court"
    r"|hear(?:ing)? from (?:our|my|a) (?:lawyer|attorney)s?"
    r"|(?:I am|I'm|we are|we're|I was|we were|makes? (?:me|us))(?: (?:so|very|really|extremely|just|both|beyond)){0,2}"
    r" (?:furious|disgusted|outraged|appalled|angry (?:with|at|about|that)))\b",
    re.IGNORECASE,
)
_FELT_BY_THE_STUDENT = re.compile(r"\bto (?:him|her|them)\b|\b(?:himself|herself|themselves)\b", re.IGNORECASE)
_SHOUTING = re.compile(r"(?<![A-Z])[A-Z]{4,}(?: [A-Z]{2,}){3,}\b")
_VAGUE_SUPPORT = re.compile(
    r"\b(?:as needed|when needed|if needed|where needed|as appropriate|where appropriate|when appropriate"
    r"|when possible|if possible|as possible"
    r"|where possible|if time allows|time permitting|at (?:the )?(?:teacher|staff|school)(?:'s|s)? discretion"
    r"|from time to time|occasionally"
    r"|frequent(?:ly)?|(?:reasonable|sufficient|adequate|appropriate|regular) (?:\w+ )?(?:breaks?|time|help|support"
    r"|notice"
    r"|check-?ins?)|some (?:extra )?(?:help|support)|extra (?:help|support)|more (?:help|support)"
    r"|be (?:more )?(?:flexible"
    r"|understanding|patient|supportive|kind|sensitive))\b",
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
        found = affirmed_in(_BEST, passage)
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
        for sentence, _ in sentences_with(_BLAMES_SCHOOL, passage):
            if not is_said_by_others(sentence):
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
        for sentence, found in sentences_with(_BLAMES_CHILD, passage):
            if not is_said_by_others(sentence):
                yield Remark(
                    passage.pointer,
                    f"“{found[0][:1].upper()}{found[0][1:].lower()}” makes it sound as if the student chose this.",
                    "Describe what is seen, such as “cannot leave the car; shakes and cries”.",
                )
                return


def _writes_in_anger(case: Case, today: dt.date) -> Iterator[Remark]:
    """A calm letter is read to its end, and read well by a stranger later."""
    for passage in _own_words(case):
        if _is_angry(passage) or _shouts(passage):
            yield Remark(
                passage.pointer,
                "A sentence here sounds angry, which is easy to understand and easy to use against you.",
                "Keep the fact and drop the judgment, such as “we asked on September 9 and have no answer yet”.",
            )
            return


def _is_angry(passage: Passage) -> bool:
    return any(
        not (is_said_by_others(sentence) or _FELT_BY_THE_STUDENT.search(sentence))
        for sentence, _ in sentences_with(_ANGER, passage)
    )


def _shouts(passage: Passage) -> bool:
    """True outside the student's strengths: “loves math!!” is joy."""
    return passage.path != "strengths[]" and ("!!" in passage.text or bool(_SHOUTING.search(passage.text)))


def _vague_support(case: Case, today: dt.date) -> Iterator[Remark]:
    """“As needed” leaves it to each adult whether a support happens."""
    for passage in passages(case, *_SUPPORT_PATHS):
        found = affirmed_in(_VAGUE_SUPPORT, passage)
        if found and not _says_when(case, passage):
            yield Remark(
                passage.pointer,
                f"“{found[0][:1].upper()}{found[0][1:].lower()}” leaves open whether the support happens.",
                "Say when, where and who, such as “ten minutes in room 12 on showing the blue card; any teacher lets "
                "the student go”.",
            )
            return


def _says_when(case: Case, passage: Passage) -> bool:
    """True where another field of the same support says what sets it going: “as needed” on showing the blue card."""
    kind, name, index, part = passage.pointer.removeprefix("/").split("/")
    choice = case.values[kind][name][int(index)]
    return any(field in choice and field != part for field in ("when", "signal"))


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
