"""The looks of a letterhead, so that they are the same in any template: styles, fonts and colors.

Every style that header and footer use is copied with all it is based on, under a name of its own (“Letterhead Header”).
Below them lies one more style that says what Word would otherwise take from the template's defaults. Names out of a
theme (“minor font”, “accent 1”) become what they mean in the letterhead's theme.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from typing import Final

from lxml import etree

from service.assembly.editing import relations_of
from service.assembly.package import Package
from service.assembly.validity import order_properties
from service.assembly.word_xml import DECLARATION, OFFICE, WORD, W, parsed

STYLES: Final = "word/styles.xml"
STYLES_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"
_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PREFIX: Final = "Letterhead"
_BASE: Final = "LetterheadBase"
_LEFT_OUT: Final = ("aliases", "next", "link", "autoRedefine", "qFormat", "locked", "rsid")
_SCHEME: Final = {"tx1": "dk1", "bg1": "lt1", "tx2": "dk2", "bg2": "lt2"}
_WORDS_OWN: Final = (
    f'<w:style xmlns:w="{WORD}" w:type="paragraph" w:customStyle="1" w:styleId="{_BASE}">'
    '<w:name w:val="Letterhead Base"/><w:uiPriority w:val="99"/><w:semiHidden/>'
    '<w:pPr><w:spacing w:before="0" w:after="0" w:line="240" '
    'w:lineRule="auto"/></w:pPr><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" '
    'w:cs="Times New Roman" w:eastAsia="Times New Roman"/><w:color w:val="auto"/><w:sz w:val="20"/><w:szCs w:val="20"/>'
    "</w:rPr></w:style>"
)
"""What Word takes where a file says nothing of its own (ECMA-376 Part 1, 17.7.5)."""
_AFTER_SPACING: Final = (
    "ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl"
).split()
"""What follows `w:spacing` in the properties of a paragraph; order matters to Word."""


class Looks:
    """The style sheet and theme of a letterhead, and which of its styles were used so far."""

    def __init__(self, package: Package) -> None:
        names = package.names()
        sheet = parsed(package.read(STYLES)) if STYLES in names else etree.Element(f"{W}styles")
        themes = [each.target for each in relations_of(package, "word/document.xml") if each.type == f"{OFFICE}/theme"]
        self._theme = _Theme(parsed(package.read(themes[0])) if themes and themes[0] in names else None)
        self._styles = {str(each.get(f"{W}styleId")): each for each in sheet.findall(f"{W}style")}
        self._defaults = sheet.find(f"{W}docDefaults")
        self._usual = next(
            (
                number
                for number, each in self._styles.items()
                if each.get(f"{W}type") == "paragraph" and each.get(f"{W}default") in ("1", "true", "on")
            ),
            "",
        )
        self._used: dict[str, None] = {}

    def apply(self, root: etree._Element) -> None:
        """Point a header or footer to the copied styles, and write its theme out."""
        for reference in root.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle"):
            reference.set(f"{W}val", self._own(str(reference.get(f"{W}val"))))
        for paragraph in root.iter(f"{W}p"):
            _name_style(paragraph, self._own(self._usual))
        self._theme.write_out(root)

    def styles(self) -> tuple[bytes, ...]:
        """The styles that were used, and what they are based on, each after its base."""
        made = [self._base()]
        for number in self._used:
            style = copy.deepcopy(self._styles[number])
            style.set(f"{W}styleId", f"{_PREFIX}{number}")
            style.set(f"{W}customStyle", "1")
            style.attrib.pop(f"{W}default", None)
            for child in list(style):
                if child.tag in {f"{W}{name}" for name in _LEFT_OUT}:
                    style.remove(child)
            for numbered in [*style.iter(f"{W}numPr")]:
                numbered.getparent().remove(numbered)
            self._rename(style)
            self._theme.write_out(style)
            made.append(style)
        return tuple(etree.tostring(style, encoding="utf-8") for style in made)

    def _own(self, number: str) -> str:
        """The name of the copy of a style; of one that there is not, that of the base."""
        if number not in self._styles:
            return _BASE
        chain: list[str] = []
        at: str | None = number
        while at in self._styles and at not in chain and at not in self._used:
            chain.append(at)
            base = self._styles[at].find(f"{W}basedOn")
            at = base.get(f"{W}val") if base is not None else None
        self._used.update(dict.fromkeys(reversed(chain)))
        return f"{_PREFIX}{number}"

    def _rename(self, style: etree._Element) -> None:
        name, base = style.find(f"{W}name"), style.find(f"{W}basedOn")
        if name is not None:
            name.set(f"{W}val", f"{_PREFIX} {name.get(f'{W}val')}")
        if base is not None and base.get(f"{W}val") in self._styles:
            base.set(f"{W}val", f"{_PREFIX}{base.get(f'{W}val')}")
        elif base is not None:
            style.remove(base)
            base = None
        if base is None and style.get(f"{W}type") == "paragraph" and name is not None:
            name.addnext(etree.Element(f"{W}basedOn", {f"{W}val": _BASE}))

    def _base(self) -> etree._Element:
        """Word's own defaults, with those of the letterhead over them."""
        style = etree.fromstring(_WORDS_OWN)
        for group, properties in (("pPrDefault", "pPr"), ("rPrDefault", "rPr")):
            given = self._defaults.find(f"{W}{group}/{W}{properties}") if self._defaults is not None else None
            own = style.find(f"{W}{properties}")
            assert own is not None
            for each in given if given is not None else ():
                there = own.find(each.tag)
                if there is None:
                    own.append(copy.deepcopy(each))
                else:
                    there.attrib.update(each.attrib)
            spacing = own.find(f"{W}spacing")
            later = [each for each in own if etree.QName(each).localname in _AFTER_SPACING]
            if spacing is not None and properties == "pPr":
                own.append(spacing)
                own.extend(later)
        order_properties(style)
        self._theme.write_out(style)
        return style


