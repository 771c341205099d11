"""Whose site, app or name it is, of those that people know."""

from __future__ import annotations

import re

from tracker.domain.host_shapes import by_shape
from tracker.domain.known import Known
from tracker.domain.referrers import bare, with_parents
from tracker.domain.source_table import key_of, known_table

_COUNTRY = re.compile(r"\.(?:com|net|org|cat|[a-z]{2}|com?\.[a-z]{2})")
_WORDS = re.compile(r"[^\W_]+")
_ADS = {
    "ad", "ads", "advert", "advertising", "adwords", "banner", "cpc", "cpm", "display", "paid",
    "ppc", "remarketing", "retargeting", "sponsored",
}  # fmt: skip
_GLUED = ("ads", "adwords", "advertising")  # "facebookads"; "ad" alone ends too many words

# What a company says about itself is not its service: developers.facebook.com is no social network.
_OWN = {
    "about", "account", "accounts", "api", "blog", "blogs", "business", "careers", "community",
    "console", "developer", "developers", "dev", "docs", "engineering", "feedback", "forum",
    "help", "investor", "investors", "ir", "jobs", "legal", "newsroom", "partner", "partners",
    "policies", "press", "privacy", "status", "support",
}  # fmt: skip
# Below a search engine's host this is the same engine, as cn.bing.com or html.duckduckgo.com.
_ENGINE = re.compile(
    r"www\d*|m|mobile|wap|web|amp|lite|html|start|safe|old|new|beta|r|s|go|[a-z]{2}(?:-[a-z]{2})?"
    r"|global|ipv6|image|images|img|video|videos|search|noai|classic|s\d+-[a-z]{2}\d*"
)


def by_host(host: str, path: str) -> Known | None:
    """Whom a page at this host belongs to; None for a host that says more than any name would."""
    host, table = bare(host), known_table()
    for parent in with_parents(host):
        if host != parent and (known := table.below.get(parent)):
            return known
        if parent in table.hosts:
            known = _at(parent, path)
            if known and _serves(host[: -len(parent) - 1], known.kind):
                return known
            break
    return _by_stem(host, path) or table.apps.get(host) or by_shape(host)


def by_app(package: str) -> Known | None:
    """Whose the package is, or the one that its name goes on from: com.whatsapp.w4b."""
    apps, package = known_table().apps, package.lower()
    while package:
        if known := apps.get(package):
            return known
        package = package.rpartition(".")[0]
    return None


def by_name(text: str) -> Known | None:
    """What people mean by a word in a tag: a name, a nickname, or either beside "ads"."""
    table, key = known_table(), key_of(text)
    if known := table.names.get(key) or table.apps.get(text.lower()):
        return known
    return _advertised(text) or next(
        (
            known._replace(paid=True)
            for end in _GLUED
            if key.endswith(end) and (known := table.names.get(key.removesuffix(end)))
        ),
        None,
    )


def warm_up() -> None:
    """Reads the table (20 ms) ahead of the first hit."""
    known_table()


def _at(pattern: str, path: str) -> Known | None:
    """What the path says, before what the host does."""
    table = known_table()
    for beginning, known in table.paths.get(pattern, ()):
        if f"{path}/".startswith(f"{beginning}/"):
            return known
    return table.hosts[pattern]


def _serves(below: str, kind: str) -> bool:
    """Whether a host is the service that the known host above it is."""
    if not below or kind == "referral":
        return True
    if kind == "search":
        return all(map(_ENGINE.fullmatch, below.split(".")))
    return below.rpartition(".")[2] not in _OWN


def _by_stem(host: str, path: str) -> Known | None:
    if known := _of_stem(host, path):
        return known
    first, dot, rest = host.partition(".")
    return _of_stem(rest, path) if dot and _ENGINE.fullmatch(first) else None


def _of_stem(host: str, path: str) -> Known | None:
    stem, dot, ending = host.partition(".")
    while dot:
        if f"{stem}.*" in known_table().hosts and _COUNTRY.fullmatch(dot + ending):
            return _at(f"{stem}.*", path)
        label, dot, ending = ending.partition(".")
        stem = f"{stem}.{label}"
    return None


def _advertised(text: str) -> Known | None:
    """ "fb-ads", "google / cpc", "paid_instagram": the name without the words for advertising."""
    words = _WORDS.findall(text.lower().replace("_", " "))
    named = "".join(word for word in words if word not in _ADS)
    known = known_table().names.get(named) if len(named) < len("".join(words)) else None
    return known._replace(paid=True) if known else None
