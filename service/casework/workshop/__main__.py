"""The child process of `apart`: an order as its argument, a template on standard input, findings on standard output."""

from __future__ import annotations

import sys

from service.casework.workshop.apart import serve_order

if __name__ == "__main__":
    sys.exit(serve_order(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer))
