"""A crowd of people on the pages holds no hit back."""

import asyncio
from contextlib import suppress

import pytest
from aiohttp.test_utils import TestClient

from tests.beacon_load import answer_to, post, read_answer
from tests.seeded_data import Seeded
from tracker.services.recorder import Entry, Recorder
from tracker.web.fastpath import BeaconConnection

CROWD = 200
PAGE = b"GET /login HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def pages_before(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """For each batch of hits, how many pages had begun when it was on its way to the disk."""
    in_turn, write = BeaconConnection._in_turn, Recorder._write
    begun: list[BeaconConnection] = []
    counted: list[int] = []

    def noted(self: BeaconConnection) -> None:
        begun.append(self)
        in_turn(self)

    async def counting(self: Recorder, batch: list[Entry]) -> None:
        counted.append(len(begun))
        await write(self, batch)

    monkeypatch.setattr(BeaconConnection, "_in_turn", noted)
    monkeypatch.setattr(Recorder, "_write", counting)
    return counted


async def test_a_hit_passes_a_crowd_of_pages(
    client: TestClient, seeded: Seeded, pages_before: list[int]
) -> None:
    opened = [await asyncio.open_connection("127.0.0.1", client.port) for _ in range(CROWD + 1)]
    (to_hit, from_hit), *crowd = opened
    for _, writer in crowd:
        writer.write(PAGE)
    from_hit.write(post(seeded.site.key, {"id": "one", "url": "https://example.com/"}))
    pages = [asyncio.create_task(read_answer(reader)) for reader, _ in crowd]
    assert (await read_answer(to_hit)).status == 204
    assert max(pages_before) < CROWD / 2
    assert [page.status for page in await asyncio.gather(*pages)] == [200] * CROWD
    for _, writer in opened:
        writer.close()
    await asyncio.gather(*(writer.wait_closed() for _, writer in opened))


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
