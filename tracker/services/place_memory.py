"""Places by network, for a time: what the geolocation service need not be asked again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from tracker.domain.places import NOWHERE, Place

MOST = 20_000
FOUND_FOR = 24 * 3600.0
NOWHERE_FOR = 3600.0


class PlaceMemory:
    """At most `most` networks, the longest unused goes first; nowhere is forgotten sooner."""

    def __init__(self, clock: Callable[[], float], most: int = MOST) -> None:
        self._clock = clock
        self._most = most
        self._places: OrderedDict[str, tuple[Place, float]] = OrderedDict()

    def get(self, network: str) -> Place | None:
        """What is known of the network; None when nothing is."""
        place, until = self._places.get(network, (None, 0.0))
        if place is None:
            return None
        if until < self._clock():
            del self._places[network]
            return None
        self._places.move_to_end(network)
        return place

    def put(self, network: str, place: Place) -> None:
        """Remember the answer for its time."""
        until = self._clock() + (NOWHERE_FOR if place == NOWHERE else FOUND_FOR)
        self._places[network] = (place, until)
        self._places.move_to_end(network)
        if len(self._places) > self._most:
            self._places.popitem(last=False)

    def __len__(self) -> int:
        return len(self._places)
