"""Places by network, for a time: what the geolocation service need not be asked again."""

from __future__ import annotations

from collections.abc import Callable

from tracker.domain.expiring import Expiring
from tracker.domain.places import NOWHERE, Place

MOST = 20_000
FOUND_FOR = 24 * 3600.0  # seconds
NOWHERE_FOR = 3600.0


class PlaceMemory:
    """At most `most` networks, the longest unused goes first; nowhere is forgotten sooner."""

    def __init__(self, clock: Callable[[], float], most: int = MOST) -> None:
        self._places: Expiring[str, Place] = Expiring(clock, most)

    def get(self, network: str) -> Place | None:
        """What is known of the network; None when nothing is."""
        return self._places.get(network)

    def put(self, network: str, place: Place) -> None:
        """Remember the answer for its time."""
        self._places.put(network, place, NOWHERE_FOR if place == NOWHERE else FOUND_FOR)

    def __len__(self) -> int:
        return len(self._places)
