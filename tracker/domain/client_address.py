"""Who sent a request: the connection's peer, or what the proxies that we trust say about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from tracker.domain.addresses import LONGEST, plain_address
from tracker.domain.proxies import Proxies

# The peer of a connection through a Unix socket: only who may open the file can be one, so it is
# a proxy of the operator's and is believed.
UNIX = "unix"
MOST_HOPS = 32
MOST_ELEMENTS = 64  # of a header, the empty ones too


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
        address = plain_address(hop.strip()[: LONGEST + 1])
        # Whatever stands left of a hop that we cannot read may have been made up by the client.
        if not address:
            break
        known = address
        if address not in trusted:
            break
    return known


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
