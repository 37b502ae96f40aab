"""Words of a case are in its documents and nowhere else: no refusal, no error line and no log repeats them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas.projections import sample_case
from schemas.walk import walk
from tests.faces import client_of, iepdocs, own_templates, post_json, write_template

MARK = "zqxmark"
POSTS = ["/api/v1/documents/evaluation_request", "/api/v1/packets", "/api/v1/cases/check"]
CHOSEN = {info.path for info in walk() if info.choices or info.catalog or info.type == "date"}


def marked(value: Any, path: str = "") -> Any:
    """The value with a marked word in every free text; choices and dates stay, so that the case is taken."""
    if isinstance(value, dict):
        return {name: marked(inner, f"{path}.{name}".lstrip(".")) for name, inner in value.items()}
    if isinstance(value, list):
        return [marked(inner, f"{path}[]") for inner in value]
    if isinstance(value, str) and path not in CHOSEN and not path.endswith("email"):
        return f"{MARK} {value}"
    return f"{MARK}@example.org" if path.endswith("email") else value


def spoiled(raw_case: Any) -> Iterator[tuple[str, Any]]:
    """Every leaf of the case made wrong in a way of its own, one at a time: (where, the whole case)."""
    for path, parent, name in list(_leaves(raw_case, "")):
        kept = parent[name]
        for wrong in (f"{MARK}\x00", [f"{MARK}"], {MARK: MARK}, f"{MARK} " * 2_000, f"2026-{MARK}"):
            parent[name] = wrong
            yield path, raw_case
        parent[name] = kept


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, (dict, list)):
            yield from _leaves(inner, f"{path}/{name}")
        else:
            yield f"{path}/{name}", value, name


def test_the_marked_case_is_taken_and_its_words_stand_in_the_document(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = client_of(own_templates(tmp_path))
    for url in POSTS:
        answer = post_json(client, f"{url}?filename={MARK}", marked(sample_case()))
        assert answer.status_code == 200
    assert MARK not in caplog.text


def test_no_refusal_of_a_case_repeats_a_value(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = client_of(own_templates(tmp_path))
    for path, raw_case in spoiled(marked(sample_case())):
        answer = post_json(client, POSTS[0], raw_case)
        if answer.status_code == 200:
            continue
        assert answer.status_code == 422, path
        for error in answer.json["errors"]:
            # A pointer names an unknown field, as it must; a message names no value.
            assert MARK not in error["message"], path
            assert MARK not in error["pointer"].removesuffix(f"/{MARK}"), path
        assert MARK not in answer.json["detail"] + answer.json["title"]
    assert MARK not in caplog.text


@pytest.mark.parametrize(
    "body",
    [
        f'{{"student": "{MARK}"',
        f'{{"student": {MARK}}}',
        f'{{"{MARK}": 1, "{MARK}": 2}}',
        f'"{MARK}"',
        f"{MARK}",
        f'{{"a": "{MARK}\ud800"}}'.encode("utf-8", "surrogatepass"),
        "[" * 100_000 + f'"{MARK}"',
    ],
)
def test_no_refusal_of_a_body_repeats_it(body: str | bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answer = post_json(client_of(own_templates(tmp_path)), POSTS[0], body)
    assert answer.status_code in (400, 422)
    assert MARK not in answer.text.replace(f'"pointer": "/{MARK}"', "")
    assert MARK not in caplog.text


@pytest.mark.parametrize("url", [f"/{MARK}", f"/api/v1/documents/{MARK}", f"/api/v1/catalog?language={MARK}"])
def test_no_refusal_of_an_address_repeats_it(url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = client_of(own_templates(tmp_path))
    for answer in (client.get(url), post_json(client, url, "{}")):
        assert answer.status_code >= 400
        assert MARK not in answer.text + caplog.text


BROKEN = [
    "{{ student.name.no_such_thing }}",
    "{{ student[student.name] }}",
    "{{ student.name + 1 }}",
    "{{ student.name|attr(student.name) }}",
    "{{ concerns|map(attribute=student.name)|list }}",
    "{{ student.name|round(student.name) }}",
    "{% for x in student.name %}{{ x.y }}{% endfor %}",
]


@pytest.mark.parametrize("words", BROKEN)
class TestABrokenTemplate:
    def test_it_is_named_in_the_log_without_a_word_of_the_case(
        self, words: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
    ) -> None:
        caplog.set_level(logging.DEBUG)
        own_templates(tmp_path)
        write_template(tmp_path, "evaluation_request", words)
        answer = post_json(client_of(tmp_path), POSTS[0], marked(sample_case()))
        assert answer.status_code == 500
        assert answer.json["reference"] in caplog.text
        assert "evaluation_request" in caplog.text
        assert MARK not in answer.text + caplog.text + "".join(capfd.readouterr())

    def test_the_command_line_says_so_without_a_word_of_the_case(self, words: str, tmp_path: Path) -> None:
        write_template(tmp_path / "own", "evaluation_request", words)
        (tmp_path / "case.json").write_text(json.dumps(marked(sample_case())))
        kind = ("-k", "evaluation_request", "--templates", tmp_path / "own")
        said = iepdocs("assemble", tmp_path / "case.json", "-o", tmp_path / "out", *kind)
        assert said.exit_code == 1
        assert "evaluation_request" in said.stderr
        assert MARK not in said.output


def test_what_nobody_foresaw_is_logged_by_its_place_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from service.casework import documents

    def fail(case: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            {}[case.get("student.name")]
        except KeyError as error:
            raise ValueError(case.get("sender.name")) from error

    monkeypatch.setattr(documents, "contexts_for", fail)
    answer = post_json(client_of(own_templates(tmp_path)), POSTS[0], marked(sample_case()))
    assert answer.status_code == 500
    assert answer.json["reference"] in caplog.text
    assert "ValueError at " in caplog.text and "caused by KeyError at " in caplog.text
    assert MARK not in answer.text + caplog.text

    (tmp_path / "case.json").write_text(json.dumps(marked(sample_case())))
    said = iepdocs("assemble", tmp_path / "case.json", "-o", tmp_path)
    assert said.exit_code == 1
    assert said.stderr.startswith("iepdocs: something went wrong in the program (ValueError at ")
    assert MARK not in said.output


def test_no_error_line_of_the_command_line_repeats_a_value(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    for number, (where, raw_case) in enumerate(spoiled(marked(sample_case()))):
        if number % 7:  # each takes a process's worth of work; the messages are those of the test above
            continue
        path.write_text(json.dumps(raw_case))
        said = iepdocs("check", path)
        for line in said.stderr.splitlines():
            assert MARK not in line.replace(f"/{MARK}:", ":"), where
    for body in (f'{{"a": {MARK}', f"{MARK}"):
        path.write_text(body)
        assert MARK not in iepdocs("check", path).output
