"""A lease goes by itself, and only another's name ends who holds it."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from nats.aio.client import Client
from nats.js.errors import KeyNotFoundError

from tests.engines.engine import Engine
from tests.engines.nats_server import nats_servers, needs_nats
from tests.eventually import A_MOMENT, PATIENCE, eventually
from tracker.storage.nats.connection import SteadyClient, connected
from tracker.storage.nats.leases import NatsLeases
from tracker.storage.nats.streams import prepare

pytestmark = needs_nats


async def revision_of(client: Client, name: str) -> int:
    async with asyncio.timeout(PATIENCE):
        async with NatsLeases(client, "bob", time.monotonic).hold(name) as lease:
            return lease.revision


async def test_it_is_renewed_for_as_long_as_it_is_held(nats: Engine, beside: SteadyClient) -> None:
    async with NatsLeases(beside, "ada", time.monotonic).hold(nats.name) as lease:
        keys, seen = await beside.jetstream().key_value("lease"), lease.revision
        for _ in range(2):
            seen = await eventually(lambda seen=seen: newer(keys, nats.name, seen))
        assert not lease.lost.is_set()
        await eventually(lambda: holds(keys, nats.name, b"ada-1"))


async def newer(keys: object, name: str, revision: int) -> int:
    """Any server answers, also one that is behind: it may know nothing of it yet."""
    try:
        found = (await keys.get(name)).revision
    except KeyNotFoundError as error:
        raise AssertionError(error) from error
    return found if found > revision else 0


async def test_it_goes_by_itself_when_its_holder_is_gone(
    nats: Engine, beside: SteadyClient
) -> None:
    """Five seconds after the last word: as of a process that was killed."""
    keys = await beside.jetstream().key_value("lease")
    left = await keys.create(nats.name, b"killed-1")
    assert await revision_of(beside, nats.name) > left


async def test_another_name_in_it_ends_who_holds_it(nats: Engine, beside: SteadyClient) -> None:
    keys = await beside.jetstream().key_value("lease")
    async with NatsLeases(beside, "ada", time.monotonic).hold(nats.name) as lease:
        await keys.put(nats.name, b"bob-1")
        async with asyncio.timeout(PATIENCE):
            await lease.lost.wait()
    await eventually(lambda: holds(keys, nats.name, b"bob-1"))


async def test_who_leaves_lets_go_of_nobody_elses(nats: Engine, beside: SteadyClient) -> None:
    keys = await beside.jetstream().key_value("lease")
    async with NatsLeases(beside, "ada", time.monotonic).hold(nats.name):
        await keys.put(nats.name, b"bob-1")
    await eventually(lambda: holds(keys, nats.name, b"bob-1"))


async def test_who_finds_it_gone_takes_it_again(nats: Engine, beside: SteadyClient) -> None:
    keys = await beside.jetstream().key_value("lease")
    async with NatsLeases(beside, "ada", time.monotonic).hold(nats.name) as lease:
        await keys.delete(nats.name)
        await eventually(lease.lapsed.is_set)  # another may have had it meanwhile
        await eventually(lambda: holds(keys, nats.name, b"ada-1"))
        assert not lease.lost.is_set()


async def test_who_was_stopped_hears_that_it_is_still_theirs(
    nats: Engine, beside: SteadyClient
) -> None:
    steady = [0.0]
    async with NatsLeases(beside, "ada", lambda: steady[0]).hold(nats.name) as lease:
        steady[0] = 3_600.0
        async with asyncio.timeout(PATIENCE):
            await lease.check()
        assert not lease.is_over


async def holds(keys: object, name: str, holder: bytes) -> bool:
    try:
        return (await keys.get(name)).value == holder
    except Exception as error:
        raise AssertionError(error) from error


async def test_an_answer_that_was_lost_is_no_other_name(nats: Engine, beside: SteadyClient) -> None:
    keys = await beside.jetstream().key_value("lease")
    async with NatsLeases(beside, "ada", time.monotonic).hold(nats.name) as lease:
        ours = await keys.put(nats.name, b"ada-1")
        await eventually(lambda: newer(keys, nats.name, ours))
        assert not lease.lost.is_set()


async def test_who_cannot_renew_it_holds_on(tmp_path: Path) -> None:
    """The servers are away for longer than it lasts, and have forgotten it."""
    with nats_servers(tmp_path, 1) as servers:
        async with connected(servers.url, "test", PATIENCE) as client:
            await prepare(client, [], PATIENCE)
            keys = await client.jetstream().key_value("lease")
            async with NatsLeases(client, "ada", time.monotonic).hold("0") as lease:
                servers.nodes[0].kill()
                await asyncio.sleep(A_MOMENT)
                servers.start()
                await keys_emptied(keys)
                await eventually(lambda: holds(keys, "0", b"ada-1"))
                assert not lease.lost.is_set()
                servers.nodes[0].kill()
            servers.start()  # what is left then goes by itself
            assert await revision_of(client, "0") > lease.revision


async def keys_emptied(keys: object) -> None:
    async def emptied() -> bool:
        try:
            await keys.delete("0")
        except Exception as error:
            raise AssertionError(error) from error
        return True

    await eventually(emptied)
