"""No address of this server's own network is written to, in whatever spelling."""

import pytest

from tracker.domain.alerts.reachable import allowed_networks, is_reachable

OURS = (
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.7.5",
    "169.254.169.254",
    "100.64.0.1",
    "198.18.0.1",
    "192.0.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2002:a01:203::1",
    "2001:0:7f00:1::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "not an address",
    "",
)


@pytest.mark.parametrize("address", OURS)
def test_ours_are_not_reachable(address: str) -> None:
    assert not is_reachable(address, ())


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "2606:4700::1111", "64:ff9b::101:101", "::ffff:1.1.1.1", "2002:101:101::"],
)
def test_the_others_are(address: str) -> None:
    assert is_reachable(address, ())


def test_the_operator_may_open_a_network() -> None:
    allowed = allowed_networks(("192.168.7.5", "127.0.0.0/8", "fd00::/8"))
    for address in ("192.168.7.5", "127.0.0.1", "::ffff:127.0.0.1", "fd12::1"):
        assert is_reachable(address, allowed)
    for address in ("192.168.7.6", "10.0.0.1", "::1"):
        assert not is_reachable(address, allowed)
