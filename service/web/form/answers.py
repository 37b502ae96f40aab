"""Between a raw case and what stands in the controls of a page, in both directions.

Two promises hold here. What a person has not touched stays exactly as it was in the case, also where a control could
not hold it (an entry with several lines, a detail beside a ticked choice). And what was typed is never lost: an
answer that cannot be right (“twelve”, February 30) stays in the raw case as it was typed, so that it is named, shown
again and corrected, wherever the person has gone meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from service.casework.wording import month_named
from service.web.form.questions import Question

Typed = dict[str, list[str]]
"""What stands in the controls: name → values. A control that is empty is left out."""

Asked = Callable[[str], list[str]]
"""Gives what a browser sent for a control's name."""


class _Absent:
    """Stands for “not answered”, since the case leaves out what it does not give."""


ABSENT: Final = _Absent()


def control_name(path: str, *places: int) -> str:
    """The name of a control: the path with the places of its lists, `providers.1.date`."""
    name = path
    for place in places:
        name = name.replace("[]", f".{place}", 1)
    return name


def value_at(raw_case: Mapping[str, Any], name: str) -> Any:
    """What the raw case has under a control's name, `ABSENT` where it has nothing."""
    value: Any = raw_case
    for token in name.split("."):
        if isinstance(value, dict) and token in value:
            value = value[token]
        elif isinstance(value, list) and token.isdigit() and int(token) < len(value):
            value = value[int(token)]
        else:
            return ABSENT
    return value


def with_value(raw: Any, name: str, value: Any) -> Any:
    """The raw case with `value` under a control's name. `ABSENT` takes it out, and what is then empty with it."""
    token, _, rest = name.partition(".")
    if isinstance(raw, list):
        place = int(token)
        items = [*raw, *({} for _ in range(place + 1 - len(raw)))]
        items[place] = with_value(items[place], rest, value) if rest else value
        return items
    fields = dict(raw) if isinstance(raw, dict) else {}
    if rest:
        value = with_value(fields.get(token, [] if rest.split(".")[0].isdigit() else {}), rest, value)
        if value in ({}, []):
            value = ABSENT
    if value is ABSENT:
        fields.pop(token, None)
    else:
        fields[token] = value
    return fields


def typed(question: Question, name: str, value: Any) -> Typed:
    """What stands in the controls of a question when the case has `value` there."""
    if value is ABSENT:
        return {}
    if question.widget == "group":
        return _typed_group(question, name, value)
    made = _TYPED.get(question.widget, _typed_text)(question, name, value)
    return {key: kept for key, values in made.items() if (kept := [each for each in values if each != ""])}


def answer(question: Question, name: str, asked: Asked, before: Any) -> Any:
    """The value that the controls of a question now give; `before` itself when nobody touched them."""
    if question.widget == "group":
        return _group_answer(question, name, asked, before)
    was = typed(question, name, before)
    now = {key: _tidy(asked(key)) for key in _control_names(question, name)}
    now = {key: values for key, values in now.items() if values}
    if _in_any_order(now) == _in_any_order({key: _tidy(values) for key, values in was.items()}):
        return before
    return _ANSWERS.get(question.widget, _text_answer)(question, name, now, before)


def _control_names(question: Question, name: str) -> tuple[str, ...]:
    if question.widget == "date":
        return (f"{name}-month", f"{name}-day", f"{name}-year")
    if question.widget == "choices" or (question.widget == "lines" and question.options):
        return (name, f"{name}-own")
    return (name,)


def _in_any_order(controls: Typed) -> Typed:
    """Ticked boxes come in the order of the page, which is not that of the case."""
    return {key: sorted(values) for key, values in controls.items()}


def _tidy(values: list[str]) -> list[str]:
    """As typed, in one form of line break; empty ones left out."""
    unified = [value.replace("\r\n", "\n").replace("\r", "\n").strip() for value in values]
    return [value for value in unified if value]


# --- one line, several lines, one of a list --------------------------------------------------------------------------


def _typed_text(question: Question, name: str, value: Any) -> Typed:
    return {name: [value if isinstance(value, str) else str(value)]}


def _text_answer(question: Question, name: str, now: Typed, before: Any) -> Any:
    return now[name][0] if name in now else ABSENT


def _typed_yes_no(question: Question, name: str, value: Any) -> Typed:
    return {name: ["yes" if value is True else "no" if value is False else str(value)]}


