"""A kind of document that a clinic declares: its TOML file, and the Word file beside it."""

from __future__ import annotations

from pathlib import Path

from tests.builders import a_template

HOME_VISIT = """
title = { en = "home visit note", es = "nota de visita a casa" }
file_stem = "home-visit"
uses = ["recipient", "strengths"]
purpose = "Says what was seen at home."

[fields.visited_on]
label = "day of the visit"
type = "date"
help = "The day you were there."
example = 2026-11-10
not_after_letter = true

[fields.seen]
label = "what was seen"
type = "paragraph"

[fields.next_visits]
label = "days for the next visit"
type = "list of dates"
not_before_letter = true
calendar = "meeting"

[fields.agreed]
label = "what was agreed"
item = "point agreed"
type = "list of text"
most = 3

[fields.minutes]
label = "minutes"
type = "whole number"
most = 300

[fields.miles]
label = "miles driven"
type = "number"

[fields.again]
label = "whether to come again"
type = "yes/no"

[fields.place]
label = "place"
type = "choice"
choices = ["home", "park"]
"""

LINES = (
    "Visit to {{ student.first_name }} on {{ home_visit.visited_on }}",
    "Next: {{ home_visit.next_visits_with_or }}; agreed: {{ home_visit.agreed_with_and }}",
    "{% if home_visit.again %}Again.{% endif %} {{ home_visit.minutes }} minutes, {{ home_visit.place }}",
)


def declare(folder: Path, toml: str = HOME_VISIT, name: str = "home_visit", lines: tuple[str, ...] = LINES) -> Path:
    (folder / "en").mkdir(exist_ok=True)
    (folder / "en" / f"{name}.docx").write_bytes(a_template(*lines))
    (folder / f"{name}.toml").write_text(toml, encoding="utf-8")
    return folder
