"""What a browser has a passkey sign: good once, for minutes, in that browser and for that purpose.

Nothing is kept of a challenge that was given out, so that no stranger's questions fill anything: it
carries its time, and a proof that it is ours. Only those that were answered are remembered.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from hashlib import sha256

from tracker.services.short_memory import add
from tracker.storage.processes.short_memory import Memory

LIFE = 300.0  # seconds
REMEMBERED = 10_000  # answered ones; twenty a minute from an address
NONCE = 16
TIME = 8
PROOF = 32


class Challenges:
    """Given out and taken back by whoever has the key, the clock and the memory in common: where
    they end with the process, so do the challenges. `answered` is of REMEMBERED."""

    def __init__(
        self,
        clock: Callable[[], float],
        key: bytes,
        random: Callable[[int], bytes],
        answered: Memory,
    ) -> None:
        self._clock = clock  # seconds
        self._key = key
        self._random = random
        self._answered = answered

    def new(self, purpose: str, browser: str) -> bytes:
        """For the browser of that token."""
        begun = int(self._clock() * 1000).to_bytes(TIME, "big")
        said = self._random(NONCE) + begun
        return said + self._proof(said, purpose, browser)

    async def take(self, challenge: bytes, purpose: str, browser: str) -> bool:
        """Whether it is that browser's, for that purpose, and not answered before; it is now."""
        said, proof = challenge[: NONCE + TIME], challenge[NONCE + TIME :]
        if not browser or not hmac.compare_digest(proof, self._proof(said, purpose, browser)):
            return False
        age = self._clock() - int.from_bytes(said[NONCE:], "big") / 1000
        return age <= LIFE and await add(self._answered, said.hex(), LIFE)

    def _proof(self, said: bytes, purpose: str, browser: str) -> bytes:
        about = "\0".join((purpose, browser)).encode("utf-8", "replace")
        return hmac.digest(self._key, said + about, sha256)
