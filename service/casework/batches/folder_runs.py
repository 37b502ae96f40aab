"""A batch into a folder: begun, gone on with after a crash, or done again for what failed."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal

from schemas.catalogs import CATALOG_VERSION
from service.casework.batches.crews import Crew
from service.casework.batches.errors import OutputError, template_errors
from service.casework.batches.folders import FolderNames
from service.casework.batches.journal import Journal, Start
from service.casework.batches.outcomes import digest_of, line_of, outcome_of
from service.casework.batches.places import Place
from service.casework.batches.report import (
    MARKED,
    REPORT,
    Counts,
    Summary,
    head_of_report,
    lines_of_report,
    marks_of,
    report,
)
from service.casework.batches.running import results_of
from service.casework.batches.work import Order, Task
from service.casework.library import TemplateLibrary
from service.casework.tables.errors import BatchInputError
from service.casework.tables.rows import Row, Rows
from service.casework.versions import program_version

Mode = Literal["new", "resume", "faulty"]
Record = dict[str, Any]
Marker = Callable[[list[tuple[str, str]]], bytes | None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run: the rows, what changed them on the way (`settings`), where to, and on which day."""

    rows: Rows
    place: Place
    where: str
    today: dt.date
    templates: Path | None = None
    settings: tuple[str, ...] = ()
    mode: Mode = "new"


def run_into_folder(
    plan: Plan,
    crew: Crew,
    *,
    mark: Marker = lambda faults: None,
    is_stopped: Callable[[], bool] = lambda: False,
    tell: Callable[[Record, Counts], None] = lambda record, counts: None,
) -> Summary:
    """Write the documents of every row, then the report, and for a sheet the sheet with its faults marked.

    `mark` makes that sheet from (cell, message) pairs; `tell` hears of each row, in order. Raises `OutputError` where
    nothing can be written, and `BatchInputError` where the file cannot be read; such a run can be resumed.
    """
    finished = _finished(plan)
    if finished is not None:
        return finished
    plan.place.prepare()
    journal = _journal(plan)
    counts = Counts()
    try:
        with closing(journal):
            feed = _Feed(plan, journal)
            order = Order(dt.date.fromisoformat(journal.start.today), plan.templates, plan.place)
            with closing(results_of(iter(feed), order, crew, is_stopped)) as results:
                for item, result in results:
                    if item.record is None:
                        assert result is not None
                        item.record = outcome_of(item.row, item.digest, item.folder, result).as_json()
                    if not item.is_in_journal:
                        journal.append(line_of(item.record))
                    counts.add(item.record)
                    tell(item.record, counts)
            summary = Summary(counts, feed.is_at_end, tuple(plan.rows.notes), plan.settings)
            _tell_all(plan, journal, summary, mark)
            return summary
    except BatchInputError:
        if not counts.total and not journal.rows_done:
            # Nothing was read, so nothing stands in the way of the corrected file.
            journal.remove()
            plan.place.finish()
        raise
    except OutputError as error:
        raise OutputError(error.where, f"{error.what} Then the same command with --resume goes on.") from error


def _tell_all(plan: Plan, journal: Journal, summary: Summary, mark: Marker) -> None:
    """Write the report and the marked sheet, and end the run when every row was reached."""
    if not summary.is_complete and journal.start.only_faulty:
        return  # the report that stands there is what a resumed run leans on
    marked = mark(list(marks_of(journal.lines())))
    if marked is None:
        plan.place.discard(MARKED)
    else:
        plan.place.save(MARKED, [marked])
    plan.place.save(REPORT, report(summary, journal.lines()))
    if summary.is_complete:
        plan.place.finish()
        journal.remove()


def _finished(plan: Plan) -> Summary | None:
    """The summary of a run that had ended when it was to be resumed. Refuses to begin where a batch stands.

    A batch of no row at all, such as that of a sheet not filled in yet, stands in nobody's way.
    """
    has_journal = plan.place.has_journal()
    has_report = plan.place.has(REPORT)
    if plan.mode == "new" and (has_journal or (has_report and _summary_of_report(plan).counts.total)):
        way = "Go on with it by --resume" if has_journal else "Do what failed again by --only faulty"
        raise OutputError(plan.where, f"A batch stands in this folder already. {way}, or choose another folder.")
    if plan.mode == "faulty" and not has_journal and not has_report:
        what = "There is no report in this folder, so nothing is known to be faulty. Run the batch whole."
        raise OutputError(plan.where, what)
    if plan.mode == "faulty" and not has_journal and _summary_of_report(plan).settings != plan.settings:
        # Every row would differ from what was done, and be done again beside it.
        what = f"The batch was made with another --set, see “set” in {REPORT}. Use the same, or choose another folder."
        raise OutputError(plan.where, what)
    if plan.mode != "resume" or has_journal or not has_report:
        return None
    return _summary_of_report(plan)