def _yes_no_answer(question: Question, name: str, now: Typed, before: Any) -> Any:
    return {"yes": True, "no": False}.get(now[name][0], ABSENT) if name in now else ABSENT


def _number_answer(question: Question, name: str, now: Typed, before: Any) -> Any:
    if name not in now:
        return ABSENT
    text = now[name][0]
    if re.fullmatch(r"-?\d{1,9}", text):
        return int(text)
    if question.widget == "decimal" and re.fullmatch(r"-?\d{0,6}\.\d{1,6}", text):
        return float(text)
    return text


# --- dates -----------------------------------------------------------------------------------------------------------


def _typed_date(question: Question, name: str, value: Any) -> Typed:
    parts = str(value).split("-")
    year, month, day = parts if len(parts) == 3 else (str(value), "", "")
    is_right = all(part.isdigit() for part in parts)
    return {
        f"{name}-month": [month.lstrip("0") if is_right else month],
        f"{name}-day": [day.lstrip("0") if is_right else day],
        f"{name}-year": [year],
    }


def _date_answer(question: Question, name: str, now: Typed, before: Any) -> Any:
    month, day, year = ((now.get(f"{name}-{part}") or [""])[0].replace("-", " ") for part in ("month", "day", "year"))
    if not (month or day or year):
        return ABSENT
    return iso_date(month, day, year)


def iso_date(month: str, day: str, year: str) -> str:
    """The day as the case writes it; what cannot be a day is put together as it was typed.

    A month may be a number or begin as its English name does.
    """
    if month.isalpha():
        month = str(month_named(month) or month)
    if all(part.isascii() and part.isdigit() for part in (month, day, year)):
        return f"{year}-{int(month):02d}-{int(day):02d}"
    return f"{year}-{month}-{day}"


