"""Settings, tokens, the rate and readiness."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from pathlib import Path

import pytest

from service.web.settings import Settings, SettingsError, settings_from, shown
from tests.faces import iepdocs, own_templates
from tests.trust.running import PLAN, ROOT, Answer, Service, a_case, ask_once, request, run_apart, service

TOKEN = "a token that was made by chance"
DIGEST = hashlib.sha256(TOKEN.encode()).hexdigest()


def ask(running: Service, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
    """The answer of a running service."""
    return run_apart(ask_once(running.address, request(method, path, body, **headers)))


def test_without_variables_the_service_is_for_this_machine_alone() -> None:
    settings = settings_from({"PATH": "/bin"})
    assert settings == Settings()
    assert (settings.host, settings.tokens, settings.rate_limit) == ("127.0.0.1", (), "")


def test_an_option_goes_before_a_variable_and_a_variable_before_the_default() -> None:
    environment = {"IEPDOCS_PORT": "9000", "IEPDOCS_HOST": "0.0.0.0"}
    settings = settings_from(environment, port=9001, host=None)
    assert (settings.port, settings.host, settings.threads) == (9001, "0.0.0.0", 4)
    lines = shown(settings, environment, port=9001, host=None)
    assert "IEPDOCS_PORT=9001" in lines and lines[lines.index("IEPDOCS_PORT=9001") - 1].endswith("(option)")
    assert lines[lines.index("IEPDOCS_HOST=0.0.0.0") - 1].endswith("(environment)")
    assert lines[lines.index("IEPDOCS_THREADS=4") - 1].endswith("(default)")


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("PORT", "http"),
        ("PORT", "70000"),
        ("PORT", "-1"),
        ("PORT", "１２"),
        ("HOST", "http://example.org"),
        ("HOST", ""),
        ("TEMPLATES", "/no/such/folder"),
        ("THREADS", "0"),
        ("BODY_LIMIT", "1 MB"),
        ("RATE_LIMIT", "many"),
        ("RATE_LIMIT", "0/hour"),
        ("TOKENS", TOKEN),
        ("TOKENS", DIGEST[:-1]),
        ("PROXY", "10.0.0.1, 10.0.0.2"),
        ("METRICS", "perhaps"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence_that_does_not_repeat_it(variable: str, text: str) -> None:
    with pytest.raises(SettingsError) as refused:
        settings_from({f"IEPDOCS_{variable}": text})
    (fault,) = refused.value.faults
    assert fault.startswith(f"IEPDOCS_{variable}: must ") and fault.endswith(".")
    assert len(text) < 6 or text not in fault


def test_a_misspelt_variable_is_refused_with_the_nearest_and_all_faults_come_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        settings_from({"IEPDOCS_TOKEN": DIGEST, "IEPDOCS_PORT": "x", "IEPDOCS_XYZ": "1"})
    assert [fault.split(":")[0] for fault in refused.value.faults] == ["IEPDOCS_TOKEN", "IEPDOCS_PORT", "IEPDOCS_XYZ"]
    assert "Did you mean IEPDOCS_TOKENS?" in refused.value.faults[0]


def test_what_does_not_fit_together_is_said_beside_what_cannot_be_read_but_not_of_it() -> None:
    wrong = {"THREADS": "x", "BATCHES_AT_ONCE": "9", "BODY_MEMORY": str(1 << 20)}
    with pytest.raises(SettingsError) as refused:
        settings_from({f"IEPDOCS_{name}": text for name, text in wrong.items()})
    assert refused.value.faults == (
        "IEPDOCS_THREADS: must be a whole number from 1 to 64.",
        "IEPDOCS_BODY_MEMORY: must be at least IEPDOCS_BATCH_LIMIT, or no such batch fits.",
    )


def test_settings_that_do_not_fit_together_are_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("limits", "prometheus_client"):
        monkeypatch.setitem(sys.modules, library, None)  # as where the extra is not installed
    wrong = {"THREADS": "2", "BODY_MEMORY": str(1 << 20), "RATE_LIMIT": "60/minute", "METRICS": "on"}
    with pytest.raises(SettingsError) as refused:
        settings_from({f"IEPDOCS_{name}": text for name, text in wrong.items()})
    assert refused.value.faults == (
        "IEPDOCS_BATCHES_AT_ONCE: must be less than IEPDOCS_THREADS, or none would be left free.",
        "IEPDOCS_BODY_MEMORY: must be at least IEPDOCS_BATCH_LIMIT, or no such batch fits.",
        "IEPDOCS_RATE_LIMIT: needs the library “limits”. Install the extra “public”, or leave the setting out.",
        "IEPDOCS_METRICS: needs the library “prometheus_client”. Install the extra “public”, or leave the setting out.",
    )


def test_the_settings_that_are_shown_can_be_read_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IEPDOCS_TOKENS", f"{DIGEST} {DIGEST}")
    monkeypatch.setenv("IEPDOCS_METRICS", "yes")
    said = iepdocs("serve", "--show-config", "--port", "1234", "--templates", tmp_path)
    assert said.exit_code == 0
    lines = [line for line in said.stdout.splitlines() if not line.startswith("#")]
    again = settings_from(dict(line.split("=", 1) for line in lines))
    assert again == Settings(port=1234, templates=tmp_path, tokens=(DIGEST, DIGEST), metrics=True)


def test_a_wrong_setting_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IEPDOCS_THREADS", "many")
    said = iepdocs("serve")
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr == "IEPDOCS_THREADS: must be a whole number from 1 to 64.\n"


@pytest.mark.parametrize(("threads", "batches", "checks"), [(4, 2, 1), (3, 1, 1), (4, 1, 2), (16, 2, 2)])
def test_batches_and_template_checks_together_leave_a_thread_for_letters(
    threads: int, batches: int, checks: int
) -> None:
    settings = Settings(threads=threads, batches_at_once=batches)
    assert settings.checks_at_once == checks < threads - batches


def test_a_template_can_be_checked_however_few_threads_there_are() -> None:
    assert Settings(threads=2, batches_at_once=1).checks_at_once == 1


def test_more_template_checks_than_threads_allow_are_told_to_come_back(usual: Service) -> None:
    template = (ROOT / "doc_templates" / "en" / "reintegration_plan.docx").read_bytes()

    async def three() -> list[Answer]:
        asked = request("POST", "/api/v1/templates/check", template, Content_Type="application/octet-stream")
        return await asyncio.gather(*(ask_once(usual.address, asked) for _ in range(3)))

    answers = run_apart(three())
    assert {answer.status for answer in answers} == {200, 503}
    assert {answer.headers.get("retry-after") for answer in answers if answer.status == 503} == {"20"}


class TestTokens:
    def test_batches_templates_and_figures_need_one_and_everything_else_is_open(self) -> None:
        with service(IEPDOCS_TOKENS=f"{'0' * 64},{DIGEST}") as running:
            for path in ("/api/v1/batches", "/api/v1/batches/check", "/api/v1/templates/check"):
                for given in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}):
                    refused = ask(running, "POST", path, b"[]", **given)
                    assert refused.status == 401
                    assert refused.headers["www-authenticate"] == 'Bearer realm="iepdocs"'
                    assert refused.headers["content-type"] == "application/problem+json"
                    assert json.loads(refused.body)["type"] == "/api/docs#token-needed"
            rows = b"[" + a_case() + b"]"
            checked = ask(running, "POST", "/api/v1/batches/check", rows, Authorization=f"Bearer {TOKEN}")
            assert checked.status == 200
            assert ask(running, "POST", PLAN, a_case()).status == 200
            assert [ask(running, "GET", path).status for path in ("/", "/healthz", "/readyz")] == [200] * 3
            assert ask(running, "GET", "/metrics").status == 401
            assert TOKEN not in running.log.read_text()


def test_who_asks_too_often_is_told_when_to_come_back_and_pages_still_open() -> None:
    pytest.importorskip("limits")
    with service(IEPDOCS_RATE_LIMIT="3/hour", IEPDOCS_PROXY="127.0.0.1") as running:
        first = {"X_Forwarded_For": "198.51.100.7"}
        answers = [ask(running, "POST", PLAN, a_case(), **first) for _ in range(4)]
        assert [answer.status for answer in answers] == [200, 200, 200, 429]
        assert 0 < int(answers[3].headers["retry-after"]) <= 3600
        assert json.loads(answers[3].body)["type"] == "/api/docs#too-often"
        assert ask(running, "GET", "/", **first).status == 200
        assert ask(running, "POST", PLAN, a_case(), X_Forwarded_For="198.51.100.8").status == 200
        # One household has a whole network of IPv6.
        home = [ask(running, "POST", PLAN, a_case(), X_Forwarded_For=f"2001:db8::{each}") for each in range(1, 5)]
        assert [answer.status for answer in home] == [200, 200, 200, 429]
        # A proxy that listens for both versions writes IPv4 so: they are no household.
        mapped = [ask(running, "POST", PLAN, a_case(), X_Forwarded_For=f"::ffff:192.0.2.{each}") for each in range(4)]
        assert [answer.status for answer in mapped] == [200] * 4
        assert "198.51.100" not in running.log.read_text()


def test_what_no_proxy_says_of_its_client_is_refused_in_our_shape(usual: Service) -> None:
    said = (
        {"X_Forwarded_For": '"198.51.100.7'},
        {"X_Forwarded_Host": 'a"><b>'},
        {"X_Forwarded_Proto": "javascript"},
        {"X_Forwarded_Proto": "http,https"},
    )
    with service(IEPDOCS_PROXY="127.0.0.1") as running:
        for headers in said:
            refused = ask(running, "POST", PLAN, a_case(), **headers)
            assert (refused.status, refused.headers["content-type"]) == (400, "application/problem+json"), headers
            assert refused.headers["x-content-type-options"] == "nosniff", headers
        assert ask(running, "POST", PLAN, a_case(), X_Forwarded_Proto="https").status == 200
    assert [ask(usual, "POST", PLAN, a_case(), **headers).status for headers in said] == [200] * len(said)


def test_a_client_cannot_choose_its_address_where_no_proxy_is_set() -> None:
    pytest.importorskip("limits")
    with service(IEPDOCS_RATE_LIMIT="1/hour") as running:
        answers = [ask(running, "POST", PLAN, a_case(), X_Forwarded_For=f"198.51.100.{each}") for each in range(2)]
        assert [answer.status for answer in answers] == [200, 429]


def test_ready_means_that_every_document_can_be_made(tmp_path: Path) -> None:
    own_templates(tmp_path)
    with service("--templates", str(tmp_path)) as running:
        answer = ask(running, "GET", "/readyz")
        assert (answer.status, json.loads(answer.body)) == (200, {"status": "ready", "reasons": []})


@pytest.mark.parametrize("content", [b"half a file", None], ids=["broken", "not to be read"])
def test_a_template_that_fails_after_the_start_is_named_by_readiness(tmp_path: Path, content: bytes | None) -> None:
    template = own_templates(tmp_path) / "en" / "evaluation_request.docx"
    with service("--templates", str(tmp_path)) as running:
        template.unlink()
        template.mkdir() if content is None else template.write_bytes(content)
        answer = ask(running, "GET", "/readyz")
        reasons = ["the template of evaluation_request cannot be used"]
        assert (answer.status, json.loads(answer.body)) == (503, {"status": "not ready", "reasons": reasons})
        assert ask(running, "GET", "/healthz").status == 200


def test_counts_for_prometheus_are_there_when_asked_for() -> None:
    pytest.importorskip("prometheus_client")
    with service(IEPDOCS_METRICS="on") as running:
        ask(running, "POST", PLAN, a_case())
        text = ask(running, "GET", "/metrics").body.decode()
        assert 'iepdocs_documents_total{kind="reintegration_plan"} 1.0' in text
        assert 'iepdocs_answers_total{method="POST",route="/api/v1/documents/<kind>",status="200"} 1.0' in text


def test_without_settings_batches_are_open_and_counts_are_not_there(usual: Service) -> None:
    assert ask(usual, "POST", "/api/v1/batches/check", b"[" + a_case() + b"]").status == 200
    assert ask(usual, "GET", "/metrics").status == 404
