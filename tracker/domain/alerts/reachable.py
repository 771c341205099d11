"""Which addresses of the world this server may be told to write to, by people who are not its
operator: none of its own network."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from tracker.domain.addresses import Address, Network

NAT64 = ip_network("64:ff9b::/96")  # an IPv4 address in its last bits
SIX_TO_FOUR = ip_network("2002::/16")


def allowed_networks(named: Iterable[str]) -> tuple[Network, ...]:
    """As the settings name them: addresses and networks."""
    return tuple(ip_network(each) for each in named)


def is_reachable(address: str, allowed: Iterable[Network]) -> bool:
    """Whether an address, as it is about to be connected to, is anybody's to reach or was allowed
    by the operator. What is none at all is not."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    plain = _meant(found)
    if any(plain in network for network in allowed if network.version == plain.version):
        return True
    return plain.is_global and not plain.is_multicast


def _meant(address: Address) -> Address:
    """The IPv4 address that one of IPv6 stands for; else the same."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address in NAT64 or (int(address) >> 32 == 0 and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address in SIX_TO_FOUR:
        return IPv4Address(int(address) >> 80 & 0xFFFFFFFF)
    return IPv6Address(int(address))
