"""No template runs code, reaches outside, or holds the server; no file is unpacked that should not be."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile

import pytest

from service.assembly import NotAWordFileError, RenderError, TemplateError, load_template
from tests.assembly.word import NAMESPACES, body, docx, paragraph, part, run

RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Person:
    """A context object with more behind it than a template should reach."""

    def __init__(self) -> None:
        self.name = "Ada"
        self._secret = "s3cret"

    def delete(self) -> str:
        raise AssertionError("a template called a method")


CONTEXT = {"x": "text", "xs": [1, 2], "person": Person(), "d": {"a": 1}, "big": "y" * 100_000}

RUNS_CODE = [
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ x['__class__'] }}",
    "{{ x|attr('__class__') }}",
    "{{ xs|map(attribute='__class__')|list|string }}",
    "{{ '{0.__class__}'.format(x) }}",
    "{{ person._secret }}",
    "{{ person.delete() }}",
    "{{ self._TemplateReference__context }}",
    "{{ lipsum.__globals__ }}",
    "{{ namespace.__init__ }}",
    "{{ range.__self__ }}",
    "{{ (x.upper).__self__ }}",
    "{{ xs.append(3) }}",
    "{{ d.update({}) }}",
    "{{ d.pop('a') }}",
    "{{ xs.__len__() }}",
    "{% for k in d.__iter__() %}{{ k }}{% endfor %}",
    "{{ dict.mro() }}",
    "{{ loop.__class__ }}",
    "{% set c = cycler(1, 2) %}{{ c.items }}{{ c.__dict__ }}",
    "{{ x.encode() }}",
    "{{ x.format_map }}",
]


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("tag", RUNS_CODE)
def test_no_tag_reaches_python(tag: str, strict: bool) -> None:
    try:
        words = body(load_template(docx(tag), strict=strict).render(CONTEXT))
    except (RenderError, TemplateError):
        return
    for sign in ("class", "function", "built-in", "s3cret", "uid=", "object at"):
        assert sign not in words
    assert CONTEXT["xs"] == [1, 2] and CONTEXT["d"] == {"a": 1}


HOLDS_THE_SERVER = [
    "{{ 9**(9**9) }}",
    "{{ 9**999**999 }}",
    "{{ 2**100000 }}",
    "{{ 10**4000 * 10**4000 }}",
    "{{ 'x' * 10**9 }}",
    "{{ 10**9 * 'x' }}",
    "{{ [1] * 10**9 }}",
    "{{ range(10**9)|list|length }}",
    "{% for i in range(99999) %}{% for j in range(99999) %}{{ i }}{% endfor %}{% endfor %}",
    "{% for i in range(9999) %}{% for j in range(9999) %}{{ i }}{% endfor %}{% endfor %}",
    "{% for i in range(9999) %}{{ big }}{% endfor %}",
    "{% for i in range(9999) %}{{ big|sort|join }}{% endfor %}",
    "{{ x|center(10**9) }}",
    "{{ x.ljust(10**9) }}",
    "{{ x.zfill(10**9) }}",
    "{{ '%1000000000d'|format(1) }}",
    "{{ '%*d' % (10**9, 1) }}",
    "{{ '{:>1000000000}'.format(1) }}",
    "{{ '{:{w}}'.format(1, w=10**9) }}",
    "{{ xs|batch(10**9, 0)|list|length }}",
    "{{ xs|slice(10**9)|list|length }}",
    "{{ big.replace('', big) }}",
    "{{ big|replace('', big) }}",
    "{{ big.join(big) }}",
    "{{ big|join(big) }}",
    "{{ lipsum(n=100000) }}",
    "{% macro f(n) %}{{ f(n) }}{{ f(n) }}{% endmacro %}{{ f(1) }}",
    "{% macro f(n) %}{% if n %}{{ f(n-1) }}{{ f(n-1) }}{% endif %}{% endmacro %}{{ f(60) }}",
    "{% set s = 'xxxxxxxxxx' %}" + "{% set s = s ~ s %}" * 40 + "{{ s }}",
    "{% set s = 'xxxxxxxxxx' %}" + "{% set s = s + s %}" * 40 + "{{ s }}",
    "{% set s %}xxxxxxxxxx{% endset %}" + "{% set s %}{{ s }}{{ s }}{% endset %}" * 40 + "{{ s }}",
    "{% set a = [1] %}" + "{% set a = [a, a, a, a] %}" * 30 + "{{ a|string }}",
    "{% set a = [1] %}{% set b = [1] %}" + "{% set a = [a, a] %}{% set b = [b, b] %}" * 40 + "{{ a == b }}",
    "{% set a = {} %}" + "{% set a = dict(p=a, q=a) %}" * 40 + "{{ a|string }}",
    "{% for x in xs recursive %}{{ loop(xs) }}{{ loop(xs) }}{% endfor %}",
    "{{ 1|round(-10000000) }}",
]


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("tag", HOLDS_THE_SERVER)
def test_what_would_hold_the_server_is_refused(tag: str, strict: bool) -> None:
    with pytest.raises((RenderError, TemplateError)) as refused:
        load_template(docx(tag), strict=strict).render(CONTEXT)
    assert "big" not in getattr(refused.value, "reason", "")
    assert "yyy" not in str(refused.value)


def test_long_but_honest_loops_are_rendered() -> None:
    template = load_template(docx("{% for i in range(9999) %}{{ i }}{% for x in xs %}{{ x }}{% endfor %}{% endfor %}"))
    assert "9998" in body(template.render({"xs": list("abc")}))


MANY = 100_000


SLOW = ["{% ", "{{r ", "{{p ", "{{ x }}", "{%- ", "{# ", "-%}", "{"]
DEEP = [
    "{{ " + "(" * MANY + " }}",
    "{{ x" + "|upper" * MANY + " }}",
    "{% if x %}" * 500 + "{% endif %}" * 500,
]


@pytest.mark.parametrize("hostile", [*(word * MANY for word in SLOW), *DEEP], ids=[*SLOW, "brackets", "filters", "ifs"])
def test_a_paragraph_made_to_be_slow_is_answered(hostile: str) -> None:
    with contextlib.suppress(RenderError, TemplateError):
        load_template(docx(hostile)).render({"x": "y"})


def test_many_paragraphs_are_read() -> None:
    assert body(load_template(docx("<w:p/>" * 100_000, "{{ x }}")).render({"x": "end"})).endswith(
        "end</w:t></w:r></w:p>"
    )


def with_member(name: str, content: bytes) -> bytes:
    return docx("{{ x }}", members={name: content})


def with_relation(kind: str, target: str, mode: str = "External") -> bytes:
    relation = f'<Relationship Id="rId9" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return with_member("word/_rels/document.xml.rels", RELATIONS.format(relation).encode())


def with_field(code: str) -> bytes:
    pieces = (f'<w:r><w:instrText xml:space="preserve">{code[:3]}</w:instrText></w:r>',
              f'<w:r><w:instrText xml:space="preserve">{code[3:]}</w:instrText></w:r>')  # fmt: skip
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return docx(paragraph(begin, *pieces, end), "{{ x }}")


def twice(name: str) -> bytes:
    out = io.BytesIO(docx("x"))
    with pytest.warns(UserWarning), zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, "<w/>")
    return out.getvalue()


def of_type(kind: str) -> bytes:
    types = zipfile.ZipFile(io.BytesIO(docx("x"))).read("[Content_Types].xml").decode()
    plain = "wordprocessingml.document.main+xml"
    changed = types.replace(f"application/vnd.openxmlformats-officedocument.{plain}", kind)
    return with_member("[Content_Types].xml", changed.encode())


def bomb() -> bytes:
    out = io.BytesIO(docx("x"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(11):
            archive.writestr(f"word/media/{number}.bin", bytes(20 * 1024 * 1024))
    return out.getvalue()


def lying() -> bytes:
    """A file whose member says it is small and unpacks to more."""
    made = docx("x", members={"word/media/image1.xml": b"<a>" + b" " * 5_000_000 + b"</a>"})
    return made.replace(struct.pack("<I", 5_000_007), struct.pack("<I", 7))


DOCTYPE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
DOTX = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
DOCM = "application/vnd.ms-word.document.macroEnabled.main+xml"

REFUSED_FILES = {
    "text": (b"Dear {{ name }}", "not-a-word-file"),
    "nothing": (b"", "not-a-word-file"),
    "pdf": (b"%PDF-1.7 x", "not-a-word-file"),
    "rtf": (b"{\\rtf1 x}", "not-a-word-file"),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not-a-word-file"),
    "cut short": (docx("x")[:700], "damaged"),
    "flipped": (docx("x").replace(b"PK\x01\x02", b"PK\x07\x02"), "damaged"),
    "zip of something else": (b"PK\x03\x04" + bytes(100), "damaged"),
    "dotx": (of_type(DOTX), "not-a-word-file"),
    "docm": (of_type(DOCM), "not-a-word-file"),
    "xlsx": (of_type("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"), "not-a-word-file"),
    "strict": (
        with_member("word/document.xml", b'<d xmlns="http://purl.oclc.org/ooxml/wordprocessingml/main"/>'),
        "strict-open-xml",
    ),
    "macro": (with_member("word/vbaProject.bin", b"x"), "macro"),
    "activex": (with_member("word/activeX/activeX1.xml", b"<x/>"), "macro"),
    "ole": (with_member("word/embeddings/oleObject1.bin", b"x"), "ole-object"),
    "altchunk": (with_relation("aFChunk", "chunk.html", "Internal"), "altchunk"),
    "altchunk element": (docx('<w:altChunk r:id="rId5"/>', "{{ x }}"), "altchunk"),
    "remote picture": (with_relation("image", "https://example.org/pixel.png"), "remote-image"),
    "remote frame": (with_relation("frame", "https://example.org/"), "external-link"),
    "sub-document": (with_relation("subDocument", "file:///other.docx"), "external-link"),
    "dde": (with_field("DDEAUTO c:\\\\windows\\\\cmd.exe"), "reaching-field"),
    "includetext": (with_field("INCLUDETEXT file.docx"), "reaching-field"),
    "tag decides the field": (with_field("{{ x }} y"), "tag-names-field"),
    "doctype": (with_member("word/header9.xml", DOCTYPE.encode()), "doctype"),
    "doctype in utf-16": (with_member("word/header9.xml", DOCTYPE.encode("utf-16")), "doctype"),
    "document twice": (twice("word/document.xml"), "duplicate-member"),
    "same name in capitals": (with_member("word/DOCUMENT.xml", b"<x/>"), "duplicate-member"),
    "climbing name": (with_member("../../evil.xml", b"<x/>"), "member-name"),
    "absolute name": (with_member("/etc/evil.xml", b"<x/>"), "member-name"),
    "drive name": (with_member("C:\\evil.xml", b"<x/>"), "member-name"),
    "climbing relation": (with_relation("image", "../../../../etc/passwd", "Internal"), "member-name"),
    "many members": (docx("x", members={f"word/media/{n}": b"" for n in range(2001)}), "too-many-members"),
    "bomb": (bomb(), "too-large"),
    "lying sizes": (lying(), "damaged"),
    "broken xml": (with_member("word/document.xml", b"<w:document><{{ x }}"), "damaged"),
    "deep xml": (with_member("word/document.xml", b"<a>" * 5000 + b"{{ x }}" + b"</a>" * 5000), "damaged"),
    "laughs": (with_member("word/document.xml", b'<!DOCTYPE a [<!ENTITY l "ha">]><a>{{ x }}&l;&l;</a>'), "doctype"),
}


@pytest.mark.parametrize("name", REFUSED_FILES)
def test_a_file_that_should_not_be_unpacked_is_refused_with_a_reason(name: str) -> None:
    content, code = REFUSED_FILES[name]
    with pytest.raises(TemplateError) as refused:
        load_template(content)
    assert code in {finding.code for finding in refused.value.findings}
    assert all(len(finding.message) > 20 for finding in refused.value.findings)
    assert code == "damaged" or isinstance(refused.value, NotAWordFileError)


def test_a_tie_to_a_template_elsewhere_is_left_out_of_documents() -> None:
    settings = f'<w:settings {NAMESPACES}><w:attachedTemplate r:id="rId1"/></w:settings>'.encode()
    relation = (
        f'<Relationship Id="rId1" Type="{OFFICE}/attachedTemplate" Target="file:///C:/T/x.dotx" TargetMode="External"/>'
    )
    members = {"word/settings.xml": settings, "word/_rels/settings.xml.rels": RELATIONS.format(relation).encode()}
    made = load_template(docx("{{ x }}", members=members)).render({"x": "y"})
    assert "attachedTemplate" not in part(made, "word/settings.xml")
    assert "x.dotx" not in part(made, "word/_rels/settings.xml.rels")


def test_a_value_cannot_leave_the_instruction_of_a_field() -> None:
    instruction = '<w:r><w:instrText xml:space="preserve"> HYPERLINK "{{ url }}" </w:instrText></w:r>'
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    template = load_template(docx(paragraph(begin, instruction, end, run("x"))))
    made = body(template.render({"url": 'a" \\o "b" DDE'}))
    assert made.count('"') - made.count('="') * 2 == 2
    assert "\\" not in made
