"""One spelling for each address, and what is near it."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.addresses import (
    is_local,
    is_public,
    is_this_machine,
    mask,
    network_of,
    plain_address,
    rate_key,
)


@pytest.mark.parametrize(
    ("address", "key", "network", "masked"),
    [
        ("1.2.3.4", "1.2.3.4", "1.2.3.0/24", "1.2.3.0"),
        ("::ffff:1.2.3.4", "1.2.3.4", "1.2.3.0/24", "1.2.3.0"),
        (
            "2001:db8:1:2:3:4:5:6",
            "2001:db8:1:2::/64",
            "2001:db8:1::/48",
            "2001:db8:1::",
        ),
        ("fe80::1%eth0", "fe80::/64", "fe80::/48", "fe80::"),
        ("", "", "", ""),
        ("junk", "junk", "", ""),
    ],
)
def test_addresses_are_grouped_and_masked(address, key, network, masked):
    assert (rate_key(address), network_of(address), mask(address)) == (key, network, masked)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("1.2.3.4", True),
        ("2a00:1450::1", True),
        ("::ffff:1.2.3.4", True),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("100.64.0.1", False),
        ("169.254.0.1", False),
        ("127.0.0.1", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("::ffff:10.0.0.1", False),
        ("", False),
        ("junk", False),
    ],
)
def test_private_addresses_are_told_from_public_ones(address, public):
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("address", "this_machine", "local"),
    [
        ("127.0.0.1", True, False),
        ("::1", True, False),
        ("::ffff:127.0.0.1", True, False),
        ("10.0.0.1", False, True),
        ("172.31.0.1", False, True),
        ("192.168.0.1", False, True),
        ("fe80::1", False, True),
        ("fd12::1", False, True),
        ("172.32.0.1", False, False),
        ("1.2.3.4", False, False),
        ("junk", False, False),
    ],
)
def test_addresses_at_home_are_told_from_others(address, this_machine, local):
    assert (is_this_machine(address), is_local(address)) == (this_machine, local)


NEARLY = st.lists(
    st.one_of(
        st.integers(0, 300).map(str), st.sampled_from(["00", "01", "256", "", "1\n", "٣", "-1"])
    ),
    min_size=3,
    max_size=5,
).map(".".join)


@given(st.one_of(NEARLY, st.ip_addresses().map(str), st.text("0123456789. :\n", max_size=17)))
def test_what_is_read_without_ipaddress_is_what_ipaddress_reads(text):
    try:
        expected = str(ip_address(text))
    except ValueError:
        expected = ""
    if expected and "." in text and ":" not in text:
        assert plain_address(text) == rate_key(text) == expected == text
    if not expected and text.count(":") != 1 and text == text.strip(' \t"'):
        assert plain_address(text) == ""
