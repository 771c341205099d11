"""How many mails strangers may have us send to one mailbox."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable

AT_ONCE = 8  # mails
EVERY = 450.0  # seconds: one more
REMEMBERED = 10_000  # mailboxes, 300 bytes each; the longest unused are forgotten first


class MailGate:
    """Keeps no address, only its hash under `key`."""

    def __init__(self, clock: Callable[[], float], key: bytes) -> None:
        self._clock = clock  # seconds, monotonic
        self._key = key
        self._spent: OrderedDict[bytes, float] = OrderedDict()  # until all are there again

    def admit(self, mailbox: str) -> float:
        """0 where one more may go, which is counted; else the seconds until then."""
        now = self._clock()
        encoded = mailbox.encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(encoded, digest_size=16, key=self._key).digest()
        whole_at = max(self._spent.pop(digest, now), now)
        wait = whole_at + EVERY - now - AT_ONCE * EVERY
        self._spent[digest] = whole_at if wait > 0 else whole_at + EVERY
        if len(self._spent) > REMEMBERED:
            self._spent.popitem(last=False)
        return max(wait, 0.0)
