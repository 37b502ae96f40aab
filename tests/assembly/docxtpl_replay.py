"""docxtpl's own test templates, filled by docxtpl and by us: every XML part is the same, or the reason stands here.

The templates are not ours to keep. Name a checkout of elapouya/python-docx-template in DOCXTPL_REPOSITORY to run
this; without one the test says so and is skipped.
"""

from __future__ import annotations

import io
import os
import runpy
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from service.assembly import load_template

REPOSITORY = os.environ.get("DOCXTPL_REPOSITORY", "")

NOT_OURS = {
    "custom_jinja_filters": "gives Jinja an environment with filters of its own",
    "get_undeclared_variables": "renders nothing",
    "module_execute": "is a test of docxtpl's command line",
    "replace_picture": "replaces a picture and renders nothing",
    "template_error": "is a template with an error in it",
    "embedded": "replaces embedded files; its rendering is tested on its own",
    "header_footer_image": "replaces pictures by their check sum",
    "header_footer_image_file_obj": "replaces pictures by their check sum",
    "inline_image": "puts pictures that belong to docxtpl's own file into the context",
    "header_footer_inline_image": "puts pictures that belong to docxtpl's own file into the context",
    "subdoc": "puts a file that belongs to docxtpl's own into the context",
    "merge_docx": "puts a file that belongs to docxtpl's own into the context",
    "header_footer": "puts a file that belongs to docxtpl's own into the context",
    "header_footer_utf8": "puts a file that belongs to docxtpl's own into the context",
}
"""Scripts whose result docxtpl makes with more than a template and a context."""

BETTER_HERE = {
    "header_footer_entities": "docxtpl escapes an `&amp;` inside a tag twice and prints “&amp;”; we print “&”",
    "richtext": "its links name relations of docxtpl's own file; here their words are printed without the link",
}
"""Scripts where docxtpl's own result is wrong or bound to its own file, and how ours differs."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _captured(script: Path) -> list[tuple[bytes, dict[str, Any]]]:
    """The templates and contexts that one of their scripts renders."""
    from docxtpl import DocxTemplate

    calls: list[tuple[bytes, dict[str, Any]]] = []
    render = DocxTemplate.render

    def listen(self: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        calls.append((Path(self.template_file).read_bytes(), context))
        render(self, context, *args, **kwargs)

    DocxTemplate.render = listen  # type: ignore[method-assign]  # the only way to hear what a script renders
    try:
        runpy.run_path(str(script))
    finally:
        DocxTemplate.render = render  # type: ignore[method-assign]
    return calls


def _theirs(template: bytes, context: dict[str, Any]) -> bytes:
    from docxtpl import DocxTemplate

    made = DocxTemplate(io.BytesIO(template))
    made.render(context, autoescape=True)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _parts(docx: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        names = [name for name in archive.namelist() if name.startswith("word/") and name.endswith(".xml")]
        parser = etree.XMLParser(remove_blank_text=True)
        return {name: _canonical(etree.fromstring(archive.read(name), parser)) for name in names}


def _canonical(element: Any) -> Any:
    """Names, attributes, text and children, made alike where docxtpl's are wrong.

    It leaves `w:tcPr` and `w:rPr` out of the schema's order or with one property twice, shading without its pattern,
    and Word's own paragraph ids as often as a loop turns.
    """
    children = [_canonical(child) for child in element]
    if element.tag in (f"{W}tcPr", f"{W}rPr"):
        children = sorted({child[0]: child for child in children}.values(), key=repr)
    attributes = {name: value for name, value in element.attrib.items() if not name.endswith(("}paraId", "}textId"))}
    if element.tag == f"{W}shd":
        attributes.setdefault(f"{W}val", "clear")
    return element.tag, sorted(attributes.items()), element.text or "", element.tail or "", children


def _scripts() -> list[str]:
    if not REPOSITORY:
        return []
    skipped = {"__init__", "runtests", *NOT_OURS}
    return sorted(path.stem for path in Path(REPOSITORY, "tests").glob("*.py") if path.stem not in skipped)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("docxtpl") / "tests"
    shutil.copytree(Path(REPOSITORY, "tests"), copy)
    (copy / "output").mkdir(exist_ok=True)
    return copy


@pytest.mark.skipif(not REPOSITORY, reason="DOCXTPL_REPOSITORY names no checkout of elapouya/python-docx-template")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", _scripts())
def test_parts_equal_docxtpl_with_autoescape(name: str, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout)
    monkeypatch.setattr(sys, "argv", [f"{name}.py"])
    calls = _captured(checkout / f"{name}.py")
    assert calls, f"{name}.py renders nothing"
    for template, context in calls:
        ours = _parts(load_template(template, strict=False).render(context))
        theirs = _parts(_theirs(template, context))
        assert ours.keys() == theirs.keys()
        different = [part for part in ours if ours[part] != theirs[part]]
        if name in BETTER_HERE:
            assert different, f"docxtpl and we agree on {name}: take it off the list"
        else:
            assert different == []
