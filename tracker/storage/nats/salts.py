"""The salts of visitor hashes, shared by all processes: on no disk, in the memory of several
servers. The first who makes a date's decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from nats.js.errors import APIError

from tracker.storage.file.errors import RefusesForNow
from tracker.storage.log.salts import SALT_BYTES, days_around
from tracker.storage.nats.connection import SteadyClient
from tracker.storage.nats.stored import newest_of
from tracker.storage.nats.streams import SALTS, TRY, prepare_salts
from tracker.storage.nats.words import own_words, said


class NoSalt(RefusesForNow):
    """A date that nobody foresaw: the clock has jumped. The next turn makes its salt."""


class NatsSalts:
    """Salts by local date. They are known here for as long as they are there."""

    def __init__(self, client: SteadyClient, token_bytes: Callable[[int], bytes]) -> None:
        self._client = client
        self._jetstream = client.jetstream(timeout=TRY)
        self._token_bytes = token_bytes
        self._salts: dict[date, bytes] = {}

    def of(self, day: date) -> bytes:
        """The day's salt. Raises NoSalt."""
        try:
            return self._salts[day]
        except KeyError:
            raise NoSalt(f"there is no salt of {day} yet") from None

    async def turn(self, now: int) -> None:
        """Have the salts up to the day after tomorrow, delete old ones; `now` in ms. Where all
        servers were away at once, who still knows a salt brings it back.

        Raises RefusesForNow, and has changed nothing here then."""
        with own_words():
            await prepare_salts(self._client)
        wanted = days_around(now)
        self._salts = {day: await self._shared(day) for day in sorted(wanted)}
        await self._delete_but(wanted)

    async def _shared(self, day: date) -> bytes:
        """What all have: ours, if we are the first."""
        subject = f"salt.{day}"
        ours = self._salts.get(day) or self._token_bytes(SALT_BYTES)
        refused = "it is just being stored"
        with own_words():
            try:
                await self._jetstream.publish(subject, ours)
            except APIError as error:  # there is one already, or for none there is room
                refused = said(error)
        found = await newest_of(self._client, SALTS, subject)
        if found is None or not found.data:
            raise RefusesForNow(f"the salt of {day}: {refused}")
        return found.data

    async def _delete_but(self, wanted: set[date]) -> None:
        with own_words():
            kept = {f"salt.{day}" for day in wanted}
            for subject in await self._subjects() - kept:
                await self._jetstream.purge_stream(SALTS, subject=subject)

    async def _subjects(self) -> set[str]:
        info = await self._jetstream.stream_info(SALTS, subjects_filter=">")
        found: Any = info.state.subjects
        return set(found or ())
