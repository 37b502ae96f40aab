"""A kind of document out of a TOML file: used like the four everywhere, and refused at the start when it has faults."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jsonschema
import pytest

from schemas.kind_fields import TYPES
from schemas.kind_files import RESERVED, DeclaredKind
from schemas.kinds_in_use import declared_kinds, kinds_of, shipped_kinds, start_with
from schemas.projections import case_json_schema, sample_case
from schemas.walk import fields_by_path, walk
from service.casework import (
    KINDS,
    KindDeclarationError,
    TemplateLibrary,
    all_kinds,
    assemble_document,
    assemble_packet,
    check_case,
    kind_named,
    use_kinds,
)
from service.casework.context import context_for, derived_values
from service.casework.kinds import kinds_from
from service.casework.names import known_names
from tests.builders import TODAY, a_case, a_raw_case, a_template, faults_of
from tests.faces import client_of, iepdocs, post_json
from tests.reading import read

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


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    """A clinic's own folder with the kind of a home visit, in use."""
    declare(tmp_path)
    with kinds_of(kinds_from(tmp_path)):
        yield tmp_path


@pytest.fixture
def back_to_ours() -> Iterator[None]:
    """Leaves the process as it was found: with our kinds alone."""
    yield
    start_with(shipped_kinds())


def faults_in(folder: Path) -> dict[str, str]:
    """What is wrong in the TOML files of a folder: key → message."""
    with pytest.raises(KindDeclarationError) as caught:
        kinds_from(folder)
    found = [line.removeprefix(f"{folder}/").split(": ", 2) for line in str(caught.value).splitlines()]
    return {parts[1] if len(parts) > 2 else "": parts[-1] for parts in found}


