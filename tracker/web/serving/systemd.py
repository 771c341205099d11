"""What systemd has to do with it: sockets that it holds for us, and hearing how far we are."""

from __future__ import annotations

import os
import socket
from collections.abc import MutableMapping
from contextlib import suppress

FIRST_HANDED = 3  # sd_listen_fds(3)


def handed_over(environ: MutableMapping[str, str]) -> list[socket.socket]:
    """The listening sockets that whoever started us holds open over our restarts; the variables
    that say so are taken away, as they are for nobody else."""
    names = ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES")
    process, count, _names = (environ.pop(name, "") for name in names)
    if process != str(os.getpid()) or not count.isdecimal():
        return []
    handed = [socket.socket(fileno=FIRST_HANDED + number) for number in range(int(count))]
    for each in handed:
        each.setblocking(False)
        each.set_inheritable(False)
    return handed


def notify(environ: MutableMapping[str, str], state: str) -> None:
    """Tell systemd how far we are (sd_notify(3)); nothing where nobody wants to know."""
    address = environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
        to.sendto(state.encode(), f"\0{address[1:]}" if address.startswith("@") else address)
