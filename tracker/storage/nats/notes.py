"""Notes in NATS, in a stream of their own."""

from __future__ import annotations

from contextlib import aclosing

from nats.aio.client import Client

from tracker.storage.nats.stored import state_of, stored
from tracker.storage.nats.streams import REVOKED, REVOKED_SUBJECT, TRY
from tracker.storage.nats.words import own_words


class NatsNotes:
    """Of what was taken back."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._jetstream = client.jetstream(timeout=TRY)

    async def note(self, text: str) -> None:
        """As Notes.note."""
        with own_words():
            await self._jetstream.publish(REVOKED_SUBJECT, text.encode())

    async def all(self) -> list[str]:
        """As Notes.all. Raises Forgotten where somebody takes some away meanwhile."""
        state = await state_of(self._client, REVOKED)
        messages = stored(self._client, REVOKED, max(state.first_seq, 1), state.last_seq)
        async with aclosing(messages) as each:
            return [message.data.decode("ascii", "replace") async for message in each]
