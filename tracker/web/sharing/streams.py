"""How many live views strangers may have open: all of them together, on one link, from one
address. Those of members are counted elsewhere, so strangers never shut them out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tracker.web.live.streams import Streams

OF_ADDRESS = 50  # an office's, behind one


class SharedStreams:
    """`most`: of all; a link has three quarters of them at most."""

    def __init__(self, most: int) -> None:
        self._links = Streams(most, max(1, most * 3 // 4))
        self._addresses = Streams(most, OF_ADDRESS)

    def full(self, link_id: int, address: str) -> bool:
        """Whether one more would be refused."""
        return self._links.full(link_id) or self._addresses.full(address)

    @contextmanager
    def one_more(self, link_id: int, address: str) -> Iterator[None]:
        """Count one while the context is open; 503 when there are too many already."""
        with self._links.one_more(link_id), self._addresses.one_more(address):
            yield
