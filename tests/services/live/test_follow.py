"""One watcher's stream over a real log: nothing missing, nothing twice."""

import asyncio
import json
from contextlib import aclosing

import pytest

from tests.eventually import PATIENCE, eventually
from tests.making import event, visitor
from tracker.domain.filters import EVERYTHING, Conditions, Filter
from tracker.services.live.fan_out import Live
from tracker.services.live.follow import Follower
from tracker.services.live.frames import Frame
from tracker.services.live.refused import Refused
from tracker.services.live.watchers import INBOX, INBOX_BYTES
from tracker.services.presence.presence import Presence
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.sites.sites import Site

SITE = Site(1, "abcdefghijkl", 1, "example.com", (), "UTC", 0, "no")


class Stream:
    """A log with its live fan-out, and a way to commit as the recorder does."""

    def __init__(self, log, live):
        self.log = log
        self.live = live
        self.written = 0

    async def commit(self, count=1, path="/", site_id=1):
        who = visitor(site_id=site_id)
        rows = [event(self.written + n, who=who, path=path) for n in range(count)]
        self.written += count
        await self.log.append(rows)
        self.live.publish(rows)

    async def commit_apart(self, count):
        """Rows that become known one after the other in the same moment."""
        rows = [event(self.written + n) for n in range(count)]
        self.written += count
        await self.log.append(rows)
        for row in rows:
            self.live.publish([row])

    def follow(self, cursor=None, wanted=EVERYTHING, sink=None):
        refused = Refused(self.live.tell)
        follower = Follower(self.log, self.live, Presence(), refused, SITE)
        return follower.frames(cursor, wanted, sink)


@pytest.fixture
async def stream(db: Database) -> Stream:
    log = SqliteEventLog(db)
    await log.open()
    return Stream(log, Live())


async def until_ready(frames):
    """All messages up to and with `ready`."""
    messages = []
    async for frame in frames:
        messages += json.loads(frame.data)
        if messages[-1]["type"] == "ready":
            return messages
    raise AssertionError("the stream ended")


async def take_events(frames, count):
    cursors = []
    while len(cursors) < count:
        frame = await asyncio.wait_for(anext(frames), PATIENCE)
        cursors += [m["cursor"] for m in json.loads(frame.data) if m["type"] == "event"]
    return cursors


async def test_a_new_view_begins_with_hello_then_the_last_events(stream):
    await stream.commit(3)
    async with aclosing(stream.follow()) as frames:
        messages = await until_ready(frames)
    assert [message["type"] for message in messages] == [
        "hello",
        "event",
        "event",
        "event",
        "ready",
    ]
    assert messages[-1]["replayed"] == 3


async def test_a_backlog_is_two_hundred_events(stream):
    await stream.commit(250)
    async with aclosing(stream.follow()) as frames:
        messages = await until_ready(frames)
    assert [m["cursor"] for m in messages if m["type"] == "event"] == list(range(51, 251))


async def test_a_cursor_resumes_after_what_was_seen(stream):
    await stream.commit(10)
    async with aclosing(stream.follow(cursor=7)) as frames:
        messages = await until_ready(frames)
    assert [m["cursor"] for m in messages if m["type"] == "event"] == [8, 9, 10]


async def test_another_sites_rows_are_not_seen(stream):
    await stream.commit(2)
    await stream.commit(2, site_id=2)
    async with aclosing(stream.follow(cursor=0)) as frames:
        messages = await until_ready(frames)
        await stream.commit(1, site_id=2)
        await stream.commit(1)
        assert await take_events(frames, 1) == [6]
    assert [m["cursor"] for m in messages if m["type"] == "event"] == [1, 2]


async def test_what_is_committed_during_the_replay_comes_once(stream):
    await stream.commit(300)
    async with aclosing(stream.follow(cursor=0)) as frames:
        cursors = []
        while len(cursors) < 400:
            frame = await asyncio.wait_for(anext(frames), PATIENCE)
            cursors += [m["cursor"] for m in json.loads(frame.data) if m["type"] == "event"]
            if stream.written < 400:
                await stream.commit(25)
    assert cursors == list(range(1, 401))


async def test_a_long_gap_is_replayed_whole(stream):
    for _ in range(5):
        await stream.commit(1_000)
    async with aclosing(stream.follow(cursor=0)) as frames:
        assert await take_events(frames, 5_000) == list(range(1, 5_001))


async def test_the_first_message_goes_out_at_once(stream):
    async with aclosing(stream.follow()) as frames:
        await until_ready(frames)
        await stream.commit()
        frame = await asyncio.wait_for(anext(frames), PATIENCE)
    assert len(json.loads(frame.data)) == 1


async def test_what_was_committed_together_comes_in_one_frame(stream):
    async with aclosing(stream.follow()) as frames:
        await until_ready(frames)
        await stream.commit(3)
        frame = await asyncio.wait_for(anext(frames), PATIENCE)
    assert (len(json.loads(frame.data)), frame.cursor) == (3, 3)


async def test_who_comes_between_two_frames_hears_nothing_from_before(stream):
    async with aclosing(stream.follow()) as frames, aclosing(stream.follow()) as later:
        await until_ready(frames)
        await stream.commit_apart(3)
        await until_ready(later)
        await stream.commit()
        assert await take_events(later, 1) == [4]
        assert await take_events(frames, 4) == [1, 2, 3, 4]


