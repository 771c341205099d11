"""Referrer spam: requests made up to have an address advertised in reports."""

import re
from functools import lru_cache

from tracker.domain.referrers import REFERRER_LIMIT, referring_host, with_parents
from tracker.domain.urls import read_host, without_port

# Long-known senders; their names mean nothing else, whatever they end in.
_SENDER = re.compile(
    r"""(?:^|\.)(?:
      semalt | darodar | ilovevitaly | priceg | cenoval | hulfingtonpost | o-o-[68]-o-o
    | blackhatworth | iskalko | savetubevideo | kambasoft | 4webmasters | webmaster-traffic
    | 100dollars-seo | best-seo-(?:offer|solution|report|software) | bestwebsitesawards
    | videos-for-your-business | buttons?-for-(?:your-)?websites?
    | (?:get-|simple-)?free-(?:social-|share-)?(?:buttons|traffic)(?:-now)?
    | (?:simple-)?(?:social|share)-buttons(?:-for-free)? | event-tracking
    | traffic(?:monetizer?|2cash|2money|bot|bot4free) | bot-?traffic\d*
    | rank-checker | monetizationking | webmonetizer | success-seo
    )\.(?:[a-z]{2,12}|com?\.[a-z]{2})$""",
    re.VERBOSE,
)
USUAL = 100  # characters: what is longer is not remembered
_RULE = re.compile(r"(?:\|\||\*?\.)?([^\^/]+)\^?")
_LOCAL = {"0.0.0.0", "127.0.0.1", "::", "::1"}


def is_spam(referrer: str, listed: frozenset[str]) -> bool:
    """Whether the referrer's host, or one above it, is a known spammer's or on the list."""
    judge = _usual if len(referrer) <= USUAL else _judge
    hosts, sender = judge(referrer[:REFERRER_LIMIT])
    return sender or not listed.isdisjoint(hosts)


def _judge(referrer: str) -> tuple[tuple[str, ...], bool]:
    host = without_port(referring_host(referrer))
    return tuple(with_parents(host)), bool(_SENDER.search(host))


_usual = lru_cache(512)(_judge)


def load_list(text: str) -> frozenset[str]:
    """The hosts of a list: one a line, as hosts file, URL, wildcard or blocker rule; # comments.

    What cannot be a host with a dot is passed over, so that no line blocks a whole top level.
    """
    hosts = (_listed_host(line) for line in text.lstrip("\ufeff").splitlines())
    return frozenset(host for host in hosts if host)


def _listed_host(line: str) -> str:
    words = line.partition("#")[0].split()
    if len(words) == 2 and words[0] in _LOCAL:
        del words[0]
    if len(words) != 1 or words[0] in _LOCAL:
        return ""
    match = _RULE.match(words[0].partition("://")[2] or words[0])
    host = without_port((match and read_host(match[1])) or "").removeprefix("www.")
    return host if "." in host.strip(".") and not host.startswith("[") else ""
