"""docxtpl's own test scripts, filled by docxtpl and by us: every part is the same, or the reason stands here.

    DOCXTPL_REPOSITORY=DIR pytest tests/assembly/docxtpl_replay.py

DIR is a checkout of elapouya/python-docx-template, whose files are not ours to keep; so this runs only when it is
named. What a script puts into docxtpl's own file before it renders (a picture, the file of a sub-document, the address
of a link) is in the template that both are given; the XML it makes for that is in the context as it is.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import runpy
import shutil
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import pytest
from docxtpl import DocxTemplate, InlineImage, Subdoc
from lxml import etree
from markupsafe import Markup

from service.assembly import TemplateError, load_template

REPOSITORY = Path(os.environ["DOCXTPL_REPOSITORY"])

REFUSED = {
    "custom_jinja_filters": "my_filterA",
    "template_error": "ends a {% if %} that was never begun",
}
"""Scripts whose template neither of us can fill, and a word of our reason."""

DIFFERENT = {
    "header_footer_entities": "docxtpl escapes an `&amp;` inside a tag twice and prints “&amp;”; we print “&”",
    "replace_picture": "docxtpl numbers the drawings of a body without a tag anew; we leave such a part as it is",
}
"""Scripts where our result is another one, and how."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"

Call = tuple[bytes, dict[str, Any]]


def _calls_of(script: Path) -> list[Call]:
    """The template and the context of each rendering of one of their scripts."""
    calls: list[Call] = []
    render = DocxTemplate.render

    def listen(self: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        self.init_docx()
        plain = _plain(context, self)
        file = io.BytesIO()
        self.docx.save(file)
        calls.append((file.getvalue(), plain))
        render(self, context, *args, **kwargs)

    DocxTemplate.render = listen  # type: ignore[method-assign]  # the only way to hear what a script renders
    try:
        with contextlib.suppress(jinja2.TemplateError), contextlib.redirect_stdout(io.StringIO()):
            runpy.run_path(str(script), run_name="__main__")
    finally:
        DocxTemplate.render = render  # type: ignore[method-assign]
    return calls or [_call_of_command(script)]


def _call_of_command(script: Path) -> Call:
    """What a script renders that runs docxtpl's command line on a template and a JSON file of its own name."""
    templates = script.parent / "templates"
    context = json.loads((templates / f"{script.stem}.json").read_bytes())
    return (templates / f"{script.stem}_tpl.docx").read_bytes(), context


def _plain(value: Any, template: Any) -> Any:
    """`value` with docxtpl's pictures and sub-documents as the XML they print, their files put into `template`."""
    if isinstance(value, dict):
        return {name: _plain(each, template) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_plain(each, template) for each in value)
    if isinstance(value, Subdoc):
        return Markup(value)
    if isinstance(value, InlineImage):
        return Markup(_picture(value, template.docx.part))
    return value


def _picture(picture: InlineImage, document: Any) -> str:
    """The XML of a picture, which body, headers and footers find under one name."""
    picture.tpl.current_rendering_part = document
    xml = str(picture)
    relation = re.findall(r'r:embed="(\w+)"', xml)[0]
    shared = f"picture{relation}"
    image = document.related_parts[relation]
    for each in [document, *_headers_and_footers(document)]:
        if shared not in each.rels:
            each.load_rel(IMAGE, image, shared)
    return xml.replace(f'"{relation}"', f'"{shared}"')


def _headers_and_footers(document: Any) -> Iterator[Any]:
    for relation in document.rels.values():
        if relation.reltype.endswith(("/header", "/footer")):
            yield relation.target_part


def _theirs(template: bytes, context: dict[str, Any]) -> bytes:
    made = DocxTemplate(io.BytesIO(template))
    made.render(context, autoescape=True)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _parts(docx: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        parser = etree.XMLParser(remove_blank_text=True)
        return {name: _canonical(etree.fromstring(archive.read(name), parser)) for name in names}


def _canonical(element: Any) -> Any:
    """Names, attributes, text and children, made alike where their order says nothing or docxtpl's are wrong.

    docxtpl adds each property of the file that is missing, without a value. It leaves `w:tcPr` and `w:rPr` out of
    the schema's order or with one property twice, shading without its pattern, and Word's own paragraph ids as often
    as a loop turns.
    """
    children = [_canonical(child) for child in element]
    if element.tag in (f"{W}tcPr", f"{W}rPr"):
        children = sorted({child[0]: child for child in children}.values(), key=repr)
    if element.tag.endswith(("}Relationships", "}Types")):
        children = sorted(children, key=repr)
    if element.tag.endswith("}coreProperties"):
        children = sorted((child for child in children if child[2]), key=repr)
    attributes = {name: value for name, value in element.attrib.items() if not name.endswith(("}paraId", "}textId"))}
    if element.tag == f"{W}shd":
        attributes.setdefault(f"{W}val", "clear")
    return element.tag, sorted(attributes.items()), element.text or "", element.tail or "", children


def _scripts() -> list[str]:
    names = {path.stem for path in (REPOSITORY / "tests").glob("*.py")}
    return sorted(names - {"__init__", "runtests"})


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of their folder of tests, in which a script may write."""
    copied = tmp_path / "tests"
    shutil.copytree(REPOSITORY / "tests", copied)
    (copied / "output").mkdir(exist_ok=True)
    monkeypatch.chdir(copied)
    return copied


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", _scripts())
def test_each_part_equals_docxtpls_with_autoescape(name: str, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [f"{name}.py"])
    for template, context in _calls_of(checkout / f"{name}.py"):
        if name in REFUSED:
            with pytest.raises(jinja2.TemplateError):
                _theirs(template, context)
            with pytest.raises(TemplateError, match=re.escape(REFUSED[name])):
                load_template(template, strict=False)
            continue
        ours = _parts(load_template(template, strict=False).render(context))
        theirs = _parts(_theirs(template, context))
        assert ours.keys() == theirs.keys()
        different = [part for part in ours if ours[part] != theirs[part]]
        if name in DIFFERENT:
            assert different, f"docxtpl and we agree on {name}: take it off the list"
        else:
            assert different == []
