"""No template runs code, reaches outside, or holds the server."""

from __future__ import annotations

import contextlib

import pytest

from service.assembly import RenderError, TemplateError, load_template
from tests.assembly.word import body, docx, paragraph, run


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
    "{{ ([[1]] * 500000)|sum(start=[])|length }}",
    "{{ ([1] * 999999)|map('center', 9999)|list|length }}",
    "{{ ([1] * 9999)|reject('in', [2] * 9999)|list|length }}",
    "{{ '\t' * 900000 }}",
    *(
        "{% set l = [1] * 999999 %}{% set t = 'y' * 999999 %}{% for i in range(9999) %}{% for j in range(90) %}"
        + tag
        + "{% endfor %}{% endfor %}"
        for tag in (
            "{% if 2 in l %}{% endif %}",
            "{% if t == t ~ '' %}{% endif %}",
            "{% if 2 is in(l) %}{% endif %}",
            "{% set q = l[:] %}",
            "{% set q = t ~ 'x' %}",
            "{% set q = 'y' * 999999 %}",
            "{% set q = t.upper() %}",
            "{% set q = ','.join(t) %}",
            "{% set q = l.count(2) %}",
            "{% set q = '%999d' % 1 %}",
        )
    ),
    *(
        "{% set ns = namespace(a=(1,), b=(1,)) %}{% for i in range(15) %}{% set ns.a = (ns.a, ns.a) %}"
        "{% set ns.b = (ns.b, ns.b) %}{% endfor %}{% for i in range(9999) %}" + tag + "{% endfor %}"
        for tag in ("{% if ns.a == ns.b %}{% endif %}", "{{ {1: 2}[ns.a] }}", "{{ ns.a|length }}")
    ),
]


# Budgets do not ask whether names are strict; each tag is tried in one of the two ways, to be done in half the time.
@pytest.mark.parametrize(("tag", "strict"), [(tag, number % 2 == 0) for number, tag in enumerate(HOLDS_THE_SERVER)])
def test_what_would_hold_the_server_is_refused(tag: str, strict: bool) -> None:
    with pytest.raises((RenderError, TemplateError)) as refused:
        load_template(docx(tag), strict=strict).render(CONTEXT)
    assert "big" not in getattr(refused.value, "reason", "")
    assert "yyy" not in str(refused.value)


def test_a_block_is_its_content() -> None:
    assert "text" in body(
        load_template(docx("{% block a %}{% for y in [x] %}{{ y }}{% endfor %}{% endblock %}")).render(CONTEXT)
    )


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


def test_a_value_cannot_leave_the_instruction_of_a_field() -> None:
    instruction = '<w:r><w:instrText xml:space="preserve"> HYPERLINK "{{ url }}" </w:instrText></w:r>'
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    template = load_template(docx(paragraph(begin, instruction, end, run("x"))))
    made = body(template.render({"url": 'a" \\o "b" DDE'}))
    assert made.count('"') - made.count('="') * 2 == 2
    assert "\\" not in made
