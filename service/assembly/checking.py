"""All that is wrong in a template, at once, each with its place and what to write instead.

    for finding in check_template("plan.docx", known_names=paths):
        print(finding)

Nothing is rendered for it. A finding of severity `error` is a reason for `load_template` to refuse the file, except
those about names and styles: only who fills a template knows which names it has.
"""

from __future__ import annotations

import difflib
import re
import zipfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError
from lxml import etree

from service.assembly.dialect import (
    Lost,
    TooManyTagsError,
    as_written,
    jinja_source,
    origin,
    without_unclosed,
)
from service.assembly.environment import REFUSED_STATEMENTS, TemplateEnvironment, environment_for
from service.assembly.findings import TOO_DEEP, Finding, Severity
from service.assembly.inspection import package_findings, zip_findings
from service.assembly.known_names import KnownNames, NameQuestion
from service.assembly.mangled import INVISIBLE, mangled_tags, unclosed_tags
from service.assembly.names import asked_for
from service.assembly.outline import Spot, outline, shortened, style_names
from service.assembly.package import Package, WordFile, content_of, read_package
from service.assembly.parts import PARTS, TAG, normal_root, serialised, tracked_changes
from service.assembly.plain_words import in_plain_words

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\{[{%#].*")
_BLOCK_WORD = re.compile(r"\{%[-+]?\s*(\w+)")
_FORMATTING = re.compile(r"</?w:[^>]*>")
_CURLED = str.maketrans({'"': "“", "'": "’"})
_AtLine = tuple[int, Finding]
_LOOP_NAMES = re.compile(r"\{%[-+]?\s*(?:for|set|macro)\s+(\w+)")
_BLOCK_LETTERS = re.compile(r"\{%(p|tr|tc|r) ")
_CLOSES = {
    "endif": "if", "endfor": "for", "endmacro": "macro", "endset": "set", "endwith": "with", "endfilter": "filter",
    "endcall": "call", "endblock": "block",
}  # fmt: skip
_CONTINUES = {"elif": ("if",), "else": ("if", "for")}
_METHODS = frozenset(name for name in dir(dict) if not name.startswith("_"))
"""Words after a dot that mean a method of every mapping where it holds no value of that name."""


def check_template(
    source: WordFile,
    known_names: Collection[str] | Callable[[str], bool] | None = None,
    styles: Collection[str] | None = None,
) -> tuple[Finding, ...]:
    """Every finding of the template in `source`, in the order of the file; empty if there is none.

    `known_names` are the dotted paths that a template may read, lists marked `plan.goals[].text`, or a function that
    tells if a path is one. `styles` are the names of the house's styles, as Word shows them; None allows any. A path
    that cannot be read raises OSError; what is no Word file is a finding.
    """
    content, _ = content_of(source)
    findings = list(zip_findings(content))
    if any(finding.severity == "error" for finding in findings):
        return tuple(findings)
    try:
        package = read_package(content)
        findings += package_findings(package)
    except (zipfile.BadZipFile, ValueError):
        return (*findings, Finding("damaged", "error", "is cut short or damaged. Save it anew in Word"))
    environment = environment_for(strict=True)
    question = NameQuestion(KnownNames(known_names)) if known_names is not None else None
    return tuple(dict.fromkeys((*findings, *findings_in(package, environment, question, styles))))


def findings_in(
    package: Package,
    environment: TemplateEnvironment,
    question: NameQuestion | None = None,
    styles: Collection[str] | None = None,
) -> Iterator[Finding]:
    """The findings of each part that may hold tags."""
    names = style_names(package.read("word/styles.xml")) if "word/styles.xml" in package.names() else {}
    unknown_styles: set[str] = set()
    for name in package.names():
        if not PARTS.fullmatch(name):
            continue
        try:
            root = normal_root(package.read(name))
        except etree.XMLSyntaxError:
            yield Finding("damaged", "error", "is damaged. Open the file in Word and save it anew", name)
            continue
        part = _CheckedPart(name, outline(root, names), environment)
        found = list(part.written_findings(root))
        if styles is not None:
            found += part.style_findings(styles, unknown_styles)
        if TAG.search(package.read(name)):
            spoiled = {(finding.paragraph, finding.tag) for finding in found}
            found += (each for each in part.tag_findings(serialised(root), question) if _is_news(each, spoiled))
        yield from sorted(dict.fromkeys(found), key=lambda finding: finding.paragraph)


def _is_news(finding: Finding, spoiled: set[tuple[int, str]]) -> bool:
    """A tag that a dash or a quotation mark spoils cannot be read either; that need not be said twice."""
    tags = (INVISIBLE.sub("", finding.tag), finding.tag, finding.tag.translate(_CURLED))
    return finding.code != "syntax" or not any((finding.paragraph, tag) in spoiled for tag in tags)


@dataclass(frozen=True, slots=True)
class _CheckedPart:
    name: str
    spots: tuple[Spot, ...]
    environment: TemplateEnvironment

    def finding(self, code: str, number: int, tag: str, message: str, severity: Severity = "error") -> Finding:
        """A finding in paragraph `number`, counted from 1; 0 for one that has no paragraph."""
        spot = self.spots[number - 1] if 0 < number <= len(self.spots) else None
        place = shortened(spot.words.strip()) if spot else ""
        return Finding(code, severity, message, self.name, place, tag, spot.heading if spot else "", number)

    def written_findings(self, root: etree._Element) -> Iterator[Finding]:
        """What is wrong in the words as they stand, before any tag is read."""
        if next(tracked_changes(root), None) is not None:
            changed = [number for number, spot in enumerate(self.spots, 1) if [*tracked_changes(spot.element)]]
            where = f" in {len(changed)} paragraphs" if len(changed) > 1 else ""
            message = (
                f"holds tracked changes{where}, which the family would see. Review › Accept All Changes, then save"
            )
            yield self.finding("tracked-changes", changed[0] if changed else 0, "", message)
        if self.name == "word/comments.xml" and len(root):
            held = "a comment, which is" if len(root) == 1 else f"{len(root)} comments, which are"
            message = f"holds {held} left out of every document"
            yield self.finding("comments", 1, "", message, "note")
        told: set[tuple[int, str]] = set()
        for number, spot in enumerate(self.spots, 1):
            for code, tag, message in mangled_tags(spot.element, spot.words):
                told.add((number, tag))
                yield self.finding(code, number, tag, message)
        for number, tag in self.unclosed_tags():
            if any(tag.startswith(each) for at, each in told if at == number):
                continue
            closing = {"{{": "}}", "{%": "%}", "{#": "#}"}[tag[:2]]
            yield self.finding("unclosed-tag", number, tag, f"has no end. Write {closing} where it should end")

    def unclosed_tags(self) -> Iterator[tuple[int, str]]:
        """Tags without an end: the number of the paragraph, and the tag so far."""
        return unclosed_tags([spot.words for spot in self.spots])

    def style_findings(self, styles: Collection[str], seen: set[str]) -> Iterator[Finding]:
        for number, spot in enumerate(self.spots, 1):
            if spot.style and spot.style not in styles and spot.style not in seen:
                seen.add(spot.style)
                near = difflib.get_close_matches(spot.style, list(styles), 1)
                instead = f"Use “{near[0]}”" if near else "Use one of the house's styles"
                message = f"uses the style “{spot.style}”, which the house set does not have. {instead}"
                yield self.finding("unknown-style", number, "", message, "warning")

    def tag_findings(self, xml: str, question: NameQuestion | None) -> Iterator[Finding]:
        """What is wrong in the tags."""
        if next(self.unclosed_tags(), None) is not None:
            xml = without_unclosed(xml)
        try:
            source, lost = jinja_source(xml)
        except TooManyTagsError as error:
            yield self.finding("too-many-tags", 0, "", str(error))
            return
        told = [self.lost_finding(each) for each in lost]
        yield from told
        lines = source.split("\n")
        unbalanced = list(self.balance_findings(lines))
        tree = self.parsed(source)
        unreadable = list(self.single_findings(lines)) if tree is None else []
        yield from (finding for _, finding in unreadable)
        if not any(finding.code == "two-block-tags" for finding in told):
            # Of two such tags one is gone, so that what it began or ended seems to be without its other half.
            yield from (finding for _, finding in unbalanced)
        wrong = {number for number, _ in (*unreadable, *unbalanced)}
        readable = [_TAG.sub("", line, count=1) if number in wrong else line for number, line in enumerate(lines, 1)]
        made = {name for number in wrong if (name := _made_by(lines[number - 1]))}
        try:
            if tree is None or wrong:
                tree = self.environment.parse("\n".join(readable))
            deeper = list(self.tree_findings(tree, lines, question, made))
        except TemplateSyntaxError as error:
            if not wrong:
                yield self.at_line(lines, error.lineno, "syntax", in_plain_words(error.message or ""))
        except (RecursionError, MemoryError, ValueError):
            yield self.finding("too-complex", 0, "", TOO_DEEP)
        else:
            yield from deeper

    def parsed(self, source: str) -> nodes.Template | None:
        """The syntax of all tags together; None where something in them cannot be read."""
        try:
            return self.environment.parse(source)
        except (TemplateSyntaxError, RecursionError, MemoryError, ValueError):
            return None

    def at_line(self, lines: list[str], line: int, code: str, message: str, severity: Severity = "error") -> Finding:
        text = lines[min(max(line - 1, 0), len(lines) - 1)]
        tag = _TAG.match(text)
        number = origin(tag[0]) if tag else 0
        written = _FORMATTING.sub("", as_written(tag[0])) if tag else ""
        words = self.spots[number - 1].words if 0 < number <= len(self.spots) else ""
        return self.finding(code, number, shortened(_as_in(words, written)), message, severity)

    def lost_finding(self, lost: Lost) -> Finding:
        word = {"p": "paragraph", "tr": "row", "tc": "cell", "r": "run"}[lost.name]
        if re.search(r"\{[{%](?:p|tr|tc|r) ", lost.words):
            message = (
                f"stands in one {word} with “{shortened(lost.words)}”, and only one of them counts. Give each its own"
            )
            return self.finding("two-block-tags", lost.paragraph, lost.tag, message)
        message = (
            f"takes its whole {word} away, also the words “{shortened(lost.words)}”. Give them a {word} of their own"
        )
        return self.finding("text-beside-block-tag", lost.paragraph, lost.tag, message)

    def single_findings(self, lines: list[str]) -> Iterator[_AtLine]:
        """Each tag that cannot be read by itself, with its line: one wrong tag must not hide the next."""
        raw = False
        for number, line in enumerate(lines, 1):
            tag = _TAG.match(line)
            found = _BLOCK_WORD.match(line)
            word = found[1] if found else ""
            raw = (raw or word == "raw") and word != "endraw"
            if tag is None or raw or tag[0].startswith("{#"):
                continue
            try:
                self.environment.parse(_alone(tag[0]))
            except TemplateSyntaxError as error:
                yield number, self.at_line(lines, number, "syntax", in_plain_words(error.message or ""))
            except (RecursionError, MemoryError, ValueError):
                yield number, self.at_line(lines, number, "too-complex", TOO_DEEP)

    def balance_findings(self, lines: list[str]) -> Iterator[_AtLine]:
        """Openings without an end and ends without an opening, with their lines."""
        waiting: list[tuple[str, int]] = []
        raw = False
        for number, line in enumerate(lines, 1):
            found = _BLOCK_WORD.match(line)
            word = found[1] if found else ""
            if raw or word == "raw":
                raw = word != "endraw"
                continue
            if word in _CONTINUES:
                if not waiting or waiting[-1][0] not in _CONTINUES[word]:
                    opening = " or ".join(f"{{% {each} … %}}" for each in _CONTINUES[word])
                    yield (
                        number,
                        self.at_line(
                            lines, number, "unbalanced", f"belongs to no {opening} before it. Add one, or delete it"
                        ),
                    )
            elif word in _CLOSES:
                yield from self._closed(_CLOSES[word], number, waiting, lines)
            elif word in _CLOSES.values() and not (word == "set" and "=" in line):
                waiting.append((word, number))
        for word, number in waiting:
            yield number, self.unended(lines, number, word, "is never ended. Write {} where it should end")

    def _closed(self, word: str, number: int, waiting: list[tuple[str, int]], lines: list[str]) -> Iterator[_AtLine]:
        if waiting and waiting[-1][0] == word:
            waiting.pop()
        elif any(opening == word for opening, _ in waiting):
            while waiting[-1][0] != word:
                opening, line = waiting.pop()
                message = "is not ended before what stands around it ends. Write {} earlier"
                yield line, self.unended(lines, line, opening, message)
            waiting.pop()
        else:
            message = f"ends a {{% {word} %}} that was never begun. Delete it, or add the beginning"
            yield number, self.at_line(lines, number, "unbalanced", message)

    def unended(self, lines: list[str], line: int, word: str, message: str) -> Finding:
        """An opening without its end; `message` has `{}` for the tag that would be that end."""
        found = self.at_line(lines, line, "unbalanced", "")
        end = next(end for end, opening in _CLOSES.items() if opening == word)
        letters = _BLOCK_LETTERS.match(found.tag)
        return replace(found, message=message.format(f"{{%{letters[1] if letters else ''} {end} %}}"))

    def tree_findings(
        self, tree: nodes.Template, lines: list[str], question: NameQuestion | None, made: set[str]
    ) -> Iterator[Finding]:
        """What can be read and yet means nothing: unknown filters, names, methods, other templates."""
        for kind, word in REFUSED_STATEMENTS.items():
            for statement in tree.find_all(kind):
                message = f"“{word}” asks for another template, and a Word file has no other. Copy its words in"
                yield self.at_line(lines, statement.lineno, "other-template", message)
        for applied in tree.find_all(nodes.Filter):
            yield from self._operation(applied, lines)
        for asked in tree.find_all(nodes.Test):
            yield from self._operation(asked, lines)
        seen: set[tuple[str, int]] = set()
        for path, node in asked_for(tree):
            # Where a list is none, that is said once, of the list, and not again of its entries.
            told = (path, 0 if path.endswith("[]") else node.lineno)
            if told in seen or re.split(r"[.\[]", path)[0] in made:
                continue
            seen.add(told)
            if question is not None and path.endswith("[]") and question.answer(path[:-2]) is not None:
                continue
            last = path.rpartition(".")[2]
            if question is not None:
                answer = question.answer(path)
                if answer is not None:
                    code = "method-name" if last in _METHODS else "unknown-name"
                    yield self.at_line(lines, node.lineno, code, answer)
            elif last in _METHODS and "." in path:
                message = (
                    f"“{last}” is a word of the program and may print something else than a value. Rename the value"
                )
                yield self.at_line(lines, node.lineno, "method-name", message, "warning")

    def _operation(self, node: nodes.Filter | nodes.Test, lines: list[str]) -> Iterator[Finding]:
        known = self.environment.filters if isinstance(node, nodes.Filter) else self.environment.tests
        if node.name in known:
            return
        if node.name == "safe":
            yield self.at_line(
                lines, node.lineno, "raw-markup", "prints a value as if it were Word's own code. Leave out “|safe”"
            )
            return
        near = difflib.get_close_matches(node.name, list(known), 1)
        instead = f"Did you mean “{near[0]}”?" if near else "Leave it out"
        word = "filter" if isinstance(node, nodes.Filter) else "test"
        yield self.at_line(
            lines, node.lineno, f"unknown-{word}", f"uses a {word} “{node.name}” that does not exist. {instead}"
        )


def _as_in(words: str, tag: str) -> str:
    """`tag` as it stands in `words`: one for a paragraph, row, cell or run has lost its letter on the way."""
    return next((each for name in ("", "p", "tr", "tc", "r") if (each := tag[:2] + name + tag[2:]) in words), tag)


def _made_by(line: str) -> str:
    """The name that a tag of a line would have made, had it been readable."""
    found = _LOOP_NAMES.match(line)
    return found[1] if found else ""


def _alone(tag: str) -> str:
    """A tag with what it needs around it to be read by itself."""
    found = _BLOCK_WORD.match(tag)
    word = found[1] if found else ""
    if word in _CLOSES or word in ("raw", "endraw"):
        return ""
    if word == "elif":
        return "{% if 1 %}" + tag + "{% endif %}"
    if word == "else":
        return ""
    if word in _CLOSES.values() and not (word == "set" and "=" in tag):
        return tag + "{% end" + word + " %}"
    return tag
