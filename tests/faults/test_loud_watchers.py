"""A live view that floods, breaks the protocol or opens too often is ended with the right code."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from tests.beacon_load import Answer, answer_to, read_answer
from tests.eventually import PATIENCE, eventually
from tests.faults.busy_loop import LONGEST_MS, spells
from tests.raw_socket import (
    BINARY,
    CONTINUATION,
    PING,
    TEXT,
    close_code,
    event_stream,
    frame,
    home,
    read_frame,
    upgrade,
)
from tests.seeded_data import Seeded
from tracker.config import Config
from tracker.web import keys

pytestmark = pytest.mark.fault

PONG = 10

View = Callable[[int, Seeded], bytes]


@asynccontextmanager
async def opened(
    port: int, request: bytes
) -> AsyncIterator[tuple[Answer, asyncio.StreamReader, asyncio.StreamWriter]]:
    """A live view whose bytes the test writes itself."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        yield await read_answer(reader), reader, writer
    finally:
        writer.close()


BROKEN = {
    "a flood of messages": (frame(TEXT, b"x") * 11, 1008),
    "a message over 4 KB": (frame(TEXT, b"x" * 4097), 1009),
    "fragments that add up to more": (
        frame(TEXT, b"x" * 2000, final=False) + frame(CONTINUATION, b"x" * 2000, final=False) * 2,
        1009,
    ),
    "text that is not UTF-8": (frame(TEXT, b"\xff\xfe"), 1007),
    "a continuation of nothing": (frame(CONTINUATION, b"x"), 1002),
    "a reserved kind of frame": (frame(3, b"x"), 1002),
    "a control frame in pieces": (frame(PING, b"x", final=False), 1002),
    "bytes instead of text": (frame(BINARY, b"x"), 1003),
}


@pytest.mark.parametrize("view", [upgrade, home])
@pytest.mark.parametrize(("sent", "code"), BROKEN.values(), ids=BROKEN)
async def test_what_no_view_would_send_ends_the_socket(
    client: TestClient, seeded: Seeded, view: View, sent: bytes, code: int
) -> None:
    async with opened(client.port, view(client.port, seeded)) as (answer, reader, writer):
        assert answer.status == 101
        writer.write(sent)
        async with asyncio.timeout(PATIENCE):
            assert await close_code(reader) == code
    await eventually(lambda: client.app[keys.LIVE].watchers == 0)


async def test_no_flood_keeps_the_loop_to_itself(client: TestClient, seeded: Seeded) -> None:
    async def loud(sent: bytes, code: int) -> None:
        async with opened(client.port, upgrade(client.port, seeded)) as (_, reader, writer):
            writer.write(sent)
            async with asyncio.timeout(PATIENCE):
                assert await close_code(reader) == code

    await loud(*BROKEN["a flood of messages"])  # what the first one makes for all is not timed
    with spells() as found:
        await asyncio.gather(*(loud(*each) for each in list(BROKEN.values()) * 2))
    assert max(found, default=0) <= LONGEST_MS, max(found).of


async def test_a_view_may_say_something_now_and_then(client: TestClient, seeded: Seeded) -> None:
    async with opened(client.port, upgrade(client.port, seeded)) as (_, reader, writer):
        fragments = frame(TEXT, b"x", final=False) + frame(CONTINUATION, b"y")
        writer.write(fragments * 10 + frame(PING, b"there?"))
        async with asyncio.timeout(PATIENCE):
            while (kind_and_payload := await read_frame(reader))[0] == TEXT:
                pass
    assert kind_and_payload == (PONG, b"there?")


class TestTooMany:
    @pytest.fixture(params=["sockets", "sockets_per_user"])
    def config(self, request: pytest.FixtureRequest, config: Config) -> Config:
        return replace(config, **{request.param: 2})

    @pytest.mark.parametrize("another", [upgrade, home, event_stream])
    async def test_one_view_more_than_allowed_is_refused_until_another_closes(
        self, client: TestClient, seeded: Seeded, another: View
    ) -> None:
        port = client.port
        async with opened(port, upgrade(port, seeded)) as (first, _, _):
            async with opened(port, event_stream(port, seeded)) as (second, _, _):
                assert (first.status, second.status) == (101, 200)
                refused = await answer_to(port, another(port, seeded))
                assert refused.status == 503
                assert "Retry-After: 10" in refused.head

            async def opens() -> bool:
                return (await answer_to(port, another(port, seeded))).status < 300

            assert await eventually(opens)
