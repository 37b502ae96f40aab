"""No file is unpacked that should not be, and nothing of it goes along that a reader should not see."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from service.assembly import Finding, NotAWordFileError, TemplateError, check_template, load_template
from service.assembly.cleaning import without_traces
from service.assembly.inspection import MAX_FILE, MAX_XML
from service.assembly.package import read_package
from tests.assembly.test_comments import OFFICE, RELATIONS
from tests.assembly.word import NAMESPACES, body, docx, paragraph, part, run


def with_member(name: str, content: bytes) -> bytes:
    return docx("{{ x }}", members={name: content})


def with_relation(kind: str, target: str, mode: str = "External") -> bytes:
    relation = f'<Relationship Id="rId9" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return with_member("word/_rels/document.xml.rels", RELATIONS.format(relation).encode())


def with_relations(written: str, name: str = "word/_rels/document.xml.rels") -> bytes:
    return with_member(name, RELATIONS.format(written).encode())


def in_field(*runs: str) -> bytes:
    """A field whose instruction is in these runs."""
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return docx(paragraph(begin, *runs, end), "{{ x }}")


def code(words: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{words}</w:instrText></w:r>'


def with_field(words: str) -> bytes:
    return in_field(code(words[:3]), code(words[3:]))


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
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(11):
            archive.writestr(f"word/media/{number}.bin", bytes(20 * 1024 * 1024))
    return out.getvalue()


def lying_picture() -> bytes:
    """The same with a member that nothing reads."""
    made = docx("x", members={"word/media/image1.png": bytes(5_000_000)})
    return made.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 7))


def relisted(start: int, value: bytes) -> bytes:
    """A file whose list at the end says something else of its last member, from this byte of its entry on."""
    made = bytearray(docx("x"))
    place = made.rindex(b"PK\x01\x02") + start
    made[place : place + len(value)] = value
    return bytes(made)


def a_zip(name: str) -> bytes:
    """A ZIP that is no Word file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "{}")
    return out.getvalue()


def with_invisible_name() -> bytes:
    return with_member("word/aXb.xml", b"<x/>").replace(b"word/aXb.xml", b"word/a\0b.xml")


def lying() -> bytes:
    """A file whose member says it is small and unpacks to more."""
    made = docx("x", members={"word/media/image1.xml": b"<a>" + b" " * 5_000_000 + b"</a>"})
    return made.replace(struct.pack("<I", 5_000_007), struct.pack("<I", 7))


DOCTYPE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'

DOTX = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"

W_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

