"""Addresses and networks: which of many an address is in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import ip_network

from tracker.domain.addresses import (
    REMEMBERED,
    USUAL_IPV4,
    Network,
    ipv4_number,
    parsed_address,
    shortened,
)
from tracker.domain.blocks.block import Rule

NOBODY = (0, 0)


class Networks:
    """A look-up for each length of a prefix, the longest first, however many networks there are."""

    __slots__ = ("_by_version",)

    def __init__(self, rules: Iterable[Rule]) -> None:
        found: dict[tuple[int, int], dict[int, Rule]] = {}
        masks = {}
        for rule in rules:
            network = ip_network(rule.of)
            key: tuple[int, int] = (network.version, network.prefixlen)
            masks[key] = int(network.netmask)
            found.setdefault(key, {})[int(network.network_address)] = rule
        self._by_version: dict[int, list[tuple[int, dict[int, Rule]]]] = {0: [], 4: [], 6: []}
        for key in sorted(found, reverse=True):
            self._by_version[key[0]].append((masks[key], found[key]))

    def find(self, address: str) -> Rule | None:
        """The narrowest that the address is in; none has what is no address."""
        version, number = numbered(address)
        for mask, found in self._by_version[version]:
            if rule := found.get(number & mask):
                return rule
        return None


def overlap(of: str, networks: Sequence[Network]) -> bool:
    """Whether what a rule is `of` and one of the networks have an address in common."""
    mine = ip_network(of)
    return any(mine.version == each.version and mine.overlaps(each) for each in networks)


def numbered(address: str) -> tuple[int, int]:
    """The version and the address as a number; NOBODY where it is none."""
    if USUAL_IPV4.fullmatch(address):
        return 4, ipv4_number(address)
    return _numbered(shortened(address))


@lru_cache(REMEMBERED)
def _numbered(address: str) -> tuple[int, int]:
    parsed = parsed_address(address)
    return NOBODY if parsed is None else (parsed.version, int(parsed))
