"""Choices out of the catalogues: an entry by its id, or the family's own words."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, validates_schema

from schemas.base import CaseObject
from schemas.fields import LINE, NAME, SHORT_PARAGRAPH, CatalogId, Group, ListOf, Paragraph, Text, is_blank

ONE_OF_ID_AND_TEXT = "Give exactly one of “id” (an entry of the catalogue) and “text” (your own words)."


class ChoiceSchema(CaseObject):
    """An entry of a catalogue by its id, or the family's own words: exactly one of `id` and `text`."""

    error_messages = {  # noqa: RUF012  (marshmallow declares it so)
        "type": "This must be an object: {“id”: …} for an entry of the catalogue, or {“text”: …} for your own words."
    }

    detail = Paragraph("detail to add", max_length=SHORT_PARAGRAPH, help="What to add to the catalogue's wording.")
    text = Paragraph("in your own words", max_length=SHORT_PARAGRAPH, help="Instead of an entry of the catalogue.")

    @validates_schema(skip_on_field_errors=False, pass_original=True)
    def _check_one_of_id_and_text(self, choice: dict[str, Any], raw: Any, **kwargs: Any) -> None:
        """Held against what was written, so that an id that is refused still counts as one of the two."""
        if choice and is_blank(raw.get("id")) == is_blank(raw.get("text")):
            raise ValidationError(ONE_OF_ID_AND_TEXT)


def choice_of(catalog_name: str, thing: str) -> type[ChoiceSchema]:
    """The schema of a choice out of one catalogue."""
    return type(
        "".join(word.capitalize() for word in catalog_name.split("_")) + "ChoiceSchema",
        (ChoiceSchema,),
        {
            "__doc__": f"One {thing}.",
            "id": CatalogId(f"id of the {thing}", catalog_name, help="An id of the catalogue."),
        },
    )


class AccommodationSchema(choice_of("accommodations", "accommodation")):  # type: ignore[misc]
    """An accommodation, with the columns of the barrier table."""

    barrier = Text(
        "what makes it hard now",
        max_length=LINE,
        help="The barrier that this takes down.",
        example="Crowded main entrance",
    )
    where = Text("where", max_length=NAME, help="Where it applies.", example="Side door by the office")
    when = Text("when", max_length=NAME, help="When it applies.", example="On arrival, every day")
    who = Text(
        "who is responsible",
        max_length=NAME,
        help="A person or a role.",
        example="Ms. Bell, school counselor",
    )
    signal = Text(
        "how it is signalled",
        max_length=NAME,
        help="How the student asks for it without speaking up in class.",
        example="Blue card on the desk",
    )
    start = Text("when it starts", max_length=NAME, help="A date or an event.", example="2026-12-01")


def choices(catalog_name: str, title: str, thing: str, *, help: str, most: int = 40) -> ListOf:
    """A list of choices out of one catalogue."""
    return ListOf(Group(choice_of(catalog_name, thing), thing), title, help=help, most=most)


def accommodations(title: str, *, help: str) -> ListOf:
    """A list of accommodations, each with its columns."""
    return ListOf(Group(AccommodationSchema, "accommodation"), title, help=help, most=60)