class TestInUse:
    def test_a_declared_kind_stands_after_the_four_and_ours(self, own: Path) -> None:
        assert [kind.slug for kind in all_kinds()] == [
            *(kind.slug for kind in KINDS),
            "iep_meeting_request",
            "home_visit",
        ]
        assert kind_named("home_visit").title == "home visit note"

    def test_its_fields_are_walked_with_label_help_and_example(self, own: Path) -> None:
        infos = [info for info in walk() if info.section == "home_visit"]
        assert [(info.path.removeprefix("home_visit"), info.type) for info in infos] == [
            ("", "object"),
            (".visited_on", "date"),
            (".seen", "text"),
            (".next_visits", "list"),
            (".next_visits[]", "date"),
            (".agreed", "list"),
            (".agreed[]", "text"),
            (".minutes", "integer"),
            (".miles", "number"),
            (".again", "boolean"),
            (".place", "text"),
        ]
        visited = fields_by_path()["home_visit.visited_on"]
        assert (visited.label, visited.help, visited.example) == (
            "day of the visit",
            "The day you were there.",
            "2026-11-10",
        )
        assert fields_by_path()["home_visit.place"].choices == ("home", "park")
        assert fields_by_path()["home_visit.agreed[]"].label == "point agreed"
        assert "home_visit" in fields_by_path()["documents[]"].choices

    def test_a_case_is_as_strict_with_it_as_with_all_else(self, own: Path) -> None:
        faults = faults_of(
            a_raw_case(
                date="2026-11-16",
                home_visit={
                    "visited_on": "2026-11-17",
                    "next_visits": ["2026-11-20", "2026-11-15"],
                    "agreed": ["a", "b", "c", "d"],
                    "minutes": 301,
                    "again": "yes",
                    "place": "pork",
                    "sean": "x",
                },
            )
        )
        assert list(faults) == [
            "/home_visit/visited_on",
            "/home_visit/next_visits/1",
            "/home_visit/agreed",
            "/home_visit/minutes",
            "/home_visit/again",
            "/home_visit/place",
            "/home_visit/sean",
        ]
        assert "Did you mean “seen”?" in faults["/home_visit/sean"][0]
        assert "Did you mean “park”?" in faults["/home_visit/place"][0]

    def test_its_document_prints_values_lists_in_a_line_and_blanks(self, own: Path) -> None:
        given = {"visited_on": "2026-11-10", "next_visits": ["2026-12-01", "2026-12-08"], "agreed": ["a", "b", "c"]}
        case = a_case(home_visit={**given, "again": True, "minutes": 40}, documents=["home_visit"])
        document = assemble_document(case, "home_visit", library=TemplateLibrary(own), today=TODAY)
        assert document.filename == "home-visit-2026-11-16.docx"
        assert read(document.content) == [
            "Visit to Maya on November\u00a010, 2026",
            "Next: December\u00a01 or December\u00a08, 2026; agreed: a, b and c",
            "Again. 40 minutes, [place]",
        ]

    def test_a_list_that_is_not_given_is_one_blank(self, own: Path) -> None:
        case = a_case(documents=["home_visit"])
        blanks = check_case(case, library=TemplateLibrary(own), today=TODAY).blanks
        assert ("/home_visit/agreed", "what was agreed", ("home_visit",)) in [
            (blank.pointer, blank.label, blank.documents) for blank in blanks
        ]

    def test_its_template_sees_the_parts_it_uses_and_no_other(self, own: Path) -> None:
        context = context_for(a_case(), "home_visit", today=TODAY)
        fields = {info.path for info in walk() if "." not in info.path and "[" not in info.path}
        assert context.keys() & fields == {
            "date",
            "language",
            "state",
            "student",
            "sender",
            "recipient",
            "strengths",
            "home_visit",
        }
        assert "strength_list" in context and "concern_lines" not in context
        assert "delivery" not in context
        assert {name.split(".")[0].split("[")[0] for name in known_names("home_visit")} == context.keys()

    def test_its_derived_values_are_those_of_what_it_uses(self, own: Path) -> None:
        derived = derived_values("home_visit")
        assert derived["home_visit.agreed_with_and"] == "what was agreed, with commas and “and”"
        assert "strength_list" in derived and "attendance.percent_absent" not in derived

    def test_its_dates_are_in_the_calendar_and_its_name_on_the_first_page(self, own: Path) -> None:
        case = a_case(documents=["home_visit"], home_visit={"next_visits": ["2026-12-01"]})
        packet = assemble_packet(case, library=TemplateLibrary(own), today=TODAY)
        assert packet.calendar is not None and b"20261201" in packet.calendar
        words = "\n".join(read(packet.first_page.content))
        assert "Home visit note" in words and "Says what was seen at home." in words and "The school" in words

    def test_its_name_is_said_in_the_language_of_the_case(self, own: Path) -> None:
        kind = declared_kinds().by_slug["home_visit"]
        assert (kind.title("es"), kind.title("en"), kind.purpose("es")) == (
            "nota de visita a casa",
            "home visit note",
            "Says what was seen at home.",
        )

    def test_the_published_schema_knows_it(self, own: Path) -> None:
        validator = jsonschema.Draft202012Validator(case_json_schema())
        case = {**sample_case(), "documents": ["home_visit"]}
        assert validator.is_valid({**case, "home_visit": dict(declared_kinds().by_slug["home_visit"].example)})
        assert not validator.is_valid({**case, "home_visit": {"place": "moon"}})

    def test_the_smallest_case_still_gets_the_four(self, own: Path) -> None:
        assert a_case().documents == tuple(kind.slug for kind in KINDS)

    def test_outside_of_its_folder_nobody_knows_it(self, own: Path) -> None:
        with ThreadPoolExecutor(1) as pool:  # another thread has a context of its own
            assert pool.submit(faults_of, a_raw_case(home_visit={})).result().keys() == {"/home_visit"}
        assert faults_of(a_raw_case(home_visit={})) == {}


