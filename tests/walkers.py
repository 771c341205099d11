"""Visitors who walk about a site and send what their beacon would, at a steady rate.

`here` is the reference model: where the server should see them, worked out from what they sent.
"""

import asyncio
from collections import Counter
from random import Random
from typing import Any

import aiohttp

from tests.beacon_load import BROWSER

PATHS = [f"/page/{number}" for number in range(12)]
Message = dict[str, Any]


class Walker:
    """One visitor: what is sent, in order, and what is yet to be sent."""

    def __init__(self, number: int, chance: Random) -> None:
        self.address = f"198.51.{number // 250}.{number % 250 + 1}"
        self.number = number
        self.chance = chance
        self.sent: list[Message] = []
        self.to_send: list[Message] = []
        self.page: Message = {}
        self.state = "gone"
        self.busy = False

    def next(self) -> Message:
        """What this visitor's beacon sends now."""
        if not self.to_send:
            self.to_send = self.step()
        self.sent.append(self.to_send.pop(0))
        return self.sent[-1]

    def step(self) -> list[Message]:
        if self.state == "gone":
            return [self.opens()]
        if self.state == "hidden":
            back = self.chance.random() < 0.6
            return [self.leaves("back" if back else "left")]
        return self.chance.choices(
            [self.moves_on, self.moves_elsewhere, self.acts, self.hides, self.goes],
            weights=[4, 2, 2, 2, 1],
        )[0]()

    def opens(self) -> Message:
        self.state = "here"
        self.page = {
            "name": "pageview",
            "id": f"w{self.number}n{len(self.sent)}r{self.chance.getrandbits(32)}",
            "url": f"https://example.com{self.chance.choice(PATHS)}",
        }
        return self.page

    def leaves(self, state: str) -> Message:
        self.state = {"back": "here", "hidden": "hidden", "left": "gone"}[state]
        return {
            "name": "leave",
            "id": self.page["id"],
            "url": self.page["url"],
            "state": state,
            "engaged": 1000 * len(self.sent),
            "depth": 40,
        }

    def moves_on(self) -> list[Message]:
        """Inside a page the script says first what is left."""
        return [self.leaves("left"), self.opens()]

    def moves_elsewhere(self) -> list[Message]:
        """Between two pages the last word of the old one may come after the first of the new."""
        old = self.leaves("left")
        return [self.opens(), old]

    def acts(self) -> list[Message]:
        event = {"name": "Signup", "properties": {"plan": "pro"}, "page": self.page["id"]}
        return [{**self.page, **event, "id": f"{self.page['id']}e{len(self.sent)}"}]

    def hides(self) -> list[Message]:
        return [self.leaves("hidden")]

    def goes(self) -> list[Message]:
        return [self.leaves("left")]


def here(walkers: list[Walker]) -> dict[str, int]:
    """Each visitor is on the page last viewed, until that very page is left."""
    pages: Counter[str] = Counter()
    for walker in walkers:
        views = [at for at, message in enumerate(walker.sent) if message["name"] == "pageview"]
        if not views:
            continue
        page = walker.sent[views[-1]]
        after = walker.sent[views[-1] + 1 :]
        if not any(m["id"] == page["id"] and m.get("state") == "left" for m in after):
            pages[page["url"].removeprefix("https://example.com")] += 1
    return dict(pages)


class Crowd:
    """Walkers who send through the front door; `refused`: the answers that were no plain 204."""

    def __init__(self, url: str, count: int, chance: Random) -> None:
        self.url = url
        self.walkers = [Walker(number, chance) for number in range(count)]
        self.chance = chance
        self.refused: list[tuple[int, str]] = []
        self.sent = 0

    async def walk(self, rate: int, enough: asyncio.Event, most: int) -> None:
        """Send `rate` hits a second until it is enough, `most` at the latest."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as on_their_way:
            while self.sent < most and not enough.is_set():
                await asyncio.sleep(max(0.0, start + self.sent / rate - loop.time()))
                idle = [walker for walker in self.walkers if not walker.busy]
                if idle:
                    self.sent += 1
                    on_their_way.create_task(self.send(session, self.chance.choice(idle)))
                else:
                    await asyncio.sleep(0.005)

    async def send(self, session: aiohttp.ClientSession, walker: Walker) -> None:
        walker.busy = True
        headers = {"X-Forwarded-For": walker.address, "User-Agent": BROWSER}
        async with session.post(self.url, json=walker.next(), headers=headers) as answer:
            if answer.status != 204 or "X-Tracker-Refused" in answer.headers:
                self.refused.append((answer.status, answer.headers.get("X-Tracker-Refused", "")))
        walker.busy = False
