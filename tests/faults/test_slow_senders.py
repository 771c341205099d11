"""A sender who never finishes is answered in time and let go."""

import asyncio
from contextlib import suppress

import pytest
from aiohttp.test_utils import TestClient

from tests.beacon_load import BROWSER, read_answer
from tests.eventually import PATIENCE
from tests.seeded_data import Seeded

pytestmark = pytest.mark.fault


async def status_of_an_unfinished(port: int, path: str, body: bytes, every: float) -> int:
    """Promise a body, send `body` of it byte by byte; the status, once the line is closed too."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nUser-Agent: {BROWSER}\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n"
    writer.write(head.encode())

    async def drip() -> None:
        for byte in body:
            writer.write(bytes([byte]))
            await asyncio.sleep(every)

    dripping = asyncio.create_task(drip())
    try:
        async with asyncio.timeout(PATIENCE):
            status = (await read_answer(reader)).status
        # A byte that crosses the close on its way makes it a reset: closed all the same.
        with suppress(ConnectionResetError):
            async with asyncio.timeout(PATIENCE):
                assert await reader.read() == b""
        return status
    finally:
        dripping.cancel()
        writer.close()


async def test_a_body_that_never_comes_is_not_waited_for(
    client: TestClient, seeded: Seeded
) -> None:
    beacon = f"/visit/{seeded.site.key}"
    paths = {beacon: 400, f"{beacon}?": 400, f"{beacon}/visited": 400, "/login": 408}
    waiting = [
        status_of_an_unfinished(client.port, path, body, every=0.5)
        for path in paths
        for body in (b"", b'{"url":"https://example.com/"')
    ]
    statuses = await asyncio.gather(*waiting)
    assert statuses == [status for status in paths.values() for _ in range(2)]
