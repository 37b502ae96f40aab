"""`iepdocs serve`: the service on this machine."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from service.cli.examination import findings_of
from service.cli.files import FileError
from service.cli.options import templates_option


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="H", help="The address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), metavar="N", help="0 takes a free one."
)
@templates_option
def serve(host: str, port: int, own_folder: Path | None) -> int:
    """Run the service, with its pages, until Ctrl-C.

    Every template is checked first: one that cannot be used stops the start, and all that is wrong is named.
    """
    from service.casework import TemplateLibrary
    from service.web import create_app
    from service.web.serving import Server

    logging.basicConfig(format="%(asctime)s %(name)s %(levelname)s %(message)s")
    found = findings_of(TemplateLibrary(own_folder).paths())
    for path, finding in found:
        click.echo(f"{path}: {finding.severity}: {finding}", err=True)
    if any(finding.severity == "error" for _, finding in found):
        return 2
    try:
        server = Server(create_app({"TEMPLATES": own_folder}), host, port)
    except OSError as error:
        remedy = "Choose another address or port; --port 0 takes a free one."
        raise FileError(f"{host} port {port}", error, "listened on", remedy) from error
    server.run(when_ready=lambda: click.echo(f"iepdocs answers at {server.url} (Ctrl-C stops it)"))
    return 0
