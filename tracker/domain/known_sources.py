"""The sites, apps and names that people know, from sources.toml, and hosts known by their shape."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tracker.domain.referrers import bare, with_parents

TABLE = Path(__file__).with_name("sources.toml")

_COUNTRY = re.compile(r"\.(?:com|net|org|cat|[a-z]{2}|com?\.[a-z]{2})")
_NO_LETTER = re.compile(r"[\W_]+")
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
# First labels that people give to servers of programs that anybody can run.
_SHAPES = {
    "mastodon": ("Mastodon", "social"),
    "masto": ("Mastodon", "social"),
    "mstdn": ("Mastodon", "social"),
    "toot": ("Mastodon", "social"),
    "misskey": ("Misskey", "social"),
    "pleroma": ("Pleroma", "social"),
    "akkoma": ("Akkoma", "social"),
    "friendica": ("Friendica", "social"),
    "lemmy": ("Lemmy", "social"),
    "piefed": ("PieFed", "social"),
    "kbin": ("Mbin", "social"),
    "mbin": ("Mbin", "social"),
    "pixelfed": ("Pixelfed", "social"),
    "bookwyrm": ("BookWyrm", "social"),
    "discourse": ("Discourse", "social"),
    "peertube": ("PeerTube", "video"),
    "invidious": ("YouTube", "video"),
    "searx": ("SearXNG", "search"),
    "searxng": ("SearXNG", "search"),
    "mail": ("Webmail", "email"),
    "webmail": ("Webmail", "email"),
    "webmailer": ("Webmail", "email"),
    "email": ("Webmail", "email"),
    "poczta": ("Webmail", "email"),
    "posta": ("Webmail", "email"),
    "correo": ("Webmail", "email"),
    "messagerie": ("Webmail", "email"),
    "roundcube": ("Webmail", "email"),
    "horde": ("Webmail", "email"),
    "zimbra": ("Webmail", "email"),
    "owa": ("Webmail", "email"),
}
_MAIL_REDIRECT = re.compile(r"deref-[^.]+")


class Known(NamedTuple):
    """kind: search, social, video, shopping, ai, email, display, affiliates or referral.
    paid: an advertisement, whatever else is known."""

    name: str
    kind: str
    paid: bool = False


def by_host(host: str, path: str) -> Known | None:
    """Whom a page at this host belongs to; None for a host that says more than any name would."""
    host, table = bare(host), _table()
    for parent in with_parents(host):
        if host != parent and (known := table.below.get(parent)):
            return known
        if parent in table.hosts:
            known = _at(parent, path)
            if known and _serves(host[: -len(parent) - 1], known.kind):
                return known
            break
    return _by_stem(host, path) or table.apps.get(host) or _by_shape(host)


def by_app(package: str) -> Known | None:
    """Whose the package is, or the one that its name goes on from: com.whatsapp.w4b."""
    apps, package = _table().apps, package.lower()
    while package:
        if known := apps.get(package):
            return known
        package = package.rpartition(".")[0]
    return None


def by_name(text: str) -> Known | None:
    """What people mean by a word in a tag: a name, a nickname, or either beside "ads"."""
    table, key = _table(), _key(text)
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
    _table()


def _at(pattern: str, path: str) -> Known | None:
    """What the path says, before what the host does."""
    table = _table()
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
        if f"{stem}.*" in _table().hosts and _COUNTRY.fullmatch(dot + ending):
            return _at(f"{stem}.*", path)
        label, dot, ending = ending.partition(".")
        stem = f"{stem}.{label}"
    return None


def _by_shape(host: str) -> Known | None:
    first, dot, rest = host.partition(".")
    if not dot or ":" in rest:
        return None
    if first in _SHAPES:
        name, kind = _SHAPES[first]
        return Known(name, kind) if kind != "email" or "." in rest else None
    return Known("Webmail", "email") if _MAIL_REDIRECT.fullmatch(first) else None


def _advertised(text: str) -> Known | None:
    """ "fb-ads", "google / cpc", "paid_instagram": the name without the words for advertising."""
    words = _WORDS.findall(text.lower().replace("_", " "))
    named = "".join(word for word in words if word not in _ADS)
    known = _table().names.get(named) if len(named) < len("".join(words)) else None
    return known._replace(paid=True) if known else None


def _key(text: str) -> str:
    return _NO_LETTER.sub("", text.lower())


class _Table(NamedTuple):
    hosts: dict[str, Known | None]  # "google.com", "google.*"; None where only paths are known
    below: dict[str, Known]  # "search.yahoo.com" for *.search.yahoo.com
    paths: dict[str, list[tuple[str, Known]]]  # "google.*": [("/maps", ...)]
    apps: dict[str, Known]
    names: dict[str, Known]  # "hackernews", "hn"


@cache
def _table() -> _Table:
    groups = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    aliases, ads, words = groups.pop("aliases"), groups.pop("ads"), groups.pop("words")["names"]
    paid = groups.pop("paid")
    known = {name: Known(name, kind) for kind, found in groups.items() for name in found}
    table = _Table({}, {}, {}, {}, {})
    for found in groups.values():
        for name, patterns in found.items():
            _enter(table, patterns, known[name])
    for name, patterns in paid.items():
        _enter(table, patterns, known[name]._replace(paid=True))
    table.names.update((_key(name), each) for name, each in known.items() if name not in words)
    table.names.update((_key(alias), known[name]) for alias, name in aliases.items())
    table.names.update((_key(word), known[name]._replace(paid=True)) for word, name in ads.items())
    return table


def _enter(table: _Table, patterns: list[str], known: Known) -> None:
    for pattern in patterns:
        app = pattern.removeprefix("android-app://")
        host, slash, path = pattern.partition("/")
        if app != pattern:
            table.apps[app.lower()] = known
        elif slash:
            table.hosts.setdefault(host, None)
            table.paths.setdefault(host, []).append((f"/{path}", known))
        elif pattern.startswith("*."):
            table.below[pattern[2:]] = known
        else:
            table.hosts[pattern] = known
