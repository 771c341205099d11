"""Who asks and fetches no answers: nothing may pile up for them."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from functools import partial

import pytest
from aiohttp.test_utils import TestClient

from tests.beacon_load import post
from tests.eventually import eventually
from tests.seeded_data import Seeded
from tests.web.beacon.stored_rows import PAGE
from tracker.config import Config
from tracker.web import keys
from tracker.web.beacon import patience
from tracker.web.beacon.connection import BeaconConnection

MOST = 200_000  # bytes that may wait for one connection
ENOUGH = 1_500  # answers: three times as many bytes
NO_MORE = 2.0  # seconds in which none is taken


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, rate_per_address=1, rate_burst=1)


@pytest.fixture
async def sender(client: TestClient) -> AsyncIterator[socket.socket]:
    """A connection with as little room for answers as the system allows."""
    with socket.socket() as ours:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        ours.setblocking(False)
        await asyncio.get_running_loop().sock_connect(ours, ("127.0.0.1", client.port))
        await eventually(lambda: client.server.runner.server.connections)
        theirs = connection(client).transport.get_extra_info("socket")
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
        yield ours


def connection(client: TestClient) -> BeaconConnection:
    [found] = client.server.runner.server.connections
    assert isinstance(found, BeaconConnection)
    return found


def waiting(client: TestClient) -> int:
    """Bytes that the server holds for the connection."""
    here = connection(client)
    return here.transport.get_write_buffer_size() + len(here._held)


async def pressed(client: TestClient, sender: socket.socket, request: bytes) -> int:
    """Send the request again and again, each time once the one before was taken, until one is not
    or the connection ends; gives how many were."""
    loop, taken = asyncio.get_running_loop(), 0
    with suppress(AssertionError, ConnectionError):
        while taken < ENOUGH:
            await loop.sock_sendall(sender, request)
            taken = await eventually(partial(count_above, client, taken), NO_MORE)
    return taken


def count_above(client: TestClient, number: int) -> int:
    """Requests that the server has looked at, if more than so many."""
    looked_at = client.app[keys.INTAKE].hits + sum(client.app[keys.REFUSED].totals().values())
    return looked_at if looked_at > number else 0


WAYS = {"short": False, "ordinary": True}


@pytest.mark.parametrize("ordinary", WAYS.values(), ids=WAYS)
async def test_who_fetches_no_answers_is_not_read_any_more(
    client: TestClient, seeded: Seeded, sender: socket.socket, ordinary: bool
) -> None:
    taken = await pressed(client, sender, post(seeded.site.key, PAGE, ordinary))
    assert waiting(client) <= MOST
    assert 0 < taken < ENOUGH


async def test_all_is_answered_once_the_answers_are_fetched(
    client: TestClient, seeded: Seeded, sender: socket.socket
) -> None:
    request, loop = post(seeded.site.key, PAGE), asyncio.get_running_loop()
    for _ in range(400):
        await loop.sock_sendall(sender, request)
        await asyncio.sleep(0)
    got = b""
    while got.count(b"HTTP/1.1 ") < 400:
        async with asyncio.timeout(30):
            got += await loop.sock_recv(sender, 65_536)
    stored, refused = got.count(b"HTTP/1.1 204"), got.count(b"HTTP/1.1 429")
    assert stored  # more than one where a second passes meanwhile
    assert stored + refused == 400


async def test_who_goes_on_asking_and_never_fetches_is_cut_off(
    client: TestClient,
    seeded: Seeded,
    sender: socket.socket,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(patience, "DEAF", 0.2)
    await pressed(client, sender, post(seeded.site.key, PAGE))
    await eventually(lambda: not client.server.runner.server.connections)
