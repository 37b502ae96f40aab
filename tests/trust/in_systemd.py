"""`/opt/iepdocs/bin/python -m tests.trust.in_systemd`: the systemd unit, used, tried and ended for real.

For root on a machine that may be played with (a virtual one), where the README's commands have set up the service, with
no settings yet; from the top of the repository. Afterwards the service runs as before. What a process may do is found
by a copy of the unit that looks around instead of answering.
"""

from __future__ import annotations

import asyncio
import base64
import io
import json
import os
import re
import secrets
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from service.casework.documents import DOCX_TYPE
from tests.trust.load import stopped_midway
from tests.trust.running import ROOT, Answer, a_case, ask_once, counted, machine, request, run_apart

_UNIT = Path("/etc/systemd/system/iepdocs.service")
_FOR_NOW = Path("/run/systemd/system")
_ADDRESS = ("127.0.0.1", 8000)
_TEMPLATE = (ROOT / "doc_templates/en/evaluation_request.docx").read_bytes()
_LOOK_AROUND = """
import json, os, socket
def may(act):
    try:
        act()
    except PermissionError:
        return False
    except OSError:  # refused or waited for in vain: there is a way
        pass
    return True
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
folders = [at for at, _, _ in os.walk("/") if not at.startswith("/proc")]
print(json.dumps({
    "root": os.getuid() == 0,
    "capabilities": int(status["CapBnd"], 16),
    "gains none": status["NoNewPrivs"].strip(),
    "filtered": status["Seccomp"].strip(),
    "can write to": [at for at in folders if os.access(at, os.W_OK)],
    # An address kept for documentation (RFC 5737), this service, and where the resolver of a machine answers.
    "calls": [at for at in (("192.0.2.1", 443), ("127.0.0.1", 8000)) if may(lambda: socket.create_connection(at, 2))],
    "asks": [at for at in ("192.0.2.1", "127.0.0.53") if may(lambda: socket.socket(type=2).sendto(b"?", (at, 53)))],
    "listens": may(lambda: socket.socket().bind(("127.0.0.1", 8001))),
}))
"""
Found = Iterator[tuple[str, object, bool]]
"""What was looked at, what was seen, and whether it is as it should be."""


def confined(token: str) -> Found:
    """What systemd says of the unit, and what a process under it may do."""
    verified = subprocess.run(["systemd-analyze", "verify", str(_UNIT)], capture_output=True, text=True, check=False)
    yield "lines that systemd ignores", verified.stderr, not verified.stderr and verified.returncode == 0
    unit = re.sub(r"^Type=.*", "Type=oneshot", _UNIT.read_text(), flags=re.MULTILINE)
    unit = re.sub(r"^Restart=.*\n", "", unit, flags=re.MULTILINE)
    words = base64.b64encode(_LOOK_AROUND.encode()).decode()
    program = f"ExecStart={sys.executable} -\nStandardInput=data\nStandardInputData={words}"
    unit = re.sub(r"^ExecStart=.*", lambda _: program, unit, flags=re.MULTILINE)
    (_FOR_NOW / "iepdocs-trial.service").write_text(unit)
    systemctl("daemon-reload")
    systemctl("start", "iepdocs-trial")
    seen = json.loads(re.findall(r"^\{.*\}$", _journal("iepdocs-trial"), re.MULTILINE)[-1])
    # Without this part systemd cannot keep a service to one port.
    listens = "-BPF_FRAMEWORK" in systemctl("--version")
    bare = {"root": False, "capabilities": 0, "gains none": "1", "filtered": "2"}
    nothing = {"can write to": [], "calls": [], "asks": [], "listens": listens}
    yield "inside", seen, seen == bare | nothing


def used(token: str) -> Found:
    """What families and clinics do, and a template that takes too much."""
    packet = _ask("/api/v1/packets", a_case(token))
    with zipfile.ZipFile(io.BytesIO(packet.body)) as archive:
        named = [name for name in archive.namelist() if name.endswith(".docx")]
    yield "a packet", f"{packet.status}, {len(named)} documents", len(named) > 3
    wrong = _ask("/api/v1/packets", json.dumps({"student": {"name": [token]}}).encode())
    yield "a wrong case", wrong.status, wrong.status == 422
    checked = _checked(_TEMPLATE)
    yield "a template check", checked, checked == []
    process, most = _shown("MainPID"), _shown("MemoryMax")
    systemctl("set-property", "--runtime", "iepdocs", "MemoryMax=180M")
    checked = _checked(_swollen(_TEMPLATE))
    systemctl("set-property", "--runtime", "iepdocs", f"MemoryMax={most}")
    same = "the service goes on" if _shown("MainPID") == process else "the service ended"
    yield "one that takes too much memory", f"{checked}, {same}", "memory" in str(checked) and "goes on" in same


