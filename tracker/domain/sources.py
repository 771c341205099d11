"""Where a visit comes from: Google, a newsletter, somebody's blog…"""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from tracker.domain.campaigns import CLICK_IDS, Campaign
from tracker.domain.channels import channel_of
from tracker.domain.referrers import (
    REFERRER_LIMIT,
    bare,
    referring_app,
    referring_host,
    referring_text,
    with_parents,
)

TABLE = Path(__file__).with_name("sources.toml")

USUAL = 100  # characters: what is longer, or tagged, is not remembered

_COUNTRY = re.compile(r"\.(?:com|net|org|cat|[a-z]{2}|com?\.[a-z]{2})")
_NO_LETTER = re.compile(r"[\W_]+")
_NEWSLETTER = re.compile(r"news-?letter|mailing|e-?mail", re.IGNORECASE)


class Source(NamedTuple):
    """name: as shown, "" for internal; channel: direct, internal, search, social, ai, email, news,
    referral, paid or campaign."""

    name: str
    channel: str


DIRECT = Source("Direct", "direct")
INTERNAL = Source("", "internal")


def source_of(referrer: str, page_host: str, campaign: Campaign | None) -> Source:
    """The source of a hit. Tags on the link outweigh the referrer; nothing sent here raises.

    Internal is a link from the page's own host, "www." and port aside; a subdomain is another
    site. A lone ref= or utm_source= on such a link stays internal: it marks a menu, not a source.
    """
    if campaign is None and len(referrer) <= USUAL:
        return _usual(referrer, page_host)
    return _source_of(referrer[:REFERRER_LIMIT], page_host, campaign)


def warm_up() -> None:
    """Reads the table (10 ms) ahead of the first hit."""
    _table()


@lru_cache(1024)
def _usual(referrer: str, page_host: str) -> Source:
    return _source_of(referrer, page_host, None)


def _source_of(referrer: str, page_host: str, campaign: Campaign | None) -> Source:
    came_from = _came_from(referrer, page_host)
    if campaign is None:
        return came_from
    if came_from is INTERNAL and not (campaign.medium or campaign.name or campaign.click_id):
        return INTERNAL
    tagged = _tagged(campaign, came_from)
    return Source(tagged.name, channel_of(campaign, tagged.channel))


def _came_from(referrer: str, page_host: str) -> Source:
    host = referring_host(referrer)
    if host:
        same = bare(host) == bare(page_host)
        return INTERNAL if same else _listed(host) or Source(host.removeprefix("www."), "referral")
    if app := referring_app(referrer):
        return _table().hosts.get(f"android-app://{app}") or Source(app, "referral")
    text = referring_text(referrer)
    return Source(text, "referral") if text else DIRECT


def _tagged(campaign: Campaign, came_from: Source) -> Source:
    """Who the tags point to, with that source's own channel ("" if unheard of)."""
    if campaign.source:
        return _named(campaign.source)
    if came_from in _table().sources:
        return came_from
    if campaign.click_id in CLICK_IDS:
        return Source(*CLICK_IDS[campaign.click_id])
    if came_from.channel == "referral":
        return came_from
    named = campaign.name or campaign.medium or campaign.term or campaign.content
    return Source(named or came_from.name, "")


def _named(text: str) -> Source:
    """What people mean by utm_source=text: a name, a nickname, a host or a word of their own."""
    if known := _table().names.get(_NO_LETTER.sub("", text.lower())):
        return known
    if host := referring_host(text):
        return _listed(host) or Source(host.removeprefix("www."), "referral")
    return Source(text, "email" if _NEWSLETTER.search(text) else "")


def _listed(host: str) -> Source | None:
    table, host = _table(), bare(host)
    for parent in with_parents(host):
        if source := table.hosts.get(parent):
            return source
    stem, dot, ending = host.partition(".")
    while dot:
        if (source := table.stems.get(stem)) and _COUNTRY.fullmatch(dot + ending):
            return source
        label, dot, ending = ending.partition(".")
        stem = f"{stem}.{label}"
    return None


class _Table(NamedTuple):
    hosts: dict[str, Source]
    stems: dict[str, Source]  # "google" for google.*
    names: dict[str, Source]  # "hackernews", "hn"
    sources: frozenset[Source]


@cache
def _table() -> _Table:
    groups = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    aliases = groups.pop("aliases")
    hosts: dict[str, Source] = {}
    names: dict[str, Source] = {}
    for channel, found in groups.items():
        for name, patterns in found.items():
            names[_NO_LETTER.sub("", name.lower())] = source = Source(name, channel)
            hosts.update(dict.fromkeys(patterns, source))
    for alias, name in aliases.items():
        names[alias] = names[_NO_LETTER.sub("", name.lower())]
    stems = {host[:-2]: hosts.pop(host) for host in list(hosts) if host.endswith(".*")}
    return _Table(hosts, stems, names, frozenset(names.values()))
