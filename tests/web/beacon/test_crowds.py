"""A crowd of people on the pages holds no hit back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from aiohttp.test_utils import TestClient

from tests.beacon_load import Answer, answer_to, post, read_answer
from tests.seeded_data import Seeded
from tracker.services.recording.entries import Entry
from tracker.services.recording.recorder import Recorder
from tracker.web.beacon.connection import BeaconConnection

CROWD = 200
PAGE = b"GET /login HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def pages_meanwhile(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """For each batch of hits, how many pages began while it was on its way to a slow disk."""
    in_turn, write = BeaconConnection._in_turn, Recorder._write
    begun: list[BeaconConnection] = []
    counted: list[int] = []

    def noted(self: BeaconConnection) -> None:
        begun.append(self)
        in_turn(self)

    async def counting(self: Recorder, batch: list[Entry]) -> None:
        for _ in range(CROWD):
            await asyncio.sleep(0)
        await write(self, batch)
        counted.append(len(begun))

    monkeypatch.setattr(BeaconConnection, "_in_turn", noted)
    monkeypatch.setattr(Recorder, "_write", counting)
    return counted


@asynccontextmanager
async def crowd_on_pages(port: int | None) -> AsyncIterator[list[asyncio.Task[Answer]]]:
    """The answers that they wait for."""
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(CROWD)]
    for _, writer in opened:
        writer.write(PAGE)
    yield [asyncio.create_task(read_answer(reader)) for reader, _ in opened]
    for _, writer in opened:
        writer.close()
    await asyncio.gather(*(writer.wait_closed() for _, writer in opened))


async def test_a_hit_passes_a_crowd_of_pages(
    client: TestClient, seeded: Seeded, pages_meanwhile: list[int]
) -> None:
    async with crowd_on_pages(client.port) as pages:
        hit = post(seeded.site.key, {"id": "one", "url": "https://example.com/"})
        assert (await answer_to(client.port or 0, hit)).status == 204
        assert max(pages_meanwhile) < CROWD / 2
        assert [page.status for page in await asyncio.gather(*pages)] == [200] * CROWD


async def test_a_crowd_of_pages_gets_on_while_hits_never_end(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Recorder, "at_work", True)
    async with crowd_on_pages(client.port) as pages:
        assert [page.status for page in await asyncio.gather(*pages)] == [200] * CROWD


async def test_pages_of_one_connection_are_answered_in_their_order(client: TestClient) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    crowd = [asyncio.create_task(answer_to(client.port or 0, PAGE)) for _ in range(20)]
    for path in ("/login", "/nowhere", "/healthz"):
        writer.write(PAGE.replace(b"/login", path.encode()))
        await asyncio.sleep(0)
    assert [(await read_answer(reader)).status for _ in range(3)] == [200, 404, 200]
    writer.close()
    await asyncio.gather(writer.wait_closed(), *crowd)


async def test_who_leaves_the_crowd_disturbs_nobody(client: TestClient) -> None:
    for _ in range(20):
        _, writer = await asyncio.open_connection("127.0.0.1", client.port)
        writer.write(PAGE)
        writer.transport.abort()
        with suppress(OSError):
            await writer.wait_closed()
    assert (await answer_to(client.port or 0, PAGE)).status == 200
