"""A listening socket that stays open over the server's restarts, as systemd holds one."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# What systemd does between fork and exec: the socket becomes number 3, the process is named.
HAND_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.argv[2], sys.argv[2:])
"""


@contextmanager
def held(path: Path | None = None) -> Iterator[socket.socket]:
    """A listening socket, at that path or at any free port."""
    family = socket.AF_UNIX if path else socket.AF_INET
    with socket.socket(family) as listening:
        listening.bind(str(path) if path else ("127.0.0.1", 0))
        listening.listen(1024)
        yield listening


def start_with(listening: socket.socket, *command: str, **options: object) -> subprocess.Popen:
    """A process that gets the socket handed over."""
    number = listening.fileno()
    line = [sys.executable, "-c", HAND_OVER, str(number), *command]
    return subprocess.Popen(line, pass_fds=(number,), **options)
