"""How many mails strangers may have us send to one mailbox."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable

from tracker.services.short_memory import find
from tracker.storage.processes.short_memory import Memory

AT_ONCE = 8  # mails
EVERY = 450.0  # seconds: one more
REMEMBERED = 10_000  # mailboxes, 300 bytes each; the longest unused are forgotten first
SPENT = struct.Struct(">d")  # when all mails are back


class MailGate:
    """Keeps no address, only its hash under `key`. `memory` is of REMEMBERED."""

    def __init__(self, memory: Memory, clock: Callable[[], float], key: bytes) -> None:
        self._memory = memory
        self._clock = clock  # seconds, of whatever beginning is the memory's
        self._key = key

    async def admit(self, mailbox: str) -> float:
        """0 where one more may go, which is counted; else the seconds until then."""
        encoded = mailbox.encode("utf-8", "surrogatepass")
        name = hashlib.blake2b(encoded, digest_size=16, key=self._key).hexdigest()
        now = self._clock()
        if wait := _wait(_whole_at(await find(self._memory, name), now), now):
            return wait
        async with self._memory.changing(name) as kept:
            whole_at = _whole_at(kept.get(name), now)
            wait = _wait(whole_at, now)
            if not wait:
                kept.put(name, SPENT.pack(whole_at + EVERY), whole_at + EVERY - now)
            return wait


def _whole_at(kept: bytes | None, now: float) -> float:
    return now if kept is None else float(SPENT.unpack(kept)[0])


def _wait(whole_at: float, now: float) -> float:
    return max(whole_at + EVERY - now - AT_ONCE * EVERY, 0.0)
