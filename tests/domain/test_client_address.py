from ipaddress import ip_address

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tracker.domain.addresses import mask, network_of, rate_key
from tracker.domain.client_address import client_address
from tracker.domain.proxies import Proxies, parse_proxies

NOBODY = parse_proxies([])
TRUSTED = parse_proxies(["10.0.0.0/8", "127.0.0.1", "::1", "2001:db8:aaaa::/48"])


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "expected"),
    [
        ("198.51.100.7", [], "198.51.100.7"),
        ("198.51.100.7", ["1.2.3.4"], "198.51.100.7"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["1.2.3.4"], "1.2.3.4"),
        ("127.0.0.1", ["6.6.6.6, 1.2.3.4"], "1.2.3.4"),
        ("127.0.0.1", ["6.6.6.6, 1.2.3.4, 10.1.1.1"], "1.2.3.4"),
        ("127.0.0.1", ["6.6.6.6", "1.2.3.4, 10.1.1.1"], "1.2.3.4"),
        ("127.0.0.1", ["1.2.3.4:5678"], "1.2.3.4"),
        ("127.0.0.1", ["[2001:db8::7]:443"], "2001:db8::7"),
        ("127.0.0.1", ["[2001:db8::7]"], "2001:db8::7"),
        ("127.0.0.1", ["2001:DB8:0::7"], "2001:db8::7"),
        ("127.0.0.1", ["::ffff:1.2.3.4"], "1.2.3.4"),
        ("127.0.0.1", ["::ffff:1.2.3.4, ::ffff:10.0.0.1"], "1.2.3.4"),
        ("::ffff:127.0.0.1", ["1.2.3.4"], "1.2.3.4"),
        ("::1", ["1.2.3.4"], "1.2.3.4"),
        ("2001:db8:aaaa::5", ["1.2.3.4"], "1.2.3.4"),
        ("127.0.0.1", ["10.0.0.7, 10.0.0.8"], "10.0.0.7"),
        ("127.0.0.1", ["1.2.3.4, unknown"], "127.0.0.1"),
        ("127.0.0.1", ["1.2.3.4, unknown, 10.0.0.8"], "10.0.0.8"),
        ("127.0.0.1", ["localhost"], "127.0.0.1"),
        ("127.0.0.1", ["1.2.3.4,,"], "1.2.3.4"),
        ("127.0.0.1", [""], "127.0.0.1"),
        ("127.0.0.1", [" , ,"], "127.0.0.1"),
        ("127.0.0.1", ["\udcff\x00"], "127.0.0.1"),
        ("127.0.0.1", ["9" * 10_000], "127.0.0.1"),
        ("127.0.0.1", [",".join(["1.2.3.4"] * 5_000)], "1.2.3.4"),
        ("127.0.0.1", ["fe80::1%eth0"], "fe80::1"),
        ("fe80::1%eth0", ["1.2.3.4"], "fe80::1"),
        ("", ["1.2.3.4"], ""),
        ("/run/tracker.sock", ["1.2.3.4"], "/run/tracker.sock"),
        ("unix", ["1.2.3.4"], "1.2.3.4"),
        ("unix", ["6.6.6.6, 1.2.3.4"], "1.2.3.4"),
        ("unix", ["1.2.3.4, 10.1.1.1"], "1.2.3.4"),
        ("unix", [], "unix"),
    ],
)
def test_the_address_is_the_nearest_that_no_trusted_proxy_owns(peer, forwarded_for, expected):
    assert client_address(peer, forwarded_for, [], TRUSTED) == expected


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        (["for=1.2.3.4"], "1.2.3.4"),
        (["For=1.2.3.4;proto=https;by=203.0.113.43"], "1.2.3.4"),
        (["proto=https; for=1.2.3.4"], "1.2.3.4"),
        (['for="[2001:db8:cafe::17]:4711"'], "2001:db8:cafe::17"),
        (["for=6.6.6.6, for=1.2.3.4, for=10.2.2.2"], "1.2.3.4"),
        (["for=6.6.6.6", 'for="1.2.3.4:99"'], "1.2.3.4"),
        (['for="6.6.6.6, for=1.2.3.4'], "1.2.3.4"),
        (["for=1.2.3.4, for=_hidden"], "127.0.0.1"),
        (["for=1.2.3.4, proto=https"], "127.0.0.1"),
        (["nonsense"], "127.0.0.1"),
        ([";=,=;"], "127.0.0.1"),
    ],
)
def test_the_forwarded_header_is_read_the_same_way(forwarded, expected):
    assert client_address("127.0.0.1", [], forwarded, TRUSTED) == expected


