"""Which addresses are a trusted proxy's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.proxies import parse_proxies


@pytest.mark.parametrize("text", ["localhost", "10.0.0.0/40", "10.0.0", "*", "1.2.3.4:80"])
def test_a_proxy_that_is_no_network_is_named(text):
    with pytest.raises(ValueError, match="is not an address or network"):
        parse_proxies([text])


def test_an_empty_list_of_proxies_trusts_nobody():
    assert parse_proxies(["", " "]).networks == ()


@given(st.ip_addresses(v=4), st.ip_addresses(v=4), st.integers(0, 32))
def test_a_network_covers_what_ipaddress_says(address, other, length):
    trusted = parse_proxies([f"{other}/{length}"])
    assert (str(address) in trusted) == (address in trusted.networks[0])
    assert str(other) in trusted
