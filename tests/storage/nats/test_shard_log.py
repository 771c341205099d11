"""The log in NATS where it is more than what every log promises."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from itertools import count
from pathlib import Path

import pytest
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.js.api import StreamConfig
from nats.js.errors import APIError

from tests.engines.engine import Engine
from tests.engines.nats_engine import nats_engine
from tests.engines.nats_server import NatsServers, nats_servers, needs_nats
from tests.engines.reading import first, nothing_more
from tests.eventually import A_MOMENT, PATIENCE, eventually
from tests.making import event
from tracker.domain.events import Event
from tracker.domain.rows import Row
from tracker.domain.shard_cursors import cursor_in, message_with
from tracker.storage.file.errors import Conflict, Fenced, RefusesForNow
from tracker.storage.nats.connection import SteadyClient, connected
from tracker.storage.nats.shard_log import NatsShardLog
from tracker.storage.nats.stored import stored
from tracker.storage.nats.streams import log_stream, prepare
from tracker.storage.nats_lines.messages import LARGEST, UnknownFormat
from tracker.storage.processes.shard_log import Forgotten, Position, ShardLog

pytestmark = needs_nats


def rows_behind(cursor: int, number: int = 1, path: str = "/") -> list[Row]:
    rows: list[Row] = [event(each, path=path) for each in range(1, number + 1)]
    for each, row in enumerate(rows, 1):
        row.cursor = cursor_in(message_with(cursor) + 1, each)
    return rows


async def append(log: ShardLog, shard: int, number: int = 1, path: str = "/") -> Sequence[Row]:
    """One message more, of so many rows."""
    stands = await log.newest(shard)
    rows = rows_behind(stands.cursor, number, path)
    await log.append(shard, rows, Position(stands.cursor, stands.taken + 1), "ada")
    return rows


async def changed(client: SteadyClient, shard: int, **more: object) -> None:
    """The stream, with another configuration."""
    config = (await client.jetstream().stream_info(log_stream(shard))).config
    await client.jetstream().update_stream(config.evolve(**more))


async def test_a_log_may_begin_above_the_cursors_of_another(shared_nats: NatsServers) -> None:
    async with nats_engine(shared_nats.url, first=5_000_000) as nats:
        stands = await nats.log.newest(nats.shard)
        assert stands == (cursor_in(4_999_999, 0), 0)
        [row] = await append(nats.log, nats.shard)
        assert row.cursor == cursor_in(5_000_000, 1)
        assert await first(nats.log.follow(nats.shard, stands.cursor), 1) == [row]
        with pytest.raises(Forgotten):
            await first(nats.log.follow(nats.shard, 0), 1)


async def test_what_nobody_told_is_read_from_the_stream(nats: Engine, beside: SteadyClient) -> None:
    """In the middle and at the end: the stream republishes nothing for a while."""
    told = (await beside.jetstream().stream_info(log_stream(nats.shard))).config.republish
    following = asyncio.create_task(first(nats.log.follow(nats.shard, 0), 4))
    made = [*await append(nats.log, nats.shard)]
    await changed(beside, nats.shard, republish=None)
    made += await append(nats.log, nats.shard)
    await changed(beside, nats.shard, republish=told)
    made += await append(nats.log, nats.shard)
    await changed(beside, nats.shard, republish=None)
    made += await append(nats.log, nats.shard)
    assert await following == made


async def test_what_is_told_twice_is_heard_once(nats: Engine, beside: SteadyClient) -> None:
    async with aclosing(nats.log.follow(nats.shard, 0)) as following:
        waiting = asyncio.ensure_future(anext(following))
        made = await append(nats.log, nats.shard)
        assert await waiting == made
        copy = {"V": "1", "Nats-Sequence": "1"}
        await beside.publish(f"live.{nats.shard}", b"", headers=copy)
        assert await anext_after(following, append(nats.log, nats.shard))


async def anext_after(following: object, act: object) -> bool:
    """Whether what the act has made is the next."""
    waiting = asyncio.ensure_future(anext(following))
    return await act == await asyncio.wait_for(waiting, PATIENCE)


@pytest.mark.parametrize("headers", [{}, {"V": "2"}])
async def test_another_format_holds_up_what_is_behind_it(
    nats: Engine, beside: SteadyClient, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    made = await append(nats.log, nats.shard)
    await beside.jetstream().publish(f"log.{nats.shard}", b"???", headers=headers)
    following = nats.log.follow(nats.shard, made[-1].cursor)
    assert await nothing_more(following)
    assert f"Message 2 of LOG_{nats.shard} cannot be read: format" in caplog.text
    with pytest.raises(UnknownFormat):
        await nats.log.newest(nats.shard)
    with pytest.raises(UnknownFormat):
        await nats.log.rows_after(nats.shard, 1, 0, cursor_in(9, 1), 9)


async def test_what_holds_it_up_is_forgotten_once_it_is_purged(
    nats: Engine, beside: SteadyClient, caplog: pytest.LogCaptureFixture
) -> None:
    made = await append(nats.log, nats.shard)
    await beside.jetstream().publish(f"log.{nats.shard}", b"???", headers={"V": "1"})
    waiting = asyncio.create_task(first(nats.log.follow(nats.shard, made[-1].cursor), 1))
    await eventually(lambda: "cannot be read: no row" in caplog.text)
    await beside.jetstream().purge_stream(log_stream(nats.shard), seq=3)
    with pytest.raises(Forgotten, match=f"message 2 of LOG_{nats.shard}"):
        await waiting


async def test_half_a_message_that_is_gone_is_missed(nats: Engine) -> None:
    """The rows behind its middle are lost to who goes on there; behind its end nothing is."""
    made = await append(nats.log, nats.shard, 3)
    later = await append(nats.log, nats.shard)
    await nats.log.purge(nats.shard, later[0].cursor)
    assert await first(nats.log.follow(nats.shard, made[-1].cursor), 1) == later
    for cursor in (0, made[0].cursor, made[1].cursor):
        with pytest.raises(Forgotten):
            await first(nats.log.follow(nats.shard, cursor), 1)
        with pytest.raises(Forgotten):
            await nats.log.rows_after(nats.shard, 1, cursor, later[0].cursor, 9)


async def test_messages_that_go_while_they_are_read_are_missed(
    nats: Engine, beside: SteadyClient
) -> None:
    """They are read a hundred at a time."""
    for _ in range(3):
        await append(nats.log, nats.shard)
    await beside.jetstream().delete_msg(log_stream(nats.shard), 2)
    with pytest.raises(Forgotten, match=f"message 2 of LOG_{nats.shard} is gone"):
        await first(nats.log.follow(nats.shard, 0), 3)


async def test_an_answer_that_was_lost_is_asked_for_again(
    nats: Engine, beside: SteadyClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [(await append(nats.log, nats.shard))[0] for _ in range(4)]
    next_msg = Subscription.next_msg
    answers = count()

    async def losing(subscription: Subscription, *within: float) -> Msg:
        message = await next_msg(subscription, *within)
        if "Nats-Sequence" in (message.header or {}) and next(answers) in {0, 2}:
            return await next_msg(subscription, *within)
        return message

    monkeypatch.setattr(Subscription, "next_msg", losing)
    assert await nats.log.rows_after(nats.shard, 1, 0, made[-1].cursor, 9) == made


async def test_who_reads_is_told_that_nobody_answers(tmp_path: Path) -> None:
    with nats_servers(tmp_path, 1) as servers:
        async with connected(servers.url, "test", PATIENCE) as client:
            await prepare(client, [0], PATIENCE)
            await append(NatsShardLog(client, [0]), 0)
            servers.nodes[0].pause()
            with pytest.raises(RefusesForNow):
                await anext(stored(client, log_stream(0), 1, 1))
            servers.nodes[0].resume()


async def test_who_follows_goes_on_behind_a_log_that_was_emptied(
    nats: Engine, beside: SteadyClient
) -> None:
    made = await append(nats.log, nats.shard)
    at = await nats.log.newest(nats.shard)
    await beside.jetstream().purge_stream(log_stream(nats.shard))
    following = asyncio.create_task(first(nats.log.follow(nats.shard, made[0].cursor), 1))
    rows = rows_behind(at.cursor)
    await nats.log.append(nats.shard, rows, at, "ada")
    assert await following == rows


async def test_silence_is_no_end(nats: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.storage.nats.followed.SILENCE", 0.01)
    following = asyncio.create_task(first(nats.log.follow(nats.shard, 0), 1))
    await asyncio.sleep(A_MOMENT)
    assert await append(nats.log, nats.shard) == await following


async def test_a_site_is_read_beyond_a_batch_and_up_to_the_newest(nats: Engine) -> None:
    made = [(await append(nats.log, nats.shard))[0] for _ in range(130)]
    far = made[-1].cursor + (99 << 12)
    assert await nats.log.rows_after(nats.shard, 1, 0, far, 200) == made
    assert await nats.log.rows_after(nats.shard, 1, 0, far, 110) == made[:110]


async def test_a_full_log_refuses_until_it_is_purged(nats: Engine, beside: SteadyClient) -> None:
    await changed(beside, nats.shard, max_bytes=20_000)
    made = [*await append(nats.log, nats.shard, path="x" * 6_000)]
    made += await append(nats.log, nats.shard, path="x" * 6_000)
    with pytest.raises(RefusesForNow, match="maximum bytes exceeded"):
        await append(nats.log, nats.shard, path="x" * 9_000)
    await nats.log.purge(nats.shard, made[-1].cursor)
    made += await append(nats.log, nats.shard, path="x" * 9_000)
    assert await first(nats.log.follow(nats.shard, made[0].cursor), 2) == made[1:]


async def test_what_can_never_be_a_message_is_a_conflict(nats: Engine) -> None:
    at = Position((await nats.log.newest(nats.shard)).cursor, 1)
    for rows in (
        [],
        rows_behind(at.cursor, path="x" * LARGEST),
        rows_behind(at.cursor + (1 << 12)),
    ):
        with pytest.raises(Conflict):
            await nats.log.append(nats.shard, rows, at, "ada")


async def test_what_a_server_does_not_take_is_a_conflict(tmp_path: Path) -> None:
    with nats_servers(tmp_path, 1) as servers:
        servers.nodes[0].reload("max_payload: 10kB\n")
        servers.nodes[0].kill()
        servers.start()
        async with nats_engine(servers.url) as nats:
            with pytest.raises(Conflict, match="NATS takes no message"):
                await append(nats.log, nats.shard, path="x" * 20_000)


async def test_an_answer_that_was_lost_is_found_out_by_asking_again(tmp_path: Path) -> None:
    """The server stops in the middle: nobody knows whether it was stored."""
    with nats_servers(tmp_path, 1) as servers:
        async with nats_engine(servers.url) as nats:
            stands = await nats.log.newest(nats.shard)
            rows, at = rows_behind(stands.cursor, 3), Position(stands.cursor, 7)
            servers.nodes[0].pause()
            with pytest.raises(RefusesForNow):
                await nats.log.append(nats.shard, rows, at, "ada")
            servers.nodes[0].resume()
            await eventually(lambda: is_stored(nats, rows, at))
            assert await first(nats.log.follow(nats.shard, 0), 3) == rows
            with pytest.raises(Fenced, match="is at 1, by ada, and not at 0"):
                await nats.log.append(nats.shard, rows, Position(stands.cursor, 8), "ada")


async def is_stored(nats: Engine, rows: Sequence[Row], at: Position) -> bool:
    try:
        return await nats.log.append(nats.shard, rows, at, "ada") == (rows[-1].cursor, at.taken)
    except RefusesForNow as error:
        raise AssertionError(error) from error


async def test_what_was_refused_though_nothing_came_is_sent_again(
    nats: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Because of a message of somebody else, say, that is never stored."""
    assert isinstance(nats.log, NatsShardLog)

    async def refuse_once(*_: object, **__: object) -> None:
        monkeypatch.undo()
        raise APIError(code=400, err_code=10071, description="wrong last sequence: 0")

    monkeypatch.setattr(nats.log._jetstream, "publish", refuse_once)
    rows = await append(nats.log, nats.shard)
    assert await first(nats.log.follow(nats.shard, 0), 1) == rows


