"""Whoever leaves, what was begun is finished: memory and file say the same afterwards."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from random import Random

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.eventually import eventually
from tests.web.asking.access_people import routes_of
from tests.web.asking.routes_sampled import SAFE
from tests.web.leaving.cuts import Cuts
from tests.web.leaving.memory import Memory, alive_in, change, connections, rows_of
from tests.web.leaving.recipes import ISSUER, RECIPES, REPORTED, plain
from tests.web.leaving.stage import HOST, Asked, Stage
from tracker import alerting
from tracker.app import create_app
from tracker.config import Config
from tracker.services.mail.mailer import Mailer
from tracker.web import keys
from tracker.web.asking.handler_marks import ONLY_ASKS

NOTHING = {"mails": (0, 0)}
# No moment of their own: a hit is written by the recorder, whoever waits for it.
HITS = {"/visit/{key}", "/visit/{key}/visited", "/api/sites/{site_id}/events"}
HITS |= {address.partition("?")[0] for address in REPORTED}
# Nothing of these stands in the database: a part that is cut off is sent again.
UPLOADS = {"/sites/{site_id}/imports", "/sites/{site_id}/imports/uploads"} | {
    "/sites/{site_id}/imports/uploads/{upload_id}" + more for more in ("", "/start", "/remove")
}
# One statement: the transaction that ends the one begins the other.
TO_GO = "select site_id from reset union all select site_id from erasure"
TO_GO += " union all select id from import where state = 'leaving'"
TICKET = "/sites/{site_id}/test-page"  # for a test visit; it is kept in memory only


@pytest.fixture
def config(config: Config) -> Config:
    provider = {"oidc_issuer": ISSUER, "oidc_client_id": "tracker", "oidc_client_secret": "secret"}
    return replace(
        config,
        durability="process",
        registration="open",
        public_url=f"http://{HOST}",
        **provider,
    )


@pytest.fixture
def cuts(monkeypatch: pytest.MonkeyPatch) -> Cuts:
    return Cuts(monkeypatch)


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many mails were posted, each time."""
    mails: list[int] = []
    monkeypatch.setattr(Mailer, "post", lambda _, *each, **__: mails.append(len(each)))
    return mails


@pytest.fixture(autouse=True)
def untold(monkeypatch: pytest.MonkeyPatch) -> None:
    """No message leaves meanwhile: what is noted of its try would look like half of something."""

    async def never(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(alerting, "send", never)


class Leaver:
    """Sends requests to one server, and leaves during them."""

    def __init__(self, client: TestClient, clock: Clock, cuts: Cuts, posted: list[int]) -> None:
        self.client, self.clock, self.cuts, self.posted = client, clock, cuts, posted
        self.number = 0

    async def ask(self, path: str, at: int = 0, after: float | None = None) -> "Done":
        """Have the request of that route on a fresh stage; leave at that moment, or after so
        many seconds, or not at all."""
        self.clock.forward(minutes=30)  # no throttle remembers the last one
        self.number += 1
        app = self.client.app
        stage = Stage(app, self.number)
        await stage.build()
        asked = await RECIPES[path](stage)
        before = await rows_of(app)
        self.posted.clear()
        with connections(app, await alive_in(app[keys.DATABASE])) as memory:
            answer = await self._send(asked, at, after)
            await eventually(lambda: app[keys.FINISHING].idle)
            await self._agreed(memory)
            await eventually(self._erased)
            done = change(before, await rows_of(app)) | {"mails": (0, sum(self.posted))}
        return Done(answer, done, self.cuts.passed)

    async def _agreed(self, memory: Memory) -> None:
        async def agreed() -> bool:
            found = await memory.differences()
            assert found == []
            return True

        await eventually(agreed)

    async def _erased(self) -> bool:
        """What is to go goes beside the serving, at any moment from then on."""
        return not await self.client.app[keys.DATABASE].read(TO_GO)

    async def _send(self, asked: Asked, at: int, after: float | None) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.client.port)
        self.cuts.begin(at, writer.transport.abort)
        writer.write(asked.sent())
        if after is not None:
            await asyncio.sleep(after)
            writer.transport.abort()
        answer = b""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            answer = await reader.readuntil(b"\r\n\r\n")
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        return answer


class Done:
    """What came of a request."""

    def __init__(self, answer: bytes, change: dict[str, tuple[int, int]], moments: int) -> None:
        self.status = answer[9:12]
        self.change, self.moments = change, moments


@pytest.fixture
def leaver(client: TestClient, clock: Clock, cuts: Cuts, posted: list[int]) -> Leaver:
    return Leaver(client, clock, cuts, posted)


def changing() -> list[str]:
    """Every route of the server but those that only read."""
    app: web.Application = create_app(Config())
    routes = [route for route in routes_of(app) if route.method not in SAFE and route.resource]
    changing = [route for route in routes if not getattr(route.handler, ONLY_ASKS, False)]
    return [plain(route.resource.canonical) for route in changing]


def test_there_is_a_request_for_every_route_that_changes_something() -> None:
    assert sorted(changing()) == sorted(RECIPES.keys() | UPLOADS)


@pytest.mark.parametrize("path", sorted(RECIPES.keys() - HITS))
async def test_a_client_that_leaves_at_any_moment_leaves_no_half_of_it(
    leaver: Leaver, path: str
) -> None:
    stayed = await leaver.ask(path)
    assert stayed.status in {b"200", b"204", b"303"}
    assert stayed.change != NOTHING or path == TICKET
    changes = [(await leaver.ask(path, at=at + 1)).change for at in range(stayed.moments)]
    assert [each for each in changes if each not in (NOTHING, stayed.change)] == []
    assert stayed.change in changes  # such as at the last moment


@pytest.mark.parametrize("path", sorted(RECIPES))
async def test_a_client_that_leaves_some_time_or_other_leaves_no_half_of_it(
    leaver: Leaver, path: str
) -> None:
    stayed, chance = await leaver.ask(path), Random(path)
    for _ in range(3):
        left = await leaver.ask(path, after=chance.uniform(0, 0.008))
        assert left.change in (NOTHING, stayed.change)
