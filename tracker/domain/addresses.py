"""Addresses as text, in any spelling that proxies use: one spelling for each, and what is near."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LOCAL = tuple(
    ip_network(each)
    for each in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "fc00::/7",
        "fe80::/10",
    )
)
LONGEST = 80  # characters that could be an address
REMEMBERED = 4_096  # texts of up to so many

# The usual spelling of an IPv4 address, which most hits have; to let `ipaddress` parse each would
# take a tenth of a hit's time.
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
USUAL_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")


def plain_address(text: str) -> str:
    """The address in its usual spelling, v4-mapped unwrapped; "" when it is not an address."""
    return text if USUAL_IPV4.fullmatch(text) else _plain(shortened(text))


def rate_key(address: str) -> str:
    """What shares one rate limit: an IPv4 address, or the /64 that one IPv6 customer owns."""
    return address if USUAL_IPV4.fullmatch(address) else _rate_key(shortened(address))


def network_of(address: str) -> str:
    """The /24 or /48 around an address, as CIDR; "" when it is not an address."""
    return _network_of(shortened(address))


def is_public(address: str) -> bool:
    """Whether anybody outside this network could know where the address is."""
    parsed = parsed_address(address)
    return parsed is not None and parsed.is_global and not parsed.is_multicast


def is_this_machine(address: str) -> bool:
    """Whether it is the machine's own, by which nobody else reaches it."""
    parsed = parsed_address(address)
    return parsed is not None and parsed.is_loopback


def is_local(address: str) -> bool:
    """Whether it is of a network at home or at work, which many have."""
    parsed = parsed_address(address)
    return parsed is not None and any(parsed in network for network in LOCAL)


def mask(address: str) -> str:
    """The address with its last 8 (IPv6: 80) bits zeroed; "" when it is not an address."""
    parsed = parsed_address(address)
    return "" if parsed is None else str(_surroundings(parsed).network_address)


@lru_cache(REMEMBERED)
def _plain(text: str) -> str:
    parsed = parsed_address(text)
    return "" if parsed is None else str(parsed)


@lru_cache(REMEMBERED)
def _rate_key(address: str) -> str:
    parsed = parsed_address(address)
    if isinstance(parsed, IPv6Address):
        return str(_around(parsed, 64))
    return address[:LONGEST] if parsed is None else str(parsed)


@lru_cache(REMEMBERED)
def _network_of(address: str) -> str:
    parsed = parsed_address(address)
    return "" if parsed is None else str(_surroundings(parsed))


def shortened(text: str) -> str:
    """As much of it as could be an address, so that no memory is filled with the rest."""
    return text if len(text) <= LONGEST else text.strip(' \t"')[: LONGEST + 1]


def parsed_address(text: str) -> Address | None:
    """An address in any of the spellings that proxies use: quotes, brackets, port, v4-mapped."""
    text = text.strip(' \t"')
    if len(text) > LONGEST:
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