async def test_a_log_that_was_made_anew_is_fenced(nats: Engine, beside: SteadyClient) -> None:
    """Somebody has deleted the stream: what was there cannot be gone on behind."""
    await append(nats.log, nats.shard)
    at = await nats.log.newest(nats.shard)
    config = (await beside.jetstream().stream_info(log_stream(nats.shard))).config
    await beside.jetstream().delete_stream(log_stream(nats.shard))
    await eventually(lambda: made_anew(beside, config))
    with pytest.raises(Fenced, match="is at 0, by nobody, and not at 1"):
        await again(lambda: nats.log.append(nats.shard, rows_behind(at.cursor), at, "ada"))


async def made_anew(client: SteadyClient, config: StreamConfig) -> bool:
    await client.jetstream().add_stream(config)
    return True


async def again(act: object) -> object:
    """Until the engine answers."""

    async def answered() -> bool:
        try:
            await act()
        except RefusesForNow as error:
            raise AssertionError(error) from error
        return True

    return await eventually(answered)


async def test_who_follows_waits_for_servers_that_are_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.storage.nats.followed.SILENCE", 0.01)
    monkeypatch.setattr("tracker.storage.nats.stored.TRY", 0.1)
    with nats_servers(tmp_path, 1) as servers:
        async with nats_engine(servers.url) as nats:
            made = [*await append(nats.log, nats.shard)]
            servers.nodes[0].kill()
            following = asyncio.create_task(first(nats.log.follow(nats.shard, 0), 2))
            await asyncio.sleep(A_MOMENT)
            servers.start()
            await eventually(lambda: appended(nats, made))
            assert await following == made
            following = asyncio.create_task(first(nats.log.follow(nats.shard, 0), 3))
            await asyncio.sleep(A_MOMENT)
            servers.nodes[0].kill()
            await asyncio.sleep(5 * A_MOMENT)
            servers.start()
            await eventually(lambda: appended(nats, made))
            assert await following == made


