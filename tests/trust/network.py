"""`python -m tests.trust.network`: the service where there is no network at all, making every document.

Runs itself once more inside a network namespace of Linux that holds nothing but the loopback, and needs no rights for
it where the system lets users make namespaces.
"""

from __future__ import annotations

import os
import shutil
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence

from service.casework import KINDS
from tests.trust.running import ROOT, a_case, ask_once, request, run_apart, service

_INSIDE = "--inside"
_SET_FLAGS, _UP = 0x8914, 0x1
"""SIOCSIFFLAGS and IFF_UP: https://man7.org/linux/man-pages/man7/netdevice.7.html"""


def apart() -> Sequence[str] | None:
    """How to run a program without a network on this machine; None where that cannot be done."""
    if shutil.which("unshare") is None:
        return None
    for call in (["unshare", "--net"], ["unshare", "--net", "--map-root-user"]):
        if subprocess.run([*call, "true"], capture_output=True, check=False).returncode == 0:
            return call
    return None


def without_network() -> subprocess.CompletedProcess[str]:
    """What this module prints inside, and its exit status: 0 when all was made."""
    call = apart()
    assert call is not None
    inside = [*call, sys.executable, "-m", "tests.trust.network", _INSIDE]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(inside, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)


def _inside() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        import fcntl

        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh", b"lo", _UP))
    try:
        # An address that is kept for documentation: RFC 5737.
        socket.create_connection(("192.0.2.1", 443), timeout=2).close()
        print("This process reaches a network; nothing is shown.")
        return 1
    except OSError as error:
        print(f"reaching out: {error.strerror or 'not possible'}")
    paths = [f"/api/v1/documents/{kind.slug}" for kind in KINDS] + ["/api/v1/packets", "/api/v1/cases/check"]
    with service() as running:
        answers = [run_apart(ask_once(running.address, request("POST", path, a_case()))) for path in paths]
    for path, answer in zip(paths, answers, strict=True):
        print(f"{answer.status} {len(answer.body):7} bytes {path}")
    return int(any(answer.status != 200 for answer in answers))


def main() -> None:
    if _INSIDE in sys.argv[1:]:
        sys.exit(_inside())
    if apart() is None:
        sys.exit("Namespaces cannot be made here: this needs Linux, util-linux and the right to.")
    done = without_network()
    print(done.stdout + done.stderr, end="")
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
