"""Hosts as browsers write them, however they were typed, so that texts can be compared."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

import idna

LONGEST = 253
PORTS = {"http": 80, "https": 443}
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")  # a host that ends in one is an address, or none
_ODD = re.compile(r"[\s\\\x00-\x1f\x7f]")


def host_of(typed: str) -> str:
    """A name in lower-case ASCII without a dot at its end, or an address in its one spelling;
    ValueError where it is neither."""
    try:
        return str(ipaddress.ip_address(typed))
    except ValueError:
        return _name(typed)


def _name(typed: str) -> str:
    if len(typed) > LONGEST + 1:
        raise ValueError("too long")
    name = (typed if typed.isascii() else idna.encode(typed, uts46=True).decode()).lower()
    labels = name.removesuffix(".").split(".")
    if _NUMBER.fullmatch(labels[-1]) or not all(map(_LABEL.fullmatch, labels)):
        raise ValueError("no name of a host")
    return ".".join(labels)


def url_of(typed: str, schemes: frozenset[str]) -> SplitResult | None:
    """The parts of a URL of these schemes, its host and port as browsers write them; None where it
    is none. Credentials stay as they are, and so does a host with {a place} in it."""
    if _ODD.search(typed):
        return None
    try:
        parts = urlsplit(typed)
        if parts.scheme not in schemes or not parts.hostname or parts.port == 0:
            return None
        return parts._replace(netloc=_netloc(parts, parts.hostname))
    except ValueError:
        return None


def _netloc(parts: SplitResult, host: str) -> str:
    user, at, _ = parts.netloc.rpartition("@")
    if "{" not in host:
        host = f"[{_ipv6(host)}]" if ":" in host else host_of(host)
    port = "" if parts.port in {None, PORTS.get(parts.scheme)} else f":{parts.port}"
    return f"{user}{at}{host}{port}"


def _ipv6(host: str) -> str:
    """As it stands in a URL, where neither a zone nor an IPv4 address within is written."""
    address = ipaddress.IPv6Address(host)
    if address.scope_id or address.ipv4_mapped:
        raise ValueError("no address that browsers write so")
    return str(address)


def is_this_machine(host: str) -> bool:
    """Whether that host can only be this one, and only be reached from it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
