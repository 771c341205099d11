"""What has changed, told to every process in the order in which it was committed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress

from tracker.storage.file.errors import Forgotten, RefusesForNow
from tracker.storage.file.transactions import Accounts, Change

log = logging.getLogger(__name__)

POLLED = 0.5  # seconds: so late a change is seen of which no nudge has come
AT_ONCE = 1_000

HEAD = "select n from change_head"
NEWS = """
select head.n as head, change.n, kind, key from change_head head
left join change on change.n > :after order by change.n limit :most
"""
OLDEST = "select coalesce(min(n), 0) as n from change"


class Feed:
    """The schema's triggers write it; here it is read."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._nudged = asyncio.Event()

    def nudge(self) -> None:
        """There may be news: whoever follows looks at once."""
        self._nudged.set()
        self._nudged = asyncio.Event()

    async def newest(self) -> int:
        """The number of the last change, 0 for none. Raises StorageError."""
        return int((await self._accounts.read(HEAD))[0]["n"])

    async def changes(self, after: int) -> AsyncGenerator[Sequence[Change], None]:
        """All behind that number, in their order, some at a time, and then each as it comes;
        while the server is away, nothing. Raises Forgotten, and StorageError."""
        while True:
            nudged = self._nudged
            found = await self._news(after)
            if found:
                yield found
                after = found[-1].n
            else:
                # Not wait_for: of Python 3.11 it goes on where it is nudged and cancelled at once.
                with suppress(TimeoutError):
                    async with asyncio.timeout(POLLED):
                        await nudged.wait()

    async def _news(self, after: int) -> list[Change]:
        try:
            rows = await self._accounts.read(NEWS, {"after": after, "most": AT_ONCE})
        except RefusesForNow as error:
            log.warning("Changes of settings are not told for now: %s", error)
            return []
        found = [Change(row["n"], row["kind"], row["key"]) for row in rows if row["n"]]
        if found and found[0].n != after + 1:
            raise Forgotten(f"The feed of changes has nothing left from before {found[0].n}.")
        if (head := rows[0]["head"]) < after:  # a dump was put back, or who stands in lacks some
            raise Forgotten(f"The feed of changes ends at {head}, and was read up to {after}.")
        return found