class TestFaces:
    def test_http_serves_describes_and_checks_it(self, tmp_path: Path, back_to_ours: None) -> None:
        client = client_of(declare(tmp_path))
        raw_case = a_raw_case(documents=["home_visit"], home_visit={"minutes": 5})
        answer = post_json(client, "/api/v1/documents/home_visit", raw_case)
        assert answer.status_code == 200 and "5 minutes, [place]" in read(answer.data)[2]
        assert post_json(client, "/api/v1/packets", raw_case).status_code == 200
        wrong = post_json(client, "/api/v1/documents/home_visit", a_raw_case(home_visit={"minutes": -1}))
        assert [fault["pointer"] for fault in wrong.get_json()["errors"]] == ["/home_visit/minutes"]
        assert "home_visit" in client.get("/api/v1/schema").get_json()["properties"]
        described = client.get("/api/openapi.json").get_json()
        (kind, *_) = described["paths"]["/api/v1/documents/{kind}"]["parameters"]
        assert kind["schema"]["enum"][-1] == "home_visit"
        assert "home_visit" in described["components"]["schemas"]["Case"]["properties"]

    def test_the_next_application_without_the_folder_does_not_know_it(self, tmp_path: Path) -> None:
        client_of(declare(tmp_path))
        (tmp_path / "empty").mkdir()
        client = client_of(tmp_path / "empty")
        assert post_json(client, "/api/v1/documents/home_visit", a_raw_case()).status_code == 404
        assert "home_visit" not in client.get("/api/v1/schema").get_json()["properties"]

    def test_the_command_line_takes_it_by_k_whatever_the_order(self, tmp_path: Path, back_to_ours: None) -> None:
        declare(tmp_path)
        case = tmp_path / "case.json"
        case.write_text(json.dumps(a_raw_case(home_visit={"minutes": 5})), encoding="utf-8")
        made = iepdocs("assemble", case, "-k", "home-visit", "-o", tmp_path / "out", "--templates", tmp_path)
        assert (made.exit_code, [path.suffix for path in (tmp_path / "out").iterdir()]) == (0, [".docx"])
        assert "home_visit" in json.loads(iepdocs("schema", "--templates", tmp_path).stdout)["properties"]
        assert iepdocs("assemble", case, "-k", "home_visit").exit_code == 2

    def test_faults_stop_the_start_and_all_are_named(self, tmp_path: Path) -> None:
        declare(tmp_path, 'title = "x"\n[fields.a]\ntype = "letter"\n')
        result = iepdocs("schema", "--templates", tmp_path)
        assert result.exit_code == 2
        assert len(result.stderr.splitlines()) == 3
        assert all(line.startswith(f"{tmp_path / 'home_visit.toml'}: ") for line in result.stderr.splitlines())
        with pytest.raises(KindDeclarationError):
            client_of(tmp_path)


