"""Which Word file is the template for a kind and a language: a clinic's own folder first, then ours, file by file."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from service.assembly import Template, TemplateError, load_template
from service.casework.errors import TemplateNotFoundError

Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Loaded:
    stamp: Stamp
    template: Template


class TemplateLibrary:
    """Templates by kind and language, each compiled once and again when its file changes. Thread-safe.

    `own_folder` holds a clinic's own `<language>/<kind>.docx` files; what is not there comes from ours. While a
    changed file cannot be used (half written, or a tag is wrong), the last good one serves and `problems` says so.
    """

    def __init__(self, own_folder: Path | None = None) -> None:
        self._folders = (*([own_folder] if own_folder else []), shipped_folder())
        self._loaded: dict[Path, _Loaded] = {}
        self._problems: dict[Path, tuple[Stamp, TemplateError]] = {}
        self._lock = threading.Lock()

    def template(self, kind: str, language: str) -> Template:
        """The compiled template. Raises `TemplateNotFoundError`, or `TemplateError` when it never was usable."""
        path = self.path(kind, language)
        stamp = _stamp(path)
        loaded = self._loaded.get(path)
        if loaded and loaded.stamp == stamp:
            return loaded.template
        with self._lock:
            return self._reloaded(path, stamp)

    def path(self, kind: str, language: str) -> Path:
        """Where the template lies. Raises `TemplateNotFoundError`."""
        for folder in self._folders:
            path = folder / language / f"{kind}.docx"
            if path.is_file():
                return path
        raise TemplateNotFoundError(kind, language)

    def paths(self) -> list[Path]:
        """Every template in use, each kind and language once, own files before ours."""
        found: dict[tuple[str, str], Path] = {}
        for folder in self._folders:
            for path in sorted(folder.glob("*/*.docx")):
                if not path.name.startswith("~$"):
                    found.setdefault((path.parent.name, path.name), path)
        return [found[key] for key in sorted(found)]

    @property
    def problems(self) -> tuple[TemplateError, ...]:
        """What is wrong with files that have changed since their last good version was loaded."""
        return tuple(error for _, error in self._problems.values())

    def _reloaded(self, path: Path, stamp: Stamp) -> Template:
        loaded = self._loaded.get(path)
        if loaded and loaded.stamp == stamp:
            return loaded.template
        known = self._problems.get(path)
        if loaded and known and known[0] == stamp:
            return loaded.template
        try:
            template = load_template(path)
        except TemplateError as error:
            if loaded is None:
                raise
            self._problems[path] = (stamp, error)
            return loaded.template
        self._problems.pop(path, None)
        self._loaded[path] = _Loaded(stamp, template)
        return template


def shipped_folder() -> Path:
    """The folder of the templates that come with iepdocs."""
    found = find_spec("doc_templates")
    assert found is not None and found.submodule_search_locations, "iepdocs is installed without its templates"
    return Path(found.submodule_search_locations[0])


def _stamp(path: Path) -> Stamp:
    status = path.stat()
    return (status.st_mtime_ns, status.st_size, status.st_ino)
