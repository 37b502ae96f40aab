"""Many cases over HTTP: an archive that streams, a check, and what is refused."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from service.casework.batches import work
from service.casework.tables import empty_workbook
from tests.faces import SMALLEST, client_of, own_templates

ALL_FOUR = [
    "evaluation-request-2026-11-16.docx",
    "504-letter-2026-11-16.docx",
    "reintegration-plan-2026-11-16.docx",
    "credit-recovery-proposal-2026-11-16.docx",
    "case.json",
]
CSV = "Student's full name,Your full name,Date on the letters,Full days missed\n"


def a_case(name: str = "Ada Voss", **more: Any) -> dict[str, Any]:
    return {**SMALLEST, "student": {"name": name}, **more}


def archive(answer: TestResponse) -> zipfile.ZipFile:
    """The archive of an answer, after its whole is tested."""
    found = zipfile.ZipFile(io.BytesIO(answer.get_data()))
    assert found.testzip() is None
    return found


def report_in(answer: TestResponse) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(archive(answer).read("report.json"))
    return found


class TestArchive:
    def test_a_json_list_gives_a_folder_a_row_and_last_the_report(self, client: FlaskClient) -> None:
        answer = client.post("/api/v1/batches", json=[a_case(), a_case("Bea Voss")])
        names = [f"{folder}/{name}" for folder in ("Ada Voss", "Bea Voss") for name in ALL_FOUR]
        assert (answer.status_code, answer.mimetype) == (200, "application/zip")
        assert archive(answer).namelist() == [*names, "report.json"]
        report = report_in(answer)
        assert {name: report[name] for name in ("complete", "total", "ready", "faulty", "notes")} == {
            "complete": True,
            "total": 2,
            "ready": 2,
            "faulty": 0,
            "notes": [],
        }

    def test_one_bad_row_never_stops_the_rest(self, client: FlaskClient) -> None:
        lines = [json.dumps(a_case()), "{", json.dumps({"student": {}}), json.dumps(a_case("Bea Voss"))]
        answer = client.post("/api/v1/batches", data="\n".join(lines), content_type="application/jsonl")
        rows = report_in(answer)["rows"]
        assert [(row["row"], row["status"], len(row["errors"])) for row in rows] == [
            (1, "ready", 0),
            (2, "faulty", 1),
            (3, "faulty", 2),
            (4, "ready", 0),
        ]

    def test_a_sheet_comes_back_with_each_fault_at_its_cell_before_the_report(self, client: FlaskClient) -> None:
        sheet = CSV + "Ada Voss,Bo Voss,2026-11-16,many\nBea Voss,Bo Voss,2026-11-16,3\n"
        answer = client.post("/api/v1/batches", data=sheet, content_type="text/csv")
        assert archive(answer).namelist()[-2:] == ["marked.xlsx", "report.json"]
        assert report_in(answer)["rows"][0]["errors"] == [
            {
                "pointer": "/attendance/days_absent",
                "message": "This must be a number, such as 12, with nothing else in the cell.",
                "cell": "D2",
            }
        ]
        marked: Any = load_workbook(io.BytesIO(archive(answer).read("marked.xlsx")))["Sheet"]
        assert "must be a number" in marked["D2"].comment.text
        assert marked["D3"].comment is None

    def test_a_workbook_may_come_as_the_file_of_a_form(self, client: FlaskClient) -> None:
        book = load_workbook(io.BytesIO(empty_workbook()))
        book["Clients"].append([None, "Ada Voss", "Bo Voss"])
        stream = io.BytesIO()
        book.save(stream)
        stream.seek(0)
        answer = client.post("/api/v1/batches", data={"file": (stream, "clients.xlsx")})
        assert (answer.status_code, report_in(answer)["ready"]) == (200, 1)

    def test_it_begins_before_the_last_row_is_done(self, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
        done: list[int] = []
        do_task = work.do_task

        def counted(order: work.Order, task: work.Task) -> work.Result:
            done.append(task.number)
            return do_task(order, task)

        monkeypatch.setattr(work, "do_task", counted)
        answer = client.post("/api/v1/batches", json=[a_case()] * 20, buffered=False)
        pieces = answer.iter_encoded()
        assert next(iter(pieces)).startswith(b"PK")
        assert done == [1]

    def test_a_client_that_goes_away_stops_the_work(self, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
        done: list[int] = []
        do_task = work.do_task

        def counted(order: work.Order, task: work.Task) -> work.Result:
            done.append(task.number)
            return do_task(order, task)

        monkeypatch.setattr(work, "do_task", counted)
        answer = client.post("/api/v1/batches", json=[a_case()] * 20, buffered=False)
        next(iter(answer.iter_encoded()))
        answer.close()
        assert done == [1]

    def test_the_same_batch_gives_the_same_bytes(self, client: FlaskClient) -> None:
        first, again = (client.post("/api/v1/batches", json=[a_case()]).get_data() for _ in range(2))
        assert first == again

    def test_members_carry_their_sizes_in_front_so_that_they_unpack_while_they_come(self, client: FlaskClient) -> None:
        for member in archive(client.post("/api/v1/batches", json=[a_case()])).infolist():
            assert not member.flag_bits & 0x08

    def test_nothing_of_an_upload_touches_the_disk(
        self, client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*args: Any, **kwargs: Any) -> Any:
            raise AssertionError("a temporary file was asked for")

        for name in ("TemporaryFile", "SpooledTemporaryFile", "NamedTemporaryFile", "mkstemp", "mkdtemp"):
            monkeypatch.setattr(tempfile, name, refuse)
        lines = [
            CSV.strip(),
            *['"Ada Voss, the elder",Bo Voss,2026-11-16,' + " " * 9000] * 200,
            "Bea,Bo,2026-11-16,many",
        ]
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="cases.csv"\r\n\r\n'
        form = head + "\n".join(lines).encode() + b"\r\n--x--\r\n"
        answer = client.post("/api/v1/batches", data=form, content_type="multipart/form-data; boundary=x")
        report = report_in(answer)
        assert (report["ready"], report["faulty"]) == (200, 1)
        assert "marked.xlsx" in archive(answer).namelist()


class TestCheck:
    def test_it_says_what_is_wrong_or_open_in_each_row_and_makes_no_document(self, client: FlaskClient) -> None:
        answer = client.post("/api/v1/batches/check", json=[a_case(reference="A-1"), {"student": {"name": "Bea"}}])
        said = answer.get_json()
        assert (said["total"], said["ready"], said["faulty"]) == (2, 1, 1)
        good, bad = said["rows"]
        assert set(good) == {"row", "reference", "status", "errors", "blanks", "advice"}
        assert good["blanks"][0] == {
            "pointer": "/recipient/name",
            "label": "name of the person this goes to",
            "documents": ["evaluation_request", "section_504_letter", "reintegration_plan", "credit_recovery_proposal"],
        }
        assert [error["pointer"] for error in bad["errors"]] == ["/sender"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("body", "content_type", "status", "name"),
        [
            (
                b"PK\x03\x04 no workbook",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                400,
                "batch",
            ),
            (b"", "application/json", 400, "batch"),
            (b"   \n ", "text/csv", 400, "batch"),
            (b"first,second\n1,2\n", "text/csv", 400, "batch"),
            (b"[]", "text/html", 415, "wrong-batch-type"),
            (b"[]", "", 415, "wrong-batch-type"),
            (b"--x--", "multipart/form-data; boundary=x", 400, "batch"),
        ],
    )
    @pytest.mark.parametrize("path", ["/api/v1/batches", "/api/v1/batches/check"])
    def test_what_is_no_file_of_cases_is_refused_before_the_answer_begins(
        self, client: FlaskClient, path: str, body: bytes, content_type: str, status: int, name: str
    ) -> None:
        answer = client.post(path, data=body, content_type=content_type)
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
        assert name in answer.get_json()["type"]

    def test_a_file_over_the_limit_is_refused(self, tmp_path: Path) -> None:
        client = client_of(own_templates(tmp_path / "own"), BATCH_MAX_CONTENT_LENGTH=1000)
        large = [a_case(academic_impact="grades " * 300)]
        assert client.post("/api/v1/batches", json=large).status_code == 413
        form = {"file": (io.BytesIO(json.dumps(large).encode()), "cases.json")}
        answer = client.post("/api/v1/batches", data=form)
        assert (answer.status_code, answer.get_json()["type"]) == (413, "/api/docs#batch-too-large")

    def test_a_compressed_body_is_refused(self, client: FlaskClient) -> None:
        headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
        assert client.post("/api/v1/batches", data=b"\x1f\x8b", headers=headers).status_code == 415

    def test_more_batches_than_places_are_told_when_to_come_back(self, tmp_path: Path) -> None:
        client = client_of(own_templates(tmp_path / "own"), BATCHES_AT_ONCE=1)
        held = client.post("/api/v1/batches", json=[a_case()] * 5, buffered=False)
        refused = client.post("/api/v1/batches/check", json=[a_case()])
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
        held.close()
        assert client.post("/api/v1/batches/check", json=[a_case()]).status_code == 200

    def test_a_refused_file_leaves_its_place_free(self, tmp_path: Path) -> None:
        client = client_of(own_templates(tmp_path / "own"), BATCHES_AT_ONCE=1)
        for _ in range(3):
            assert client.post("/api/v1/batches", data=b"a,b\n1,2", content_type="text/csv").status_code == 400
        assert client.post("/api/v1/batches", json=[a_case()]).status_code == 200
