"""A person at the form without JavaScript: reads a page, fills in fields by labels, presses buttons by their words.

It sends exactly what a browser would send: every field of the one form on the page, and the pressed button.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

WHOLE: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "cases" / "eleventh_grade.json").read_text(encoding="utf-8")
)
"""A case in which nearly every page is answered."""


class Visitor:
    """A person with one page open."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.files: dict[str, tuple[io.BytesIO, str]] = {}
        self.response: TestResponse
        self.page: Any = None

    def open(self, address: str = "/") -> Visitor:
        """Open an address by typing it."""
        return self._shown(self.client.get(address))

    def open_case(self, raw_case: dict[str, Any], filename: str = "case.json") -> Visitor:
        """Open a saved case at the page that is shown."""
        return self.attach("saved", json.dumps(raw_case).encode(), filename).press("Open this file")

    # --- reading -------------------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        return _words(self.page.findtext(".//title"))

    @property
    def heading(self) -> str:
        return _words(self.page.find(".//h1").text_content())

    @property
    def text(self) -> str:
        """The words of the page, as they are read."""
        return _words(self.page.find(".//main").text_content())

    def all(self, path: str) -> list[str]:
        """The words of each element that an XPath finds."""
        return [_words(each.text_content()) for each in _all(self.page, path)]

    def value(self, label: str) -> str:
        """What stands in the field with this label."""
        field = self._field(label)
        return str(field.value or "") if field.tag != "textarea" else str(field.value or "").removeprefix("\n")

    def is_ticked(self, label: str) -> bool:
        return bool(self._field(label).checked)

    @property
    def case(self) -> Any:
        """The case that travels in the page."""
        return json.loads(self.page.forms[0].fields["case"])

    # --- filling in ------------------------------------------------------------------------------------------------

    def type_in(self, label: str, words: str) -> Visitor:
        """Type into the field with this label; what stood there goes."""
        self._field(label).value = words
        return self

    def type_date(self, legend: str, month: str, day: str, year: str) -> Visitor:
        """Fill in the three parts of a date."""
        for part, words in (("Month", month), ("Day", day), ("Year", year)):
            group = self._group(legend)
            self._labelled(group, part).value = words
        return self

    def choose(self, label: str, option: str) -> Visitor:
        """Choose in a select by the option's words, or one of the radios of a group."""
        fields = _all(self.page, "select")
        for field in fields:
            if _words(self._label_of(field)) == label:
                field.value = next(each.get("value") for each in field.iter("option") if _words(each.text) == option)
                return self
        radio = self._labelled(self._group(label), option)
        for other in _all(self.page, f"input[@name='{radio.get('name')}']"):
            other.attrib.pop("checked", None)
        radio.set("checked", "checked")
        return self

    def tick(self, label: str, *, off: bool = False) -> Visitor:
        """Tick a box, or take the tick out."""
        self._field(label).checked = not off
        return self

    def attach(self, name: str, content: bytes, filename: str) -> Visitor:
        """Choose a file."""
        self.files[name] = (io.BytesIO(content), filename)
        return self

    # --- going on ----------------------------------------------------------------------------------------------------

    def press(self, words: str, *, beside: str = "") -> Visitor:
        """Press the button with these words; `beside` are words of the button that only a screen reader hears."""
        return self._shown(self._sent(words, beside))

    def download(self, words: str, *, beside: str = "") -> TestResponse:
        """Press a button that gives a file; the page stays."""
        return self._sent(words, beside)

    def _sent(self, words: str, beside: str) -> TestResponse:
        button = self._button(words, beside)
        form = self.page.forms[0]
        data: dict[str, list[Any]] = {}
        for name, value in _sent_values(form):
            data.setdefault(name, []).append(value)
        if button.get("name"):
            data[button.get("name")] = [button.get("value")]
        address = urldefrag(button.get("formaction") or form.get("action")).url
        if button.get("formenctype") == "multipart/form-data":
            data.update({name: [file] for name, file in self.files.items()})
            self.files = {}
            return self.client.post(address, data=data, content_type="multipart/form-data")
        return self.client.post(address, data=data)

    def _shown(self, response: TestResponse) -> Visitor:
        assert response.mimetype == "text/html", (response.status, response.get_data()[:300])
        self.response = response
        self.page = html.fromstring(response.get_data(), parser=html.HTMLParser(encoding="utf-8"))
        return self

    def _button(self, words: str, beside: str) -> Any:
        found = [
            each
            for each in _all(self.page, "button[@type='submit']")
            if words in (_seen(each), _words(each.findtext("span[@class='task-name']")))
            and beside in _words(each.text_content())
        ]
        assert found, f"no button “{words}” on “{self.heading}”: {[_seen(b) for b in _all(self.page, 'button')]}"
        return found[0]

    def _field(self, label: str) -> Any:
        return self._labelled(self.page, label)

    def _labelled(self, within: Any, label: str) -> Any:
        for each in _all(within, "label"):
            if label in (_seen(each), _words(each.text_content())):
                return _all(self.page, f"*[@id='{each.get('for')}']")[0]
        raise AssertionError(f"no field “{label}” on “{self.heading}”: {[_seen(e) for e in _all(within, 'label')]}")

    def _label_of(self, field: Any) -> str:
        found = _all(self.page, f"label[@for='{field.get('id')}']")
        return _seen(found[0]) if found else ""

    def _group(self, legend: str) -> Any:
        for each in _all(self.page, "fieldset"):
            if _words(each.findtext("legend")) == legend:
                return each
        raise AssertionError(f"no group “{legend}” on “{self.heading}”")


def _sent_values(form: Any) -> Iterator[tuple[str, str]]:
    """What a browser sends for each field; lxml's own way takes an empty value of a radio for “on”."""
    for field in form.xpath(".//input | .//select | .//textarea"):
        name, kind = field.get("name"), field.get("type", "text")
        if not name or field.get("disabled") is not None or kind == "file":
            continue
        if field.tag == "textarea":
            # A browser leaves out the line break right after <textarea>, lxml does not.
            yield name, (field.value or "").removeprefix("\n")
        elif field.tag == "select":
            yield name, field.value if field.value is not None else ""
        elif kind not in ("checkbox", "radio") or field.get("checked") is not None:
            yield name, field.get("value", "")


def _all(element: Any, path: str) -> list[Any]:
    return list(element.xpath(f".//{path}"))


def _seen(element: Any) -> str:
    """The words that are seen: without those for screen readers alone, and without “(needed)”."""
    words = element.text or ""
    for child in element:
        if not {"unseen", "needed"} & set((child.get("class") or "").split()):
            words += child.text_content()
        words += child.tail or ""
    return _words(words)


def _words(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()
