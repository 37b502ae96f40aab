"""Whatever is sent to a page of the form: a page or a file comes back, never an error of the service."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.projections import sample_case
from service.web.form.answers import control_name
from service.web.form.sections import sections
from tests.properties.sizes import tried
from tests.properties.test_any_bytes import CLIENT, _spots, is_well_shaped

PAGES = [page.slug for page in sections()]
ROUTES = [
    str(rule)
    for rule in CLIENT.application.url_map.iter_rules()
    if rule.endpoint.startswith("form.") and "POST" in (rule.methods or ())
]
PARTS = ("", "-month", "-day", "-year", "-own", "-count", "-unknown")
NAMES = sorted(
    {
        f"{control_name(path.path, 0)}{part}"
        for page in sections()
        for question in page.questions
        for path in (question, *question.columns)
        for part in PARTS
    }
)
VALUES = st.text(max_size=20) | st.sampled_from(
    [
        "",
        "0",
        "1",
        "-1",
        "12",
        "2026",
        "99",
        "13",
        "1e9",
        "٣",
        "Ⅷ",
        "yes",
        "no",
        "\ud800",
        "\x00",
        "<b>",
        "{{ 7 * 7 }}",
        "any",
        "a\r\n\r\nb",
    ]
)


def address(route: str, slug: str, item: int) -> str:
    """The route with its places filled in."""
    filled = route.replace("<slug>", slug).replace("<int:item>", str(item))
    return filled.replace("<kind>", "evaluation_request").replace("<path:rest>", slug)


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    """A case that may be spoiled, where the person comes from, and controls of any page with anything in them."""
    raw_case = json.loads(json.dumps(sample_case()))
    for _ in range(draw(st.integers(0, 2))):
        container, key = draw(st.sampled_from(list(_spots(raw_case))))
        container[key] = draw(
            st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.just([]) | st.just({})
        )
    text = json.dumps(raw_case)
    sent: dict[str, Any] = draw(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6))
    sent["case"] = draw(st.just(text) | st.just(text) | VALUES | st.just(text[: len(text) // 2]))
    page = draw(st.sampled_from([*PAGES, "start", ""]))
    sent["from"] = draw(st.just(page) | st.just(f"{page}/0") | st.just(f"{page}/999") | st.just(f"{page}/x"))
    sent["seen"] = draw(st.just(" ".join(PAGES)) | VALUES)
    sent["unknown"] = draw(st.sampled_from(NAMES) | VALUES)
    if draw(st.booleans()):
        sent["go"] = "on"
    return sent


@pytest.mark.parametrize("route", ROUTES)
@tried(4)
@given(forms(), st.sampled_from(PAGES), st.sampled_from([0, 1, 61, 10**9]))
def test_no_garbage_breaks_a_page(route: str, sent: dict[str, Any], slug: str, item: int) -> None:
    body = {name: value.encode("utf-8", "surrogatepass") for name, value in sent.items()}
    is_well_shaped(CLIENT.post(address(route, slug, item), data=body))


@tried(25)
@given(forms(), st.sampled_from(PAGES))
def test_what_a_page_shows_again_is_never_markup_of_the_person(sent: dict[str, Any], slug: str) -> None:
    body = {name: f"{value}<zq onload=zq>'\"".encode("utf-8", "surrogatepass") for name, value in sent.items()}
    body |= {
        "case": sent["case"].encode("utf-8", "surrogatepass"),
        "from": sent["from"],
        "seen": sent["seen"].encode("utf-8", "surrogatepass"),
    }
    answer = CLIENT.post(f"/form/section/{slug}", data=body)
    assert b"<zq" not in answer.get_data()
    is_well_shaped(answer)


LOGS = st.text(max_size=300) | st.lists(
    st.sampled_from(
        [
            "2026-10-12",
            "10/12/2026",
            "13/45/2026",
            "absent",
            "late",
            "٣/٣/2026",
            ",",
            "\t",
            ";",
            "\n",
            "\r",
            '"',
            "=1",
            "²",
            "x" * 50,
        ]
    )
).map("".join)


@tried(40)
@given(LOGS, st.sampled_from(["", "absent", "late", "zq"]), st.booleans())
def test_no_attendance_log_breaks_its_page(text: str, kind: str, as_file: bool) -> None:
    content = text.encode("utf-8", "surrogatepass")
    sent: dict[str, Any] = {"from": "absences", "log-kind": kind, "case": json.dumps(sample_case())}
    if as_file:
        sent["log-file"] = (BytesIO(content), "log.csv")
    else:
        sent["log-text"] = content
    is_well_shaped(CLIENT.post("/form/section/absences?read=1", data=sent, content_type="multipart/form-data"))


@tried(60)
@given(st.binary(max_size=300) | st.text(max_size=60).map(lambda text: json.dumps({"student": text}).encode()))
def test_no_file_breaks_the_page_that_opens_files(content: bytes) -> None:
    sent = {"saved": (BytesIO(content), "case.json")}
    is_well_shaped(CLIENT.post("/form/open", data=sent, content_type="multipart/form-data"))