VML = "urn:schemas-microsoft-com:vml"

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
    "large file": (b"PK\x03\x04" + bytes(MAX_FILE), "too-large"),
    "large part": (with_member("word/a.xml", b"<a>" + b" " * MAX_XML + b"</a>"), "too-large"),
    "password": (relisted(8, b"\x01"), "encrypted"),
    "packed as nobody knows": (relisted(10, b"\x63"), "damaged"),
    "two members in one place": (relisted(42, bytes(4)), "damaged"),
    "packet of drafts": (a_zip("case.json"), "not-a-word-file"),
    "lying sizes": (lying(), "damaged"),
    "broken xml": (with_member("word/document.xml", b"<w:document><{{ x }}"), "damaged"),
    "deep xml": (with_member("word/document.xml", b"<a>" * 5000 + b"{{ x }}" + b"</a>" * 5000), "damaged"),
    "remote picture in single quotes": (
        with_relations(f"<Relationship\nId='r' Type='{OFFICE}/image' Target='https://e.org/' TargetMode='External'/>"),
        "remote-image",
    ),
    "remote picture in character references": (
        with_relations(f'<Relationship Type="{OFFICE}/im&#97;ge" Target="https://e.org/" TargetMode="Ext&#101;rnal"/>'),
        "remote-image",
    ),
    "remote picture with a prefix": (
        with_relations(
            '<p:Relationship xmlns:p="http://schemas.openxmlformats.org/package/2006/relationships"'
            f' Type="{OFFICE}/image" Target="https://e.org/" TargetMode="External"/>'
        ),
        "remote-image",
    ),
    "remote picture of the old kind": (
        docx(paragraph(f'<w:r><w:pict><v:imagedata xmlns:v="{VML}" src="https://example.org/"/></w:pict></w:r>')),
        "remote-image",
    ),
    "link to a program": (with_relation("hyperlink", "ms-msdt:/id"), "external-link"),
    "link to a script": (with_relation("hyperlink", "javascript:alert(1)"), "external-link"),
    "link to a file share": (with_relation("hyperlink", "\\\\server\\share"), "external-link"),
    "relations in utf-16": (
        with_member("word/_rels/document.xml.rels", RELATIONS.format("").encode("utf-16")),
        "encoding",
    ),
    "macro under another name": (with_relation("vbaProject", "harmless.bin", "Internal"), "macro"),
    "control": (with_relation("control", "control.xml", "Internal"), "macro"),
    "task pane": (with_relation("webextensiontaskpanes", "taskpanes.xml", "Internal"), "macro"),
    "ribbon": (with_relation("extensibility", "customUI/customUI.xml", "Internal"), "macro"),
    "ole elsewhere": (with_relation("oleObject", "media/picture.png", "Internal"), "ole-object"),
    "altchunk with a prefix": (docx(f'<q:altChunk xmlns:q="{W_SPACE}"/>', "{{ x }}"), "altchunk"),
    "dde in an attribute": (docx("<w:p><w:fldSimple w:instr='&#68;DEAUTO cmd'/></w:p>", "{{ x }}"), "reaching-field"),
    "dde with a comment in it": (in_field(code("DD<!-- -->EAUTO x")), "reaching-field"),
    "dde as raw text": (in_field(code("<![CDATA[DDEAUTO x]]>")), "reaching-field"),
    "dde with a prefix": (
        in_field(f'<w:r><q:instrText xmlns:q="{W_SPACE}">DDEAUTO x</q:instrText></w:r>'),
        "reaching-field",
    ),
    "tag ends the name of a field": (with_field("DDE{{ x }} y"), "tag-names-field"),
    "condition in the name of a field": (
        in_field(code("DDE"), run("{%r if x %}"), code("X"), run("{%r endif %}"), code("AUTO")),
        "tag-names-field",
    ),
    "field names a field": (
        in_field(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
            code("QUOTE DDE"),
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        ),
        "tag-names-field",
    ),
    "mail merge": (
        with_member("word/settings.xml", f"<w:settings {NAMESPACES}><w:mailMerge/></w:settings>".encode()),
        "mail-merge",
    ),
    "words in another part": (
        with_relations(f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="word/other.xml"/>', "_rels/.rels"),
        "main-part-elsewhere",
    ),
    "document in utf-16": (with_member("word/document.xml", part(docx("x")).encode("utf-16")), "encoding"),
    "settings that are no xml": (with_member("word/settings.xml", b"<w:settings><a>"), "damaged"),
    "doctype in utf-7": (
        with_member("word/a.xml", b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4 <w/>'),
        "doctype",
    ),
    "climbing name in disguise": (with_member("word/%2e%2e/%2e%2e/x.xml", b"<x/>"), "member-name"),
    "name with an end in it": (with_invisible_name(), "member-name"),
    "lying size of a picture": (lying_picture(), "damaged"),
    "elements without number": (with_member("word/a.xml", b"<a>" + b"<b/>" * 1_000_000 + b"</a>"), "too-large"),
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


def test_a_file_that_unpacks_to_more_than_it_says_is_refused_as_damaged() -> None:
    with pytest.raises(NotAWordFileError) as refused:
        load_template(REFUSED_FILES["lying sizes"][0])
    message = "is cut short or damaged. Fetch it again, or open it in Word and save it anew"
    assert refused.value.findings == (Finding("damaged", "error", message),)


def test_an_embedded_object_is_carried_along_only_for_an_author_who_is_not_strict() -> None:
    template = load_template(REFUSED_FILES["ole"][0], strict=False)
    assert part(template.render({"x": 1}), "word/embeddings/oleObject1.bin") == "x"
    with pytest.raises(NotAWordFileError):
        load_template(REFUSED_FILES["macro"][0], strict=False)


def test_a_tie_to_a_template_elsewhere_is_left_out_of_documents() -> None:
    settings = f'<w:settings {NAMESPACES}><w:attachedTemplate r:id="rId1"/></w:settings>'.encode()
    relation = (
        f'<Relationship Id="rId1" Type="{OFFICE}/attachedTemplate" Target="file:///C:/T/x.dotx" TargetMode="External"/>'
    )
    members = {"word/settings.xml": settings, "word/_rels/settings.xml.rels": RELATIONS.format(relation).encode()}
    made = load_template(docx("{{ x }}", members=members)).render({"x": "y"})
    assert "attachedTemplate" not in part(made, "word/settings.xml")
    assert "x.dotx" not in part(made, "word/_rels/settings.xml.rels")


def test_what_tells_of_people_and_of_earlier_documents_stays_behind() -> None:
    start, end = '<w:commentRangeStart w:id="0"/>', '<w:commentRangeEnd w:id="0"/>'
    reference = '<w:r><w:commentReference w:id="0"/></w:r>'
    comment = f'<w:comment w:id="0" w:author="Traced">{paragraph("Traced")}</w:comment>'
    people = "<dc:creator>Traced</dc:creator><cp:lastModifiedBy>Traced</cp:lastModifiedBy>"
    settings = '<w:docVars><w:docVar w:name="a" w:val="Traced"/></w:docVars>'
    values = '<property name="Client"><v>Traced</v></property><property name="To"><v>{{ x }}</v></property>'
    members = {
        "customXml/item1.xml": b"<client>Traced</client>",
        "customXml/_rels/item1.xml.rels": RELATIONS.format("").encode(),
        "docProps/thumbnail.jpeg": b"Traced",
        "docProps/custom.xml": f"<Properties>{values}</Properties>".encode(),
        "word/people.xml": b"<people>Traced</people>",
        "word/printerSettings/printerSettings1.bin": b"Traced",
        "word/settings.xml": f"<w:settings {NAMESPACES}>{settings}</w:settings>".encode(),
    }
    parts = {"comments": comment, "core": f"<dc:title>About {{{{ x }}}}</dc:title>{people}"}
    template = docx(paragraph(start, "{{ x }}", end, reference), parts=parts, members=members)
    told = {finding.code for finding in check_template(template) if finding.severity == "note"}
    assert told == {"comments", "custom-xml", "leftover", "personal-metadata"}
    with zipfile.ZipFile(io.BytesIO(load_template(template, prepare=without_traces).render({"x": "Ada"}))) as archive:
        made = {name: archive.read(name).decode() for name in archive.namelist()}
    assert [name for name, words in made.items() if "Traced" in words] == []
    assert not {name for name in made if name.startswith(("customXml", "word/people", "word/comments"))}
    assert "comment" not in made["word/document.xml"] + made["word/_rels/document.xml.rels"]
    assert "comments" not in made["[Content_Types].xml"]
    assert "About Ada" in made["docProps/core.xml"] and ">Ada<" in made["docProps/custom.xml"]


def test_a_file_without_traces_is_left_as_it_is() -> None:
    package = read_package(docx("{{ x }}", parts={"core": "<dc:creator>{{ x }}</dc:creator>"}))
    assert without_traces(package) is package


@pytest.mark.parametrize(
    "changed",
    [
        paragraph(f'<w:ins w:id="1" w:author="A">{run("new")}</w:ins>'),
        '<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:trPr><w:del w:id="1" w:author="A"/></w:trPr>'
        "<w:tc><w:p/></w:tc></w:tr></w:tbl>",
    ],
)
def test_a_template_with_changes_that_nobody_accepted_is_refused(changed: str) -> None:
    with pytest.raises(TemplateError, match="Accept All Changes"):
        load_template(docx("{{ x }}", changed))
    assert "A" in body(load_template(docx("{{ x }}", changed), strict=False).render({"x": 1}))
