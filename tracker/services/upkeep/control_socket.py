"""Where the running server is asked by commands on its own machine: DATA_DIR/control.sock."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "control.sock"
LONGEST = 100  # bytes; the systems' own limits for a socket's path are 104 and 108


@contextmanager
def socket_path(folder: Path) -> Iterator[str]:
    """A path of the socket that fits, however long the folder's is; valid inside the context."""
    path = str(folder / NAME)
    if len(os.fsencode(path)) <= LONGEST:
        yield path
        return
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{opened}/{NAME}"
    finally:
        os.close(opened)


@contextmanager
def bound_socket(folder: Path) -> Iterator[socket.socket]:
    """The socket, for this user only. What a killed server left is replaced: its lock is ours."""
    with socket_path(folder) as path, socket.socket(socket.AF_UNIX) as bound:
        Path(path).unlink(missing_ok=True)
        os.fchmod(bound.fileno(), 0o600)  # before bind: it is never open to others
        bound.bind(path)
        Path(path).chmod(0o600)
        try:
            yield bound
        finally:
            Path(path).unlink(missing_ok=True)
