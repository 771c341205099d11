"""Hits as HTTP allows them, and as it does not: order, closing, odd forms, broken ones."""

import asyncio
from collections.abc import Sequence

import pytest
from aiohttp.test_utils import TestClient

from tests.beacon_load import BROWSER, post, read_answer
from tests.seeded_data import Seeded
from tests.ways import Way, send
from tests.web.beacon.stored_rows import PAGE, stored
from tracker.domain.rows import Row
from tracker.web import keys


async def test_an_old_client_and_one_that_closes_are_served_and_the_line_is_closed(
    client: TestClient, seeded: Seeded
) -> None:
    hit = post(seeded.site.key, PAGE, headers="Connection: close\r\n")
    for request in (
        hit,
        hit.replace(b"HTTP/1.1", b"HTTP/1.0").replace(b"Connection: close\r\n", b""),
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
        writer.write(request)
        assert (await read_answer(reader)).status == 204
        assert await reader.read() == b""
        writer.close()


async def test_requests_sent_ahead_are_answered_in_their_order(
    client: TestClient, seeded: Seeded
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    key = seeded.site.key
    get = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    wanted = []
    for request, status in (
        (post(key, PAGE), 204),
        (post("x" * 12, PAGE), 404),
        (get, 200),
        (post(key, {}), 400),
        (post(key, PAGE | {"id": "b"}), 204),
        (get.replace(b"healthz", b"nothing"), 404),
        (post(key, PAGE | {"id": "c"}, ordinary=True), 204),
        (post(key, PAGE | {"id": "d"}), 204),
    ):
        writer.write(request)
        wanted.append(status)
    assert [(await read_answer(reader)).status for _ in wanted] == wanted
    writer.close()
    assert len(await stored(client)) == 4


async def test_requests_sent_ahead_one_by_one_are_answered_in_their_order(
    client: TestClient, seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = client.app[keys.LOG]
    append, go_on = log.append, asyncio.Event()

    async def held(batch: Sequence[Row], position: int) -> None:
        await go_on.wait()
        await append(batch, position)

    monkeypatch.setattr(log, "append", held)
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    get = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    for request in (post(seeded.site.key, PAGE), get, post("x" * 12, PAGE), get):
        writer.write(request)
        for _ in range(3):
            await asyncio.sleep(0)
    go_on.set()
    assert [(await read_answer(reader)).status for _ in range(4)] == [204, 200, 404, 200]
    writer.close()


async def test_a_sender_who_goes_away_harms_nobody(
    client: TestClient, seeded: Seeded, way: Way
) -> None:
    for number in range(5):
        _, writer = await asyncio.open_connection("127.0.0.1", client.port)
        for chunk in way.chunks(post(seeded.site.key, PAGE | {"id": f"gone{number}"})):
            writer.write(chunk)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        writer.transport.abort()
    (answer,) = await send(client.port, way, post(seeded.site.key, PAGE))
    assert answer.status == 204


UNUSUAL = {
    "chunks": b"POST /visit/KEY HTTP/1.1\r\nHost: x\r\nUser-Agent: UA\r\n"
    b'Transfer-Encoding: chunked\r\n\r\n1e\r\n{"url":"https://example.com/"}\r\n0\r\n\r\n',
    "lower case": b"POST /visit/KEY HTTP/1.1\r\nhost: x\r\nuser-agent: UA\r\n"
    b'content-length: 30\r\n\r\n{"url":"https://example.com/"}',
    "expect": b"POST /visit/KEY HTTP/1.1\r\nHost: x\r\nUser-Agent: UA\r\nExpect: 100-continue\r\n"
    b'Content-Length: 30\r\n\r\n{"url":"https://example.com/"}',
    "absolute": b"POST http://x/visit/KEY HTTP/1.1\r\nHost: x\r\nUser-Agent: UA\r\n"
    b'Content-Length: 30\r\n\r\n{"url":"https://example.com/"}',
}


@pytest.mark.parametrize("request_bytes", UNUSUAL.values(), ids=UNUSUAL)
async def test_an_unusual_form_of_a_hit_is_taken_too(
    client: TestClient, seeded: Seeded, request_bytes: bytes
) -> None:
    sent = request_bytes.replace(b"KEY", seeded.site.key.encode()).replace(b"UA", BROWSER.encode())
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(sent)
    while (answer := await read_answer(reader)).status == 100:
        pass
    writer.close()
    assert answer.status == 204
    assert len(await stored(client)) == 1


BROKEN = {
    "two lengths": b"Host: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
    "length and chunks": b"Host: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"0\r\n\r\n",
    "a length that is none": b"Host: x\r\nContent-Length: 2x\r\n\r\n{}",
    "a signed length": b"Host: x\r\nContent-Length: +2\r\n\r\n{}",
    "two hosts": b"Host: x\r\nHost: y\r\nContent-Length: 2\r\n\r\n{}",
    "no host": b"Content-Length: 2\r\n\r\n{}",
    "a folded header": b"Host: x\r\nX-A: b\r\n c\r\nContent-Length: 2\r\n\r\n{}",
    "a NUL in a header": b"Host: x\r\nX-A: b\0\r\nContent-Length: 2\r\n\r\n{}",
    "a bare line feed": b"Host: x\nContent-Length: 2\r\n\r\n{}",
    "a blank before the colon": b"Host: x\r\nContent-Length : 2\r\n\r\n{}",
}


@pytest.mark.parametrize("rest", BROKEN.values(), ids=BROKEN)
async def test_what_is_no_http_is_refused_and_the_line_closed(
    client: TestClient, seeded: Seeded, rest: bytes
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(f"POST /visit/{seeded.site.key} HTTP/1.1\r\n".encode() + rest)
    answer = await read_answer(reader)
    assert answer.status == 400
    assert await reader.read() == b""
    writer.close()
    assert not await stored(client)
