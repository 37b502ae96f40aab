"""The root of every schema of a case."""

from __future__ import annotations

from marshmallow import Schema

UNKNOWN_FIELD = "There is no field of this name here. Check the spelling, or take it out."


class CaseObject(Schema):
    """An object of the case: unknown fields are refused, absent ones stay absent."""

    error_messages: dict[str, str] = {  # noqa: RUF012  (marshmallow declares it so)
        "type": "This must be an object: put its fields in {curly braces}.",
        "unknown": UNKNOWN_FIELD,
    }
