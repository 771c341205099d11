"""Notes that outlive what people keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engines.nats_server import nats_servers, needs_nats
from tests.eventually import PATIENCE
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.nats.connection import connected
from tracker.storage.nats.notes import NatsNotes
from tracker.storage.nats.streams import prepare

pytestmark = needs_nats

MANY = [f"note {number}" for number in range(120)]  # more than are asked for at once


async def test_what_one_has_noted_another_reads_in_order(tmp_path: Path) -> None:
    with nats_servers(tmp_path, 1) as servers:
        async with connected(servers.url, "one", PATIENCE) as one:
            await prepare(one, [], PATIENCE)
            assert await NatsNotes(one).all() == []
            for text in MANY:
                await NatsNotes(one).note(text)
        servers.nodes[0].kill()
        servers.start()
        async with connected(servers.url, "other", PATIENCE) as other:
            notes = NatsNotes(other)
            assert await notes.all() == MANY
            await other.jetstream().purge_stream("REVOKED", seq=120)
            assert await notes.all() == MANY[-1:]
            await other.jetstream().delete_stream("REVOKED")
            with pytest.raises(RefusesForNow):
                await notes.note("nowhere")
