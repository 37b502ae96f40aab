"""Spelling help: which of the right words did someone mean."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, right_words: Iterable[str], most: int = 3) -> list[str]:
    """The right words that look most like `word`, best first; empty when none is near."""
    by_folded = {right.casefold(): right for right in right_words}
    close = difflib.get_close_matches(word[:80].casefold(), by_folded, n=most, cutoff=0.55)
    return [by_folded[folded] for folded in close]