async def test_what_follows_soon_comes_in_one_frame(stream):
    async with aclosing(stream.follow()) as frames:
        await until_ready(frames)
        await stream.commit_apart(10)
        first = json.loads((await asyncio.wait_for(anext(frames), PATIENCE)).data)
        second = json.loads((await asyncio.wait_for(anext(frames), PATIENCE)).data)
    assert (len(first), len(second)) == (1, 9)


async def test_a_filter_is_applied_to_replay_and_live(stream):
    await stream.commit(2, path="/docs")
    await stream.commit(2, path="/blog/waves")
    async with aclosing(stream.follow(0, Filter(only=Conditions(page_begins="/blog")))) as frames:
        messages = await until_ready(frames)
        await stream.commit(1, path="/docs")
        await stream.commit(1, path="/blog")
        assert await take_events(frames, 1) == [6]
    assert [m["cursor"] for m in messages if m["type"] == "event"] == [3, 4]


async def test_a_filter_looks_further_back_than_the_last_events(stream):
    for _ in range(3):
        await stream.commit(1, path="/rare")
        await stream.commit(400)
    await stream.commit(1, path="/rare")
    async with aclosing(stream.follow(wanted=Filter(only=Conditions(page="/rare")))) as frames:
        messages = await until_ready(frames)
    told = [message["cursor"] for message in messages if message["type"] == "event"]
    assert told == [1, 402, 803, 1204]
    assert messages[-1]["replayed"] == 4


async def test_a_watcher_that_fell_behind_is_told_and_misses_nothing(stream):
    async with aclosing(stream.follow()) as frames:
        await until_ready(frames)
        await stream.commit()
        assert await take_events(frames, 1) == [1]
        channel = next(iter(stream.live._sites[1].values()))
        for _ in range(INBOX + 5):
            await stream.commit()
            channel.flush()
        frame = json.loads((await asyncio.wait_for(anext(frames), PATIENCE)).data)
        assert frame[0]["type"] == "skipped"
        assert await take_events(frames, INBOX + 5) == list(range(2, INBOX + 7))


async def test_the_stream_ends_when_the_server_stops(stream):
    async with aclosing(stream.follow()) as frames:
        await until_ready(frames)
        stream.live.close()
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(anext(frames), PATIENCE)


async def test_nobody_is_left_behind_when_a_view_closes(stream):
    frames = stream.follow()
    await until_ready(frames)
    assert stream.live.watchers == 1
    await frames.aclose()
    assert stream.live.watchers == 0
    assert stream.live.watched == []


class Tap:
    """A sink that can be shut."""

    def __init__(self):
        self.is_open = True
        self.cursors = []

    def __call__(self, frame):
        if self.is_open:
            self.cursors += cursors_in(frame)
        return self.is_open


def cursors_in(frame):
    return [m["cursor"] for m in json.loads(frame.data) if m["type"] == "event"]


async def test_an_idle_readers_frames_go_straight_into_its_sink(stream):
    tap = Tap()
    async with aclosing(stream.follow(sink=tap)) as frames:
        await until_ready(frames)
        waiting = asyncio.create_task(anext(frames))
        await asyncio.sleep(0)
        await stream.commit(3)
        await eventually(lambda: tap.cursors == [1, 2, 3])
        assert not waiting.done()
        waiting.cancel()
        await asyncio.wait([waiting])


async def test_what_a_shut_sink_does_not_take_is_yielded(stream):
    tap = Tap()
    async with aclosing(stream.follow(sink=tap)) as frames:
        await until_ready(frames)
        waiting = asyncio.create_task(anext(frames))
        await asyncio.sleep(0)
        await stream.commit()
        await eventually(lambda: tap.cursors == [1])
        tap.is_open = False
        await stream.commit()
        assert cursors_in(await asyncio.wait_for(waiting, PATIENCE)) == [2]


async def test_a_reader_that_fell_behind_its_sink_hears_nothing_twice(stream):
    tap = Tap()
    async with aclosing(stream.follow(sink=tap)) as frames:
        await until_ready(frames)
        waiting = asyncio.create_task(anext(frames))
        await asyncio.sleep(0)
        await stream.commit(5)
        await eventually(lambda: len(tap.cursors) == 5)
        tap.is_open = False
        channel = next(iter(stream.live._sites[1].values()))
        await stream.commit()
        channel.flush()
        heard = cursors_in(await asyncio.wait_for(waiting, PATIENCE))
        for _ in range(INBOX + 1):
            await stream.commit()
            channel.flush()
        heard += await take_events(frames, INBOX + 1)
    assert heard == list(range(6, INBOX + 8))


@pytest.mark.parametrize("size", [5, 125, 126, 65_535, 65_536])
def test_a_frames_head_says_how_long_its_text_is(size):
    head = Frame(b"x" * size, 0).head
    length = int.from_bytes(head[2:]) if head[1] > 125 else head[1]
    assert (head[0], length) == (0x81, size)


async def test_a_watcher_is_not_kept_more_bytes_than_it_may_be_behind():
    with Live().watch(1, EVERYTHING) as watcher:
        frames = [Frame(b"x" * (INBOX_BYTES // 3), cursor) for cursor in range(1, 6)]
        for frame in frames[:3]:
            watcher.offer(frame)
        assert await watcher.next() is frames[0]
        watcher.offer(frames[3])
        assert not watcher.skipped
        watcher.offer(frames[4])
        assert watcher.skipped
        assert await watcher.next() is None