def ended(token: str) -> Found:
    """A stop while many ask and while a template is checked, a violent end, and a start that cannot be."""
    began = time.monotonic()
    stop = ("stop", "--no-block", "iepdocs")
    answers = run_apart(stopped_midway(_ADDRESS, lambda: systemctl(*stop), 16, 5))
    _until(lambda: _shown("ActiveState") == "inactive")
    answered = [each for client in answers for each in client]
    seen = f"{counted(answered)}, {time.monotonic() - began - 5:.1f} s, {_shown('Result')}"
    yield "stopped while many ask", seen, all(each.status in (200, 503) for each in answered)
    _start()
    with ThreadPoolExecutor(1) as client:
        answer = client.submit(_checked, _TEMPLATE)
        _until(lambda: "service.casework.workshop" in _commands())
        systemctl("stop", "iepdocs")
        yield "stopped during a template check", answer.result(), answer.result() == []
    _start()
    systemctl("kill", "--kill-whom=main", "--signal=KILL", "iepdocs")
    _until(lambda: _shown("NRestarts") == "1")
    _until_ready()
    yield "killed, it starts", _shown("ActiveState"), True
    wrong = _FOR_NOW / "iepdocs.service.d" / "wrong.conf"
    wrong.parent.mkdir(exist_ok=True)
    wrong.write_text(f"[Service]\nEnvironment=IEPDOCS_THREADS={token}\n")
    systemctl("daemon-reload")
    systemctl("restart", "iepdocs")
    _until(lambda: _shown("ActiveState") == "failed")
    wrong.unlink()
    seen = f"{_shown('ExecMainStatus')}, {_shown('NRestarts')} more starts"
    yield "a wrong setting", seen, seen == "2, 0 more starts" and "IEPDOCS_THREADS: must be" in _journal("iepdocs")


def traces(token: str) -> Found:
    """Where the token of every case stands now."""
    walks = [os.walk(folder) for folder in ("/tmp", "/var", "/run", "/dev/shm")]
    paths = [Path(at, name) for walk in walks for at, _, names in walk for name in names]
    files = [path for path in paths if path.is_file() and not path.is_symlink()]
    found = [str(file) for file in files if token.encode() in file.read_bytes()]
    yield f"left in {len(files)} files", found, not found
    lines = _journal("iepdocs").splitlines()
    yield "left in the journal", f"{len(lines)} lines", token not in "".join(lines)


def systemctl(*words: str) -> str:
    """What it prints. Ends this program with its words where it fails."""
    done = subprocess.run(["systemctl", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"systemctl {' '.join(words)}\n{done.stderr}")
    return done.stdout


def _shown(name: str) -> str:
    return systemctl("show", "--value", f"--property={name}", "iepdocs").strip()


def _journal(unit: str) -> str:
    command = ["journalctl", "--no-pager", "--all", "--boot", f"--unit={unit}", "--output=cat"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _commands() -> str:
    return subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout


def _ask(path: str, body: bytes, kind: str = "application/json") -> Answer:
    return run_apart(ask_once(_ADDRESS, request("POST", path, body, Content_Type=kind)))


def _checked(template: bytes) -> list[str]:
    """What is found wrong in a template."""
    answer = _ask("/api/v1/templates/check?kind=evaluation_request", template, DOCX_TYPE)
    return [finding["message"] for finding in json.loads(answer.body)["findings"]]


def _swollen(template: bytes) -> bytes:
    """It, with as many empty paragraphs as one part may hold."""
    swollen = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(swollen, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            words = old.read(part)
            if part.filename == "word/document.xml":
                words = words.replace(b"<w:sectPr", b"<w:p/>" * 3_000_000 + b"<w:sectPr", 1)
            new.writestr(part, words)
    return swollen.getvalue()


def _start() -> None:
    systemctl("start", "iepdocs")
    _until_ready()


def _until_ready() -> None:
    asked = request("GET", "/readyz")
    _until(lambda: run_apart(asyncio.wait_for(ask_once(_ADDRESS, asked), 60)).status == 200)


def _until(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.2)
    sys.exit("Two minutes were not enough: “journalctl -u iepdocs” may say why.")


def main() -> None:
    if not hasattr(os, "geteuid") or os.geteuid() or not _UNIT.exists():
        sys.exit(f"This needs root, and {_UNIT}: “Run it for others” in the README says how.")
    print(f"{machine()}, {systemctl('--version').splitlines()[0]}")
    token, all_held = f"zqx{secrets.token_hex(6)}", True
    systemctl("restart", "iepdocs")
    _until_ready()
    try:
        for part in (confined, used, ended, traces):
            for what, seen, held in part(token):
                print(f"{'as it should' if held else 'WRONG':12} {what}: {seen}", flush=True)
                all_held &= held
    finally:
        (_FOR_NOW / "iepdocs-trial.service").unlink(missing_ok=True)
        systemctl("daemon-reload")
        systemctl("reset-failed")
        systemctl("restart", "iepdocs")
    sys.exit(not all_held)


if __name__ == "__main__":
    main()
