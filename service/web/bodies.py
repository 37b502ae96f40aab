"""What a request brings: a case as its body, a choice in its query."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from werkzeug.exceptions import UnsupportedMediaType

from service.casework import Case, load_case, parse_case
from service.errors import IepdocsError


class QueryError(IepdocsError):
    """A parameter of the query has a value that it cannot have. The message names the right ones, not the value."""

    def __init__(self, parameter: str, right_values: Sequence[str]) -> None:
        super().__init__(parameter)
        self.parameter = parameter
        self.right_values = tuple(right_values)

    def __str__(self) -> str:
        return f"The parameter “{self.parameter}” must be {' or '.join(self.right_values)}, or be left out."


def sent_case() -> Case:
    """The case that the body describes.

    Raises `UnsupportedMediaType`, `RequestEntityTooLarge` (also for a body sent in chunks),
    `UnreadableCaseError` or `CaseError`.
    """
    if not _is_json(request.mimetype) or request.headers.get("Content-Encoding", "identity") != "identity":
        raise UnsupportedMediaType
    return load_case(parse_case(request.get_data(cache=False)))


def chosen(parameter: str, right_values: Sequence[str]) -> str | None:
    """The value of a query parameter, None when it is not given. Raises `QueryError` for any other value."""
    value = request.args.get(parameter)
    if value is None or value in right_values:
        return value
    raise QueryError(parameter, right_values)


def _is_json(media_type: str) -> bool:
    return media_type == "application/json" or (media_type.startswith("application/") and media_type.endswith("+json"))
