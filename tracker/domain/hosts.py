"""Host names as people type them, and which of them may report to a site."""

import ipaddress
import re
from functools import lru_cache
from urllib.parse import urlsplit

import idna

from tracker.domain import urls
from tracker.domain.referrers import bare
from tracker.domain.text import tidy

LONGEST = 253
LONGEST_NAME = 100  # bytes
LONGEST_AUTHORITY = 512  # characters typed: what splits addresses and knows scripts normalises, too
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")


class NotAHost(ValueError):
    """The text names no host; str() is the text as it was typed."""


def read_host(text: str) -> str:
    """The host in `Example.com`, `https://www.example.com/page` or `localhost:3000`, in the
    lower-case ASCII form in which browsers report it; raises NotAHost."""
    typed = text.strip()
    try:
        host = _host_of(typed)
        return _address(host) or _name(host)
    except ValueError as error:
        raise NotAHost(typed) from error


def site_name(typed: str) -> str:
    """What a site is called when this was typed: the host of an address, else the text itself."""
    text = tidy(typed, LONGEST_NAME + 1900).strip()
    if "." in text or "://" in text:
        try:
            read_host(text)
        except NotAHost:
            return text
        return _host_of(text)
    return text


@lru_cache(1024)  # each hit of a site with a list asks
def may_report(host: str, hosts: tuple[str, ...]) -> bool:
    """Whether pages of `host` count: an empty list allows every host, and `example.com` and
    `www.example.com` are one host. Other subdomains are hosts of their own."""
    allowed = _allowed(hosts)
    return not allowed or bare_host(host) in allowed


@lru_cache(1024)
def bare_host(host: str) -> str:
    """The host of a list and the one that pages report in one spelling: without a port and `www.`,
    in its own script."""
    return bare(urls.read_host(host) or host).strip("[]")


@lru_cache(512)  # 180 us for 50 ordinary hosts, and who reports may call itself anything
def _allowed(hosts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(bare_host, hosts))


def _host_of(typed: str) -> str:
    authority = re.split("[/?#]", typed.partition("://")[2] or typed, maxsplit=1)[0]
    if len(authority) > LONGEST_AUTHORITY:
        raise ValueError(authority)
    return urlsplit(typed if "://" in typed else f"//{typed}").hostname or ""


def _address(host: str) -> str:
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return ""


def _name(host: str) -> str:
    host = host.rstrip(".")
    if len(host) > LONGEST:
        raise ValueError(host)
    ascii_host = host if host.isascii() else idna.encode(host, uts46=True).decode()
    ascii_host = ascii_host.lower()
    labels = ascii_host.split(".")
    if len(ascii_host) > LONGEST or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError(host)
    return ascii_host
