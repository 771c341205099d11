"""How many mails strangers may have us send to one mailbox."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from tracker.domain.expiring import Expiring

AT_ONCE = 8  # mails
EVERY = 450.0  # seconds: one more
REMEMBERED = 10_000  # mailboxes, 300 bytes each; the longest unused are forgotten first


class MailGate:
    """Keeps no address, only its hash under `key`."""

    def __init__(self, clock: Callable[[], float], key: bytes) -> None:
        self._clock = clock  # seconds, monotonic
        self._key = key
        self._spent: Expiring[bytes, float] = Expiring(clock, REMEMBERED)  # when all are back

    def admit(self, mailbox: str) -> float:
        """0 where one more may go, which is counted; else the seconds until then."""
        now = self._clock()
        encoded = mailbox.encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(encoded, digest_size=16, key=self._key).digest()
        whole_at = self._spent.pop(digest) or now
        wait = whole_at + EVERY - now - AT_ONCE * EVERY
        whole_at += 0 if wait > 0 else EVERY
        self._spent.put(digest, whole_at, whole_at - now)
        return max(wait, 0.0)
