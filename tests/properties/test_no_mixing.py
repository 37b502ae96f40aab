"""Many cases at once, every field of each with a mark of its own: no file and no refusal holds a mark of another."""

from __future__ import annotations

import http.client
import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import islice
from pathlib import Path
from threading import local
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from schemas.projections import sample_case
from schemas.walk import fields_by_path
from service.casework import all_kinds
from service.web import create_app
from tests.cli.test_processes import serving
from tests.properties.sizes import MIXED_DOCUMENTS

THREADS = 32
FAILING = 10
"""One case in so many has a fault."""
PACKETS = 25
"""One in so many asks for the whole packet."""

MARK = re.compile(rb"zq\d{8}z")
KINDS = [kind.slug for kind in all_kinds()]


class Asked(NamedTuple):
    """One request: its mark, its address, its body, and whether the case has a fault."""

    mark: bytes
    path: str
    body: bytes
    is_faulty: bool


class Answered(NamedTuple):
    """What came back."""

    status: int
    head: bytes
    body: bytes


Send = Callable[[Asked], Answered]


def marked(value: Any, mark: str, path: str = "") -> Any:
    """The value with the mark in every free text."""
    if isinstance(value, dict):
        return {name: marked(inner, mark, f"{path}.{name}".removeprefix(".")) for name, inner in value.items()}
    if isinstance(value, list):
        return [marked(inner, mark, f"{path}[]") for inner in value]
    info = fields_by_path()[path]
    if info.type != "text" or info.choices or info.catalog:
        return value
    return f"{mark}@example.org" if info.name == "email" else f"{mark} {value}"


def requests(count: int) -> Iterator[Asked]:
    """So many requests, each with a mark of its own, in an order that mixes kinds, packets and faults."""
    dice = random.Random(17)
    sample = sample_case()
    sample.pop("documents", None)
    for number in range(count):
        mark = f"zq{number:08d}z"
        raw_case = marked(sample, mark)
        is_faulty = dice.randrange(FAILING) == 0
        if is_faulty:
            _spoil(raw_case, mark, dice)
        is_packet = dice.randrange(PACKETS) == 0
        path = "/api/v1/packets" if is_packet else f"/api/v1/documents/{dice.choice(KINDS)}"
        yield Asked(mark.encode(), f"{path}?filename={mark}", json.dumps(raw_case).encode(), is_faulty)


def _spoil(raw_case: Any, mark: str, dice: random.Random) -> None:
    wrong = dice.randrange(3)
    if wrong == 0:
        raw_case[mark] = mark
    elif wrong == 1:
        raw_case["date"] = mark
    else:
        raw_case["attendance"] = [mark, {mark: mark}]


def everything_in(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Every part of what was sent, unpacked to the last file in a file."""
    if content[:2] != b"PK":
        yield "body", content
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield name, name.encode()
            for inner, part in everything_in(archive.read(name)):
                yield f"{name} {inner}", part


def faults_of(asked: Asked, answered: Answered) -> list[str]:
    """What is wrong with an answer: foreign marks, its own mark missing, another status."""
    expected = 422 if asked.is_faulty else 200
    wrong = [] if answered.status == expected else [f"{answered.status} instead of {expected}"]
    own = 0
    for name, part in [("head", answered.head), *everything_in(answered.body)]:
        marks = MARK.findall(part)
        own += marks.count(asked.mark)
        wrong += [f"foreign mark in {name}"] * (set(marks) - {asked.mark} != set())
    # A document of the sample case has far more texts than this; the name of the file is one.
    if not asked.is_faulty and own < 10:
        wrong.append(f"only {own} marks of its own")
    return wrong


def mixed(count: int, send: Send) -> list[tuple[Asked, list[str]]]:
    """So many requests under 32 threads; gives those with a fault."""

    def one(asked: Asked) -> tuple[Asked, list[str]]:
        return asked, faults_of(asked, send(asked))

    found: list[tuple[Asked, list[str]]] = []
    waiting = requests(count)
    with ThreadPoolExecutor(THREADS) as threads:
        # In shares, so that the bodies of all are never in memory at once.
        while share := list(islice(waiting, 20 * THREADS)):
            found += [(asked, wrong) for asked, wrong in threads.map(one, share) if wrong]
    return found


def test_no_document_holds_a_word_of_another_that_is_made_at_the_same_time() -> None:
    app = create_app()

    def send(asked: Asked) -> Answered:
        answer = app.test_client().post(asked.path, data=asked.body, content_type="application/json")
        return Answered(answer.status_code, str(answer.headers).encode(), answer.get_data())

    assert mixed(MIXED_DOCUMENTS or 200, send) == []


def test_no_answer_of_a_running_service_holds_a_word_of_another(tmp_path: Path) -> None:
    with serving(tmp_path) as (_, url):
        kept = local()
        opened: list[http.client.HTTPConnection] = []

        def send(asked: Asked) -> Answered:
            if not hasattr(kept, "connection"):
                kept.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)
                opened.append(kept.connection)
            kept.connection.request("POST", asked.path, asked.body, {"Content-Type": "application/json"})
            answer = kept.connection.getresponse()
            with closing(answer):
                return Answered(answer.status, str(answer.headers).encode(), answer.read())

        found = mixed(MIXED_DOCUMENTS or 120, send)
        for connection in opened:
            connection.close()
        assert found == []
