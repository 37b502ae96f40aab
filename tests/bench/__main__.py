"""`python -m tests.bench [--rounds N] [--no-peers]` prints how many times faster than docxtpl's usual call we are.

All engines take turns in one run, so that a busy machine slows each of them alike; the median of the rounds counts.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from docxtpl import DocxTemplate

from service.assembly import load_template
from tests.bench import documents, peers, service


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--no-service", action="store_true", help="leave out the running service")
    parser.add_argument("--no-peers", action="store_true", help="leave out the engines that run on Node")
    options = parser.parse_args()
    context = documents.context()
    with tempfile.TemporaryDirectory() as folder:
        for name, make in (("plan", documents.plan), ("letter", documents.letter)):
            path = Path(folder) / f"{name}.docx"
            path.write_bytes(make(documents.DOCXTPL))
            docxtpl = _one_document(name, path, context, options.rounds)
            _fresh_process(name, path, Path(folder))
            if not options.no_peers:
                _peers(name, docxtpl, Path(folder), context)
        _start_up(Path(folder))
    if not options.no_service:
        service.print_table()


def _one_document(name: str, path: Path, context: dict[str, object], rounds: int) -> float:
    template = load_template(path)

    def theirs() -> bytes:
        made = DocxTemplate(path)
        made.render(context, autoescape=True)
        out = io.BytesIO()
        made.save(out)
        return out.getvalue()

    def ours() -> bytes:
        return template.render(context)

    document = ours()
    path.with_suffix(".ours.docx").write_bytes(document)
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        xml = archive.read("word/document.xml")
    count = xml.count(documents.MARK.encode())
    print(f"{name}: {count} values, {len(xml):,} bytes of document.xml, {len(document):,} bytes of file")
    slow, fast = [], []
    for _ in range(rounds):
        slow.append(_time(theirs, 1))
        fast.append(_time(ours, 40))
    docxtpl, own = statistics.median(slow), statistics.median(fast)
    print(f"  docxtpl {docxtpl * 1e3:8.2f} ms    iepdocs {own * 1e3:8.4f} ms    {docxtpl / own:6.0f} times")
    loading = _time(lambda: load_template(path), 5)
    print(f"  loading a template once: {loading * 1e3:.1f} ms")
    return docxtpl * 1e3


def _peers(name: str, docxtpl: float, folder: Path, context: dict[str, object]) -> None:
    why = peers.install(folder)
    if why:
        print(f"  engines on Node: not measured, {why}")
        return
    for engine in peers.ENGINES:
        taken = peers.milliseconds(engine, name, folder, context, 25)
        said = f"{taken:8.2f} ms    {docxtpl / taken:6.1f} times" if taken else "cannot make this document"
        print(f"  {engine:16} {said}")


def _time(call: Callable[[], object], times: int) -> float:
    start = time.perf_counter()
    for _ in range(times):
        call()
    return (time.perf_counter() - start) / times


_THEIRS = """
import sys, io, json
from docxtpl import DocxTemplate
t = DocxTemplate(sys.argv[1]); t.render(json.load(open(sys.argv[2])), autoescape=True); t.save(io.BytesIO())
"""
_OURS = """
import sys, json
from service.assembly import load_template
load_template(sys.argv[1]).render(json.load(open(sys.argv[2])))
"""


def _fresh_process(name: str, path: Path, folder: Path) -> None:
    import json

    values = folder / "context.json"
    values.write_text(json.dumps(documents.context()))
    slow, fast, bare = [], [], []
    for turn in range(8):
        for code, times in ((_THEIRS, slow), (_OURS, fast), ("pass", bare)):
            call = [sys.executable, "-c", code, str(path), str(values)]
            taken = _time(lambda call=call: subprocess.run(call, check=True, env=_environment()), 1)
            if turn:  # the first compiles what has not been imported before
                times.append(taken)
    theirs, ours, python = (statistics.median(times) * 1e3 for times in (slow, fast, bare))
    print(
        f"  one {name} from a fresh process: docxtpl {theirs:.0f} ms, iepdocs {ours:.0f} ms"
        f" (Python alone {python:.0f} ms)"
    )


def _environment() -> dict[str, str]:
    """As for a user of an installed program: modules are compiled once, not in each process."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _start_up(folder: Path) -> None:
    command = str(Path(sys.executable).with_name("iepdocs"))
    case = folder / "case.json"
    case.write_text('{"student": {"name": "Rowan Castellano"}, "sender": {"name": "Jo Castellano"}}')
    if not Path(command).exists():
        print("iepdocs: the command is not installed here, not measured")
        return
    for call in ([command, "--help"], [command, "assemble", str(case), "-k", "evaluation_request", "-o", str(folder)]):
        times = [_time(lambda call=call: _quietly(call), 1) for _ in range(8)][1:]
        print(f"iepdocs {call[1]} from a fresh process: {statistics.median(times) * 1e3:.0f} ms")


def _quietly(call: list[str]) -> None:
    subprocess.run(call, capture_output=True, check=True, env=_environment())


if __name__ == "__main__":
    main()
