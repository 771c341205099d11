"""What requests for pages have told about proxies since the start, for `tracker doctor`."""

from __future__ import annotations

from typing import Any, Literal

MOST = 10  # peers, and sentences of a kind: anybody may send these headers

What = Literal["host", "form"]


class Forwarded:
    """Peers who name a client without being trusted, proxies that should and do not, and what did
    not fit to our own address."""

    def __init__(self) -> None:
        self._unbelieved: dict[str, None] = {}
        self._believed = 0
        self._silent = 0
        self._fitting = 0
        self._misfits: dict[What, dict[str, int]] = {"host": {}, "form": {}}

    def note(self, peer: str, *, trusted: bool, names_client: bool) -> None:
        """One request."""
        if trusted and names_client:
            self._believed += 1
        elif trusted:
            self._silent += 1
        elif names_client and len(self._unbelieved) < MOST:
            self._unbelieved[peer] = None

    def note_host(self) -> None:
        """One request that asked for a host of ours."""
        self._fitting += 1

    def note_misfit(self, what: What, said: str) -> None:
        """One that was refused: for its host, or for where its form came from. `said` is what its
        sender reads, in English."""
        seen = self._misfits[what]
        seen[said] = seen.pop(said, 0) + 1
        if len(seen) > MOST:
            del seen[next(iter(seen))]

    def report(self) -> dict[str, Any]:
        """Peers, how many requests, and the newest of what did not fit with how often it came."""
        return {
            "unbelieved": [*self._unbelieved],
            "believed": self._believed,
            "silent": self._silent,
            "fitting": self._fitting,
            "misfits": {what: [*seen.items()] for what, seen in self._misfits.items()},
        }
