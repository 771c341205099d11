"""The address of a page, as people read it."""

import re
from typing import NamedTuple

from tracker.domain.text import normal, tidy

URL_LIMIT = 16_384
PATH_LIMIT = 2_048
AUTHORITY_LIMIT = 1_000

_URL = re.compile(r" *(https?)://([^/?#\\]+)(/[^?#]*)?(?:\?([^#]*))?(?:#(.*))?", re.IGNORECASE)
_PLAIN_HOST = re.compile(r"(?!.{254}|.*xn--)[a-z0-9_\-.]*[a-z0-9_\-]")
_AUTHORITY = re.compile(r"(?:.*@)?(\[[0-9a-fA-F:.]+\]|[^:\[\]@]+)(?::([0-9]{0,5}))?")
_HOST = re.compile(r"[a-z0-9_\-.\u0080-\U0010ffff]+|\[[0-9a-f:.]+\]")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
# What would change the address's meaning, hide or turn text round, or is no UTF-8, stays escaped.
_KEPT_ESCAPED = re.compile("[\x00-\x1f%/?#\\\\\x7f-\x9f\u2028-\u202e\u2066-\u2069\udc80-\udcff]")
_DEFAULT_PORTS = {"http": "80", "https": "443"}

# Browsers find a host, and a user before it, behind any number of slashes of either kind.
_ADDRESS = re.compile(
    r"(?:(https?:[/\\]*|[a-z][a-z0-9+\-.]*:[/\\]+|[/\\]{2,})(?:[^/?#\\@]*@)*)?([^?#]*)",
    re.IGNORECASE,
)
# What may carry a session in a path: "/cart;jsessionid=1", "/cart&sid=1", ASP.NET's "/(S(1))/cart".
_SESSION = re.compile(
    r"(?:[;&]|%3b)[^/;&=%]*(?:=|%3d)[^/;&]*|/\((?:[A-Z]\([^()/]*\))+\)(?=/|$)", re.IGNORECASE
)
_SUSPECT = re.compile(r"[;&(=]|%3[bf]", re.IGNORECASE)
_ESCAPED_QUERY = re.compile("%3f", re.IGNORECASE)
_ROUTE_END = re.compile("[;&=]")


class PageUrl(NamedTuple):
    """host: "example.com" or "localhost:8000"; path: decoded for reading, begins with "/", holds
    a "#/…" or "#!…" fragment too, and nothing of a query or session; query: as sent, without "?",
    then what such a fragment has of one."""

    host: str
    path: str
    query: str


def read_url(text: str) -> PageUrl | None:
    """The parts of an http(s) URL; None when the text is none. Never raises."""
    match = _URL.fullmatch(tidy(text, URL_LIMIT))
    if match is None:
        return None
    scheme, authority, path, query, fragment = match.groups()
    host = read_host(authority, _DEFAULT_PORTS[scheme.lower()])
    if host is None:
        return None
    query = query or ""
    if fragment and fragment[0] in "/!":
        route, _, more = fragment.partition("#")[0].partition("?")
        path = f"{path or '/'}#{route}"
        query = f"{query}&{more}" if query and more else query or more
    return PageUrl(host, _without_session(_readable(path)) if path else "/", query)


def kept_path(path: str) -> str:
    """What `read_url` would keep of a path that it gave in a release before, route and all."""
    page, sign, route = path.partition("?")[0].partition("#")
    return _without_session(page + sign + route.partition("#")[0])


def bare_address(text: str) -> str:
    """Scheme, host and path at most of an address as sent: no user, query, fragment or session."""
    match = _ADDRESS.match(text)
    assert match  # every text begins so
    scheme, rest = match.groups("")
    return scheme + _without_session(rest)


def read_host(authority: str, default_port: str = "") -> str | None:
    """The host name, lower case and in its own script, with its port unless that is the default.

    None when it cannot be one. A user name and password before it are dropped.
    """
    if _PLAIN_HOST.fullmatch(authority):
        return authority
    match = _AUTHORITY.fullmatch(authority) if len(authority) < AUTHORITY_LIMIT else None
    if match is None:
        return None
    host, port = match[1].lower().rstrip("."), (match[2] or "").lstrip("0")
    if not host.isascii() or "xn--" in host:
        host = _in_own_script(host)
    if len(host) > 253 or not _HOST.fullmatch(host) or not host.isprintable():
        return None
    if port in ("", default_port):
        return host
    return f"{host}:{port}" if int(port) < 65_536 else None


def without_port(host: str) -> str:
    """The host "localhost" of "localhost:8000"."""
    name, colon, port = host.rpartition(":")
    is_port = port.isdecimal() and (":" not in name or name.endswith("]"))
    return name if colon and is_port else host


def _in_own_script(host: str) -> str:
    labels = normal("NFKC", host, AUTHORITY_LIMIT).lower().split(".")
    return ".".join(map(_decode_label, labels)).rstrip(".")


def _decode_label(label: str) -> str:
    """Makes "xn--mnchen-3ya" into "münchen"; a label that does not come back the same way stays."""
    if not label.startswith("xn--") or not label.isascii() or len(label) > 63:
        return label
    try:
        decoded = label[4:].encode().decode("punycode")
        same = decoded.encode("punycode").decode() == label[4:]
    except (UnicodeError, IndexError, OverflowError):
        return label
    plain = decoded == normal("NFKC", decoded, AUTHORITY_LIMIT).lower() and decoded.isprintable()
    return decoded if same and plain and not decoded.isascii() and "." not in decoded else label


def _without_session(path: str) -> str:
    """The path with what it says of nothing but its place. An escaped "?" hides a query, too."""
    if not _SUSPECT.search(path):
        return path
    query = _ESCAPED_QUERY.search(path)
    if query and ("=" in path[query.end() :] or "%3d" in path[query.end() :].lower()):
        path = path[: query.start()]
    page, sign, route = path.partition("#")
    page = _SESSION.sub("", page)
    return page + sign + _without_values(route) if sign or page else "/"


def _without_values(route: str) -> str:
    """A route has no "name=value": "#/access_token=…" is an answer to an application."""
    end = _ROUTE_END.search(route)
    if end is None:
        return route
    route = route[: end.start()]
    return route[: max(route.rfind("/"), route.rfind("!")) + 1] if end[0] == "=" else route


def _readable(path: str) -> str:
    if "%" in path:
        path = _ESCAPES.sub(_unescape, path[: 4 * PATH_LIMIT])
    return tidy(path, PATH_LIMIT)


def _unescape(match: re.Match[str]) -> str:
    text = bytes.fromhex(match[0].replace("%", "")).decode("utf-8", "surrogateescape")
    return _KEPT_ESCAPED.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    raw = match[0].encode("utf-8", "surrogateescape")
    return "".join(f"%{byte:02X}" for byte in raw)
