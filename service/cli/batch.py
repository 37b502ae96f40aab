"""`iepdocs batch`: many cases → a folder of documents each, and a report of every row."""

from __future__ import annotations

import datetime as dt
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from service.cli.ending import DONE, SOME_FAILED, STOPPED, say
from service.cli.files import STANDARD_INPUT
from service.cli.options import json_option, templates_option
from service.cli.progress import FollowedRows, Screen

if TYPE_CHECKING:
    from service.casework.batches import Crew, Mode, Summary
    from service.casework.tables import Source


@click.command()
@click.argument("source", metavar="CASES.(json|jsonl|csv|xlsx)")
@click.option(
    "-o", "--output", "where", metavar="DIR", help="Where to put the folders; a folder, or s3://… and the like."
)
@click.option(
    "--workers", type=click.IntRange(1, 256), metavar="N", help="Processes; as many as this machine has without it."
)
@click.option("--scheduler", metavar="ADDRESS", help="Do the work on a Dask cluster, such as tcp://10.0.0.5:8786.")
@click.option("--resume", is_flag=True, help="Go on with a batch in DIR that did not end.")
@click.option(
    "--only", type=click.Choice(["faulty"]), help="Do again only what the report in DIR does not name as ready."
)
@click.option(
    "--check",
    "only_checks",
    is_flag=True,
    help="Write nothing; name what is wrong in each row (with --json also what is open).",
)
@click.option("--set", "changes", multiple=True, metavar="FIELD=VALUE", help="Give a field this value in every row.")
@json_option
@templates_option
def batch(
    source: str,
    where: str | None,
    workers: int | None,
    scheduler: str | None,
    resume: bool,
    only: str | None,
    only_checks: bool,
    changes: tuple[str, ...],
    as_json: bool,
    own_folder: Path | None,
) -> int:
    """Make the documents of many cases, one folder a case, and report.json.

    A row with faults is named with its place and stops no other; a sheet comes back as marked.xlsx with each fault at
    its cell. “-” reads standard input. Exit status: 0 all done, 1 some rows failed, 2 could not start or go on.
    """
    _refuse_contradictions(where, workers, scheduler, resume, only, only_checks)
    from service.casework.batches import REPORT, Order, Plan, check_of, place_at, run_into_folder, without_secrets
    from service.casework.tables import marked_sheet, rows_of, with_changes

    if scheduler:
        # Its workers were started in folders of their own.
        where, own_folder = where and _from_anywhere(where), own_folder and own_folder.absolute()
    file = _source(source)
    rows = FollowedRows(with_changes(rows_of(file), changes))
    screen = Screen(rows, quiet=as_json and only_checks)
    crew = _crew(workers, scheduler)
    today = dt.date.today()
    try:
        with _until_stopped() as is_stopped:
            if only_checks:
                summary, lines = check_of(rows, Order(today, own_folder), crew, is_stopped=is_stopped, tell=screen.tell)
                screen.end()
                return _checked(summary, lines, as_json)
            assert where is not None
            place, shown = place_at(where), without_secrets(where)
            mode: Mode = "resume" if resume else "faulty" if only else "new"
            plan = Plan(rows, place, shown, today, own_folder, changes, mode)
            # Whoever corrects marked.xlsx where it stands must find it there again.
            mark = marked_sheet(file, also_without_faults=_is_marked_one(source, where))
            summary = run_into_folder(plan, crew, mark=mark, is_stopped=is_stopped, tell=screen.tell)
            screen.end()
            if as_json:
                _print_report(place.lines(REPORT))
            return _ended(summary, shown, as_json, file.is_sheet)
    finally:
        screen.end()
        crew.dismiss()


def _refuse_contradictions(
    where: str | None, workers: int | None, scheduler: str | None, resume: bool, only: str | None, only_checks: bool
) -> None:
    if workers and scheduler:
        raise click.UsageError("--workers and --scheduler exclude each other: the cluster has workers of its own.")
    if resume and only:
        raise click.UsageError(
            "--resume and --only exclude each other: first finish the batch, then do again what failed."
        )
    if only_checks and (resume or only):
        raise click.UsageError(
            "--check looks at every row and writes nothing, so it takes neither --resume nor --only."
        )
    if not where and not only_checks:
        raise click.UsageError("Say by -o DIR where the folders go, or use --check to look without writing.")


def _source(source: str) -> Source:
    from service.casework.tables import source_of_path, source_of_stream

    if source == STANDARD_INPUT:
        return source_of_stream(sys.stdin.buffer, "standard input")
    return source_of_path(Path(source))


def _from_anywhere(where: str) -> str:
    """A folder by its whole path; an address as it is."""
    return where if "://" in where else str(Path(where).absolute())


def _is_marked_one(source: str, where: str) -> bool:
    """True when the cases are read from the marked sheet in the folder that they go to."""
    from service.casework.batches import MARKED

    marked = Path(where, MARKED)
    return source != STANDARD_INPUT and marked.is_file() and marked.samefile(source)


def _crew(workers: int | None, scheduler: str | None) -> Crew:
    from service.casework.batches import crew_of_processes, crew_of_scheduler, processors

    if scheduler:
        return crew_of_scheduler(scheduler)
    return crew_of_processes(workers or processors())


@contextmanager
def _until_stopped() -> Iterator[Callable[[], bool]]:
    """A question that is answered with yes after the first Ctrl-C or SIGTERM; the second one ends the program."""
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()
        signal.signal(number, earlier[signal.Signals(number)])

    earlier = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in earlier:
        signal.signal(number, stop)
    try:
        yield stopped.is_set
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


def _checked(summary: Summary, lines: Iterable[bytes], as_json: bool) -> int:
    from service.casework.batches import report

    if not summary.is_complete:
        say(f"Stopped after {_rows(summary.counts.total)}. The rest was not looked at.")
    if as_json:
        _print_report(report(summary, lines))
    else:
        counts = summary.counts
        _say_notes(summary)
        click.echo(f"{counts.ready:,} of {_rows(counts.total)} ready, {counts.faulty:,} with faults.")
    return _status(summary)


def _ended(summary: Summary, where: str, as_json: bool, is_sheet: bool) -> int:
    from service.casework.batches import MARKED, REPORT

    counts = summary.counts
    _say_notes(summary)
    if not summary.is_complete:
        say(f"Stopped after {_rows(counts.total)}. The same command with --resume goes on.")
    if not as_json:
        named_in = MARKED if is_sheet else REPORT
        faulty = f"; {counts.faulty:,} with faults, see {named_in}" if counts.faulty else ""
        click.echo(f"{where}: drafts for {counts.ready:,} of {_rows(counts.total)}{faulty}.")
    return _status(summary)


def _status(summary: Summary) -> int:
    if not summary.is_complete:
        return STOPPED
    return SOME_FAILED if summary.counts.faulty else DONE


def _say_notes(summary: Summary) -> None:
    for note in summary.notes:
        say(note)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _print_report(pieces: Iterable[bytes]) -> None:
    output = sys.stdout.buffer
    for piece in pieces:
        output.write(piece)
    output.flush()
