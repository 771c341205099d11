"""What a page of an owner's says about our script: whether its line is there, and whether the
page's own Content-Security-Policy lets it in and out."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

LONGEST_POLICY = 16_384  # characters
_TAG = re.compile(r"<(script|meta)\b([^<>]*)>", re.IGNORECASE)
_PAIR = re.compile(
    r"""([\w-]{1,60})\s{0,9}=\s{0,9}("[^"]{0,4000}"|'[^']{0,4000}'|[^\s"'>]{1,2000})"""
)
_PORTS = {"http": 80, "https": 443}
_STRICT, _NONCE = "'strict-dynamic'", "'nonce-"


class Finding(StrEnum):
    """`allowed`: the line is there, and nothing of the page is against it."""

    MISSING = "missing"
    OTHER_SITE = "other site"
    NO_SCRIPT = "no script"
    NO_SENDING = "no sending"
    ALLOWED = "allowed"


class Looked(NamedTuple):
    """A page as it came: `policies` are its headers of that name. `script`: where our script is;
    `key`: the site's."""

    address: str
    html: str
    policies: list[str]
    script: str
    key: str


def look(page: Looked) -> Finding:
    """Only what stands in the page itself is seen, not what its scripts put there."""
    tags = [(kind.lower(), _attributes(text)) for kind, text in _TAG.findall(page.html)]
    scripts = [said for kind, said in tags if kind == "script"]
    ours = next((said for said in scripts if _is_ours(said, page)), None)
    if ours is None and page.key not in page.html:
        other = any("data-site" in said and "src" in said for said in scripts)
        return Finding.OTHER_SITE if other else Finding.MISSING
    policies = [*page.policies, *(_policy_in(said) for kind, said in tags if kind == "meta")]
    return _judged(
        page, ours or {}, [_directives(one) for all_ in policies for one in _parts(all_)]
    )


def _is_ours(said: Mapping[str, str], page: Looked) -> bool:
    source = urljoin(page.address, said.get("src", ""))
    named = said.get("data-site") == page.key or f"site={page.key}" in source
    base = urljoin(page.script, ".")
    # Another product's name for it; our own pages have scripts, too.
    return named or (source.startswith(base) and not source.startswith(f"{base}static/"))


def _judged(
    page: Looked, ours: Mapping[str, str], policies: Iterable[Mapping[str, list[str]]]
) -> Finding:
    script = urljoin(page.address, ours["src"]) if ours.get("src") else page.script
    sends = urljoin(ours.get("data-api") or script, f"visit/{page.key}")
    of_scripts = ("script-src-elem", "script-src", "default-src")
    for policy in policies:
        sources = _first(policy, of_scripts)
        if sources is not None and not _lets_in(sources, script, page.address, ours):
            return Finding.NO_SCRIPT
    for policy in policies:
        sources = _first(policy, ("connect-src", "default-src"))
        if sources is not None and not _matches(sources, sends, page.address):
            return Finding.NO_SENDING
    return Finding.ALLOWED


def _lets_in(sources: list[str], script: str, page: str, ours: Mapping[str, str]) -> bool:
    if ours.get("nonce") and any(each.startswith(_NONCE) for each in sources):
        return True
    return _STRICT not in sources and _matches(sources, script, page)


def _matches(sources: list[str], address: str, page: str) -> bool:
    try:
        asked, own = urlsplit(address), urlsplit(page)
        return any(_allows(each, asked, own) for each in sources)
    except ValueError:
        return False


def _allows(source: str, asked: SplitResult, own: SplitResult) -> bool:
    if source == "*":
        return asked.scheme in _PORTS
    if source == "'self'":
        return _origin(asked) == _origin(own)
    if source.endswith(":"):
        return asked.scheme == source[:-1] or (source == "http:" and asked.scheme == "https")
    wanted = urlsplit(source if "://" in source else f"{own.scheme}://{source}")
    any_port = wanted.netloc.endswith(":*")
    if any_port:
        wanted = wanted._replace(netloc=wanted.netloc[:-2])
    return (
        _host_fits(wanted.hostname or "", asked.hostname or "")
        and _path_fits(wanted.path, asked.path)
        and _scheme_fits(wanted, asked, any_port=any_port)
    )


def _scheme_fits(wanted: SplitResult, asked: SplitResult, *, any_port: bool) -> bool:
    """https does for http, at their usual ports."""
    upgraded = wanted.scheme == "http" and asked.scheme == "https"
    ports_fit = any_port or _port(wanted) == _port(asked) or (upgraded and _port(wanted) == 80)
    return ports_fit and (upgraded or wanted.scheme == asked.scheme)


def _host_fits(wanted: str, asked: str) -> bool:
    return asked.endswith(wanted[1:]) if wanted.startswith("*.") else asked == wanted


def _path_fits(wanted: str, asked: str) -> bool:
    if not wanted or wanted == "/":
        return True
    return asked.startswith(wanted) if wanted.endswith("/") else asked == wanted


def _origin(address: SplitResult) -> tuple[str, str | None, int | None]:
    return address.scheme, address.hostname, _port(address)


def _port(address: SplitResult) -> int | None:
    return address.port or _PORTS.get(address.scheme)


def _first(policy: Mapping[str, list[str]], names: Iterable[str]) -> list[str] | None:
    return next((policy[name] for name in names if name in policy), None)


def _directives(policy: str) -> dict[str, list[str]]:
    """Of a name that stands twice the first holds."""
    found: dict[str, list[str]] = {}
    for part in policy.split(";"):
        name, *sources = part.split()[:200] or [""]
        found.setdefault(name.lower(), sources)
    return found


def _parts(policies: str) -> list[str]:
    return policies[:LONGEST_POLICY].split(",")


def _policy_in(meta: Mapping[str, str]) -> str:
    is_policy = meta.get("http-equiv", "").lower() == "content-security-policy"
    return meta.get("content", "") if is_policy else ""


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): html.unescape(said.strip("\"'")) for name, said in _PAIR.findall(text)}