class TestFaults:
    @pytest.mark.parametrize(
        ("line", "key", "says"),
        [
            ('title = "home visit note"', "title", ""),
            ("title = 7", "title", "This is the name of the document within a sentence. This must be text"),
            ('title = { es = "x" }', "title", 'English is missing. Add en = "…"'),
            ('title = { en = "x", fr = "y" }', "title.fr", "There is no key of this name here."),
            ('title = "   "', "title", "This is the name of the document within a sentence, and is empty."),
        ],
    )
    def test_of_titles(self, tmp_path: Path, line: str, key: str, says: str) -> None:
        rest = HOME_VISIT.split("\n", 2)[2]
        declare(tmp_path, f"{line}\n{rest}")
        if not says:
            assert kinds_from(tmp_path).by_slug["home_visit"].title("es") == "home visit note"
        else:
            assert faults_in(tmp_path)[key].startswith(says)

    @pytest.mark.parametrize(
        ("old", "new", "key", "says"),
        [
            ('"home-visit"', '"Home Visit"', "file_stem", "Write what file names begin with"),
            ('"home-visit"', '"504-letter"', "file_stem", "Another kind of document has this file stem."),
            ('"home-visit"', '"iep-meeting-request"', "file_stem", "Another kind of document has this file stem."),
            ('"recipient"', '"recipent"', "uses", "“recipent” is no part of a case that a document can share. Did you"),
            ('"recipient"', '"documents"', "uses", "“documents” is no part of a case"),
            ("purpose", "purpos", "purpos", "There is no key of this name here. Did you mean purpose?"),
            ("[fields.seen]", "[fields.Seen]", "fields.Seen", "Name a field in small letters"),
            ("[fields.seen]", "[fields.items]", "fields.items", "This name means something else in a template."),
            ("[fields.seen]", "[fields.load]", "fields.load", "This name means something else in a template."),
            ("[fields.seen]", "[fields.x_with_and]", "fields.x_with_and", "This name means something else"),
            ('type = "paragraph"', 'type = "paragraf"', "fields.seen.type", "Did you mean “paragraph”? The types are:"),
            ('type = "paragraph"', "", "fields.seen.type", "The types are: text, paragraph,"),
            ('label = "what was seen"', "", "fields.seen.label", "This is missing."),
            ('label = "what was seen"', "label = 3", "fields.seen.label", "This is the label of the field."),
            ("example = 2026-11-10", 'example = "soon"', "fields.visited_on.example", "A case with this would be"),
            ('choices = ["home", "park"]', "", "fields.place.choices", "List two or more different words"),
            ('choices = ["home", "park"]', 'choices = ["a", "a"]', "fields.place.choices", "List two or more"),
            (
                'type = "paragraph"',
                'type = "paragraph"\nmost = 3',
                "fields.seen.most",
                "A field of the type “paragraph”",
            ),
            ("most = 300", "most = -1", "fields.minutes.most", "“least” and “most” are whole numbers"),
            ("most = 300", "least = 9\nmost = 9", "fields.minutes.most", "“least” and “most” are whole numbers"),
            (
                'calendar = "meeting"',
                'calendar = "party"',
                "fields.next_visits.calendar",
                "In the calendar a date is one",
            ),
            ("= true\n\n[fields.seen]", '= "yes"\n\n[fields.seen]', "fields.visited_on.not_after_letter", "Write true"),
            ("[fields.seen]\n", "[fields.seen]\nhelp = 1\n", "fields.seen.help", "This is the help of the field."),
        ],
    )
    def test_of_everything_else(self, tmp_path: Path, old: str, new: str, key: str, says: str) -> None:
        assert old in HOME_VISIT
        declare(tmp_path, HOME_VISIT.replace(old, new, 1))
        assert faults_in(tmp_path)[key].startswith(says)

    @pytest.mark.parametrize(
        ("name", "says"),
        [
            ("evaluation_request", "iepdocs has a kind of this name."),
            ("iep_meeting_request", "iepdocs has a kind of this name."),
            ("attendance", "This name means something else in a case or a template."),
            ("first_page", "This name means something else in a case or a template."),
            ("Home-Visit", "Name the file in small letters"),
        ],
    )
    def test_of_names(self, tmp_path: Path, name: str, says: str) -> None:
        declare(tmp_path, name=name)
        assert faults_in(tmp_path)[""].startswith(says)

    def test_of_a_missing_word_file(self, tmp_path: Path) -> None:
        (declare(tmp_path) / "en" / "home_visit.docx").unlink()
        assert faults_in(tmp_path)[""].startswith("The Word file of this kind is missing. Put it at ")

    @pytest.mark.parametrize("content", [b"title = ", b"\xff\xfe", b"", b"fields = 3", b"[fields]\na = 1"])
    def test_of_files_that_are_hardly_one(self, tmp_path: Path, content: bytes) -> None:
        (declare(tmp_path) / "home_visit.toml").write_bytes(content)
        assert faults_in(tmp_path)

    def test_come_all_at_once_from_all_files(self, tmp_path: Path) -> None:
        declare(tmp_path, 'titel = "x"\nfile_stem = 3\nuses = "all"\n[fields.a]\n')
        declare(tmp_path, 'title = "y"\n', name="other")
        with pytest.raises(KindDeclarationError) as caught:
            kinds_from(tmp_path)
        keys = [fault.split(": ")[1] for fault in caught.value.faults]
        home = ["titel", "title", "file_stem", "uses", "fields.a.label", "fields.a.type"]
        assert keys == [*home, "file_stem", "fields"]

    def test_two_kinds_cannot_share_a_file_stem(self, tmp_path: Path) -> None:
        declare(declare(tmp_path), name="home_visit_two")
        assert faults_in(tmp_path)["file_stem"].startswith("Another kind of document has this file stem.")


def test_the_process_has_the_kinds_it_was_started_with(tmp_path: Path, back_to_ours: None) -> None:
    use_kinds(declare(tmp_path))
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: all_kinds()[-1].slug).result() == "home_visit"
    use_kinds(None)
    assert all_kinds()[-1].slug == "iep_meeting_request"


def test_no_declared_kind_can_take_a_name_that_templates_know_otherwise() -> None:
    fields = {info.path for info in walk()}
    for kind in all_kinds():
        assert context_for(a_case(), kind.slug, today=TODAY).keys() - fields - {"delivery"} <= RESERVED


@pytest.mark.parametrize("kind", shipped_kinds().all, ids=lambda kind: kind.slug)
def test_the_examples_of_ours_make_a_case(kind: DeclaredKind) -> None:
    case = {**sample_case(), "documents": [kind.slug], kind.slug: dict(kind.example)}
    assert kind.example.keys() == {field.name for field in kind.fields}
    assert faults_of({**case, "date": "2026-11-16"}) == {}


def test_every_type_has_a_field_in_these_tests() -> None:
    used = {line.split('"')[1] for line in HOME_VISIT.splitlines() if line.startswith("type = ")}
    assert used | {"text"} == set(TYPES)


def test_a_date_of_a_declared_kind_counts_from_the_letter(own: Path) -> None:
    on_the_day = a_case(date=TODAY.isoformat(), home_visit={"visited_on": TODAY.isoformat()})
    assert on_the_day.get("home_visit.visited_on") == dt.date(2026, 11, 16)
