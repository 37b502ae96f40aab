"""Arguments and options that more than one command takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

case_argument = click.argument("source", metavar="CASE.json")


def _with_kinds(ctx: click.Context, param: click.Parameter, own_folder: Path | None) -> Path | None:
    """The folder, once the kinds of document that it declares are those of this process."""
    from service.casework import use_kinds

    use_kinds(own_folder)
    return own_folder


templates_option = click.option(
    "--templates",
    "own_folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="IEPDOCS_TEMPLATES",
    show_envvar=True,
    metavar="DIR",
    is_eager=True,  # so that -k knows a kind that the folder declares
    callback=_with_kinds,
    help="Your own folder of <language>/<kind>.docx, looked at first.",
)

json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


class KindName(click.ParamType):  # type: ignore[type-arg]  # generic only in the newest click
    """The name of a kind of document; a misspelt one is refused with the nearest named."""

    name = "kind"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The slug of the kind. Hyphens are taken for underscores, as in the names of the files."""
        from service.casework import UnknownKindError, kind_named

        try:
            return kind_named(str(value).replace("-", "_")).slug
        except UnknownKindError as error:
            self.fail(str(error), param, ctx)
