"""What an expression of a template gives, and what it is refused with: at each bound the last that renders."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from jinja2 import pass_context
from jinja2.runtime import Context

from service.assembly import Placeholder, RenderError, load_template, reading_copy
from service.assembly.budget import MAX_OUTPUT, MAX_TURNS, Budget, BudgetError, NotAListError
from tests.assembly.word import docx

CONTEXT = {
    "x": "text",
    "xs": ["b", "a"],
    "d": {"a": 1, "items": "mine", "at": {"b": 2}},
    "day": date(2026, 3, 2),
    "hour": time(9, 30),
    "long_time": timedelta(minutes=2),
    "blank": Placeholder("name", "student.name"),
    "bits128": 2**127,
    "bits129": 2**128,
    "many": {size: "y" * size for size in (1000, 1001, 333_331, 333_332, 499_998, 499_999, 500_000, 999_995, 999_996)},
    "pair": {size: ("y" * size, "y" * size) for size in (249_998, 249_999)},
    "line": {size: "a\n" * size for size in (998, 999)},
    "k999": "k" * 999,
    "weird": {1: "one"},
    "markup": {"of": "A & B"},
}


def printed(words: str, *, strict: bool = True) -> str:
    """What one paragraph of a template prints, without its style."""
    copy = reading_copy(load_template(docx(words), strict=strict).render(CONTEXT))
    return copy.removeprefix("== Body ==\n[Normal]").strip()


@pytest.mark.parametrize(
    ("words", "result"),
    [
        # Arithmetic
        ("{{ 2 ** 128 }}", str(2**128)),
        ("{{ 2 ** -1 }}", "0.5"),
        ("{{ bits128 * bits128 }}", str(2**254)),
        ("{{ 1.5 * 2 }} {{ 7 + 1 }} {{ 7 % 4 }} {{ 7 // 2 }} {{ 'a' + 'b' }}", "3 8 3 3 ab"),
        ("{{ 'ab' * 3 }} {{ 3 * 'ab' }} {{ ('ab' * -1)|length }}", "ababab ababab 0"),
        ("{{ ('ab' * 500000)|length }}", "1000000"),
        ("{% set q = [1, 2] * 500000 %}made", "made"),
        ("{{ (many[499999] + many[499999])|length }}", "999998"),
        ("{{ '%s-%s' % ('a', 'b') }} {{ '%3d' % 7 }}", "a-b   7"),
        ("{{ ('%999d' % 1)|length }}", "999"),
        ("{{ ('%s%s' % pair[249998])|length }}", "499996"),
        # Methods of texts
        (
            "{{ x.center(10000)|length }} {{ x.ljust(6) }}| {{ x.rjust(6) }} {{ '7'.zfill(3) }}",
            "10000 text  |   text 007",
        ),
        ("{{ 'aab'.replace('a', '') }} {{ 'aab'.replace('a', 'c', 1) }}", "b cab"),
        ("{% set made = k999.replace('', many[1000]) %}made", "made"),
        ("{{ ', '.join(xs) }} {{ many[499998].join(['a', 'a'])|length }}", "b, a 500000"),
        ("{{ '{}-{a}'.format('x', a=1) }} {{ '{:>999}'.format(1)|length }}", "x-1 999"),
        ("{{ '{}'.format(many[999995])|length }}", "999995"),
        (
            "{{ x.upper() }} {{ x['upper']() }} {{ 'a b'.split()|join('+') }} {{ x.startswith('te') and 'yes' }}",
            "TEXT TEXT a+b yes",
        ),
        # Dates and numbers
        (
            "{{ day.strftime('%d.%m.%Y') }} {{ day.weekday() }} {{ day.year }} {{ day.isoformat() }}",
            "02.03.2026 0 2026 2026-03-02",
        ),
        ("{{ hour.strftime('%H:%M') }} {{ long_time.total_seconds() }} {{ (5).bit_length() }}", "09:30 120 3"),
        ("{{ day.strftime('x' * 200)|length }}", "200"),
        # Reading
        ("{{ d.a }} {{ d['a'] }} {{ d.items }} {{ d.at.b }} {{ d.at['b'] }} {{ weird[1] }}", "1 1 mine 2 2 one"),
        (
            "{{ d.items()|length }} {{ d.get('a') }} {{ d.get('z', 'none') }} {{ xs.index('a') }} {{ (1,).count(1) }}",
            "3 1 none 1 1",
        ),
        ("{{ x[0] }} {{ x[1:3] }} {{ xs[0] }} {{ xs[:1]|join }}", "t ex b b"),
        # What is given to every template
        ("{{ range(10000)|length }} {{ range(2, 5)|join }} {{ dict(a=1).a }}", "10000 234 1"),
        ("{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.current }}{{ c.next() }}{{ c.next() }}", "abba"),
        ("{% set j = joiner('; ') %}{% for y in xs %}{{ j() }}{{ y }}{% endfor %}", "b; a"),
        ("{% set ns = namespace(n=0) %}{% for y in xs %}{% set ns.n = ns.n + 2 %}{% endfor %}{{ ns.n }}", "4"),
        ("{% for y in [1, 1, 2] %}{{ loop.cycle('a', 'b') }}{{ '!' if loop.changed(y) }}{% endfor %}", "a!ba!"),
        ("{% for y in xs recursive %}{{ y }}{% endfor %}{% for y in d %}{{ y }},{% endfor %}", "baa,items,at,"),
        # Joined with ~
        ("{{ 'a' ~ 1 ~ day ~ blank }}", "a12026-03-02[name]"),
        ("{% macro m(y) %}<{{ y }}>{% endmacro %}{{ m('&') ~ ' & ' ~ markup.of }}", "<&> & A & B"),
        # Letters of what was printed before
        (
            "{% set y %}{{ markup.of }}{% endset %}{{ y|lower }} {{ y.lower() }} {{ y|truncate(3, true, '', 0) }}",
            "a & b a & b A &",
        ),
        ("{% filter upper %}a & {{ markup.of }} {{ blank }}{% endfilter %}", "A & A & B ‹[name]›"),
        # Filters
        (
            "{{ x|center(10000)|length }} {{ 1.25|round(100) }} {{ 1.25|round(-100) }} {{ 1.26|round(1) }}",
            "10000 1.25 0 1.3",
        ),
        (
            "{{ [1, 2]|sum }} {{ [1, 2]|sum(start=4) }} {{ [d]|sum(attribute='a') }} {{ xs|sort|join(', ') }}",
            "3 7 1 a, b",
        ),
        ("{% set made = k999|replace('', many[1000]) %}made", "made"),
        ("{{ ['a', 'a']|join(many[333331])|length }}", "333333"),
        ("{% set made = line[998]|indent %}made", "made"),
        ("{{ 'aab'|replace('a', '') }} {{ '%s!'|format(x) }} {{ xs|map('upper')|join }}", "b text! BA"),
        # A place to fill
        (
            "{{ blank }} {{ blank|first }} {{ blank|join }} {{ blank|safe if false else blank|string }}",
            "‹[name]› ‹[name]› ‹[name]› ‹[name]›",
        ),
        (
            "{{ blank|upper }} {{ blank.upper() }} {{ blank|int }} {{ blank|round }} {{ blank|length }}",
            "[NAME] [NAME] [name] [name] 0",
        ),
        ("{{ blank + 1 }} {{ 1 + blank }} {{ blank + blank }}", "[name] [name] [name][name]"),
        (
            "{{ blank + '!' }} {{ 'Dear ' + blank }} {{ blank.strftime('%Y') }} {{ blank.isoformat() }}",
            "[name]! Dear [name] ‹[name]› ‹[name]›",
        ),
        (
            "{% if blank or blank == 'a' or blank < 1 or 1 in blank %}1{% endif %}{{ 'same' if blank == blank }}",
            "same",
        ),
        # Tests that compare
        ("{% if 'a' is in(xs) and 3 is gt(2) and x is eq('text') and 1 is not ge 2 %}all{% endif %}", "all"),
    ],
)
def test_an_expression_prints_what_its_words_say(words: str, result: str) -> None:
    assert printed(words) == result


TOO_BIG = "makes a value of more than 1,000,000 characters or entries"
TOO_WIDE = "formats to a width that no document needs"
TOO_WIDE_DATE = "formats a date to a width that no document needs"
NUMBER = "makes a number that no document needs"
NOT_ALLOWED = "asks for something that a template may not use"
UNKNOWN = "asks for something that is not given"
UNFITTING = (
    "cannot be computed with what it is given, such as words in a sum or a blank in a division. Join words with ~, "
    "make a number of words with |int, and put {% if %} around what may be blank"
)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("{{ 2 ** 129 }}", NUMBER),
        ("{{ bits128 * bits129 }}", NUMBER),
        ("{{ xs ** 2 }}", "raises to a power what is not a number"),
        ("{{ 'ab' * 500001 }}", TOO_BIG),
        ("{{ 500001 * 'ab' }}", TOO_BIG),
        ("{% set q = [1, 2] * 500001 %}", TOO_BIG),
        ("{{ many[499999] + many[500000] }}", TOO_BIG),
        ("{{ '%1000d' % 1 }}", TOO_WIDE),
        ("{{ '%*d' % (5, 1) }}", TOO_WIDE),
        ("{{ '%s%s' % pair[249999] }}", TOO_BIG),
        ("{{ x.center(10001) }}", "asks center() for a width of more than 10,000"),
        ("{{ x.ljust(10001) }}", "asks ljust() for a width of more than 10,000"),
        ("{{ x.rjust(10001) }}", "asks rjust() for a width of more than 10,000"),
        ("{{ x.zfill(10001) }}", "asks zfill() for a width of more than 10,000"),
        ("{{ k999.replace('', many[1001]) }}", TOO_BIG),
        ("{{ many[499999].join(['a', 'a']) }}", TOO_BIG),
        ("{{ '{:>1000}'.format(1) }}", TOO_WIDE),
        ("{{ '{:{w}}'.format(1, w=2) }}", TOO_WIDE),
        ("{{ '{}'.format(many[999996]) }}", TOO_BIG),
        ("{{ day.strftime('x' * 201) }}", TOO_WIDE_DATE),
        ("{{ day.strftime('%0100d') }}", TOO_WIDE_DATE),
        ("{{ range(10001) }}", "asks for a range of more than 10,000 numbers"),
        ("{{ x|center(10001) }}", "asks the filter “center” for a width of more than 10,000"),
        ("{{ x|indent(width=10001) }}", "asks the filter “indent” for a width of more than 10,000"),
        ("{{ 1.5|round(101) }}", "rounds to a place that no document needs"),
        ("{{ 1.5|round(-101) }}", "rounds to a place that no document needs"),
        ("{{ [[1]]|sum(start=[]) }}", "adds up lists. Add up numbers"),
        ("{{ k999|replace('', many[1001]) }}", TOO_BIG),
        ("{{ ['a', 'a']|join(many[333332]) }}", TOO_BIG),
        ("{{ line[999]|indent }}", TOO_BIG),
        ("{{ '%1000d'|format(1) }}", TOO_WIDE),
        ("{{ x|attr('_x') }}", NOT_ALLOWED),
        ("{{ x._x }}", NOT_ALLOWED),
        ("{{ xs.append }}", NOT_ALLOWED),
        ("{{ x.encode() }}", NOT_ALLOWED),
        ("{{ d.update({}) }}", NOT_ALLOWED),
        ("{% set c = cycler(1, 2) %}{{ c.pos }}", NOT_ALLOWED),
        ("{{ d.nothing }}", "asks for “nothing”, which is not given"),
        ("{{ nobody }}", "asks for “nobody”, which is not given"),
        ("{{ xs[5] }}", "asks for “5”, which is not given"),
        ("{{ d[x] }}", UNKNOWN),
        ("{{ 1 / 0 }}", "divides by zero. Put {% if %} around it, so that it is left out where the number is 0"),
        ("{{ x + 1 }}", UNFITTING),
        ("{{ xs|sort(5, 6, 7, 8) }}", UNFITTING),
        (
            "{{ x.index('%') }}",
            "cannot be computed (ValueError). Check what its filters and functions are given",
        ),
        ("{% for y in 5 %}{{ y }}{% endfor %}", "loops over something that is no list"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "calls itself without an end"),
        ("{{ true }}", "prints True. Write {% if %} around the words that depend on it"),
        ("{{ none }}", "prints None. Write {% if %} around the words that depend on it"),
        ("{{ d }}", "prints a group of values. Name the one that is meant, after a dot"),
        ("{{ xs }}", "prints a whole list. Write a {% for %} around it, or add |join(', ')"),
        ("{{ x.upper }}", "prints a function, not a value. Check the name after the dot"),
    ],
)
def test_what_no_document_needs_is_refused_with_its_reason_and_its_place(words: str, reason: str) -> None:
    with pytest.raises(RenderError) as refused:
        load_template(docx("Before", words), name="letter.docx").render(CONTEXT)
    error = refused.value
    assert (error.template, error.part, error.reason) == ("letter.docx", "word/document.xml", reason)
    assert error.tag in words and error.place and words.startswith(error.place.rstrip("…"))


@pytest.mark.parametrize(
    ("words", "turns", "output"),
    [
        ("{{ x }}", 0, 0),
        # The fixed text of a turn, with the line break that loading puts before each tag and after it
        ("{% for y in xs %}{{ y }}{% endfor %}", 3, 2 * (64 + 2)),
        ("{% for y in xs %}ab{% endfor %}", 3, 2 * (64 + 2 + 1)),
        ("{% for y in xs %}a{% if y %}bc{% endif %}{% endfor %}", 3, 2 * (64 + 3 + 3)),
        ("{{ 1 + 1 }}", 1, 0),
        ("{{ x + x }}", 1 + (2 + 8) // 4, 0),
        ("{{ x ~ 'a' }}", 1 + (2 + 5) // 4, 0),
        ("{{ x.upper() }}", 4 + (1 + 1) + 1, 0),
        ("{{ range(3)|length }}", 4 + 3 + 1, 0),
        ("{{ x|upper }}", (1 + 1) + 1, 4),
        ("{{ xs|join }}", (1 + 2 + 1) + 0, 2),
        ("{% if x == x %}{% endif %}", 2 * (1 + 1), 0),
        ("{% if x == 'text' %}{% endif %}", 0, 0),
        ("{% if 'a' < x < 'z' %}{% endif %}", 1 + 1, 0),
        ("{% if 'a' in xs %}{% endif %}", 1 + 1, 0),
        ("{% if x is eq('text') %}{% endif %}", 2 * (1 + 1), 0),
        ("{% set q = xs[:1] %}", 1 + 1, 0),
        ("{% set k = 'items' %}{% set q = d[k] %}", 1 + 1, 0),
        ("{% set q = [x, 1] %}{% set q = (x, 1) %}{% set q = {'a': x} %}", 3 * (1 + 1), 0),
        ("{% set q = [1, 2, 3, 4] %}", 0, 0),
        ("{% set q %}{{ x }}{% endset %}{{ q }}", 0, 8),
    ],
)
def test_each_step_of_a_template_has_its_price(
    words: str, turns: int, output: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Budget] = []

    class Kept(Budget):
        """A budget that can be looked at after the render."""

        def __init__(self) -> None:
            super().__init__()
            opened.append(self)

    monkeypatch.setattr("service.assembly.state.Budget", Kept)
    load_template(docx(words)).render(CONTEXT)
    (budget,) = opened
    assert (MAX_TURNS - budget.turns, MAX_OUTPUT - budget.output) == (turns, output)


def test_a_function_of_the_caller_that_takes_the_context_sees_the_names_of_the_loop_and_pays_in_it() -> None:
    @pass_context
    def shouted(context: Context) -> object:
        return context.environment.call(context, context["z"].upper)

    template = load_template(docx("{% for y in xs %}{% set z = y %}{{ shouted() }}{% endfor %}"))
    assert "BA" in reading_copy(template.render({**CONTEXT, "shouted": shouted}))


class TestBudget:
    def test_the_last_turn_and_the_last_character_are_still_given(self) -> None:
        budget = Budget()
        budget.pay(MAX_TURNS, MAX_OUTPUT)
        with pytest.raises(BudgetError, match=r"^goes through more than 1,000,000 turns of loops\. Loop over what"):
            budget.pay(1)
        budget = Budget()
        budget.pay(0, MAX_OUTPUT)
        with pytest.raises(BudgetError, match=r"^prints more than 16,777,216 characters\. Loop over what the document"):
            budget.pay(0, 1)

    def test_a_loop_pays_for_its_turns_and_their_fixed_text_as_it_enters_or_as_it_goes(self) -> None:
        budget = Budget()
        assert budget.loop(["a", "b"], 10) == ["a", "b"]
        assert (MAX_TURNS - budget.turns, MAX_OUTPUT - budget.output) == (3, 20)
        assert list(budget.loop(iter("abc"), 10)) == ["a", "b", "c"]
        assert (MAX_TURNS - budget.turns, MAX_OUTPUT - budget.output) == (6, 50)
        with pytest.raises(NotAListError):
            budget.loop(5, 1)  # type: ignore[arg-type]  # what a template may hand it
