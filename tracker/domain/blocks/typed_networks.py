"""An address or network as it is typed, in the spelling by which hits are found in it."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Literal

from tracker.domain.addresses import Network, parsed_address

WIDEST = {4: 8, 6: 16}  # bits of a prefix: wider networks are a good part of the world
MAPPED = IPv6Network("::ffff:0:0/96")
ONE_CUSTOMER = {4: 32, 6: 64}

WrongNetwork = Literal["no address", "long prefix", "wide network"]


class NotANetwork(ValueError):
    """The text names none that may be blocked."""

    def __init__(self, wrong: WrongNetwork) -> None:
        super().__init__(wrong)
        self.wrong = wrong


def spelled_network(text: str) -> str:
    """The address, or the network as CIDR: what is behind the prefix is zeroed, and an IPv4 address
    written as IPv6 is itself. Raises NotANetwork."""
    if address := parsed_address(text):
        return str(address)
    head, slash, length = text.partition("/")
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        known = slash and parsed_address(head) and length.isdecimal()
        raise NotANetwork("long prefix" if known else "no address") from None
    if isinstance(network, IPv6Network) and network.overlaps(MAPPED):
        network = _as_ipv4(network)
    if network.prefixlen < WIDEST[network.version]:
        raise NotANetwork("wide network")
    return _spelled(network)


def around(address: str) -> str:
    """By what one person's address is blocked: of IPv6 that is the /64, because the rest of it
    changes every day; "" where it is no address."""
    parsed = parsed_address(address)
    if parsed is None:
        return ""
    return _spelled(ip_network((parsed, ONE_CUSTOMER[parsed.version]), strict=False))


def _as_ipv4(network: IPv6Network) -> Network:
    """As hits from there are known; 0.0.0.0/0 where it is all of them and more."""
    number = int(network.network_address) & 0xFFFFFFFF
    return IPv4Network((number, max(network.prefixlen - 96, 0)), strict=False)


def _spelled(network: Network) -> str:
    single = network.prefixlen == network.max_prefixlen
    return str(network.network_address) if single else str(network)
