"""`iepdocs templates diff`: how a clinic's copies differ from ours, in words."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from service.cli.ending import DONE, SOME_FAILED
from service.cli.options import json_option, templates_option
from service.cli.templates.options import TemplateKind


@click.command("diff")
@click.argument("kinds", metavar="[KIND...]", nargs=-1, type=TemplateKind())
@json_option
@templates_option
def diff_templates(kinds: tuple[str, ...], as_json: bool, own_folder: Path | None) -> int:
    """Show in words how your own templates differ from ours: [-ours-] and {+yours+}.

    Paragraphs and table rows are compared, headers and footers too. Exit status 1 when a file cannot be compared.
    """
    from service.casework.workshop import comparisons

    if own_folder is None:
        raise click.UsageError("Name your own folder with --templates DIR, or in IEPDOCS_TEMPLATES.")
    found = [each for each in comparisons(own_folder) if not kinds or each.yours.stem in kinds]
    if as_json:
        rows = [
            {
                "path": str(each.yours),
                "standing": each.standing,
                "differences": [{**asdict(one), "words": one.words} for one in each.differences],
            }
            for each in found
        ]
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        for each in found:
            click.echo(f"{each.yours}: {each.sentence}")
            for one in each.differences:
                click.echo(f"  {f'under “{one.heading}”, ' if one.heading else ''}{one.change}: {one.words}")
        click.echo(f"{len(found)} compared.", err=True)
    return SOME_FAILED if any(each.standing == "unreadable" for each in found) else DONE
