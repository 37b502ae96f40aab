"""A document as a page and as plain text for an e-mail, made from the Word file itself.

mammoth turns Word's paragraphs, lists and tables into plain HTML without a word of style, which is what a screen
reader and a small screen need. Blanks stay marked: in the page as `<mark>`, in the text in their brackets.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from io import BytesIO
from itertools import count

from markupsafe import Markup

# The page around it has the first two levels of headings.
_STYLES = """
r[style-name='Placeholder Text'] => mark
p[style-name='Title'] => h3:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Heading 1'] => h3:fresh
p[style-name='Heading 2'] => h4:fresh
p[style-name='Heading 3'] => h5:fresh
p[style-name='Subject Line'] => p:fresh > strong
p[style-name='Sender Name'] => p.line:fresh
p[style-name='Sender Address'] => p.line:fresh
p[style-name='Inside Address'] => p.line:fresh
p[style-name='Subject Detail'] => p.line:fresh
"""
_BOOKMARK = re.compile(r'<a id="[^"]*"></a>')


def letter_html(docx: bytes) -> Markup:
    """The body of a Word file as HTML to put into a page: headings from the third level, no ids, no styles."""
    import mammoth

    made: str = mammoth.convert_to_html(
        BytesIO(docx),
        style_map=_STYLES,
        convert_image=mammoth.images.img_element(_none),
    ).value
    # mammoth escapes every text; what is left are its own tags.
    return Markup(_with_wide_tables(_with_header_scope(_IMAGE.sub(_described, _BOOKMARK.sub("", made)))))  # noqa: S704


def letter_text(docx: bytes) -> str:
    """The body of a Word file as plain text for an e-mail, paragraphs parted by an empty line."""
    reader = _TextReader()
    reader.feed(str(letter_html(docx)))
    return reader.text()


def _none(image: object) -> dict[str, str]:
    return {"src": ""}


_IMAGE = re.compile(r"<img [^>]*>")
_DESCRIPTION = re.compile(r'alt="([^"]+)"')


def _described(image: re.Match[str]) -> str:
    """The description of a picture in place of it: the page shows words."""
    alt = _DESCRIPTION.search(image[0])
    return f"[{alt[1]}]" if alt else ""


def _with_header_scope(html: str) -> str:
    """Heading cells say that they head a column. An empty cell heads nothing."""
    return html.replace("<th>", '<th scope="col">').replace('<th scope="col"></th>', "<td></td>")


def _with_wide_tables(html: str) -> str:
    """Each table in a box that scrolls on a narrow screen, and that the keyboard reaches to scroll it."""
    numbers = count(1)
    box = '<div class="wide" role="region" tabindex="0" aria-label="Table {}"><table>'
    return re.sub("<table>", lambda _: box.format(next(numbers)), html).replace("</table>", "</table></div>")


_BLOCKS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table")


class _TextReader(HTMLParser):
    """Reads the HTML that mammoth makes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[str] = []
        self._line = ""
        self._was_line = False
        self._cells: list[str] | None = None
        self._lists: list[int | None] = []

    def text(self) -> str:
        self._end()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._blocks)).strip() + "\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS and self._cells is None:
            # The lines of an address follow each other; what comes after them is a paragraph again.
            is_line = ("class", "line") in attrs
            if self._was_line and not is_line:
                self._blocks.append("")
            self._was_line = is_line
        if tag == "br":
            self._line += "\n"
        elif tag in ("ul", "ol"):
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._end()
            self._line = "  " * (len(self._lists) - 1) + self._mark()
        elif tag == "tr":
            self._end()
            self._cells = []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cells is not None:
            self._cells.append(" ".join(self._line.split()))
            self._line = ""
        elif tag == "tr" and self._cells is not None:
            self._blocks.append(" | ".join(self._cells))
            self._cells = None
        elif self._cells is not None:
            if tag in ("p", "li"):
                self._line += " "
        elif tag in ("p", "h1", "h2", "h3", "h4", "h5", "h6"):
            self._end()
            if not self._was_line:
                self._blocks.append("")
        elif tag == "li":
            self._end()
        elif tag in ("ul", "ol", "table"):
            if tag != "table":
                self._lists.pop()
            self._blocks.append("")

    def handle_data(self, data: str) -> None:
        self._line += data.replace("\t", " ")

    def _mark(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number + 1}. "

    def _end(self) -> None:
        if self._line.strip() and self._cells is None:
            self._blocks.append(self._line.rstrip())
            self._line = ""
