"""The bus over NATS where it is more than what every bus promises."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.engines.engine import Engine
from tests.engines.nats_engine import nats_engine
from tests.engines.nats_server import NatsServers, nats_servers, needs_nats
from tests.eventually import PATIENCE, eventually
from tests.making import event
from tracker.domain.shard_cursors import cursor_in
from tracker.storage.nats.bus import UNSENT, NatsBus, open_bus
from tracker.storage.nats.connection import connected
from tracker.storage.processes.bus import NobodyAnswers
from tracker.storage.processes.shard_log import Position

pytestmark = needs_nats


async def test_what_the_log_tells_has_its_number(nats: Engine) -> None:
    row = event(1)
    row.cursor = cursor_in(1, 1)
    async with nats.bus.hear(f"live.{nats.shard}") as hearer:
        await nats.log.append(nats.shard, [row], Position(0, 1), "ada")
        async with asyncio.timeout(PATIENCE):
            told = await anext(hearer)
    assert told.sequence == 1
    assert told.data.startswith(b"[1,4097,")


async def test_another_process_hears_and_answers(nats: Engine, shared_nats: NatsServers) -> None:
    topic = f"{nats.name}.state"
    async with connected(shared_nats.url, "other", PATIENCE) as client, open_bus(client) as other:
        async with nats.bus.hear(topic) as hearer:
            asking = asyncio.create_task(eventually(lambda: asked(other, topic)))
            told = await asyncio.wait_for(anext(hearer), 2 * PATIENCE)
            told.answer(b"ada")
            assert await asking == b"ada"


async def asked(bus: NatsBus, topic: str) -> bytes:
    """As soon as its server has heard from the other one that somebody hears the topic."""
    try:
        return await bus.ask(topic, b"who?", PATIENCE)
    except NobodyAnswers as error:
        raise AssertionError(error) from error


async def test_it_is_heard_again_after_the_servers_were_away(tmp_path: Path) -> None:
    with nats_servers(tmp_path, 1) as servers:
        async with nats_engine(servers.url) as nats:
            async with nats.bus.hear("topic") as hearer:
                servers.nodes[0].kill()
                for _ in range(UNSENT + 1):
                    nats.bus.tell("other", b"lost, if need be")
                servers.start()
                heard = asyncio.ensure_future(anext(hearer))
                await eventually(lambda: is_heard(nats, heard))
                assert heard.result().data == b"here"


async def is_heard(nats: Engine, heard: asyncio.Future[object]) -> bool:
    nats.bus.tell("topic", b"here")
    return heard.done()


async def test_hearing_ends_with_the_connection(shared_nats: NatsServers) -> None:
    async with connected(shared_nats.url, "other", PATIENCE) as client, open_bus(client) as bus:
        async with bus.hear("topic") as hearer:
            await client.close()
            assert [told async for told in hearer] == []
