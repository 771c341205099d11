"""Addresses and networks: which of many an address is in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from ipaddress import ip_network
from socket import AF_INET, AF_INET6, inet_pton

from tracker.domain.addresses import Network, parsed_address
from tracker.domain.blocks.block import Rule

MAPPED = bytes(10) + b"\xff\xff"


class Networks:
    """All addresses in a row, cut where a network begins or ends: one search, however many there
    are, and in the narrowest of those that hold one another."""

    __slots__ = ("_starts", "_within")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._starts: dict[int, list[bytes]] = {}  # by the bytes of an address: 4 or 16
        self._within: dict[int, list[Rule | None]] = {}
        known = [(ip_network(rule.of), rule) for rule in rules]
        for size in (4, 16):
            self._cut([each for each in known if each[0].max_prefixlen == 8 * size], size)

    def _cut(self, known: list[tuple[Network, Rule]], size: int) -> None:
        cuts: dict[bytes, Rule | None] = {}
        around: list[tuple[Network, Rule]] = []  # of the network at hand, the narrowest last

        def close(network: Network) -> None:
            after = int(network.broadcast_address) + 1
            if not after >> network.max_prefixlen:
                within = around[-1][1] if around else None
                cuts[after.to_bytes(size)] = within

        for network, rule in sorted(known, key=lambda each: _order(each[0])):
            while around and not network.subnet_of(around[-1][0]):  # type: ignore[arg-type]
                close(around.pop()[0])
            cuts[network.network_address.packed] = rule
            around.append((network, rule))
        while around:
            close(around.pop()[0])
        self._starts[size] = sorted(cuts)
        self._within[size] = [cuts[start] for start in self._starts[size]]

    def find(self, address: str) -> Rule | None:
        """The narrowest that the address is in; none has what is no address."""
        packed = _packed(address)
        starts = self._starts.get(len(packed))
        place = bisect_right(starts, packed) if starts else 0
        return self._within[len(packed)][place - 1] if place else None


def overlap(of: str, networks: Sequence[Network]) -> bool:
    """Whether what a rule is `of` and one of the networks have an address in common."""
    mine = ip_network(of)
    return any(mine.version == each.version and mine.overlaps(each) for each in networks)


def _packed(address: str) -> bytes:
    """4 bytes of IPv4, also where it is written as IPv6, or 16; none of what is no address."""
    try:
        packed = inet_pton(AF_INET6 if ":" in address else AF_INET, address)
    except (OSError, ValueError):  # another spelling
        parsed = parsed_address(address)
        return parsed.packed if parsed else b""
    return packed.removeprefix(MAPPED)


def _order(network: Network) -> tuple[int, int]:
    return int(network.network_address), network.prefixlen
