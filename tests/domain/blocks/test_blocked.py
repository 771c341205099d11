"""Which block a hit meets."""

import random
from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest

from tracker.domain.blocks.block import BlockKind, Rule
from tracker.domain.blocks.blocked import Blocked
from tracker.domain.blocks.networks import Networks, overlap
from tracker.domain.proxies import parse_proxies

OFFICE = "203.0.113.7"


def met(*blocks: tuple[BlockKind, str], **hit: str) -> str:
    """What of the blocks is met by that hit."""
    site = Blocked([Rule(number, 1, *block) for number, block in enumerate(blocks)])
    usual = {"address": OFFICE, "country": "DE", "host": "example.com", "path": "/"}
    rule = site.find(**usual | hit)
    assert site.find(**usual | hit) == rule, "the second hit finds all in order"
    return rule.of if rule else ""


@pytest.mark.parametrize("address", [OFFICE, "::ffff:203.0.113.7", "[::ffff:cb00:7107]:443"])
@pytest.mark.parametrize("block", [OFFICE, "203.0.113.0/24", "203.0.0.0/8"])
def test_an_ipv4_address_is_met_however_it_is_written(address: str, block: str) -> None:
    if "/8" in block:
        block = "203.0.0.0/8"
    assert met(("address", "198.51.100.0/24"), ("address", block), address=address) == block


@pytest.mark.parametrize("block", ["2001:db8::1", "2001:db8::/64", "2001:db8::/32"])
def test_an_ipv6_address_is_met(block: str) -> None:
    assert met(("address", block), address="2001:DB8:0::1") == block
    assert met(("address", block), address="2001:db9::1") == ""


@pytest.mark.parametrize(("version", "bits"), [(4, 32), (6, 128)])
def test_the_narrowest_network_is_met_however_they_lie(version: int, bits: int) -> None:
    chance = random.Random(version)
    top = (1 << bits) - 64  # so that some end where there is nothing behind
    for _ in range(60):
        lengths = [chance.randint(bits - 6, bits) for _ in range(chance.randint(1, 12))]
        starts = [chance.choice((0, top)) + chance.randrange(64) for _ in lengths]
        networks = {
            ip_network((start, length), strict=False)
            for start, length in zip(starts, lengths, strict=True)
        }
        held = Networks(Rule(1, 1, "address", str(each)) for each in networks)
        for number in [*range(66), *range(top - 2, 1 << bits)]:
            address = (IPv4Address if version == 4 else IPv6Address)(number)
            around = [each for each in networks if address in each]
            wanted = str(max(around, key=lambda each: each.prefixlen)) if around else None
            found = held.find(str(address))
            assert (found and found.of) == wanted, (networks, address)


@pytest.mark.parametrize("address", ["", "unix", "nonsense", "9" * 500])
def test_what_is_no_address_is_in_no_network(address: str) -> None:
    assert met(("address", "0.0.0.0/8"), ("address", "::/16"), address=address) == ""


@pytest.mark.parametrize(
    ("block", "is_shared"),
    [
        ("10.0.0.7", True),
        ("10.0.0.0/8", True),
        ("11.0.0.0/8", False),
        ("::1", True),
        ("2001:db8::/48", False),
    ],
)
def test_what_blocks_a_proxy_too_is_known(block: str, is_shared: bool) -> None:
    proxies = parse_proxies(["10.0.0.0/24", "::1"]).networks
    assert overlap(block, proxies) == is_shared


def test_a_country_is_met_and_no_place_is_in_none() -> None:
    assert met(("country", "CN"), ("country", "DE")) == "DE"
    assert met(("country", "CN"), country="") == ""


@pytest.mark.parametrize(
    ("block", "host", "is_met"),
    [
        ("example.com", "www.example.com", True),
        ("example.com", "example.com:8080", True),
        ("example.com", "a.example.com", False),
        ("*.example.com", "a.example.com", True),
        ("*.example.com", "b.a.example.com:8080", True),
        ("*.example.com", "www.example.com", False),
        ("*.example.com", "badexample.com", False),
        ("*.com", "localhost", False),
        ("münchen.example", "xn--mnchen-3ya.example", True),
        ("127.0.0.1", "127.0.0.1:3000", True),
        ("::1", "[::1]:3000", True),
    ],
)
def test_a_host_is_met_as_it_is_listed(block: str, host: str, is_met: bool) -> None:
    assert bool(met(("host", block), host=host)) == is_met


def test_a_page_is_met() -> None:
    assert met(("page", "/admin/**"), path="/admin/users") == "/admin/**"
    assert met(("page", "/admin/**")) == ""


def test_the_address_is_looked_at_first() -> None:
    assert met(("page", "/"), ("country", "DE"), ("address", OFFICE)) == OFFICE
