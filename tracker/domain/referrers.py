"""The site or app that a referrer names."""

import re
from collections.abc import Iterator
from functools import lru_cache

from tracker.domain.budget import READ
from tracker.domain.remembered import remembering
from tracker.domain.text import tidy
from tracker.domain.urls import PageUrl, bare_address, read_url, without_port

REFERRER_LIMIT = 300  # bytes; the host is near the beginning
TEXT_LIMIT = 100
USUAL = 100  # characters: what is longer, or no page's, is not remembered

_APP = re.compile(r"(?:android|ios)-app://([^/?#\s]+)(?:[/?#].*)?")
_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+\-]*:(?=\S).*", re.IGNORECASE)
_BARE_HOST = re.compile(r"[^\s/?#@:]+\.[^\s/?#@:.\d]{2,}(?:[:/?#].*)?")
_NOTHING = {"", "-", "null", "undefined", "none", "direct", "(direct)", "(none)", "(not set)"}
# {{site_source_name}}, {source}, ${ref}, %%SITE%%, [source], <source>, __PLACEMENT__: what an
# advertiser or a mail program should have filled in.
_BLANK = re.compile(
    r"\$?\{[\w .:|-]*\}|\{\{[\w .:|-]*\}\}|\{%[\w .:|-]*%\}|%%[\w .:-]*%%|%[a-z_]+%"
    r"|\[[a-z_]+\]|<[a-z_]+>|__[A-Z_]+__|\*\|[A-Z_:]+\|\*",
    re.IGNORECASE,
)


def referring_host(referrer: str) -> str:
    """The referrer's host, in lower case and with its port; "" when it names none. Never raises."""
    return _referring_host(referrer[:REFERRER_LIMIT])


def referring_path(referrer: str) -> str:
    """The path of the page that a referrer names, "/" at least."""
    url = _url(_tidy(referrer))
    return url.path if url else "/"


def referring_app(referrer: str) -> str:
    """The package of an "android-app://package/…" referrer, or ""."""
    match = _APP.fullmatch(_tidy(referrer))
    return match[1] if match else ""


def referring_text(referrer: str) -> str:
    """What a referrer says that is neither a site nor an app; "" when it says nothing."""
    text = _tidy(referrer)
    if says_nothing(text) or _OTHER_SCHEME.fullmatch(text):
        return ""
    return tidy(text, TEXT_LIMIT).strip()


def says_nothing(text: str) -> bool:
    """Whether a text only stands for "nothing", or is a blank that nobody filled in."""
    return text.lower() in _NOTHING or bool(_BLANK.fullmatch(text))


def kept_referrer(referrer: str) -> str:
    """What is kept of a referrer: scheme, host and path of a site or an app, or a text. What is
    behind "?" may be a stranger's search, or the key to an account."""
    page = referrer.partition("?")[0]
    if len(page) > USUAL or not page.startswith(("https://", "http://")):
        return _kept(referrer)
    return _usual(page)


@lru_cache(1024)
def _usual(referrer: str) -> str:
    return _kept(referrer)


def _kept(referrer: str) -> str:
    text = referrer.strip()
    if _OTHER_SCHEME.fullmatch(text) and not _APP.fullmatch(text):
        return ""
    return bare_address(text).strip()


def is_internal(referrer: str, page_host: str) -> bool:
    """Whether the page's own host is named, "www." and port aside."""
    return bool(host := referring_host(referrer)) and bare(host) == bare(page_host)


def with_parents(host: str) -> Iterator[str]:
    """The host, then every host above it: "a.b.example", "b.example", "example"."""
    yield host
    while (dot := host.find(".")) >= 0:
        host = host[dot + 1 :]
        yield host


def bare(host: str) -> str:
    """The host without its port and "www."."""
    return without_port(host).removeprefix("www.")


@remembering(READ)
def _referring_host(referrer: str) -> str:
    url = _url(_tidy(referrer))
    return url.host if url else ""


def _url(text: str) -> PageUrl | None:
    text = text.removeprefix("//")
    url = read_url(text)
    if url is None and _BARE_HOST.fullmatch(text):
        url = read_url(f"https://{text}")
    return url


def _tidy(referrer: str) -> str:
    return tidy(referrer[:REFERRER_LIMIT], REFERRER_LIMIT).strip()
