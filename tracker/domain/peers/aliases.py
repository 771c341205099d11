"""What a site is called by trackers of other products."""

from __future__ import annotations

import re
from typing import Literal
from uuid import UUID

import msgspec

from tracker.domain.hosts import NotAHost, read_host
from tracker.domain.text import tidy

AliasKind = Literal["goatcounter", "plausible", "umami", "matomo", "liwan", "host"]
KINDS: tuple[AliasKind, ...] = ("goatcounter", "plausible", "umami", "matomo", "liwan", "host")
MOST_ALIASES = 100  # a site
LONGEST = 255  # characters
LONGEST_TYPED = 2_048

HOSTED = ".goatcounter.com"
_CODE = re.compile(r"[a-z0-9][a-z0-9-]*")
_SCRIPT = re.compile(r"(?:pa|s)-[A-Za-z0-9_-]+")
_IN_SCRIPT = re.compile(r".*/js/((?:pa|s)-[A-Za-z0-9_-]+)\.js")

Wrong = Literal["no kind", "no name", "no code", "no domain", "no uuid", "no number", "no host"]


class Alias(msgspec.Struct, frozen=True, kw_only=True):
    """`name` in one spelling. `user_id`: who has added it, called `added_by`; None where nobody
    knows any more."""

    id: int
    site_id: int
    kind: AliasKind
    name: str
    user_id: int | None
    created_at: int  # ms, UTC
    added_by: str = ""


class WrongAlias(ValueError):
    """What was typed names no site of that product; `wrong` says why."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong)
        self.wrong: Wrong = wrong


def read_alias(kind: str, typed: str) -> tuple[AliasKind, str]:
    """What an editor typed, or copied from the old snippet, as it is kept. Raises WrongAlias."""
    known = next((each for each in KINDS if each == kind), None)
    if known is None:
        raise WrongAlias("no kind")
    text = tidy(typed[:LONGEST_TYPED], LONGEST_TYPED).strip()
    if not text:
        raise WrongAlias("no name")
    return known, _READ[known](text)


def spelled(kind: AliasKind, sent: str) -> str:
    """What a tracker sent, in the spelling that is kept; "" for what can be nobody's name."""
    name = sent.strip()
    if not name or len(name) > LONGEST:
        return ""
    if kind == "plausible":
        return name if _SCRIPT.fullmatch(name) else name.lower().removeprefix("www.")
    if kind == "goatcounter":
        return name.lower().removesuffix(HOSTED)
    if kind == "matomo":
        return name.lstrip("0")
    return name if kind == "liwan" else name.lower()


def _domain(text: str) -> str:
    """A domain, perhaps with the path that is a site of its own; or a script's own name."""
    if found := _SCRIPT.fullmatch(text) or _IN_SCRIPT.fullmatch(text):
        return found[found.lastindex or 0]
    host, slash, path = text.partition("://")[2].partition("/") if "://" in text else _split(text)
    try:
        name = read_host(host)
    except NotAHost:
        raise WrongAlias("no domain") from None
    return spelled("plausible", _short(name + (slash + path).rstrip("/"), "no domain"))


def _split(text: str) -> tuple[str, str, str]:
    return text.partition("/")


def _code(text: str) -> str:
    """A code, or the host of a server of one's own."""
    if _CODE.fullmatch(text.lower()):
        return _short(text.lower(), "no code")
    try:
        return spelled("goatcounter", read_host(text))
    except NotAHost:
        raise WrongAlias("no code") from None


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise WrongAlias("no uuid") from None


def _number(text: str) -> str:
    number = text.lstrip("0")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise WrongAlias("no number")
    return number


def _entity(text: str) -> str:
    return _short(text, "no name")


def _host(text: str) -> str:
    try:
        return read_host(text)
    except NotAHost:
        raise WrongAlias("no host") from None


def _short(name: str, wrong: Wrong) -> str:
    if len(name) > LONGEST:
        raise WrongAlias(wrong)
    return name


_READ = {
    "goatcounter": _code,
    "plausible": _domain,
    "umami": _uuid,
    "matomo": _number,
    "liwan": _entity,
    "host": _host,
}
