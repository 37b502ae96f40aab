"""Imports point one way, and each module stands on its own."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for package in ("service", "schemas")
    for path in (ROOT / package).rglob("*.py")
)
HEAVY = ("docx", "docxtpl", "lxml", "flask", "jinja2", "marshmallow")
IMPORT_EACH = """
import importlib, sys
for name in sys.argv[1:]:
    for ours in [loaded for loaded in sys.modules if loaded.split(".")[0] in ("service", "schemas")]:
        del sys.modules[ours]
    try:
        importlib.import_module(name)
    except BaseException as error:
        print(name, type(error).__name__, error)
"""


def python(code: str, *arguments: str) -> str:
    """What a new interpreter prints for this code."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_contracts_on_imports_are_kept() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    if not command.exists():
        pytest.skip("import-linter is not installed: pip install 'iepdocs[test]'")
    done = subprocess.run([str(command), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_each_module_imports_alone() -> None:
    """In any order: a module that needs another one to be imported first would fail here."""
    light = [name for name in MODULES if not name.endswith("__main__")]
    assert len(light) > 20
    with ThreadPoolExecutor(4) as pool:
        assert (
            list(pool.map(lambda part: python(IMPORT_EACH, *part), [light[start::4] for start in range(4)])) == [""] * 4
        )


def test_schemas_know_no_word_and_no_web() -> None:
    code = "import sys, schemas.case, schemas.walk; print(*sys.modules)"
    loaded = {name.split(".")[0] for name in python(code).split()}
    assert loaded & {"service", "docx", "docxtpl", "lxml", "flask", "jinja2", "click"} == set()


def test_the_command_line_starts_without_word_web_or_schema_libraries() -> None:
    loaded = {name.split(".")[0] for name in python("import sys, service.cli; print(*sys.modules)").split()}
    assert loaded & set(HEAVY) == set()
