"""What deploy/cluster.md says a user needs is enough for everything."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

from tests.engines.nats_server import nats_servers, needs_nats
from tests.engines.reading import first
from tests.eventually import PATIENCE
from tests.making import NOON, event
from tracker.domain.arrivals import Arrival
from tracker.domain.shard_cursors import cursor_in
from tracker.storage.nats.bus import open_bus
from tracker.storage.nats.connection import connected
from tracker.storage.nats.inbox import NatsInbox
from tracker.storage.nats.leases import NatsLeases
from tracker.storage.nats.notes import NatsNotes
from tracker.storage.nats.salts import NatsSalts
from tracker.storage.nats.shard_log import NatsShardLog
from tracker.storage.nats.streams import prepare
from tracker.storage.processes.shard_log import Position

pytestmark = needs_nats

DOCUMENT = Path(__file__).parents[3] / "deploy" / "cluster.md"
USERS = 'authorization {{ users: [{{ user: "ada", password: "x", permissions: {{ {all} }} }}] }}\n'


def subjects() -> list[str]:
    """Those that the document names."""
    [sentence] = re.findall(r"The user needs to publish and subscribe (.+?)\n\n", text(), re.S)
    return re.findall(r"`([^`]+)`", sentence)


def text() -> str:
    return DOCUMENT.read_text("utf-8")


async def test_the_subjects_that_are_named_are_enough(tmp_path: Path) -> None:
    listed = ", ".join(f'"{each}"' for each in subjects())
    may = f"publish: {{ allow: [{listed}] }}, subscribe: {{ allow: [{listed}] }}"
    with nats_servers(tmp_path, 1, USERS.format(all=may)) as servers:
        url = servers.url.replace("nats://", "nats://ada:x@")
        async with connected(url, "test", PATIENCE) as client, open_bus(client) as bus:
            await prepare(client, [0], PATIENCE)
            inbox, log = NatsInbox(client, "boot"), NatsShardLog(client, [0])
            async with (
                NatsLeases(client, "ada", time.monotonic).hold("0"),
                bus.hear("presence.1") as hearer,
            ):
                await inbox.put(0, [Arrival(event(1))], PATIENCE)
                [taken] = await first(inbox.taken_after(0, 0), 1)
                row = taken.arrivals[0].row
                row.cursor = cursor_in(1, 1)
                await log.append(0, [row], Position(0, taken.position), "ada")
                assert await first(log.follow(0, 0), 1) == [row]
                assert list(await log.rows_after(0, 1, 0, row.cursor, 9)) == [row]
                await inbox.purge(0, taken.position)
                await NatsSalts(client, os.urandom).turn(NOON)
                await NatsNotes(client).note("a")
                assert await NatsNotes(client).all() == ["a"]
                bus.tell("presence.1", b"here")
                assert (await anext(hearer)).data == b"here"
            assert client.words == []
