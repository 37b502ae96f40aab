"""What several commands of the workshop take."""

from __future__ import annotations

from typing import Any

import click


class TemplateKind(click.ParamType):  # type: ignore[type-arg]  # generic only in the newest click
    """A kind that a template can be of, the first page among them; a misspelt one is refused with the nearest named."""

    name = "kind"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The slug of the kind. Hyphens are taken for underscores, as in the names of the files."""
        from service.casework import UnknownKindError
        from service.casework.workshop import template_kind

        try:
            return template_kind(str(value)).slug
        except UnknownKindError as error:
            self.fail(str(error), param, ctx)