_US_DATE = re.compile(r"(\d{1,2})\s*[/.]\s*(\d{1,2})\s*[/.]\s*(\d{4})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def date_in_line(line: str) -> str | None:
    """The day that a line names, month first as in the United States or year first; None when it names none."""
    if match := _US_DATE.fullmatch(line.strip()):
        return iso_date(*match.groups())
    if match := _ISO_DATE.fullmatch(line.strip()):
        return iso_date(match[2], match[3], match[1])
    return None


def _typed_dates(question: Question, name: str, value: Any) -> Typed:
    return {name: ["\n".join(_us_date(each) for each in _list(value))]}


def _us_date(value: Any) -> str:
    match = _ISO_DATE.fullmatch(str(value))
    return f"{int(match[2])}/{int(match[3])}/{match[1]}" if match else str(value)


def _dates_answer(question: Question, name: str, now: Typed, before: Any) -> Any:
    lines = _lines((now.get(name) or [""])[0])
    return [date_in_line(line) or line for line in lines] or ABSENT


# --- lists of texts and of words -------------------------------------------------------------------------------------


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def _has_long_entries(value: Any) -> bool:
    """Whether an entry has lines of its own, so that an empty line must part the entries."""
    return value is not ABSENT and any("\n" in str(each).strip() for each in _list(value))


def _joined(items: list[Any]) -> str:
    return ("\n\n" if _has_long_entries(items) else "\n").join(str(item) for item in items)


def _typed_lines(question: Question, name: str, value: Any) -> Typed:
    if not question.options:
        return {name: [_joined(_list(value))]}
    presets = [option.value for option in question.options]
    return {
        name: [each for each in presets if each in _list(value)],
        f"{name}-own": [_joined([each for each in _list(value) if each not in presets])],
    }


def _lines_answer(question: Question, name: str, now: Typed, before: Any) -> Any:
    parted = _paragraphs if _has_long_entries(before) else _lines
    if not question.options:
        return parted((now.get(name) or [""])[0]) or ABSENT
    presets = [option.value for option in question.options]
    ticked = [each for each in presets if each in now.get(name, ())]
    return [*ticked, *parted((now.get(f"{name}-own") or [""])[0])] or ABSENT


def _typed_ticks(question: Question, name: str, value: Any) -> Typed:
    return {name: [str(each) for each in _list(value)]}


def _ticks_answer(question: Question, name: str, now: Typed, before: Any) -> Any:
    return now.get(name) or ABSENT


# --- catalogue choices and barriers ----------------------------------------------------------------------------------


def _typed_choices(question: Question, name: str, value: Any) -> Typed:
    chosen = [each for each in _list(value) if isinstance(each, dict)]
    own = [each.get("text", "") for each in chosen if "id" not in each]
    return {name: [str(each["id"]) for each in chosen if "id" in each], f"{name}-own": [_joined(own)]}


def _choices_answer(question: Question, name: str, now: Typed, before: Any) -> Any:
    """Ticked entries and own words; what was said about one that stays (a detail, a place, a person) stays with it."""
    chosen = [each for each in _list(before) if isinstance(each, dict)] if before is not ABSENT else []
    was_own = [each for each in chosen if "id" not in each]
    by_id = {each["id"]: each for each in chosen if "id" in each}
    ids = now.get(name, [])
    in_order = [each for each in by_id if each in ids] + [each for each in ids if each not in by_id]
    parted = _paragraphs if _has_long_entries([each.get("text", "") for each in was_own]) else _lines
    texts = parted((now.get(f"{name}-own") or [""])[0])
    kept = {each.get("text"): each for each in was_own}
    if len(texts) == len(was_own):
        own = [{**each, "text": text} for each, text in zip(was_own, texts, strict=True)]
    else:
        own = [kept.get(text, {"text": text}) for text in texts]
    return [*(by_id.get(each, {"id": each}) for each in in_order), *own] or ABSENT


def _typed_barriers(question: Question, name: str, value: Any) -> Typed:
    kinds = [str(each["kind"]) for each in _list(value) if isinstance(each, dict) and "kind" in each]
    return {name: list(dict.fromkeys(kinds))}


def _barriers_answer(question: Question, name: str, now: Typed, before: Any) -> Any:
    was = [each for each in _list(before) if isinstance(each, dict)] if before is not ABSENT else []
    ticked = now.get(name, [])
    kept = [each for each in was if each.get("kind", "") in (*ticked, "")]
    known = {each.get("kind") for each in was}
    return [*kept, *({"kind": kind} for kind in ticked if kind not in known)] or ABSENT


# --- groups: several small objects on a page -------------------------------------------------------------------------


def count_name(name: str) -> str:
    """The hidden control that says how many entries of a list the page shows."""
    return f"{name}-count"


def _typed_group(question: Question, name: str, value: Any) -> Typed:
    made: Typed = {}
    for place, entry in enumerate(_list(value)):
        made |= typed_entry(question, f"{name}.{place}", entry)
    return made


def typed_entry(question: Question, name: str, entry: Any) -> Typed:
    """What stands in the controls of one entry; `name` is the entry's own, `providers.1`."""
    made: Typed = {}
    for column in question.columns:
        rest = within(question, column)
        made |= typed(column, f"{name}.{rest}", value_at(entry, rest) if isinstance(entry, dict) else ABSENT)
    return made


def within(question: Question, column: Question) -> str:
    """The path of a column inside one entry: `route.id`."""
    return column.path.removeprefix(f"{question.path}[].")


def entry_answer(question: Question, name: str, asked: Asked, before: Any) -> Any:
    """One entry as its controls now give it; what they do not ask about stays."""
    entry: Any = before if isinstance(before, dict) else {}
    for column in question.columns:
        rest = within(question, column)
        was = value_at(entry, rest)
        now = answer(column, f"{name}.{rest}", asked, was)
        if now is not was:
            entry = with_value(entry, rest, now)
    return entry


def _group_answer(question: Question, name: str, asked: Asked, before: Any) -> Any:
    entries = list(_list(before)) if before is not ABSENT else []
    shown = (asked(count_name(name)) or [""])[0]
    count = min(int(shown), question.most_items or 60) if re.fullmatch(r"\d{1,3}", shown) else len(entries)
    for place in range(count):
        entry = entry_answer(question, f"{name}.{place}", asked, entries[place] if place < len(entries) else {})
        entries[place : place + 1] = [entry]
    return entries or ABSENT


_TYPED: Final[Mapping[str, Callable[[Question, str, Any], Typed]]] = {
    "date": _typed_date,
    "yes_no": _typed_yes_no,
    "lines": _typed_lines,
    "dates": _typed_dates,
    "ticks": _typed_ticks,
    "choices": _typed_choices,
    "barriers": _typed_barriers,
}
_ANSWERS: Final[Mapping[str, Callable[[Question, str, Typed, Any], Any]]] = {
    "date": _date_answer,
    "number": _number_answer,
    "decimal": _number_answer,
    "yes_no": _yes_no_answer,
    "lines": _lines_answer,
    "dates": _dates_answer,
    "ticks": _ticks_answer,
    "choices": _choices_answer,
    "barriers": _barriers_answer,
}
