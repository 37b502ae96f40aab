"""Documents of cases made by chance: valid for Word, and LibreOffice opens them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from tests.office import converted, faults_for_word
from tests.properties.sizes import TIMES
from tests.properties.test_nothing_lost import documents_of
from tests.strategies import Raw, raw_cases


def written(folder: Path, cases: int) -> Iterator[Path]:
    """The six documents of each of so many cases."""
    made: list[Raw] = []

    @settings(
        max_examples=5 * cases,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(raw_cases())
    def draw(raw_case: Raw) -> None:
        made.append(raw_case)

    draw()
    # The fullest ones hold the most that can go wrong.
    for number, raw_case in enumerate(sorted(made, key=lambda each: len(str(each)), reverse=True)[:cases]):
        for kind, content in documents_of(raw_case).items():
            path = folder / f"{number}-{kind}.docx"
            path.write_bytes(content)
            yield path


def test_documents_of_any_case_are_valid_in_word_and_open_in_libreoffice(tmp_path: Path) -> None:
    documents = list(written(tmp_path, TIMES))
    assert {name: faults for name, faults in faults_for_word(*documents).items() if faults} == {}
    (tmp_path / "pdf").mkdir()
    assert all(page.stat().st_size > 2_000 for page in converted(documents, "pdf", tmp_path / "pdf"))
