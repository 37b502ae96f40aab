"""Which names a template may read, and what an author probably meant by one that it may not."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field


class KnownNames:
    """Dotted paths, lists marked `[]`: `student.name`, `plan.goals[].text`; what a path passes through is known too."""

    def __init__(self, known: Collection[str] | Callable[[str], bool]) -> None:
        self._tells: Callable[[str], bool] | None = None
        self.paths: frozenset[str] = frozenset()
        if callable(known):
            self._tells = known
        else:
            self.paths = frozenset(step for path in known for step in _steps(path))

    def __contains__(self, path: str) -> bool:
        return self._tells(path) if self._tells is not None else path in self.paths


def _steps(path: str) -> list[str]:
    """`a.b[].c` passes through `a`, `a.b`, `a.b[]` and `a.b[].c`."""
    steps = []
    at = ""
    for name in path.split("."):
        at = f"{at}.{name}" if at else name
        bare = at
        while bare.endswith("[]"):
            bare = bare[:-2]
        while True:
            steps.append(bare)
            if bare == at:
                break
            bare += "[]"
    return steps


@dataclass(frozen=True, slots=True)
class NameQuestion:
    """Asks if a path is known and, if not, says what to write."""

    known: KnownNames
    _cache: dict[str, str | None] = field(default_factory=dict)

    def answer(self, path: str) -> str | None:
        """None if `path` is known; else a sentence that says what is wrong and what was probably meant."""
        if path not in self._cache:
            self._cache[path] = None if path in self.known else self._sentence(path)
        return self._cache[path]

    def _sentence(self, path: str) -> str:
        if path.endswith("[]") and path[:-2] in self.known:
            return f"takes “{path[:-2]}” for a list, which it is not. Write it without a loop and without brackets"
        for listed in sorted(self.known.paths):
            if "[]" in listed and listed.replace("[]", "") == path:
                before = listed[: listed.rindex("[]")]
                return f"“{path}” stands in a list. Write {{% for … in {before.replace('[]', '')} %}} around it"
        near = self._nearest(path)
        if near:
            return f"“{path}” is no name of the case. Did you mean “{near}”?"
        return f"“{path}” is no name of the case. “iepdocs templates fields” lists all that are"

    def _nearest(self, path: str) -> str:
        """The known name whose last word is most like that of `path`: authors forget where a field stands."""
        last = path.rpartition(".")[2]
        words = difflib.get_close_matches(last, {known.rpartition(".")[2] for known in self.known.paths}, 1, 0.7)
        alike = [known for known in sorted(self.known.paths) if known.rpartition(".")[2] in words]
        return next(iter(difflib.get_close_matches(path, alike, 1, 0)), "")
