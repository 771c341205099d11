"""What one address may hold open without saying anything is bounded."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
from aiohttp import web

from tests.beacon_load import post, read_answer
from tests.eventually import eventually
from tests.seeded_data import Seeded
from tracker.config import Config
from tracker.domain.client_address import UNIX
from tracker.domain.proxies import parse_proxies
from tracker.web.beacon import patience
from tracker.web.beacon.connections import AT_WORK, RESTED, Connections, is_spared
from tracker.web.serving.server import listening

MOST = 5
GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, connections_per_address=MOST)


@pytest.fixture(autouse=True)
def nobody_spared(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine's address stands for a stranger's; a moment's rest is a long one."""
    monkeypatch.setattr("tracker.web.serving.runner.is_spared", lambda *_, **__: False)
    monkeypatch.setattr("tracker.web.beacon.connections.RESTED", 0.0)


@pytest.fixture
async def port(seeded: Seeded, app: web.Application) -> AsyncIterator[int]:
    async with listening(app) as port:
        yield port


@pytest.fixture
async def line() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


async def opened(port: int, line: AsyncExitStack) -> Streams:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    line.callback(writer.close)
    return reader, writer


async def asked(streams: Streams, request: bytes = GET) -> int:
    streams[1].write(request)
    return (await read_answer(streams[0])).status


def ended(streams: Streams) -> bool:
    return streams[0].at_eof()


async def test_the_one_that_has_rested_longest_is_closed(port: int, line: AsyncExitStack) -> None:
    streams = [await opened(port, line) for _ in range(MOST)]
    for each in (*streams[1:], streams[0]):
        assert await asked(each) == 200
    more = await opened(port, line)
    assert await asked(more) == 200
    await eventually(lambda: ended(streams[1]))
    assert [ended(each) for each in streams] == [False, True, False, False, False]
    assert await asked(streams[0]) == 200


async def test_one_that_has_said_nothing_yet_is_the_first_to_go(
    port: int, line: AsyncExitStack
) -> None:
    silent = await opened(port, line)
    streams = [await opened(port, line) for _ in range(MOST)]
    await eventually(lambda: ended(silent))
    assert [await asked(each) for each in streams] == [200] * MOST


async def test_one_with_a_request_under_way_is_left_alone(
    port: int, line: AsyncExitStack, seeded: Seeded
) -> None:
    busy = await opened(port, line)
    body = b"a=" + b"b" * 98
    head = b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nContent-Type: "
    busy[1].write(head + b"application/x-www-form-urlencoded\r\n\r\n" + body[:50])
    await asyncio.sleep(0)
    streams = [await opened(port, line) for _ in range(3 * MOST)]
    assert await asked(streams[-1], post(seeded.site.key, {"url": "https://a.example/"})) == 204
    await eventually(lambda: sum(map(ended, streams)) == 2 * MOST + 1)
    assert await asked(busy, body[50:]) == 422


async def test_a_connection_over_which_no_whole_request_comes_ends(
    port: int, line: AsyncExitStack, monkeypatch: pytest.MonkeyPatch, seeded: Seeded
) -> None:
    monkeypatch.setattr(patience, "LONGEST_REST", 0.2)
    silent, slow, hit = [await opened(port, line) for _ in range(3)]
    slow[1].write(b"GET / HTTP/1.1\r\nHost:")
    assert await asked(hit, post(seeded.site.key, {"url": "https://a.example/"})) == 204
    for each in (silent, slow, hit):
        await eventually(lambda each=each: ended(each))


async def test_a_live_view_may_rest(
    port: int, line: AsyncExitStack, monkeypatch: pytest.MonkeyPatch, seeded: Seeded
) -> None:
    monkeypatch.setattr(patience, "LONGEST_REST", 0.2)
    stream = await opened(port, line)
    head = f"GET /api/sites/{seeded.site.id}/live HTTP/1.1\r\nHost: x\r\n"
    stream[1].write(f"{head}Authorization: Bearer {seeded.token}\r\n\r\n".encode())
    assert b"200 OK" in await stream[0].readuntil(b"\r\n\r\n")
    silent = await opened(port, line)
    await eventually(lambda: ended(silent))
    others = [await opened(port, line) for _ in range(3 * MOST)]
    await eventually(lambda: sum(map(ended, others)) == 2 * MOST + 1)
    assert not ended(stream)


class Busy:
    """A connection with a request under way, or one that has rested since then."""

    def __init__(self, peer: str, rests_since: float | None = None) -> None:
        self.peer = peer
        self.closed = False
        self._since = rests_since

    def rests_since(self) -> float | None:
        return self._since

    def force_close(self) -> None:
        self.closed = True


def test_one_that_may_just_be_asked_is_not_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.web.beacon.connections.RESTED", RESTED)
    connections = Connections(1, lambda _: False)
    first, second, third = (Busy("192.0.2.1", rests_since=100.0) for _ in range(3))
    connections.came(first, 100.0)
    connections.came(second, 100.0 + RESTED - 1)
    assert not first.closed
    connections.came(third, 100.0 + RESTED)
    assert (first.closed, second.closed, third.closed) == (True, False, False)


def test_what_is_under_way_has_a_bound_too() -> None:
    connections = Connections(MOST, lambda _: False)
    busy = [Busy("2001:db8::1", None) for _ in range(AT_WORK * MOST)]
    others = [Busy("2001:db8::2", None), Busy("2001:db8:0:1::2", None)]
    for each in (*busy, *others):
        connections.came(each, 100.0)
    assert [each.closed for each in (*busy, *others)] == [False] * len(busy) + [True, False]
    for each in (*busy, *others):
        connections.gone(each)
    assert connections._here == {}


@pytest.mark.parametrize(
    ("peer", "spared"),
    [
        ("", True),
        (UNIX, True),
        ("127.0.0.1", True),
        ("::1", True),
        ("10.1.2.3", True),
        ("192.0.2.1", False),
        ("2001:db8::1", False),
    ],
)
def test_proxies_and_this_machine_may_have_any_number(peer: str, spared: bool) -> None:
    assert is_spared(peer, parse_proxies(["10.0.0.0/8"])) is spared
