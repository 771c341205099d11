"""What one process has refused is shown by all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import NamedTuple

import msgspec

from tracker.domain.messages import RefusedMessage
from tracker.domain.refusals import Reason
from tracker.services.background import beside
from tracker.services.live.refused import Count, Refused
from tracker.storage.processes.bus import Bus
from tracker.storage.processes.told_to_end import heed_the_end

TOPIC = "refused."


class Said(NamedTuple):
    """By which process, of which site."""

    by: str
    site_id: int
    message: RefusedMessage


READ = msgspec.json.Decoder(Said)


class ToldRefusals:
    """`name`: of this process, and of no other. `shard_of`: by a site's number. What is lost on the
    way is shown where it was refused, and counted everywhere by the table of its days. `heard` is
    told of the others' that are shown: a sample of a flood."""

    def __init__(
        self,
        bus: Bus,
        name: str,
        refused: Refused,
        shard_of: Callable[[int], int],
        heard: Count = lambda *_: None,
    ) -> None:
        self._bus = bus
        self._name = name
        self._refused = refused
        self._shard_of = shard_of
        self._told = heard

    @asynccontextmanager
    async def telling(self, shards: Iterable[int]) -> AsyncIterator[None]:
        """And hearing of the others', while the context is open."""
        self._refused.shown = self._tell
        async with AsyncExitStack() as hearing:
            for shard in shards:
                await hearing.enter_async_context(beside(partial(self._hear, shard)))
            yield

    def _tell(self, site_id: int, message: RefusedMessage) -> None:
        with suppress(KeyError):  # who refuses a site's hit while it goes tells nobody
            topic = f"{TOPIC}{self._shard_of(site_id)}"
            self._bus.tell(topic, msgspec.json.encode(Said(self._name, site_id, message)))

    async def _hear(self, shard: int) -> None:
        while True:
            heed_the_end()
            async with self._bus.hear(f"{TOPIC}{shard}") as told:
                async for each in told:
                    heed_the_end()
                    self._heard(each.data)

    def _heard(self, data: bytes) -> None:
        try:
            said = READ.decode(data)
        except msgspec.MsgspecError:  # of another version
            return
        if said.by != self._name:
            self._refused.heard(said.site_id, said.message)
            with suppress(ValueError):  # a reason of another version
                self._told(said.site_id, Reason(said.message.reason), said.message.at)
