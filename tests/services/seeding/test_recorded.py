"""What is seeded is what would stand there had it all come through the front door."""

import itertools
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from bench.demo_places import write_places
from tests.clock import Clock
from tests.product_server import ProductServer
from tests.seeded_data import ENCODED
from tracker.config import Config
from tracker.services.seeding.cities import city_of
from tracker.services.seeding.recorded import record
from tracker.services.seeding.stories import HARBOUR, WAVES
from tracker.services.seeding.visits import DAY, Moment, Visited, moments
from tracker.storage.accounts.users import NewUser, insert_first_user
from tracker.storage.file.database import Database
from tracker.storage.sites.sites import Site, insert_site, update_site
from tracker.web import keys

SINCE = 1_800_000_000_000
NIGHTS = 9 * 3_600_000  # later: then most people are here over midnight
# What has a number is compared by its content; leaves by what their pageview's place is.
EVENTS = """
select e.cursor, e.site_id, e.at, e.visit, e.visitor, e.is_new, n.value, h.value, p.value, t.value,
    r.value, s.value, c.value, campaign.name, campaign.click_id, place.city, agent.browser,
    agent.browser_version, agent.system, agent.device, l.value, e.width, e.properties, e.address
from event e
join text n on n.id = e.name join text h on h.id = e.host join text p on p.id = e.path
join text t on t.id = e.title join text r on r.id = e.referrer join text s on s.id = e.source
join text c on c.id = e.channel join text l on l.id = e.language
join agent on agent.id = e.agent left join campaign on campaign.id = e.campaign
left join place on place.id = e.place
order by e.cursor
"""
LEAVES = """
select cursor, site_id, at, visit, 0, text.value, state, engaged, depth, page_cursor, page_age
from leave join text on text.id = path order by cursor
"""
TITLES = """
select cursor, site_id, at, visit, 0, page_cursor, page_age, text.value
from late_title join text on text.id = title order by cursor
"""
REFUSED = "select * from refused order by site_id, day, reason"


@pytest.fixture
def clock() -> Clock:
    """It shows what the messages say."""
    clock = Clock()
    clock.stop()
    clock.now = SINCE
    return clock


@pytest.fixture
def config(config: Config, tmp_path: Path) -> Config:
    write_places(tmp_path / "cities.mmdb", 1)
    return replace(config, geoip_path=(tmp_path / "cities.mmdb",), trusted_proxies=("127.0.0.1",))


@pytest.fixture
async def sites(app: web.Application) -> list[Site]:
    async with Database.open(app[keys.CONFIG].data_dir / "tracker.db") as db:
        return await two_sites(db)


@pytest.fixture
async def client(
    sites: list[Site], app: web.Application, aiohttp_client: AiohttpClient
) -> TestClient:
    return await aiohttp_client(ProductServer(app))


async def test_it_is_what_the_front_door_leaves(
    sites: list[Site], client: TestClient, clock: Clock, tmp_path: Path
) -> None:
    days, served = list(two_days(sites)), client.app[keys.DATABASE]
    await send(client, clock, itertools.chain(*days))
    await client.app[keys.REFUSED_DAYS].keep()
    async with Database.open(tmp_path / "seeded.db") as seeded:
        assert await two_sites(seeded) == sites
        await record(seeded, city_of, days, SINCE)
        for rows in (EVENTS, LEAVES, TITLES, REFUSED):
            found = [list(map(tuple, await db.read(rows))) for db in (served, seeded)]
            assert found[0], rows
            assert in_order(found[1]) == in_order(found[0])


def two_days(sites: list[Site]) -> Iterable[list[Moment]]:
    each = [Visited(sites[0], WAVES, 160), Visited(sites[1], HARBOUR, 40)]
    for day in moments(each, SINCE, SINCE + DAY):
        yield [(at + NIGHTS, *rest) for at, *rest in day]


async def two_sites(db: Database) -> list[Site]:
    async with db.transaction() as tx:
        user = await insert_first_user(tx, NewUser("ada", "ada@example.com", ENCODED), SINCE)
        assert user
        made = []
        for story, key in ((WAVES, "wavesexample"), (HARBOUR, "harbourexamp")):
            site = await insert_site(
                tx, key=key, owner_id=user.id, name=story.host, time_zone="UTC", at=SINCE
            )
            made.append(msgspec.structs.replace(site, hosts=(story.host,)))
            await update_site(tx, made[-1])
    return made


async def send(client: TestClient, clock: Clock, everything: Iterable[Moment]) -> None:
    for at, site, sender, hit in everything:
        clock.now = at
        headers = {
            "User-Agent": sender.user_agent,
            "X-Forwarded-For": sender.address,
            "Content-Type": "text/plain;charset=UTF-8",
        }
        body = msgspec.json.encode(hit)
        async with client.post(f"/visit/{site.key}", data=body, headers=headers) as answer:
            assert answer.status == 204


def in_order(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Visits and visitors by the order in which they came: their numbers are chance."""
    numbers: dict[object, int] = {}

    def numbered(each: object) -> int:
        return numbers.setdefault(each, len(numbers))

    if len(rows[0]) < 5:
        return rows
    return [(*row[:3], numbered(row[3]), numbered((row[4], 0)), *row[5:]) for row in rows]