def _summary_of_report(plan: Plan) -> Summary:
    head = head_of_report(plan.place.lines(REPORT), REPORT)
    return Summary(
        Counts(head["total"], head["ready"], head["faulty"]),
        head["complete"],
        tuple(head["notes"]),
        tuple(head.get("set", ())),
    )


def _journal(plan: Plan) -> Journal:
    """The journal to write on in: the one that stands there, or a new one."""
    found = plan.place.reopen_journal() if plan.mode != "new" else None
    if found is not None:
        _refuse_changes(found, plan)
        return found
    return plan.place.begin_journal(
        Start(
            program=_program(),
            today=plan.today.isoformat(),
            templates=_digest_of_templates(plan.templates),
            settings=_digest_of_settings(plan.settings),
            only_faulty=plan.mode == "faulty",
            taken=(REPORT, MARKED, *plan.place.names()),
        )
    )


def _refuse_changes(journal: Journal, plan: Plan) -> None:
    start = journal.start
    if plan.mode == "faulty" and not start.only_faulty:
        what = "A batch in this folder has not ended. Go on with it by --resume first."
    elif start.program != _program():
        what = "The batch was begun with another version of iepdocs. Go on with that one, or choose another folder."
    elif start.templates != _digest_of_templates(plan.templates):
        what = "The Word templates have changed since this batch was begun. Undo that, or choose another folder."
    elif start.settings != _digest_of_settings(plan.settings):
        what = "The batch was begun with another --set. Use the same, or choose another folder."
    else:
        return
    journal.close()
    raise OutputError(plan.where, what)


@dataclass(slots=True)
class _Item:
    row: Row
    digest: str
    folder: str
    record: Record | None = None
    is_in_journal: bool = False


class _Feed:
    """Every row with the task that is still to be done for it, if any: what is done already is carried over."""

    def __init__(self, plan: Plan, journal: Journal) -> None:
        self.is_at_end = False
        self._plan = plan
        self._journal = journal
        self._names = FolderNames(journal.start.taken)
        self._good = _GoodRows(plan.place) if journal.start.only_faulty else None

    def __iter__(self) -> Generator[tuple[_Item, Task | None], None, None]:
        known = self._journal.lines()
        still_known = self._journal.rows_done
        for row in self._plan.rows:
            digest = digest_of(row)
            if still_known:
                still_known -= 1
                yield self._from_journal(row, digest, json.loads(next(known)))
                continue
            record = self._good.take(digest) if self._good else None
            if record is not None:
                yield _Item(row, digest, "", {**record, "row": row.number}), None
                continue
            folder = self._names.name_for(row.raw_case)
            yield _Item(row, digest, folder), Task(row.number, row.raw_case, folder, row.faults)
        if still_known:
            raise self._another_file()
        self.is_at_end = True

    def _from_journal(self, row: Row, digest: str, record: Record) -> tuple[_Item, Task | None]:
        if record["digest"] != digest:
            raise self._another_file()
        if self._good is None or self._good.take(digest) is None:
            self._names.name_for(row.raw_case)  # it has its name; the rows after it must get theirs again
        item = _Item(row, digest, record.get("folder", ""), record, is_in_journal=True)
        if self._plan.place.is_whole([draft["file"] for draft in record.get("documents", ())]):
            return item, None
        return item, Task(row.number, row.raw_case, item.folder, row.faults)

    def _another_file(self) -> BatchInputError:
        what = "These are not the rows that this batch was begun with. Use the same file, or choose another folder."
        return BatchInputError(self._plan.where, what)


class _GoodRows:
    """The rows of an earlier report that are done, found by what their case said; they may have moved since."""

    def __init__(self, place: Place) -> None:
        self._packed: dict[str, list[bytes]] = {}
        for line in lines_of_report(place.lines(REPORT), REPORT):
            record = json.loads(line)
            if record["status"] == "ready":
                self._packed.setdefault(record["digest"], []).append(zlib.compress(line))

    def take(self, digest: str) -> Record | None:
        """The record of a row like this, each once."""
        found = self._packed.get(digest)
        if not found:
            return None
        record: Record = json.loads(zlib.decompress(found.pop(0)))
        return record


def _program() -> str:
    return f"{program_version()} {CATALOG_VERSION}"


def _digest_of_templates(templates: Path | None) -> str:
    with template_errors():
        declared = sorted(templates.rglob("*.toml")) if templates else []
        return _digest(*(path.read_bytes() for path in (*TemplateLibrary(templates).files(), *declared)))


def _digest_of_settings(settings: tuple[str, ...]) -> str:
    return _digest("\n".join(settings).encode("utf-8", "backslashreplace"))


def _digest(*pieces: bytes) -> str:
    digest = blake2b(digest_size=16)
    for piece in pieces:
        digest.update(len(piece).to_bytes(8, "big") + piece)
    return digest.hexdigest()
