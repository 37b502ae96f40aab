"""The command line: one module a command; the only place that imports click.

Results go to standard output, words to standard error, one line each: where, what, what to do. Exit status: 0 done,
1 some cases failed, 2 could not start. A command imports what it works with inside its function, so that help and
spelling errors answer at once.
"""

from __future__ import annotations

import errno
import sys
import traceback
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any, NoReturn

import click

from service.cli.assemble import assemble
from service.cli.batch import batch
from service.cli.cases import cases
from service.cli.check import check
from service.cli.ending import DONE, NOT_STARTED, SOME_FAILED, STOPPED, say
from service.cli.files import CaseFileError
from service.cli.new import new
from service.cli.schema import schema
from service.cli.serve import serve
from service.cli.sheet import sheet
from service.cli.templates import templates
from service.errors import IepdocsError

__all__ = ["main"]


class Program(click.Group):
    """The commands, with every error on one line and a true exit status."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command; what it returns is the exit status, nothing means 0."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        try:
            status = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.exceptions.NoArgsIsHelpError as error:
            _end(NOT_STARTED, [error.format_message()])
        except click.Abort:
            _end(STOPPED, [])
        except (click.ClickException, IepdocsError) as error:
            _end(*report(error))
        except Exception as error:  # noqa: BLE001  # the outermost edge: a traceback could quote the case
            _end(SOME_FAILED, [_unexpected(error)])
        sys.exit(status or DONE)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which they are met, not by the alphabet."""
        return list(self.commands)


def report(error: click.ClickException | IepdocsError) -> tuple[int, list[str]]:
    """The one table: exit status and lines for an error."""
    if isinstance(error, click.UsageError):
        command = error.ctx.command_path if error.ctx else "iepdocs"
        return NOT_STARTED, [f"{command}: {_sentence(error.format_message())} Run “{command} --help” to see how."]
    if isinstance(error, click.ClickException):
        return NOT_STARTED, [f"iepdocs: {_sentence(error.format_message())}"]
    # Whoever raised one of these has loaded them already; a misspelt option must not wait for them.
    from service.assembly import RenderError, TemplateError
    from service.casework.errors import CaseError, TemplateNotFoundError

    if isinstance(error, CaseFileError) and isinstance(error.reason, CaseError):
        return SOME_FAILED, error.lines()
    if isinstance(error, TemplateError):
        return NOT_STARTED, str(error).splitlines()
    if isinstance(error, (TemplateNotFoundError, RenderError)):
        return SOME_FAILED, [str(error)]
    return NOT_STARTED, [str(error)]


def _end(status: int, lines: list[str]) -> NoReturn:
    for line in lines:
        say(line)
    sys.exit(status)


def _sentence(message: str) -> str:
    one_line = " ".join(message.split())
    return one_line if one_line.endswith((".", "?")) else f"{one_line}."


def _unexpected(error: Exception) -> str:
    """Class and place, never the message: a library may quote a value of the case in it."""
    if isinstance(error, OSError) and error.errno is not None:
        code = errno.errorcode.get(error.errno, error.errno)
        return f"{error.filename or 'iepdocs'}: the system says “{code}”. Check disk and rights."
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{'/'.join(PurePath(last.filename).parts[-3:])}:{last.lineno}"
    return f"iepdocs: something went wrong in the program ({type(error).__name__} at {place}). Please report this line."


@click.group("iepdocs", cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="iepdocs")
def main() -> None:
    """Editable Word documents for students who cannot get to school.

    Start with “iepdocs new case.json”, put your own words in, then “iepdocs assemble case.json”.
    """


for _command in (new, check, assemble, batch, sheet, cases, serve, templates, schema):
    main.add_command(_command)
