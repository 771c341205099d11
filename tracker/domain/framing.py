"""On whose pages a frame of ours may stand: hosts as owners type them, and as
Content-Security-Policy has them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from tracker.domain.hosts import NotAHost, read_host

LONGEST = 300  # characters typed
# An address of IPv6 and a name with an underscore can stand in no policy.
FIT = re.compile(r"[a-z0-9.-]+")


def read_framer(text: str) -> str:
    """The host in `Example.com`, `*.example.com`, `https://example.com/page` or
    `http://localhost:3000`: with the scheme and the port that were typed. Raises NotAHost."""
    typed = text.strip()
    scheme, mark, rest = typed.rpartition("://")
    star = "*." if rest.startswith("*.") else ""
    authority = re.split("[/?#]", rest.removeprefix(star), maxsplit=1)[0]
    scheme = scheme.lower() + mark
    if len(typed) > LONGEST or scheme not in {"", "http://", "https://"} or "@" in authority:
        raise NotAHost(typed)
    try:
        host, port = read_host(authority), urlsplit(f"//{authority}").port
    except ValueError:  # NotAHost is one
        raise NotAHost(typed) from None
    if not FIT.fullmatch(host):
        raise NotAHost(typed)
    return f"{scheme}{star}{host}" + (f":{port}" if port else "")


def ancestors(hosts: Iterable[str]) -> str:
    """What `frame-ancestors` says; `example.com` and `www.example.com` are one host."""
    found = [name for host in hosts for name in (host, _other(host)) if name]
    return " ".join(dict.fromkeys(found)) or "'none'"


def _other(host: str) -> str:
    """With `www.`, or without it; "" for what has none: a family of hosts, an address, a host of
    one word."""
    scheme, mark, name = host.rpartition("://")
    last = name.partition(":")[0].rpartition(".")[2]
    if "*" in name or "." not in name or last.isdigit():
        return ""
    bare = name.removeprefix("www.")
    return scheme + mark + (bare if bare != name else f"www.{name}")
