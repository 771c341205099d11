"""A4: what one address makes of a disk in a day at default limits, a part of it."""

import asyncio
import secrets
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.product_server import ProductServer
from tests.seeded_data import seed
from tracker.app import create_app
from tracker.config import Config
from tracker.domain.hits import read_values
from tracker.services.recording.entries import Outcome
from tracker.services.recording.sender import Sender
from tracker.web import keys

DAY = 86_400  # seconds
MOST = 2_000_000_000  # bytes a day
AT_ONCE = 64  # hits
LONG = 2_000  # bytes of a text


class WorstDay(NamedTuple):
    """`bytes`: of a whole day; the hits: of the part of it that was tried."""

    hits: int
    stored: int
    bytes: int

    @property
    def is_bounded(self) -> bool:
        return self.stored == self.hits and self.bytes <= MOST


async def worst_day(folder: Path, part: int, limited: bool = True) -> WorstDay:
    """Hits at the highest rate that is allowed, each with as much that is new as fits into it: of a
    day's hits one in `part`, against such a part of the share, over the whole day by the clock."""
    default = Config()
    share = default.mb_per_address // part if limited else 10**6
    hits = default.rate_per_address * DAY // part // AT_ONCE * AT_ONCE
    clock = Clock()
    clock.stop()
    site = (await seed(folder)).site
    config = replace(default, data_dir=folder, environment="test", mb_per_address=share)
    config = replace(config, texts_per_site=10**9)  # the address's share alone has to do
    async with TestClient(ProductServer(create_app(config, clock))) as client:
        intake, db = client.app[keys.INTAKE], client.app[keys.DATABASE]
        await db.checkpoint()
        before, stored = db.path.stat().st_size, 0
        for _ in range(0, hits, AT_ONCE):
            answers = [asyncio.get_running_loop().create_future() for _ in range(AT_ONCE)]
            for answer in answers:
                hit = read_values(worst_hit())
                refusal = intake.receive(site, hit, worst_sender(), answer.set_result)
                assert refusal is None, refusal
            stored += (await asyncio.gather(*answers)).count(Outcome.STORED)
            clock.forward(seconds=DAY * AT_ONCE / hits)
        await db.checkpoint()
        grown = db.path.stat().st_size - before
    return WorstDay(hits, stored, grown * part)


def worst_hit() -> dict[str, object]:
    """As large as its limits let it be, and nothing of it was ever sent before."""
    tags = "&".join(
        f"utm_{tag}={new(200)}" for tag in ("source", "medium", "campaign", "term", "content")
    )
    return {
        "name": new(120),
        "id": new(20),
        "url": f"https://example.com/{new(LONG)}?{tags}",
        "title": new(LONG),
        "referrer": f"https://{new(20)}.example/{new(LONG)}",
        "language": new(35),
        "properties": {new(20): new(1_000) for _ in range(6)},
    }


def worst_sender() -> Sender:
    agent = f"Mozilla/5.0 (X11; Linux x86_64) Chrome/{secrets.randbelow(10**9)}.0 Safari/537.36"
    return Sender("192.0.2.1", agent, f'"{new(40)}";v="1"\n\n', private=False)


def new(size: int) -> str:
    return secrets.token_hex(size // 2)
