"""What requests for pages have told about proxies since the start, for `tracker doctor`."""

from __future__ import annotations

from typing import Any

MOST = 10  # peers: anybody may send these headers


class Forwarded:
    """Peers who name a client without being trusted, and proxies that should and do not."""

    def __init__(self) -> None:
        self._unbelieved: dict[str, None] = {}
        self._believed = 0
        self._silent = 0

    def note(self, peer: str, *, trusted: bool, names_client: bool) -> None:
        """One request."""
        if trusted and names_client:
            self._believed += 1
        elif trusted:
            self._silent += 1
        elif names_client and len(self._unbelieved) < MOST:
            self._unbelieved[peer] = None

    def report(self) -> dict[str, Any]:
        """Peers, and how many requests."""
        return {
            "unbelieved": [*self._unbelieved],
            "believed": self._believed,
            "silent": self._silent,
        }
