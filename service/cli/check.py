"""`iepdocs check`: what is wrong or still open in a case."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli.ending import DONE, SOME_FAILED
from service.cli.files import CaseFileError, case_in
from service.cli.options import case_argument, json_option, templates_option

if TYPE_CHECKING:
    from service.casework import CaseCheck
    from service.casework.deadlines import Deadline


@click.command()
@case_argument
@json_option
@templates_option
def check(source: str, as_json: bool, own_folder: Path | None) -> int:
    """Show the faults, blanks, advice, deadlines and suggestions of a case.

    A fault stops a document, and the exit status is 1; blanks and advice do not. “-” reads standard input.
    """
    from service.casework import CaseError, TemplateLibrary, check_case

    try:
        found = check_case(case_in(source), library=TemplateLibrary(own_folder))
    except CaseFileError as error:
        if not as_json or not isinstance(error.reason, CaseError):
            raise
        faults = [{"pointer": fault.pointer, "message": fault.message} for fault in error.reason.faults]
        _print_json({"errors": faults, "blanks": [], "advice": [], "deadlines": [], "suggestions": {}})
        return SOME_FAILED
    if as_json:
        _print_json({"errors": [], **found.as_json()})
    else:
        click.echo("\n".join(_lines(found)))
    return DONE


def _lines(found: CaseCheck) -> Iterator[str]:
    yield f"Blanks to fill: {len(found.blanks) or 'none'}"
    for blank in found.blanks:
        yield f"  {blank.pointer}: {blank.label} ({', '.join(blank.documents)})"
    yield f"Advice: {len(found.advice) or 'none'}"
    for advisory in found.advice:
        severity = advisory.severity.replace("_", " ")
        yield f"  {advisory.pointer or '/'}: {severity}: {advisory.message} {advisory.do}"
        yield f"    source: {advisory.source}"
    yield f"Deadlines: {len(found.deadlines) or 'none'}"
    for deadline in found.deadlines:
        confirm = "; confirm with your state" if deadline.confirm_with_state else ""
        yield f"  {_by_when(deadline)}: {deadline.who} must {deadline.what} ({deadline.citation}{confirm})"
    for name, fitting in found.suggestions.items():
        yield f"Suggested {name.replace('_', ' ')}: {len(fitting)}"
        for suggested in fitting:
            yield f"  {suggested.id}: {suggested.why}"


def _by_when(deadline: Deadline) -> str:
    if deadline.due:
        return f"{deadline.due.isoformat()}{' at the earliest' if deadline.at_the_earliest else ''}"
    if deadline.days is None:
        return "no fixed number of days"
    return f"{deadline.days} {deadline.day_type} days from {deadline.counted_from}"


def _print_json(value: dict[str, Any]) -> None:
    # Escaped: the name of an unknown field may hold what the terminal's encoding does not.
    click.echo(json.dumps(value, indent=2))
