"""`python -m tests.bench.rows [CASE.json …]` prints where the time of a batch's row goes, and what a worker may reach.

Processor time, not time on the clock: other programs on the machine change it little. Without a case it takes the
sample case, with every part filled in, and the smallest one.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from service.casework.advice import advice_for
from service.casework.batches.outcomes import digest_of, line_of, outcome_of
from service.casework.batches.places import LocalFolder
from service.casework.batches.work import Order, Task, do_task
from service.casework.cases import load_case
from service.casework.context import contexts_for
from service.casework.documents import assemble_documents, blanks_of
from service.casework.library import TemplateLibrary
from service.casework.packets import dump_case
from service.casework.tables.rows import Row

ROOT = Path(__file__).parents[2]
CASES = (
    ROOT / "schemas/sample_case.json",
    ROOT / "tests/cases/eleventh_grade.json",
    ROOT / "tests/cases/two_names.json",
)
TODAY = dt.date(2026, 11, 16)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.rows", description=__doc__)
    parser.add_argument("cases", nargs="*", type=Path, default=CASES)
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    for path in options.cases:
        print_row(path, options.rounds)


def print_row(path: Path, rounds: int) -> None:
    """The milliseconds of each step of a row with this case, and documents a second."""
    with tempfile.TemporaryDirectory() as folder:
        steps = _steps(path, Path(folder))
        taken: dict[str, list[float]] = {name: [] for name in steps}
        for _ in range(rounds):
            for name, step in steps.items():
                start = time.process_time()
                step()
                taken[name].append(time.process_time() - start)
    raw_case = json.loads(path.read_text(encoding="utf-8"))
    count = len(load_case(raw_case, today=TODAY).documents)
    print(f"{path.name}: {count} documents a row")
    for name, times in taken.items():
        print(f"  {name:40}{statistics.median(times) * 1e3:8.2f} ms")
    print(f"  documents a second of one processor {count / statistics.median(taken['the whole row']):12.0f}")


def _steps(path: Path, folder: Path) -> Mapping[str, Callable[[], object]]:
    text = path.read_text(encoding="utf-8")
    raw_case = json.loads(text)
    library = TemplateLibrary(None)
    place = LocalFolder(folder)
    place.prepare()
    case = load_case(raw_case, today=TODAY)
    documents = assemble_documents(case, library=library, today=TODAY)
    order = Order(TODAY, destination=place, library=library)
    names = (str(number) for number in range(1_000_000))
    row = Row(1, raw_case)

    def whole_row() -> object:
        read = Row(1, json.loads(text))
        name = next(names)
        digest = digest_of(read)
        return line_of(outcome_of(read, digest, name, do_task(order, Task(1, read.raw_case, name))).as_json())

    result = do_task(order, Task(1, raw_case, "first"))
    return {
        "the whole row": whole_row,
        "reading": lambda: json.loads(text),
        "checking": lambda: load_case(raw_case, today=TODAY),
        "documents": lambda: assemble_documents(case, library=library, today=TODAY),
        "  of which what the templates see": lambda: list(contexts_for(case, case.documents, today=TODAY)),
        "blanks": lambda: blanks_of(documents),
        "advice": lambda: advice_for(case, today=TODAY),
        "case.json": lambda: dump_case(case),
        "files": lambda: place.write(next(names), documents),
        "report": lambda: line_of(outcome_of(row, digest_of(row), "first", result).as_json()),
    }


if __name__ == "__main__":
    main()
