"""One row's work: from a raw case to its documents, written or given back. This is what a worker process runs."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, Protocol

from schemas.kinds_in_use import DeclaredKinds, kinds_of
from service.assembly import RenderError, TemplateError
from service.casework.advice import Advisory, advice_for
from service.casework.batches.errors import OutputError, template_errors
from service.casework.cases import load_case
from service.casework.documents import Blank, assemble_documents, blanks_of
from service.casework.errors import CaseError, Fault, TemplateNotFoundError
from service.casework.kinds import kinds_from
from service.casework.library import TemplateLibrary
from service.casework.packets import CASE_NAME, Member, dump_case
from service.trail import trail

Status = Literal["ready", "faulty", "failed"]

_log = logging.getLogger("iepdocs.batch")


class File(Protocol):
    """A name and what goes under it."""

    @property
    def filename(self) -> str: ...
    @property
    def content(self) -> bytes: ...


class Destination(Protocol):
    """Where the folders of a batch go. It travels to the workers, so it is small and picklable."""

    def write(self, folder: str, files: Sequence[File]) -> None:
        """Put the files into a new folder, all of them or none. Raises `OutputError`."""
        ...


@dataclass(frozen=True, slots=True)
class Order:
    """What holds for every row: the day, the clinic's own templates, and where the documents go.

    Without a destination they are given back when `gives_documents`, and otherwise only looked at. A `library` that is
    in use already is taken as it is, in this process; other processes load `templates` once each.
    """

    today: dt.date
    templates: Path | None = None
    destination: Destination | None = None
    gives_documents: bool = False
    library: TemplateLibrary | None = None


@dataclass(frozen=True, slots=True, repr=False)  # an engine may log what it was given, and this is a case
class Task:
    """A row as it goes to a worker. `faults` were found on reading; with any of them no document is made."""

    number: int
    raw_case: Any
    folder: str
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Result:
    """What a worker gives back: kind, name and size of each document; if asked for, name and bytes of each file."""

    status: Status
    documents: tuple[tuple[str, str, int], ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    faults: tuple[Fault, ...] = ()
    blanks: tuple[Blank, ...] = ()
    advice: tuple[Advisory, ...] = ()


def do_tasks(order: Order, tasks: Sequence[Task]) -> list[Result]:
    """The result of each task, in their order. Raises `OutputError` where nothing can be written any more."""
    with template_errors(), kinds_of(_kinds(order.templates)) if order.library is None else nullcontext():
        return [do_task(order, task) for task in tasks]


def do_task(order: Order, task: Task) -> Result:
    """The result of one row; whatever is wrong with the row is in it.

    Raises `OutputError` when the place to write to fails and `OSError` when the templates cannot be read, since every
    row after it would fail as well.
    """
    try:
        return _done(order, task)
    except (OutputError, OSError):
        raise
    except CaseError as error:
        return Result("faulty", faults=(*task.faults, *_others(error.faults, task.faults)))
    except TemplateNotFoundError as error:
        return Result("faulty", faults=(Fault("/language", str(error)),))
    except (TemplateError, RenderError) as error:
        return _failed(f"A Word template cannot be used: {' '.join(str(error).split())}")
    except Exception as error:  # noqa: BLE001  (the edge of a row: no row may stop the rest)
        reference = secrets.token_hex(6)
        _log.error("reference %s: %s", reference, trail(error))
        return _failed(
            f"Something went wrong in iepdocs itself. Look for reference {reference} in the log and report it."
        )


def _done(order: Order, task: Task) -> Result:
    if task.faults and task.raw_case is None:
        return Result("faulty", faults=task.faults)
    case = load_case(task.raw_case, today=order.today)
    if task.faults:
        return Result("faulty", faults=task.faults)
    documents = assemble_documents(case, library=order.library or _library(order.templates), today=order.today)
    # The case goes along, so that a folder of drafts can be read back into a sheet (`iepdocs cases`).
    files: tuple[File, ...] = (*documents, Member(CASE_NAME, dump_case(case)))
    if order.destination is not None:
        order.destination.write(task.folder, files)
    return Result(
        "ready",
        documents=tuple((document.kind.slug, document.filename, len(document.content)) for document in documents),
        files=tuple((file.filename, file.content) for file in files) if order.gives_documents else (),
        blanks=blanks_of(list(documents)),
        advice=advice_for(case, today=order.today),
    )


def _others(found: Sequence[Fault], on_reading: Sequence[Fault]) -> list[Fault]:
    """The faults of the case, without what is missing only because its cell could not be read."""
    unread = {fault.pointer for fault in on_reading if fault.pointer}
    return [fault for fault in found if fault.pointer not in unread]


@cache
def _kinds(templates: Path | None) -> DeclaredKinds:
    """The kinds of document that this folder declares, read once a process; other batches may have others."""
    return kinds_from(templates)


@cache
def _library(templates: Path | None) -> TemplateLibrary:
    """One library a process, so that a template is compiled once in each."""
    return TemplateLibrary(templates)


def _failed(message: str) -> Result:
    return Result("failed", faults=(Fault("", message),))