def test_x_forwarded_for_wins_over_forwarded():
    assert client_address("127.0.0.1", ["1.2.3.4"], ["for=5.6.7.8"], TRUSTED) == "1.2.3.4"


def test_nobody_is_trusted_unless_configured():
    assert client_address("127.0.0.1", ["1.2.3.4"], ["for=1.2.3.4"], NOBODY) == "127.0.0.1"


def test_a_mapped_network_covers_its_ipv4_addresses():
    trusted = parse_proxies(["::ffff:10.0.0.0/104"])
    assert client_address("10.9.9.9", ["1.2.3.4"], [], trusted) == "1.2.3.4"


hops = st.one_of(
    st.ip_addresses().map(str),
    st.ip_addresses(v=6).map(lambda address: f"[{address}]:443"),
    st.sampled_from(["unknown", "_x", "", "127.0.0.1", "10.0.0.1", "::1", "::ffff:10.0.0.1"]),
    st.text(max_size=20),
)
lines = st.lists(st.lists(hops, max_size=4).map(",".join), max_size=3)
LETTERS = '0123456789abcdf.:[],"; for=\x00é'


AT_ONCE, ROUNDS = 50, 400  # 20,000 cases; drawn one by one they would take a minute
SHARE = 1 + 16 + 31  # bytes of a case: of which kind and how long, an address, a header at most


def peers_and_headers(drawn):
    """One draw for all of them, always as large: to let hypothesis choose its size takes longer
    than all the rest."""
    return [peer_and_header(drawn[at : at + SHARE]) for at in range(0, len(drawn), SHARE)]


def peer_and_header(drawn):
    size, length = 4 if drawn[0] % 2 else 16, drawn[0] >> 3
    header = "".join(LETTERS[byte % len(LETTERS)] for byte in drawn[17 : 17 + length])
    return ip_address(drawn[1 : 1 + size]), header


everything = AT_ONCE * SHARE
cases = st.binary(min_size=everything, max_size=everything).map(peers_and_headers)
fuzz = settings(
    max_examples=ROUNDS, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.fault
@fuzz
@given(cases=cases)
def test_f2_a_peer_that_is_not_trusted_speaks_for_itself_only(cases):
    for peer, header in cases:
        speaks_for_itself_only(peer, header)


def speaks_for_itself_only(peer, header):
    plain = getattr(peer, "ipv4_mapped", None) or peer
    trusted = Proxies(network for network in TRUSTED.networks if plain not in network)
    assert client_address(str(peer), [header, "1.2.3.4"], [header], trusted) == str(plain)
    assert client_address(str(peer), [], [header, "for=1.2.3.4"], trusted) == str(plain)


@pytest.mark.fault
@settings(fuzz, max_examples=300)
@given(peer=st.one_of(st.text(), hops), forwarded_for=lines, forwarded=lines)
def test_f2_nothing_that_is_sent_raises(peer, forwarded_for, forwarded):
    found = client_address(peer, forwarded_for, forwarded, TRUSTED)
    assert isinstance(rate_key(found) + network_of(found) + mask(found), str)


@pytest.mark.fault
@settings(fuzz, max_examples=300)
@given(spoofed=lines, client=st.ip_addresses(v=4))
def test_f2_what_a_client_adds_on_the_left_changes_nothing(spoofed, client):
    assume(str(client) not in TRUSTED)
    seen = client_address("127.0.0.1", [*spoofed, f"{client}, 10.0.0.1"], [], TRUSTED)
    assert seen == str(client)