def with_styles(sheet: etree._Element | None, styles: Sequence[bytes]) -> bytes:
    """A style sheet as XML with these styles at its end, each in place of one of the same id or name."""
    root = etree.Element(f"{W}styles", nsmap={"w": WORD}) if sheet is None else sheet
    added = [parsed(style) for style in styles]
    numbers = {style.get(f"{W}styleId") for style in added}
    names = {_name_of(style) for style in added}
    for there in root.findall(f"{W}style"):
        if there.get(f"{W}styleId") in numbers or _name_of(there) in names:
            root.remove(there)
    root.extend(added)
    written: bytes = etree.tostring(root, encoding="utf-8")
    return DECLARATION + written


def _name_of(style: etree._Element) -> str:
    name = style.find(f"{W}name")
    return "" if name is None else str(name.get(f"{W}val")).lower()


def _name_style(paragraph: etree._Element, usual: str) -> None:
    """Say of a paragraph in the usual style that it is in it: the usual style of the template is another one."""
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        paragraph.insert(0, properties)
    if properties.find(f"{W}pStyle") is None:
        properties.insert(0, etree.Element(f"{W}pStyle", {f"{W}val": usual}))


class _Theme:
    """What the names of a theme mean; without a theme they are taken out."""

    def __init__(self, root: etree._Element | None) -> None:
        self._fonts: dict[str, str] = {}
        self._colors: dict[str, str] = {}
        if root is None:
            return
        for which in ("major", "minor"):
            latin = root.find(f".//{{{_A}}}{which}Font/{{{_A}}}latin")
            if latin is not None:
                self._fonts[which] = str(latin.get("typeface"))
        for color in root.iterfind(f".//{{{_A}}}clrScheme/*"):
            for value in color:
                found = value.get("lastClr") or value.get("val") or ""
                if re.fullmatch("[0-9A-Fa-f]{6}", found):
                    self._colors[etree.QName(color).localname] = str(found)

    def write_out(self, root: etree._Element) -> None:
        """Put what they mean in the place of the names, in this element and all in it."""
        for element in root.iter():
            if element.tag == f"{W}rFonts":
                self._write_fonts(element)
            elif element.tag == f"{{{_A}}}schemeClr":
                self._write_color(element)
            elif element.tag == f"{{{_A}}}latin" and str(element.get("typeface", "")).startswith("+m"):
                which = "major" if element.get("typeface", "").startswith("+mj") else "minor"
                element.set("typeface", self._fonts.get(which, "Calibri"))
            elif isinstance(element.tag, str):
                for key in [key for key in element.attrib if _is_theme_color(key)]:
                    del element.attrib[key]

    def _write_fonts(self, element: etree._Element) -> None:
        for script, theme in (
            ("ascii", "asciiTheme"),
            ("hAnsi", "hAnsiTheme"),
            ("cs", "cstheme"),
            ("eastAsia", "eastAsiaTheme"),
        ):
            name = element.attrib.pop(f"{W}{theme}", None)
            if name is not None and script in ("ascii", "hAnsi"):
                font = self._fonts.get("major" if name.startswith("major") else "minor")
                if font:
                    element.set(f"{W}{script}", font)

    def _write_color(self, element: etree._Element) -> None:
        name = str(element.get("val"))
        color = self._colors.get(_SCHEME.get(name, name))
        if color:
            element.tag = f"{{{_A}}}srgbClr"
            element.set("val", color)


def _is_theme_color(key: str) -> bool:
    return key.startswith(f"{W}theme") and key.removeprefix(W) in _THEME_COLORS


_THEME_COLORS: Final = frozenset("themeColor themeTint themeShade themeFill themeFillTint themeFillShade".split())