async def appended(nats: Engine, made: list[Row]) -> bool:
    try:
        made += await append(nats.log, nats.shard)
    except RefusesForNow as error:
        raise AssertionError(error) from error
    return True


async def test_following_ends_with_the_connection(nats: Engine, shared_nats: NatsServers) -> None:
    async with connected(shared_nats.url, "other", PATIENCE) as client:
        following = asyncio.create_task(all_of(NatsShardLog(client, []).follow(nats.shard, 0)))
        await append(nats.log, nats.shard)
        await asyncio.sleep(A_MOMENT)
    async with asyncio.timeout(PATIENCE):
        await following


async def all_of(following: AsyncGenerator[Sequence[Row], None]) -> None:
    async for _ in following:
        pass


async def test_two_shards_are_followed_at_once(nats: Engine) -> None:
    both = [nats.shard, nats.other]
    following = [asyncio.create_task(first(nats.log.follow(each, 0), 20)) for each in both]
    made: dict[int, list[Row]] = {each: [] for each in both}
    for _ in range(10):
        for shard in both:
            made[shard] += await append(nats.log, shard, 2)
    assert [await each for each in following] == [made[each] for each in both]


async def test_another_process_reads_the_same(nats: Engine, shared_nats: NatsServers) -> None:
    made = await append(nats.log, nats.shard, 5)
    async with connected(shared_nats.url, "other", PATIENCE) as client:
        log = NatsShardLog(client, [nats.shard])
        assert await log.newest(nats.shard) == await nats.log.newest(nats.shard)
        [*rows] = await first(log.follow(nats.shard, 0), 5)
    assert rows == made
    assert all(isinstance(row, Event) for row in rows)


async def test_one_that_is_nearly_full_names_its_older_half(
    nats: Engine, beside: SteadyClient
) -> None:
    for _ in range(4):
        await append(nats.log, nats.shard)
    assert await nats.log.crowded(nats.shard) == 0
    await changed(beside, nats.shard, max_msgs=6)
    assert await nats.log.crowded(nats.shard) == 0
    for limit in ({"max_msgs": 5}, {"max_msgs": -1, "max_bytes": 10}):
        await changed(beside, nats.shard, **limit)
        assert await nats.log.crowded(nats.shard) == cursor_in(3, 0)
    for before, oldest in ((0, 1), (cursor_in(3, 0), 3)):
        await nats.log.purge(nats.shard, before)
        state = (await beside.jetstream().stream_info(log_stream(nats.shard))).state
        assert state.first_seq == oldest
