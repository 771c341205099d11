"""The proxies that are trusted: whether an address is one's."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network

from tracker.domain.addresses import REMEMBERED, USUAL_IPV4, Network, parsed_address, shortened


class Proxies:
    """The networks whose word about the client is taken; `address in proxies` takes text."""

    def __init__(self, networks: Iterable[Network]) -> None:
        self.networks = tuple(networks)
        self._ipv4 = [_bits(each) for each in self.networks if isinstance(each, IPv4Network)]
        self._trusts = lru_cache(REMEMBERED)(self._covers)

    def __contains__(self, address: str) -> bool:
        if USUAL_IPV4.fullmatch(address):
            number = _number(address)
            return any(number & mask == network for network, mask in self._ipv4)
        return self._trusts(shortened(address))

    def _covers(self, address: str) -> bool:
        parsed = parsed_address(address)
        return parsed is not None and any(parsed in network for network in self.networks)


def parse_proxies(texts: Iterable[str]) -> Proxies:
    """Addresses and CIDR networks as configured; raises ValueError naming the wrong one."""
    return Proxies(_network(text.strip()) for text in texts if text.strip())


def _network(text: str) -> Network:
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        raise ValueError(f"{text!r} is not an address or network") from None
    if isinstance(network, IPv6Network) and network.prefixlen >= 96:
        mapped = network.network_address.ipv4_mapped
        if mapped is not None:
            return IPv4Network((mapped, network.prefixlen - 96))
    return network


def _bits(network: IPv4Network) -> tuple[int, int]:
    """A network and its mask as numbers: of an address in it, the masked bits are the network."""
    return int(network.network_address), int(network.netmask)


def _number(address: str) -> int:
    """Of an IPv4 address in its usual spelling."""
    first, second, third, fourth = address.split(".")
    return int(first) << 24 | int(second) << 16 | int(third) << 8 | int(fourth)
