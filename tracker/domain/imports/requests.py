"""Which requests of a web server's log are somebody looking at a page."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from tracker.domain.bots import bot_name
from tracker.domain.imports.imported import Choice, Reason
from tracker.domain.referrers import bare

LONG = 500  # characters that are not worth remembering
LONGEST_TARGET = 16_384  # characters of an address

_ASSET = re.compile(
    r"\.(?:css|m?js|map|json|xml|txt|png|jpe?g|gif|svg|webp|avif|bmp|ico|woff2?|ttf|otf|eot|mp[34]"
    r"|m4[av]|webm|og[gv]|wav|wasm|webmanifest|zip|t?gz|bz2|xz|7z|rar|dmg|exe|msi|deb|rpm|apk|iso)$",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(r"https?://([^/?#]*)([^?#]*)(?:\?([^#]*))?", re.IGNORECASE)
# What only those ask for who try every server's doors.
_PROBE = re.compile(
    r"^/(?:wp-login\.php|xmlrpc\.php|\.env|\.git/|\.aws/|cgi-bin/|phpmyadmin|vendor/phpunit|boaform"
    r"|HNAP1|autodiscover/|actuator/|_ignition/|\.well-known/)",
    re.IGNORECASE,
)


class Target(NamedTuple):
    """What was asked for; host "" = not said."""

    host: str
    path: str
    query: str


def target_of(target: str) -> Target | None:
    """The parts of a request's target, an absolute one's too; None for what is none of a page."""
    if target.startswith("/"):
        path, _, query = target.partition("?")
        return Target("", path, query)
    match = _ABSOLUTE.match(target)
    if match is None:
        return None
    return Target(match[1], match[2] or "/", match[3] or "")


def objection(method: str, status: int, path: str, user_agent: str | None) -> Reason | None:
    """Why a request is no pageview; None for one that is. `user_agent` None: the log names none,
    and robots cannot be told."""
    if method != "GET":
        return Reason.METHOD
    if refused := objection_to_status(status) or objection_to_path(path):
        return refused
    return Reason.ROBOT if user_agent is not None and is_robot(user_agent) else None


def objection_to_status(status: int) -> Reason | None:
    if status == 304 or 200 <= status < 300:
        return None
    return Reason.REDIRECT if 300 <= status < 400 else Reason.STATUS


def objection_to_path(path: str) -> Reason | None:
    """Why nobody looks at what is there."""
    return (_unseen if len(path) < LONG else _unseen.__wrapped__)(path)


@lru_cache(4096)
def _unseen(path: str) -> Reason | None:
    if _ASSET.search(path):
        return Reason.ASSET
    return Reason.PROBE if _PROBE.match(path) else None


def is_robot(user_agent: str) -> bool:
    return (_is_robot if len(user_agent) < LONG else _is_robot.__wrapped__)(user_agent)


@lru_cache(4096)
def _is_robot(user_agent: str) -> bool:
    return bot_name(user_agent) is not None


def is_of_other_site(host: str, choice: Choice) -> bool:
    """Whether a log's line is of another site than the one that is meant, whose `which` is a host.
    Ports and "www." part none."""
    return bool(host and choice.which) and bare(host) != bare(choice.which)
