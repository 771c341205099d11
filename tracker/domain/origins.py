"""Hosts and origins as requests name them: what can be one, and whether two are the same."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

PORTS = {"http": 80, "https": 443}
LONGEST = 300  # characters of a host with its port: splitting a longer one is work for nothing
SHOWN = 100  # characters of a host that is shown to people
HOST = re.compile(r"[A-Za-z0-9._-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")


def is_host(text: str) -> bool:
    """Whether it can be part of an address."""
    try:
        return HOST.fullmatch(text) is not None and urlsplit(f"//{text}").port != 0
    except ValueError:
        return False


def is_shown(host: str) -> bool:
    """Whether that `host[:port]`, which anybody may have sent, can be repeated to people."""
    return len(host) <= SHOWN and HOST.fullmatch(host) is not None


def read_origin(sent: str) -> SplitResult | None:
    """The parts of an Origin header of a web page; None where it names none."""
    if len(sent) > LONGEST:
        return None
    try:
        origin = urlsplit(sent)
        usable = origin.scheme in PORTS and origin.hostname and origin.username is None
    except ValueError:
        return None
    bare = not (origin.path or origin.query or origin.fragment)
    return origin if usable and bare else None


def same_host(host: str, ours: SplitResult) -> bool:
    """Whether `host[:port]` names the host and port of that URL."""
    if len(host) > LONGEST:
        return False
    try:
        given = urlsplit(f"//{host}")
        default = PORTS.get(ours.scheme)
        return (
            host.rpartition("]")[2].count(":") <= 1
            and not given.path + given.query + given.fragment
            and given.username is None
            and given.hostname == ours.hostname
            and (given.port or default) == (ours.port or default)
        )
    except ValueError:
        return False
