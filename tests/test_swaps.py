"""A template that is changed while documents are made: each document is of one version from start to end.

The full size, 1,000 swaps during 10,000 renders, is asked for with `SWAPS=1000 RENDERS=10000`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from service.assembly.package import read_package
from service.assembly.properties import custom_properties
from service.casework import TemplateLibrary, assemble_document
from tests.assembly.word import docx, paragraph
from tests.builders import TODAY, a_case

SWAPS = int(os.environ.get("SWAPS", "60"))
RENDERS = int(os.environ.get("RENDERS", "600"))
THREADS = 4


def version(number: int) -> bytes:
    """A template that says its number in the body, in headers and in a part that no render changes."""
    words = f"version {number:05}"
    fixed = {"header1": paragraph(f"{words} {{{{ student.name }}}}"), "footer1": paragraph(words)}
    return docx(*[f"{words} for {{{{ student.name }}}}"] * 5, parts=fixed, members={"word/media/n.png": words.encode()})


def replace(path: Path, content: bytes) -> None:
    """As careful programs save: a whole new file, put in the place of the old one."""
    new = path.with_suffix(".new")
    new.write_bytes(content)
    new.replace(path)


def write_over(path: Path, content: bytes) -> None:
    """As careless programs save: the old file is emptied and written anew, in two steps."""
    with path.open("wb") as file:
        file.write(content[: len(content) // 2])
        file.flush()
        file.write(content[len(content) // 2 :])


def take_away_first(path: Path, content: bytes) -> None:
    """As Word saves: the old file goes before the new one comes."""
    new = path.with_suffix(".new")
    new.write_bytes(content)
    path.unlink()
    new.rename(path)


@pytest.mark.parametrize("save", [replace, write_over, take_away_first])
def test_each_document_is_all_of_one_version(tmp_path: Path, save: Callable[[Path, bytes], None]) -> None:
    path = tmp_path / "en" / "evaluation_request.docx"
    path.parent.mkdir()
    path.write_bytes(version(0))
    library = TemplateLibrary(tmp_path)
    case = a_case()

    def render() -> tuple[str, str]:
        made = assemble_document(case, "evaluation_request", library=library, today=TODAY).content
        return numbers_in(made), custom_properties(made)["iepdocs.template.hash"]

    seen = [render()]
    with ThreadPoolExecutor(THREADS) as pool:
        for number in range(1, SWAPS + 1):
            under_way = [pool.submit(render) for _ in range(RENDERS // SWAPS)]
            save(path, version(number))
            seen += [document.result() for document in under_way]
            seen.append(render())
            assert seen[-1][0] == f"{number:05}", "what is saved is used from the next document on"
    hashes: dict[str, set[str]] = {}
    for number_seen, digest in seen:
        hashes.setdefault(number_seen, set()).add(digest)
    assert all(len(digests) == 1 for digests in hashes.values())
    assert len(hashes) == SWAPS + 1
    assert library.problems == ()


def numbers_in(made: bytes) -> str:
    """The one number that every part of a document says."""
    package = read_package(made)
    said = [
        number.decode()
        for name in package.names()
        if name.startswith(("word/document", "word/header", "word/footer", "word/media"))
        for number in re.findall(rb"version (\d{5})", package.read(name))
    ]
    assert len(said) == 8 and len(set(said)) == 1, said
    return said[0]
