"""Visitors of processes that are one server, and a book of what each was answered."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count, cycle

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.cluster.house import FIREFOX, House
from tests.cluster.streams import Stream, stream
from tests.server_process import ServerProcess
from tracker.storage.sites.sites import Site

Fronts = Callable[[], Sequence[ServerProcess]]  # that are there now

APART = 0.05  # seconds between two hits of a visitor
ASKS_FOR = 10.0  # seconds: a process that is stopped answers nothing
VISITS = "select uniqExact(visit), uniqExact(visitor) from event final where site = {site:UInt32}"


class Book:
    """`slowest`: seconds, of those that were acknowledged."""

    def __init__(self, fronts: Fronts, sites: Sequence[Site]) -> None:
        self._fronts = fronts
        self._sites = sites
        self._numbers = count(1)
        self.sent: set[str] = set()
        self.acknowledged: dict[int, set[str]] = {site.id: set() for site in sites}
        self.refused = 0
        self.slowest = 0.0
        self.visitors = 0
        self.ends = False

    @property
    def taken(self) -> int:
        """How many were acknowledged."""
        return sum(map(len, self.acknowledged.values()))

    async def visitor(self, chance: random.Random) -> None:
        """Until it ends: each hit is sent until it is taken, at any front, now and then at two at
        once."""
        self.visitors += 1
        agent = FIREFOX.replace("144", str(100 + self.visitors))
        timeout = ClientTimeout(total=ASKS_FOR)
        async with ClientSession(headers={"User-Agent": agent}, timeout=timeout) as browser:
            for site in cycle(self._sites):
                await self._hit(browser, site, chance)
                await asyncio.sleep(APART)
                if self.ends:
                    return

    async def _hit(self, browser: ClientSession, site: Site, chance: random.Random) -> None:
        path = f"/{next(self._numbers)}"
        self.sent.add(path)
        said = {"name": "pageview", "id": f"hit{path}", "url": f"https://example.com{path}"}
        began = asyncio.get_running_loop().time()
        while path not in self.acknowledged[site.id] and not self.ends:
            fronts = chance.choices(self._fronts(), k=2 if chance.random() < 0.03 else 1)
            for status in await asyncio.gather(
                *(self._post(browser, each, site, said) for each in fronts)
            ):
                if status == 204:
                    self.acknowledged[site.id].add(path)
            if path not in self.acknowledged[site.id]:
                self.refused += 1
                await asyncio.sleep(APART)
        self.slowest = max(self.slowest, asyncio.get_running_loop().time() - began)

    @staticmethod
    async def _post(
        browser: ClientSession, front: ServerProcess, site: Site, said: dict[str, str]
    ) -> int:
        """0 where nobody answers."""
        url = f"http://127.0.0.1:{front.port}/visit/{site.key}"
        try:
            async with browser.post(url, json=said) as answer:
                return answer.status
        except (ClientError, TimeoutError, OSError):
            return 0

    async def wrong(self, house: House) -> list[str]:
        """What ClickHouse has otherwise than it was answered; nothing in the end."""
        wrong = []
        for site in self._sites:
            filed = await house.filed(site.id)
            lost = self.acknowledged[site.id] - filed.keys()
            twice = [path for path, times in filed.items() if times > 1]
            never = filed.keys() - self.sent
            [[visits, visitors]] = await house.events.rows(VISITS, {"site": site.id})
            wrong += [f"{len(lost)} lost: {sorted(lost)[:5]}"] * bool(lost)
            wrong += [f"{len(twice)} twice: {twice[:5]}"] * bool(twice)
            wrong += [f"{len(never)} that nobody has sent"] * bool(never)
            wrong += [f"{visits} visits of {visitors} visitors"] * (visits != self.visitors)
        return wrong


class Watcher:
    """An open view of a site that comes back whenever it ends, at any front. `seen`: pages."""

    def __init__(self, fronts: Fronts, site: Site, token: str) -> None:
        self._fronts = fronts
        self._site = site
        self._token = token
        self._point = ""
        self.seen = Counter[str]()

    async def watch(self, chance: random.Random) -> None:
        """Until cancelled."""
        timeout = ClientTimeout(total=None, sock_read=ASKS_FOR)
        async with ClientSession(headers={"User-Agent": FIREFOX}, timeout=timeout) as browser:
            while True:
                front = chance.choice(self._fronts())
                opened = stream(browser, front, self._site, self._token, self._point)
                with suppress(ClientError, AssertionError, TimeoutError, OSError):
                    async with opened as told:
                        await self._read(told)
                await asyncio.sleep(APART)

    async def _read(self, told: Stream) -> None:
        while True:
            messages = await told.messages()
            self.seen.update(each["path"] for each in messages if each["type"] == "event")
            self._point = told.point or self._point

    def wrong(self, book: Book) -> list[str]:
        """What it has not seen of what was acknowledged, or twice; nothing in the end."""
        missed = book.acknowledged[self._site.id] - self.seen.keys()
        twice = [path for path, times in self.seen.items() if times > 1]
        wrong = [f"{len(missed)} missed by a view: {sorted(missed)[:5]}"] * bool(missed)
        return wrong + [f"{len(twice)} shown twice: {twice[:5]}"] * bool(twice)
