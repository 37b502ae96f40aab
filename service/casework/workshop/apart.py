"""A stranger's template, examined in a process of its own that can be ended.

The engine bounds what one tag, one loop and one render may use. What it cannot bound is everything around them: a file
of twenty megabytes of XML takes its time to be read, whatever it says. So a service that examines the templates of
whoever calls does so in a child with a limit on time and memory; it holds the template in memory, opens no file for
it, and what it writes comes back through a pipe. Starting it costs about as much as a good template takes to examine.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Final

from service.assembly import Finding
from service.casework.kinds import use_kinds
from service.casework.workshop.examination import Examination, examine_template, with_comments
from service.casework.workshop.subjects import ENGLISH
from service.errors import IepdocsError

SECONDS: Final = 20
"""How long an examination may take. A good template takes half a second, most of it to start the process; one made to
use up all that three renders may use takes five to ten, on a machine that has nothing else to do."""
MEMORY: Final = 1024 * 1024 * 1024
"""Bytes that the child may ask for; a good template takes a tenth of them."""
OUT_OF_MEMORY: Final = 3
"""Exit status of a child that came to the end of its memory."""


class ExaminationError(IepdocsError):
    """The process that examines a template has failed, by no fault of the template."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status

    def __str__(self) -> str:
        return (
            f"The process that checks templates ended with status {self.status}. "
            "Run “iepdocs templates check” with the same folder: it says why."
        )


@dataclass(frozen=True, slots=True)
class Examined:
    """An examination and, where it was asked for and the file can hold comments, the file with its comments."""

    examination: Examination
    commented: bytes | None


def examine_apart(
    content: bytes,
    kind: str | None = None,
    language: str = ENGLISH,
    *,
    own_folder: Path | None = None,
    with_comments: bool = False,
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> Examined:
    """What `examine_template` says of `content`, found in a process of its own within `seconds` and `memory`, in bytes.

    One that takes more is ended, and that is its finding. `kind` must be a known one. Raises ExaminationError when
    the process fails for a reason of its own.
    """
    order = {
        "kind": kind,
        "language": language,
        "own_folder": str(own_folder) if own_folder else None,
        "with_comments": with_comments,
        "seconds": seconds,
        "memory": memory,
    }
    command = [sys.executable, "-m", "service.casework.workshop", json.dumps(order)]
    try:
        # What the child has to say of its end could quote the template, so nobody listens.
        done = subprocess.run(  # noqa: S603  # our own module, and an order without a word of the template
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
            start_new_session=True,  # the Ctrl-C that tells the service to stop is not meant for what it still answers
        )
    except subprocess.TimeoutExpired:
        return _ended(
            kind, language, f"takes longer than {seconds:g} seconds to check, which no letter needs. Shorten it"
        )
    if done.returncode == OUT_OF_MEMORY or done.returncode < 0:
        return _ended(kind, language, "takes more memory to check than a letter needs. Shorten it")
    if done.returncode:
        raise ExaminationError(done.returncode)
    answer, _, commented = done.stdout.partition(b"\n")
    found: dict[str, Any] = json.loads(answer)
    findings = tuple(Finding(**finding) for finding in found["findings"])
    return Examined(Examination(kind, language, findings), commented if found["is_commented"] else None)


def serve_order(order: str, template: IO[bytes], answer: IO[bytes]) -> int:
    """The child's part: examine what comes in as the order says, and write findings and commented file.

    Gives the exit status: 0, or OUT_OF_MEMORY.
    """
    wanted = json.loads(order)
    _limit(wanted["seconds"], wanted["memory"])
    try:
        _answer(wanted, template, answer)
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


def _answer(wanted: dict[str, Any], template: IO[bytes], answer: IO[bytes]) -> None:
    use_kinds(Path(wanted["own_folder"]) if wanted["own_folder"] else None)
    content = template.read()
    examination = examine_template(content, wanted["kind"], wanted["language"])
    commented = with_comments(content, examination) if wanted["with_comments"] else None
    findings = [asdict(finding) for finding in examination.findings]
    answer.write(json.dumps({"findings": findings, "is_commented": commented is not None}).encode() + b"\n")
    answer.write(commented or b"")
    answer.flush()


def _limit(seconds: float, memory: int) -> None:
    """Bound the process from within, where the system can: an orphan must not work on when its parent was killed."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))


def _ended(kind: str | None, language: str, message: str) -> Examined:
    return Examined(Examination(kind, language, (Finding("too-complex", "error", message),)), None)
