"""Spelling help: which of the right words did someone mean, and words without their accents."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable


def unaccented(text: str) -> str:
    """The text in lower case without its accents: “Clínica” is “clinica”."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def nearest(word: str, right_words: Iterable[str], most: int = 3) -> list[str]:
    """The right words that look most like `word`, best first; empty when none is near."""
    by_folded = {right.casefold(): right for right in right_words}
    close = difflib.get_close_matches(word[:80].casefold(), by_folded, n=most, cutoff=0.55)
    return [by_folded[folded] for folded in close]
