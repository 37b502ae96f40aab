"""A kind of document out of a TOML file: used like the four everywhere, and refused at the start when it has faults."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jsonschema
import pytest

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
from tests.builders import TODAY, a_case, a_raw_case, faults_of
from tests.casework.home_visit import declare
from tests.faces import client_of, iepdocs, post_json
from tests.reading import read


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


def test_a_date_of_a_declared_kind_counts_from_the_letter(own: Path) -> None:
    on_the_day = a_case(date=TODAY.isoformat(), home_visit={"visited_on": TODAY.isoformat()})
    assert on_the_day.get("home_visit.visited_on") == dt.date(2026, 11, 16)
