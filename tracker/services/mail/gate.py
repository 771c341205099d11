"""How many mails may be sent to one mailbox, or have one person send."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable

from tracker.services.short_memory import find
from tracker.storage.processes.short_memory import Memory

AT_ONCE = 8  # mails
EVERY = 450.0  # seconds: one more
INVITATIONS, INVITED_EVERY = 30, 120.0  # by one person, who need not know whom they ask
REMEMBERED = 10_000  # mailboxes, 300 bytes each; the longest unused are forgotten first
SPENT = struct.Struct(">d")  # when all mails are back


class MailGate:
    """Keeps no address, only its hash under `key`. `memory` is of REMEMBERED. So many at once, and
    one more after so many seconds."""

    def __init__(
        self,
        memory: Memory,
        clock: Callable[[], float],
        key: bytes,
        at_once: int = AT_ONCE,
        every: float = EVERY,
    ) -> None:
        self._memory = memory
        self._clock = clock  # seconds, of whatever beginning is the memory's
        self._key = key
        self._at_once = at_once
        self._every = every

    async def admit(self, mailbox: str) -> float:
        """0 where one more may go, which is counted; else the seconds until then."""
        encoded = mailbox.encode("utf-8", "surrogatepass")
        name = hashlib.blake2b(encoded, digest_size=16, key=self._key).hexdigest()
        now = self._clock()
        if wait := self._wait(_whole_at(await find(self._memory, name), now), now):
            return wait
        async with self._memory.changing(name) as kept:
            whole_at = _whole_at(kept.get(name), now)
            wait = self._wait(whole_at, now)
            if not wait:
                then = whole_at + self._every
                kept.put(name, SPENT.pack(then), then - now)
            return wait

    def _wait(self, whole_at: float, now: float) -> float:
        return max(whole_at + self._every - now - self._at_once * self._every, 0.0)


def _whole_at(kept: bytes | None, now: float) -> float:
    return now if kept is None else float(SPENT.unpack(kept)[0])
