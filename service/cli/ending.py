"""How a command ends: its exit status, and the words on standard error that say why."""

from __future__ import annotations

import click

DONE, SOME_FAILED, NOT_STARTED = 0, 1, 2
STOPPED = 130
"""What a shell expects of a program that Ctrl-C has ended."""


def say(line: str) -> None:
    """Print one line on standard error.

    A lone surrogate in the name of a field or file, which no encoding can hold, is printed as `\\udxxx`.
    """
    click.echo(line.encode("utf-8", errors="backslashreplace").decode("utf-8"), err=True)
