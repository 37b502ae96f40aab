"""The two faces of the project for tests: the service by Flask's client, the command line by click's runner."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.casework import KINDS
from service.cli import main
from service.web import create_app
from tests.assembly.word import docx

SMALLEST: dict[str, Any] = {"student": {"name": "Ada Voss"}, "sender": {"name": "Bo Voss"}, "date": "2026-11-16"}


def write_template(folder: Path, kind: str, *body: str, language: str = "en") -> Path:
    """A template of this kind with these paragraphs, in a clinic's own folder."""
    path = folder / language / f"{kind}.docx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(docx(*body))
    return path


def own_templates(folder: Path) -> Path:
    """A clinic's own folder: a template of two lines for every kind, so that tests need none of ours."""
    for kind in KINDS:
        write_template(folder, kind.slug, f"{kind.slug} for {{{{ student.name }}}}", "Dear {{ recipient.name }}")
    write_template(folder, "first_page", "Read this first, {{ sender.name }}")
    return folder


def client_of(own_folder: Path, **config: Any) -> FlaskClient:
    """A client of the service with these templates."""
    return create_app({"TEMPLATES": own_folder, **config}).test_client()


def post_json(client: FlaskClient, path: str, raw_case: Any) -> TestResponse:
    """The answer to a case, or to any text or bytes, sent as JSON."""
    body = raw_case if isinstance(raw_case, (str, bytes)) else json.dumps(raw_case)
    return client.post(path, data=body, content_type="application/json")


def iepdocs(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    """What the command line says to these arguments."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)
