"""No test reaches beyond this machine: what tries to is stopped, and fails its test."""

import ctypes
import fcntl
import ipaddress
import os
import socket
import struct
import sys
from contextlib import suppress
from pathlib import Path

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
MARK = "TRACKER_TESTS_ALONE"  # set where a process above this one has done it already

attempts: list[str] = []


class OutsideReached(BaseException):
    """Not an Exception, so that no handler of failed requests takes it for one of them."""


def stay_home() -> None:
    """Forbid this process, and where the system allows it also all that it starts."""
    with suppress(OSError, AttributeError):
        take_own_network()
    sys.addaudithook(refuse_outside)


def take_own_network() -> None:
    """Move into a network that has nothing but loopback: root may, others on most Linux systems."""
    if MARK in os.environ:
        return
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET):
        if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "no network of one's own")
        for name, words in {
            "setgroups": "deny",
            "uid_map": f"{user} {user} 1",
            "gid_map": f"{group} {group} 1",
        }.items():
            Path(f"/proc/self/{name}").write_text(words)
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP))
    os.environ[MARK] = "1"


def refuse_outside(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: told of every connection and every name looked up, before it happens."""
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        asked, address = arguments
        if not isinstance(asked, socket.socket) or asked.family == socket.AF_UNIX or not address:
            return
        host = address[0] if isinstance(address, tuple) else address
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = arguments[0]
    else:
        return
    if not is_here(host):
        attempts.append(f"{event} {host}")
        raise OutsideReached(f"{event}: {host} is not on this machine")


def is_here(host: object) -> bool:
    """Whether it is this machine: by its address, or by a name that needs no network."""
    name = host.decode() if isinstance(host, bytes) else host
    if not isinstance(name, str) or name in {"", "localhost"} or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return name == socket.gethostname()
    return address.is_loopback or address.is_unspecified
