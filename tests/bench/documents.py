"""Two invented documents to measure with, a three-page plan and a one-page letter, in the tags of each engine."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from docx import Document

_RUN = (
    '<w:r w:rsidR="00A41C7B" w:rsidRPr="00D2614F"><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"'
    ' w:cs="Calibri"/><w:sz w:val="22"/><w:szCs w:val="22"/></w:rPr><w:t>{}</w:t></w:r>'
)
_PARAGRAPH = (
    '<w:p w:rsidR="00A41C7B" w:rsidRDefault="00D2614F" w:rsidP="003E5A1D"><w:pPr><w:pStyle w:val="{}"/>'
    '<w:spacing w:after="60"/></w:pPr>{}</w:p>'
)


@dataclass(frozen=True)
class Tags:
    """How one engine writes a value, and a loop around paragraphs or rows.

    The patterns are filled with a field, the name of one turn, the list, and the list's whole path. An engine that
    has no signs for a loop's start repeats what stands before a second element: `again`.
    """

    value: str
    own: str
    start: str = ""
    end: str = ""
    start_row: str = ""
    end_row: str = ""
    again: str = ""
    row_in_cells: bool = False


DOCXTPL = Tags(
    value="{{{{ {0} }}}}",
    own="{{{{ {1}.{0} }}}}",
    start="{{%p for {1} in {2} %}}",
    end="{{%p endfor %}}",
    start_row="{{%tr for {1} in {2} %}}",
    end_row="{{%tr endfor %}}",
)
MUSTACHE = Tags(
    value="{{{0}}}",
    own="{{{0}}}",
    start="{{#{2}}}",
    end="{{/{2}}}",
    start_row="{{#{2}}}",
    end_row="{{/{2}}}",
    row_in_cells=True,
)
CARBONE = Tags(value="{{d.{0}}}", own="{{d.{3}[i].{0}}}", again="{{d.{3}[i+1].{0}}}")

MARK = "Maple"
"""The word that each value begins with."""
HEAD = [
    "student_name", "school", "district", "grade", "date", "sender", "starting_point", "first_step", "safe_space",
    "adult", "coding", "workload", "review", "start_on", "communication",
]  # fmt: skip
PHASE = ["name", "span", "goal", "attendance", "minutes", "who"]
LISTS = ["steps", "supports", "adjustments", "data"]
TABLES = {
    "goals": (6, ["text", "baseline", "measure", "target", "who"]),
    "team": (6, ["name", "role", "does"]),
    "accommodations": (12, ["name", "where", "when", "who"]),
    "ladder": (8, ["step", "rating"]),
    "log": (28, ["date", "kind", "minutes", "note"]),
}


def plan(tags: Tags) -> bytes:
    """A reintegration plan: paragraphs, four phases with four lists each, five tables."""
    body = [_paragraph("Title", "Reintegration plan")]
    body += [_paragraph("Normal", f"About {name}: ", tags.value.format(name)) for name in HEAD]
    inside = [_paragraph("Heading2", f"{key}: ", tags.own.format(key, "phase", "phases", "phases")) for key in PHASE]
    for name in LISTS:
        listed = "phase." + name if tags.start.startswith("{{%") else name
        inside += _loop(tags, "x", listed, f"phases[i].{name}", "text")
    body += _loop(tags, "phase", "phases", "phases", PHASE[0], inside)
    for name, (_, columns) in TABLES.items():
        body.append(_paragraph("Heading1", name.capitalize()))
        body.append(_table(tags, name, columns))
    return _file("".join(body))


def _loop(tags: Tags, turn: str, listed: str, path: str, first: str, inside: list[str] | None = None) -> list[str]:
    """The paragraphs of a loop; without `inside`, a bullet for the field `first` of each turn."""
    if inside is None:
        inside = [_paragraph("ListBullet", tags.own.format(first, turn, listed, path))]
    if tags.again:
        return [*inside, _paragraph("Normal", tags.again.format(first, turn, listed, path))]
    start, end = tags.start.format(first, turn, listed), tags.end.format(first, turn, listed)
    return [_paragraph("Normal", start), *inside, _paragraph("Normal", end)]


def letter(tags: Tags) -> bytes:
    """A one-page letter: an address, six paragraphs with values among the words, a list."""
    words = "We ask the district to look at how the weeks went, and to write to us what it now plans to do. "
    body = [_paragraph("Normal", tags.value.format(name)) for name in HEAD[:6]]
    for number in range(6):
        one, two = tags.value.format(HEAD[number]), tags.value.format(HEAD[number + 6])
        body.append(_paragraph("Normal", words, one, f", {words}", two, "."))
    body += _loop(tags, "x", "concerns", "concerns", "text")
    body.append(_paragraph("Normal", "Sincerely, ", tags.value.format("sender")))
    return _file("".join(body))


def context() -> dict[str, Any]:
    """The values for both; about 313 of them print in the plan."""

    def said(*words: object) -> str:
        return " ".join(str(word) for word in (MARK, *words, "and what comes next"))

    values: dict[str, Any] = {name: said(name) for name in HEAD}
    values["phases"] = [
        {
            **{key: said(key, number) for key in PHASE},
            **{key: [{"text": said(key, entry)} for entry in range(3)] for key in LISTS},
        }
        for number in range(4)
    ]
    for name, (count, columns) in TABLES.items():
        values[name] = [{key: said(key, row) for key in columns} for row in range(count)]
    values["concerns"] = [{"text": said("concern", number)} for number in range(5)]
    return values


def _paragraph(style: str, *texts: str) -> str:
    return _PARAGRAPH.format(style, "".join(_RUN.format(text) for text in texts))


def _table(tags: Tags, name: str, columns: list[str]) -> str:
    cells = [tags.own.format(column, "row", name, name) for column in columns]
    start, end = tags.start_row.format("", "row", name), tags.end_row.format("", "row", name)
    blank = [""] * (len(columns) - 1)
    if tags.again:
        rows = [cells, [tags.again.format(columns[0], "row", name, name), *blank]]
    elif tags.row_in_cells:
        rows = [[start + cells[0], *cells[1:-1], cells[-1] + end]]
    else:
        rows = [[start, *blank], cells, [end, *blank]]
    width = 9000 // len(columns)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for _ in columns)
    written = "".join(_row(row, width) for row in [[column.capitalize() for column in columns], *rows])
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{written}</w:tbl>"
    )


def _row(cells: list[str], width: int) -> str:
    written = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_paragraph("Normal", cell)}</w:tc>'
        for cell in cells
    )
    return f'<w:tr w:rsidR="00A41C7B">{written}</w:tr>'


def _file(body: str) -> bytes:
    """`body` in a file with the parts that a real one has: styles, theme, settings, properties."""
    made = io.BytesIO()
    Document().save(made)
    out = io.BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == "word/document.xml":
                text = content.decode()
                start, end = text.index("<w:body>") + len("<w:body>"), text.index("<w:sectPr")
                content = (text[:start] + body + text[end:]).encode()
            target.writestr(info.filename, content)
    return out.getvalue()
