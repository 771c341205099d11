"""How somebody leaves out their own visits: by a link to their pages, or by their address."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web

from tracker.domain.addresses import is_local, is_this_machine
from tracker.domain.blocks.block import Block, Rule
from tracker.domain.blocks.networks import Networks, overlap
from tracker.domain.blocks.typed_networks import around
from tracker.domain.hosts import NotAHost, read_host
from tracker.settings import hosts as named_hosts
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.client import address_of


class OwnVisits(NamedTuple):
    """`pages`: of the site's hosts. This browser is `seen` at an address that is blocked as `block`
    or already by `rule`; where it is `shared` it may be everybody's: of a proxy, of a network."""

    pages: list[str]
    seen: str
    block: str
    rule: Rule | None
    shared: bool


def own_visits(request: web.Request, site: Site) -> OwnVisits:
    """Of whoever asks."""
    seen = address_of(request)
    blocked = request.app[keys.BLOCKS].by_site.get(site.id)
    rules = [rule for rule in blocked.rules if rule.kind == "address"] if blocked else []
    block, rule = around(seen), Networks(rules).find(seen)
    shared = not block or is_local(seen) or is_this_machine(seen)
    shared = shared or seen in request.app[keys.PROXIES]
    return OwnVisits(pages_of(site), seen, block, rule, shared)


def pages_of(site: Site) -> list[str]:
    """Where the site's first pages are, as far as its settings say."""
    try:
        hosts = site.hosts or (read_host(site.name),)
    except NotAHost:
        return []
    return [_address_of(host) for host in hosts]


def _address_of(host: str) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"http{'' if named_hosts.is_this_machine(host) else 's'}://{name}/"


def with_proxies(request: web.Request, block: Block) -> bool:
    """Whether a trusted proxy's address is blocked: whoever it says nothing of is, too."""
    proxies = request.app[keys.PROXIES].networks
    return block.kind == "address" and overlap(block.of, proxies)
