"""`iepdocs serve`: the service on this machine."""

from __future__ import annotations

import os
from pathlib import Path

import click

from service.cli.ending import DONE, NOT_STARTED
from service.cli.files import FileError
from service.cli.options import templates_option
from service.cli.templates.checking import examined


@click.command()
@click.option("--host", metavar="H", help="The address to listen on; 127.0.0.1 without it.")
@click.option("--port", type=click.IntRange(0, 65535), metavar="N", help="8000 without it; 0 takes a free one.")
@templates_option
@click.option("--show-config", is_flag=True, help="Print every setting, and where it comes from, and start nothing.")
def serve(host: str | None, port: int | None, own_folder: Path | None, show_config: bool) -> int:
    """Run the service, with its pages, until Ctrl-C.

    Every template is checked first: one that cannot be used stops the start, and all that is wrong is named. Settings
    are read from variables that begin with IEPDOCS_; --show-config lists them.
    """
    from service.casework import TemplateLibrary
    from service.web.settings import settings_from, shown

    given = {"host": host, "port": port, "templates": own_folder}
    settings = settings_from(os.environ, **given)
    if show_config:
        click.echo("\n".join(shown(settings, os.environ, **given)))
        return DONE
    found = [(path, examined(path)) for path in TemplateLibrary(own_folder).files()]
    for path, examination in found:
        errors = [finding for finding in examination.findings if finding.severity == "error"]
        for finding in errors:
            click.echo(f"{path}: error: {finding}", err=True)
        if count := len(examination.findings) - len(errors):
            click.echo(f"{path}: {count} warnings: “iepdocs templates check” names them.", err=True)
    if not all(examination.is_usable for _, examination in found):
        return NOT_STARTED
    from service.web.log import keep_log
    from service.web.operation import server_of

    keep_log(settings.log_level)
    try:
        server = server_of(settings)
    except OSError as error:
        remedy = "Choose another address or port; --port 0 takes a free one."
        raise FileError(f"{settings.host} port {settings.port}", error, "listened on", remedy) from error
    server.run(when_ready=lambda: click.echo(f"iepdocs answers at {server.url} (Ctrl-C stops it)"))
    return DONE
