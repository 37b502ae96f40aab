"""What a line of the log holds, and what it leaves out."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from typing import Any

from flask import Flask

from service.web import create_app, operation
from service.web.log import Line, about

SAID = "Rowan Castellano"


def line_of(logger: str, *, error: BaseException | None = None) -> dict[str, Any]:
    """What a message of this logger leaves, which speaks of a person, and with it an error that does."""
    trace = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(logger, logging.ERROR, f"{sys.prefix}/a/b.py", 7, "about %s", (SAID,), trace)
    written: dict[str, Any] = json.loads(Line().format(record))
    return written


def test_a_message_of_ours_stands_in_the_log_with_the_request_it_belongs_to() -> None:
    with about("0123"):
        line = line_of("iepdocs.web")
    assert line.pop("at").endswith("Z")
    expected = {"event": "message", "level": "error", "logger": "iepdocs.web", "request": "0123"}
    assert line == {**expected, "message": f"about {SAID}"}


def test_a_message_of_a_library_leaves_its_place_and_no_word() -> None:
    line = line_of("werkzeug")
    assert line["place"] == "a/b.py:7" and SAID not in json.dumps(line) and "request" not in line


def test_a_warning_of_a_library_leaves_its_place_and_no_word() -> None:
    program = (
        f"import warnings; from service.web.log import keep_log; keep_log('warning'); warnings.warn('about {SAID}')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    (line,) = map(json.loads, done.stderr.splitlines())
    assert (line["logger"], SAID in done.stderr) == ("py.warnings", False)


def test_an_error_leaves_its_class_and_places_and_no_word() -> None:
    try:
        raise ValueError(SAID)
    except ValueError as error:
        line = line_of("waitress", error=error)
    assert line["error"].startswith("ValueError at ") and "trust/test_log.py:" in line["error"]
    assert SAID not in json.dumps(line)


def test_a_service_that_is_full_or_stopping_says_that_it_is_not_ready() -> None:
    app: Flask = create_app()
    operation.answer_whether_ready(app, is_stopping=lambda: True, is_full=lambda: True)
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {
        "status": "not ready",
        "reasons": ["too many requests are waiting", "the service is stopping"],
    }
