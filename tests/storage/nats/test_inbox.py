"""The inbox in NATS where it is more than what every inbox promises."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from pathlib import Path

import pytest

from tests.engines.engine import Engine
from tests.engines.nats_engine import nats_engine
from tests.engines.nats_server import NatsServers, nats_servers, needs_nats
from tests.engines.reading import first, nothing_more
from tests.eventually import A_MOMENT, PATIENCE, eventually
from tests.making import event
from tracker.domain.arrivals import Arrival
from tracker.domain.events import Event
from tracker.storage.file.errors import Conflict, RefusesForNow
from tracker.storage.nats.connection import SteadyClient, connected
from tracker.storage.nats.inbox import NatsInbox
from tracker.storage.nats.streams import inbox_stream, prepare
from tracker.storage.nats_lines.messages import LARGEST_ARRIVALS
from tracker.storage.processes.inbox import Inbox, Taken

pytestmark = needs_nats


def hits(*paths: str) -> list[Arrival]:
    return [Arrival(event(path=path)) for path in paths]


def paths_of(taken: Sequence[Taken]) -> list[str]:
    rows = [arrival.row for message in taken for arrival in message.arrivals]
    return [row.page.path for row in rows if isinstance(row, Event)]


async def taken(inbox: Inbox, shard: int, number: int) -> list[str]:
    """The paths of so many messages, from the first on."""
    return paths_of(await first(inbox.taken_after(shard, 0), number))


async def changed(client: SteadyClient, shard: int, **more: object) -> None:
    config = (await client.jetstream().stream_info(inbox_stream(shard))).config
    await client.jetstream().update_stream(config.evolve(**more))


async def reader_of(client: SteadyClient, shard: int) -> str:
    """The name of the one that takes from it: the servers list it a moment after it is there. One
    that a busy server has answered too late is there beside it, and older."""
    readers = await eventually(lambda: client.jetstream().consumers_info(inbox_stream(shard)))
    return max(readers, key=lambda each: str(each.created)).name


async def test_what_is_too_large_for_a_message_is_several(nats: Engine) -> None:
    large = "x" * (LARGEST_ARRIVALS // 2)
    await nats.inbox.put(nats.shard, hits("/1", large, large, "/4"), PATIENCE)
    messages = await first(nats.inbox.taken_after(nats.shard, 0), 2)
    assert [len(message.arrivals) for message in messages] == [2, 2]
    assert paths_of(messages) == ["/1", large, large, "/4"]


async def test_nothing_is_no_message(nats: Engine) -> None:
    await nats.inbox.put(nats.shard, [], PATIENCE)
    assert await nothing_more(nats.inbox.taken_after(nats.shard, 0))


async def test_what_can_never_be_stored_is_a_conflict(nats: Engine, tmp_path: Path) -> None:
    for path in ("\ud800", "x" * LARGEST_ARRIVALS):
        with pytest.raises(Conflict):
            await nats.inbox.put(nats.shard, hits("/", path), PATIENCE)
    with nats_servers(tmp_path, 1) as servers:
        servers.nodes[0].reload("max_payload: 10kB\n")
        servers.nodes[0].kill()
        servers.start()
        async with nats_engine(servers.url) as small:
            with pytest.raises(Conflict, match="NATS takes no message"):
                await small.inbox.put(small.shard, hits("x" * 20_000), PATIENCE)


async def test_a_full_inbox_refuses_until_it_is_purged(nats: Engine, beside: SteadyClient) -> None:
    await changed(beside, nats.shard, max_msgs=2)
    await nats.inbox.put(nats.shard, hits("/1"), PATIENCE)
    await nats.inbox.put(nats.shard, hits("/2"), PATIENCE)
    with pytest.raises(RefusesForNow, match="maximum messages exceeded"):
        await nats.inbox.put(nats.shard, hits("/3"), A_MOMENT)
    waiting = asyncio.create_task(nats.inbox.put(nats.shard, hits("/4"), PATIENCE))
    await asyncio.sleep(0)
    await nats.inbox.purge(nats.shard, 1)
    await waiting
    assert await taken(nats.inbox, nats.shard, 2) == ["/2", "/4"]


async def test_who_tries_a_full_inbox_hears_so_until_there_is_room(
    nats: Engine, beside: SteadyClient
) -> None:
    """And what it was tried with is nothing to whoever takes."""
    await changed(beside, nats.shard, max_msgs=1)
    await nats.inbox.put(nats.shard, hits("/1"), PATIENCE)
    with pytest.raises(RefusesForNow, match="maximum messages exceeded"):
        await nats.inbox.probe(nats.shard)
    await nats.inbox.purge(nats.shard, 1)
    await nats.inbox.probe(nats.shard)
    await changed(beside, nats.shard, max_msgs=2)
    await nats.inbox.put(nats.shard, hits("/2"), PATIENCE)
    assert await taken(nats.inbox, nats.shard, 2) == ["/2"]


async def test_what_is_sent_again_is_stored_once(tmp_path: Path) -> None:
    """The server takes it, and stops before it answers."""
    with nats_servers(tmp_path, 1) as servers:
        async with nats_engine(servers.url) as nats:
            servers.nodes[0].pause()
            putting = asyncio.create_task(nats.inbox.put(nats.shard, hits("/1"), PATIENCE))
            await asyncio.sleep(2 + A_MOMENT)  # it is sent for the second time
            servers.nodes[0].resume()
            await putting
            await nats.inbox.put(nats.shard, hits("/2"), PATIENCE)
            assert await taken(nats.inbox, nats.shard, 2) == ["/1", "/2"]


async def test_where_nobody_answers_it_is_refused_in_time(tmp_path: Path) -> None:
    with nats_servers(tmp_path, 1) as servers:
        async with nats_engine(servers.url) as nats:
            await nats.inbox.probe(nats.shard)
            servers.nodes[0].pause()
            with pytest.raises(RefusesForNow, match="NATS does not answer"):
                await nats.inbox.put(nats.shard, hits("/1"), A_MOMENT)
            with pytest.raises(RefusesForNow, match="NATS does not answer"):
                await nats.inbox.probe(nats.shard)
            servers.nodes[0].resume()


async def test_what_was_refused_is_not_sent_when_there_is_a_connection_again(
    tmp_path: Path,
) -> None:
    """By then the stream may know it no more, and would have it twice."""
    with nats_servers(tmp_path, 1) as servers:
        async with connected(servers.url, "test", PATIENCE) as client:
            await prepare(client, [0], PATIENCE)
            inbox = NatsInbox(client, "boot")
            with pytest.raises(RefusesForNow):
                await inbox.put(0, hits("/late"), 0)
            servers.nodes[0].kill()
            await eventually(lambda: not client.is_connected)
            with pytest.raises(RefusesForNow, match="it was not reached in time"):
                await inbox.put(0, hits("/away"), A_MOMENT)
            servers.start()
            await eventually(lambda: client.is_connected)
            await inbox.put(0, hits("/there"), PATIENCE)
            assert await taken(inbox, 0, 1) == ["/there"]


@pytest.mark.parametrize("data", [b"???", b'[1,2,3,[1,0,"zz"]]'])
async def test_what_cannot_be_read_holds_up_what_is_behind_it_until_it_is_purged(
    nats: Engine, beside: SteadyClient, caplog: pytest.LogCaptureFixture, data: bytes
) -> None:
    await nats.inbox.put(nats.shard, hits("/1"), PATIENCE)
    await beside.jetstream().publish(f"in.{nats.shard}", data, headers={"V": "1"})
    await beside.jetstream().publish(f"in.{nats.shard}", data, headers={"V": "2"})
    await nats.inbox.put(nats.shard, hits("/4"), PATIENCE)
    async with aclosing(nats.inbox.taken_after(nats.shard, 0)) as taking:
        assert paths_of(await anext(taking)) == ["/1"]
        next_one = asyncio.ensure_future(anext(taking))
        await eventually(lambda: f"Message 2 of IN_{nats.shard} cannot be read" in caplog.text)
        await nats.inbox.purge(nats.shard, 2)
        await eventually(lambda: f"Message 3 of IN_{nats.shard} cannot be read" in caplog.text)
        assert not next_one.done()
        await nats.inbox.purge(nats.shard, 3)
        assert paths_of(await next_one) == ["/4"]


async def test_what_comes_alone_and_cannot_be_read_is_waited_for(
    nats: Engine, beside: SteadyClient, caplog: pytest.LogCaptureFixture
) -> None:
    await beside.jetstream().publish(f"in.{nats.shard}", b"???", headers={"V": "1"})
    waiting = asyncio.create_task(taken(nats.inbox, nats.shard, 1))
    await eventually(lambda: f"Message 1 of IN_{nats.shard} cannot be read" in caplog.text)
    await nats.inbox.purge(nats.shard, 1)
    await nats.inbox.put(nats.shard, hits("/2"), PATIENCE)
    assert await waiting == ["/2"]


async def test_a_reader_that_a_server_has_lost_is_made_anew(
    nats: Engine, beside: SteadyClient
) -> None:
    async with aclosing(nats.inbox.taken_after(nats.shard, 0)) as taking:
        await nats.inbox.put(nats.shard, hits("/1"), PATIENCE)
        assert paths_of(await anext(taking)) == ["/1"]
        reader = await reader_of(beside, nats.shard)
        await beside.jetstream().delete_consumer(inbox_stream(nats.shard), reader)
        await nats.inbox.put(nats.shard, hits("/2"), PATIENCE)
        async with asyncio.timeout(PATIENCE):
            assert paths_of(await anext(taking)) == ["/2"]


@pytest.mark.parametrize("lost", [1, 2])
async def test_a_message_that_was_lost_on_its_way_is_asked_for_again(
    nats: Engine, beside: SteadyClient, lost: int
) -> None:
    """Somebody else reads it away: as if the answer had not arrived."""
    async with aclosing(nats.inbox.taken_after(nats.shard, 0)) as taking:
        await nats.inbox.put(nats.shard, hits("/1"), PATIENCE)
        assert paths_of(await anext(taking)) == ["/1"]
        reader = await reader_of(beside, nats.shard)
        await nats.inbox.put(nats.shard, hits("/2"), PATIENCE)
        thief = await beside.jetstream().pull_subscribe_bind(
            consumer=reader, stream=inbox_stream(nats.shard)
        )
        await thief.fetch(1, timeout=PATIENCE)
        if lost == 1:
            await nats.inbox.put(nats.shard, hits("/3"), PATIENCE)
        async with asyncio.timeout(PATIENCE):
            found = paths_of(await anext(taking))
            while len(found) < 3 - lost:
                found += paths_of(await anext(taking))
        assert found == ["/2", "/3"][: len(found)]


async def test_taking_ends_with_the_connection(nats: Engine, shared_nats: NatsServers) -> None:
    async with connected(shared_nats.url, "other", PATIENCE) as client:
        taking = asyncio.create_task(all_of(NatsInbox(client, "x").taken_after(nats.shard, 0)))
        await nats.inbox.put(nats.shard, hits("/1"), PATIENCE)
        await asyncio.sleep(A_MOMENT)
    async with asyncio.timeout(PATIENCE):
        await taking


async def all_of(taking: AsyncGenerator[Sequence[Taken], None]) -> None:
    async for _ in taking:
        pass


async def test_taking_goes_on_after_the_servers_were_away(tmp_path: Path) -> None:
    with nats_servers(tmp_path, 1) as servers:
        async with nats_engine(servers.url) as nats:
            async with aclosing(nats.inbox.taken_after(nats.shard, 0)) as taking:
                await nats.inbox.put(nats.shard, hits("/1"), PATIENCE)
                assert paths_of(await anext(taking)) == ["/1"]
                servers.nodes[0].kill()
                next_one = asyncio.ensure_future(anext(taking))
                await asyncio.sleep(A_MOMENT)
                servers.start()
                await nats.inbox.put(nats.shard, hits("/2"), PATIENCE)
                async with asyncio.timeout(PATIENCE):
                    assert paths_of(await next_one) == ["/2"]
