"""Who sent a request: the connection's peer, or what the proxies that we trust say about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from itertools import islice

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# The peer of a connection through a Unix socket: only who may open the file can be one, so it is
# a proxy of the operator's and is believed.
UNIX = "unix"
LONGEST_HOP = 80
MOST_HOPS = 32
MOST_ELEMENTS = 64  # of a header, the empty ones too
REMEMBERED = 4_096  # texts of up to 80 characters

# The usual spelling of an IPv4 address, which most hits have; to let `ipaddress` parse each would
# take a tenth of a hit's time.
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")


class Proxies:
    """The networks whose word about the client is taken; `address in proxies` takes text."""

    def __init__(self, networks: Iterable[Network]) -> None:
        self.networks = tuple(networks)
        self._ipv4 = [_bits(each) for each in self.networks if isinstance(each, IPv4Network)]
        self._trusts = lru_cache(REMEMBERED)(self._covers)

    def __contains__(self, address: str) -> bool:
        if _IPV4.fullmatch(address):
            number = _number(address)
            return any(number & mask == network for network, mask in self._ipv4)
        return self._trusts(_short(address))

    def _covers(self, address: str) -> bool:
        parsed = _parsed(address)
        return parsed is not None and any(parsed in network for network in self.networks)


def parse_proxies(texts: Iterable[str]) -> Proxies:
    """Addresses and CIDR networks as configured; raises ValueError naming the wrong one."""
    return Proxies(_network(text.strip()) for text in texts if text.strip())


def client_address(
    peer: str, forwarded_for: Sequence[str], forwarded: Sequence[str], trusted: Proxies
) -> str:
    """The nearest address that no trusted proxy owns; never raises.

    Both headers are given as their lines in order. X-Forwarded-For wins where both were sent.
    """
    known = plain_address(peer) or peer
    if known != UNIX and known not in trusted:
        return known
    hops = _from_right(forwarded_for) if forwarded_for else _forwarded_from_right(forwarded)
    for hop in islice(hops, MOST_HOPS):
        address = plain_address(hop.strip()[: LONGEST_HOP + 1])
        # Whatever stands left of a hop that we cannot read may have been made up by the client.
        if not address:
            break
        known = address
        if address not in trusted:
            break
    return known


def plain_address(text: str) -> str:
    """The address in its usual spelling, v4-mapped unwrapped; "" when it is not an address."""
    return text if _IPV4.fullmatch(text) else _plain(_short(text))


def rate_key(address: str) -> str:
    """What shares one rate limit: an IPv4 address, or the /64 that one IPv6 customer owns."""
    return address if _IPV4.fullmatch(address) else _rate_key(_short(address))


def network_of(address: str) -> str:
    """The /24 or /48 around an address, as CIDR; "" when it is not an address."""
    return _network_of(_short(address))


def is_public(address: str) -> bool:
    """Whether anybody outside this network could know where the address is."""
    parsed = _parsed(address)
    return parsed is not None and parsed.is_global and not parsed.is_multicast


def mask(address: str) -> str:
    """The address with its last 8 (IPv6: 80) bits zeroed; "" when it is not an address."""
    parsed = _parsed(address)
    return "" if parsed is None else str(_surroundings(parsed).network_address)


@lru_cache(REMEMBERED)
def _plain(text: str) -> str:
    parsed = _parsed(text)
    return "" if parsed is None else str(parsed)


@lru_cache(REMEMBERED)
def _rate_key(address: str) -> str:
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(_around(parsed, 64))
    return address[:LONGEST_HOP] if parsed is None else str(parsed)


@lru_cache(REMEMBERED)
def _network_of(address: str) -> str:
    parsed = _parsed(address)
    return "" if parsed is None else str(_surroundings(parsed))


def _short(text: str) -> str:
    """As much of it as could be an address, so that no memory is filled with the rest."""
    return text if len(text) <= LONGEST_HOP else text.strip(' \t"')[: LONGEST_HOP + 1]


def _bits(network: IPv4Network) -> tuple[int, int]:
    """A network and its mask as numbers: of an address in it, the masked bits are the network."""
    return int(network.network_address), int(network.netmask)


def _number(address: str) -> int:
    """Of an IPv4 address in its usual spelling."""
    first, second, third, fourth = address.split(".")
    return int(first) << 24 | int(second) << 16 | int(third) << 8 | int(fourth)


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


def _from_right(lines: Sequence[str]) -> Iterator[str]:
    """A list header's elements, last first, without the empty ones."""
    every = (
        element
        for line in reversed(lines)
        for element in reversed(line.rsplit(",", MOST_ELEMENTS)[-MOST_ELEMENTS:])
    )
    for element in islice(every, MOST_ELEMENTS):
        if element and not element.isspace():
            yield element


def _forwarded_from_right(lines: Sequence[str]) -> Iterator[str]:
    """The for= of each element of Forwarded (RFC 7239), last first; "" where it has none.

    Quotes are not honoured when splitting: one that a client leaves open would swallow
    what the proxies have added behind it.
    """
    for element in _from_right(lines):
        pairs = (pair.partition("=") for pair in element.split(";"))
        yield next((value for name, _, value in pairs if name.strip().lower() == "for"), "")


def _parsed(text: str) -> Address | None:
    """An address in any of the spellings that proxies use: quotes, brackets, port, v4-mapped."""
    text = text.strip(' \t"')
    if len(text) > LONGEST_HOP:
        return None
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or IPv6Address(int(address))
    return address


def _surroundings(address: Address) -> Network:
    return _around(address, 24 if isinstance(address, IPv4Address) else 48)


def _around(address: Address, length: int) -> Network:
    return ip_network((address, length), strict=False)
