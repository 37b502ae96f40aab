"""Imports point one way, and each module stands on its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for package in ("service", "schemas")
    for path in (ROOT / package).rglob("*.py")
)
HEAVY = ("docx", "docxtpl", "lxml", "flask", "jinja2", "marshmallow")
IMPORT_ALL = """
import builtins, importlib, sys
really_import = builtins.__import__

def watched(name, globals=None, locals=None, fromlist=(), level=0):
    module = really_import(name, globals, locals, fromlist, level)
    if fromlist and not level and name.split(".")[0] in ("service", "schemas"):
        asked = [sys.modules.get(f"{name}.{item}", sys.modules[name]).__spec__ for item in fromlist]
        for spec in asked:
            if spec._initializing:
                print(globals["__name__"], "asks", spec.name)
    return module

builtins.__import__ = watched
for name in sys.argv[1:]:
    importlib.import_module(name)
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
    """None is asked for names while it is still being made, so it does not matter which one is imported first."""
    light = [name for name in MODULES if not name.endswith("__main__")]
    assert len(light) > 20
    assert python(IMPORT_ALL, *light) == ""


def test_schemas_know_no_word_and_no_web() -> None:
    code = "import sys, schemas.case, schemas.walk; print(*sys.modules)"
    loaded = {name.split(".")[0] for name in python(code).split()}
    assert loaded & {"service", "docx", "docxtpl", "lxml", "flask", "jinja2", "click"} == set()


def test_the_command_line_starts_without_word_web_or_schema_libraries() -> None:
    loaded = {name.split(".")[0] for name in python("import sys, service.cli; print(*sys.modules)").split()}
    assert loaded & set(HEAVY) == set()


def test_a_service_that_makes_letters_waits_for_no_library_of_sheets_and_previews() -> None:
    loaded = {name.split(".")[0] for name in python("import sys, service.web.operation; print(*sys.modules)").split()}
    assert "flask" in loaded
    assert loaded & {"openpyxl", "mammoth", "docx", "holidays", "icalendar"} == set()
