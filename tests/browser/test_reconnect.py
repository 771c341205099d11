"""A live view whose connection is cut twenty times while 200 hits a second come in."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.conftest import Person
from tests.eventually import eventually
from tests.product_server import ProductServer
from tests.relay import Relay, relay_to
from tests.seeded_data import SESSION, Seeded
from tests.stored_hits import log_of
from tests.walkers import Crowd, here
from tracker.config import Config

pytestmark = [
    pytest.mark.fault,
    pytest.mark.embedded("cuts the connection on its way, and compares with the server's file"),
]
CUTS = 20
RATE = 200  # hits a second
LISTENING = """
window.heard = [];
const Real = WebSocket;
window.WebSocket = class extends Real {
  constructor(...address) {
    super(...address);
    this.addEventListener("message", (frame) => {
      for (const message of JSON.parse(frame.data)) {
        if (message.type === "ready") console.debug("ready");
        else if (["event", "leave", "back"].includes(message.type)) heard.push(message);
      }
    });
  }
};
"""


class Viewer:
    """A program that does what static/live/connection.js does: resume with the last cursor."""

    def __init__(self, url: str, seeded: Seeded, chance: Random) -> None:
        self.url = url
        self.headers = {"Cookie": seeded.cookie, "Origin": url.partition("/sites")[0]}
        self.chance = chance
        self.log = ""
        self.cursor: int | None = None
        self.heard: list[tuple[int, str, str]] = []
        self.readies = 0
        self.here: dict[str, int] = {}

    async def watch(self, session: aiohttp.ClientSession) -> None:
        while True:
            query = {} if self.cursor is None else {"cursor": f"{self.log}-{self.cursor}"}
            with suppress(aiohttp.ClientError, OSError):
                async with session.ws_connect(
                    self.url, params=query, headers=self.headers, max_msg_size=0
                ) as socket:
                    async for frame in socket:
                        if frame.type is aiohttp.WSMsgType.TEXT:
                            self.read(json.loads(frame.data))
            await asyncio.sleep(self.chance.random() * 0.05)

    def read(self, messages: list[dict[str, Any]]) -> None:
        for message in messages:
            kind = message["type"]
            if kind in ("hello", "presence"):
                self.here = dict(message["here"])
            self.log = message["log"] if kind == "hello" else self.log
            self.readies += kind == "ready"
            if kind != "hello" and "cursor" in message:
                self.cursor = message["cursor"]
            if kind in ("event", "leave", "back"):
                self.heard.append((message["cursor"], kind, message["visit"]))


@pytest.fixture
def config(data_dir: Path) -> Config:
    return Config(data_dir=data_dir, port=0, environment="test", trusted_proxies=("127.0.0.1",))


@pytest_asyncio.fixture(loop_scope="session")
async def relay(seeded_server: ProductServer) -> AsyncIterator[Relay]:
    async with relay_to(seeded_server.port) as relay:
        yield relay


@pytest.mark.parametrize("chance", [Random(1), Random(2)], ids=["seed-1", "seed-2"])
async def test_a_program_that_is_cut_hears_every_row_once(
    config: Config, seeded_server: ProductServer, seeded: Seeded, relay: Relay, chance: Random
):
    address = f"http://127.0.0.1:{relay.port}/sites/{seeded.site.id}/live/socket"
    viewer = Viewer(address, seeded, chance)
    crowd = Crowd(str(seeded_server.make_url(f"/visit/{seeded.site.key}")), 60, chance)
    async with aiohttp.ClientSession() as session:
        watching = asyncio.create_task(viewer.watch(session))
        await eventually(lambda: viewer.readies)
        await walk_while_cut(crowd, relay, chance, lambda: viewer.readies)
        await eventually(lambda: viewer.heard[-1:] == log_of(config.data_dir, 1)[-1:])
        await eventually(lambda: viewer.here == here(crowd.walkers))
        watching.cancel()
        await asyncio.wait([watching])
    assert crowd.refused == []
    assert viewer.readies >= CUTS + 1
    assert viewer.heard == log_of(config.data_dir, seeded.site.id)
    assert viewer.here == here(crowd.walkers)


async def test_the_page_that_is_cut_hears_every_row_once(
    config: Config, seeded_server: ProductServer, seeded: Seeded, relay: Relay, person: Person
):
    chance = Random(3)
    crowd = Crowd(str(seeded_server.make_url(f"/visit/{seeded.site.key}")), 60, chance)
    readies: list[str] = []
    context = await person()
    context.on("console", lambda line: readies.append(line.text) if line.text == "ready" else None)
    page = await live_page(context, relay, seeded)
    await expect(page.locator("#connection")).to_have_attribute("data-state", "connected")
    await walk_while_cut(crowd, relay, chance, lambda: len(readies))
    assert crowd.refused == []
    log = log_of(config.data_dir, seeded.site.id)
    await eventually(
        lambda: page.evaluate("last => heard.at(-1)?.cursor === last", log[-1][0]), within=30
    )
    heard = await page.evaluate("heard.map(({cursor, type, visit}) => [cursor, type, visit])")
    assert [tuple(row) for row in heard] == log
    await shows_what_is_true(page, crowd)


async def live_page(context: BrowserContext, relay: Relay, seeded: Seeded) -> Page:
    origin = f"http://127.0.0.1:{relay.port}"
    await context.add_cookies([{"name": "tracker", "value": SESSION, "url": origin}])
    await context.add_init_script(LISTENING)
    page = await context.new_page()
    await page.goto(f"{origin}/sites/{seeded.site.id}/live")
    return page


async def walk_while_cut(
    crowd: Crowd, relay: Relay, chance: Random, readies: Callable[[], int]
) -> None:
    """The crowd walks until the connection has been cut and come back often enough."""
    enough = asyncio.Event()
    walking = asyncio.create_task(crowd.walk(RATE, enough, most=60 * RATE))
    try:
        for number in range(1, CUTS + 1):
            await asyncio.sleep(chance.random() * 0.3)  # a random moment, not a wait
            if chance.random() < 0.5:
                relay.weaken_next(chance.randrange(300, 4000))
            relay.cut(after=chance.choice([0, 1, chance.randrange(200), chance.randrange(5000)]))
            await eventually(lambda: readies() > number)  # noqa: B023
    finally:
        enough.set()
        await walking


async def shows_what_is_true(page: Page, crowd: Crowd) -> None:
    """When it is calm again: who is where, and one row for each visitor."""
    model = here(crowd.walkers)
    await expect(page.locator("#number")).to_have_text(str(sum(model.values())))
    read = "[...document.querySelectorAll('#here .share')].map(e => [e.children[1].textContent, +e.children[2].textContent])"  # noqa: E501
    await eventually(lambda: shown(page, read, model))
    visits = len([walker for walker in crowd.walkers if walker.sent])
    await expect(page.locator("#feed > .visit")).to_have_count(visits)


async def shown(page: Page, read: str, model: dict[str, int]) -> bool:
    return dict(await page.evaluate(read)) == model
