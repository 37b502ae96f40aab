"""By when the school owes what: dates that a state or federal rule sets, each with the rule it rests on.

Read in this order: `requests` takes from a case what a clock needs, `days` knows calendar, school and
business days, `clocks` runs one clock of the facts over them, `rules` says which clocks a case starts
(`deadlines_for`), `wording` has the words, and `letters` puts the same clocks to a school
(`clock_sentences`). No number of days stands in this package: each comes from `service.casework.facts`.

A request is taken as received on the date of the letter, which is the earliest possible; `counted_from` says
so. A date that can only move back from there is marked `at_the_earliest`.
"""

from __future__ import annotations

from service.casework.deadlines.letters import ClockSentence, ClockSentences, clock_sentences
from service.casework.deadlines.rules import Deadline, deadlines_for
from service.casework.deadlines.wording import days_in_words

__all__ = [
    "ClockSentence",
    "ClockSentences",
    "Deadline",
    "clock_sentences",
    "days_in_words",
    "deadlines_for",
]
